#include "kernel/panic.h"

#include <stdbool.h>
#include <stddef.h>

#include "kernel/hw/cpu.h"
#include "kernel/hw/uart.h"
#include "kernel/hw/vga.h"

/* A record has at most 512 bytes, in which an escaped character takes six.
 * Longer sentences are cut in the record only: COM1 and the screen get all. */
#define SENTENCE_SIZE 200u

/* Nothing here needs setting up: a panic may come before panic_init(). */
static struct {
    struct telemetry *telemetry;
    const char *code;
    bool told;
    struct fmt_sink sentence; /* into buffer, over text */
    struct fmt_buffer buffer;
    char text[SENTENCE_SIZE];
} state;

void panic_init(struct telemetry *telemetry)
{
    state.telemetry = telemetry;
}

/* Keeps the sentence for panic_tell() and shows every character at once. */
static void put(void *context, char c)
{
    (void)context;
    if (!state.told)
        fmt_put(state.sentence, c);
    if (c == '\n')
        uart_send_polled(UART_COM1, "\r", 1);
    uart_send_polled(UART_COM1, &c, 1);
    vga_put(c);
}

void panic_begin(const char *code)
{
    cpu_disable_interrupts();
    /* told keeps the code out of the sentence: the record has a member for it. */
    state.code = code;
    state.told = true;
    panic_print("\n%s ", code);
    state.told = false;
    state.sentence = fmt_buffer_init(&state.buffer, state.text, SENTENCE_SIZE);
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

void panic_tell(void)
{
    state.told = true;
    panic_print("\n");
    /* A panic before there is a writer has no sequence number to go on with. It
     * is said on COM1 and the screen alone. */
    if (state.telemetry == NULL)
        return;
    struct json *json = telemetry_begin(state.telemetry, "fail");
    json_text(json, "code", state.code);
    json_text(json, "text", state.text);
    size_t length = telemetry_end(state.telemetry);
    uart_send_polled(UART_COM2, state.telemetry->record, length);
}

/* Said in words, because a silent hlt looks like a hang to whoever sits in front
 * of it. */
_Noreturn void panic_halt(void)
{
    panic_print("The machine has halted.\n");
    vga_show_cursor();
    cpu_halt();
}
