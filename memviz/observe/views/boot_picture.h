/*
 * A boot as a picture: memory down, time across, and who wrote what.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_BOOT_PICTURE_H
#define STRATA_MEMVIZ_OBSERVE_BOOT_PICTURE_H

#include "memviz/observe/rules/verdict.h"
#include "memviz/observe/views/heat.h"
#include "memviz/picture/picture.h"

/* Draws the run into a picture that the caller frees, whatever is returned. False when
 * there is no memory. */
bool boot_picture_draw(struct picture *picture, const struct verdict_input *verdict,
                       struct heat *heat);

/* Draws it and writes it as SVG: beside the target, which it replaces when it is whole.
 * False after a report. */
bool boot_picture_write(const struct verdict_input *verdict, struct heat *heat, const char *path);

#endif
