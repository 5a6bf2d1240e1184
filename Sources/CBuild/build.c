// For dladdr.
#define _GNU_SOURCE
#include "CBuild.h"
#include <dlfcn.h>
#include <fcgiapp.h>
#include <string.h>

// Package.swift defines them where `make build` did. In C, so that another commit is one small file compiled anew.
#ifndef BEARERD_COMMIT
#define BEARERD_COMMIT ""
#endif
#ifndef BEARERD_SWIFT
#define BEARERD_SWIFT ""
#endif

static unsigned char byte(const char *text, size_t index) {
    return index < strlen(text) ? (unsigned char)text[index] : 0;
}

unsigned char bearerd_commit_byte(size_t index) { return byte(BEARERD_COMMIT, index); }

unsigned char bearerd_swift_byte(size_t index) { return byte(BEARERD_SWIFT, index); }

unsigned char bearerd_libfcgi_byte(size_t index) {
    Dl_info info;
    if (!dladdr((const void *)FCGX_Init, &info) || !info.dli_fname) return 0;
    return byte(info.dli_fname, index);
}
