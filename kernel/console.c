#include "kernel/console.h"

#include "kernel/core/patrol.h"
#include "kernel/edge.h"
#include "kernel/guard.h"
#include "kernel/hw/cpu.h"
#include "kernel/hw/pit.h"
#include "kernel/hw/uart.h"
#include "kernel/hw/vga.h"
#include "kernel/noinit.h"
#include "kernel/traps.h"
#include "shell/shell.h"

static struct {
    struct machine *machine;
    struct publish *publish;
    uint32_t mirrored; /* log lines already on the screen */
    struct patrol patrol;
} state;

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
    state.publish->input_lost = uart_lost(UART_COM1);
    while (uart_room(UART_COM2) >= TELEMETRY_RECORD_MAX) {
        size_t length = publish_next(state.publish, pit_uptime_ms(), &record);
        if (length == 0)
            return;
        for (size_t i = 0; i < length; i++)
            uart_put(UART_COM2, (uint8_t)record[i]);
    }
}

static void show_on_screen(const char *text)
{
    while (*text != '\0')
        vga_put(*text++);
    vga_put('\n');
}

/* The screen shows the log. */
static void mirror_log(void)
{
    const struct log *log = &state.machine->log;

    if (state.mirrored == log->count)
        return;
    if (state.mirrored < log_first(log))
        state.mirrored = log_first(log);
    while (state.mirrored < log->count)
        show_on_screen(log_at(log, state.mirrored++)->text);
    vga_show_cursor();
}

/* An interrupt that nobody asked for is somebody's mistake: it is said. */
static void log_strays(void)
{
    unsigned line;

    while (trap_take_stray(&line))
        machine_log(state.machine, "stray interrupt on line %u", line);
}

static void pump(void)
{
    pump_telemetry();
    mirror_log();
    guard_refresh(state.machine);
    patrol_step(&state.patrol, state.machine);
    log_strays();
}

/* Waits for room: what the shell answers is never lost. */
static void put(void *context, char c)
{
    (void)context;
    while (!uart_put(UART_COM1, (uint8_t)c)) {
        pump();
        cpu_wait();
    }
}

static bool interrupted(void)
{
    pump();
    return uart_has_interrupt_key(UART_COM1);
}

_Noreturn void console_run(struct machine *machine, struct publish *publish, const char *version)
{
    static struct shell_edge edge;
    uint8_t byte;

    edge_fill(&edge);
    edge.interrupted = interrupted;
    state.machine = machine;
    state.publish = publish;
    cpu_enable_interrupts();
    shell_init(&shell, machine, &edge, (struct fmt_sink){put, NULL});
    shell_start(&shell, version);
    for (;;) {
        while (uart_get(UART_COM1, &byte))
            shell_feed(&shell, byte);
        pump();
        cpu_wait();
    }
}
