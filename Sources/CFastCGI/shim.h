#pragma once
/* fcgiapp.h alone: fcgi_stdio.h redefines stdio. */
#include <fcgiapp.h>
/* Linux's own calls, which Swift's Glibc module leaves out. */
#include <linux/memfd.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
/* glibc declares these under _GNU_SOURCE alone, which is too late to define in a module of our own. */
int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
int memfd_create(const char *name, unsigned int flags);
int pthread_setname_np(pthread_t thread, const char *name);
