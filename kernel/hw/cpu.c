#include "kernel/hw/cpu.h"

#define GATE_INTERRUPT_32 0x8e00u /* present, ring 0, 32-bit interrupt gate */
#define GATE_TASK         0x8500u /* present, ring 0, task gate */
#define FLAGS_IF          0x200u
#define FLAGS_FIXED       0x002u /* bit 1 is always set */
#define CR0_WP            0x00010000u
#define CR0_PG            0x80000000u

/* Flat segments of 4 GiB, ring 0: base 0, limit 0xfffff pages, 32-bit. The
 * accessed bit is set so that the processor never writes here. */
#define DESCRIPTOR_CODE 0x00cf9b000000ffffull
#define DESCRIPTOR_DATA 0x00cf93000000ffffull

/* A 32-bit task-state segment that is not busy: present, ring 0. */
#define DESCRIPTOR_TASK 0x0000890000000000ull
#define DESCRIPTOR_BUSY 0x0000020000000000ull

/* Intel SDM volume 3A, figure 7-2. Selectors have 16 bits in words of 32. */
struct task {
    uint32_t link;
    uint32_t esp0, ss0, esp1, ss1, esp2, ss2;
    uint32_t cr3, eip, eflags;
    uint32_t eax, ecx, edx, ebx, esp, ebp, esi, edi;
    uint32_t es, cs, ss, ds, fs, gs;
    uint32_t ldt;
    uint32_t trap_and_io_map;
};

_Static_assert(sizeof(struct task) == 104, "the size the processor knows");

/* Intel SDM volume 3A, figure 6-2. A task gate uses the selector alone. */
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
    /* Entry 0 stays the null descriptor that the processor wants there. */
    uint64_t gdt[5];
    struct gate idt[CPU_VECTORS];
    struct task task;       /* where a double fault saves what it interrupts */
    struct task fault_task; /* what runs then */
} state;

void cpu_load_gdt(void)
{
    state.gdt[CPU_CODE_SELECTOR / 8] = DESCRIPTOR_CODE;
    state.gdt[CPU_DATA_SELECTOR / 8] = DESCRIPTOR_DATA;
    struct table_register gdtr = {sizeof state.gdt - 1, (uint32_t)(uintptr_t)state.gdt};

    __asm__ volatile("lgdt %0" : : "m"(gdtr) : "memory");
}

void cpu_reload_segments(void)
{
    __asm__ volatile("ljmp %0, $1f\n"
                     "1:\n\t"
                     "mov %1, %%ds\n\t"
                     "mov %1, %%es\n\t"
                     "mov %1, %%fs\n\t"
                     "mov %1, %%gs\n\t"
                     "mov %1, %%ss"
                     :
                     : "i"(CPU_CODE_SELECTOR), "r"(CPU_DATA_SELECTOR)
                     : "memory");
    /* After reset there is an LDT, at address 0: there shall be none. */
    __asm__ volatile("lldt %w0" : : "r"(0));
}

/* Interrupt gates and not trap gates: the processor clears IF on the way in, so
 * handlers never nest, and the rings have one writer at a time. */
void cpu_init_idt(const uint32_t *entries)
{
    for (unsigned i = 0; i < CPU_VECTORS; i++)
        state.idt[i] = (struct gate){(uint16_t)entries[i], CPU_CODE_SELECTOR, GATE_INTERRUPT_32,
                                     (uint16_t)(entries[i] >> 16)};
    cpu_limit_idt(CPU_VECTORS);
}

void cpu_limit_idt(unsigned count)
{
    struct table_register idtr = {(uint16_t)(count * sizeof state.idt[0] - 1),
                                  (uint32_t)(uintptr_t)state.idt};

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

/* The flags are read before cli, which is what makes pairs of save and restore
 * nest. */
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

/* In a loop, because an NMI wakes a halted processor even with interrupts out. */
_Noreturn void cpu_halt(void)
{
    for (;;)
        __asm__ volatile("cli\n\thlt" : : : "memory");
}

uint64_t cpu_ticks(void)
{
    uint64_t ticks;

    /* "A" is the pair edx:eax, in 32-bit code only. */
    __asm__ volatile("rdtsc" : "=A"(ticks));
    return ticks;
}

/* The base is scattered over bits 16 to 39 and 56 to 63, as the 80286 left it. */
static uint64_t task_descriptor(const struct task *task)
{
    uint64_t base = (uint32_t)(uintptr_t)task;

    return DESCRIPTOR_TASK | (base & 0xffffffull) << 16 | (base >> 24) << 56 |
           (sizeof(struct task) - 1);
}

static uint32_t read_cr3(void)
{
    uint32_t value;

    __asm__ volatile("mov %%cr3, %0" : "=r"(value));
    return value;
}

void cpu_init_fault_task(void (*entry)(void), uint8_t *stack_end)
{
    state.fault_task = (struct task){
        .eip = (uint32_t)(uintptr_t)entry,
        .esp = (uint32_t)(uintptr_t)stack_end,
        .eflags = FLAGS_FIXED,
        .cs = CPU_CODE_SELECTOR,
        .ss = CPU_DATA_SELECTOR,
        .ds = CPU_DATA_SELECTOR,
        .es = CPU_DATA_SELECTOR,
        .fs = CPU_DATA_SELECTOR,
        .gs = CPU_DATA_SELECTOR,
        .trap_and_io_map = sizeof(struct task) << 16, /* no I/O map */
    };
    state.task.trap_and_io_map = sizeof(struct task) << 16;
    state.gdt[CPU_TASK_SELECTOR / 8] = task_descriptor(&state.task);
    state.gdt[CPU_FAULT_TASK_SELECTOR / 8] = task_descriptor(&state.fault_task);
    /* A task gate, because an ordinary one would push its frame onto the very
     * stack that has run out: a third fault, and the machine resets without a
     * word. */
    state.idt[FAULT_DOUBLE] = (struct gate){0, CPU_FAULT_TASK_SELECTOR, GATE_TASK, 0};
    __asm__ volatile("ltr %w0" : : "r"(CPU_TASK_SELECTOR) : "memory");
}

/* We go on as the task that was interrupted: should the handler itself double-fault,
 * the gate must find the other task free, and start it afresh. Else it ends in a
 * triple fault. */
static void leave_fault_task(void)
{
    state.gdt[CPU_TASK_SELECTOR / 8] &= ~DESCRIPTOR_BUSY;
    state.gdt[CPU_FAULT_TASK_SELECTOR / 8] &= ~DESCRIPTOR_BUSY;
    __asm__ volatile("ltr %w0" : : "r"(CPU_TASK_SELECTOR) : "memory");
}

void cpu_read_interrupted_task(struct fault_registers *r)
{
    const struct task *t = &state.task;

    *r = (struct fault_registers){.eax = t->eax,
                                  .ebx = t->ebx,
                                  .ecx = t->ecx,
                                  .edx = t->edx,
                                  .esi = t->esi,
                                  .edi = t->edi,
                                  .ebp = t->ebp,
                                  .esp = t->esp,
                                  .eip = t->eip,
                                  .eflags = t->eflags,
                                  .cs = t->cs & 0xffffu};
    cpu_read_control(r);
    leave_fault_task();
}

void cpu_read_control(struct fault_registers *r)
{
    __asm__ volatile("mov %%cr0, %0" : "=r"(r->cr0));
    __asm__ volatile("mov %%cr2, %0" : "=r"(r->cr2));
    r->cr3 = read_cr3();
}

void cpu_read_registers(struct fault_registers *r)
{
    *r = (struct fault_registers){.cs = CPU_CODE_SELECTOR};
    __asm__ volatile("mov %%ebx, %0\n\tmov %%esi, %1\n\tmov %%edi, %2"
                     : "=m"(r->ebx), "=m"(r->esi), "=m"(r->edi));
    __asm__ volatile("pushfl\n\tpopl %0" : "=m"(r->eflags));
    /* The caller's frame: its ebp is what ours saved, its eip where we return. */
    const uint32_t *frame = __builtin_frame_address(0);
    r->ebp = frame[0];
    r->eip = frame[1];
    r->esp = (uint32_t)(uintptr_t)(frame + 2);
    cpu_read_control(r);
}

static uint32_t read_cr0(void)
{
    uint32_t value;

    __asm__ volatile("mov %%cr0, %0" : "=r"(value));
    return value;
}

static void write_cr0(uint32_t value)
{
    __asm__ volatile("mov %0, %%cr0" : : "r"(value) : "memory");
}

/* CR3 first: the translation begins with the instruction after PG is set. Kernel
 * space is mapped where it lies, so that instruction is found. WP makes
 * read-only pages hold for ring 0 too; without it a write to the text passes. */
void cpu_enable_paging(uint32_t directory)
{
    /* A task switch loads CR3 but does not save it (Intel SDM volume 3A, 7.2.1). */
    state.task.cr3 = directory;
    state.fault_task.cr3 = directory;
    __asm__ volatile("mov %0, %%cr3" : : "r"(directory) : "memory");
    write_cr0(read_cr0() | CR0_PG | CR0_WP);
}

const char *cpu_check_paging(uint32_t directory)
{
    uint32_t cr0 = read_cr0();

    if ((cr0 & CR0_PG) == 0)
        return "paging is off (CR0.PG)";
    if (read_cr3() != directory)
        return "CR3 is not the page directory";
    if ((cr0 & CR0_WP) == 0)
        return "write protection is off (CR0.WP), so the kernel could write to its own code";
    return NULL;
}

void cpu_disable_paging(void)
{
    write_cr0(read_cr0() & ~CR0_PG);
}

void cpu_protect_writes(bool protected)
{
    uint32_t cr0;

    __asm__ volatile("mov %%cr0, %0" : "=r"(cr0));
    cr0 = protected ? cr0 | CR0_WP : cr0 & ~CR0_WP;
    __asm__ volatile("mov %0, %%cr0" : : "r"(cr0) : "memory");
}

void cpu_flush_page(uint32_t virtual)
{
    __asm__ volatile("invlpg (%0)" : : "r"(virtual) : "memory");
}

/* ebp 0 is what ends a backtrace taken on the new stack. */
_Noreturn void cpu_run_on_stack(uint8_t *stack_end, void (*function)(void))
{
    __asm__ volatile("mov %0, %%esp\n\t"
                     "xor %%ebp, %%ebp\n\t"
                     "call *%1"
                     :
                     : "r"(stack_end), "r"(function)
                     : "memory");
    cpu_halt();
}

/* esp is kept in a register that the function gives back as it was. */
void cpu_call_on_stack(uint8_t *stack_end, void (*function)(void))
{
    __asm__ volatile("mov %%esp, %%ebx\n\t"
                     "mov %0, %%esp\n\t"
                     "call *%1\n\t"
                     "mov %%ebx, %%esp"
                     : "+S"(stack_end), "+D"(function)
                     :
                     : "eax", "ebx", "ecx", "edx", "cc", "memory");
}
