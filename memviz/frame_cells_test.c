#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/core/layout.h"
#include "memviz/frame_cells.h"
#include "memviz/low_rows.h"
#include "memviz/test_stream.h"

static int open_stream(void **state)
{
    *state = malloc(sizeof(struct test_stream));
    test_stream_open(*state);
    return 0;
}

static int close_stream(void **state)
{
    test_stream_close(*state);
    free(*state);
    return 0;
}

static void send_region(struct test_stream *stream, unsigned i, const char *start, const char *end)
{
    char members[256];
    snprintf(members, sizeof members,
             "'t':'region','i':%u,'of':3,'start':'%s','end':'%s','symbol':'R%u','what':'w',"
             "'alive':true",
             i, start, end, i);
    test_stream_send(stream, members);
}

static void regions_are_sorted_and_gaps_are_rows(void **state)
{
    struct test_stream *stream = *state;
    send_region(stream, 0, "8000", "9000");
    send_region(stream, 1, "0", "400");
    send_region(stream, 2, "100000", "200000");
    test_stream_send(stream, "'t':'mark','i':0,'of':1,'symbol':'m','at':'8000'");
    struct low_rows list;
    low_rows_build(&list, stream->model);
    assert_int_equal(list.count, 5);
    assert_string_equal(list.rows[0].symbol, "R1");
    assert_int_equal(list.rows[0].letter, 'a');
    assert_int_equal(list.rows[1].kind, LOW_ROW_GAP);
    assert_int_equal(list.rows[1].start, 0x400);
    assert_int_equal(list.rows[1].end, 0x8000);
    assert_string_equal(list.rows[2].symbol, "R0");
    assert_int_equal(list.rows[2].letter, 'b');
    assert_int_equal(list.rows[3].kind, LOW_ROW_MARK);
    assert_int_equal(list.rows[4].kind, LOW_ROW_GAP);
    assert_int_equal(list.rows[4].end, 0x100000);
    assert_int_equal(list.declared_step, 0);
    assert_int_equal(low_rows_find_crowd_end(&list), 0x9000);
}

static void overlapping_regions_leave_no_gap_between(void **state)
{
    struct test_stream *stream = *state;
    send_region(stream, 0, "0", "80000");
    send_region(stream, 1, "1000", "2000");
    send_region(stream, 2, "80000", "100000");
    struct low_rows list;
    low_rows_build(&list, stream->model);
    assert_int_equal(list.count, 3);
    bool several;
    assert_string_equal(low_rows_find(&list, 0x1000, 0x1001, &several)->symbol, "R0");
    assert_true(several);
    assert_string_equal(low_rows_find(&list, 0x80000, 0x80001, &several)->symbol, "R2");
    assert_false(several);
}

static void declared_regions_stand_in_until_the_kernel_runs(void **state)
{
    struct test_stream *stream = *state;
    struct low_rows list;
    low_rows_build(&list, stream->model);
    assert_int_equal(list.count, 0);
    test_stream_send(stream, "'t':'boot','step':1");
    test_stream_send(stream, "'t':'boot','step':2");
    low_rows_build(&list, stream->model);
    assert_int_equal(list.declared_step, 2);
    size_t count;
    const struct layout_row *rows = layout_rows(&count);
    size_t alive = 0;
    size_t regions = 0;
    for (size_t i = 0; i < list.count; i++) {
        if (list.rows[i].kind == LOW_ROW_REGION) {
            assert_string_equal(list.rows[i].symbol, rows[regions].symbol);
            assert_int_equal(list.rows[i].alive,
                             rows[regions].alive_step <= 2 && 2 < rows[regions].reuse_step);
            alive += list.rows[i].alive;
            regions++;
        }
    }
    assert_in_range(alive, 1, regions - 1);
    test_stream_send(stream, "'t':'hello','version':'x','frame':'1000','block':8192");
    low_rows_build(&list, stream->model);
    assert_int_equal(list.count, 0);
}

static void send_frames(struct test_stream *stream, const char *runs)
{
    char members[256];
    test_stream_send(stream, "'t':'total','frames':32752,'used':0,'free':30704,'reserved':2048");
    snprintf(members, sizeof members, "'t':'frames','from':'0','runs':'%s'", runs);
    test_stream_send(stream, members);
}

static void cells_cover_all_frames_above_1_mib(void **state)
{
    struct test_stream *stream = *state;
    send_frames(stream, "R800F77f0");
    for (unsigned cols = 8; cols <= 200; cols += 7) {
        for (unsigned rows = 1; rows <= 30; rows += 4) {
            struct frame_cells cells = frame_cells_arrange(stream->model, cols, rows, 0);
            assert_true(cells.per_row <= cols && cells.rows <= rows);
            uint32_t next = 256;
            for (uint32_t i = 0; i < cells.rows * cells.per_row; i++) {
                uint32_t range[2];
                frame_cells_get_range(&cells, i, range);
                assert_int_equal(range[0], next);
                next = range[1];
            }
            assert_int_equal(next, 32752);
        }
    }
}

static void magnifying_halves_a_cell_down_to_one_frame(void **state)
{
    struct test_stream *stream = *state;
    send_frames(stream, "R800F77f0");
    uint32_t whole = frame_cells_arrange(stream->model, 64, 4, 0).per_cell;
    assert_int_equal(whole, 128);
    assert_int_equal(frame_cells_arrange(stream->model, 64, 4, 3).per_cell, 16);
    assert_int_equal(frame_cells_arrange(stream->model, 64, 4, 20).per_cell, 1);
}

static void assert_cell(struct test_stream *stream, uint32_t start, uint32_t end, uint32_t ch)
{
    uint32_t range[2] = {start, end};
    assert_int_equal(frame_cells_classify(stream->model, range, glyphs_get(true)).ch, ch);
}

static void cell_shows_what_its_frames_are(void **state)
{
    struct test_stream *stream = *state;
    send_frames(stream, "R800U10F10U1F1");
    assert_cell(stream, 0x700, 0x800, 'R');
    assert_cell(stream, 0x800, 0x810, 'U');
    assert_cell(stream, 0x810, 0x820, '.');
    assert_cell(stream, 0x810, 0x821, 'u');
    assert_cell(stream, 0x7ff, 0x811, 'u');
    assert_cell(stream, 0x820, 0x823, '?');
    test_stream_send(stream, "'t':'frames','from':'800','runs':'F10'");
    assert_cell(stream, 0x7ff, 0x801, 'r');
}

static void reserved_cell_tells_kernel_and_heap(void **state)
{
    struct test_stream *stream = *state;
    send_frames(stream, "R800F77f0");
    test_stream_send(stream, "'t':'mark','i':0,'of':2,'symbol':'__k_start','at':'100000'");
    test_stream_send(stream, "'t':'mark','i':1,'of':2,'symbol':'__k_end','at':'10a001'");
    test_stream_send(stream, "'t':'heap','start':'10b000','cursor':'10d800','end':'400000',"
                             "'allocations':0");
    assert_cell(stream, 0x100, 0x101, 'K');
    assert_cell(stream, 0x10a, 0x10b, 'K');
    assert_cell(stream, 0x10b, 0x10c, 'H');
    assert_cell(stream, 0x10d, 0x10e, '^');
    assert_cell(stream, 0x10e, 0x110, 'h');
    assert_cell(stream, 0x400, 0x401, 'R');
    assert_cell(stream, 0x100, 0x200, '^');
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_stream, close_stream)
    const struct CMUnitTest tests[] = {
        TEST(regions_are_sorted_and_gaps_are_rows),
        TEST(overlapping_regions_leave_no_gap_between),
        TEST(declared_regions_stand_in_until_the_kernel_runs),
        TEST(cells_cover_all_frames_above_1_mib),
        TEST(magnifying_halves_a_cell_down_to_one_frame),
        TEST(cell_shows_what_its_frames_are),
        TEST(reserved_cell_tells_kernel_and_heap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
