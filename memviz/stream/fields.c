#include "memviz/stream/fields.h"

#include <string.h>

/* The digits of 64 bits. */
#define HEX_DIGITS_MAX 16u

/* A member when it is of a kind, or NULL. */
static const struct member *find_kind(const struct members *members, const char *name,
                                      enum member_kind kind)
{
    const struct member *member = members_find(members, name);

    return member != NULL && member->kind == kind ? member : NULL;
}

/* The value of a lower-case digit; -1: no address is written in upper case. */
static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Strict, as docs/telemetry.md is: what another sender does wrong should be seen
 * here and not pass for months. */
bool fields_parse_hex(const char *digits, size_t length, uint64_t *value)
{
    uint64_t sum = 0;

    if (length == 0 || length > HEX_DIGITS_MAX)
        return false;
    for (size_t i = 0; i < length; i++) {
        int digit = hex_digit(digits[i]);
        if (digit < 0)
            return false;
        sum = sum << 4 | (unsigned)digit;
    }
    *value = sum;
    return true;
}

/* The bytes are read as they were sent: a digit that is written as \u0030 is
 * refused. */
bool fields_get_hex(const struct members *members, const char *name, uint64_t *value)
{
    const struct member *member = find_kind(members, name, MEMBER_STRING);

    return member != NULL && fields_parse_hex(member->text, member->length, value);
}

/* Less one, since 2^64 itself has no uint64_t. */
bool fields_get_length(const struct members *members, const char *name, uint64_t *less_one)
{
    static const char whole[] = "10000000000000000";
    const struct member *member = find_kind(members, name, MEMBER_STRING);

    if (member != NULL && member->length == sizeof whole - 1 &&
        memcmp(member->text, whole, sizeof whole - 1) == 0) {
        *less_one = UINT64_MAX;
        return true;
    }
    uint64_t length;
    if (!fields_get_hex(members, name, &length) || length == 0)
        return false;
    *less_one = length - 1;
    return true;
}

/* Digits only: neither sign nor fraction nor exponent. */
bool fields_get_big_number(const struct members *members, const char *name, uint64_t *value)
{
    const struct member *member = find_kind(members, name, MEMBER_NUMBER);

    if (member == NULL || member->length > 19)
        return false;
    uint64_t number = 0;
    for (size_t i = 0; i < member->length; i++) {
        char ch = member->text[i];
        if (ch < '0' || ch > '9')
            return false;
        number = number * 10 + (uint64_t)(ch - '0');
    }
    /* --json hands the number on to jansson, whose integers are signed. */
    if (number > INT64_MAX)
        return false;
    *value = number;
    return true;
}

/* Refused and not cut: a frame count modulo 2^32 would be believed. */
bool fields_get_number(const struct members *members, const char *name, uint32_t *value)
{
    uint64_t big;

    if (!fields_get_big_number(members, name, &big) || big > UINT32_MAX)
        return false;
    *value = (uint32_t)big;
    return true;
}

/* 0 and 1 are no truth values in JSON. */
bool fields_get_bool(const struct members *members, const char *name, bool *value)
{
    const struct member *member = members_find(members, name);

    if (member == NULL || (member->kind != MEMBER_TRUE && member->kind != MEMBER_FALSE))
        return false;
    *value = member->kind == MEMBER_TRUE;
    return true;
}

/* The last character that one cell of any terminal shows and any font has: Latin
 * with its accents. Above it live wide and combining characters and those that
 * turn the direction of writing. */
#define SAFE_LAST 0x2ffu

/* Writes a character from outside as UTF-8, 1 or 2 bytes, and returns how many.
 * Here, where strings enter, and not where they are drawn: a text that is safe in
 * the model is safe in every output, also in one that is written next year. The
 * soft hyphen and the no-break space are replaced because terminals differ in
 * how they draw them. */
static size_t put_safe_char(char bytes[2], unsigned ch)
{
    bool control = ch < 0x20 || (ch >= 0x7f && ch < 0xa0);

    ch = control ? '.' : ch > SAFE_LAST || ch == 0xa0 || ch == 0xad ? '?' : ch;
    if (ch < 0x80) {
        bytes[0] = (char)ch;
        return 1;
    }
    bytes[0] = (char)(0xc0 | ch >> 6);
    bytes[1] = (char)(0x80 | (ch & 0x3f));
    return 2;
}

/* Too long is cut at a character: a text is for reading, and half of it is
 * better than a refused record. */
bool fields_get_text(const struct members *members, const char *name, char *text, size_t size)
{
    const struct member *member = find_kind(members, name, MEMBER_STRING);

    if (member == NULL)
        return false;
    const char *from = member->text;
    size_t length = 0;
    const char *end = member->text + member->length;
    while (from < end) {
        char bytes[2];
        /* Most texts are plain. */
        if (*from >= ' ' && *from <= '~' && *from != '\\' && length + 1 < size) {
            text[length++] = *from++;
            continue;
        }
        size_t count = put_safe_char(bytes, members_next_char(&from));
        if (length + count >= size)
            break;
        memcpy(text + length, bytes, count);
        length += count;
    }
    text[length] = '\0';
    return true;
}
