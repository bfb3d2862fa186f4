#include "shell/mem_stress.h"

#include <stdio.h>
#include <string.h>

#include "kernel/core/bits.h"
#include "kernel/core/frames_bounds.h"
#include "tests/shell/fixture.h"

#define USAGE "usage: mem stress ROUNDS [SEED] [-j]"

/* The same as fixture_hash(), but for the marks of what changed, which stress sets,
 * and for what the allocator remembers to find its way sooner. */
static uint64_t hash_frames(struct fixture *f)
{
    struct frames *frames = &f->machine.frames;

    for (uint32_t chunk = 0; chunk < (frames->count + FRAMES_CHUNK - 1) / FRAMES_CHUNK; chunk++)
        frames_changed_clear(frames, chunk);
    bounds_forget(frames);
    frames->lowest = 0;
    frames->second = 0;
    return fixture_hash(f);
}

static void stress_leaves_the_machine_as_it_was(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_ask(f, "mem alloc 100 probe");
    fixture_ask(f, "mem free 0x810000 7");
    uint64_t before = hash_frames(f);
    assert_non_null(strstr(fixture_ask(f, "mem stress 5000 3"), "no error\n"));
    assert_int_equal(hash_frames(f), before);
    assert_non_null(strstr(fixture_ask(f, "log"), "stress: 5000 rounds without error\n"));
    fixture_assert_sound(f);
    fixture_free(f);
}

static void stress_runs_where_hardly_anything_is_free(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_ask(f, "mem alloc 30690");
    uint64_t before = hash_frames(f);
    assert_non_null(strstr(fixture_ask(f, "mem stress 3000"), "no error\n"));
    fixture_ask(f, "mem alloc 14");
    assert_string_equal(
        fixture_ask(f, "mem stress 100"),
        "100 rounds: 0 runs taken, 0 given back, at most 0 frames held, no error\n");
    fixture_ask(f, "mem free 0x7fe2000 14");
    assert_int_equal(hash_frames(f), before);
    fixture_free(f);
}

static void the_same_seed_does_the_same(void **state)
{
    struct fixture *f = fixture_new_bochs();
    char first[200];

    (void)state;
    strcpy(first, fixture_ask(f, "mem stress 2000 7"));
    assert_string_equal(fixture_ask(f, "mem stress 2000 7"), first);
    assert_string_not_equal(fixture_ask(f, "mem stress 2000 8"), first);
    assert_non_null(strstr(fixture_ask(f, "mem stress 2000 0"), "no error\n"));
    assert_non_null(strstr(fixture_ask(f, "mem stress 2000 0x100000001"), "no error\n"));
    fixture_free(f);
}

static void lose_a_frame(struct fixture *f)
{
    if (f->asked % 1000 == 0)
        bits_set(f->machine.frames.bitmap, 0x7000);
}

/* A frame far above those played with, whose bit and counts no longer agree. */
static void stress_finds_a_lost_frame(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    f->meddle = lose_a_frame;
    const char *answer = fixture_ask(f, "mem stress 5000");
    unsigned rounds;
    assert_int_equal(sscanf(answer, "FAIL after %u rounds: the counts are not those", &rounds), 1);
    assert_in_range(rounds, 1, 1300); /* not only at the end */
    assert_null(strstr(answer, "0xffffffff"));
    assert_non_null(strstr(fixture_ask(f, "log"), "stress failed after "));
    fixture_free(f);
}

/* Someone else frees what is held, properly: nothing but the bookkeeping tells. */
static void free_what_is_held(struct fixture *f)
{
    struct frames *frames = &f->machine.frames;

    if (f->asked != 100)
        return;
    for (uint32_t frame = 0x800; frame < 0x840; frame++) {
        if (frames_state(frames, frame) == FRAME_USED && frames_free(frames, frame) == STATUS_OK)
            f->planted++;
    }
}

/* Which of the checks notices depends on what the next round does. */
static void stress_finds_frames_handed_out_twice(void **state)
{
    struct fixture *f = fixture_new_bochs();
    unsigned twice = 0;
    unsigned not_freed = 0;

    (void)state;
    f->meddle = free_what_is_held;
    for (unsigned delay = 0; delay < 40; delay++) {
        f->asked = 80 - delay;
        json_t *json = fixture_ask_json(f, "mem stress 5000 -j");
        const char *failure = json_string_value(json_object_get(json, "failure"));
        assert_int_equal(json_is_true(json_object_get(json, "ok")), f->planted == 0);
        if (failure == NULL)
            failure = "";
        twice += strcmp(failure, "a frame was handed out twice") == 0;
        not_freed += strcmp(failure, "a used frame could not be freed") == 0;
        json_decref(json);
        fixture_free(f);
        f = fixture_new_bochs();
        f->meddle = free_what_is_held;
    }
    assert_true(twice > 0 && not_freed > 0);
    fixture_free(f);
}

static void reserve_a_held_frame(struct fixture *f)
{
    if (f->asked == 20)
        bits_set(f->machine.frames.reserved, 0x800);
}

static void stress_finds_a_frame_it_cannot_give_back(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    f->asked = 0;
    f->meddle = reserve_a_held_frame;
    const char *answer = fixture_ask(f, "mem stress 5000");
    assert_true(text_has_line(answer, "FAIL after "));
    assert_null(strstr(answer, "no error"));
    fixture_free(f);
}

static void ctrl_c_stops_and_gives_all_back(void **state)
{
    struct fixture *f = fixture_new_bochs();
    uint64_t before = hash_frames(f);

    (void)state;
    f->interrupt_at = f->asked + 501;
    const char *answer = fixture_ask(f, "mem stress 0xffffffffffffffff");
    assert_true(text_has_line(answer, "500 rounds: "));
    assert_true(text_has_line(answer, "^C\n"));
    assert_int_equal(hash_frames(f), before);
    fixture_free(f);
}

static void bad_rounds_and_seeds_are_refused(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_assert_refused(f, "mem stress", "ROUNDS is missing", USAGE);
    fixture_assert_refused(f, "mem stress 0", "'0'", USAGE);
    fixture_assert_refused(f, "mem stress ten", "'ten'", USAGE);
    fixture_assert_refused(f, "mem stress 1 seed", "'seed'", USAGE);
    fixture_assert_refused(f, "mem stress 1 2 3", "'3'", USAGE);
    fixture_assert_refused(f, "mem stress 18446744073709551616", "does not fit", USAGE);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stress_leaves_the_machine_as_it_was),
        cmocka_unit_test(stress_runs_where_hardly_anything_is_free),
        cmocka_unit_test(the_same_seed_does_the_same),
        cmocka_unit_test(stress_finds_a_lost_frame),
        cmocka_unit_test(stress_finds_frames_handed_out_twice),
        cmocka_unit_test(stress_finds_a_frame_it_cannot_give_back),
        cmocka_unit_test(ctrl_c_stops_and_gives_all_back),
        cmocka_unit_test(bad_rounds_and_seeds_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
