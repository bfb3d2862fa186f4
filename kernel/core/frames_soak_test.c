/*
 * Random use of the frame bitmap against a model with one byte a frame, which
 * does everything by looking at every frame.
 *
 * usage: frames_soak_test [OPERATIONS]
 *            so many random operations instead of the tests
 */
#include "kernel/core/frames.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/core/frames_audit.h"
#include "tests/core/check.h"

static struct frames frames;
static void *memory;
static uint8_t *model; /* enum frame_state of each frame */
static uint64_t seed;

/* Random stretches of reserved frames, the rest free. */
static void start(uint32_t count)
{
    seed += count;
    memory = malloc(frames_memory_size(count));
    model = malloc(count);
    assert_true(memory != NULL && model != NULL);
    frames_init(&frames, memory, count, count);
    memset(model, FRAME_RESERVED, count);
    for (uint32_t at = random_below(&seed, count); at < count;) {
        uint32_t end = at + 1 + random_below(&seed, count - at);
        assert_int_equal(frames_release(&frames, at, end), STATUS_OK);
        memset(model + at, FRAME_FREE, end - at);
        at = end + 1 + random_below(&seed, count / 8 + 1);
    }
}

static void stop(void)
{
    free(memory);
    free(model);
}

static void assert_model_is_met(void)
{
    uint32_t frame;
    uint32_t counts[3] = {0};

    assert_int_equal(frames_audit_verify(&frames, &frame), STATUS_OK);
    for (frame = 0; frame < frames.count; frame++) {
        counts[model[frame]]++;
        if (frames_state(&frames, frame) != model[frame])
            fail_msg("frame 0x%x is %s, not %s", frame,
                     frames_state_name(frames_state(&frames, frame)),
                     frames_state_name(model[frame]));
    }
    assert_int_equal(counts[FRAME_FREE], frames.free);
    assert_int_equal(counts[FRAME_USED], frames.used);
    assert_int_equal(counts[FRAME_RESERVED], frames_reserved_count(&frames));
}

static void assert_changed(uint32_t first, uint32_t length)
{
    for (uint32_t chunk = first / FRAMES_CHUNK; chunk <= (first + length - 1) / FRAMES_CHUNK;
         chunk++)
        assert_int_equal(frames_changed_next(&frames, chunk), chunk);
    if (random_below(&seed, 4) == 0)
        frames_changed_clear(&frames, first / FRAMES_CHUNK);
}

static void take_one(void)
{
    uint32_t frame = UINT32_MAX;
    const uint8_t *lowest = memchr(model, FRAME_FREE, frames.count);
    enum status status = frames_alloc(&frames, &frame);

    assert_int_equal(status, lowest == NULL ? STATUS_NO_MEMORY : STATUS_OK);
    if (lowest == NULL)
        return;
    assert_int_equal(frame, lowest - model);
    model[frame] = FRAME_USED;
    assert_changed(frame, 1);
}

static bool model_run_is(uint32_t first, uint32_t length, enum frame_state state)
{
    for (uint32_t i = 0; i < length; i++) {
        if (model[first + i] != state)
            return false;
    }
    return true;
}

static uint32_t model_find_run(uint32_t length, uint32_t align)
{
    for (uint32_t first = 0; first < frames.count; first += align) {
        if (length <= frames.count - first && model_run_is(first, length, FRAME_FREE))
            return first;
    }
    return UINT32_MAX;
}

static void take_run(void)
{
    uint32_t length = 1 + random_below(&seed, 1u << random_below(&seed, 9));
    uint32_t align = 1u << random_below(&seed, 8);
    uint32_t first = UINT32_MAX;
    uint32_t expected = model_find_run(length, align);
    enum status status = frames_alloc_run(&frames, length, align, &first);

    assert_int_equal(status, expected == UINT32_MAX ? STATUS_NO_MEMORY : STATUS_OK);
    assert_int_equal(first, expected);
    if (status != STATUS_OK)
        return;
    memset(model + first, FRAME_USED, length);
    assert_changed(first, length);
}

static enum status model_refusal(uint32_t first, uint32_t length)
{
    for (uint32_t i = first; i < first + length; i++) {
        if (i >= frames.count)
            return STATUS_RANGE;
        if (model[i] != FRAME_USED)
            return model[i] == FRAME_FREE ? STATUS_NOT_ALLOCATED : STATUS_RESERVED;
    }
    return STATUS_OK;
}

static void give_one(void)
{
    uint32_t frame = random_below(&seed, frames.count + 1);
    enum status expected = model_refusal(frame, 1);

    assert_int_equal(frames_free(&frames, frame), expected);
    if (expected != STATUS_OK)
        return;
    model[frame] = FRAME_FREE;
    assert_changed(frame, 1);
}

static void give_run(void)
{
    uint32_t first = random_below(&seed, frames.count);
    uint32_t length = 1 + random_below(&seed, 200);

    /* Half the time just what is used from there on, so that it succeeds. */
    if (random_below(&seed, 2) == 0 && model[first] == FRAME_USED)
        length = frames_run_end(&frames, first, first + length) - first;
    enum status expected = model_refusal(first, length);
    assert_int_equal(frames_free_run(&frames, first, length), expected);
    if (expected != STATUS_OK)
        return;
    memset(model + first, FRAME_FREE, length);
    assert_changed(first, length);
}

static void look_at_runs(void)
{
    uint32_t start = random_below(&seed, frames.count);
    uint32_t limit = start + 1 + random_below(&seed, 3000);
    uint32_t end = start;

    while (end < limit && end < frames.count && model[end] == model[start])
        end++;
    assert_int_equal(frames_run_end(&frames, start, limit), end);
}

static void look_at_the_longest(void)
{
    uint32_t longest = 0;
    uint32_t length = 0;

    for (uint32_t i = 0; i < frames.count; i++) {
        length = model[i] == FRAME_FREE ? length + 1 : 0;
        longest = length > longest ? length : longest;
    }
    assert_int_equal(frames_longest_free(&frames), longest);
}

/* Fills more than it frees in one half of the time, the reverse in the other,
 * so that memory is nearly full and nearly empty in turn. */
static void soak(uint32_t count, unsigned rounds)
{
    start(count);
    for (unsigned round = 0; round < rounds; round++) {
        bool filling = round / 512 % 2 == 0;
        uint32_t what = random_below(&seed, 16);
        if (what < (filling ? 7 : 2))
            take_one();
        else if (what < (filling ? 10 : 4))
            take_run();
        else if (what < (filling ? 12 : 10))
            give_one();
        else if (what < 15)
            give_run();
        else
            look_at_runs();
        if (round % (rounds / 8) == 0)
            assert_model_is_met();
    }
    assert_model_is_met();
    look_at_the_longest();
    stop();
}

/* A few groups and two sections of the bounds, at many places of the sequence. */
static void bitmaps_of_some_groups_behave_as_the_model(void **state)
{
    static const uint32_t sizes[] = {2048, 3000, 5000, 32769, 34000};

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(sizes); i++)
        soak(sizes[i], 6000);
}

static void small_bitmaps_behave_as_the_model(void **state)
{
    static const uint32_t sizes[] = {1, 2, 31, 32, 33, 63, 64, 65, 1023, 1024, 1025};

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(sizes); i++)
        soak(sizes[i], 20000);
}

static void the_bitmap_of_bochs_behaves_as_the_model(void **state)
{
    (void)state;
    soak(32752, 20000);
}

static void the_bitmap_of_4_gib_behaves_as_the_model(void **state)
{
    (void)state;
    soak(FRAMES_MAX, 6000);
}

/* For make soak. Sizes in turn, each from an empty memory again. */
static unsigned long soak_operations;

static void many_operations_behave_as_the_model(void **state)
{
    static const uint32_t sizes[] = {33, 1025, 2048, 3001, 4096};
    unsigned rounds = 100000;
    unsigned long done = 0;

    (void)state;
    for (size_t i = 0; done < soak_operations; i++, done += rounds)
        soak(sizes[i % LENGTH_OF(sizes)], rounds);
    print_message("%lu random operations\n", done);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest many[] = {cmocka_unit_test(many_operations_behave_as_the_model)};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_bitmaps_behave_as_the_model),
        cmocka_unit_test(bitmaps_of_some_groups_behave_as_the_model),
        cmocka_unit_test(the_bitmap_of_bochs_behaves_as_the_model),
        cmocka_unit_test(the_bitmap_of_4_gib_behaves_as_the_model),
    };

    if (argc > 1) {
        soak_operations = strtoul(argv[1], NULL, 10);
        return cmocka_run_group_tests(many, NULL, NULL);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
