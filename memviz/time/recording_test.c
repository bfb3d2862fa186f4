#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "kernel/core/crc32.h"
#include "memviz/time/keyframes.h"
#include "memviz/model/model_image.h"
#include "memviz/time/recording.h"
#include "tests/memviz/test_stream.h"
#include "memviz/time/timebase.h"

#define SHORT_RECORDING "build/recordings/worked.rec"
#define LONG_RECORDING  "build/recordings/long-20000.rec"

/* Every this many records of the long recording are compared. */
#define SAMPLE         100u
#define REFERENCES_MAX 1000u

static int open_recording(void **state)
{
    *state = recording_create();
    return *state == NULL ? -1 : 0;
}

static int close_recording(void **state)
{
    recording_destroy(*state);
    return 0;
}

/* Reads a recording into one, from its file or as if it came from a pipe. */
static void load(struct recording *recording, const char *path, bool pipe)
{
    char bytes[5000]; /* no divisor of anything */
    int fd = open(path, O_RDONLY);

    assert_true(fd >= 0);
    ssize_t size;
    while ((size = read(fd, bytes, sizeof bytes)) > 0)
        recording_feed(recording, bytes, (size_t)size, pipe ? -1 : fd);
    close(fd);
}

static uint32_t get_fingerprint(const struct model *model)
{
    struct model_image image;

    assert_true(model_image_save(&image, model));
    uint32_t sum = crc32_update(0, image.bytes, image.size);
    model_image_free(&image);
    return sum;
}

static void assert_same_image(const struct model *one, const struct model *other)
{
    struct model_image first;
    struct model_image second;

    assert_true(model_image_save(&first, one));
    assert_true(model_image_save(&second, other));
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.bytes, second.bytes, first.size);
    model_image_free(&first);
    model_image_free(&second);
}

/* The models at every stride-th position, made by a decoder that knows nothing
 * of recordings: it is stopped where it is asked for. */
static uint32_t *make_reference(const char *path, unsigned stride, uint64_t *count)
{
    struct test_stream stream;

    test_stream_open(&stream);
    uint32_t *sums = calloc(REFERENCES_MAX, sizeof *sums);
    *count = 0;
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    uint64_t next = 0;
    int byte = 0;
    while (byte != EOF) {
        if (stream.decoder.counts.accepted == next) {
            assert_true(*count < REFERENCES_MAX);
            sums[(*count)++] = get_fingerprint(stream.model);
            next += stride;
        }
        do {
            byte = getc(in);
            char ch = (char)byte;
            record_decoder_feed(&stream.decoder, &ch, byte != EOF);
        } while (byte != EOF && byte != '\n');
    }
    fclose(in);
    test_stream_close(&stream);
    return sums;
}

/* From the end back to the start and forward again: every model is the one that
 * was there when the stream passed. */
static void assert_steps(struct recording *recording, const char *path, unsigned stride)
{
    uint64_t count;
    uint32_t *sums = make_reference(path, stride, &count);
    struct recording_cursor cursor;

    assert_true(recording_cursor_init(&cursor));
    assert_true(count > 10);
    for (uint64_t i = count; i-- > 0;) {
        assert_true(recording_seek(recording, &cursor, i * stride));
        assert_int_equal(cursor.decoder.counts.accepted, i * stride);
        assert_int_equal(get_fingerprint(cursor.model), sums[i]);
    }
    for (uint64_t i = 0; i < count; i++) {
        assert_true(recording_seek(recording, &cursor, i * stride));
        assert_int_equal(get_fingerprint(cursor.model), sums[i]);
    }
    recording_cursor_free(&cursor);
    free(sums);
}

static void every_record_back_and_forward_gives_the_same_models(void **state)
{
    load(*state, SHORT_RECORDING, false);
    assert_steps(*state, SHORT_RECORDING, 1);
}

static void long_file_gives_the_same_models(void **state)
{
    load(*state, LONG_RECORDING, false);
    assert_true(recording_get_end(*state) > 20000);
    assert_steps(*state, LONG_RECORDING, SAMPLE);
}

static void pipe_gives_the_same_models(void **state)
{
    load(*state, LONG_RECORDING, true);
    assert_steps(*state, LONG_RECORDING, SAMPLE * 5);
}

static void end_of_the_recording_is_the_live_model(void **state)
{
    struct recording *recording = *state;
    struct recording_cursor cursor;

    load(recording, LONG_RECORDING, false);
    assert_true(recording_cursor_init(&cursor));
    assert_true(recording_seek(recording, &cursor, UINT64_MAX));
    assert_same_image(cursor.model, recording_get_model(recording));
    assert_memory_equal(&cursor.decoder.counts, recording_get_counts(recording),
                        sizeof cursor.decoder.counts);
    recording_cursor_free(&cursor);
}

/* Damage that comes after a record belongs to the next position, also when a
 * keyframe is taken between the damage and that position. */
static void damage_behind_a_keyframe_is_not_seen_before_it(void **state)
{
    struct recording *recording = *state;
    char bytes[TEST_RECORD_SIZE];
    uint64_t n = 0;

    for (; n < 4000; n++) {
        size_t size = test_stream_encode(bytes, n, "'t':'beat','ms':1,'lost':0");
        recording_feed(recording, bytes, size, -1);
        recording_feed(recording, "rubbish", 7, -1);
    }
    struct recording_cursor cursor;
    struct recording_cursor other;
    assert_true(recording_cursor_init(&cursor) && recording_cursor_init(&other));
    for (uint64_t position = 1; position < n; position += 97) {
        assert_true(recording_seek(recording, &cursor, position - 1));
        assert_true(recording_seek(recording, &cursor, position));
        assert_true(recording_seek(recording, &other, n));
        assert_true(recording_seek(recording, &other, position));
        assert_same_image(cursor.model, other.model);
        assert_int_equal(cursor.decoder.counts.resynchronised, position - 1);
    }
    recording_cursor_free(&cursor);
    recording_cursor_free(&other);
}

static void boot_steps_are_found_once_each(void **state)
{
    struct recording *recording = *state;
    struct recording_cursor cursor;

    load(recording, SHORT_RECORDING, false);
    assert_true(recording_cursor_init(&cursor));
    uint64_t position = 0;
    for (unsigned step = 1; step <= BOOT_STEP_COUNT; step++) {
        assert_true(recording_find_step(recording, position, true, &position));
        assert_true(recording_seek(recording, &cursor, position));
        assert_true(cursor.model->steps[step].reached);
        assert_true(step == BOOT_STEP_COUNT || !cursor.model->steps[step + 1].reached);
        assert_true(recording_seek(recording, &cursor, position - 1));
        assert_false(cursor.model->steps[step].reached);
    }
    assert_false(recording_find_step(recording, position, true, &position));
    for (unsigned step = BOOT_STEP_COUNT; step > 1; step--) {
        assert_true(recording_find_step(recording, position, false, &position));
        assert_true(recording_seek(recording, &cursor, position));
        assert_true(cursor.model->steps[step - 1].reached);
        assert_false(cursor.model->steps[step].reached);
    }
    assert_false(recording_find_step(recording, position, false, &position));
    recording_cursor_free(&cursor);
}

static void restart_forgets_everything(void **state)
{
    struct recording *recording = *state;
    struct recording_cursor cursor;

    load(recording, LONG_RECORDING, true);
    assert_true(recording_cursor_init(&cursor));
    assert_true(recording_seek(recording, &cursor, 1000));
    unsigned generation = recording_get_generation(recording);
    recording_restart(recording);
    assert_int_equal(recording_get_generation(recording), generation + 1);
    assert_int_equal(recording_get_end(recording), 0);
    assert_int_equal(recording_get_time_ms(recording, 0), 0);
    load(recording, SHORT_RECORDING, false);
    assert_true(recording_seek(recording, &cursor, 50));
    assert_steps(recording, SHORT_RECORDING, 7);
    recording_cursor_free(&cursor);
}

/* A pipe that never ends: the oldest instants go, the others stay right. */
static void oldest_bytes_of_a_pipe_are_given_up(void **state)
{
    struct recording *recording = *state;
    struct recording_cursor cursor;
    char bytes[TEST_RECORD_SIZE];

    recording_limit_spool(recording, 4 * KEYFRAMES_INTERVAL);
    for (uint64_t n = 0; n < 100000; n++) {
        char members[64];
        snprintf(members, sizeof members, "'t':'beat','ms':%llu,'lost':0", (unsigned long long)n);
        size_t size = test_stream_encode(bytes, n, members);
        recording_feed(recording, bytes, size, -1);
    }
    uint64_t start = recording_get_start(recording);
    assert_in_range(start, 50000, 99000);
    assert_true(recording_cursor_init(&cursor));
    for (uint64_t position = 100000; position > start; position -= (position - start) / 3 + 1) {
        assert_true(recording_seek(recording, &cursor, position));
        assert_int_equal(cursor.model->beat.ms, position - 1);
    }
    assert_true(recording_seek(recording, &cursor, 0));
    assert_int_equal(cursor.decoder.counts.accepted, start);
    assert_int_equal(cursor.model->beat.ms, start - 1);
    recording_cursor_free(&cursor);
}

static void vanished_bytes_are_told(void **state)
{
    struct recording *recording = *state;
    struct recording_cursor cursor;
    char bytes[TEST_RECORD_SIZE];
    int fd = open("/dev/null", O_RDONLY);

    for (uint64_t n = 0; n < 100; n++) {
        size_t size = test_stream_encode(bytes, n, "'t':'beat','ms':1,'lost':0");
        recording_feed(recording, bytes, size, fd);
    }
    close(fd);
    assert_true(recording_cursor_init(&cursor));
    assert_false(recording_seek(recording, &cursor, 50));
    assert_true(recording_seek(recording, &cursor, 0));
    recording_cursor_free(&cursor);
}

static void keyframes_thin_out_and_stay_below_their_limit(void **state)
{
    (void)state;
    static const size_t limit = 1u << 20;
    struct keyframes keyframes;
    struct test_stream stream;
    test_stream_open(&stream);
    test_stream_send_machine(&stream);
    keyframes_init(&keyframes, limit);
    uint64_t taken = 0;
    for (uint64_t offset = 0; offset < (10000ull * KEYFRAMES_INTERVAL); offset += 65536) {
        stream.decoder.counts.accepted++;
        if (keyframes_is_due(&keyframes, offset)) {
            keyframes_take(&keyframes, &stream.decoder, offset, stream.model);
            taken++;
        }
        assert_true(keyframes.bytes <= limit);
    }
    assert_true(taken > keyframes.count && keyframes.count > 100);
    assert_int_equal(keyframes.items[0].offset, 0);
    for (size_t i = 1; i < keyframes.count; i++) {
        assert_true(keyframes.items[i].offset - keyframes.items[i - 1].offset <=
                    2 * keyframes.interval);
        assert_ptr_equal(keyframes_find(&keyframes, keyframes.items[i].position),
                         &keyframes.items[i - 1]);
    }
    uint64_t start = keyframes_drop_half(&keyframes);
    assert_true(start >= 4000ull * KEYFRAMES_INTERVAL && start <= 6000ull * KEYFRAMES_INTERVAL);
    keyframes_reset(&keyframes);
    test_stream_close(&stream);
}

static void heartbeats_tell_the_time(void **state)
{
    (void)state;
    static struct timebase timebase;
    timebase_reset(&timebase);
    /* 1 s of line before the first heartbeat, then one a second. */
    for (uint64_t i = 1; i <= 40000; i++) {
        struct timebase_point place = {.position = i * 10, .offset = i * 11520};
        timebase_note_beat(&timebase, &place, (i - 1) * 1000);
    }
    struct timebase_point end = {.position = 400010, .offset = 40001ull * 11520};
    for (uint64_t position = 0; position <= 400010; position += 1234) {
        uint64_t ms = timebase_get_ms(&timebase, &end, position);
        assert_in_range(ms, position * 100 - (position > 0), position * 100 + 1);
        assert_in_range(timebase_find(&timebase, &end, ms), position - (position > 0), position);
    }
    assert_int_equal(timebase_find(&timebase, &end, UINT64_MAX), 400010);
}

/* A pause in the debugger is skipped, a restart goes on. */
static void time_never_stands_still_nor_runs_back(void **state)
{
    (void)state;
    static struct timebase timebase;
    static const uint64_t beats[] = {0, 1000, 2000, 900000, 901000, 0, 1000};
    timebase_reset(&timebase);
    for (uint64_t i = 0; i < 7; i++) {
        struct timebase_point place = {.position = i + 1, .offset = (i + 1) * 11520};
        timebase_note_beat(&timebase, &place, beats[i]);
    }
    struct timebase_point end = {.position = 7, .offset = 7 * 11520};
    for (uint64_t position = 0; position <= 7; position++)
        assert_int_equal(timebase_get_ms(&timebase, &end, position), position * 1000);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_recording, close_recording)
    const struct CMUnitTest tests[] = {
        TEST(every_record_back_and_forward_gives_the_same_models),
        TEST(long_file_gives_the_same_models),
        TEST(pipe_gives_the_same_models),
        TEST(end_of_the_recording_is_the_live_model),
        TEST(damage_behind_a_keyframe_is_not_seen_before_it),
        TEST(boot_steps_are_found_once_each),
        TEST(restart_forgets_everything),
        TEST(oldest_bytes_of_a_pipe_are_given_up),
        TEST(vanished_bytes_are_told),
        cmocka_unit_test(keyframes_thin_out_and_stay_below_their_limit),
        cmocka_unit_test(heartbeats_tell_the_time),
        cmocka_unit_test(time_never_stands_still_nor_runs_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
