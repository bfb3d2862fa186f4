/*
 * A reader of telemetry that shares no code with the writer or the viewer:
 * written from docs/telemetry.md, to be compared with the machine that spoke.
 *
 * Owns what the records have reported: the newest of each kind, by its index, as
 * parsed by jansson, and the state of every frame.
 */
#ifndef STRATA_TESTS_CORE_READER_H
#define STRATA_TESTS_CORE_READER_H

#include <jansson.h>

#include "kernel/core/machine.h"

struct reader {
    json_t *newest; /* "TYPE/INDEX": the record */
    char *frames;   /* a letter for each of FRAMES_MAX frames, '?' not reported */
    unsigned records;
    unsigned gaps;
    unsigned snaps; /* since the last gap */
    bool started;
    uint64_t next;
};

/* Knows nothing; and gives back what it holds. */
void reader_init(struct reader *reader);
void reader_free(struct reader *reader);

/* Takes one record; fails the test where the record is not as the document
 * says. */
void reader_feed(struct reader *reader, const char *record, size_t length);

/* The newest record of a type and index, or NULL. */
const json_t *reader_find(const struct reader *reader, const char *type, uint64_t index);

/* Returns whether all that the document demands for "in sync" holds. */
bool reader_in_sync(const struct reader *reader);

/* Fails the test where anything that was reported is not as in the machine, or
 * something was not reported. */
void reader_assert_knows(const struct reader *reader, const struct machine *machine);

#endif
