#include "kernel/core/ring.h"

#include "tests/core/check.h"

static uint8_t bytes[16];
static struct ring ring;

static int start(void **state)
{
    (void)state;
    ring_init(&ring, bytes, sizeof bytes);
    return 0;
}

static void a_new_ring_is_empty(void **state)
{
    uint8_t byte = 7;

    (void)state;
    assert_int_equal(ring_count(&ring), 0);
    assert_int_equal(ring_room(&ring), 16);
    assert_false(ring_get(&ring, &byte));
    assert_int_equal(byte, 7);
}

static void a_full_ring_refuses_and_loses_nothing(void **state)
{
    uint8_t byte;

    (void)state;
    for (unsigned i = 0; i < 16; i++)
        assert_true(ring_put(&ring, (uint8_t)i));
    assert_false(ring_put(&ring, 99));
    assert_int_equal(ring_room(&ring), 0);
    for (unsigned i = 0; i < 16; i++) {
        assert_true(ring_get(&ring, &byte));
        assert_int_equal(byte, i);
    }
    assert_false(ring_get(&ring, &byte));
}

static void bytes_come_in_order_while_the_counters_wrap(void **state)
{
    uint64_t seed = 1;
    uint32_t put = 0;
    uint32_t got = 0;
    uint8_t byte;

    (void)state;
    ring.written = ring.read = UINT32_MAX - 1000;
    for (unsigned i = 0; i < 20000; i++) {
        bool has_room = put - got < 16;
        if (random_below(&seed, 2) == 0) {
            assert_int_equal(ring_put(&ring, (uint8_t)put), has_room);
            put += has_room;
        } else if (put != got) {
            assert_true(ring_get(&ring, &byte));
            assert_int_equal(byte, (uint8_t)got++);
        } else {
            assert_false(ring_get(&ring, &byte));
        }
        assert_int_equal(ring_count(&ring), put - got);
        assert_int_equal(ring_room(&ring), 16 - (put - got));
    }
    assert_true(put > 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_new_ring_is_empty, start),
        cmocka_unit_test_setup(a_full_ring_refuses_and_loses_nothing, start),
        cmocka_unit_test_setup(bytes_come_in_order_while_the_counters_wrap, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
