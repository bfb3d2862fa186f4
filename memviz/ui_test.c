#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memviz/ui.h"

static void every_binding_is_found_by_its_keys_and_explained(void **state)
{
    (void)state;
    size_t count;
    const struct key_binding *bindings = keys_get_bindings(&count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(keys_find_intent(bindings[i].key), bindings[i].intent);
        if (bindings[i].other != KEY_CODE_NONE) {
            assert_int_equal(keys_find_intent(bindings[i].other), bindings[i].intent);
        }
        assert_true(strlen(bindings[i].shown) > 0 && strlen(bindings[i].what) > 0);
    }
    assert_int_equal(keys_find_intent('x'), INTENT_NONE);
    assert_int_equal(keys_find_intent(KEY_CODE_NONE), INTENT_NONE);
}

static void q_quits_and_unbound_keys_do_nothing(void **state)
{
    (void)state;
    struct ui ui;
    ui_init(&ui);
    assert_int_equal(ui_apply_intent(&ui, keys_find_intent('q')), UI_QUIT);
    assert_int_equal(ui_apply_intent(&ui, keys_find_intent('x')), UI_NOTHING);
    assert_int_equal(ui_apply_intent(&ui, keys_find_intent('L' & 0x1f)), UI_REPAINT);
}

static void tab_goes_round_and_numbers_go_straight(void **state)
{
    (void)state;
    struct ui ui;
    ui_init(&ui);
    for (unsigned i = 1; i <= VIEW_COUNT; i++) {
        ui_apply_intent(&ui, keys_find_intent('\t'));
        assert_int_equal(ui.choice.focus, i % VIEW_COUNT);
    }
    ui_apply_intent(&ui, keys_find_intent(KEY_CODE_BACK_TAB));
    assert_int_equal(ui.choice.focus, VIEW_INSPECT);
    for (unsigned i = 0; i < VIEW_COUNT; i++) {
        ui_apply_intent(&ui, keys_find_intent('1' + (int)i));
        assert_int_equal(ui.choice.focus, i);
    }
}

static void escape_closes_help_first_then_zoom(void **state)
{
    (void)state;
    struct ui ui;
    ui_init(&ui);
    ui_apply_intent(&ui, keys_find_intent(KEY_CODE_ENTER));
    ui_apply_intent(&ui, keys_find_intent('?'));
    assert_true(ui.choice.alone && ui.help);
    ui_apply_intent(&ui, keys_find_intent(27));
    assert_true(ui.choice.alone && !ui.help);
    ui_apply_intent(&ui, keys_find_intent(27));
    assert_false(ui.choice.alone);
}

/* Draws an empty model, so that scroll positions are brought into range. */
static void draw(struct ui *ui, unsigned log_lines)
{
    struct model *model = model_create();
    for (unsigned i = 0; i < log_lines; i++) {
        model->log[i].known = true;
        model->log[i].i = i;
    }
    model->log_end = log_lines;
    struct feed_status status = {.name = "x"};
    struct grid grid;
    assert_true(grid_init(&grid, 80, 24, glyphs_get(true)));
    struct ui_scene scene = {model, &status, CHANGES_NONE};
    ui_draw(ui, &grid, &scene);
    grid_free(&grid);
    model_destroy(model);
}

static void log_scrolls_from_its_end_and_stops_at_its_start(void **state)
{
    (void)state;
    struct ui ui;
    ui_init(&ui);
    ui_apply_intent(&ui, keys_find_intent('5'));
    draw(&ui, 10);
    assert_int_equal(ui.panes[VIEW_LOG].scroll, 0);
    ui_apply_intent(&ui, keys_find_intent(KEY_CODE_UP));
    assert_int_equal(ui.panes[VIEW_LOG].scroll, 1);
    ui_apply_intent(&ui, keys_find_intent(KEY_CODE_HOME));
    draw(&ui, 10);
    assert_int_equal(ui.panes[VIEW_LOG].scroll, 10 - ui.page_rows);
    ui_apply_intent(&ui, keys_find_intent(KEY_CODE_PAGE_DOWN));
    assert_int_equal(ui.panes[VIEW_LOG].scroll, 10 - 2 * ui.page_rows);
    ui_apply_intent(&ui, keys_find_intent('G'));
    assert_int_equal(ui.panes[VIEW_LOG].scroll, 0);
}

static void scrolling_stops_at_both_ends(void **state)
{
    (void)state;
    struct ui ui;
    ui_init(&ui);
    ui_apply_intent(&ui, keys_find_intent(KEY_CODE_UP));
    assert_int_equal(ui.panes[VIEW_BOOT].scroll, 0);
    for (unsigned i = 0; i < 1000; i++) {
        ui_apply_intent(&ui, keys_find_intent(KEY_CODE_PAGE_DOWN));
    }
    draw(&ui, 0);
    assert_int_equal(ui.panes[VIEW_BOOT].scroll, 0);
}

static void magnifying_has_limits(void **state)
{
    (void)state;
    struct ui ui;
    ui_init(&ui);
    ui_apply_intent(&ui, keys_find_intent('3'));
    ui_apply_intent(&ui, keys_find_intent('-'));
    assert_int_equal(ui.magnify, 0);
    for (unsigned i = 0; i < 100; i++) {
        ui_apply_intent(&ui, keys_find_intent('+'));
    }
    assert_int_equal(ui.magnify, 63);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_binding_is_found_by_its_keys_and_explained),
        cmocka_unit_test(q_quits_and_unbound_keys_do_nothing),
        cmocka_unit_test(tab_goes_round_and_numbers_go_straight),
        cmocka_unit_test(escape_closes_help_first_then_zoom),
        cmocka_unit_test(log_scrolls_from_its_end_and_stops_at_its_start),
        cmocka_unit_test(scrolling_stops_at_both_ends),
        cmocka_unit_test(magnifying_has_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
