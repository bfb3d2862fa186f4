#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "memviz/views/map_cells.h"

/* 2 MiB: two regions, the kernel and the heap in 288 reserved frames. */
static struct model *make_model(void)
{
    struct model *model = model_create();

    assert_non_null(model);
    model->hello.known = true;
    model->total.known = true;
    model->total.frames = 512;
    framemap_set(&model->frames, 0, 288, FRAME_RESERVED);
    framemap_set(&model->frames, 288, 512, FRAME_FREE);
    struct model_region region = {.start = 0x1000, .end = 0x3000, .symbol = "A", .alive = true};
    struct model_region other = {.start = 0x3000, .end = 0x4000, .symbol = "B"};
    assert_true(indexed_put(&model->regions, 0, 2, &region));
    assert_true(indexed_put(&model->regions, 1, 2, &other));
    struct model_mark start = {"__k_start", 0x100000};
    struct model_mark end = {"__k_end", 0x103000};
    assert_true(indexed_put(&model->marks, 0, 2, &start));
    assert_true(indexed_put(&model->marks, 1, 2, &end));
    model->heap.known = true;
    model->heap.start = 0x104000;
    model->heap.cursor = 0x106000;
    model->heap.end = 0x110000;
    struct model_alloc alloc = {.start = 0x104020, .size = 0x100, .tag = "x"};
    assert_true(indexed_put(&model->allocs, 0, 0, &alloc));
    struct e820_range clean[] = {
        {0, 0x1fffff, 1}, {0x200000, 0x200fff, 3}, {0x300000, 0x300fff, 1}};
    for (unsigned i = 0; i < 3; i++)
        assert_true(indexed_put(&model->clean, i, 3, &clean[i]));
    return model;
}

static void assert_cell(const struct model *model, uint64_t start, uint64_t end, char expected)
{
    static struct memory_index index;

    memory_index_build(&index, model);
    const uint64_t range[2] = {start, end};
    struct cell cell = map_cells_classify(&index, range, glyphs_get(true));
    if (cell.ch != (uint32_t)expected)
        fail_msg("%llx: '%c' instead of '%c'", (unsigned long long)start, (char)cell.ch, expected);
}

static void every_kind_has_its_letter(void **state)
{
    (void)state;
    struct model *model = make_model();
    assert_cell(model, 0, FRAMEMAP_FRAME_SIZE, 'R');
    assert_cell(model, 0x1000, 0x2000, '*');
    assert_cell(model, 0x3000, 0x4000, 'o');
    assert_cell(model, 0x1000, 0x4000, '+');
    assert_cell(model, 0x100000, 0x101000, 'K');
    assert_cell(model, 0x103000, 0x104000, 'R');
    assert_cell(model, 0x105000, 0x106000, 'H');
    assert_cell(model, 0x106000, 0x107000, '^');
    assert_cell(model, 0x107000, 0x108000, '_');
    assert_cell(model, 0x120000, 0x121000, '.');
    assert_cell(model, 0x11f000, 0x121000, '%');
    assert_cell(model, 0x200000, 0x201000, 'A');
    assert_cell(model, 0x300000, 0x301000, 'm');
    assert_cell(model, 0x280000, 0x281000, ' ');
    model_destroy(model);
}

static void used_share_is_told(void **state)
{
    (void)state;
    struct model *model = make_model();
    framemap_set(&model->frames, 400, 401, FRAME_USED);
    assert_cell(model, 400 * FRAMEMAP_FRAME_SIZE, 401 * FRAMEMAP_FRAME_SIZE, 'U');
    assert_cell(model, 400 * FRAMEMAP_FRAME_SIZE, 410 * FRAMEMAP_FRAME_SIZE, '1');
    framemap_set(&model->frames, 400, 409, FRAME_USED);
    assert_cell(model, 400 * FRAMEMAP_FRAME_SIZE, 410 * FRAMEMAP_FRAME_SIZE, '9');
    /* Half of it: the fifth of nine steps, neither first nor last. */
    assert_cell(model, 400 * FRAMEMAP_FRAME_SIZE, 418 * FRAMEMAP_FRAME_SIZE, '5');
    /* Used is worse than reserved and free. */
    framemap_set(&model->frames, 288, 289, FRAME_USED);
    assert_cell(model, 287 * FRAMEMAP_FRAME_SIZE, 290 * FRAMEMAP_FRAME_SIZE, '4');
    model_destroy(model);
}

static void small_cells_show_the_heap_in_detail(void **state)
{
    (void)state;
    struct model *model = make_model();
    assert_cell(model, 0x104000, 0x104010, '-');
    assert_cell(model, 0x104010, 0x104020, '-');
    assert_cell(model, 0x104020, 0x104030, 'H');
    assert_cell(model, 0x104110, 0x104120, 'H');
    assert_cell(model, 0x104120, 0x104130, '-');
    model_destroy(model);
}

static void what_is_not_known_and_what_is_wrong_stand_out(void **state)
{
    (void)state;
    struct model *model = make_model();
    framemap_set(&model->frames, 400, 401, FRAME_UNKNOWN);
    assert_cell(model, 396 * FRAMEMAP_FRAME_SIZE, 404 * FRAMEMAP_FRAME_SIZE, '?');
    model->sums[0] = (struct model_sum){true, 1, true, 2};
    /* With a frame missing the checksum says nothing. */
    assert_cell(model, 420 * FRAMEMAP_FRAME_SIZE, 421 * FRAMEMAP_FRAME_SIZE, '.');
    framemap_set(&model->frames, 400, 401, FRAME_FREE);
    assert_cell(model, 420 * FRAMEMAP_FRAME_SIZE, 421 * FRAMEMAP_FRAME_SIZE, 'X');
    model->sums[0].own_crc = 1;
    assert_cell(model, 420 * FRAMEMAP_FRAME_SIZE, 421 * FRAMEMAP_FRAME_SIZE, '.');
    model->fault.known = true;
    model->fault.eip = 0x101234;
    assert_cell(model, 0x101000, 0x102000, '!');
    assert_cell(model, 0, FRAMEMAP_FRAME_SIZE, 'R');
    model->fault.has_address = true;
    assert_cell(model, 0, FRAMEMAP_FRAME_SIZE, '!');
    model_destroy(model);
}

static void changes_are_found_by_record_and_place(void **state)
{
    (void)state;
    struct model *model = make_model();
    changes_note(&model->changes, &(struct change){10, 300, 302, CHANGE_FRAMES});
    changes_note(&model->changes, &(struct change){20, 310, 311, CHANGE_FRAMES});
    const uint64_t first[2] = {300 * FRAMEMAP_FRAME_SIZE, 301 * FRAMEMAP_FRAME_SIZE};
    const uint64_t part[2] = {310 * FRAMEMAP_FRAME_SIZE + 16, 310 * FRAMEMAP_FRAME_SIZE + 32};
    const uint64_t other[2] = {303 * FRAMEMAP_FRAME_SIZE, 304 * FRAMEMAP_FRAME_SIZE};
    assert_true(map_cells_changed(model, first, 10));
    assert_false(map_cells_changed(model, first, 11));
    assert_true(map_cells_changed(model, part, 20));
    assert_false(map_cells_changed(model, other, 0));
    assert_false(map_cells_changed(model, part, CHANGES_NONE));
    model_destroy(model);
}

static void differences_are_found_frame_by_frame(void **state)
{
    (void)state;
    struct model *mark = make_model();
    struct model *model = make_model();
    framemap_set(&model->frames, 300, 303, FRAME_USED);
    for (uint64_t frame = 0; frame < 520; frame++) {
        const uint64_t range[2] = {frame * FRAMEMAP_FRAME_SIZE, (frame + 1) * FRAMEMAP_FRAME_SIZE};
        assert_int_equal(map_cells_compare(model, range, mark),
                         frame >= 300 && frame < 303 ? MAP_CELLS_TAKEN : MAP_CELLS_SAME);
    }
    const uint64_t all[2] = {0, UINT64_C(1) << 36};
    const uint64_t before[2] = {0, 300 * FRAMEMAP_FRAME_SIZE};
    assert_int_equal(map_cells_compare(mark, all, model), MAP_CELLS_FREED);
    assert_int_equal(map_cells_compare(model, all, mark), MAP_CELLS_TAKEN);
    assert_int_equal(map_cells_compare(model, before, mark), MAP_CELLS_SAME);
    assert_int_equal(map_cells_compare(model, all, model), MAP_CELLS_SAME);
    framemap_set(&model->frames, 300, 303, FRAME_RESERVED);
    framemap_set(&mark->frames, 300, 303, FRAME_USED);
    assert_int_equal(map_cells_compare(model, all, mark), MAP_CELLS_CHANGED);
    model_destroy(model);
    model_destroy(mark);
}

/* Both directions have a character and a role of their own, in ASCII too. */
static void a_difference_is_seen_in_its_cell(void **state)
{
    const struct glyphs *glyphs = glyphs_get(true);
    const struct cell plain = {'x', ROLE_USED};
    struct cell cell = map_cells_show_difference(plain, MAP_CELLS_TAKEN, glyphs);

    (void)state;
    assert_true(cell.ch == '>' && cell.role == ROLE_TAKEN);
    cell = map_cells_show_difference(plain, MAP_CELLS_FREED, glyphs);
    assert_true(cell.ch == '<' && cell.role == ROLE_FREED);
    cell = map_cells_show_difference(plain, MAP_CELLS_CHANGED, glyphs);
    assert_true(cell.ch == 'x' && cell.role == ROLE_CHANGED);
    cell = map_cells_show_difference(plain, MAP_CELLS_SAME, glyphs);
    assert_true(cell.ch == 'x' && cell.role == ROLE_USED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_its_letter),
        cmocka_unit_test(used_share_is_told),
        cmocka_unit_test(small_cells_show_the_heap_in_detail),
        cmocka_unit_test(what_is_not_known_and_what_is_wrong_stand_out),
        cmocka_unit_test(differences_are_found_frame_by_frame),
        cmocka_unit_test(a_difference_is_seen_in_its_cell),
        cmocka_unit_test(changes_are_found_by_record_and_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
