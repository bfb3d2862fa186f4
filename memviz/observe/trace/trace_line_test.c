/*
 * Each form of line that Bochs prints, recorded from it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memviz/observe/trace/trace_line.h"

static struct trace_line parse(const char *text)
{
    /* In memory of exactly its size, so that a read past its end is seen. */
    size_t size = strlen(text);
    char *copy = malloc(size + 1);
    struct trace_line line;

    memcpy(copy, text, size);
    trace_line_parse(&line, copy, size);
    line.text = NULL;
    free(copy);
    return line;
}

static void test_instructions(void **state)
{
    struct trace_line line = parse("(0).[16300072] [0x000000007c18] 0000:7c18 (unk. ctxt): rep "
                                   "stosw word ptr es:[di], ax ; f3ab");

    (void)state;
    assert_int_equal(line.kind, TRACE_INSN);
    assert_true(line.real);
    assert_int_equal(line.tick, 16300072);
    assert_int_equal(line.address, 0x7c18);
    line = parse("(0).[16317964] [0x000000007b62] 0008:0000000000107b62 (start+12): nop ; 90");
    assert_int_equal(line.kind, TRACE_INSN);
    assert_false(line.real);
    assert_int_equal(line.selector, 8);
    assert_int_equal(line.offset, 0x107b62);
    line = parse("(0).[16311986] ??? (physical address not available)");
    assert_int_equal(line.kind, TRACE_NO_INSN);
}

static void test_accesses(void **state)
{
    struct trace_line line =
        parse("[CPU0 WR]: LIN 0x0000000000007bfe PHY 0x000000007bfe (len=2, UC): 0x8966");

    (void)state;
    assert_int_equal(line.kind, TRACE_WRITE);
    assert_true(line.has_linear);
    assert_int_equal(line.value, 0x8966);
    line = parse("[CPU0 RD]: PHY 0x00000000a020 (len=4, UC): 0x00008003\t; PTE");
    assert_int_equal(line.kind, TRACE_READ);
    assert_true(line.walk);
    assert_false(line.has_linear);
    /* The upper half comes first. */
    line = parse("[CPU0 RD]: LIN 0x0000000000007c48 PHY 0x000000007c48 (len=8, UC): 0x00CF9200 "
                 "0x0000FFFF");
    assert_int_equal(line.value, 0x00cf92000000ffff);
    line = parse("[CPU0 RD]: LIN 0x0000000000101000 PHY 0x000000101000 (len=3, UC) 01 2c 22");
    assert_int_equal(line.kind, TRACE_READ);
    assert_int_equal(line.value, 0x222c01);
    /* A value that ends in E is no page-table entry. */
    line = parse("[CPU0 RW]: LIN 0x0000000000007bfe PHY 0x000000007bfe (len=4, UC): 0x8966040E");
    assert_int_equal(line.kind, TRACE_MODIFY);
    assert_false(line.walk);
}

static void test_events(void **state)
{
    struct trace_line line =
        parse("event at t=12998335 DMA addr=0x7e00 size=512 op=write val=0xea");

    (void)state;
    assert_int_equal(line.kind, TRACE_DMA);
    assert_true(line.write);
    assert_int_equal(line.length, 512);
    assert_int_equal(parse("event at t=16301508 A20 val=1").kind, TRACE_A20);
    assert_int_equal(parse("event at t=16482729 IRQ irq=0 vec=8").kind, TRACE_IRQ);
    line = parse("event at t=16300656 IO addr=0x1f0 size=4 op=read val=0xe8fe14be");
    assert_int_equal(line.kind, TRACE_IO);
    assert_int_equal(line.number, 0x1f0);
    line = parse("CPU 0: Interrupt 0x08 occurred (error_code=0x0000)");
    assert_int_equal(line.kind, TRACE_INTERRUPT);
    line = parse("CPU 0: Exception 0x0d - (#GP) general protection fault occurred "
                 "(error_code=0x0043)");
    assert_int_equal(line.kind, TRACE_EXCEPTION);
    assert_int_equal(line.error, 0x43);
    assert_int_equal(parse("CPU 0: HALTED").kind, TRACE_HALT);
    assert_int_equal(parse("Next at t=0").kind, TRACE_STOP);
}

static void test_cut_lines(void **state)
{
    const char *whole =
        "[CPU0 RD]: LIN 0x0000000000007c48 PHY 0x000000007c48 (len=8, UC): 0x00CF9200 0x0000FFFF";
    char cut[128];

    (void)state;
    for (size_t size = 1; size < strlen(whole); size++) {
        memcpy(cut, whole, size);
        cut[size] = '\0';
        assert_int_equal(parse(cut).kind, TRACE_UNKNOWN);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_instructions),
        cmocka_unit_test(test_accesses),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_cut_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
