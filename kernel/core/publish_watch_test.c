/* The records of watches: sent once one is set, folded in a storm, whole while stopped. */
#include "kernel/core/publish.h"

#include <string.h>

#include "tests/core/check.h"
#include "tests/core/fixture.h"

static struct machine machine;
static struct publish publish;
static uint32_t value;

static uint32_t read(uint32_t address, uint32_t length)
{
    (void)address;
    (void)length;
    return value;
}

static struct watches watches;

static int start(void **state)
{
    static const uint16_t steps[] = {0};
    static const struct symbols symbols = {1, 0x101000, steps, "alpha\0"};

    (void)state;
    fixture_machine_bochs(&machine);
    watches = (struct watches){.read = read};
    publish_init(&publish, &machine, "test");
    publish.watches = &watches;
    publish.symbols = &symbols;
    return 0;
}

/* Pulls until nothing is due; how many records of watches came. last gets the last one
 * that holds part. */
static unsigned pull(uint64_t now_ms, const char *part, char *last)
{
    const char *record;
    unsigned count = 0;
    size_t length;

    while ((length = publish_next(&publish, now_ms, &record)) != 0) {
        char text[TELEMETRY_RECORD_MAX + 1] = "";
        memcpy(text, record, length);
        count += strstr(text, "\"t\":\"watch\"") != NULL;
        if (part != NULL && strstr(text, part) != NULL)
            strcpy(last, text);
    }
    return count;
}

static void watches_are_sent_once_one_is_set(void **state)
{
    char last[TELEMETRY_RECORD_MAX + 1] = "";

    (void)state;
    assert_int_equal(pull(0, NULL, NULL), 0);
    watch_add(&watches, 0x2000, 4, WATCH_WRITE);
    assert_int_equal(pull(1000, "\"i\":0,", last), WATCH_SLOTS);
    assert_non_null(strstr(last,
                           "\"i\":0,\"of\":4,\"length\":\"4\",\"start\":\"2000\",\"kind\":\"w\","
                           "\"hits\":0,\"stopped\":false,\"c\":"));
    value = 0xabcd;
    watch_note(&watches, 1, 0x101004, 99);
    pull(2000, "\"kind\":\"w\"", last);
    assert_non_null(strstr(last,
                           "\"hits\":1,\"stopped\":false,\"place\":\"alpha+0x4 (0x00101004)\","
                           "\"old\":\"0\",\"new\":\"abcd\",\"tsc\":\"63\",\"c\":"));
    watch_remove(&watches, 0);
    value = 0;
    pull(3000, "\"t\":\"watch\",\"i\":0,", last);
    assert_non_null(strstr(last, "\"length\":\"0\",\"c\":"));
}

static void a_storm_is_folded(void **state)
{
    (void)state;
    watch_add(&watches, 0x2000, 4, WATCH_WRITE);
    pull(1000, NULL, NULL);
    unsigned records = 0;
    for (uint64_t ms = 1000; ms < 2000; ms += 10) {
        for (unsigned i = 0; i < 100; i++)
            watch_note(&watches, 1, 0x101004, ms);
        records += pull(ms, NULL, NULL);
    }
    assert_in_range(records, 3 * WATCH_SLOTS, 8 * WATCH_SLOTS); /* the repetition has some */
}

static void a_stop_is_told_at_once_and_nothing_else_is(void **state)
{
    const char *record;
    char text[TELEMETRY_RECORD_MAX + 1] = "";

    (void)state;
    watch_add(&watches, 0x2000, 4, WATCH_WRITE);
    watches.list[0].stops = true;
    pull(1000, NULL, NULL);
    watch_note(&watches, 1, 0x101004, 1);
    watches.stopped = true;
    machine_log(&machine, "half a line");
    for (unsigned i = 0; i < WATCH_SLOTS; i++) {
        size_t length = publish_next_stopped(&publish, 1000, true, &record);
        assert_true(length > 0);
        memcpy(text, record, length);
        text[length] = '\0';
        assert_non_null(strstr(text, "\"t\":\"watch\""));
        if (i == 0)
            assert_non_null(strstr(text, "\"stopped\":true"));
    }
    assert_true(publish_next_stopped(&publish, 1000, true, &record) > 0);
    assert_non_null(strstr(record, "\"t\":\"beat\",\"ms\":1000,"));
    assert_int_equal(publish_next_stopped(&publish, 1000, false, &record), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(watches_are_sent_once_one_is_set, start),
        cmocka_unit_test_setup(a_storm_is_folded, start),
        cmocka_unit_test_setup(a_stop_is_told_at_once_and_nothing_else_is, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
