/*
 * libFuzzer target: any bytes as telemetry, twice. Once as they are; once line
 * by line as the bodies of records that check, because no fuzzer guesses a
 * checksum and the code after it would stay untried.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/model/model_apply.h"
#include "memviz/stream/record.h"
#include "memviz/model/sync.h"

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* What ends a record: ,"c":"XXXX"} */
#define TRAILER_LENGTH 12u

struct reader {
    struct record_decoder decoder;
    struct model *model; /* NULL: every record is taken */
    uint64_t taken;
    uint64_t damages;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool take(void *context, const struct record *record)
{
    struct reader *reader = context;

    EXPECT(strlen(record->type) < RECORD_TYPE_SIZE);
    bool good = reader->model == NULL || model_apply_record(reader->model, record);
    reader->taken += good;
    return good;
}

static void damage(void *context)
{
    struct reader *reader = context;

    reader->damages++;
    if (reader->model != NULL)
        model_note_damage(reader->model);
}

static void open_reader(struct reader *reader, struct model *model)
{
    const struct record_sink sink = {take, damage, reader};

    *reader = (struct reader){.model = model};
    record_decoder_init(&reader->decoder, &sink);
}

/* Every rejection and every resynchronisation has been reported, and nothing but
 * what was taken counts as accepted. */
static void check_counts(const struct reader *reader)
{
    const struct record_counts *counts = &reader->decoder.counts;

    EXPECT(counts->accepted == reader->taken);
    EXPECT(counts->rejected + counts->resynchronised == reader->damages);
}

static void feed_in_pieces(struct reader *reader, const uint8_t *data, size_t size, size_t piece)
{
    for (size_t i = 0; i < size; i += piece)
        record_decoder_feed(&reader->decoder, data + i, size - i < piece ? size - i : piece);
    check_counts(reader);
}

/* One body with RS, its checksum and LF around it. */
static void feed_sealed(struct reader *reader, const uint8_t *body, size_t length)
{
    char record[RECORD_BODY_MAX + 3];

    if (length > RECORD_BODY_MAX - TRAILER_LENGTH)
        length = RECORD_BODY_MAX - TRAILER_LENGTH;
    record[0] = 0x1e;
    memcpy(record + 1, body, length);
    snprintf(record + 1 + length, TRAILER_LENGTH + 2, ",\"c\":\"%04X\"}\n",
             record_fletcher16(body, length));
    record_decoder_feed(&reader->decoder, record, 1 + length + TRAILER_LENGTH + 1);
}

static void feed_all_sealed(struct reader *reader, const uint8_t *data, size_t size)
{
    size_t start = 0;

    for (size_t i = 0; i <= size; i++) {
        if (i == size || data[i] == '\n') {
            feed_sealed(reader, data + start, i - start);
            start = i + 1;
        }
    }
    check_counts(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader whole = {0};
    struct reader pieces = {0};
    struct reader sealed = {0};
    struct model *model = model_create();

    EXPECT(model != NULL);
    open_reader(&whole, NULL);
    feed_in_pieces(&whole, data, size, size > 0 ? size : 1);
    open_reader(&pieces, NULL);
    feed_in_pieces(&pieces, data, size, 7);
    EXPECT(memcmp(&whole.decoder.counts, &pieces.decoder.counts, sizeof whole.decoder.counts) == 0);
    open_reader(&sealed, model);
    feed_all_sealed(&sealed, data, size);
    sync_compute_verdict(model);
    model_destroy(model);
    return 0;
}
