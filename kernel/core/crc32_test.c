#include "kernel/core/crc32.h"

#include "tests/core/check.h"

static void known_texts_have_the_values_of_zlib(void **state)
{
    (void)state;
    assert_int_equal(crc32_update(0, "", 0), 0);
    assert_int_equal(crc32_update(0, "a", 1), 0xe8b7be43u);
    assert_int_equal(crc32_update(0, "123456789", 9), 0xcbf43926u);
    assert_int_equal(crc32_update(0, "The quick brown fox jumps over the lazy dog", 43),
                     0x414fa339u);
}

static void zeros_count(void **state)
{
    static const unsigned char zeros[32];

    (void)state;
    assert_int_equal(crc32_update(0, zeros, 1), 0xd202ef8du);
    assert_int_equal(crc32_update(0, zeros, 4), 0x2144df1cu);
    assert_int_equal(crc32_update(0, zeros, 32), 0x190a55adu);
}

static void a_value_can_be_continued_at_any_byte(void **state)
{
    static const char text[] = "123456789";

    (void)state;
    for (size_t split = 0; split <= 9; split++) {
        uint32_t first = crc32_update(0, text, split);
        assert_int_equal(crc32_update(first, text + split, 9 - split), 0xcbf43926u);
    }
}

static void every_flipped_bit_changes_the_value(void **state)
{
    unsigned char block[64] = {1, 2, 3};
    uint32_t whole = crc32_update(0, block, sizeof block);

    (void)state;
    for (unsigned bit = 0; bit < sizeof block * 8; bit++) {
        block[bit / 8] ^= (unsigned char)(1u << bit % 8);
        assert_int_not_equal(crc32_update(0, block, sizeof block), whole);
        block[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_texts_have_the_values_of_zlib),
        cmocka_unit_test(zeros_count),
        cmocka_unit_test(a_value_can_be_continued_at_any_byte),
        cmocka_unit_test(every_flipped_bit_changes_the_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
