#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "memviz/time/fresh.h"
#include "tests/memviz/test_stream.h"

static void what_came_at_once_is_not_fresh(void **state)
{
    (void)state;
    struct model *model = model_create();
    struct fresh fresh = {0};
    assert_true(fresh_get_since(&fresh, 0) == CHANGES_NONE);
    model->last_n = 100;
    fresh_note(&fresh, model, 5000);
    assert_true(fresh_get_since(&fresh, 5000) == CHANGES_NONE);
    model_destroy(model);
}

static void records_are_fresh_for_a_second(void **state)
{
    (void)state;
    struct model *model = model_create();
    struct fresh fresh = {0};
    model->last_n = 100;
    fresh_note(&fresh, model, 5000);
    model->last_n = 110;
    fresh_note(&fresh, model, 6000);
    assert_int_equal(fresh_get_since(&fresh, 6000), 101);
    model->last_n = 120;
    fresh_note(&fresh, model, 6500);
    assert_int_equal(fresh_get_since(&fresh, 7000), 101);
    assert_int_equal(fresh_get_since(&fresh, 7001), 111);
    assert_true(fresh_is_fading(&fresh, 7500));
    assert_true(fresh_get_since(&fresh, 7501) == CHANGES_NONE);
    assert_false(fresh_is_fading(&fresh, 7501));
    model_destroy(model);
}

static void going_back_forgets(void **state)
{
    (void)state;
    struct model *model = model_create();
    struct fresh fresh = {0};
    model->last_n = 100;
    fresh_note(&fresh, model, 5000);
    model->last_n = 110;
    fresh_note(&fresh, model, 5001);
    model->last_n = 50;
    fresh_note(&fresh, model, 5002);
    assert_true(fresh_get_since(&fresh, 5002) == CHANGES_NONE);
    model_destroy(model);
}

/* More turns in a second than are remembered: the newest still count. */
static void many_notes_in_a_second_are_kept_in_bounds(void **state)
{
    (void)state;
    struct model *model = model_create();
    struct fresh fresh = {0};
    for (unsigned i = 0; i < 10 * FRESH_MAX; i++) {
        model->last_n = i;
        fresh_note(&fresh, model, 5000 + i);
        assert_in_range(fresh.count, 1, FRESH_MAX);
    }
    assert_int_equal(fresh_get_since(&fresh, 5000 + 10 * FRESH_MAX), 1);
    model_destroy(model);
}

/* Returns whether the last record changed something in [start, end). */
static bool has_changed(const struct model *model, enum change_kind kind, uint32_t start,
                        uint32_t end)
{
    struct change what = {model->last_n, start, end, kind};

    return changes_has(&model->changes, &what);
}

static void repetition_is_no_change(void **state)
{
    (void)state;
    struct test_stream stream;
    test_stream_open(&stream);
    test_stream_send_machine(&stream);
    struct model *model = stream.model;
    test_stream_send(&stream, "'t':'frames','from':'0','runs':'R8U4F4'");
    assert_false(has_changed(model, CHANGE_FRAMES, 0, 16));
    test_stream_send(&stream, "'t':'frames','from':'0','runs':'R8U5F3'");
    assert_true(has_changed(model, CHANGE_FRAMES, 12, 13));
    assert_false(has_changed(model, CHANGE_FRAMES, 0, 12));
    assert_false(has_changed(model, CHANGE_FRAMES, 13, 16));
    test_stream_send(&stream, "'t':'heap','start':'1000','cursor':'1800','end':'2000',"
                              "'allocations':1");
    assert_false(has_changed(model, CHANGE_HEAP, 0, 1));
    test_stream_send(&stream, "'t':'heap','start':'1000','cursor':'1810','end':'2000',"
                              "'allocations':1");
    assert_true(has_changed(model, CHANGE_HEAP, 0, 1));
    test_stream_send(&stream, "'t':'log','i':0,'tsc':'1','text':'x'");
    assert_true(has_changed(model, CHANGE_LOG, 0, 1));
    test_stream_send(&stream, "'t':'log','i':0,'tsc':'1','text':'x'");
    assert_false(has_changed(model, CHANGE_LOG, 0, 1));
    test_stream_send(&stream, "'t':'alloc','i':0,'start':'1020','size':'7b0','tag':'test'");
    assert_false(has_changed(model, CHANGE_ALLOC, 0, 1));
    test_stream_send(&stream, "'t':'region','i':0,'of':1,'start':'7c00','end':'7e00',"
                              "'symbol':'STAGE1','what':'boot sector','alive':true");
    assert_true(has_changed(model, CHANGE_REGION, 0, 1));
    test_stream_send(&stream, "'t':'boot','step':2");
    assert_true(has_changed(model, CHANGE_STEP, 2, 3));
    test_stream_send(&stream, "'t':'boot','step':2");
    assert_false(has_changed(model, CHANGE_STEP, 2, 3));
    test_stream_close(&stream);
}

static void oldest_changes_are_forgotten(void **state)
{
    (void)state;
    struct changes changes = {.count = 0};
    for (unsigned i = 0; i <= CHANGES_MAX; i++)
        changes_note(&changes, &(struct change){i, i, i + 1, CHANGE_LOG});
    assert_false(changes_has(&changes, &(struct change){0, 0, 1, CHANGE_LOG}));
    assert_true(changes_has(&changes, &(struct change){0, 1, 2, CHANGE_LOG}));
    assert_true(
        changes_has(&changes, &(struct change){0, CHANGES_MAX, CHANGES_MAX + 1, CHANGE_LOG}));
}

static void history_reaches_back_to_the_start(void **state)
{
    (void)state;
    struct history history = {.count = 0};
    for (unsigned i = 0; i < 100000; i++) {
        history_add(&history, &(struct history_sample){.ms = i * 1000u, .used = i});
        assert_in_range(history.count, 1, HISTORY_MAX);
    }
    assert_int_equal(history.samples[0].ms, 0);
    assert_int_equal(history.newest.used, 99999);
    assert_true(history.count >= HISTORY_MAX / 2);
    for (unsigned i = 1; i < history.count; i++) {
        uint64_t step = history.samples[i].ms - history.samples[i - 1].ms;
        assert_in_range(step, 1000, 2 * 100000000u / (HISTORY_MAX / 2));
    }
}

static void history_knows_the_peak_of_a_time(void **state)
{
    (void)state;
    struct history history = {.count = 0};
    assert_int_equal(history_find_peak(&history, 0, 100), 0);
    static const struct history_sample samples[] = {
        {.ms = 0, .used = 5}, {.ms = 10, .used = 9}, {.ms = 10, .used = 0}, {.ms = 30, .used = 0}};
    for (unsigned i = 0; i < 4; i++)
        history_add(&history, &samples[i]);
    assert_int_equal(history_find_peak(&history, 0, 10), 5);
    assert_int_equal(history_find_peak(&history, 10, 20), 9);
    /* No sample lies in between, so the value of the last one holds. */
    assert_int_equal(history_find_peak(&history, 20, 30), 0);
    assert_int_equal(history_find_peak(&history, 5, 6), 5);
    assert_int_equal(history_find_peak(&history, 30, 31), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_came_at_once_is_not_fresh),
        cmocka_unit_test(records_are_fresh_for_a_second),
        cmocka_unit_test(going_back_forgets),
        cmocka_unit_test(many_notes_in_a_second_are_kept_in_bounds),
        cmocka_unit_test(repetition_is_no_change),
        cmocka_unit_test(oldest_changes_are_forgotten),
        cmocka_unit_test(history_reaches_back_to_the_start),
        cmocka_unit_test(history_knows_the_peak_of_a_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
