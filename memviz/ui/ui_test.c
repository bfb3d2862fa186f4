#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/memviz/test_stream.h"
#include "memviz/ui/ui_draw.h"

static void every_binding_is_found_by_its_keys_and_explained(void **state)
{
    (void)state;
    size_t count;
    const struct key_binding *bindings = keys_get_bindings(&count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(keys_find_intent(bindings[i].key), bindings[i].intent);
        if (bindings[i].other != KEY_CODE_NONE)
            assert_int_equal(keys_find_intent(bindings[i].other), bindings[i].intent);
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
    assert_int_equal(ui.choice.focus, VIEW_COUNT - 1);
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
    for (unsigned i = 0; i < 1000; i++)
        ui_apply_intent(&ui, keys_find_intent(KEY_CODE_PAGE_DOWN));
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
    for (unsigned i = 0; i < 100; i++)
        ui_apply_intent(&ui, keys_find_intent('+'));
    assert_int_equal(ui.magnify, 63);
}

/* A machine with two regions, drawn at a size. */
static void draw_machine(struct ui *ui, unsigned cols, unsigned rows)
{
    struct test_stream stream;

    test_stream_open(&stream);
    test_stream_send_machine(&stream);
    test_stream_send(&stream, "'t':'region','i':0,'of':2,'start':'7c00','end':'7e00',"
                              "'symbol':'STAGE1','what':'boot sector','alive':false");
    test_stream_send(&stream, "'t':'region','i':1,'of':2,'start':'400','end':'500',"
                              "'symbol':'BDA','what':'BIOS data area','alive':true");
    struct feed_status status = {.name = "x"};
    struct grid grid;
    assert_true(grid_init(&grid, cols, rows, glyphs_get(true)));
    struct ui_scene scene = {stream.model, &status, CHANGES_NONE};
    ui_draw(ui, &grid, &scene);
    grid_free(&grid);
    test_stream_close(&stream);
}

static void press(struct ui *ui, const char *keys)
{
    for (; *keys != '\0'; keys++) {
        ui_take_key(ui, *keys == '\r' ? KEY_CODE_ENTER : *keys);
        draw_machine(ui, 80, 24);
    }
}

static void rows_are_selected_one_by_one(void **state)
{
    (void)state;
    struct ui ui;
    ui_init(&ui);
    press(&ui, "2");
    assert_int_equal(ui.panes[VIEW_LOW].selected, UI_NO_ROW);
    assert_int_equal(ui.cursor, 0x100000);
    /* Past the two strips: the gap from 0, the BDA, a gap, the boot sector. */
    press(&ui, "j");
    assert_int_equal(ui.cursor, 0);
    press(&ui, "j");
    assert_int_equal(ui.cursor, 0x400);
    press(&ui, "jj");
    assert_int_equal(ui.cursor, 0x7c00);
    press(&ui, "k");
    assert_int_equal(ui.cursor, 0x500);
    press(&ui, "G");
    assert_true(ui.cursor > 0x7c00);
    press(&ui, "g");
    assert_int_equal(ui.cursor, 0);
}

static void clicks_focus_and_select(void **state)
{
    (void)state;
    struct ui ui;
    ui_init(&ui);
    draw_machine(&ui, 80, 24);
    /* The second row of the list in the pane at the right. */
    struct mouse_event mouse = {MOUSE_CLICK, ui.screen.panes[VIEW_LOW].col + 5, 5};
    assert_int_equal(ui_take_mouse(&ui, &mouse), UI_CHANGED);
    draw_machine(&ui, 80, 24);
    assert_int_equal(ui.choice.focus, VIEW_LOW);
    assert_int_equal(ui.cursor, 0x400);
    /* Half of the first strip is half of the first MiB. */
    unsigned cells = ui.screen.panes[VIEW_LOW].cols - 9;
    mouse = (struct mouse_event){MOUSE_CLICK, ui.screen.panes[VIEW_LOW].col + 2 + cells / 2, 2};
    ui_take_mouse(&ui, &mouse);
    draw_machine(&ui, 80, 24);
    assert_in_range(ui.cursor, 0x78000, 0x88000);
    /* A title only focuses. */
    uint64_t before = ui.cursor;
    mouse = (struct mouse_event){MOUSE_CLICK, 3, ui.screen.panes[VIEW_MAP].row};
    ui_take_mouse(&ui, &mouse);
    draw_machine(&ui, 80, 24);
    assert_int_equal(ui.choice.focus, VIEW_MAP);
    assert_int_equal(ui.cursor, before);
    /* The bars are nobody's, and so is what lies outside. */
    mouse = (struct mouse_event){MOUSE_CLICK, 3, 0};
    assert_int_equal(ui_take_mouse(&ui, &mouse), UI_NOTHING);
    mouse = (struct mouse_event){MOUSE_CLICK, 500, 500};
    assert_int_equal(ui_take_mouse(&ui, &mouse), UI_NOTHING);
}

static void prompt_takes_all_keys_and_goes_to_the_address(void **state)
{
    (void)state;
    struct ui ui;
    ui_init(&ui);
    press(&ui, "3/q?1\x7f\x7f\x7f");
    assert_true(ui.prompt.open);
    assert_int_equal(ui.choice.focus, VIEW_MAP);
    press(&ui, "stage1+10\r");
    assert_false(ui.prompt.open);
    assert_int_equal(ui.cursor, 0x7c10);
    assert_int_equal(ui.center, 0x7c10);
    press(&ui, "/nobody\r");
    assert_string_equal(ui.prompt.message, "no address or symbol: nobody");
    assert_int_equal(ui.cursor, 0x7c10);
    press(&ui, "c");
    assert_string_equal(ui.prompt.message, "");
    press(&ui, "/1000\x1b");
    assert_int_equal(ui.cursor, 0x7c10);
    assert_false(ui.prompt.open);
}

static void views_take_turns_at_the_right(void **state)
{
    (void)state;
    struct ui ui;
    ui_init(&ui);
    press(&ui, "8");
    assert_true(ui.screen.panes[VIEW_INSPECT].visible);
    assert_false(ui.screen.panes[VIEW_LOW].visible);
    /* The map does not drive it away. */
    press(&ui, "3");
    assert_true(ui.screen.panes[VIEW_INSPECT].visible);
    press(&ui, "2");
    assert_true(ui.screen.panes[VIEW_LOW].visible);
    draw_machine(&ui, 132, 43);
    for (unsigned id = 0; id < VIEW_COUNT; id++)
        assert_int_equal(ui.screen.panes[id].visible, id == VIEW_INSPECT || !arrange_is_detail(id));
}

/* Whatever is focused, panes lie within the screen and none lies on another. */
static void panes_never_overlap(void **state)
{
    (void)state;
    for (unsigned cols = 40; cols <= 200; cols += 3) {
        for (unsigned rows = 6; rows <= 80; rows++) {
            for (unsigned focus = 0; focus < VIEW_COUNT; focus++) {
                struct arrange_choice choice = {
                    .focus = (enum view_id)focus,
                    .side = arrange_is_side((enum view_id)focus) ? (enum view_id)focus : VIEW_LOW,
                    .detail =
                        arrange_is_detail((enum view_id)focus) ? (enum view_id)focus : VIEW_HEAP};
                struct arrangement screen = arrange_screen(cols, rows, &choice);
                assert_true(screen.panes[focus].visible);
                unsigned area = 0;
                for (unsigned id = 0; id < VIEW_COUNT; id++) {
                    const struct pane *pane = &screen.panes[id];
                    assert_true(pane->col + pane->cols <= cols && pane->row + pane->rows < rows);
                    assert_true(!pane->visible || pane->rows >= 3);
                    area += pane->cols * pane->rows;
                }
                /* All but the bars and the separator is covered, once. */
                unsigned left = screen.tiled ? screen.separator_end - 1 : 0;
                assert_int_equal(area, cols * (rows - 2) - left);
            }
        }
    }
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
        cmocka_unit_test(rows_are_selected_one_by_one),
        cmocka_unit_test(clicks_focus_and_select),
        cmocka_unit_test(prompt_takes_all_keys_and_goes_to_the_address),
        cmocka_unit_test(views_take_turns_at_the_right),
        cmocka_unit_test(panes_never_overlap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
