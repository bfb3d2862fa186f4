#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memviz/model/sync.h"
#include "tests/memviz/test_stream.h"

static int open_machine(void **state)
{
    *state = malloc(sizeof(struct test_stream));
    test_stream_open(*state);
    test_stream_send_machine(*state);
    return 0;
}

static int close_machine(void **state)
{
    test_stream_close(*state);
    free(*state);
    return 0;
}

static void assert_verdict(struct test_stream *stream, enum sync_state state, const char *words)
{
    struct sync_verdict verdict = sync_compute_verdict(stream->model);
    char text[96];

    sync_format(text, sizeof text, &verdict);
    assert_string_equal(text, words);
    assert_int_equal(verdict.state, state);
}

static void complete_state_with_right_sums_is_in_sync(void **state)
{
    assert_verdict(*state, SYNC_OK, "in sync");
}

static void nothing_is_not_in_sync(void **state)
{
    struct test_stream *stream = *state;

    model_reset(stream->model);
    assert_verdict(stream, SYNC_NO_HELLO, "no kernel yet");
}

/* Each record of the machine left out in turn: never in sync, right reason. */
static void each_missing_part_is_named(void **state)
{
    (void)state;
    static const struct {
        uint64_t n;
        enum sync_state state;
        const char *words;
    } cases[] = {
        {0, SYNC_NO_HELLO, "no kernel yet"},
        {1, SYNC_NO_MAP, "no map yet"},
        {2, SYNC_LIST_INCOMPLETE, "raw e820 incomplete"},
        {3, SYNC_LIST_INCOMPLETE, "clean e820 incomplete"},
        {4, SYNC_LIST_INCOMPLETE, "regions incomplete"},
        {5, SYNC_LIST_INCOMPLETE, "marks incomplete"},
        {6, SYNC_NO_TOTAL, "no frame totals yet"},
        {7, SYNC_TOTAL_DIFFERS, "frame totals differ"},
        {8, SYNC_NO_HEAP, "no heap yet"},
        {9, SYNC_LIST_INCOMPLETE, "allocations incomplete"},
        {10, SYNC_SUM_MISSING, "frame block 0 not checked yet"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct test_stream stream;
        test_stream_open(&stream);
        test_stream_send_machine_without(&stream, cases[i].n);
        assert_verdict(&stream, cases[i].state, cases[i].words);
        test_stream_close(&stream);
    }
}

static void wrong_sum_is_named_with_its_block(void **state)
{
    struct test_stream *stream = *state;

    test_stream_send(stream, "'t':'sum','block':0,'crc':'12345678'");
    assert_verdict(stream, SYNC_SUM_DIFFERS, "frame block 0 differs");
}

static void changed_frames_need_a_new_sum(void **state)
{
    struct test_stream *stream = *state;

    test_stream_send(stream, "'t':'frames','from':'8','runs':'U4'");
    assert_verdict(stream, SYNC_SUM_MISSING, "frame block 0 not checked yet");
    test_stream_send(stream, "'t':'sum','block':0,'crc':'" TEST_MACHINE_SUM "'");
    assert_verdict(stream, SYNC_OK, "in sync");
}

static void total_must_equal_the_frames(void **state)
{
    struct test_stream *stream = *state;

    test_stream_send(stream, "'t':'total','frames':16,'used':3,'free':5,'reserved':8");
    assert_verdict(stream, SYNC_TOTAL_DIFFERS, "frame totals differ");
}

static void fewer_frames_change_the_sum(void **state)
{
    struct test_stream *stream = *state;

    test_stream_send(stream, "'t':'total','frames':12,'used':4,'free':0,'reserved':8");
    assert_verdict(stream, SYNC_SUM_DIFFERS, "frame block 0 differs");
}

static void frames_past_the_end_are_a_difference(void **state)
{
    struct test_stream *stream = *state;

    test_stream_send(stream, "'t':'frames','from':'10','runs':'F1'");
    test_stream_send(stream, "'t':'sum','block':0,'crc':'" TEST_MACHINE_SUM "'");
    assert_verdict(stream, SYNC_TOTAL_DIFFERS, "frame totals differ");
}

static void other_block_size_is_refused(void **state)
{
    struct test_stream *stream = *state;

    test_stream_send(stream, "'t':'hello','version':'x','frame':'1000','block':4096");
    assert_verdict(stream, SYNC_BLOCK_SIZE, "checksum blocks are not of 8192 frames");
}

static void other_frame_size_is_refused(void **state)
{
    struct test_stream *stream = *state;

    test_stream_send(stream, "'t':'hello','version':'x','frame':'2000','block':8192");
    assert_verdict(stream, SYNC_FRAME_SIZE, "frames are not of 4096 bytes");
}

static void map_from_nowhere_has_no_raw_entries(void **state)
{
    struct test_stream *stream = *state;

    indexed_clear(&stream->model->raw);
    assert_verdict(stream, SYNC_LIST_INCOMPLETE, "raw e820 incomplete");
    test_stream_send(stream, "'t':'map','source':'none','truncated':false");
    assert_verdict(stream, SYNC_OK, "in sync");
}

static void heap_that_counts_more_allocations_is_incomplete(void **state)
{
    struct test_stream *stream = *state;

    test_stream_send(stream, "'t':'heap','start':'1000','cursor':'1900','end':'2000',"
                             "'allocations':2");
    assert_verdict(stream, SYNC_LIST_INCOMPLETE, "allocations incomplete");
    test_stream_send(stream, "'t':'alloc','i':1,'start':'1820','size':'80','tag':'x'");
    assert_verdict(stream, SYNC_OK, "in sync");
}

static void gap_needs_a_snap_and_another(void **state)
{
    struct test_stream *stream = *state;

    stream->n++;
    test_stream_send(stream, "'t':'beat','ms':1,'lost':0");
    assert_verdict(stream, SYNC_DAMAGED, "records lost, waiting for repetition");
    test_stream_send(stream, "'t':'snap','k':1");
    assert_verdict(stream, SYNC_DAMAGED, "records lost, waiting for repetition");
    test_stream_send(stream, "'t':'snap','k':2");
    assert_verdict(stream, SYNC_OK, "in sync");
}

static void damage_between_the_snaps_starts_the_wait_anew(void **state)
{
    struct test_stream *stream = *state;

    record_decoder_feed(&stream->decoder, "\x1e{}\n", 4);
    test_stream_send(stream, "'t':'snap','k':1");
    record_decoder_feed(&stream->decoder, "\x1e{}\n", 4);
    test_stream_send(stream, "'t':'snap','k':2");
    assert_verdict(stream, SYNC_DAMAGED, "records lost, waiting for repetition");
    test_stream_send(stream, "'t':'snap','k':3");
    assert_verdict(stream, SYNC_OK, "in sync");
}

static void new_boot_is_not_in_sync_with_the_last(void **state)
{
    struct test_stream *stream = *state;

    stream->n = 0;
    test_stream_send(stream, "'t':'boot','step':1");
    assert_verdict(stream, SYNC_NO_HELLO, "no kernel yet");
    assert_false(stream->model->damaged);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_machine, close_machine)
    const struct CMUnitTest tests[] = {
        TEST(complete_state_with_right_sums_is_in_sync),
        TEST(nothing_is_not_in_sync),
        cmocka_unit_test(each_missing_part_is_named),
        TEST(wrong_sum_is_named_with_its_block),
        TEST(changed_frames_need_a_new_sum),
        TEST(total_must_equal_the_frames),
        TEST(fewer_frames_change_the_sum),
        TEST(frames_past_the_end_are_a_difference),
        TEST(other_block_size_is_refused),
        TEST(other_frame_size_is_refused),
        TEST(map_from_nowhere_has_no_raw_entries),
        TEST(heap_that_counts_more_allocations_is_incomplete),
        TEST(gap_needs_a_snap_and_another),
        TEST(damage_between_the_snaps_starts_the_wait_anew),
        TEST(new_boot_is_not_in_sync_with_the_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
