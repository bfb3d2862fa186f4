/*
 * The shadow and the log against a naive reference, on random stores; and lines
 * that were damaged at random, which must neither crash nor pass for clean.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memviz/observe/rules/observer.h"
#include "memviz/observe/rules/verdict.h"
#include "memviz/observe/trace/steps.h"
#include "memviz/observe/rules/writers.h"

#define MEMORY 0x4000u
#define STORES 3000u
#define BASE   0x20000u

static uint32_t seed = 12345;

static uint32_t get_random(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

struct machine {
    struct observer observer;
    struct steps steps;
};

static struct machine *create_machine(void)
{
    struct machine *machine = malloc(sizeof *machine);

    assert_non_null(machine);
    assert_true(observer_init(&machine->observer));
    steps_init(&machine->steps, &machine->observer.sites, observer_take, &machine->observer);
    return machine;
}

static void destroy_machine(struct machine *machine)
{
    observer_free(&machine->observer);
    free(machine);
}

static void give(struct machine *machine, const char *line)
{
    steps_take(&machine->steps, line, strlen(line));
}

/* A store of 1, 2 or 4 bytes at a random place: the writer reported for each byte
 * equals the one that an array holds. */
static void test_writers_match_reference(void **state)
{
    static uint64_t reference[MEMORY];
    static uint8_t values[MEMORY];
    struct machine *machine = create_machine();
    char line[160];

    (void)state;
    for (uint32_t tick = 1; tick <= STORES; tick++) {
        uint32_t length = 1u << get_random(3);
        uint32_t offset = get_random(MEMORY - 4);
        uint32_t value = get_random(0xffffff);
        snprintf(line, sizeof line,
                 "(0).[%u] [0x000000007c00] 0000:7c00 (unk. ctxt): mov byte ptr ds:0x7c2a, dl ; "
                 "88162a7c",
                 tick);
        give(machine, line);
        snprintf(line, sizeof line, "[CPU0 WR]: LIN 0x%016x PHY 0x%012x (len=%u, UC): 0x%0*X",
                 BASE + offset, BASE + offset, length, (int)length * 2,
                 length == 4 ? value : value & ((1u << 8 * length) - 1));
        give(machine, line);
        for (uint32_t i = 0; i < length; i++) {
            reference[offset + i] = tick;
            values[offset + i] = (uint8_t)(value >> 8 * i);
        }
    }
    steps_end(&machine->steps);
    assert_int_equal(machine->steps.unknown, 0);
    for (uint32_t i = 0; i < MEMORY; i++) {
        struct observer *observer = &machine->observer;
        uint32_t index = writers_find(observer, BASE + i, UINT64_MAX, observer->log.count);
        struct shadow_byte byte = shadow_get(&observer->shadow, BASE + i);
        assert_int_equal(index, byte.store);
        assert_int_equal(index != 0 ? store_log_get(&observer->log, index)->tick : 0, reference[i]);
        if (index != 0)
            assert_int_equal(byte.value, values[i]);
    }
    destroy_machine(machine);
}

/* A descriptor that a return loads is no part of the stack, wherever it lies. */
static void test_descriptor_is_not_on_the_stack(void **state)
{
    static const char *const lines[] = {
        "(0).[10] [0x000000100209] 0008:0000000000100209 (unk. ctxt): iret ; cf",
        "[CPU0 RD]: LIN 0x000000000008fe58 PHY 0x00000008fe58 (len=4, UC): 0x00000246",
        "[CPU0 RD]: LIN 0x000000000008fe54 PHY 0x00000008fe54 (len=4, UC): 0x00000008",
        "[CPU0 RD]: LIN 0x000000000008fe50 PHY 0x00000008fe50 (len=4, UC): 0x00100CA3",
        "[CPU0 RD]: LIN 0x0000000000122768 PHY 0x000000122768 (len=8, UC): 0x00CF9B00 0x0000FFFF",
        "(0).[11] [0x000000100ca3] 0008:0000000000100ca3 (unk. ctxt): nop ; 90",
    };
    struct machine *machine = create_machine();

    (void)state;
    for (unsigned i = 0; i < sizeof lines / sizeof lines[0]; i++)
        give(machine, lines[i]);
    assert_true(machine->observer.registers.stack_known);
    assert_int_equal(machine->observer.registers.stack, 0x8fe5c);
    destroy_machine(machine);
}

static const char *const sample[] = {
    "(0).[100] [0x000000007c00] 0000:7c00 (unk. ctxt): mov ds, ax ; 8ed8",
    "(0).[101] [0x000000007c02] 0000:7c02 (unk. ctxt): push ax ; 50",
    "[CPU0 WR]: LIN 0x0000000000007bfe PHY 0x000000007bfe (len=2, UC): 0x1234",
    "(0).[102] [0x000000007c03] 0000:7c03 (unk. ctxt): rep insd dword ptr es:[di], dx ; f3666d",
    "[CPU0 RW]: LIN 0x000000000000fe00 PHY 0x00000000fe00 (len=4, UC): 0x003F0200",
    "event at t=102 IO addr=0x1f0 size=4 op=read val=0xe8fe14be",
    "[CPU0 WR]: PHY 0x00000000fe00 (len=4, UC): 0xE8FE14BE",
    "event at t=103 IRQ irq=0 vec=8",
    "CPU 0: Interrupt 0x08 occurred (error_code=0x0000)",
    "[CPU0 WR]: LIN 0x0000000000007bfc PHY 0x000000007bfc (len=2, UC): 0x0046",
    "[CPU0 RD]: LIN 0x0000000000000020 PHY 0x000000000020 (len=2, UC): 0xFEA5",
    "[CPU0 RD]: PHY 0x00000000a020 (len=4, UC): 0x00008003\t; PTE",
    "(0).[104] [0x0000000ffea5] f000:fea5 (unk. ctxt): iret ; cf",
    "event at t=12 DMA addr=0x7e00 size=512 op=write val=0xea",
    "CPU 0: Exception 0x0d - (#GP) general protection fault occurred (error_code=0x0043)",
};

#define SAMPLES     (sizeof sample / sizeof sample[0])
#define BATCHES     6u
#define BATCH_LINES 1600u
#define SOAK_LINES  1000000u
#define CHANGES_MAX 3u

/* Copies a line with bytes changed and sometimes cut; returns its size. */
static size_t damage(char *line, const char *text)
{
    size_t size = strlen(text);

    memcpy(line, text, size);
    for (uint32_t changes = get_random(CHANGES_MAX); changes > 0; changes--)
        line[get_random((uint32_t)size)] = (char)(32 + get_random(95));
    return get_random(10) == 0 ? get_random((uint32_t)size) : size;
}

/* Returns whether a line has no known form, which a reader must not pass over. */
static bool is_unknown(const char *line, size_t size)
{
    struct trace_line parsed;

    trace_line_parse(&parsed, line, size);
    return parsed.kind == TRACE_UNKNOWN;
}

/* Traces with lines that were damaged, all or a single one: no crash, and no clean verdict on a
 * trace with a line that nobody could read. A million lines with STRATA_SOAK=1. */
static void test_damaged_lines_do_no_harm(void **state)
{
    unsigned batches = getenv("STRATA_SOAK") != NULL ? SOAK_LINES / BATCH_LINES : BATCHES;
    unsigned refused = 0;
    char line[160];

    (void)state;
    for (unsigned batch = 0; batch < batches; batch++) {
        struct machine *machine = create_machine();
        bool unknown = false;
        unsigned only = batch % 3 == 0 ? get_random(BATCH_LINES) : BATCH_LINES;
        for (unsigned i = 0; i < BATCH_LINES; i++) {
            /* In order, or any: what follows what matters as well. */
            const char *text = sample[batch % 2 == 0 ? i % SAMPLES : get_random(SAMPLES)];
            bool whole = only < BATCH_LINES && i != only;
            size_t size = whole ? strlen(text) : damage(line, text);
            unknown = unknown || is_unknown(whole ? text : line, size);
            steps_take(&machine->steps, whole ? text : line, size);
        }
        steps_end(&machine->steps);
        observer_end(&machine->observer);
        struct verdict_input input = {
            .observer = &machine->observer, .steps = &machine->steps, .name = "damaged"};
        if (unknown)
            assert_int_not_equal(verdict_get(&input), VERDICT_CLEAN);
        refused += unknown;
        destroy_machine(machine);
    }
    assert_true(refused > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writers_match_reference),
        cmocka_unit_test(test_descriptor_is_not_on_the_stack),
        cmocka_unit_test(test_damaged_lines_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
