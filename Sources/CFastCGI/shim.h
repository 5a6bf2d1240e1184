#pragma once
/* fcgiapp.h alone: fcgi_stdio.h redefines stdio. */
#include <fcgiapp.h>
