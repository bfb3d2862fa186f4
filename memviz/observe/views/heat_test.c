/*
 * The counts of the heat map against a naive reference, while slices of time and
 * cells are joined.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memviz/observe/trace/address_range.h"
#include "memviz/observe/views/heat.h"

#define STEPS 20000u
#define TICKS 3u /* a step */

static uint32_t seed;

static uint32_t get_random(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* One access a step: where it was, and of what kind. */
struct reference {
    uint64_t address;
    uint32_t length;
    enum heat_kind kind;
};

static struct heat *create_heat(void)
{
    struct heat *heat = malloc(sizeof *heat);

    assert_non_null(heat);
    assert_true(heat_init(heat));
    return heat;
}

static void destroy_heat(struct heat *heat)
{
    heat_free(heat);
    free(heat);
}

static void give(struct heat *heat, uint64_t tick, const struct reference *reference)
{
    static struct step step;

    step = (struct step){.kind = STEP_INSN, .tick = tick, .access_count = 1};
    step.accesses[0] = (struct access){
        .kind = reference->kind == HEAT_WRITE ? TRACE_WRITE : TRACE_READ,
        .address = reference->address,
        .length = reference->length,
    };
    heat_take(heat, NULL, &step);
}

/* Cells of a range that an access touches. */
static uint64_t count_touches(const struct heat *heat, const struct reference *reference,
                              struct address_range range)
{
    uint64_t touches = 0;
    uint64_t last = reference->address + reference->length;

    for (uint64_t at = heat_cell_start(heat, reference->address); at < last;
         at += heat_cell_size(heat, at))
        touches += at >= range.start && at < range.end;
    return touches;
}

static void check_sum(const struct heat *heat, const struct reference references[STEPS],
                      struct address_range range, struct heat_span span)
{
    struct heat_sum sum = heat_sum(heat, range.start, range.end, span);
    uint64_t expected[HEAT_KINDS] = {0};
    uint64_t last[HEAT_KINDS] = {0};

    for (uint32_t i = 0; i < STEPS; i++) {
        uint64_t slice = i / heat->slice_size;
        uint64_t touches = count_touches(heat, &references[i], range);
        if (slice < span.first || slice >= span.end || touches == 0)
            continue;
        expected[references[i].kind] += touches;
        last[references[i].kind] = i + 1;
    }
    for (unsigned kind = 0; kind < HEAT_KINDS; kind++) {
        assert_int_equal(sum.counts[kind], expected[kind]);
        assert_int_equal(sum.last[kind], last[kind]);
    }
}

/* The references keep what was given, so each sum can be counted again. */
static void run_random(uint32_t start_seed, uint64_t span_of_memory)
{
    static struct reference references[STEPS];
    struct heat *heat = create_heat();
    uint32_t steps = 0;

    for (seed = start_seed; steps < STEPS; steps++) {
        references[steps] = (struct reference){
            .address = (uint64_t)get_random(0xffffff) * 16 % span_of_memory,
            .length = 1u << get_random(4),
            .kind = get_random(2) == 0 ? HEAT_WRITE : HEAT_READ,
        };
        give(heat, steps * TICKS, &references[steps]);
    }
    assert_true(heat_sort(heat));
    assert_true(heat->slice_count <= HEAT_SLICES && heat->slice_count > HEAT_SLICES / 4);
    for (unsigned i = 0; i < 30; i++) {
        uint64_t start = heat_cell_start(heat, get_random(0xffffff) % span_of_memory);
        struct heat_span span = {get_random(heat->slice_count), 0};
        span.end = span.first + 1 + get_random(heat->slice_count - span.first);
        uint64_t end = start + heat_cell_size(heat, start) * (1 + get_random(64));
        check_sum(heat, references, (struct address_range){start, end}, span);
    }
    check_sum(heat, references, (struct address_range){0, UINT64_MAX},
              (struct heat_span){0, heat->slice_count});
    for (unsigned i = 0; i < 30; i++) {
        uint32_t step = get_random(steps);
        assert_int_equal(heat_find_slice(heat, step * TICKS), step / heat->slice_size);
        uint64_t at = heat_find_touched(heat, heat_cell_start(heat, references[step].address));
        assert_int_equal(at, heat_cell_start(heat, references[step].address));
    }
    destroy_heat(heat);
}

static void sums_equal_the_reference(void **state)
{
    (void)state;
    run_random(1, 0x20000);
    run_random(2, 0x200000);
    run_random(3, 0x8000000);
}

/* More pages than the table has entries: cells become larger, and nothing is lost. */
static void cells_join_when_the_table_is_full(void **state)
{
    struct heat *heat = create_heat();
    struct reference reference = {.length = 4, .kind = HEAT_WRITE};
    uint64_t given = 0;

    (void)state;
    for (uint64_t pass = 0; pass < 3; pass++) {
        for (uint64_t page = 0; page < 0x40000; page++) {
            reference.address = page << 12 | pass << 4;
            give(heat, given++, &reference);
        }
    }
    assert_true(heat_sort(heat));
    assert_true(heat->high_shift > 12 && heat->high_shift <= 20);
    struct heat_span all = {0, heat->slice_count};
    assert_int_equal(heat_sum(heat, 0, UINT64_MAX, all).counts[HEAT_WRITE], given);
    assert_int_equal(heat_sum(heat, 0, HEAT_LOW_END, all).counts[HEAT_WRITE], 3 * 256);
    assert_int_equal(heat_find_last(heat), heat_cell_start(heat, (uint64_t)0x3ffff << 12));
    assert_false(heat->exhausted);
    destroy_heat(heat);
}

static void what_no_cell_holds_is_counted_apart(void **state)
{
    struct heat *heat = create_heat();
    struct reference reference = {.address = 0xfffffffe, .length = 4, .kind = HEAT_READ};

    (void)state;
    give(heat, 1, &reference);
    reference.address = UINT64_MAX - 1;
    give(heat, 2, &reference);
    assert_true(heat_sort(heat));
    assert_int_equal(heat->beyond, 2);
    assert_int_equal(heat_find_touched(heat, 0), UINT64_MAX);
    destroy_heat(heat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_equal_the_reference),
        cmocka_unit_test(cells_join_when_the_table_is_full),
        cmocka_unit_test(what_no_cell_holds_is_counted_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
