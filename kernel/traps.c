#include "kernel/traps.h"

#include "kernel/hw/cpu.h"
#include "kernel/hw/pic.h"
#include "kernel/hw/pit.h"
#include "kernel/hw/uart.h"
#include "kernel/panic.h"

#define VECTOR_PAGE_FAULT 14u

/* From traps.asm; an array of CPU_VECTORS addresses. */
const uint32_t *trap_entry_table(void);

static const char *const exception_names[32] = {
    "divide error",
    "debug",
    "non-maskable interrupt",
    "breakpoint",
    "overflow",
    "bound range exceeded",
    "invalid opcode",
    "device not available",
    "double fault",
    "coprocessor segment overrun",
    "invalid TSS",
    "segment not present",
    "stack-segment fault",
    "general protection",
    "page fault",
    "reserved 15",
    "x87 floating point",
    "alignment check",
    "machine check",
    "SIMD floating point",
    "virtualization",
    "control protection",
    "reserved 22",
    "reserved 23",
    "reserved 24",
    "reserved 25",
    "reserved 26",
    "reserved 27",
    "hypervisor injection",
    "VMM communication",
    "security",
    "reserved 31",
};

void trap_init(void)
{
    cpu_init_idt(trap_entry_table());
    pic_init();
    pit_init();
    pic_unmask(PIT_LINE);
    pic_unmask(UART_COM1_LINE);
    pic_unmask(UART_COM2_LINE);
}

static void handle_line(unsigned line)
{
    if (pic_is_spurious(line))
        return;
    if (line == PIT_LINE)
        pit_handle_interrupt();
    else if (line == UART_COM1_LINE)
        uart_handle_interrupt(UART_COM1);
    else if (line == UART_COM2_LINE)
        uart_handle_interrupt(UART_COM2);
    pic_end(line);
}

static _Noreturn void report_exception(const struct trap_frame *f)
{
    /* What esp was before the processor pushed its three words. */
    uint32_t esp = f->esp_at_pushad + 5 * sizeof(uint32_t);

    panic_begin("K10");
    panic_print("exception %u (%s), error code 0x%x, at 0x%08x", f->vector,
                exception_names[f->vector], f->error_code, f->eip);
    if (f->vector == VECTOR_PAGE_FAULT)
        panic_print(", address 0x%08x", cpu_fault_address());
    panic_tell();
    panic_print("\neax %08x  ebx %08x  ecx %08x  edx %08x\n", f->eax, f->ebx, f->ecx, f->edx);
    panic_print("esi %08x  edi %08x  ebp %08x  esp %08x\n", f->esi, f->edi, f->ebp, esp);
    panic_print("eip %08x  cs %04x  eflags %08x\n", f->eip, f->cs, f->eflags);
    panic_halt();
}

void trap_handle(struct trap_frame *frame)
{
    if (frame->vector >= PIC_VECTOR)
        handle_line(frame->vector - PIC_VECTOR);
    else
        report_exception(frame);
}
