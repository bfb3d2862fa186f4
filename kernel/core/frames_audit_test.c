#include "kernel/core/frames_audit.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/core/bits.h"
#include "kernel/core/frames_bounds.h"
#include "tests/core/check.h"

static struct frames frames;
static void *memory;

/* 5000 frames of 6000: reserved below 100, used to 300, the rest free. */
static int start(void **state)
{
    uint32_t first;

    (void)state;
    memory = malloc(frames_memory_size(6000));
    if (memory == NULL)
        return 1;
    frames_init(&frames, memory, 5000, 6000);
    frames_release(&frames, 100, 5000);
    frames_alloc_run(&frames, 200, 1, &first);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

static void assert_corrupt_at(uint32_t expected)
{
    uint32_t frame = 7;

    assert_int_equal(frames_audit_verify(&frames, &frame), STATUS_CORRUPT);
    assert_int_equal(frame, expected);
}

static void what_the_allocator_leaves_is_sound(void **state)
{
    uint32_t frame = 7;

    (void)state;
    assert_int_equal(frames_audit_verify(&frames, &frame), STATUS_OK);
    while (frames_alloc(&frames, &frame) == STATUS_OK)
        continue;
    assert_int_equal(frames_audit_verify(&frames, &frame), STATUS_OK);
    assert_int_equal(frames_free_run(&frames, 1000, 2000), STATUS_OK);
    assert_int_equal(frames_grow(&frames, 6000), STATUS_OK);
    assert_int_equal(frames_audit_verify(&frames, &frame), STATUS_OK);
}

static void wrong_counts_are_told_from_wrong_bits(void **state)
{
    (void)state;
    frames.free--;
    assert_corrupt_at(FRAMES_AUDIT_COUNTS);
    frames.free++;
    frames.used++;
    assert_corrupt_at(FRAMES_AUDIT_COUNTS);
}

static void a_reserved_frame_that_is_free_is_named(void **state)
{
    (void)state;
    bits_clear(frames.bitmap, 42);
    assert_corrupt_at(42);
}

static void a_frame_past_the_end_that_is_free_is_named(void **state)
{
    (void)state;
    bits_clear(frames.bitmap, 5000);
    assert_corrupt_at(5000);
    bits_set(frames.bitmap, 5000);
    bits_clear(frames.reserved, 5001);
    assert_corrupt_at(5001);
    bits_set(frames.reserved, 5001);
    bits_clear(frames.reserved, 5999);
    assert_corrupt_at(5999);
}

static void a_flipped_bit_of_either_bitmap_is_always_noticed(void **state)
{
    uint32_t frame;

    (void)state;
    for (uint32_t bit = 0; bit < 6000; bit++) {
        frames.bitmap[bit / 32] ^= 1u << bit % 32;
        assert_int_equal(frames_audit_verify(&frames, &frame), STATUS_CORRUPT);
        frames.bitmap[bit / 32] ^= 1u << bit % 32;
        frames.reserved[bit / 32] ^= 1u << bit % 32;
        assert_int_equal(frames_audit_verify(&frames, &frame), STATUS_CORRUPT);
        frames.reserved[bit / 32] ^= 1u << bit % 32;
    }
    assert_int_equal(frames_audit_verify(&frames, &frame), STATUS_OK);
}

static void a_flipped_bit_of_the_tree_names_the_frames_below(void **state)
{
    (void)state;
    for (uint32_t bit = 0; bit < FRAMES_TREE_WORDS * 32; bit++) {
        uint32_t below = bit + 1; /* the word that the bit stands for */
        while (below < FRAMES_TREE_WORDS)
            below = below * 32 + 1;
        frames.tree[bit / 32] ^= 1u << bit % 32;
        uint32_t frame;
        assert_int_equal(frames_audit_verify(&frames, &frame), STATUS_CORRUPT);
        assert_true(frame <= (below - FRAMES_TREE_WORDS) * 32);
        frames.tree[bit / 32] ^= 1u << bit % 32;
    }
    frames.tree[33] ^= 1u << 5;
    assert_corrupt_at(5 * 32);
}

static void a_wrong_tree_never_gives_out_a_taken_frame(void **state)
{
    uint64_t seed = 9;

    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        struct frames copy = frames;
        uint32_t frame = 0;
        uint32_t bit = random_below(&seed, (1 + 32 + 1024 / 8) * 32);
        uint32_t old = frames.tree[bit / 32];
        uint32_t saved[FRAMES_TREE_WORDS + 188];
        memcpy(saved, frames.tree, sizeof saved);
        frames.tree[bit / 32] = random_below(&seed, 2) ? old ^ 1u << bit % 32 : 0;
        enum status status = frames_alloc(&frames, &frame);
        if (status == STATUS_OK)
            assert_true(frame >= 300 && frame < 5000);
        else
            assert_int_equal(status, STATUS_CORRUPT);
        memcpy(frames.tree, saved, sizeof saved);
        frames = copy;
    }
}

static void bounds_that_are_too_small_are_named(void **state)
{
    uint32_t first;

    (void)state;
    /* A search that reads group 0 in vain makes its bounds exact. */
    assert_int_equal(frames_alloc_run(&frames, 700, 2048, &first), STATUS_OK);
    assert_int_equal(first, 2048);
    struct frames_bounds b = bounds_unpack(frames.groups[0]);
    assert_int_equal(b.start, 0);
    assert_int_equal(b.longest, 724);
    assert_int_equal(b.end, 724);
    for (unsigned member = 0; member < 2; member++) {
        struct frames_bounds wrong = b;
        *(member == 0 ? &wrong.longest : &wrong.end) -= 1;
        frames.groups[0] = bounds_pack(wrong);
        assert_corrupt_at(0);
    }
    frames.groups[0] = bounds_pack(b);
    frames.groups[3] = bounds_pack((struct frames_bounds){1023, 1023, 1023});
    assert_corrupt_at(3 * FRAMES_GROUP);
    frames.groups[3] = BOUNDS_UNKNOWN;
    frames.sections[0].longest = 2;
    assert_corrupt_at(0);
    frames.sections[0].longest = BOUNDS_UNKNOWN;
    assert_int_equal(frames_audit_verify(&frames, &first), STATUS_OK);
}

static void a_free_frame_below_the_lowest_word_is_named(void **state)
{
    uint32_t frame;

    (void)state;
    assert_int_equal(frames_free(&frames, 150), STATUS_OK);
    frames.lowest = 300 / 32;
    frames.second = frames.lowest;
    assert_corrupt_at(150);
    frames.lowest = 0;
    frames.second = 300 / 32;
    assert_corrupt_at(150);
    frames.second = 150 / 32;
    assert_int_equal(frames_audit_verify(&frames, &frame), STATUS_OK);
}

/* The definition of docs/telemetry.md word for word: bytes made of bits, and a
 * CRC that takes one bit at a time. */
static uint32_t crc_bit(uint32_t crc, unsigned bit)
{
    return (crc >> 1) ^ ((crc ^ bit) & 1u ? 0xedb88320u : 0);
}

static uint32_t reference_checksum(uint32_t block)
{
    uint32_t crc = UINT32_MAX;

    for (unsigned half = 0; half < 2; half++) {
        for (uint32_t i = 0; i < FRAMES_BLOCK; i++) {
            uint32_t frame = block * FRAMES_BLOCK + i;
            unsigned bit = 1;
            if (frame < frames.count)
                bit = half == 0 ? frames_state(&frames, frame) != FRAME_FREE
                                : frames_state(&frames, frame) == FRAME_RESERVED;
            crc = crc_bit(crc, bit);
        }
    }
    return ~crc;
}

static void checksums_are_those_of_the_telemetry_document(void **state)
{
    static const uint32_t counts[] = {1, 32, 33, 5000, 8191, 8192, 8193, 16384, 20001};
    uint64_t seed = 3;

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(counts); i++) {
        uint32_t count = counts[i];
        uint32_t frame;
        free(memory);
        memory = malloc(frames_memory_size(count + 3000));
        frames_init(&frames, memory, count, count + 3000);
        frames_release(&frames, count / 7, count);
        for (uint32_t n = 0; n < count / 2; n++)
            frames_alloc(&frames, &frame);
        for (uint32_t n = 0; n < count / 3; n++)
            frames_free(&frames, random_below(&seed, count));
        for (uint32_t block = 0; block <= count / FRAMES_BLOCK + 1; block++)
            assert_int_equal(frames_audit_checksum(&frames, block), reference_checksum(block));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_the_allocator_leaves_is_sound, start, stop),
        cmocka_unit_test_setup_teardown(wrong_counts_are_told_from_wrong_bits, start, stop),
        cmocka_unit_test_setup_teardown(a_reserved_frame_that_is_free_is_named, start, stop),
        cmocka_unit_test_setup_teardown(a_frame_past_the_end_that_is_free_is_named, start, stop),
        cmocka_unit_test_setup_teardown(a_flipped_bit_of_either_bitmap_is_always_noticed, start,
                                        stop),
        cmocka_unit_test_setup_teardown(a_flipped_bit_of_the_tree_names_the_frames_below, start,
                                        stop),
        cmocka_unit_test_setup_teardown(a_wrong_tree_never_gives_out_a_taken_frame, start, stop),
        cmocka_unit_test_setup_teardown(bounds_that_are_too_small_are_named, start, stop),
        cmocka_unit_test_setup_teardown(a_free_frame_below_the_lowest_word_is_named, start, stop),
        cmocka_unit_test_setup_teardown(checksums_are_those_of_the_telemetry_document, start, stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
