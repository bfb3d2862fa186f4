/*
 * Labels that overlap no other.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_BOOT_LABELS_H
#define STRATA_MEMVIZ_OBSERVE_BOOT_LABELS_H

#include <stdbool.h>

#include "memviz/picture/picture.h"

#define BOOT_LABELS_MAX 80u

struct boot_labels {
    struct picture_box list[BOOT_LABELS_MAX];
    unsigned count;
};

/* Moves a box to the nearest place within area where it overlaps no label placed
 * before, and keeps it. False when there is none: then it is not to be drawn. */
bool boot_labels_place(struct boot_labels *labels, struct picture_box *box,
                       struct picture_box area);

#endif
