/*
 * A writer of one JSON object, for the shell's -j answers and the telemetry
 * records (RFC 8259).
 *
 * Owns the commas and the escaping; the caller keeps brackets in balance. Text
 * is written in ASCII: other bytes, quotes and backslashes as \u00XX.
 */
#ifndef STRATA_CORE_JSON_H
#define STRATA_CORE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/core/fmt.h"

struct json {
    struct fmt_sink sink;
    bool comma; /* a value stands before in this object or list */
};

/* A writer that has written nothing. */
struct json json_init(struct fmt_sink sink);

/* Opens an object or a list: as member name, or as element where name is
 * NULL. */
void json_open_object(struct json *json, const char *name);
void json_open_list(struct json *json, const char *name);
void json_close_object(struct json *json);
void json_close_list(struct json *json);

/* One member: a number, a lower-case hex string without 0x, text, true or
 * false; and a length in hex of the bytes start to last inclusive, which may be
 * 2^64. */
void json_number(struct json *json, const char *name, uint64_t value);
void json_hex(struct json *json, const char *name, uint64_t value);
void json_text(struct json *json, const char *name, const char *text);
void json_bool(struct json *json, const char *name, bool value);
void json_hex_span(struct json *json, const char *name, uint64_t start, uint64_t last);

#endif
