#pragma once
/* Linux's own calls, which Swift's Glibc module leaves out. */
#include <pthread.h>
#include <sys/eventfd.h>
/* Declared under _GNU_SOURCE only, which is too late to define in a module of our own. */
int pthread_setname_np(pthread_t thread, const char *name);
