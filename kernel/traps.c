#include "kernel/traps.h"

#include "kernel/core/check_pages.h"
#include "kernel/core/fault_place.h"
#include "kernel/hw/cpu.h"
#include "kernel/hw/keyboard.h"
#include "kernel/hw/noinit.h"
#include "kernel/hw/pic.h"
#include "kernel/hw/pit.h"
#include "kernel/hw/uart.h"
#include "kernel/panic.h"
#include "kernel/postmortem.h"
#include "kernel/stop.h"
#include "kernel/symbol_table.h"
#include "kernel/watchpoint.h"
#include "kernel/window.h"

/* Of the exceptions that share vectors with lines, those that push an error code. Vector 8,
 * which does too, is a task gate (Intel SDM volume 3A, table 6-1). */
#define FAULT_FIRST_WITH_CODE 10u
#define FAULT_LAST_WITH_CODE  14u

/* Enough for the report of a fault before there is a post-mortem. */
#define DOUBLE_FAULT_STACK_SIZE (4u * 1024u)

static struct {
    volatile uint32_t strays; /* bit n: line n, and not taken yet */
    volatile uint32_t counts[PIC_LINES];
    struct machine *machine; /* NULL: faults cannot be explained yet */
} state;

static uint8_t double_fault_stack[DOUBLE_FAULT_STACK_SIZE] KERNEL_NOINIT
    __attribute__((aligned(16)));

/* The lowest line is taken first. Interrupts are disabled while its bit is cleared, or a handler
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

uint32_t trap_line_count(unsigned line)
{
    return state.counts[line];
}

void trap_init_lines(void)
{
    pic_init();
    pit_init();
    keyboard_init();
    pic_unmask(PIT_LINE);
    pic_unmask(KEYBOARD_LINE);
    pic_unmask(UART_COM1_LINE);
    pic_unmask(UART_COM2_LINE);
    uart_enable_interrupts();
}

void trap_explain_from(struct machine *machine)
{
    state.machine = machine;
}

/* This test comes before anything else: a spurious interrupt has no service bit, and
 * ending it would end another line's. */
static void handle_line(unsigned line)
{
    if (pic_is_spurious(line))
        return;
    state.counts[line]++;
    if (line == PIT_LINE)
        pit_handle_interrupt();
    else if (line == KEYBOARD_LINE)
        keyboard_poll();
    else if (line == UART_COM1_LINE)
        uart_handle_interrupt(UART_COM1);
    else if (line == UART_COM2_LINE)
        uart_handle_interrupt(UART_COM2);
    else
        state.strays |= 1u << line;
    pic_end(line);
}

/* Reports a fault before there is a machine to explain it from. */
static _Noreturn void report_early(const struct fault *f)
{
    struct fmt_buffer buffer;
    char place[FAULT_TEXT_SIZE];

    fault_print_place(fmt_buffer_init(&buffer, place, sizeof place), symbol_table(),
                      f->registers.eip);
    if (f->has_line)
        panic_begin("K10", "interrupt line %u arrived as exception %u (%s), at %s", f->line,
                    f->vector, fault_name(f->vector), place);
    else
        panic_begin("K10", "exception %u (%s), error code 0x%x, at %s, address 0x%08x", f->vector,
                    fault_name(f->vector), f->error_code, place, f->registers.cr2);
    fault_print_registers(panic_sink(), &f->registers);
    panic_halt();
}

/* With paging off every byte can be reached, whatever the page tables have become.
 * Paging goes on again, and catches what the post-mortem itself does wrong, where
 * the tables still have what it needs. */
static _Noreturn void report(struct fault *fault)
{
    struct fmt_buffer buffer;
    struct machine *m;

    cpu_disable_paging();
    m = state.machine;
    if (m == NULL || !postmortem_is_ready())
        report_early(fault);
    window_init(NULL);
    if (check_pages_essential(m, fmt_buffer_init(&buffer, fault->note, sizeof fault->note))) {
        cpu_enable_paging((uint32_t)m->paging.directory_address);
        window_init(&m->paging);
    }
    postmortem_enter(fault);
}

/* A line whose interrupt is in service came on this vector, which pic_init() would
 * have moved: the BIOS has lines 0 to 7 at the exceptions 8 to 15. */
static void find_line(struct fault *f)
{
    if (f->vector < PIC_BIOS_VECTOR || f->vector >= PIC_BIOS_VECTOR + 8)
        return;
    f->line = f->vector - PIC_BIOS_VECTOR;
    f->has_line = pic_is_in_service(f->line);
}

/* An interrupt brings no error code. On a vector whose exception would, the entry pushed
 * none in its place either: the three words of the processor are one earlier. */
static void correct_line_frame(const struct trap_frame *t, struct fault *f)
{
    if (t->vector < FAULT_FIRST_WITH_CODE || t->vector > FAULT_LAST_WITH_CODE)
        return;
    f->error_code = 0;
    f->registers.eip = t->error_code;
    f->registers.cs = t->eip;
    f->registers.eflags = t->cs;
    f->registers.esp -= sizeof(uint32_t);
}

static _Noreturn void report_exception(const struct trap_frame *t)
{
    struct fault fault = {
        .vector = t->vector,
        .error_code = t->error_code,
    };

    trap_read_registers(t, &fault.registers);
    /* CR2 is read at once: a page fault of our own, while we report, would overwrite it. */
    cpu_read_control(&fault.registers);
    fault.has_address = t->vector == FAULT_PAGE;
    fault.address = fault.registers.cr2;
    find_line(&fault);
    if (fault.has_line)
        correct_line_frame(t, &fault);
    report(&fault);
}

/* Entered by the task gate of vector 8. For a double fault the processor has pushed
 * an error code, always 0, where a return address would be; for an interrupt that
 * arrived on vector 8 it has not. */
static void enter_double_fault(void)
{
    struct fault fault = {.vector = FAULT_DOUBLE};
    const uint8_t *entry_esp = (const uint8_t *)__builtin_frame_address(0) + sizeof(uint32_t);

    cpu_read_interrupted_task(&fault.registers);
    fault.has_line = entry_esp == double_fault_stack + sizeof double_fault_stack;
    /* CR2 is that of the page fault which could not be delivered, nearly always
     * a push onto the guard page below the stack. */
    fault.has_address = !fault.has_line;
    fault.address = fault.registers.cr2;
    report(&fault);
}

void trap_init_exceptions(void)
{
    cpu_init_idt(trap_entry_table());
    cpu_init_fault_task(enter_double_fault, double_fault_stack + sizeof double_fault_stack);
}

/* A debug exception that a watch or a step has asked for is no fault. */
static void handle_debug(struct trap_frame *frame)
{
    enum watchpoint_event event = watchpoint_handle(frame);

    if (event == WATCHPOINT_FOREIGN)
        report_exception(frame);
    if (event != WATCHPOINT_NOTED)
        stop_serve(frame, event == WATCHPOINT_STEP);
}

/* Exceptions come below PIC_VECTOR, lines from it on: pic_init() has moved them
 * there. The last vector is our own, for trap_test_registers(). */
void trap_handle(struct trap_frame *frame)
{
    if (frame->vector == FAULT_DEBUG)
        handle_debug(frame);
    else if (frame->vector < PIC_VECTOR)
        report_exception(frame);
    else if (frame->vector < PIC_VECTOR + PIC_LINES)
        handle_line(frame->vector - PIC_VECTOR);
}
