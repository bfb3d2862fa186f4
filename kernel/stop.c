#include "kernel/stop.h"

#include "kernel/hw/cpu.h"
#include "kernel/hw/noinit.h"
#include "kernel/hw/pit.h"
#include "kernel/hw/uart.h"
#include "kernel/symbol_table.h"
#include "kernel/terminal.h"
#include "kernel/watchpoint.h"
#include "kernel/window.h"
#include "shell/cmd_stop.h"
#include "shell/session.h"

/* The stack has room for the deepest command. */
#define STACK_SIZE (16u * 1024u)

static struct {
    struct publish *publish;
    struct shell_ops ops;
    uint32_t count;
    uint32_t steps; /* left of the command that is being carried out */
    bool is_step;
    uint16_t counter; /* of the timer at the last look, and how often it has run out */
    uint32_t rounds;
    struct fault_registers before; /* at the last stop or step */
    struct shell_stop stop;
} state;

static struct {
    struct shell shell;
    uint8_t stack[STACK_SIZE] __attribute__((aligned(16)));
} room KERNEL_NOINIT;

static void read_registers(struct fault_registers *registers)
{
    *registers = state.stop.registers;
}

void stop_init(struct machine *machine, struct publish *publish, const struct shell_ops *ops,
               const char *version)
{
    state.publish = publish;
    publish->watches = watchpoint_list();
    publish->symbols = symbol_table();
    state.ops = *ops;
    state.ops.interrupted = terminal_interrupted_polled;
    state.ops.wait_key = terminal_wait_key_polled;
    state.ops.read_registers = read_registers;
    shell_init(&room.shell, machine, &state.ops, (struct fmt_sink){terminal_put_polled, NULL});
    shell_init_stopped(&room.shell, version);
}

uint32_t stop_count(void)
{
    return state.count;
}

static void show(void)
{
    room.shell.stop = &state.stop;
    if (state.is_step)
        cmd_stop_show_step(&room.shell, &state.before);
    else
        cmd_stop_show(&room.shell);
}

/* Where the stop came while a record was on its way to the line, another would end up in
 * the middle of it. */
static void tell(bool beat)
{
    const char *record;
    size_t length;

    while (!state.publish->busy &&
           (length = publish_next_stopped(state.publish, pit_uptime_ms(), beat, &record)) != 0) {
        for (size_t i = 0; i < length; i++) {
            uart_put_polled(UART_COM2, (uint8_t)record[i]);
            uart_receive_polled(UART_COM1);
        }
        beat = false;
    }
}

/* The timer's interrupts are off, but it counts down and starts again. */
static void keep_beat(void)
{
    uint16_t counter = pit_counter();

    state.rounds += counter > state.counter;
    state.counter = counter;
    if (state.rounds < PIT_HZ)
        return;
    state.rounds = 0;
    tell(true);
}

/* On the stack of the stop. */
static void serve(void)
{
    uint8_t byte;

    show();
    state.steps = state.is_step && !terminal_interrupted_polled() ? state.steps - 1 : 0;
    if (state.steps > 0) {
        state.stop.resume = SHELL_RESUME_STEP;
        return;
    }
    tell(true);
    shell_start_stopped(&room.shell);
    while (state.stop.resume == SHELL_RESUME_NOT) {
        keep_beat();
        while (state.stop.resume == SHELL_RESUME_NOT && terminal_get_polled(&byte))
            shell_feed(&room.shell, byte);
    }
    state.steps = state.stop.resume == SHELL_RESUME_STEP ? state.stop.steps : 1;
}

/* What the processor is to do is set up while the watches are still paused. Bytes that were
 * received meanwhile have raised the line of their port, and no new edge would follow. */
void stop_serve(struct trap_frame *frame, bool is_step)
{
    struct window_slots slots;

    state.count++;
    state.is_step = is_step;
    state.before = state.stop.registers;
    trap_read_registers(frame, &state.stop.registers);
    cpu_read_control(&state.stop.registers);
    state.stop.resume = SHELL_RESUME_NOT;
    watchpoint_stop(true);
    window_save(&slots);
    cpu_call_on_stack(room.stack + STACK_SIZE, serve);
    window_restore(&slots);
    if (state.stop.resume == SHELL_RESUME_OVER)
        watchpoint_run_to(frame, state.stop.address);
    else if (state.stop.resume == SHELL_RESUME_STEP)
        watchpoint_step(frame);
    uart_poll(UART_COM1);
    uart_poll(UART_COM2);
    watchpoint_stop(false);
}
