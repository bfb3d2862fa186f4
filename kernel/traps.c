#include "kernel/traps.h"

#include "kernel/hw/cpu.h"
#include "kernel/hw/pic.h"
#include "kernel/hw/pit.h"
#include "kernel/hw/uart.h"
#include "kernel/panic.h"
#include "kernel/postmortem.h"

/* From traps.asm; an array of CPU_VECTORS addresses. */
const uint32_t *trap_entry_table(void);

static struct {
    volatile uint32_t strays; /* bit n: line n, and not taken yet */
} state;

/* Lowest line first. Interrupts are out while its bit is cleared, or a handler
 * that sets another bit in between would be undone. */
bool trap_take_stray(unsigned *line)
{
    if (state.strays == 0)
        return false;
    *line = (unsigned)__builtin_ctz(state.strays);
    bool enabled = cpu_save_interrupts();
    state.strays &= state.strays - 1;
    cpu_restore_interrupts(enabled);
    return true;
}

void trap_init(void)
{
    cpu_init_idt(trap_entry_table());
    pic_init();
    pit_init();
    pic_unmask(PIT_LINE);
    pic_unmask(UART_COM1_LINE);
    pic_unmask(UART_COM2_LINE);
    uart_enable_interrupts();
}

/* Asked before anything else: a spurious interrupt has no service bit, and
 * ending it would end another line's. */
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
    else
        state.strays |= 1u << line;
    pic_end(line);
}

/* Before there is a machine to report on. */
static _Noreturn void report_early(const struct fault *f)
{
    panic_begin("K10");
    panic_print("exception %u (%s), error code 0x%x, at 0x%08x, address 0x%08x", f->vector,
                fault_name(f->vector), f->error_code, f->registers.eip, f->registers.cr2);
    panic_tell();
    fault_print_registers(panic_sink(), &f->registers);
    panic_halt();
}

static _Noreturn void report_exception(const struct trap_frame *t)
{
    struct fault fault = {
        .vector = t->vector,
        .error_code = t->error_code,
        .registers = {t->eax, t->ebx, t->ecx, t->edx, t->esi, t->edi, t->ebp,
                      /* what esp was before vector, error code, eip, cs and eflags */
                      t->esp_at_pushad + 5 * sizeof(uint32_t), t->eip, t->eflags, t->cs, 0, 0, 0},
    };

    /* CR2 at once: a page fault of our own, while we report, would overwrite it. */
    cpu_read_control(&fault.registers);
    fault.has_address = t->vector == FAULT_PAGE;
    fault.address = fault.registers.cr2;
    if (!postmortem_is_ready())
        report_early(&fault);
    postmortem_enter(&fault);
}

/* Exceptions come below PIC_VECTOR, lines from it on: pic_init() has moved them
 * there. */
void trap_handle(struct trap_frame *frame)
{
    if (frame->vector >= PIC_VECTOR)
        handle_line(frame->vector - PIC_VECTOR);
    else
        report_exception(frame);
}
