#include "memviz/e820/e820_scan.h"

#include <stdlib.h>
#include <string.h>

bool scan_is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

void scan_blanks(struct scan *scan)
{
    scan->at += strspn(scan->at, " \t");
}

bool scan_text(struct scan *scan, const char *text)
{
    size_t length = strlen(text);

    if (strncmp(scan->at, text, length) != 0)
        return false;
    scan->at += length;
    return true;
}

static size_t count_hex(const char *text)
{
    size_t count = 0;

    while (scan_is_hex(text[count]))
        count++;
    return count;
}

/* More than 16 digits are refused, not cut: strtoull would answer with the
 * largest number there is. How many digits there were is what tells an address. */
unsigned scan_hex(struct scan *scan, uint64_t *value)
{
    const char *digits = scan->at;

    if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
        digits += 2;
    size_t count = count_hex(digits);
    if (count == 0 || count > 16)
        return 0;
    *value = strtoull(digits, NULL, 16);
    scan->at = digits + count;
    return (unsigned)count;
}

/* Types are decimal in most logs and hex in some; 0x makes the difference. */
bool scan_number(struct scan *scan, uint32_t *value)
{
    const char *text = scan->at;
    uint64_t number = 0;

    if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
        struct scan ahead = *scan;
        if (scan_hex(&ahead, &number) == 0 || number > UINT32_MAX)
            return false;
        *scan = ahead;
        *value = (uint32_t)number;
        return true;
    }
    size_t count = strspn(text, "0123456789");
    if (count == 0 || count > 10)
        return false;
    number = strtoull(text, NULL, 10);
    if (number > UINT32_MAX)
        return false;
    scan->at += count;
    *value = (uint32_t)number;
    return true;
}

/* Blanks may be anywhere around the sign, and the position stays where it was
 * unless all of it is there. */
bool scan_key(struct scan *scan, const char *key)
{
    struct scan ahead = *scan;

    scan_blanks(&ahead);
    if (!scan_text(&ahead, key))
        return false;
    scan_blanks(&ahead);
    if (!scan_text(&ahead, "="))
        return false;
    scan_blanks(&ahead);
    *scan = ahead;
    return true;
}
