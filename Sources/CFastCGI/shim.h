#pragma once
/* Only fcgiapp.h: fcgi_stdio.h redefines stdio. */
#include <fcgiapp.h>
/* Linux's own calls, which Swift's Glibc module leaves out. */
#include <linux/memfd.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
/* glibc declares these under _GNU_SOURCE only, which is too late to define in a module of our own. */
int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
int memfd_create(const char *name, unsigned int flags);

/* The time slice of the calling thread, in nanoseconds, if it is scheduled as most are. glibc has had functions for the two
   calls since 2.41 only; the kernel heeds the slice since 6.12 and ignored it before. */
static inline void set_time_slice(uint64_t nanoseconds) {
    struct {
        uint32_t size, policy;
        uint64_t flags;
        int32_t nice;
        uint32_t priority;
        uint64_t runtime, deadline, period;
    } attributes;
    if (syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0) return;
    if (attributes.policy != SCHED_OTHER) return;
    attributes.runtime = nanoseconds;
    syscall(SYS_sched_setattr, 0, &attributes, 0);
}
