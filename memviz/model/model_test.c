#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/memviz/test_stream.h"

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

static struct model *send(void **state, const char *members)
{
    struct test_stream *stream = *state;
    uint64_t rejected = stream->decoder.counts.rejected;

    test_stream_send(stream, members);
    assert_int_equal(stream->decoder.counts.rejected, rejected);
    return stream->model;
}

static void assert_refused(void **state, const char *members)
{
    struct test_stream *stream = *state;
    uint64_t rejected = stream->decoder.counts.rejected;

    test_stream_send(stream, members);
    if (stream->decoder.counts.rejected != rejected + 1)
        fail_msg("accepted: %s", members);
}

static void boot_keeps_the_steps_and_their_ticks(void **state)
{
    struct model *model = send(state, "'t':'boot','step':1");

    assert_true(model->steps[1].reached);
    assert_false(model->steps[1].timed);
    send(state, "'t':'boot','step':1,'tsc':'123456789abcdef0'");
    assert_true(model->steps[1].timed);
    assert_int_equal(model->steps[1].tsc, 0x123456789abcdef0);
    assert_false(model->steps[2].reached);
}

static void fail_keeps_code_and_sentence(void **state)
{
    struct model *model = send(state, "'t':'fail','code':'E7','text':'disk gone'");

    assert_true(model->fail.known);
    assert_string_equal(model->fail.code, "E7");
    assert_string_equal(model->fail.text, "disk gone");
    send(state, "'t':'fail','code':12,'text':'x'");
    assert_string_equal(model->fail.code, "12");
}

static void map_and_hello_are_kept(void **state)
{
    send(state, "'t':'hello','version':'Strata 0.1','frame':'1000','block':8192");
    struct model *model = send(state, "'t':'map','source':'e801','truncated':true");
    assert_string_equal(model->hello.version, "Strata 0.1");
    assert_int_equal(model->hello.frame_size, 4096);
    assert_string_equal(model->map.source, "e801");
    assert_true(model->map.truncated);
}

static void raw_entries_survive_learning_their_number(void **state)
{
    send(state, "'t':'raw','i':0,'of':0,'base':'0','length':'9f000','type':1,'attr':1");
    struct model *model =
        send(state, "'t':'raw','i':1,'of':0,'base':'9f000','length':'1000','type':2,'attr':3");
    assert_false(indexed_is_complete(&model->raw));
    send(state, "'t':'raw','i':0,'of':2,'base':'0','length':'9f000','type':1,'attr':1");
    assert_true(indexed_is_complete(&model->raw));
    const struct e820_entry *entry = indexed_get(&model->raw, 1);
    assert_int_equal(entry->base, 0x9f000);
    assert_int_equal(entry->length, 0x1000);
    assert_int_equal(entry->type, 2);
    assert_int_equal(entry->attr, 3);
}

static void another_number_of_entries_is_another_list(void **state)
{
    send(state, "'t':'mark','i':0,'of':2,'symbol':'a','at':'1'");
    struct model *model = send(state, "'t':'mark','i':1,'of':2,'symbol':'b','at':'2'");
    assert_true(indexed_is_complete(&model->marks));
    send(state, "'t':'mark','i':2,'of':3,'symbol':'c','at':'3'");
    assert_false(indexed_is_complete(&model->marks));
    assert_null(indexed_get(&model->marks, 0));
    uint64_t at;
    assert_true(model_find_mark(model, "c", &at));
    assert_int_equal(at, 3);
    assert_false(model_find_mark(model, "a", &at));
}

static void clean_range_of_all_memory_is_kept(void **state)
{
    struct model *model =
        send(state, "'t':'clean','i':0,'of':1,'base':'0','length':'10000000000000000','type':2");
    const struct e820_range *range = indexed_get(&model->clean, 0);

    assert_int_equal(range->start, 0);
    assert_int_equal(range->last, UINT64_MAX);
    assert_refused(state, "'t':'clean','i':0,'of':1,'base':'0','length':'0','type':2");
    assert_refused(state,
                   "'t':'clean','i':0,'of':1,'base':'1','length':'10000000000000000','type':2");
}

static void region_is_kept_whole(void **state)
{
    struct model *model = send(state, "'t':'region','i':0,'of':1,'start':'7c00','end':'7e00',"
                                      "'symbol':'STAGE1','what':'a\\u0022b\\u0000c','alive':true");
    const struct model_region *region = indexed_get(&model->regions, 0);

    assert_int_equal(region->start, 0x7c00);
    assert_int_equal(region->end, 0x7e00);
    assert_string_equal(region->symbol, "STAGE1");
    assert_string_equal(region->what, "a\"b.c");
    assert_true(region->alive);
}

static void frames_replace_what_they_cover(void **state)
{
    send(state, "'t':'frames','from':'0','runs':'R800F77f0'");
    struct model *model = send(state, "'t':'frames','from':'7ff','runs':'U3'");
    assert_int_equal(framemap_get(&model->frames, 0x7fe), FRAME_RESERVED);
    assert_int_equal(framemap_get(&model->frames, 0x7ff), FRAME_USED);
    assert_int_equal(framemap_get(&model->frames, 0x801), FRAME_USED);
    assert_int_equal(framemap_get(&model->frames, 0x802), FRAME_FREE);
    assert_int_equal(framemap_get(&model->frames, 0x7ff0), FRAME_UNKNOWN);
    struct frame_counts counts = framemap_count(&model->frames, 0, 0x7ff0);
    assert_int_equal(counts.of[FRAME_RESERVED], 0x7ff);
    assert_int_equal(counts.of[FRAME_USED], 3);
    assert_int_equal(counts.of[FRAME_FREE], 0x77ee);
}

static void frames_reach_4_gib_and_no_further(void **state)
{
    struct model *model = send(state, "'t':'frames','from':'0','runs':'F100000'");

    assert_int_equal(framemap_get(&model->frames, 0xfffff), FRAME_FREE);
    assert_refused(state, "'t':'frames','from':'1','runs':'U100000'");
    assert_refused(state, "'t':'frames','from':'100000','runs':'U1'");
    assert_int_equal(framemap_get(&model->frames, 0xfffff), FRAME_FREE);
}

static void frames_past_a_smaller_total_are_forgotten(void **state)
{
    send(state, "'t':'frames','from':'0','runs':'F20'");
    struct model *model = send(state, "'t':'total','frames':16,'used':0,'free':16,'reserved':0");
    assert_int_equal(framemap_get(&model->frames, 15), FRAME_FREE);
    assert_int_equal(framemap_get(&model->frames, 16), FRAME_UNKNOWN);
}

static void heap_and_allocations_are_kept(void **state)
{
    send(state, "'t':'heap','start':'1000','cursor':'1800','end':'2000','allocations':2");
    struct model *model = send(state, "'t':'alloc','i':1,'start':'1040','size':'7c0','tag':'x'");
    assert_int_equal(model->heap.cursor, 0x1800);
    const struct model_alloc *alloc = indexed_get(&model->allocs, 1);
    assert_int_equal(alloc->size, 0x7c0);
    assert_null(indexed_get(&model->allocs, 0));
}

static void log_keeps_the_newest_lines(void **state)
{
    struct model *model = NULL;

    for (unsigned i = 0; i < MODEL_LOG_LINES + 10; i++) {
        char members[96];
        snprintf(members, sizeof members, "'t':'log','i':%u,'tsc':'5','text':'line %u'", i, i);
        model = send(state, members);
    }
    assert_int_equal(model_log_start(model), 10);
    assert_int_equal(model->log_end, MODEL_LOG_LINES + 10);
    assert_null(model_get_log_line(model, 9));
    send(state, "'t':'log','i':9,'tsc':'5','text':'old'");
    assert_null(model_get_log_line(model, 9));
    assert_string_equal(model_get_log_line(model, 10)->text, "line 10");
}

static void beat_is_kept(void **state)
{
    struct model *model = send(state, "'t':'beat','ms':4294967296,'lost':3");

    assert_int_equal(model->beat.ms, 4294967296);
    assert_int_equal(model->beat.lost, 3);
}

static void unknown_types_and_members_are_ignored(void **state)
{
    send(state, "'t':'weather','rain':true");
    struct model *model = send(state, "'t':'beat','ms':5,'lost':0,'mood':'good'");
    assert_int_equal(model->beat.ms, 5);
}

static void new_boot_forgets_everything(void **state)
{
    struct test_stream *stream = *state;

    test_stream_send_machine(stream);
    send(state, "'t':'fail','code':'E1','text':'x'");
    send(state, "'t':'log','i':0,'tsc':'1','text':'x'");
    stream->n = 0;
    struct model *model = send(state, "'t':'boot','step':1");
    assert_true(model->steps[1].reached);
    assert_false(model->hello.known || model->map.known || model->total.known ||
                 model->heap.known || model->fail.known);
    assert_int_equal(indexed_end(&model->regions), 0);
    assert_int_equal(indexed_end(&model->allocs), 0);
    assert_int_equal(model->log_end, 0);
    assert_int_equal(framemap_get(&model->frames, 0), FRAME_UNKNOWN);
}

static void malformed_members_are_refused(void **state)
{
    static const char *const bad[] = {
        "'t':'boot','step':0",
        "'t':'boot','step':17",
        "'t':'boot','step':3,'of':2",
        "'t':'boot','step':3,'name':3",
        "'t':'boot','step':1,'tsc':5",
        "'t':'boot','step':'1'",
        "'t':'hello','version':5,'frame':'1000','block':8192",
        "'t':'map','source':'e820','truncated':0",
        "'t':'raw','i':0,'of':1,'base':'0x0','length':'1','type':1,'attr':1",
        "'t':'raw','i':0,'of':1,'base':'A','length':'1','type':1,'attr':1",
        "'t':'raw','i':0,'of':1,'base':'','length':'1','type':1,'attr':1",
        "'t':'raw','i':1,'of':1,'base':'0','length':'1','type':1,'attr':1",
        "'t':'raw','i':-1,'of':1,'base':'0','length':'1','type':1,'attr':1",
        "'t':'raw','i':4294967295,'of':0,'base':'0','length':'1','type':1,'attr':1",
        "'t':'raw','i':0,'of':1,'base':'10000000000000000','length':'1','type':1,'attr':1",
        "'t':'raw','i':0,'of':1,'base':'1\\u00002','length':'1','type':1,'attr':1",
        "'t':'region','i':0,'of':1,'start':'2','end':'1','symbol':'','what':'','alive':true",
        "'t':'mark','i':0,'of':1,'symbol':'x'",
        "'t':'total','frames':1048577,'used':0,'free':0,'reserved':0",
        "'t':'frames','from':'0','runs':''",
        "'t':'frames','from':'0','runs':'X1'",
        "'t':'frames','from':'0','runs':'F'",
        "'t':'frames','from':'0','runs':'F0'",
        "'t':'frames','from':'0','runs':'F1U'",
        "'t':'frames','from':'0','runs':'F1111111111111111111111111111111111111'",
        "'t':'sum','block':128,'crc':'0'",
        "'t':'sum','block':0,'crc':'100000000'",
        "'t':'heap','start':'2','cursor':'1','end':'3','allocations':0",
        "'t':'alloc','i':999999999,'start':'0','size':'1','tag':'x'",
        "'t':'log','i':4294967295,'tsc':'1','text':'x'",
        "'t':'beat','ms':-1,'lost':0",
        "'t':'snap'",
    };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_refused(state, bad[i]);
}

static void malformed_frames_change_nothing(void **state)
{
    struct model *model = send(state, "'t':'frames','from':'0','runs':'F10'");

    assert_refused(state, "'t':'frames','from':'0','runs':'U4F'");
    assert_int_equal(framemap_get(&model->frames, 0), FRAME_FREE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_stream, close_stream)
    const struct CMUnitTest tests[] = {
        TEST(boot_keeps_the_steps_and_their_ticks),
        TEST(fail_keeps_code_and_sentence),
        TEST(map_and_hello_are_kept),
        TEST(raw_entries_survive_learning_their_number),
        TEST(another_number_of_entries_is_another_list),
        TEST(clean_range_of_all_memory_is_kept),
        TEST(region_is_kept_whole),
        TEST(frames_replace_what_they_cover),
        TEST(frames_reach_4_gib_and_no_further),
        TEST(frames_past_a_smaller_total_are_forgotten),
        TEST(heap_and_allocations_are_kept),
        TEST(log_keeps_the_newest_lines),
        TEST(beat_is_kept),
        TEST(unknown_types_and_members_are_ignored),
        TEST(new_boot_forgets_everything),
        TEST(malformed_members_are_refused),
        TEST(malformed_frames_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
