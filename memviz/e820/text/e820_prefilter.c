#include "memviz/e820/text/e820_prefilter.h"

#include <stdint.h>
#include <string.h>

/* How far two numbers of an entry may be apart: "0x00000000, length=645120". */
#define APART_MAX 28u

/* An address has at least so many digits in the forms that pad it. */
#define PADDED 8u

/* Every step-th byte is looked at: a padded address cannot slip through. */
#define STEP 8u

static const uint8_t hex_digits[256] = {
    ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1,
    ['8'] = 1, ['9'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1,
    ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1,
};

static bool is_hex(char c)
{
    return hex_digits[(unsigned char)c] != 0;
}

static size_t find_hex_end(const char *line, size_t length, size_t at)
{
    while (at < length && is_hex(line[at]))
        at++;
    return at;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Returns whether what follows an address of some digits may be the rest of an entry. Of
 * addresses with 16 digits a log has few outside of maps; of those with 8 it has
 * many, so the sign between them counts. */
static bool goes_on(const char *line, size_t length, size_t end, size_t digits)
{
    size_t at = end;

    while (at < length && at - end < APART_MAX && !is_hex(line[at]))
        at++;
    if (at >= length || !is_hex(line[at]))
        return digits == 16;
    size_t next = find_hex_end(line, length, at);
    if (digits > 16)
        return memchr(line + end, '=', at - end) != NULL || line[end] == '&';
    if (digits == 16)
        return true;
    if (next - at >= PADDED && at - end <= 3)
        return at - end != 1 || line[end] == '_' || (next + 1 < length && is_blank(line[next]));
    return memchr(line + end, 'l', at - end) != NULL || memchr(line + end, 's', at - end) != NULL ||
           memchr(line + end, 0xa0, at - end) != NULL || line[end] == '=' || line[end] == '&';
}

/* Looks for a padded address. */
static bool has_padded(const char *line, size_t length)
{
    for (size_t at = STEP - 1; at < length; at += STEP) {
        if (!is_hex(line[at]))
            continue;
        size_t start = at;
        while (start > 0 && is_hex(line[start - 1]))
            start--;
        size_t end = find_hex_end(line, length, at);
        if (end - start >= PADDED && goes_on(line, length, end, end - start))
            return true;
        at = end / STEP * STEP - 1; /* the last one before the next to be looked at */
    }
    return false;
}

/* Two numbers after 0x with the name of a length or an arrow between them: the forms
 * that pad nothing. "[mem 0xf0000000-0xf0000fff]" is a device. */
static bool has_two_prefixed(const char *line, size_t length)
{
    const char *end = line + length;
    const char *last = NULL;

    for (const char *x = line; (x = memchr(x, 'x', (size_t)(end - x))) != NULL; x++) {
        if (x == line || x[-1] != '0' || x + 1 == end || !is_hex(x[1]))
            continue;
        size_t apart = last == NULL ? SIZE_MAX : (size_t)(x - last);
        if (apart <= APART_MAX + 20 &&
            (memchr(last, 'l', apart) != NULL || memchr(last, 's', apart) != NULL ||
             memchr(last, '>', apart) != NULL || memchr(last, ';', apart) != NULL))
            return true;
        last = x;
    }
    return false;
}

/* seL4 and iPXE: "Region from 0 size 9e000", "region [0,9e000)". */
static bool has_region(const char *line, size_t length)
{
    return memmem(line, length, "egion ", 6) != NULL;
}

bool e820_prefilter_wants(const char *line, size_t length)
{
    return has_padded(line, length) || has_two_prefixed(line, length) || has_region(line, length);
}
