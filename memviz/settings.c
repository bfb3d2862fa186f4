#include "memviz/settings.h"

#include <stdlib.h>
#include <string.h>

/* The index of text in names, counted from 1; 0 when it is none of them. */
static unsigned find_name(const char *const *names, const char *text)
{
    for (unsigned i = 0; names[i] != NULL; i++) {
        if (strcmp(names[i], text) == 0)
            return i + 1;
    }
    return 0;
}

/* Two words and no synonyms: what is read from a file must look alike in every
 * file. */
static const char *set_choice(enum settings_choice *choice, const char *text)
{
    static const char *const names[] = {"no", "yes", NULL};
    unsigned found = find_name(names, text);

    if (found == 0)
        return "takes yes or no";
    *choice = (enum settings_choice)found;
    return NULL;
}

static const char *set_colour(enum settings_colour *colour, const char *text)
{
    static const char *const names[] = {"auto", "always", "never", NULL};
    unsigned found = find_name(names, text);

    if (found == 0)
        return "takes auto, always or never";
    *colour = (enum settings_colour)found;
    return NULL;
}

/* Digits and a point only: strtod() alone would take "inf" and hexadecimal. */
static const char *set_speed(double *speed, const char *text)
{
    char *end;
    double value = strtod(text, &end);

    if (strspn(text, "0123456789.") != strlen(text) || end == text || *end != '\0' ||
        !(value > 0) || value > SETTINGS_SPEED_MAX)
        return "takes a number above 0 and up to 1000000";
    *speed = value;
    return NULL;
}

/* NULL or what is wrong, without the name, which a command line and a file write
 * differently. */
const char *settings_set(struct settings *settings, const char *name, const char *text)
{
    if (strcmp(name, "color") == 0)
        return set_colour(&settings->colour, text);
    if (strcmp(name, "ascii") == 0)
        return set_choice(&settings->ascii, text);
    if (strcmp(name, "mouse") == 0)
        return set_choice(&settings->mouse, text);
    if (strcmp(name, "speed") == 0)
        return set_speed(&settings->speed, text);
    return "is not known";
}

/* Only what is unset is taken, so whoever is merged first wins: the command line
 * before the file. */
void settings_merge(struct settings *settings, const struct settings *others)
{
    if (settings->colour == COLOUR_UNSET)
        settings->colour = others->colour;
    if (settings->ascii == SETTINGS_UNSET)
        settings->ascii = others->ascii;
    if (settings->mouse == SETTINGS_UNSET)
        settings->mouse = others->mouse;
    if (settings->speed == 0)
        settings->speed = others->speed;
}
