#include "kernel/core/check_raw.h"

/* The types that ACPI numbers 1 to 5, from the weakest: free, ACPI reclaimable, NVS,
 * reserved, unusable. */
static bool is_stricter(uint32_t a, uint32_t b)
{
    static const char order[] = "\1\3\4\2\5";
    unsigned i = 0;

    while (order[i] != '\0' && order[i] != (char)a && order[i] != (char)b)
        i++;
    return a != b && (b == 0 || order[i] == (char)b);
}

static bool counts(const struct e820_entry *entry)
{
    return entry->length != 0 && (entry->attr & 1u) != 0;
}

/* The difference is compared with the length, so that an entry that reaches past
 * 2^64 holds all addresses up to the last. */
static bool holds(const struct e820_entry *entry, uint64_t address)
{
    return counts(entry) && address >= entry->base && address - entry->base < entry->length;
}

/* A type that nobody can name is reserved. */
static uint32_t type_counted(const struct e820_entry *entry)
{
    switch (entry->type) {
    case 1:
    case 3:
    case 4:
    case 5:
        return entry->type;
    default:
        return 2;
    }
}

bool raw_find_entry(const struct bootinfo *boot, uint64_t address, uint32_t type, uint32_t *entry)
{
    for (uint32_t i = 0; i < boot->raw_count; i++) {
        if (holds(&boot->raw[i], address) && type_counted(&boot->raw[i]) == type) {
            *entry = i;
            return true;
        }
    }
    return false;
}

/* One walk over all entries: each may begin or end the stretch, and set its type. */
struct raw_stretch raw_stretch_at(const struct bootinfo *boot, uint64_t address)
{
    struct raw_stretch stretch = {.start = address, .last = UINT64_MAX};

    for (uint32_t i = 0; i < boot->raw_count; i++) {
        const struct e820_entry *entry = &boot->raw[i];
        uint64_t end = entry->base + (entry->length - 1);
        if (end < entry->base)
            end = UINT64_MAX;
        if (!holds(entry, address)) {
            if (counts(entry) && entry->base > address && entry->base - 1 < stretch.last)
                stretch.last = entry->base - 1;
            continue;
        }
        if (end < stretch.last)
            stretch.last = end;
        if (is_stricter(type_counted(entry), stretch.type)) {
            stretch.type = type_counted(entry);
            stretch.entry = i;
        }
    }
    return stretch;
}

uint32_t raw_type_of(const struct bootinfo *boot, uint64_t start, uint64_t end,
                     struct raw_stretch *first)
{
    struct raw_stretch stretch = raw_stretch_at(boot, start);
    uint32_t type = stretch.type;

    *first = stretch;
    while (stretch.last < end - 1) {
        stretch = raw_stretch_at(boot, stretch.last + 1);
        if (first->type == 1)
            *first = stretch;
        if (stretch.type != type)
            type = 0;
    }
    return type;
}
