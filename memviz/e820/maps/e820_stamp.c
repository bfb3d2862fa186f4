/* Times at the start of log lines: what tells one boot from the next. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/e820/maps/e820_map.h"

/* The lines of one map are printed within a second, and logged within a few. */
#define APART_SECONDS 120u
#define DAY_SECONDS   86400u

/* A time is looked for in so much of a line: one that holds a thousand entries is not read a
 * thousand times. */
#define SIZE_MAX_READ 256u

static bool are_digits(const char *text, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (!isdigit((unsigned char)text[i]))
            return false;
    }
    return true;
}

/* HH:MM:SS in the first size bytes of text, or NULL. */
static const char *find_time_of_day(const char *text, size_t size)
{
    for (size_t i = 0; i + 8 <= size; i++) {
        const char *at = text + i;
        if (are_digits(at, 2) && at[2] == ':' && are_digits(at + 3, 2) && at[5] == ':' &&
            are_digits(at + 6, 2) && (i == 0 || !isalnum((unsigned char)at[-1]) || at[-1] == 'T'))
            return at;
    }
    return NULL;
}

/* "[    0.000000]" in the first size bytes. */
static bool find_uptime(const char *text, size_t size, double *seconds)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] != '[')
            continue;
        const char *number = text + i + 1 + strspn(text + i + 1, " ");
        size_t digits = strspn(number, "0123456789");
        size_t fraction = number[digits] == '.' ? strspn(number + digits + 1, "0123456789") : 0;
        if (digits > 0 && fraction >= 3 && number[digits + 1 + fraction] == ']') {
            *seconds = strtod(number, NULL);
            return true;
        }
    }
    return false;
}

struct e820_stamp e820_stamp_read(const char *text, size_t size)
{
    struct e820_stamp stamp = {0};

    if (size > SIZE_MAX_READ)
        size = SIZE_MAX_READ;
    const char *time = find_time_of_day(text, size);
    stamp.uptime = find_uptime(text, size, &stamp.seconds);
    if (time == NULL)
        return stamp;
    stamp.date = 5381;
    for (const char *c = text; c < time; c++)
        stamp.date = stamp.date * 33 + (unsigned char)*c;
    stamp.day = (unsigned)(atoi(time) * 3600 + atoi(time + 3) * 60 + atoi(time + 6));
    return stamp;
}

bool e820_stamp_is_apart(const struct e820_stamp *a, const struct e820_stamp *b)
{
    if (a->date != 0 && b->date != 0) {
        unsigned ahead = (b->day + DAY_SECONDS - a->day) % DAY_SECONDS;
        bool close = ahead <= APART_SECONDS;
        /* Around midnight the date changes and the time is still close. */
        if (!close || (a->date != b->date && b->day >= a->day))
            return true;
    }
    return a->uptime && b->uptime && b->seconds + 1 < a->seconds;
}
