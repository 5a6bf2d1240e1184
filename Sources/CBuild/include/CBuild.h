#pragma once
#include <stddef.h>

// Texts, a byte at a time, so that Swift needs no pointer for them; 0 behind the end.

// What `make build` says of the build.
unsigned char bearerd_commit_byte(size_t index);
unsigned char bearerd_swift_byte(size_t index);

// The file of the libfcgi that is linked.
unsigned char bearerd_libfcgi_byte(size_t index);
