/*
 * Reading the members of a record.
 *
 * Owns the conversion of JSON values to the types of docs/telemetry.md, with
 * their bounds. Every function answers false, and leaves its result alone,
 * when the member is missing or is not of its type.
 */
#ifndef STRATA_MEMVIZ_FIELDS_H
#define STRATA_MEMVIZ_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/stream/members.h"

/* Reads length lower-case hex digits, 1 to 16, without prefix
 * (docs/telemetry.md, "A record"). */
bool fields_parse_hex(const char *digits, size_t length, uint64_t *value);

/* A hex string of at most 64 bits. */
bool fields_get_hex(const struct members *members, const char *name, uint64_t *value);

/* The length of a range that is not empty, less one: a hex string from "1" up to
 * 2^64, which gives UINT64_MAX. */
bool fields_get_length(const struct members *members, const char *name, uint64_t *less_one);

/* A JSON number that fits 32 bits without sign. */
bool fields_get_number(const struct members *members, const char *name, uint32_t *value);

/* A JSON number that fits 63 bits without sign. */
bool fields_get_big_number(const struct members *members, const char *name, uint64_t *value);

/* true or false. */
bool fields_get_bool(const struct members *members, const char *name, bool *value);

/* A string, as UTF-8 into text of size bytes. It holds characters that take one
 * cell and do nothing else to a terminal: control characters (C0, DEL, C1)
 * become '.', and what lies above U+02FF '?'. What does not fit is cut between
 * characters. */
bool fields_get_text(const struct members *members, const char *name, char *text, size_t size);

#endif
