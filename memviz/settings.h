/*
 * What a user may set on the command line and in the configuration file alike.
 *
 * Owns the names and values of these settings. What was not set is marked so:
 * the command line goes before the file, the file before what is built in.
 */
#ifndef STRATA_MEMVIZ_SETTINGS_H
#define STRATA_MEMVIZ_SETTINGS_H

#include <stdbool.h>

/* The fastest replay. */
#define SETTINGS_SPEED_MAX 1000000.0

/* UNSET is 0: settings that are all zero say nothing. */
enum settings_choice { SETTINGS_UNSET, SETTINGS_NO, SETTINGS_YES };
enum settings_colour { COLOUR_UNSET, COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

struct settings {
    enum settings_colour colour; /* each unset until someone says it */
    enum settings_choice ascii;
    enum settings_choice mouse;
    double speed; /* times the speed of the recording; 0: not set */
};

/* Sets the one called name from text. NULL when that is done; else what is
 * wrong: "takes auto, always or never", or "is not known". */
const char *settings_set(struct settings *settings, const char *name, const char *text);

/* Takes from others what settings does not say. */
void settings_merge(struct settings *settings, const struct settings *others);

#endif
