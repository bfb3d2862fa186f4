#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "kernel/core/units.h"
#include "memviz/views/map_cells.h"
#include "memviz/views/map_rows.h"
#include "memviz/views/view_table.h"

/* A model of so much managed memory, all free above 1 MiB. */
static struct model *make_model(uint64_t managed)
{
    struct model *model = model_create();

    assert_non_null(model);
    uint32_t frames = (uint32_t)(managed / FRAMEMAP_FRAME_SIZE);
    model->total.known = true;
    model->total.frames = frames;
    framemap_set(&model->frames, 0, 256, FRAME_RESERVED);
    framemap_set(&model->frames, 256, frames, FRAME_FREE);
    model->hello.known = true;
    return model;
}

static void add_clean(struct model *model, unsigned i, uint64_t base, uint64_t length)
{
    struct e820_range clean = {base, base + (length - 1), E820_FREE};

    assert_true(indexed_put(&model->clean, i, 0, &clean));
}

static void build(struct map_rows *map, const struct model *model, struct map_frame frame)
{
    static struct memory_index index;

    memory_index_build(&index, model);
    map_rows_build(map, &index, &frame);
}

/* Rows but labels follow each other without a gap and show all that is shown. */
static void assert_complete(const struct map_rows *map)
{
    uint64_t at = map->start;

    for (size_t i = 0; i < map->count; i++) {
        const struct map_row *row = &map->rows[i];
        assert_true(row->end > row->start);
        if (row->kind != MAP_ROW_LABEL) {
            assert_true(row->start == at);
            assert_true(row->kind == MAP_ROW_SPAN ||
                        row->end - row->start <= map->per_cell * map->per_row);
            at = row->end;
        }
    }
    assert_true(at == map->end);
}

static void nothing_known_gives_no_rows(void **state)
{
    (void)state;
    struct model *model = model_create();
    struct map_rows map;
    build(&map, model, (struct map_frame){64, 20, 0, 0});
    assert_int_equal(map.count, 0);
    assert_int_equal(map_rows_find(&map, 0), 0);
    model_destroy(model);
}

static void uniform_memory_is_one_row(void **state)
{
    (void)state;
    struct model *model = make_model(128 * MIB);
    struct map_rows map;
    build(&map, model, (struct map_frame){64, 20, 0, 0});
    assert_int_equal(map.count, 1);
    assert_int_equal(map.rows[0].kind, MAP_ROW_SPAN);
    assert_true(map.rows[0].start == MIB && map.rows[0].end == 128 * MIB);
    model_destroy(model);
}

static void one_used_frame_gets_a_row_of_single_frames(void **state)
{
    (void)state;
    struct model *model = make_model(128 * MIB);
    framemap_set(&model->frames, 0x5003, 0x5004, FRAME_USED);
    struct map_rows map;
    build(&map, model, (struct map_frame){64, 20, 0, 0});
    assert_complete(&map);
    assert_int_equal(map.count, 3);
    assert_int_equal(map.per_cell, 4096);
    assert_int_equal(map.rows[1].kind, MAP_ROW_CELLS);
    assert_true(map.rows[1].start == 0x5000000);
    assert_int_equal(map_rows_find(&map, 0x5003000), 1);
    uint64_t range[2];
    map_rows_get_cell(&map, &map.rows[1], 3, range);
    assert_true(range[0] == 0x5003000 && range[1] == 0x5004000);
    model_destroy(model);
}

static void too_much_to_see_makes_cells_larger(void **state)
{
    (void)state;
    struct model *model = make_model(128 * MIB);
    for (uint32_t frame = 256; frame < 0x8000; frame += 2)
        framemap_set(&model->frames, frame, frame + 1, FRAME_USED);
    for (unsigned rows = 1; rows <= 40; rows++) {
        struct map_rows map;
        build(&map, model, (struct map_frame){64, rows, 0, 0});
        assert_complete(&map);
        assert_in_range(map.count, 1, rows);
        assert_true(map.per_cell * map.per_row * rows * 2 >= 127 * MIB);
    }
    model_destroy(model);
}

static void magnifying_ends_at_a_byte_a_cell(void **state)
{
    (void)state;
    struct model *model = make_model(128 * MIB);
    struct map_rows map;
    uint64_t size = 256 * MIB;
    for (unsigned magnify = 1; magnify <= 63; magnify++) {
        build(&map, model, (struct map_frame){64, 20, magnify, 0x1234567});
        assert_complete(&map);
        assert_true(map.start <= 0x1234567 && 0x1234567 < map.end);
        assert_true(map.end - map.start <= size);
        size = map.end - map.start;
    }
    assert_int_equal(map.per_cell, 1);
    assert_in_range(map.magnify, 10, 20);
    /* At the very end of memory as well. */
    build(&map, model, (struct map_frame){64, 20, 63, 128 * MIB - 1});
    assert_true(map.end == 128 * MIB);
    model_destroy(model);
}

static void regions_are_named_where_they_begin(void **state)
{
    (void)state;
    struct model *model = make_model(128 * MIB);
    struct model_region region = {.start = 0x800000, .end = 0x900000, .symbol = "ONE"};
    assert_true(indexed_put(&model->regions, 0, 1, &region));
    struct map_rows map;
    build(&map, model, (struct map_frame){64, 20, 0, 0});
    assert_complete(&map);
    size_t row = map_rows_find(&map, 0x800000);
    assert_true(row > 0 && row < map.count);
    assert_int_equal(map.rows[row - 1].kind, MAP_ROW_LABEL);
    assert_string_equal(map.rows[row - 1].region->symbol, "ONE");
    /* Where rows are few, memory has them all. */
    build(&map, model, (struct map_frame){64, 7, 0, 0});
    for (size_t i = 0; i < map.count; i++)
        assert_int_not_equal(map.rows[i].kind, MAP_ROW_LABEL);
    model_destroy(model);
}

static void top_of_64_bits_is_shown(void **state)
{
    (void)state;
    struct model *model = make_model(128 * MIB);
    add_clean(model, 0, UINT64_C(0xfffffffffff00000), 0x100000);
    struct map_rows map;
    build(&map, model, (struct map_frame){64, 20, 0, 0});
    assert_complete(&map);
    assert_true(map.end == UINT64_MAX);
    build(&map, model, (struct map_frame){64, 20, 40, UINT64_MAX - 1});
    assert_complete(&map);
    model_destroy(model);
}

static uint64_t get_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

/* The best of some draws, so that what else the machine does is not measured. */
static uint64_t time_draw(const struct model *model, unsigned cols, unsigned rows)
{
    struct grid grid;

    assert_true(grid_init(&grid, cols, rows, glyphs_get(false)));
    struct window window = grid_window(&grid);
    struct view_context context = {.model = model,
                                   .glyphs = grid.glyphs,
                                   .cols = cols,
                                   .rows = rows,
                                   .cursor = MIB,
                                   .center = MIB,
                                   .fresh = CHANGES_NONE};
    uint64_t best = UINT64_MAX;
    for (unsigned i = 0; i < 10; i++) {
        uint64_t start = get_us();
        view_get(VIEW_MAP)->draw(&window, &context);
        uint64_t taken = get_us() - start;
        best = taken < best ? taken : best;
    }
    grid_free(&grid);
    return best;
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* All that the frame bitmap can cover is managed, the rest of 64 GiB is not;
 * smooth, and as ragged as can be. */
static void map_of_64_gib_is_drawn_in_10_ms(void **state)
{
    (void)state;
    struct model *model = make_model(4 * GIB);
    add_clean(model, 0, 0, 0xa0000);
    add_clean(model, 1, MIB, 64 * GIB - MIB);
    uint64_t smooth = time_draw(model, 80, 21);
    uint32_t seed = 1;
    for (uint32_t frame = 256; frame < FRAMEMAP_MAX; frame++) {
        framemap_set(&model->frames, frame, frame + 1,
                     next_random(&seed) % 2 == 0 ? FRAME_USED : FRAME_FREE);
    }
    uint64_t ragged = time_draw(model, 132, 40);
    printf("64 GiB: %llu us smooth, %llu us ragged\n", (unsigned long long)smooth,
           (unsigned long long)ragged);
    assert_in_range(smooth, 0, 10000);
    assert_in_range(ragged, 0, 10000);
    model_destroy(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_known_gives_no_rows),
        cmocka_unit_test(uniform_memory_is_one_row),
        cmocka_unit_test(one_used_frame_gets_a_row_of_single_frames),
        cmocka_unit_test(too_much_to_see_makes_cells_larger),
        cmocka_unit_test(magnifying_ends_at_a_byte_a_cell),
        cmocka_unit_test(regions_are_named_where_they_begin),
        cmocka_unit_test(top_of_64_bits_is_shown),
        cmocka_unit_test(map_of_64_gib_is_drawn_in_10_ms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
