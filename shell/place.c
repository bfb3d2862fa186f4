#include "shell/place.h"

#include "kernel/core/who.h"

static void print_offset(struct fmt_sink out, uint64_t offset, bool with_offset)
{
    if (with_offset)
        fmt_print(out, "+0x%llx", offset);
}

static void print_heap(struct fmt_sink out, const struct who *who, bool with_offset)
{
    static const char *const parts[] = {
        [WHO_HEAP_HEADER] = "header of ",
        [WHO_HEAP_DATA] = "",
        [WHO_HEAP_RED_ZONE] = "red zone of ",
    };

    if (who->heap_part == WHO_HEAP_LEFT) {
        fmt_text(out, "heap, not taken");
        return;
    }
    fmt_print(out, "%sheap '%s'", parts[who->heap_part], who->allocation.tag);
    if (who->heap_part == WHO_HEAP_DATA)
        print_offset(out, who->address - who->allocation.start, with_offset);
}

/* Above the heap the layout has one row for all: frames where they are managed, else what
 * the e820 map calls it. */
static void print_above_heap(struct fmt_sink out, const struct who *who)
{
    if (!who->managed) {
        fmt_print(out, "%s by the e820 map",
                  who->clean == NULL ? "nothing" : e820_type_name(who->clean->type));
        return;
    }
    fmt_print(out, "frame 0x%x, %s%s%s", who->frame, frames_state_name(who->state),
              who->owner != NULL ? ", " : "", who->owner != NULL ? who->owner->tag : "");
}

/* The last region is the innermost one: one that holds others comes before them. */
static const struct region *find_region(const struct who *who)
{
    return who->region_count == 0 ? NULL : &who->regions[who->region_count - 1];
}

void place_print(struct fmt_sink out, const struct names *names, uint64_t address, bool with_offset)
{
    struct who who;
    uint32_t offset;
    const char *symbol =
        address > UINT32_MAX ? NULL : symbols_find(names->symbols, (uint32_t)address, &offset);

    who_find(names->machine, address, &who);
    const struct region *region = find_region(&who);
    if (symbol != NULL) {
        fmt_text(out, symbol);
        print_offset(out, offset, with_offset);
    } else if (who.heap_part != WHO_HEAP_NONE) {
        print_heap(out, &who, with_offset);
    } else if (address >= names->machine->heap.end) {
        print_above_heap(out, &who);
    } else if (region != NULL) {
        fmt_text(out, region->symbol);
        print_offset(out, address - region->start, with_offset);
        if (!region->alive)
            fmt_text(out, ", reusable");
    } else {
        fmt_text(out, "no region");
    }
}
