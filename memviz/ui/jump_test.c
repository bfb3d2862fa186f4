#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "memviz/views/inspect.h"
#include "memviz/ui/jump.h"
#include "tests/memviz/test_stream.h"

/* The machine of the test stream, in a block of memory with an index. */
struct fixture {
    struct test_stream stream;
    struct memory_index index;
};

static int set_up(void **state)
{
    static struct fixture fixture;

    test_stream_open(&fixture.stream);
    test_stream_send_machine(&fixture.stream);
    test_stream_send(&fixture.stream,
                     "'t':'region','i':0,'of':2,'start':'7c00','end':'7e00','symbol':'STAGE1',"
                     "'what':'boot sector','alive':false");
    test_stream_send(&fixture.stream,
                     "'t':'region','i':1,'of':2,'start':'400','end':'500','symbol':'BDA',"
                     "'what':'BIOS data area','alive':true");
    memory_index_build(&fixture.index, fixture.stream.model);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    test_stream_close(&fixture->stream);
    return 0;
}

static void addresses_and_symbols_are_found(void **state)
{
    struct fixture *fixture = *state;

    static const struct {
        const char *text;
        uint64_t address;
    } cases[] = {
        {"7c00", 0x7c00},        {"0x7C00", 0x7c00},
        {" 7c00 ", 0x7c00},      {"1M", 0x100000},
        {"64k", 0x10000},        {"2g", UINT64_C(0x80000000)},
        {"STAGE1", 0x7c00},      {"stage", 0x7c00},
        {"STAGE1+1fe", 0x7dfe},  {"stage1+4K", 0x8c00},
        {"ram_end", 0x10000},    {"test", 0x1020},
        {"bda", 0x400},          {"bd", 0xbd},
        {"100000+10", 0x100010}, {"ffffffffffffffff", UINT64_MAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t address = 0;
        if (!jump_find(&fixture->index, cases[i].text, &address) || address != cases[i].address)
            fail_msg("%s: %llx", cases[i].text, (unsigned long long)address);
    }
}

static void what_is_no_address_is_refused(void **state)
{
    struct fixture *fixture = *state;
    static const char *const cases[] = {
        "",          " ",       "nobody",  "STAGE1x", "STAGE1+",
        "+10",       "STAGE+x", "7c00+zz", "0x",      "10000000000000000",
        "16777216T", "K",       "-1",      "7c 00",   "ffffffffffffffff+1",
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t address = 42;
        if (jump_find(&fixture->index, cases[i], &address))
            fail_msg("\"%s\" was taken for %llx", cases[i], (unsigned long long)address);
        assert_int_equal(address, 42);
    }
}

/* The text of the first line with a label that holds a part; fails without. */
static void assert_says(const struct inspection *inspection, const char *label, const char *part)
{
    for (size_t i = 0; i < inspection->count; i++) {
        const struct inspect_line *line = &inspection->lines[i];
        if (strcmp(line->label, label) == 0 && strstr(line->text, part) != NULL)
            return;
    }
    fail_msg("no %s says \"%s\"", label, part);
}

static void everything_known_of_an_address_is_said(void **state)
{
    struct fixture *fixture = *state;
    struct inspection inspection = {.count = 0};

    inspect_address(&inspection, &fixture->index, 0x7c10);
    assert_says(&inspection, "address", "7c10  31760");
    assert_says(&inspection, "frame", "7 reserved, in a run of 8 from 0");
    assert_says(&inspection, "block", "checksum 798c33d1");
    assert_says(&inspection, "region", "STAGE1 + 10, reusable");
    assert_says(&inspection, "declared", "STAGE1: step 1 until 5");
    assert_says(&inspection, "e820 raw", "0: 0 + 10000 free");
    assert_says(&inspection, "", "from raw 0: as it is");
    inspect_address(&inspection, &fixture->index, 0x1030);
    assert_says(&inspection, "heap", "allocation 0 \"test\" + 10 of 7b0");
    assert_says(&inspection, "region", "none: gap 500-7c00");
    inspect_address(&inspection, &fixture->index, 0x17f0);
    assert_says(&inspection, "heap", "bookkeeping after allocation 0");
    inspect_address(&inspection, &fixture->index, 0x1900);
    assert_says(&inspection, "heap", "not taken, 100 above the cursor");
    inspect_address(&inspection, &fixture->index, 0x1000);
    assert_says(&inspection, "heap", "in front of the first");
    inspect_address(&inspection, &fixture->index, UINT64_MAX);
    assert_says(&inspection, "frame", "none: the kernel does not manage it");
    assert_says(&inspection, "e820", "no range");
    assert_says(&inspection, "mark", "ram_end + fffffffffffeffff");
}

static void corruption_and_faults_are_said(void **state)
{
    struct fixture *fixture = *state;
    struct model *model = fixture->stream.model;

    test_stream_send(&fixture->stream, "'t':'fault','vector':14,'name':'page fault','eip':'8000',"
                                       "'place':'f+0x2 (0x8000)','address':'9000','text':'why'");
    assert_true(model->fault.known && model->fault.has_vector && model->fault.has_address);
    assert_int_equal(model->fault.vector, 14);
    model->sums[0] = (struct model_sum){true, 1, true, 2};
    struct inspection inspection = {.count = 0};
    inspect_address(&inspection, &fixture->index, 0x8000);
    assert_says(&inspection, "fault", "page fault: the instruction at f+0x2 (0x8000)");
    assert_says(&inspection, "block", "CORRUPT: sum 1, frames here give 2");
    inspect_address(&inspection, &fixture->index, 0x9000);
    assert_says(&inspection, "fault", "this address was accessed");
}

static void fault_without_vector_and_address_is_taken_and_a_broken_one_is_not(void **state)
{
    struct fixture *fixture = *state;
    struct model *model = fixture->stream.model;

    test_stream_send(&fixture->stream,
                     "'t':'fault','name':'x','eip':'nonsense','place':'','text':''");
    assert_false(model->fault.known);
    test_stream_send(&fixture->stream, "'t':'fault','vector':'e','name':'x','eip':'1','place':'',"
                                       "'text':''");
    assert_false(model->fault.known);
    test_stream_send(&fixture->stream, "'t':'fault','name':'assertion','eip':'1','place':'f',"
                                       "'text':'why'");
    assert_true(model->fault.known);
    assert_false(model->fault.has_vector || model->fault.has_address);
    assert_string_equal(model->fault.name, "assertion");
    test_stream_send(&fixture->stream, "'t':'boot','step':1");
    assert_true(model->fault.known);
    fixture->stream.n = 0;
    test_stream_send(&fixture->stream, "'t':'boot','step':1");
    assert_false(model->fault.known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(addresses_and_symbols_are_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_address_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(everything_known_of_an_address_is_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(corruption_and_faults_are_said, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            fault_without_vector_and_address_is_taken_and_a_broken_one_is_not, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
