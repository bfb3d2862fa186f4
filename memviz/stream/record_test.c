#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/memviz/test_stream.h"

#define BEAT "'t':'beat','ms':1,'lost':0"

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

static void feed_text(struct test_stream *stream, const char *text)
{
    record_decoder_feed(&stream->decoder, text, strlen(text));
}

static void assert_counts(const struct test_stream *stream, uint64_t accepted, uint64_t rejected,
                          uint64_t lost)
{
    assert_int_equal(stream->decoder.counts.accepted, accepted);
    assert_int_equal(stream->decoder.counts.rejected, rejected);
    assert_int_equal(stream->decoder.counts.lost, lost);
}

static void fletcher16_equals_published_values(void **state)
{
    (void)state;
    assert_int_equal(record_fletcher16("abcde", 5), 0xc8f0);
    assert_int_equal(record_fletcher16("abcdef", 6), 0x2057);
    assert_int_equal(record_fletcher16("abcdefgh", 8), 0x0627);
    assert_int_equal(record_fletcher16("", 0), 0);
}

static void record_is_accepted_with_its_number_and_type(void **state)
{
    struct test_stream *stream = *state;

    test_stream_send(stream, "'t':'boot','step':1");
    assert_counts(stream, 1, 0, 0);
    assert_string_equal(stream->last_type, "boot");
    assert_int_equal(stream->last.n, 0);
    assert_true(stream->last.new_boot);
    assert_false(stream->last.gap);
}

static void records_may_arrive_byte_by_byte(void **state)
{
    struct test_stream *stream = *state;
    char bytes[TEST_RECORD_SIZE];
    size_t size = test_stream_encode(bytes, 0, BEAT);

    for (size_t i = 0; i < size; i++) {
        assert_counts(stream, 0, 0, 0);
        record_decoder_feed(&stream->decoder, bytes + i, 1);
    }
    assert_counts(stream, 1, 0, 0);
}

static void any_single_changed_byte_is_rejected_or_harmless(void **state)
{
    struct test_stream *stream = *state;
    char bytes[TEST_RECORD_SIZE];
    size_t size = test_stream_encode(bytes, 0, BEAT);

    /* RS and LF apart: what their loss does is tested below. */
    for (size_t i = 1; i + 1 < size; i++) {
        for (unsigned flip = 1; flip < 256; flip++) {
            char damaged[TEST_RECORD_SIZE];
            memcpy(damaged, bytes, size);
            damaged[i] = (char)(damaged[i] ^ flip);
            record_decoder_feed(&stream->decoder, damaged, size);
            assert_int_equal(stream->decoder.counts.accepted, 0);
        }
    }
    assert_true(stream->decoder.counts.rejected >= (size - 2) * 255);
    assert_true(stream->damages > 0);
}

static void any_removed_byte_is_rejected(void **state)
{
    struct test_stream *stream = *state;
    char bytes[TEST_RECORD_SIZE];
    size_t size = test_stream_encode(bytes, 0, BEAT);

    for (size_t i = 1; i + 1 < size; i++) {
        record_decoder_feed(&stream->decoder, bytes, i);
        record_decoder_feed(&stream->decoder, bytes + i + 1, size - i - 1);
    }
    assert_counts(stream, 0, size - 2, 0);
}

static void lost_line_feed_costs_its_record_only(void **state)
{
    struct test_stream *stream = *state;
    char bytes[TEST_RECORD_SIZE];
    size_t size = test_stream_encode(bytes, 0, BEAT);

    record_decoder_feed(&stream->decoder, bytes, size - 1);
    stream->n = 1;
    test_stream_send(stream, BEAT);
    assert_counts(stream, 1, 1, 0);
}

static void lost_separator_costs_its_record_only(void **state)
{
    struct test_stream *stream = *state;

    test_stream_send(stream, BEAT);
    char bytes[TEST_RECORD_SIZE];
    size_t size = test_stream_encode(bytes, stream->n++, BEAT);
    record_decoder_feed(&stream->decoder, bytes + 1, size - 1);
    assert_int_equal(stream->decoder.counts.resynchronised, 1);
    test_stream_send(stream, BEAT);
    assert_counts(stream, 2, 0, 1);
    assert_true(stream->last.gap);
}

static void record_of_512_bytes_is_accepted_and_of_513_is_not(void **state)
{
    struct test_stream *stream = *state;

    for (size_t total = 512; total <= 513; total++) {
        char bytes[TEST_RECORD_SIZE];
        char members[600] = "'t':'pad','x':'";
        size_t empty = test_stream_encode(bytes, 0, "'t':'pad','x':''");
        memset(members + strlen(members), 'x', total - empty);
        strcat(members, "'");
        assert_int_equal(test_stream_encode(bytes, 0, members), total);
        record_decoder_feed(&stream->decoder, bytes, total);
        assert_counts(stream, 1, total - 512, 0);
    }
    stream->n = 1;
    test_stream_send(stream, BEAT);
    assert_counts(stream, 2, 1, 0);
}

static void endless_record_is_rejected_once(void **state)
{
    struct test_stream *stream = *state;

    feed_text(stream, "\x1e");
    for (unsigned i = 0; i < 10000; i++)
        feed_text(stream, "{{{{{{{{");
    assert_counts(stream, 0, 1, 0);
    test_stream_send(stream, BEAT);
    assert_counts(stream, 1, 1, 0);
}

static void what_is_no_record_is_rejected_though_it_checks(void **state)
{
    static const char *const bodies[] = {
        "'t':5",
        "'x':'y'",
        "'t':'beat','t':'beat','ms':1,'lost':0",
        "'t':'beat'",
    };
    struct test_stream *stream = *state;

    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        char bytes[TEST_RECORD_SIZE];
        size_t size = test_stream_encode(bytes, 0, bodies[i]);
        record_decoder_feed(&stream->decoder, bytes, size);
        assert_counts(stream, 0, i + 1, 0);
    }
}

static void missing_numbers_are_counted_as_lost(void **state)
{
    struct test_stream *stream = *state;

    test_stream_send(stream, BEAT);
    stream->n += 3;
    test_stream_send(stream, BEAT);
    assert_counts(stream, 2, 0, 3);
    assert_true(stream->last.gap);
    test_stream_send(stream, BEAT);
    assert_false(stream->last.gap);
}

static void late_reader_has_a_gap_but_lost_nothing(void **state)
{
    struct test_stream *stream = *state;

    stream->n = 0x5000;
    test_stream_send(stream, BEAT);
    assert_counts(stream, 1, 0, 0);
    assert_true(stream->last.gap);
    assert_false(stream->last.new_boot);
}

static void number_zero_is_a_new_boot_without_gap(void **state)
{
    struct test_stream *stream = *state;

    test_stream_send(stream, BEAT);
    test_stream_send(stream, BEAT);
    stream->n = 0;
    test_stream_send(stream, "'t':'boot','step':1");
    assert_counts(stream, 3, 0, 0);
    assert_true(stream->last.new_boot);
    assert_false(stream->last.gap);
}

static void number_running_backwards_is_a_new_boot_with_a_gap(void **state)
{
    struct test_stream *stream = *state;

    stream->n = 10;
    test_stream_send(stream, BEAT);
    stream->n = 2;
    test_stream_send(stream, BEAT);
    assert_true(stream->last.new_boot);
    assert_true(stream->last.gap);
    assert_counts(stream, 2, 0, 2);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static void random_bytes_never_stop_it(void **state)
{
    struct test_stream *stream = *state;
    uint32_t seed = 0x1badb002;
    /* Bytes that JSON and the framing know are as frequent as all others. */
    static const char frequent[] = "\x1e\n{}[]\":,ntc0aF\\u";

    for (unsigned i = 0; i < 2000000; i++) {
        uint32_t value = next_random(&seed);
        char byte = value & 0x100 ? (char)value : frequent[(value >> 9) % (sizeof frequent - 1)];
        record_decoder_feed(&stream->decoder, &byte, 1);
    }
    feed_text(stream, "\n");
    uint64_t accepted = stream->decoder.counts.accepted;
    test_stream_send(stream, BEAT);
    assert_int_equal(stream->decoder.counts.accepted, accepted + 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_stream, close_stream)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fletcher16_equals_published_values),
        TEST(record_is_accepted_with_its_number_and_type),
        TEST(records_may_arrive_byte_by_byte),
        TEST(any_single_changed_byte_is_rejected_or_harmless),
        TEST(any_removed_byte_is_rejected),
        TEST(lost_line_feed_costs_its_record_only),
        TEST(lost_separator_costs_its_record_only),
        TEST(record_of_512_bytes_is_accepted_and_of_513_is_not),
        TEST(endless_record_is_rejected_once),
        TEST(what_is_no_record_is_rejected_though_it_checks),
        TEST(missing_numbers_are_counted_as_lost),
        TEST(late_reader_has_a_gap_but_lost_nothing),
        TEST(number_zero_is_a_new_boot_without_gap),
        TEST(number_running_backwards_is_a_new_boot_with_a_gap),
        TEST(random_bytes_never_stop_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
