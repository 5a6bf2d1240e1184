#pragma once
#include <hiredis/hiredis.h>
/* Linux's own call, which Swift's Glibc module leaves out. */
#include <sys/eventfd.h>
