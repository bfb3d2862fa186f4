/*
 * Encoding of one telemetry record (docs/telemetry.md).
 *
 * Owns the frame around the members: RS, sequence number, type, check and LF.
 * Between begin and end the caller writes members with the json functions.
 */
#ifndef STRATA_CORE_TELEMETRY_H
#define STRATA_CORE_TELEMETRY_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/core/json.h"

#define TELEMETRY_RECORD_MAX 512u
#define TELEMETRY_RS         0x1e

struct telemetry {
    uint32_t next; /* sequence number of the record being or to be written */
    struct fmt_buffer buffer;
    struct json json;
    char record[TELEMETRY_RECORD_MAX];
};

/* A writer whose first record has number next. */
void telemetry_init(struct telemetry *telemetry, uint32_t next);

/* Starts a record of a type; members go to the writer returned. */
struct json *telemetry_begin(struct telemetry *telemetry, const char *type);

/* Ends the record: check and LF. Returns its length in bytes, at record, good
 * until the next begin; 0, and the number is not used up, where it did not fit. */
size_t telemetry_end(struct telemetry *telemetry);

/* Fletcher-16 over size bytes: two sums modulo 255, from 0. */
uint16_t telemetry_checksum(const char *bytes, size_t size);

#endif
