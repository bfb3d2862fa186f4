#include "tests/bench/bench.h"

#include <stdarg.h>

#include "kernel/core/bootinfo.h"
#include "kernel/core/fmt.h"
#include "kernel/core/units.h"
#include "kernel/hw/port.h"
#include "kernel/hw/power.h"

/* With port_e9_hack what is written here appears on Bochs's standard output. */
#define BOCHS_CONSOLE 0xe9
#define MEMORY_START  (16 * MIB)

uint32_t bench_ticks(struct bench_call *call); /* count.asm */
void bench_empty(void);
void kernel_main(uint32_t magic, struct bootinfo *boot);

static uint32_t memory_cursor = MEMORY_START;
static uint32_t overhead;

static void console_put(void *context, char c)
{
    (void)context;
    port_write8(BOCHS_CONSOLE, (uint8_t)c);
}

static const struct fmt_sink console = {console_put, NULL};

static _Noreturn void stop(const char *last_line)
{
    fmt_print(console, "%s\n", last_line);
    power_off();
    for (;;)
        continue;
}

void bench_require(bool ok, const char *what)
{
    if (!ok)
        stop(what);
}

void *bench_memory(uint32_t bytes)
{
    uint32_t start = memory_cursor;

    memory_cursor += (bytes + 3) & ~3u;
    return (void *)start;
}

int bench_count(struct bench_sum *sum, struct bench_call *call)
{
    uint32_t ticks = bench_ticks(call) - overhead;

    sum->calls++;
    sum->total += ticks;
    if (ticks > sum->most)
        sum->most = ticks;
    return call->result;
}

void bench_print(const struct bench_sum *sum, const char *name, ...)
{
    /* Rounded up: a budget is kept or it is not. */
    uint32_t mean = (sum->total + sum->calls - 1) / sum->calls;
    va_list arguments;

    va_start(arguments, name);
    fmt_text(console, "bench ");
    fmt_print_list(console, name, arguments);
    fmt_print(console, ": %u %u\n", mean, sum->most);
    va_end(arguments);
}

void bench_note(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fmt_print_list(console, format, arguments);
    fmt_put(console, '\n');
    va_end(arguments);
}

/* What the counting itself takes is found by counting a function that only
 * returns; its one instruction is not part of that. */
static void calibrate(void)
{
    struct bench_call call = {.function = (void *)bench_empty};

    overhead = bench_ticks(&call) - 1;
}

/* In the place of the kernel's: kernel/entry.asm calls it. */
void kernel_main(uint32_t magic, struct bootinfo *boot)
{
    (void)boot;
    bench_require(magic == BOOTINFO_MAGIC, "bench failed: not started by the loader");
    calibrate();
    bench_e820();
    bench_frames();
    bench_runs();
    stop("bench done");
}
