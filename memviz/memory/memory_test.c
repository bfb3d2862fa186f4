/* The order of the kinds is that of the ranks, which the header promises. */
#include "memviz/memory/memory.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "kernel/core/e820.h"

/* One past the documented types: any other is taken as reserved. */
#define TYPES_END 9u

static void the_kinds_of_types_are_in_the_order_of_their_ranks(void **state)
{
    (void)state;
    for (uint32_t a = 0; a < TYPES_END; a++) {
        for (uint32_t b = 0; b < TYPES_END; b++) {
            enum memory_kind kind_a = memory_get_mapped_kind(a);
            enum memory_kind kind_b = memory_get_mapped_kind(b);
            assert_int_equal(kind_a < kind_b, e820_type_rank(a) < e820_type_rank(b));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kinds_of_types_are_in_the_order_of_their_ranks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
