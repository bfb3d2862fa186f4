#include "kernel/shell_ops.h"

#include "kernel/bochs_watch.h"
#include "kernel/crash.h"
#include "kernel/hw/cpu.h"
#include "kernel/hw/pit.h"
#include "kernel/hw/power.h"
#include "kernel/hw/uart.h"
#include "kernel/stop.h"
#include "kernel/symbol_table.h"
#include "kernel/terminal.h"
#include "kernel/watchpoint.h"

static uint32_t input_lost(void)
{
    return uart_lost(UART_COM1);
}

/* All output must be on the line before the machine stops. */
static void flush(void)
{
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
    bochs_watch_pause(); /* a reset does not put the device to sleep, and boot touches everything */
    power_reboot();
}

static void debug_break_flushed(void)
{
    flush();
    power_debug_break();
}

/* The shell's announcement of the mistake must be out first: after
 * the mistake the machine may print nothing more. */
static const char *crash_flushed(struct machine *machine, enum shell_crash crash)
{
    flush();
    return crash_cause(machine, crash);
}

static void allow_writes(bool allowed)
{
    cpu_protect_writes(!allowed);
}

/* A table of functions and not direct calls, so that the same shell sources run
 * on the host, where the tests fill in their own. */
void shell_ops_fill(struct shell_ops *ops)
{
    *ops = (struct shell_ops){
        .drop_input = terminal_drop_input,
        .uptime_ms = pit_uptime_ms,
        .input_lost = input_lost,
        .in_bochs = power_in_bochs,
        .debug_break = debug_break_flushed,
        .reboot = reboot_flushed,
        .power_off = power_off_flushed,
        .read_registers = cpu_read_registers,
        .symbols = symbol_table,
        .crash = crash_flushed,
        .allow_writes = allow_writes,
        .watches = watchpoint_list,
        .apply_watches = watchpoint_apply,
        .pause_watches = watchpoint_pause,
        .stops = stop_count,
        .bochs_watch = bochs_watch_set,
    };
}
