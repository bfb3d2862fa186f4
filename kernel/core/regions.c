#include "kernel/core/regions.h"

#include "kernel/core/bytes.h"
#include "kernel/core/fmt.h"
#include "kernel/core/layout.h"
#include "layout_constants.h"

/* Half-open in time as in space. */
static bool row_is_alive(const struct layout_row *row, unsigned step)
{
    return row->alive_step <= step &&
           (row->reuse_step == LAYOUT_STEP_NEVER || step < row->reuse_step);
}

/* A row with two places is alive in one of them: where the stack in use is decides,
 * and a run that does not say uses the first. */
static bool row_is_chosen(const struct layout_row *row, const struct regions_runtime *runtime)
{
    unsigned used = runtime->stack_start == LAYOUT_PM_STACK_LOW ? 2 : 1;

    return row->choice == 0 || row->choice == used;
}

/* A region that holds others comes before them: a reader can nest them as it goes. */
static bool comes_before(const struct region *a, const struct region *b)
{
    return a->start < b->start || (a->start == b->start && a->end > b->end);
}

static void insert(struct region *list, size_t *count, struct region region)
{
    size_t at = *count;

    /* Empty: the heap of a machine that was refused. */
    if (*count == REGIONS_MAX || region.start >= region.end)
        return;
    for (; at > 0 && comes_before(&region, &list[at - 1]); at--)
        list[at] = list[at - 1];
    list[at] = region;
    (*count)++;
}

size_t regions_list(const struct regions_runtime *runtime, unsigned step, struct region *list)
{
    size_t row_count;
    size_t count = 0;
    const struct layout_row *rows = layout_rows(&row_count);

    for (size_t i = 0; i < row_count; i++) {
        enum region_origin origin =
            rows[i].kind == LAYOUT_FIRMWARE ? REGION_FIRMWARE : REGION_DECLARED;
        insert(list, &count,
               (struct region){rows[i].start, rows[i].end, rows[i].symbol, rows[i].what, origin,
                               row_is_alive(&rows[i], step) && row_is_chosen(&rows[i], runtime)});
    }
    insert(list, &count,
           (struct region){runtime->kernel_start, runtime->kernel_end, "__k_start",
                           "kernel image: code, data, bss", REGION_RUNTIME, true});
    insert(list, &count,
           (struct region){runtime->heap_start, runtime->heap_end, "kheap_start", "kernel heap",
                           REGION_RUNTIME, true});
    return count;
}

void regions_marks(const struct regions_runtime *runtime, struct region_mark *marks)
{
    const struct region_mark all[REGION_MARKS] = {
        {"__k_start", runtime->kernel_start}, {"__k_end", runtime->kernel_end},
        {"kheap_start", runtime->heap_start}, {"kheap_curr", runtime->heap_cursor},
        {"kheap_end", runtime->heap_end},     {"first_region_end", runtime->first_region_end},
        {"ram_end", runtime->ram_end},        {"real_stack_low", runtime->real_stack_low},
        {"stack_low", runtime->stack_low},
    };

    for (size_t i = 0; i < REGION_MARKS; i++)
        marks[i] = all[i];
}

/* Numbered so that a caller can go through all without a list: the marks, then
 * start and end of each row in turn. */
bool regions_symbol(const struct regions_runtime *runtime, size_t index, char *name,
                    uint64_t *address)
{
    struct region_mark marks[REGION_MARKS];
    struct fmt_buffer buffer;
    size_t row_count;
    const struct layout_row *rows = layout_rows(&row_count);

    if (index < REGION_MARKS) {
        regions_marks(runtime, marks);
        text_copy(name, marks[index].symbol, REGION_NAME_SIZE);
        *address = marks[index].address;
        return true;
    }
    size_t row = (index - REGION_MARKS) / 2;
    bool is_end = (index - REGION_MARKS) % 2 == 1;
    if (row >= row_count)
        return false;
    fmt_print(fmt_buffer_init(&buffer, name, REGION_NAME_SIZE), "%s%s", rows[row].symbol,
              is_end ? "_END" : "");
    *address = is_end ? rows[row].end : rows[row].start;
    return true;
}
