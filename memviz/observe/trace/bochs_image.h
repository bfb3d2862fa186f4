/*
 * The image that Bochs boots: a copy, in a form that Bochs takes.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_BOCHS_IMAGE_H
#define STRATA_MEMVIZ_OBSERVE_BOCHS_IMAGE_H

#include <stdbool.h>

enum bochs_medium { MEDIUM_DISK, MEDIUM_FLOPPY, MEDIUM_CDROM };

struct bochs_image {
    const char *path;
    bool floppy;       /* a floppy by order, not by size */
    char problem[160]; /* why it cannot be booted */
};

/* Copies an image to target, padded to whole cylinders of 16 heads and 63
 * sectors, or to 1.44 MB. *medium is what it is: a CD-ROM by its volume
 * descriptor (ECMA-119, 8.1), a floppy by order or by its size of 1.44 MB. False with
 * problem set when it cannot be read, is empty or has no boot signature. */
bool bochs_image_copy(struct bochs_image *image, const char *target, enum bochs_medium *medium);

#endif
