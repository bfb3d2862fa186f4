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

#include "tests/memviz/test_stream.h"
#include "memviz/time/timeline.h"

#define SHORT_RECORDING "build/recordings/worked.rec"
#define LONG_RECORDING  "build/recordings/long-20000.rec"

struct fixture {
    struct recording *recording;
    struct timeline *timeline;
    uint64_t n;
};

static int open_timeline(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    fixture->recording = recording_create();
    fixture->timeline = timeline_create(fixture->recording);
    *state = fixture;
    return 0;
}

static int close_timeline(void **state)
{
    struct fixture *fixture = *state;

    timeline_destroy(fixture->timeline);
    recording_destroy(fixture->recording);
    free(fixture);
    return 0;
}

static void load(struct fixture *fixture, const char *path)
{
    char bytes[4096];
    int fd = open(path, O_RDONLY);

    assert_true(fd >= 0);
    ssize_t size;
    while ((size = read(fd, bytes, sizeof bytes)) > 0)
        recording_feed(fixture->recording, bytes, (size_t)size, fd);
    close(fd);
}

static void send(struct fixture *fixture, const char *members)
{
    char bytes[TEST_RECORD_SIZE];
    size_t size = test_stream_encode(bytes, fixture->n++, members);

    recording_feed(fixture->recording, bytes, size, -1);
}

static void press(struct fixture *fixture, enum timeline_move move)
{
    timeline_move(fixture->timeline, move, 0);
}

static void assert_at(struct fixture *fixture, enum timeline_mode mode, uint64_t position)
{
    struct timeline_status status = timeline_get_status(fixture->timeline);

    assert_int_equal(status.mode, mode);
    assert_int_equal(status.position, position);
    assert_int_equal(timeline_get_counts(fixture->timeline)->accepted, position);
}

static void stream_goes_on_while_the_view_is_frozen(void **state)
{
    struct fixture *fixture = *state;

    send(fixture, "'t':'boot','step':1");
    send(fixture, "'t':'boot','step':2");
    press(fixture, TIMELINE_FREEZE);
    send(fixture, "'t':'boot','step':3");
    assert_at(fixture, TIMELINE_HELD, 2);
    assert_int_equal(timeline_get_status(fixture->timeline).end, 3);
    assert_true(timeline_get_model(fixture->timeline)->steps[2].reached);
    assert_false(timeline_get_model(fixture->timeline)->steps[3].reached);
    assert_false(timeline_advance(fixture->timeline, 100000));
    press(fixture, TIMELINE_FREEZE);
    assert_at(fixture, TIMELINE_LIVE, 3);
    assert_true(timeline_get_model(fixture->timeline)->steps[3].reached);
}

static void keys_step_records_and_boot_steps(void **state)
{
    struct fixture *fixture = *state;

    load(fixture, SHORT_RECORDING);
    uint64_t end = recording_get_end(fixture->recording);
    press(fixture, TIMELINE_RECORD_BACK);
    assert_at(fixture, TIMELINE_HELD, end - 1);
    press(fixture, TIMELINE_RECORD_NEXT);
    assert_at(fixture, TIMELINE_HELD, end);
    press(fixture, TIMELINE_RECORD_NEXT);
    assert_at(fixture, TIMELINE_HELD, end);
    for (unsigned step = BOOT_STEP_COUNT; step >= 1; step--) {
        press(fixture, TIMELINE_STEP_BACK);
        const struct model *model = timeline_get_model(fixture->timeline);
        assert_true(model->steps[step].reached);
        assert_true(step == BOOT_STEP_COUNT || !model->steps[step + 1].reached);
    }
    assert_at(fixture, TIMELINE_HELD, 1);
    press(fixture, TIMELINE_STEP_BACK);
    assert_at(fixture, TIMELINE_HELD, 0);
    press(fixture, TIMELINE_RECORD_BACK);
    assert_at(fixture, TIMELINE_HELD, 0);
    press(fixture, TIMELINE_STEP_NEXT);
    assert_at(fixture, TIMELINE_HELD, 1);
    press(fixture, TIMELINE_TO_END);
    assert_at(fixture, TIMELINE_LIVE, end);
}

static void seeks_cross_the_recording_in_twenty(void **state)
{
    struct fixture *fixture = *state;

    load(fixture, LONG_RECORDING);
    uint64_t end = recording_get_end(fixture->recording);
    for (unsigned i = 1; i <= 20; i++) {
        press(fixture, TIMELINE_SEEK_BACK);
        assert_at(fixture, TIMELINE_HELD, end - i * (end / 20));
    }
    press(fixture, TIMELINE_SEEK_BACK);
    assert_at(fixture, TIMELINE_HELD, 0);
    press(fixture, TIMELINE_SEEK_NEXT);
    assert_at(fixture, TIMELINE_HELD, end / 20);
}

static void replay_takes_as_long_as_it_took(void **state)
{
    struct fixture *fixture = *state;

    load(fixture, LONG_RECORDING);
    struct timeline *timeline = fixture->timeline;
    uint64_t end_ms = timeline_get_status(timeline).end_ms;
    /* 20,000 records are 1.4 MB, at 11.5 KB a second. */
    assert_in_range(end_ms, 110000, 140000);
    timeline_start_replay(timeline, 4, 1000);
    assert_at(fixture, TIMELINE_PLAYING, 0);
    uint64_t last = 0;
    for (uint64_t ms = 0; ms + 100 < end_ms / 4; ms += 1000) {
        timeline_advance(timeline, 1000 + ms);
        struct timeline_status status = timeline_get_status(timeline);
        assert_int_equal(status.mode, TIMELINE_PLAYING);
        assert_in_range(status.time_ms, ms * 4 > 50 ? ms * 4 - 50 : 0, ms * 4);
        assert_true(status.position > last || ms == 0);
        last = status.position;
    }
    assert_true(timeline_advance(timeline, 1000 + end_ms / 4 + 10));
    assert_at(fixture, TIMELINE_LIVE, recording_get_end(fixture->recording));
}

static void replay_pauses_and_plays_on_from_there(void **state)
{
    struct fixture *fixture = *state;

    load(fixture, LONG_RECORDING);
    struct timeline *timeline = fixture->timeline;
    timeline_start_replay(timeline, 1, 0);
    assert_true(timeline_advance(timeline, 5000));
    uint64_t position = timeline_get_status(timeline).position;
    timeline_move(timeline, TIMELINE_FREEZE, 5000);
    assert_false(timeline_advance(timeline, 60000));
    assert_at(fixture, TIMELINE_HELD, position);
    timeline_move(timeline, TIMELINE_FREEZE, 60000);
    assert_at(fixture, TIMELINE_PLAYING, position);
    timeline_advance(timeline, 61000);
    assert_in_range(timeline_get_status(timeline).time_ms, 5900, 6000);
}

static void mark_and_its_difference(struct fixture *fixture, struct model_diff *diff)
{
    assert_non_null(timeline_get_mark(fixture->timeline));
    *diff = model_diff_compute(timeline_get_mark(fixture->timeline),
                               timeline_get_model(fixture->timeline));
}

/* Whether every frame in [start, end) and no other was allocated since. */
static void assert_allocated(struct fixture *fixture, uint32_t start, uint32_t end)
{
    struct model_diff_run run = {.end = FRAMEMAP_MAX};

    assert_true(model_diff_find_run(timeline_get_mark(fixture->timeline),
                                    timeline_get_model(fixture->timeline), &run));
    assert_int_equal(run.start, start);
    assert_int_equal(run.end, end);
    assert_int_equal(run.from, FRAME_FREE);
    assert_int_equal(run.to, FRAME_USED);
    run = (struct model_diff_run){.start = run.end, .end = FRAMEMAP_MAX};
    assert_false(model_diff_find_run(timeline_get_mark(fixture->timeline),
                                     timeline_get_model(fixture->timeline), &run));
}

static void mark_shows_exactly_the_frames_allocated_since(void **state)
{
    struct fixture *fixture = *state;
    struct model_diff diff;

    send(fixture, "'t':'boot','step':1");
    send(fixture, "'t':'frames','from':'0','runs':'R800F77f0'");
    send(fixture, "'t':'heap','start':'1000','cursor':'1800','end':'9000','allocations':0");
    send(fixture, "'t':'frames','from':'900','runs':'U20'");
    press(fixture, TIMELINE_MARK);
    mark_and_its_difference(fixture, &diff);
    char text[128];
    model_diff_format(text, sizeof text, &diff);
    assert_string_equal(text, "no difference");
    /* Repeated, and across the border of two blocks. */
    send(fixture, "'t':'frames','from':'1ffe','runs':'U4F8'");
    send(fixture, "'t':'frames','from':'900','runs':'U20'");
    mark_and_its_difference(fixture, &diff);
    assert_int_equal(diff.frames_allocated, 4);
    assert_int_equal(diff.frames_freed, 0);
    assert_int_equal(diff.frames_other, 0);
    assert_allocated(fixture, 0x1ffe, 0x2002);
    send(fixture, "'t':'frames','from':'910','runs':'F10'");
    send(fixture, "'t':'heap','start':'1000','cursor':'1900','end':'9000','allocations':1");
    send(fixture, "'t':'alloc','i':0,'start':'1820','size':'80','tag':'x'");
    mark_and_its_difference(fixture, &diff);
    assert_int_equal(diff.frames_freed, 0x10);
    assert_int_equal(diff.heap_growth, 0x100);
    assert_int_equal(diff.allocs_added, 1);
    model_diff_format(text, sizeof text, &diff);
    assert_string_equal(text, "+4 -16 frames  heap +256");
    /* And seen from an earlier instant. */
    for (unsigned i = 0; i < 4; i++)
        press(fixture, TIMELINE_RECORD_BACK);
    assert_allocated(fixture, 0x1ffe, 0x2002);
    press(fixture, TIMELINE_RECORD_BACK);
    mark_and_its_difference(fixture, &diff);
    model_diff_format(text, sizeof text, &diff);
    assert_string_equal(text, "no difference");
    press(fixture, TIMELINE_MARK);
    assert_null(timeline_get_mark(fixture->timeline));
}

/* Against every frame, one by one, between two instants of a long recording. */
static void difference_equals_that_of_frame_by_frame(void **state)
{
    struct fixture *fixture = *state;

    load(fixture, LONG_RECORDING);
    press(fixture, TIMELINE_SEEK_BACK);
    press(fixture, TIMELINE_MARK);
    for (unsigned i = 0; i < 6; i++) {
        press(fixture, TIMELINE_SEEK_BACK);
        const struct model *from = timeline_get_mark(fixture->timeline);
        const struct model *to = timeline_get_model(fixture->timeline);
        uint32_t allocated = 0;
        uint32_t freed = 0;
        for (uint32_t frame = 0; frame < FRAMEMAP_MAX; frame++) {
            enum frame_state before = framemap_get(&from->frames, frame);
            enum frame_state after = framemap_get(&to->frames, frame);
            allocated += before == FRAME_FREE && after == FRAME_USED;
            freed += before == FRAME_USED && after == FRAME_FREE;
        }
        struct model_diff diff = model_diff_compute(from, to);
        assert_int_equal(diff.frames_allocated, allocated);
        assert_int_equal(diff.frames_freed, freed);
        assert_true(allocated > 50 && freed > 50);
    }
}

static void new_recording_is_shown_live_and_has_no_mark(void **state)
{
    struct fixture *fixture = *state;

    load(fixture, SHORT_RECORDING);
    press(fixture, TIMELINE_MARK);
    press(fixture, TIMELINE_RECORD_BACK);
    recording_restart(fixture->recording);
    assert_true(timeline_advance(fixture->timeline, 0));
    assert_at(fixture, TIMELINE_LIVE, 0);
    assert_null(timeline_get_mark(fixture->timeline));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_timeline, close_timeline)
    const struct CMUnitTest tests[] = {
        TEST(stream_goes_on_while_the_view_is_frozen),
        TEST(keys_step_records_and_boot_steps),
        TEST(seeks_cross_the_recording_in_twenty),
        TEST(replay_takes_as_long_as_it_took),
        TEST(replay_pauses_and_plays_on_from_there),
        TEST(mark_shows_exactly_the_frames_allocated_since),
        TEST(difference_equals_that_of_frame_by_frame),
        TEST(new_recording_is_shown_live_and_has_no_mark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
