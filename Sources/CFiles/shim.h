#pragma once
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

// What swift-system lacks: files named relative to a directory that is open, so that nobody can put another in its
// place. Each only reads the names that it is given, which end with the zero that a Swift string is passed with, and
// keeps neither: that is what makes them safe to call.
#define SAFE __attribute__((swift_attr("safe")))

SAFE static inline int file_open_at(int directory, const char *name, int flags, mode_t mode) {
    return openat(directory, name, flags, mode);
}

SAFE static inline int file_rename_at(int directory, const char *from, const char *to) {
    return renameat(directory, from, directory, to);
}

SAFE static inline int file_remove_at(int directory, const char *name) {
    return unlinkat(directory, name, 0);
}
