#include "kernel/hw/cpu.h"

#define GATE_INTERRUPT_32 0x8e00u /* present, ring 0, 32-bit interrupt gate */
#define FLAGS_IF          0x200u

/* Flat segments of 4 GiB, ring 0: base 0, limit 0xfffff pages, 32-bit. The
 * accessed bit is set so that the processor never writes here. */
#define DESCRIPTOR_CODE 0x00cf9b000000ffffull
#define DESCRIPTOR_DATA 0x00cf93000000ffffull

struct gate {
    uint16_t offset_low;
    uint16_t selector;
    uint16_t flags;
    uint16_t offset_high;
};

struct table_register {
    uint16_t limit;
    uint32_t base;
} __attribute__((packed));

static struct {
    uint64_t gdt[3];
    struct gate idt[CPU_VECTORS];
} state;

void cpu_init_gdt(void)
{
    state.gdt[CPU_CODE_SELECTOR / 8] = DESCRIPTOR_CODE;
    state.gdt[CPU_DATA_SELECTOR / 8] = DESCRIPTOR_DATA;
    struct table_register gdtr = {sizeof state.gdt - 1, (uint32_t)(uintptr_t)state.gdt};

    __asm__ volatile("lgdt %0\n\t"
                     "ljmp %1, $1f\n"
                     "1:\n\t"
                     "mov %2, %%ds\n\t"
                     "mov %2, %%es\n\t"
                     "mov %2, %%fs\n\t"
                     "mov %2, %%gs\n\t"
                     "mov %2, %%ss"
                     :
                     : "m"(gdtr), "i"(CPU_CODE_SELECTOR), "r"(CPU_DATA_SELECTOR)
                     : "memory");
}

void cpu_init_idt(const uint32_t *entries)
{
    for (unsigned i = 0; i < CPU_VECTORS; i++)
        state.idt[i] = (struct gate){(uint16_t)entries[i], CPU_CODE_SELECTOR, GATE_INTERRUPT_32,
                                     (uint16_t)(entries[i] >> 16)};
    struct table_register idtr = {sizeof state.idt - 1, (uint32_t)(uintptr_t)state.idt};

    __asm__ volatile("lidt %0" : : "m"(idtr) : "memory");
}

void cpu_enable_interrupts(void)
{
    __asm__ volatile("sti" : : : "memory");
}

void cpu_disable_interrupts(void)
{
    __asm__ volatile("cli" : : : "memory");
}

bool cpu_save_interrupts(void)
{
    uint32_t flags;

    __asm__ volatile("pushfl\n\tpopl %0\n\tcli" : "=r"(flags) : : "memory");
    return (flags & FLAGS_IF) != 0;
}

void cpu_restore_interrupts(bool enabled)
{
    if (enabled)
        cpu_enable_interrupts();
}

void cpu_wait(void)
{
    /* sti takes effect after the next instruction: hlt is already waiting. */
    __asm__ volatile("sti\n\thlt" : : : "memory");
}

_Noreturn void cpu_halt(void)
{
    for (;;)
        __asm__ volatile("cli\n\thlt" : : : "memory");
}

uint64_t cpu_ticks(void)
{
    uint64_t ticks;

    __asm__ volatile("rdtsc" : "=A"(ticks));
    return ticks;
}

uint32_t cpu_fault_address(void)
{
    uint32_t address;

    __asm__ volatile("mov %%cr2, %0" : "=r"(address));
    return address;
}
