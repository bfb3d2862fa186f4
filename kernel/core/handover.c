#include "kernel/core/handover.h"

/* The loader's last step; the kernel stamps the next one. */
#define LOADER_STEPS (BOOT_STEP_COUNT - 1u)

/* The loader sends its steps, the map and each raw entry, and few records besides. */
#define LOADER_RECORDS_MAX (E820_RAW_MAX + 64u)

/* Who looks for the mark in eax must have been jumped to by our loader, at the
 * entry. Without it, the boot information tells whether our loader ran. */
static void print_wrong_entry(const struct handover *h, struct fmt_sink out)
{
    if (h->boot->magic == BOOTINFO_MAGIC)
        fmt_print(out,
                  "the kernel was entered at the wrong address: the boot information at 0x%x is "
                  "whole, but eax holds 0x%08x and not its mark; jump to the header's entry",
                  h->expected, h->magic);
    else
        fmt_print(out,
                  "another loader started the kernel: eax holds 0x%08x, and there is no boot "
                  "information at 0x%x; boot with our loader",
                  h->magic, h->expected);
}

/* Returns the name of the first member with an impossible value, or NULL. */
static const char *damaged_member(const struct bootinfo *b)
{
    if (b->raw_count > E820_RAW_MAX)
        return "raw_count";
    if (b->map_source < E820_SOURCE_E820 || b->map_source > E820_SOURCE_88)
        return "map_source";
    if (b->disk_mode != BOOT_DISK_LBA && b->disk_mode != BOOT_DISK_CHS)
        return "disk_mode";
    if (b->a20_method < BOOT_A20_ALREADY || b->a20_method > BOOT_A20_KEYBOARD)
        return "a20_method";
    if (b->telemetry_next > LOADER_RECORDS_MAX)
        return "telemetry_next";
    for (unsigned step = 2; step <= LOADER_STEPS; step++) {
        if (b->step_tsc[step] <= b->step_tsc[step - 1])
            return "step_tsc";
    }
    return NULL;
}

bool handover_check(const struct handover *h, struct fmt_sink out)
{
    const char *member;

    if (h->magic != BOOTINFO_MAGIC) {
        print_wrong_entry(h, out);
    } else if (h->address != h->expected) {
        fmt_print(out,
                  "the kernel was entered with ebx 0x%08x; the boot information belongs at 0x%x",
                  h->address, h->expected);
    } else if (h->boot->magic == 0) {
        fmt_print(out, "the boot information at 0x%x was not written: its mark is 0", h->expected);
    } else if (h->boot->magic != BOOTINFO_MAGIC) {
        fmt_print(out,
                  "the boot information at 0x%x was overwritten: 0x%08x stands where its mark "
                  "0x%08x belongs",
                  h->expected, h->boot->magic, BOOTINFO_MAGIC);
    } else if ((member = damaged_member(h->boot)) != NULL) {
        fmt_print(out,
                  "the boot information at 0x%x was overwritten: its mark is whole, but %s cannot "
                  "be what the loader wrote",
                  h->expected, member);
    } else {
        return true;
    }
    return false;
}

uint32_t handover_next_record(const struct bootinfo *boot)
{
    return boot->telemetry_next <= LOADER_RECORDS_MAX ? boot->telemetry_next : 0;
}
