#include "kernel/panic.h"

#include <stdbool.h>
#include <stddef.h>

#include "kernel/hw/cpu.h"
#include "kernel/hw/noinit.h"
#include "kernel/hw/uart.h"
#include "kernel/hw/vga.h"

/* A record has at most 512 bytes, in which an escaped character takes six.
 * Longer sentences are cut in the record only: COM1 and the screen get all. */
#define SENTENCE_SIZE 240u

/* A stream of records longer than this is not believed: the number was damaged. */
#define NUMBER_MAX 0x10000000u

/* Set by the entry code itself and not with .bss: a panic must also be able to report
 * that .bss was not cleared. */
static struct {
    const struct telemetry *telemetry;
    uint32_t level; /* panics begun */
} state KERNEL_NOINIT;

void panic_init(const struct telemetry *telemetry)
{
    state.telemetry = telemetry;
    state.level = 0;
}

static void put(void *context, char c)
{
    (void)context;
    if (c == '\n')
        uart_raw_put(UART_COM1, '\r');
    uart_raw_put(UART_COM1, (uint8_t)c);
    vga_raw_put(c);
}

struct fmt_sink panic_sink(void)
{
    return (struct fmt_sink){put, NULL};
}

void panic_print(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fmt_print_list(panic_sink(), format, arguments);
    va_end(arguments);
}

_Noreturn void panic_gasp(void)
{
    cpu_disable_interrupts();
    cpu_disable_paging();
    uart_raw_put(UART_COM1, PANIC_GASP);
    vga_raw_put(PANIC_GASP);
    cpu_halt();
}

/* Where no record was sent, or the writer was damaged, the record begins a new
 * stream: a reader takes a number out of order for lost records and would count
 * them. */
static uint32_t record_number(void)
{
    return state.telemetry != NULL && state.telemetry->next < NUMBER_MAX ? state.telemetry->next
                                                                         : 0;
}

static void send_record(const char *code, const char *sentence)
{
    struct telemetry telemetry;

    telemetry_init(&telemetry, record_number());
    struct json *json = telemetry_begin(&telemetry, "fail");
    json_text(json, "code", code);
    json_text(json, "text", sentence);
    size_t length = telemetry_end(&telemetry);
    for (size_t i = 0; i < length; i++)
        uart_raw_put(UART_COM2, (uint8_t)telemetry.record[i]);
}

/* Interrupts and paging are turned off first, then the ports are programmed: after that
 * only the stack and the processor are needed. */
static void begin(const char *code, const char *format, va_list arguments)
{
    struct fmt_buffer buffer;
    char sentence[SENTENCE_SIZE];

    cpu_disable_interrupts();
    cpu_disable_paging();
    if (state.level++ != 0)
        panic_gasp();
    uart_raw_init(UART_COM1);
    uart_raw_init(UART_COM2);
    fmt_print_list(fmt_buffer_init(&buffer, sentence, sizeof sentence), format, arguments);
    panic_print("\n%s %s\n", code, sentence);
    send_record(code, sentence);
}

void panic_begin(const char *code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    begin(code, format, arguments);
    va_end(arguments);
}

/* The halt is printed in words, because a silent hlt looks like a hang to the user. */
_Noreturn void panic_halt(void)
{
    panic_print("The machine has halted.\n");
    cpu_halt();
}

_Noreturn void panic(const char *code, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    begin(code, format, arguments);
    va_end(arguments);
    panic_halt();
}
