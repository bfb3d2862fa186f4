#include "kernel/core/json.h"

struct json json_init(struct fmt_sink sink)
{
    return (struct json){sink, false};
}

/* One escape for all that needs one, in ASCII only: the length of a record can be
 * bounded without knowing what the text says. */
static void put_escaped(struct fmt_sink sink, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte < 0x20 || byte > 0x7e || byte == '"' || byte == '\\')
            fmt_print(sink, "\\u00%02x", (unsigned)byte);
        else
            fmt_put(sink, *text);
    }
}

/* A comma comes before each value but the first in its bracket. One bit is
 * enough to know, since a bracket that closes is itself a value. */
static void start_value(struct json *json, const char *name)
{
    if (json->comma)
        fmt_put(json->sink, ',');
    json->comma = true;
    if (name == NULL)
        return;
    fmt_put(json->sink, '"');
    put_escaped(json->sink, name);
    fmt_text(json->sink, "\":");
}

static void open_bracket(struct json *json, const char *name, char bracket)
{
    start_value(json, name);
    fmt_put(json->sink, bracket);
    json->comma = false;
}

static void close_bracket(struct json *json, char bracket)
{
    fmt_put(json->sink, bracket);
    json->comma = true;
}

void json_open_object(struct json *json, const char *name)
{
    open_bracket(json, name, '{');
}

void json_open_list(struct json *json, const char *name)
{
    open_bracket(json, name, '[');
}

void json_close_object(struct json *json)
{
    close_bracket(json, '}');
}

void json_close_list(struct json *json)
{
    close_bracket(json, ']');
}

void json_number(struct json *json, const char *name, uint64_t value)
{
    start_value(json, name);
    fmt_print(json->sink, "%llu", value);
}

/* As text: a number in JSON is a double to many readers, and exact to 2^53 only. */
void json_hex(struct json *json, const char *name, uint64_t value)
{
    start_value(json, name);
    fmt_print(json->sink, "\"%llx\"", value);
}

void json_text(struct json *json, const char *name, const char *text)
{
    start_value(json, name);
    fmt_put(json->sink, '"');
    put_escaped(json->sink, text);
    fmt_put(json->sink, '"');
}

void json_bool(struct json *json, const char *name, bool value)
{
    start_value(json, name);
    fmt_text(json->sink, value ? "true" : "false");
}

/* All of the address space has 2^64 bytes, which wraps to 0; no other span does. */
void json_hex_span(struct json *json, const char *name, uint64_t start, uint64_t last)
{
    uint64_t length = last - start + 1;

    start_value(json, name);
    fmt_print(json->sink, length == 0 ? "\"1%016llx\"" : "\"%llx\"", length);
}
