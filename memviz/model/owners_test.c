#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memviz/model/owners.h"
#include "memviz/model/sync.h"
#include "tests/memviz/test_stream.h"

/* The machine has the used frames 8 to b. */
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

static void assert_owner(const struct test_stream *stream, uint64_t address, const char *tag)
{
    const struct model_owner *owner = owners_find(stream->model, address);

    if (tag == NULL)
        assert_null(owner);
    else
        assert_string_equal(owner->tag, tag);
}

static void a_list_that_has_begun_must_be_whole(void **state)
{
    struct test_stream *stream = *state;

    assert_int_equal(sync_compute_verdict(stream->model).state, SYNC_OK);
    test_stream_send(stream, "'t':'owner','i':1,'of':2,'start':'e000','end':'f000','tag':'second'");
    struct sync_verdict verdict = sync_compute_verdict(stream->model);
    assert_int_equal(verdict.state, SYNC_LIST_INCOMPLETE);
    assert_string_equal(verdict.list, "owners");
    assert_owner(stream, 0xe800, "second");
    test_stream_send(stream, "'t':'owner','i':0,'of':2,'start':'c000','end':'e000','tag':'first'");
    assert_int_equal(sync_compute_verdict(stream->model).state, SYNC_OK);
    assert_owner(stream, 0xbfff, NULL);
    assert_owner(stream, 0xc000, "first");
    assert_owner(stream, 0xdfff, "first");
    assert_owner(stream, 0xe000, "second");
    assert_owner(stream, 0xf000, NULL);
}

static void an_empty_list_is_known_to_be_empty(void **state)
{
    struct test_stream *stream = *state;

    test_stream_send(stream, "'t':'owner','i':0,'of':1,'start':'c000','end':'e000','tag':'x'");
    test_stream_send(stream, "'t':'owner','i':0,'of':0");
    assert_int_equal(sync_compute_verdict(stream->model).state, SYNC_OK);
    assert_true(owners_are_complete(stream->model));
    assert_owner(stream, 0xc000, NULL);
}

static void records_that_do_not_fit_are_refused(void **state)
{
    static const char *const bad[] = {
        "'t':'owner','i':0,'of':1,'start':'e000','end':'c000','tag':'x'",
        "'t':'owner','i':0,'of':1,'start':'c000','tag':'x'",
        "'t':'owner','i':1,'of':0",
        "'t':'owner','i':1,'of':1,'start':'c000','end':'e000','tag':'x'",
        "'t':'owner','i':0,'of':1,'start':'c000','end':'e000'",
    };
    struct test_stream *stream = *state;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        test_stream_send(stream, bad[i]);
        assert_false(stream->model->owners_known);
    }
}

static void what_nobody_claims_is_a_sum_too(void **state)
{
    struct test_stream *stream = *state;
    struct owner_sums sums;

    test_stream_send(stream, "'t':'owner','i':0,'of':2,'start':'8000','end':'9000','tag':'a'");
    test_stream_send(stream, "'t':'owner','i':1,'of':2,'start':'a000','end':'b000','tag':'a'");
    owners_sum(&sums, stream->model, OWNERS_BY_TAG);
    assert_int_equal(sums.count, 2);
    assert_string_equal(sums.sums[0].tag, "(no owner)");
    assert_int_equal(sums.sums[0].frames + sums.sums[1].frames, stream->model->total.used);
    assert_int_equal(sums.sums[1].runs, 2);
    assert_int_equal(sums.sums[1].frames, 2);
    owners_sum(&sums, stream->model, OWNERS_BY_ADDRESS);
    assert_string_equal(sums.sums[0].tag, "a");
}

int main(void)
{
#define OWNERS_TEST(test) cmocka_unit_test_setup_teardown(test, open_machine, close_machine)
    const struct CMUnitTest tests[] = {
        OWNERS_TEST(a_list_that_has_begun_must_be_whole),
        OWNERS_TEST(an_empty_list_is_known_to_be_empty),
        OWNERS_TEST(records_that_do_not_fit_are_refused),
        OWNERS_TEST(what_nobody_claims_is_a_sum_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
