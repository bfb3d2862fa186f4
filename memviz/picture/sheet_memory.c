#include "memviz/picture/sheet_memory.h"

/* A gap is worth drawing when it is short beside what lies below it. */
uint64_t sheet_memory_find_end(const struct memory_index *index)
{
    uint64_t end = 0;

    for (size_t i = 0; i < index->range_count; i++) {
        const struct e820_range *range = &index->ranges[i];
        bool close = end > 0 && range->start <= end + end / 8;
        if ((range->type == E820_FREE || close) && range->last != UINT64_MAX)
            end = range->last + 1;
    }
    return end;
}

/* ACPI memory is RAM that the firmware keeps: it was bought with the rest. */
uint64_t sheet_memory_sum_ram(const struct memory_index *index)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < index->range_count; i++) {
        const struct e820_range *range = &index->ranges[i];
        bool ram = range->type == E820_FREE || range->type == E820_ACPI || range->type == E820_NVS;
        sum += ram ? range->last - range->start + 1 : 0;
    }
    return sum;
}

/* Hatched where a kind is not quite what its colour says: heap that is not taken,
 * blocks that are not to be believed. Who reserved memory, the labels tell. */
static const struct {
    struct picture_look look;
    const char *name;
} looks[MEMORY_KINDS] = {
    [MEMORY_NONE] = {{INK_PAPER, INK_NONE, false}, "nothing"},
    [MEMORY_FREE] = {{INK_FREE, INK_NONE, false}, "free"},
    [MEMORY_RAM] = {{INK_UNMANAGED, INK_NONE, false}, "RAM, not managed"},
    [MEMORY_ACPI] = {{INK_ACPI, INK_NONE, false}, "ACPI"},
    [MEMORY_NVS] = {{INK_NVS, INK_NONE, false}, "ACPI NVS"},
    [MEMORY_FIRMWARE] = {{INK_RESERVED, INK_NONE, false}, "reserved"},
    [MEMORY_UNUSABLE] = {{INK_UNUSABLE, INK_NONE, false}, "unusable"},
    [MEMORY_RESERVED] = {{INK_RESERVED, INK_NONE, false}, "reserved"},
    [MEMORY_REGION] = {{INK_RESERVED, INK_NONE, false}, "reserved"},
    [MEMORY_HEAP_LEFT] = {{INK_HEAP_LEFT, INK_NONE, true}, "heap, left"},
    [MEMORY_HEAP] = {{INK_HEAP, INK_NONE, false}, "heap, taken"},
    [MEMORY_KERNEL] = {{INK_KERNEL, INK_NONE, false}, "kernel"},
    [MEMORY_USED] = {{INK_USED, INK_NONE, false}, "used"},
    [MEMORY_UNKNOWN] = {{INK_UNKNOWN, INK_NONE, false}, "not known"},
    [MEMORY_CORRUPT] = {{INK_UNKNOWN, INK_NONE, true}, "corrupt"},
};

enum memory_kind sheet_memory_map_kind(uint32_t type)
{
    enum memory_kind kind = memory_get_mapped_kind(type);

    return kind == MEMORY_RAM ? MEMORY_FREE : kind;
}

enum memory_kind sheet_memory_kind(const struct model *model, enum memory_kind kind)
{
    return kind == MEMORY_RAM && !model->total.known ? MEMORY_FREE : kind;
}

struct picture_look sheet_memory_look(enum memory_kind kind)
{
    return looks[kind].look;
}

const char *sheet_memory_name(enum memory_kind kind)
{
    return looks[kind].name;
}
