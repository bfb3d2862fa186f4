#include "kernel/core/backtrace.h"

#include <string.h>

#include "layout_constants.h"
#include "tests/core/check.h"
#include "tests/core/fixture.h"

/* alpha 0x101000-0x101100, dead_end 0x101100-0x101180, omega up to 0x102000. */
static const uint16_t steps[] = {0, 0x100, 0x80, 0xe80};
static const struct symbols symbols = {4, 0x101000, steps, "alpha\0dead_end\0omega\0"};

static struct machine machine;
static char text[8192];
static struct fmt_buffer buffer;

static int start(void **state)
{
    (void)state;
    fixture_machine_bochs(&machine);
    return 0;
}

static struct fmt_sink sink(void)
{
    return fmt_buffer_init(&buffer, text, sizeof text);
}

static void assert_holds(const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("'%s' is not in: %s", part, text);
}

/* A frame at an address: the caller's frame above it, and where it returns to. */
static void put_frame(uint32_t at, uint32_t above, uint32_t caller)
{
    memcpy(machine.ops.reach(at), &above, 4);
    memcpy(machine.ops.reach(at + 4), &caller, 4);
}

static struct fault fault_with_frame(uint32_t ebp)
{
    return (struct fault){.vector = 6, .registers = {.eip = 0x101004, .ebp = ebp}};
}

static const char *backtrace(uint32_t ebp)
{
    struct fault fault = fault_with_frame(ebp);

    backtrace_print(sink(), &machine, &symbols, &fault);
    return text;
}

#define HERE   "backtrace: alpha+0x4 (0x00101004)\n"
#define INDENT "           "

static void a_backtrace_follows_the_frames(void **state)
{
    (void)state;
    put_frame(0x8f000, 0x8f100, 0x101100);
    put_frame(0x8f100, 0x8f200, 0x101190);
    put_frame(0x8f200, 0, 0x108000);
    assert_string_equal(backtrace(0x8f000),
                        HERE INDENT "alpha+0x100 (0x00101100)\n" INDENT
                                    "omega+0x10 (0x00101190)\n" INDENT "0x00108000\n");
}

static void damaged_frame_pointers_end_it(void **state)
{
    static const uint32_t damaged[] = {
        0,       1,       0x8f001, 0xdeadbeef, UINT32_MAX, UINT32_MAX - 3, LAYOUT_PM_STACK - 4,
        0x8fffc, 0x90000, 0x7c00,  0x8000000};

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(damaged); i++)
        assert_string_equal(backtrace(damaged[i]), HERE);
    put_frame(0x8f000, 0x8f000, 0x101190); /* in a circle */
    assert_string_equal(backtrace(0x8f000), HERE INDENT "omega+0x10 (0x00101190)\n");
    put_frame(0x8f000, 0x8b100, 0x101190); /* downwards */
    assert_string_equal(backtrace(0x8f000), HERE INDENT "omega+0x10 (0x00101190)\n");
    put_frame(0x8f000, 0xfffffff8, 0x101190); /* out of all memory */
    assert_string_equal(backtrace(0x8f000), HERE INDENT "omega+0x10 (0x00101190)\n");
}

static void the_highest_frame_of_a_stack_counts(void **state)
{
    (void)state;
    put_frame(LAYOUT_PM_STACK_END - 8, 0, 0x101190);
    assert_string_equal(backtrace(LAYOUT_PM_STACK_END - 8),
                        HERE INDENT "omega+0x10 (0x00101190)\n");
}

static void recursion_takes_one_line(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 200; i++)
        put_frame(0x8c000 + 16 * i, 0x8c010 + 16 * i, 0x101020);
    put_frame(0x8c000 + 16 * 200, 0, 0x101190);
    backtrace(0x8c000);
    assert_holds(HERE INDENT "alpha+0x20 (0x00101020), 200 times\n" INDENT "omega+0x10");
}

static void a_deep_backtrace_is_cut(void **state)
{
    unsigned lines = 0;

    (void)state;
    for (uint32_t i = 0; i < 200; i++)
        put_frame(0x8c000 + 16 * i, 0x8c010 + 16 * i, 0x101020 + 4 * i);
    for (const char *c = backtrace(0x8c000); *c != '\0'; c++)
        lines += *c == '\n';
    assert_int_equal(lines, BACKTRACE_LINES + 2);
    assert_holds("\n" INDENT "...\n");
}

/* omega is called from alpha, whose frame ebp still is; the first instruction pushes it, the
 * second takes esp. What is no such function has no caller on the stack that is certain. */
static void a_function_without_its_frame_yet_has_a_caller(void **state)
{
    static const char code[] = "\x55\x89\xe5";
    struct fault fault = {.vector = FAULT_DEBUG,
                          .registers = {.eip = 0x101180, .ebp = 0x8f100, .esp = 0x8f000}};

    (void)state;
    machine.image.text_start = 0x101000;
    machine.image.text_end = 0x102000;
    put_frame(0x8f100, 0, 0x101150);
    put_frame(0x8f000, 0x101040, 0x101044);
    memcpy(machine.ops.reach(0x101180), code, 3);
    backtrace_print(sink(), &machine, &symbols, &fault);
    assert_holds("omega+0x0 (0x00101180)\n" INDENT "alpha+0x40 (0x00101040)\n" INDENT "dead_end");
    fault.registers.eip++;
    backtrace_print(sink(), &machine, &symbols, &fault);
    assert_holds("omega+0x1 (0x00101181)\n" INDENT "alpha+0x44 (0x00101044)\n" INDENT "dead_end");
    fault.registers.eip += 2;
    backtrace_print(sink(), &machine, &symbols, &fault);
    assert_holds("omega+0x3 (0x00101183)\n" INDENT "dead_end+0x50");
    fault.registers.eip = 0x101180;
    *machine.ops.reach(0x101180) = 0x90;
    backtrace_print(sink(), &machine, &symbols, &fault);
    assert_holds("omega+0x0 (0x00101180)\n" INDENT "dead_end+0x50");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_backtrace_follows_the_frames, start),
        cmocka_unit_test_setup(damaged_frame_pointers_end_it, start),
        cmocka_unit_test_setup(the_highest_frame_of_a_stack_counts, start),
        cmocka_unit_test_setup(recursion_takes_one_line, start),
        cmocka_unit_test_setup(a_deep_backtrace_is_cut, start),
        cmocka_unit_test_setup(a_function_without_its_frame_yet_has_a_caller, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
