#include "kernel/core/map_warnings.h"

#include "kernel/core/layout.h"
#include "kernel/core/units.h"

/* Room for " and 3 rows more". */
#define ROWS_TEXT_SIZE 20u

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Returns whether the loader has used a row while it ran, and the kernel does not need it. */
static bool is_of_loader(const struct layout_row *row)
{
    return row->kind == LAYOUT_DECLARED && row->alive_step < BOOT_STEP_COUNT &&
           row->reuse_step <= BOOT_STEP_COUNT;
}

/* Returns whether the entry counts and gives its memory to the firmware: as the loader's
 * usable_entry has it. */
static bool is_of_firmware(const struct e820_entry *entry)
{
    return entry->length != 0 && (entry->attr & 1u) != 0 && entry->type != E820_FREE;
}

/* The last byte of an entry, which may reach past 2^64. */
static uint64_t last_of(const struct e820_entry *entry)
{
    uint64_t last = entry->base + (entry->length - 1);

    return last < entry->base ? UINT64_MAX : last;
}

/* One entry: the rows in its memory are named by the first and counted. */
static void report_entry(struct machine *m, uint32_t index)
{
    const struct e820_entry *entry = &m->boot.raw[index];
    const char *first = NULL;
    unsigned more = 0;
    uint64_t start = UINT64_MAX;
    uint64_t end = 0;
    size_t count;
    const struct layout_row *rows = layout_rows(&count);

    for (size_t i = 0; i < count; i++) {
        if (!is_of_loader(&rows[i]) || rows[i].end <= entry->base || rows[i].start > last_of(entry))
            continue;
        if (first == NULL)
            first = rows[i].symbol;
        else
            more++;
        start = smaller(start, larger(rows[i].start, entry->base));
        end = larger(end, smaller(rows[i].end - 1, last_of(entry)) + 1);
    }
    if (first == NULL)
        return;
    char text[ROWS_TEXT_SIZE] = "";
    struct fmt_buffer buffer;
    if (more != 0)
        fmt_print(fmt_buffer_init(&buffer, text, sizeof text), " and %u row%s more", more,
                  more == 1 ? "" : "s");
    machine_warn(m, "W02 raw entry %u gives the firmware 0x%llx-0x%llx, which %s%s used", index,
                 start, end, first, text);
}

void map_warnings_report(struct machine *m)
{
    if ((m->boot.flags & BOOTINFO_FLAG_MAP_REPEATS) != 0)
        machine_warn(m, "W01 the BIOS map repeats itself from entry %u on; it is taken once",
                     (m->boot.flags & BOOTINFO_REPEATS_FROM_MASK) >> BOOTINFO_REPEATS_FROM_SHIFT);
    for (uint32_t i = 0; i < m->boot.raw_count; i++) {
        if (is_of_firmware(&m->boot.raw[i]))
            report_entry(m, i);
    }
}
