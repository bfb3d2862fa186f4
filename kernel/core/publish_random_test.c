/*
 * The publisher under random changes, random pulls and random loss: in the end
 * the reader knows the machine.
 */
#include "kernel/core/publish.h"

#include "kernel/core/units.h"
#include "tests/core/check.h"
#include "tests/core/fixture.h"
#include "tests/core/reader.h"

#define NO_LIMIT 1000000u

static struct machine machine;
static struct publish publish;
static struct reader reader;
static uint64_t now_ms;
static uint64_t seed;

static void start_with(const struct bootinfo *boot)
{
    assert_int_equal(fixture_machine(&machine, boot), STATUS_OK);
    publish_init(&publish, &machine, "strata test");
    reader_init(&reader);
    now_ms = 0;
    seed = 0x5eed;
}

static int start_bochs(void **state)
{
    struct bootinfo boot;

    (void)state;
    fixture_boot_bochs(&boot);
    start_with(&boot);
    return 0;
}

static int start_4_gib(void **state)
{
    static const struct e820_entry raw[] = {{0, 0x9f000, 1, 1}, {MIB, 4 * GIB, 1, 1}};
    struct bootinfo boot;

    (void)state;
    fixture_boot(&boot, raw, 2);
    start_with(&boot);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    reader_free(&reader);
    return 0;
}

/* Asks once; one record in loss_of is lost on its way, none where that is 0. */
static void pull(uint32_t loss_of)
{
    const char *record;
    size_t length = publish_next(&publish, now_ms, &record);

    now_ms += random_below(&seed, 40);
    if (length != 0 && (loss_of == 0 || random_below(&seed, loss_of) != 0))
        reader_feed(&reader, record, length);
}

static void change_frames(void)
{
    uint32_t count = machine.frames.count;
    uint32_t frame;

    switch (random_below(&seed, 4)) {
    case 0:
        frames_alloc(&machine.frames, &frame);
        break;
    case 1:
        frames_alloc_run(&machine.frames, 1 + random_below(&seed, 500), 1, &frame);
        break;
    case 2:
        frames_free(&machine.frames, random_below(&seed, count));
        break;
    default:
        for (uint32_t i = 0; i < 50; i++)
            frames_free(&machine.frames, 2048 + random_below(&seed, 2000));
        break;
    }
}

static void change_something(void)
{
    uint64_t address;
    uint32_t count;

    switch (random_below(&seed, 20)) {
    case 0:
        heap_alloc(&machine.heap,
                   &(struct heap_request){1 + random_below(&seed, 5000), 16, "random"}, &address);
        break;
    case 1:
        machine_log(&machine, "seed %llx", seed);
        break;
    case 2:
        if (random_below(&seed, 100) == 0)
            machine_reclaim_acpi(&machine, &count);
        break;
    default:
        change_frames();
        break;
    }
}

static void pull_until_idle(void)
{
    for (unsigned pulls = 0; pulls == 0 || !fixture_all_published(&publish); pulls++) {
        pull(0);
        assert_true(pulls < NO_LIMIT);
    }
}

static void pull_until_two_snaps(void)
{
    unsigned target = reader.snaps + 2;

    for (unsigned pulls = 0; reader.snaps < target; pulls++) {
        pull(0);
        assert_true(pulls < NO_LIMIT);
    }
    pull_until_idle();
}

static void change_and_pull(unsigned rounds, uint32_t loss_of)
{
    for (unsigned round = 0; round < rounds; round++) {
        uint32_t changes = random_below(&seed, 8) == 0 ? 200 : random_below(&seed, 4);
        for (uint32_t i = 0; i < changes; i++)
            change_something();
        for (uint32_t i = random_below(&seed, 6); i > 0; i--)
            pull(loss_of);
    }
}

static void random_changes_and_pulls_end_with_the_truth(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 20; round++) {
        change_and_pull(200, 0);
        pull_until_idle();
        assert_int_equal(reader.gaps, 0);
        assert_true(reader_in_sync(&reader));
        reader_assert_knows(&reader, &machine);
    }
}

static void after_any_loss_two_snaps_bring_the_truth(void **state)
{
    (void)state;
    for (uint32_t loss_of = 2; loss_of <= 64; loss_of *= 2) {
        change_and_pull(300, loss_of);
        assert_true(reader.gaps > 0);
        pull_until_two_snaps();
        assert_true(reader_in_sync(&reader));
        reader_assert_knows(&reader, &machine);
    }
}

/* The document allows a reader to report that it is in sync. That report must be true
 * whenever it is made, while records go missing and nothing changes. */
static void in_sync_is_never_said_of_a_wrong_model(void **state)
{
    unsigned said = 0;

    (void)state;
    change_and_pull(300, 3);
    for (unsigned round = 0; round < 9000; round++) {
        pull(round < 5000 ? 400 : 0);
        if (round % 8 == 0 && fixture_all_published(&publish) && reader_in_sync(&reader)) {
            reader_assert_knows(&reader, &machine);
            said++;
        }
    }
    assert_true(said > 50);
}

static void a_fragmented_4_gib_is_told_whole(void **state)
{
    uint32_t first;

    (void)state;
    pull_until_idle();
    assert_true(reader.records < 300);
    assert_int_equal(frames_alloc_run(&machine.frames, machine.frames.free, 1, &first), STATUS_OK);
    for (uint32_t frame = first; frame < FRAMES_MAX; frame += 2)
        assert_int_equal(frames_free(&machine.frames, frame), STATUS_OK);
    pull_until_idle();
    assert_true(reader_in_sync(&reader));
    reader_assert_knows(&reader, &machine);
    /* A record has room for two whole chunks of 64 runs of two characters. */
    assert_in_range(reader.records, 8000, 8800);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(random_changes_and_pulls_end_with_the_truth, start_bochs,
                                        stop),
        cmocka_unit_test_setup_teardown(after_any_loss_two_snaps_bring_the_truth, start_bochs,
                                        stop),
        cmocka_unit_test_setup_teardown(in_sync_is_never_said_of_a_wrong_model, start_bochs, stop),
        cmocka_unit_test_setup_teardown(a_fragmented_4_gib_is_told_whole, start_4_gib, stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
