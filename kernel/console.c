#include "kernel/console.h"

#include "kernel/bochs_watch.h"
#include "kernel/core/patrol.h"
#include "kernel/hw/cpu.h"
#include "kernel/hw/keyboard.h"
#include "kernel/hw/noinit.h"
#include "kernel/hw/pit.h"
#include "kernel/hw/uart.h"
#include "kernel/line_watch.h"
#include "kernel/terminal.h"
#include "kernel/traps.h"
#include "shell/session.h"

static struct {
    struct machine *machine;
    struct publish *publish;
    uint32_t mirrored; /* log lines already on the screen */
    bool prompted;     /* the shell has begun a line */
    struct patrol patrol;
} state;

/* Large, by the lines it remembers, and set up by shell_init() before anything
 * reads it. */
static struct shell shell KERNEL_NOINIT;

/* What a reader of the telemetry sends when it has lost records (docs/telemetry.md). */
#define ENQ 0x05

/* Sends the records that are due, as long as the ring takes a whole one: a
 * record is never cut, and nothing waits for the line. */
static void pump_telemetry(void)
{
    const char *record;

    uint8_t request;

    while (uart_get(UART_COM2, &request)) {
        if (request == ENQ)
            publish_repeat_now(state.publish);
    }
    /* The beat record carries it: a host that pastes faster than 115200 baud
     * sees in the viewer why its line arrived damaged. */
    state.publish->input_lost = uart_lost(UART_COM1);
    state.publish->busy = true;
    while (uart_room(UART_COM2) >= TELEMETRY_RECORD_MAX) {
        size_t length = publish_next(state.publish, pit_uptime_ms(), &record);
        if (length == 0)
            break;
        for (size_t i = 0; i < length; i++)
            uart_put(UART_COM2, (uint8_t)record[i]);
    }
    state.publish->busy = false;
}

/* The screen shows the log as well, above the line that is being typed. COM1 does not: who
 * sits there asks for it, and scripts would have to tell it from answers. */
static void mirror_log(void)
{
    const struct log *log = &state.machine->log;
    const struct fmt_sink screen = {terminal_show, NULL};

    if (state.mirrored == log->count)
        return;
    if (state.prompted)
        shell_leave_line(&shell, screen);
    /* The log keeps its newest lines only. A burst longer than that between two
     * looks leaves a hole on the screen, but never lines that are not in the
     * log. */
    if (state.mirrored < log_first(log))
        state.mirrored = log_first(log);
    while (state.mirrored < log->count)
        fmt_print(screen, "%s\r\n", log_at(log, state.mirrored++)->text);
    if (state.prompted)
        shell_show_line(&shell, screen);
}

/* An interrupt that no driver asked for shows a mistake, so it is logged. */
static void log_strays(void)
{
    unsigned line;

    while (trap_take_stray(&line))
        machine_log(state.machine, "stray interrupt on line %u", line);
}

/* One round of all that is not the shell. It runs when the processor idles, when
 * an answer waits for room and between the steps of long commands, so that the
 * viewer sees `mem stress` while it runs. Telemetry comes first: its line is the
 * slowest. */
static void pump(void)
{
    line_watch_step(state.machine);
    pump_telemetry();
    keyboard_poll();
    bochs_watch_refresh(state.machine);
    patrol_step(&state.patrol, state.machine);
    log_strays();
}

/* Waits for room: what the shell answers is never lost. */
static void put(void *context, char c)
{
    while (!uart_put(UART_COM1, (uint8_t)c)) {
        pump();
        line_watch_wait();
    }
    terminal_show(context, c);
}

/* The shell asks between the steps of a long command, which is the only moment
 * at which that command lets anything else run. */
static bool interrupted(void)
{
    pump();
    return terminal_interrupted();
}

/* For the pager, which is asked in the middle of an answer. */
static int wait_key(void)
{
    uint8_t byte;

    while (!terminal_get(&byte)) {
        pump();
        line_watch_wait();
    }
    return byte;
}

_Noreturn void console_run(struct machine *machine, struct publish *publish,
                           const struct shell_ops *ops, const char *version)
{
    static struct shell_ops own;
    uint8_t byte;

    own = *ops;
    own.interrupted = interrupted;
    own.wait_key = wait_key;
    state.machine = machine;
    state.publish = publish;
    line_watch_start(machine);
    cpu_enable_interrupts();
    shell_init(&shell, machine, &own, (struct fmt_sink){put, NULL});
    /* The loop below is where the kernel lives. It sleeps between two
     * interrupts; the timer's 100 a second are what keeps beat and patrol going
     * when nobody types. */
    mirror_log();
    shell_start(&shell, version);
    state.prompted = true;
    for (;;) {
        while (terminal_get(&byte))
            shell_feed(&shell, byte);
        pump();
        mirror_log();
        shell_idle(&shell);
        line_watch_wait();
    }
}
