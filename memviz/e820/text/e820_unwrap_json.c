/*
 * Logs as JSON: journalctl -o json, the json-file driver of containers, arrays of
 * lines. A step of e820_unwrap.h.
 */
#include <jansson.h>
#include <string.h>

#include "memviz/e820/text/e820_unwrap.h"

/* Deeper ones are no logs. */
#define DEPTH_MAX 8u

/* Where the message is when an object has one of these; its other members are about
 * the message. */
static const char *const message_keys[] = {"MESSAGE", "log",  "message", "msg",
                                           "line",    "text", "_raw",    "textPayload"};

static bool add_value(struct e820_bytes *out, const json_t *value, unsigned depth);

/* journald gives a message that is no UTF-8, or has colours, as a list of bytes. */
static bool add_array(struct e820_bytes *out, const json_t *array, unsigned depth)
{
    bool bytes = json_array_size(array) > 0 && json_is_integer(json_array_get(array, 0));
    bool good = true;

    for (size_t i = 0; good && i < json_array_size(array); i++) {
        const json_t *item = json_array_get(array, i);
        char byte = (char)json_integer_value(item);
        good = bytes ? e820_bytes_add(out, &byte, 1) : add_value(out, item, depth + 1);
    }
    return good && (!bytes || e820_bytes_add(out, "\n", 1));
}

static bool add_object(struct e820_bytes *out, json_t *object, unsigned depth)
{
    bool found = false;
    const char *key;
    json_t *value;

    for (size_t i = 0; i < sizeof message_keys / sizeof message_keys[0]; i++) {
        value = json_object_get(object, message_keys[i]);
        if (value != NULL && !add_value(out, value, depth + 1))
            return false;
        found = found || value != NULL;
    }
    if (found)
        return true;
    json_object_foreach(object, key, value)
    {
        if (!add_value(out, value, depth + 1))
            return false;
    }
    return true;
}

static bool add_value(struct e820_bytes *out, const json_t *value, unsigned depth)
{
    if (depth > DEPTH_MAX)
        return true;
    if (json_is_string(value)) {
        return e820_bytes_add(out, json_string_value(value), json_string_length(value)) &&
               e820_bytes_add(out, "\n", 1);
    }
    if (json_is_array(value))
        return add_array(out, value, depth);
    return !json_is_object(value) || add_object(out, (json_t *)value, depth);
}

/* A line of an event stream starts with a word of its own. */
static const char *find_start(const char *text)
{
    const char *start = text + strspn(text, " \t");

    if (strncmp(start, "data:", 5) == 0)
        start += 5 + strspn(start + 5, " ");
    return start;
}

/* "[    0.000000] x" starts like a list, so only what yields a string counts. */
bool e820_unwrap_json(struct e820_bytes *out, const struct e820_bytes *text, bool *taken)
{
    const char *start = find_start(text->bytes);

    *taken = false;
    if ((*start != '{' && *start != '[') || strchr(start, '"') == NULL)
        return true;
    size_t length = text->size - (size_t)(start - text->bytes);
    json_t *root = json_loadb(start, length, JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, NULL);
    if (root == NULL)
        return true;
    bool good = add_value(out, root, 0);
    *taken = out->size > 0;
    json_decref(root);
    return good;
}
