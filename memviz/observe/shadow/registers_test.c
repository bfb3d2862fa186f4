/*
 * The stack pointer as the accesses of a return show it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "memviz/observe/shadow/registers.h"

#define STACK 0x8fe50u

/* An iret pops three words, and reads the descriptor of the code it returns to. */
static void return_past(struct registers *registers, uint64_t descriptor)
{
    static struct step step;
    struct insn insn = {.op = OP_IRET};

    step = (struct step){.kind = STEP_INSN, .access_count = 4};
    for (unsigned i = 0; i < 3; i++)
        step.accesses[i] = (struct access){
            .kind = TRACE_READ, .has_linear = true, .length = 4, .linear = STACK + 4 * i};
    step.accesses[3] =
        (struct access){.kind = TRACE_READ, .has_linear = true, .length = 8, .linear = descriptor};
    registers_follow_stack(registers, &step, &insn);
}

static void a_descriptor_is_not_popped(void **state)
{
    static const uint64_t descriptors[] = {0x1000, 0x122768};

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct registers registers;
        registers_init(&registers);
        return_past(&registers, descriptors[i]);
        assert_true(registers.stack_known);
        assert_int_equal(registers.stack, STACK + 12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_descriptor_is_not_popped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
