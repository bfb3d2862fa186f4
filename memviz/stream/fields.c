#include "memviz/stream/fields.h"

#include <string.h>

#include "memviz/screen/text.h"

/* A member when it is of a kind, or NULL. */
static const struct member *find_kind(const struct members *members, const char *name,
                                      enum member_kind kind)
{
    const struct member *member = members_find(members, name);

    return member != NULL && member->kind == kind ? member : NULL;
}

/* The bytes as sent, without escapes: whoever writes a digit as \u0030 is not
 * meant. */
bool fields_get_hex(const struct members *members, const char *name, uint64_t *value)
{
    const struct member *member = find_kind(members, name, MEMBER_STRING);
    char digits[TEXT_NUMBER_SIZE];

    if (member == NULL || member->length >= sizeof digits)
        return false;
    memcpy(digits, member->text, member->length);
    digits[member->length] = '\0';
    return text_parse_hex(digits, value);
}

/* 2^64 has no uint64_t and is handed on as 0, which no length is otherwise. */
bool fields_get_length(const struct members *members, const char *name, uint64_t *value)
{
    static const char whole[] = "10000000000000000";
    const struct member *member = find_kind(members, name, MEMBER_STRING);

    if (member != NULL && member->length == sizeof whole - 1 &&
        memcmp(member->text, whole, sizeof whole - 1) == 0) {
        *value = 0;
        return true;
    }
    uint64_t length;
    if (!fields_get_hex(members, name, &length) || length == 0)
        return false;
    *value = length;
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

/* Too long is cut at a character: a text is for reading, and half of it is
 * better than a refused record. */
bool fields_get_text(const struct members *members, const char *name, char *text, size_t size)
{
    const struct member *member = find_kind(members, name, MEMBER_STRING);

    if (member == NULL)
        return false;
    const char *from = member->text;
    size_t length = 0;
    while (from < member->text + member->length) {
        char bytes[4];
        uint32_t ch = members_next_char(&from);
        size_t count = text_put_char(bytes, ch != 0 ? ch : '.');
        if (length + count >= size)
            break;
        memcpy(text + length, bytes, count);
        length += count;
    }
    text[length] = '\0';
    return true;
}
