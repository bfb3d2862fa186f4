/*
 * The addresses of the kernel's parts, as the linker placed them.
 */
#ifndef STRATA_IMAGE_H
#define STRATA_IMAGE_H

#include <stdint.h>

/* Addresses, from the linker script and not from the image's header. */
struct image_limits {
    uint32_t start;
    uint32_t text_start; /* code and constants */
    uint32_t text_end;
    uint32_t bss_start;
    uint32_t noinit_start; /* the end of what must be zero */
    uint32_t end;
};

/* From entry.asm. */
const struct image_limits *image_limits(void);

#endif
