#include "kernel/console.h"

#include "kernel/hw/cpu.h"
#include "kernel/hw/pit.h"
#include "kernel/hw/power.h"
#include "kernel/hw/uart.h"
#include "kernel/hw/vga.h"
#include "shell/shell.h"

static struct {
    struct machine *machine;
    struct publish *publish;
    struct shell shell;
    uint32_t mirrored; /* log lines already on the screen */
} state;

/* Sends the records that are due, as long as the ring takes a whole one: a
 * record is never cut, and nothing waits for the line. */
static void pump_telemetry(void)
{
    const char *record;

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

static void pump(void)
{
    pump_telemetry();
    mirror_log();
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

static void drop_input(void)
{
    uart_drop_to_interrupt_key(UART_COM1);
}

static uint32_t input_lost(void)
{
    return uart_lost(UART_COM1);
}

/* What has been said must be on the line before the power goes. */
static void flush(void)
{
    pump();
    uart_send_polled(UART_COM1, "", 0);
    uart_send_polled(UART_COM2, "", 0);
}

static void power_off_flushed(void)
{
    flush();
    power_off();
}

static void reboot_flushed(void)
{
    flush();
    power_reboot();
}

static void debug_break_flushed(void)
{
    flush();
    power_debug_break();
}

static const struct shell_edge edge = {
    .interrupted = interrupted,
    .drop_input = drop_input,
    .uptime_ms = pit_uptime_ms,
    .input_lost = input_lost,
    .in_bochs = power_in_bochs,
    .debug_break = debug_break_flushed,
    .reboot = reboot_flushed,
    .power_off = power_off_flushed,
};

_Noreturn void console_run(struct machine *machine, struct publish *publish, const char *version)
{
    uint8_t byte;

    state.machine = machine;
    state.publish = publish;
    cpu_enable_interrupts();
    shell_init(&state.shell, machine, &edge, (struct fmt_sink){put, NULL});
    shell_start(&state.shell, version);
    for (;;) {
        while (uart_get(UART_COM1, &byte))
            shell_feed(&state.shell, byte);
        pump();
        cpu_wait();
    }
}
