#include "kernel/core/publish.h"

#include <string.h>

#include "kernel/core/units.h"
#include "tests/core/check.h"
#include "tests/core/fixture.h"
#include "tests/core/reader.h"

#define PULL_MS  10u
#define NO_LIMIT 100000u

static struct machine machine;
static struct publish publish;
static struct reader reader;
static uint64_t now_ms;

static void start_publishing(void)
{
    now_ms = 0;
    memset(&publish, 0xee, sizeof publish); /* as memory is that the kernel does not clear */
    publish_init(&publish, &machine, "strata test");
    reader_init(&reader);
}

static int start(void **state)
{
    (void)state;
    fixture_machine_bochs(&machine);
    start_publishing();
    return 0;
}

static int stop(void **state)
{
    (void)state;
    reader_free(&reader);
    return 0;
}

/* Asks once; what there is goes to the reader. Whether there was a record. */
static bool pull(void)
{
    const char *record;
    size_t length = publish_next(&publish, now_ms, &record);

    now_ms += PULL_MS;
    if (length != 0)
        reader_feed(&reader, record, length);
    return length != 0;
}

static unsigned pull_until_idle(void)
{
    unsigned pulls = 0;

    do {
        pull();
        assert_true(++pulls < NO_LIMIT);
    } while (!fixture_all_published(&publish));
    return pulls;
}

static void pull_until_snaps(unsigned count)
{
    unsigned target = reader.snaps + count;

    for (unsigned pulls = 0; reader.snaps < target; pulls++) {
        pull();
        assert_true(pulls < NO_LIMIT);
    }
}

static void a_reader_from_the_start_knows_all_once_idle(void **state)
{
    (void)state;
    assert_false(reader_in_sync(&reader));
    assert_true(pull_until_idle() < 100);
    assert_int_equal(reader.next - reader.records, machine.boot.telemetry_next);
    assert_true(reader_in_sync(&reader));
    reader_assert_knows(&reader, &machine);
}

static void what_changes_is_told_before_any_repetition(void **state)
{
    uint64_t address;
    uint32_t frame;

    (void)state;
    pull_until_idle();
    assert_int_equal(frames_alloc_run(&machine.frames, 5000, 1, &frame), STATUS_OK);
    assert_int_equal(
        heap_alloc(&machine.heap, &(struct heap_request){77, 64, "\"odd\\tag\x7f"}, &address),
        STATUS_OK);
    machine_log(&machine, "line");
    assert_true(pull_until_idle() < 25);
    assert_true(reader_in_sync(&reader));
    reader_assert_knows(&reader, &machine);
}

static void owners_come_and_go(void **state)
{
    uint32_t first;
    uint32_t bad;

    (void)state;
    pull_until_idle();
    reader_assert_knows(&reader, &machine);
    assert_int_equal(machine_alloc_frames(&machine, 5, "five", &first), STATUS_OK);
    assert_int_equal(machine_alloc_frames(&machine, 9, "nine", &first), STATUS_OK);
    pull_until_idle();
    reader_assert_knows(&reader, &machine);
    assert_int_equal(machine_free_frames(&machine, first + 3, 2, &bad), STATUS_OK);
    pull_until_idle();
    assert_int_equal(machine.owners.count, 3);
    reader_assert_knows(&reader, &machine);
    while (machine.owners.count != 0) {
        struct owner run = machine.owners.runs[0];
        assert_int_equal(machine_free_frames(&machine, run.start, run.end - run.start, &bad),
                         STATUS_OK);
    }
    pull_until_idle();
    reader_assert_knows(&reader, &machine);
}

static void the_newest_value_wins_however_long_the_burst(void **state)
{
    uint64_t seed = 1;
    uint32_t frame;

    (void)state;
    pull_until_idle();
    for (unsigned i = 0; i < 100000; i++) {
        if (random_below(&seed, 2) == 0)
            frames_alloc(&machine.frames, &frame);
        else
            frames_free(&machine.frames, 2048 + random_below(&seed, 1000));
    }
    assert_true(pull_until_idle() < 30);
    reader_assert_knows(&reader, &machine);
}

static void a_total_is_told_when_only_used_frames_change(void **state)
{
    uint32_t count;
    uint32_t frame;

    (void)state;
    assert_int_equal(frames_grow(&machine.frames, 32768), STATUS_OK);
    pull_until_idle();
    assert_int_equal(machine_reclaim_acpi(&machine, &count), STATUS_OK);
    assert_int_equal(frames_alloc_run(&machine.frames, count, 1, &frame), STATUS_OK);
    pull_until_idle();
    reader_assert_knows(&reader, &machine);
}

static void a_sum_comes_after_all_changes_of_its_block(void **state)
{
    const char *record;
    size_t length;
    uint32_t frame;
    bool owed[4] = {false};

    (void)state;
    pull_until_idle();
    assert_int_equal(frames_alloc_run(&machine.frames, 9000, 1, &frame), STATUS_OK);
    for (uint32_t i = 0; i < 9000; i += 2)
        assert_int_equal(frames_free(&machine.frames, frame + i), STATUS_OK);
    do {
        length = publish_next(&publish, 500, &record);
        if (length == 0)
            break;
        reader_feed(&reader, record, length);
        for (uint64_t block = 0; block < 4; block++) {
            bool missing = reader_find(&reader, "sum", block) == NULL;
            assert_false(owed[block] && !missing && strstr(record, "\"frames\"") != NULL);
            owed[block] = missing;
        }
    } while (!fixture_all_published(&publish));
    assert_true(reader_in_sync(&reader));
}

static void a_beat_comes_once_a_second_with_what_was_lost(void **state)
{
    (void)state;
    pull_until_idle();
    unsigned beats = 0;
    publish.input_lost = 42;
    for (uint64_t end = now_ms + 10000; now_ms < end;) {
        const char *record;
        size_t length = publish_next(&publish, now_ms++, &record);
        if (length != 0)
            reader_feed(&reader, record, length);
        beats += length != 0 && strstr(record, "\"t\":\"beat\"") != NULL;
    }
    assert_in_range(beats, 9, 11);
    const json_t *beat = reader_find(&reader, "beat", 0);
    assert_int_equal(json_integer_value(json_object_get(beat, "lost")), 42);
}

static void a_quiet_machine_leaves_the_line_to_the_repetition(void **state)
{
    unsigned records = 0;
    const char *record;

    (void)state;
    pull_until_idle();
    for (uint64_t end = now_ms + 1000; now_ms < end; now_ms++)
        records += publish_next(&publish, now_ms, &record) != 0;
    assert_in_range(records, 10, 60);
}

static void a_late_reader_knows_all_after_two_snaps(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 300; i++)
        machine_log(&machine, "line %u", i);
    pull_until_idle();
    reader_free(&reader);
    reader_init(&reader);
    pull_until_snaps(2);
    assert_true(reader_in_sync(&reader));
    reader_assert_knows(&reader, &machine);
}

static void each_round_is_opened_by_the_next_snap(void **state)
{
    (void)state;
    pull_until_idle();
    for (json_int_t k = (json_int_t)reader.snaps - 1; k < 3; k++) {
        if (k >= 0) {
            const json_t *snap = reader_find(&reader, "snap", 0);
            assert_int_equal(json_integer_value(json_object_get(snap, "k")), k);
        }
        pull_until_snaps(1);
    }
}

static void log_lines_that_went_unsaid_are_skipped(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 1000; i++)
        machine_log(&machine, "line %u", i);
    pull_until_idle();
    assert_null(reader_find(&reader, "log", 1000 - LOG_LINES - 1));
    reader_assert_knows(&reader, &machine);
}

static void a_damaged_heap_is_said_as_far_as_it_goes(void **state)
{
    uint64_t address;

    (void)state;
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(heap_alloc(&machine.heap, &(struct heap_request){64, 16, "x"}, &address),
                         STATUS_OK);
    uint32_t whole = machine.heap.count;
    *fixture_reach(address - 32) ^= 1;
    pull_until_idle();
    pull_until_snaps(2);
    assert_non_null(json_object_get(reader_find(&reader, "alloc", whole - 2), "start"));
    assert_null(json_object_get(reader_find(&reader, "alloc", whole - 1), "start"));
}

static void a_refused_machine_can_still_be_published(void **state)
{
    static const struct e820_entry raw[] = {{0, UINT64_MAX, 3, 1}, {UINT64_MAX, 5, 0xffffffffu, 1}};
    struct bootinfo boot;

    (void)state;
    fixture_boot(&boot, raw, 2);
    assert_int_equal(fixture_machine(&machine, &boot), STATUS_TOO_SMALL);
    publish_init(&publish, &machine, "strata test");
    pull_until_idle();
    pull_until_snaps(2);
    reader_assert_knows(&reader, &machine);
}

static void all_of_the_address_space_has_its_length_told(void **state)
{
    static const struct e820_entry raw[] = {{0, UINT64_MAX, 1, 1}, {UINT64_MAX, 1, 1, 1}};
    struct bootinfo boot;

    (void)state;
    fixture_boot(&boot, raw, 2);
    boot.flags = BOOTINFO_FLAG_MAP_TRUNCATED;
    assert_int_equal(fixture_machine(&machine, &boot), STATUS_OK);
    publish_init(&publish, &machine, "strata test");
    pull_until_idle();
    assert_true(reader_in_sync(&reader));
    reader_assert_knows(&reader, &machine);
}

#define PUBLISH_TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

/* Asked while it has nothing else to say: a snap, all of the state with not one pull of
 * silence, and the snap that says it is complete. */
static void a_reader_that_asks_is_told_all_at_full_speed(void **state)
{
    (void)state;
    pull_until_idle();
    pull_until_snaps(1);
    reader_free(&reader);
    reader_init(&reader);
    publish_repeat_now(&publish);
    for (unsigned pulls = 0; reader.snaps < 2; pulls++) {
        assert_true(pull());
        assert_true(pulls < 200);
        if (pulls == 1) /* the first may be the beat that was due */
            assert_int_equal(reader.snaps, 1);
        publish_repeat_now(&publish); /* it is on its way: nothing starts over */
    }
    reader_assert_knows(&reader, &machine);
    assert_true(reader_in_sync(&reader));
}

static void after_a_hurried_round_the_line_is_quiet_again(void **state)
{
    unsigned said = 0;

    (void)state;
    pull_until_idle();
    publish_repeat_now(&publish);
    pull_until_snaps(2);
    for (unsigned pulls = 0; pulls < 100; pulls++)
        said += pull();
    assert_in_range(said, 10, 30); /* one each 50 ms of the 1000, and a beat */
    publish_repeat_now(&publish);  /* and may be asked again */
    unsigned before = reader.snaps;
    for (unsigned pulls = 0; reader.snaps < before + 2; pulls++)
        assert_true(pull() && pulls < 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PUBLISH_TEST(a_reader_from_the_start_knows_all_once_idle),
        PUBLISH_TEST(what_changes_is_told_before_any_repetition),
        PUBLISH_TEST(owners_come_and_go),
        PUBLISH_TEST(the_newest_value_wins_however_long_the_burst),
        PUBLISH_TEST(a_total_is_told_when_only_used_frames_change),
        PUBLISH_TEST(a_sum_comes_after_all_changes_of_its_block),
        PUBLISH_TEST(a_beat_comes_once_a_second_with_what_was_lost),
        PUBLISH_TEST(a_quiet_machine_leaves_the_line_to_the_repetition),
        PUBLISH_TEST(a_late_reader_knows_all_after_two_snaps),
        PUBLISH_TEST(each_round_is_opened_by_the_next_snap),
        PUBLISH_TEST(log_lines_that_went_unsaid_are_skipped),
        PUBLISH_TEST(a_damaged_heap_is_said_as_far_as_it_goes),
        PUBLISH_TEST(a_refused_machine_can_still_be_published),
        PUBLISH_TEST(all_of_the_address_space_has_its_length_told),
        PUBLISH_TEST(a_reader_that_asks_is_told_all_at_full_speed),
        PUBLISH_TEST(after_a_hurried_round_the_line_is_quiet_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
