/*
 * For unit tests: a stream of records written by hand, and a decoder and a
 * model that takes it.
 */
#ifndef STRATA_MEMVIZ_TEST_STREAM_H
#define STRATA_MEMVIZ_TEST_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "memviz/model/model.h"
#include "memviz/stream/record.h"

#define TEST_RECORD_SIZE 1024u

/* zlib.crc32 over ff 0f ff ... and ff 00 ff ..., 1024 bytes each: the checksum
 * of the only block of test_stream_send_machine(). */
#define TEST_MACHINE_SUM "798c33d1"

struct test_stream {
    uint64_t n; /* of the next record */
    unsigned damages;
    struct record last; /* members are not kept */
    char last_type[32];
    struct record_decoder decoder;
    struct model *model;
};

/* Begins a stream at n = 0 with a model that knows nothing. */
void test_stream_open(struct test_stream *stream);

/* Gives its memory back. */
void test_stream_close(struct test_stream *stream);

/* Writes record n with the given members into out, checksum and framing
 * included, and returns its size. Members are written with ' for ". */
size_t test_stream_encode(char out[TEST_RECORD_SIZE], uint64_t n, const char *members);

/* Sends a record with the next n. */
void test_stream_send(struct test_stream *stream, const char *members);

/* Sends what a machine of 16 frames (8 reserved, 4 used, 4 free) says until it
 * is in sync. */
void test_stream_send_machine(struct test_stream *stream);

/* The same without one of its records, which is never sent: there is no gap. */
void test_stream_send_machine_without(struct test_stream *stream, size_t missing);

#endif
