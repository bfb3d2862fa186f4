/*
 * The record decoder: from bytes to records.
 *
 * Owns the framing of docs/telemetry.md: it splits at RS, verifies the
 * Fletcher-16 checksum, parses the JSON, follows the sequence numbers and
 * counts what was wrong. It takes any bytes in pieces of any size, needs the
 * memory of one record, and never fails for good: whatever is damaged, it goes
 * on at the next RS.
 */
#ifndef STRATA_MEMVIZ_RECORD_H
#define STRATA_MEMVIZ_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/stream/members.h"

/* The longest record without RS and LF. */
#define RECORD_BODY_MAX 510u
/* Types that are longer, terminator included, are cut: none that is known is. */
#define RECORD_TYPE_SIZE 32u

/* An accepted record. Everything in it belongs to the decoder and lives for
 * the call it is passed to. */
struct record {
    uint64_t n; /* sequence number, from 0 at each boot */
    const char *type;
    const struct members *members; /* all of them, n, t and c included */
    bool new_boot;                 /* the sequence started over: state before it is void */
    bool gap;                      /* records in front of it are missing */
};

/* Who gets the records. */
struct record_sink {
    /* Takes a record; false when its members are not what its type asks for,
     * which makes it a rejected one. */
    bool (*take)(void *context, const struct record *record);
    /* Something was rejected. */
    void (*damage)(void *context);
    void *context; /* handed to both */
};

struct record_counts {
    uint64_t accepted;       /* also a position in the stream */
    uint64_t rejected;       /* did not parse, check, end, or mean anything */
    uint64_t lost;           /* sequence numbers that never came, the rejected ones included */
    uint64_t resynchronised; /* stretches of bytes skipped to find an RS */
};

struct record_decoder {
    struct record_sink sink;
    struct record_counts counts;
    uint64_t next_n;             /* the number that should come */
    bool started;                /* a record has been accepted: next_n means something */
    bool inside;                 /* between RS and LF */
    bool skipping;               /* in a stretch of bytes outside any record */
    size_t length;               /* bytes of body */
    char type[RECORD_TYPE_SIZE]; /* of the record passed on */
    char body[RECORD_BODY_MAX];
};

/* Makes a decoder that has seen nothing. The sink is copied. */
void record_decoder_init(struct record_decoder *decoder, const struct record_sink *sink);

/* Takes the next size bytes of the stream and passes on what they complete. */
void record_decoder_feed(struct record_decoder *decoder, const void *bytes, size_t size);

/* The Fletcher-16 of size bytes: two sums modulo 255 from 0, second * 256 +
 * first (J. Fletcher, IEEE Trans. Comm. 30, 1982, in its ones' complement
 * form). */
uint16_t record_fletcher16(const void *bytes, size_t size);

#endif
