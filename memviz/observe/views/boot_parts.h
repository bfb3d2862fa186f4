/*
 * What the parts of a boot's picture share: its measures, its colours, and what is
 * drawn.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_BOOT_PARTS_H
#define STRATA_MEMVIZ_OBSERVE_BOOT_PARTS_H

#include "memviz/observe/rules/verdict.h"
#include "memviz/observe/views/boot_labels.h"
#include "memviz/observe/views/boot_list.h"
#include "memviz/picture/picture.h"

#define BOOT_WIDTH      1200.0
#define BOOT_MARGIN     30.0
#define BOOT_PLOT_LEFT  290.0
#define BOOT_PLOT_RIGHT (BOOT_WIDTH - BOOT_MARGIN)
#define BOOT_SMALL_SIZE 11.0

/* Marks above the plot: boot steps and findings. */
#define BOOT_MARKS_HEIGHT 40.0
#define BOOT_MARKS_MAX    40u

/* A line down the plot. */
struct boot_mark {
    double x;
    struct picture_box box; /* of its label */
    enum picture_ink ink;
    char label[64];
};

struct boot {
    struct picture *picture;
    const struct verdict_input *verdict;
    const struct observer *observer;
    const struct heat *heat;
    struct boot_bands bands;
    struct boot_raster raster;
    struct boot_list list;
    struct boot_labels labels;
    struct boot_mark marks[BOOT_MARKS_MAX];
    unsigned mark_count;
    double top; /* of the plot */
    double y;   /* where the next part begins */
};

/* Text of the picture, set from its left end; wider than room it is made smaller. */
struct picture_style boot_style(enum picture_font font, double size, enum picture_ink ink,
                                double room);

/* The colour of a writer and its name in the legend. */
enum picture_ink boot_writer_ink(enum boot_writer writer);
const char *boot_writer_name(enum boot_writer writer);

/* Draws bands, time, marks and numbers from boot->top on, and moves boot->y below. */
void boot_plot_draw(struct boot *boot);

#endif
