#include "kernel/hw/descriptors.h"

#include <stdbool.h>
#include <stddef.h>

/* Bits of a descriptor's second word. */
#define ACCESS(high) ((high) >> 8 & 0xffu)
#define FLAGS(high)  ((high) >> 20 & 0xfu)
/* Present, ring 0, code that can be read or data that can be written; the lowest
 * bit, accessed, is the processor's. */
#define ACCESS_CODE 0x9au
#define ACCESS_DATA 0x92u
#define ACCESSED    0x01u
/* The limit counts pages, and operands have 32 bits. */
#define FLAGS_FLAT 0xcu

#define GATE_INTERRUPT 0x8eu
#define GATE_TASK      0x85u
#define DOUBLE_FAULT   8u

/* The order of our GDT: null, code, data, the task that runs, the fault task. */
#define GDT_DESCRIPTORS 5u
#define CODE_INDEX      1u
#define DATA_INDEX      2u

struct table {
    uint16_t limit;
    uint32_t base;
} __attribute__((packed));

/* Tables are read by words: the low one first. */
struct entry {
    uint32_t low;
    uint32_t high;
};

static const struct entry *entry_at(const struct table *table, uint32_t index)
{
    return (const struct entry *)(uintptr_t)(table->base + index * sizeof(struct entry));
}

static bool is_at_home(const struct table *table, const struct descriptors_home *home)
{
    return table->base >= home->start && table->base + table->limit < home->end;
}

/* Base 0, limit 4 GiB. */
static bool is_flat(const struct entry *e, uint32_t access)
{
    uint32_t base = e->low >> 16 | (e->high & 0xffu) << 16 | (e->high & 0xff000000u);
    uint32_t limit = (e->low & 0xffffu) | (e->high & 0xf0000u);

    return base == 0 && limit == 0xfffffu && (ACCESS(e->high) | ACCESSED) == (access | ACCESSED) &&
           FLAGS(e->high) == FLAGS_FLAT;
}

const char *descriptors_check_gdt(const struct descriptors_home *home)
{
    struct table gdt;

    __asm__ volatile("sgdt %0" : "=m"(gdt));
    if (!is_at_home(&gdt, home))
        return "the GDT does not lie in the kernel's own memory";
    if (gdt.limit + 1u != GDT_DESCRIPTORS * sizeof(struct entry))
        return "the GDT's limit does not cover its descriptors";
    if (!is_flat(entry_at(&gdt, CODE_INDEX), ACCESS_CODE))
        return "the code segment of the GDT is not flat";
    if (!is_flat(entry_at(&gdt, DATA_INDEX), ACCESS_DATA))
        return "the data segment of the GDT is not flat";
    return NULL;
}

static bool is_gate_to(const struct entry *e, uint32_t entry)
{
    return ((e->low & 0xffffu) | (e->high & 0xffff0000u)) == entry &&
           e->low >> 16 == CODE_INDEX * sizeof(struct entry) && ACCESS(e->high) == GATE_INTERRUPT;
}

const char *descriptors_check_idt(const struct descriptors_home *home, const uint32_t *entries,
                                  uint32_t count)
{
    struct table idt;

    __asm__ volatile("sidt %0" : "=m"(idt));
    if (!is_at_home(&idt, home))
        return "the IDT does not lie in the kernel's own memory";
    if (idt.limit + 1u != count * sizeof(struct entry))
        return "the IDT's limit does not cover its gates";
    for (uint32_t i = 0; i < count; i++) {
        if (i == DOUBLE_FAULT && ACCESS(entry_at(&idt, i)->high) != GATE_TASK)
            return "the IDT's gate for double faults is no task gate";
        if (i != DOUBLE_FAULT && !is_gate_to(entry_at(&idt, i), entries[i]))
            return "a gate of the IDT does not lead to its vector's entry";
    }
    return NULL;
}
