/*
 * Recordings with random bytes changed, dropped, inserted, doubled and cut off:
 * none may crash the reader, no damaged record may be taken for a good one, and
 * after a clean repetition the model must be the true one.
 *
 * MEMVIZ_DAMAGE_CASES in the environment is how many; MEMVIZ_DAMAGE_SEED gives
 * others than usual.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "memviz/model/model_image.h"
#include "memviz/model/model_apply.h"
#include "memviz/time/recording.h"
#include "memviz/model/sync.h"

#define RECORDING     "build/recordings/repeated.rec"
#define CASES_USUALLY 10000u

/* At most one case in this many may have a damaged record accepted: two records
 * in 65,025 have the same checksum. */
#define CASES_PER_ACCEPTED 10000u

#define RECORDS_MAX 1000u
#define DAMAGES_MAX 4u
#define PIECE_MAX   64u

/* Every so many cases the damaged recording is also walked through. */
#define WALK_INTERVAL 50u

struct piece {
    const char *start; /* at its RS */
    size_t size;
};

struct fixture {
    char *bytes;
    size_t size;
    size_t clean; /* where the first whole repetition begins */
    struct piece records[RECORDS_MAX];
    size_t count;
    struct model_image before; /* the true state when it begins */
    struct model_image truth;  /* and at the end */
};

/* A reader that compares what it accepts with what was sent. */
struct reader {
    const struct fixture *fixture;
    struct record_decoder decoder;
    struct model *model;
    unsigned forged;
    unsigned gaps;  /* records that followed a gap */
    unsigned boots; /* records that began a boot */
};

static uint32_t get_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static uint32_t pick(uint32_t *seed, size_t below)
{
    return below > 0 ? get_random(seed) % (uint32_t)below : 0;
}

static bool take(void *context, const struct record *record)
{
    struct reader *reader = context;
    const struct fixture *fixture = reader->fixture;
    const struct piece *sent = &fixture->records[record->n];
    bool same = record->n < fixture->count && reader->decoder.length + 2 == sent->size &&
                memcmp(reader->decoder.body, sent->start + 1, reader->decoder.length) == 0;

    reader->forged += !same;
    reader->gaps += record->gap;
    reader->boots += record->new_boot;
    return model_apply_record(reader->model, record);
}

static void damage(void *context)
{
    model_note_damage(((struct reader *)context)->model);
}

static void open_reader(struct reader *reader, const struct fixture *fixture, struct model *model)
{
    const struct record_sink sink = {take, damage, reader};

    *reader = (struct reader){.fixture = fixture, .model = model};
    model_reset(model);
    record_decoder_init(&reader->decoder, &sink);
}

/* The state of the machine: not how and when the reader learnt of it. */
static void save_state(struct model_image *image, struct model *model)
{
    memset(&model->history, 0, sizeof model->history);
    memset(&model->changes, 0, sizeof model->changes);
    model->snaps_since_damage = 0;
    assert_true(model_image_save(image, model));
}

/* With its LF, or all that is left. */
static size_t measure_record(const char *start, size_t left)
{
    const char *end = memchr(start, '\n', left);

    return end != NULL ? (size_t)(end - start) + 1 : left;
}

static void split_records(struct fixture *fixture)
{
    unsigned snaps = 0;

    for (size_t at = 0; at < fixture->size;) {
        const char *start = fixture->bytes + at;
        size_t size = measure_record(start, fixture->size - at);
        assert_true(fixture->count < RECORDS_MAX);
        if (memmem(start, size, "\"t\":\"snap\"", 10) != NULL && ++snaps == 2)
            fixture->clean = at;
        fixture->records[fixture->count++] = (struct piece){start, size};
        at += size;
    }
    assert_int_equal(snaps, 3);
}

/* Where the second record of the clean repetition begins. */
static size_t find_clean_rest(const struct fixture *fixture)
{
    const char *clean = fixture->bytes + fixture->clean;

    return fixture->clean + measure_record(clean, fixture->size - fixture->clean);
}

static int open_fixture(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct model *model = model_create();
    struct reader reader = {0};
    FILE *in = fopen(RECORDING, "rb");

    if (in == NULL || fixture == NULL || model == NULL)
        return -1;
    fixture->bytes = malloc(1 << 20);
    fixture->size = fread(fixture->bytes, 1, 1 << 20, in);
    fclose(in);
    split_records(fixture);
    open_reader(&reader, fixture, model);
    size_t first = find_clean_rest(fixture);
    record_decoder_feed(&reader.decoder, fixture->bytes, first);
    save_state(&fixture->before, model);
    record_decoder_feed(&reader.decoder, fixture->bytes + first, fixture->size - first);
    assert_int_equal(reader.forged, 0);
    assert_int_equal(sync_compute_verdict(model).state, SYNC_OK);
    save_state(&fixture->truth, model);
    model_destroy(model);
    *state = fixture;
    return 0;
}

static int close_fixture(void **state)
{
    struct fixture *fixture = *state;

    model_image_free(&fixture->before);
    model_image_free(&fixture->truth);
    free(fixture->bytes);
    free(fixture);
    return 0;
}

/* What is between start and end becomes a piece of the same or another size. */
static size_t replace(char *bytes, size_t size, const size_t start_end[2], const struct piece *by)
{
    char piece[PIECE_MAX];

    memcpy(piece, by->start, by->size);
    memmove(bytes + start_end[0] + by->size, bytes + start_end[1], size - start_end[1]);
    memcpy(bytes + start_end[0], piece, by->size);
    return size - (start_end[1] - start_end[0]) + by->size;
}

static void make_noise(char noise[PIECE_MAX], uint32_t *seed)
{
    static const char frequent[] = "\x1e\n{}[]\":,ntc0123456789abcdefABCDEF\\";
    bool any = pick(seed, 2) == 0;

    for (unsigned i = 0; i < PIECE_MAX; i++)
        noise[i] = any ? (char)get_random(seed) : frequent[pick(seed, sizeof frequent - 1)];
}

/* Does one damage; returns the new size. There is room for PIECE_MAX more. */
static size_t do_damage(char *bytes, size_t size, uint32_t *seed)
{
    char noise[PIECE_MAX];
    size_t at = pick(seed, size);
    size_t length = 1 + pick(seed, PIECE_MAX);
    size_t end = at + length < size ? at + length : size;
    size_t from = pick(seed, size > PIECE_MAX ? size - PIECE_MAX : 0);

    make_noise(noise, seed);
    switch (pick(seed, 7)) {
    case 0: /* a bit */
        bytes[at] = (char)(bytes[at] ^ 1 << pick(seed, 8));
        return size;
    case 1: /* a byte */
        bytes[at] = noise[0];
        return size;
    case 2: /* a burst */
        return replace(bytes, size, (size_t[]){at, end}, &(struct piece){noise, end - at});
    case 3: /* dropped */
        return replace(bytes, size, (size_t[]){at, end}, &(struct piece){noise, 0});
    case 4: /* inserted */
        return replace(bytes, size, (size_t[]){at, at}, &(struct piece){noise, length});
    case 5: /* cut off */
        return pick(seed, 4) == 0 ? at : size;
    default: /* repeated */
        return size < 2 * PIECE_MAX ? size
                                    : replace(bytes, size, (size_t[]){at, at},
                                              &(struct piece){bytes + from, length});
    }
}

static size_t make_damaged(const struct fixture *fixture, char *bytes, uint32_t *seed)
{
    size_t size = fixture->clean;

    memcpy(bytes, fixture->bytes, size);
    unsigned damages = 1 + pick(seed, DAMAGES_MAX);
    for (unsigned i = 0; i < damages; i++)
        size = do_damage(bytes, size, seed);
    return size;
}

/* Any instant of it can be gone to, in any order. */
static void walk(const struct fixture *fixture, const char *bytes, size_t size, uint32_t *seed)
{
    struct recording *recording = recording_create();
    struct recording_cursor cursor;

    assert_true(recording != NULL && recording_cursor_init(&cursor));
    recording_feed(recording, bytes, size, -1);
    recording_feed(recording, fixture->bytes + fixture->clean, fixture->size - fixture->clean, -1);
    uint64_t end = recording_get_end(recording);
    for (unsigned i = 0; i < 20; i++) {
        uint64_t position = pick(seed, (size_t)end + 1);
        assert_true(recording_seek(recording, &cursor, position));
        assert_int_equal(cursor.decoder.counts.accepted, position);
        recording_get_time_ms(recording, position);
    }
    recording_cursor_free(&cursor);
    recording_destroy(recording);
}

static void assert_state(struct model *model, const struct model_image *expected)
{
    struct model_image image;

    save_state(&image, model);
    assert_int_equal(image.size, expected->size);
    assert_memory_equal(image.bytes, expected->bytes, image.size);
    model_image_free(&image);
}

/* With the first record that follows the reader must know that something was
 * wrong, and say that it is in sync only when it is. In the end it must be. */
static void assert_heals(struct reader *reader, const char *bytes, size_t size)
{
    const struct fixture *fixture = reader->fixture;
    bool differs = size != fixture->clean || memcmp(bytes, fixture->bytes, size) != 0;
    size_t rest = find_clean_rest(fixture);

    record_decoder_feed(&reader->decoder, fixture->bytes + fixture->clean, rest - fixture->clean);
    const struct record_counts *counts = &reader->decoder.counts;
    bool counted = counts->lost + counts->rejected + counts->resynchronised > 0;
    /* A stream whose head was cut off is that of a reader that came late, and a head
     * that comes twice is a machine that booted twice: both lose nothing. */
    bool noticed = counted || reader->gaps > 0 || reader->boots > 1;
    if (reader->forged == 0)
        assert_true(differs ? noticed : !counted);
    if (reader->forged == 0 && sync_compute_verdict(reader->model).state == SYNC_OK) {
        struct model_image image;
        assert_true(model_image_save(&image, reader->model));
        assert_state(reader->model, &fixture->before);
        assert_true(model_image_load(&image, reader->model));
        model_image_free(&image);
    }
    record_decoder_feed(&reader->decoder, fixture->bytes + rest, fixture->size - rest);
    assert_int_equal(sync_compute_verdict(reader->model).state, SYNC_OK);
    assert_state(reader->model, &fixture->truth);
}

static uint32_t get_setting(const char *name, uint32_t usual)
{
    const char *text = getenv(name);

    return text != NULL && text[0] != '\0' ? (uint32_t)strtoul(text, NULL, 0) : usual;
}

static void damage_is_noticed_and_heals(void **state)
{
    const struct fixture *fixture = *state;
    uint32_t cases = get_setting("MEMVIZ_DAMAGE_CASES", CASES_USUALLY);
    uint32_t seed = get_setting("MEMVIZ_DAMAGE_SEED", 0x2545f491);
    char *bytes = malloc(fixture->clean + DAMAGES_MAX * PIECE_MAX);
    struct model *model = model_create();

    assert_true(bytes != NULL && model != NULL && seed != 0);
    unsigned forged = 0;
    for (uint32_t i = 0; i < cases; i++) {
        struct reader reader = {0};
        size_t size = make_damaged(fixture, bytes, &seed);
        open_reader(&reader, fixture, model);
        record_decoder_feed(&reader.decoder, bytes, size);
        assert_heals(&reader, bytes, size);
        forged += reader.forged > 0;
        if (i % WALK_INTERVAL == 0)
            walk(fixture, bytes, size, &seed);
    }
    model_destroy(model);
    free(bytes);
    print_message("%u damaged recordings, in %u of them a damaged record was accepted\n", cases,
                  forged);
    assert_true(forged <= cases / CASES_PER_ACCEPTED + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damage_is_noticed_and_heals),
    };

    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
