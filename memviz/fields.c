#include "memviz/fields.h"

#include <string.h>

#include "memviz/text.h"

bool fields_get_hex(const json_t *members, const char *name, uint64_t *value)
{
    const json_t *field = json_object_get(members, name);
    /* An embedded NUL must not hide what follows it. */
    if (!json_is_string(field) || strlen(json_string_value(field)) != json_string_length(field)) {
        return false;
    }
    return text_parse_hex(json_string_value(field), value);
}

bool fields_get_length(const json_t *members, const char *name, uint64_t *value)
{
    const char *text = json_string_value(json_object_get(members, name));
    if (text != NULL && strcmp(text, "10000000000000000") == 0) {
        *value = 0;
        return true;
    }
    uint64_t length;
    if (!fields_get_hex(members, name, &length) || length == 0) {
        return false;
    }
    *value = length;
    return true;
}

bool fields_get_big_number(const json_t *members, const char *name, uint64_t *value)
{
    const json_t *field = json_object_get(members, name);
    if (!json_is_integer(field) || json_integer_value(field) < 0) {
        return false;
    }
    *value = (uint64_t)json_integer_value(field);
    return true;
}

bool fields_get_number(const json_t *members, const char *name, uint32_t *value)
{
    uint64_t big;
    if (!fields_get_big_number(members, name, &big) || big > UINT32_MAX) {
        return false;
    }
    *value = (uint32_t)big;
    return true;
}

bool fields_get_bool(const json_t *members, const char *name, bool *value)
{
    const json_t *field = json_object_get(members, name);
    if (!json_is_boolean(field)) {
        return false;
    }
    *value = json_is_true(field);
    return true;
}

bool fields_get_text(const json_t *members, const char *name, char *text, size_t size)
{
    const json_t *field = json_object_get(members, name);
    if (!json_is_string(field)) {
        return false;
    }
    const char *from = json_string_value(field);
    size_t length = json_string_length(field);
    if (length >= size) {
        length = size - 1;
        while (length > 0 && ((unsigned char)from[length] & 0xc0) == 0x80) {
            length--;
        }
    }
    for (size_t i = 0; i < length; i++) {
        text[i] = from[i] == '\0' ? '.' : from[i];
    }
    text[length] = '\0';
    return true;
}
