#include "kernel/postmortem.h"

#include "kernel/core/fault_place.h"
#include "kernel/hw/cpu.h"
#include "kernel/hw/noinit.h"
#include "kernel/hw/uart.h"
#include "kernel/panic.h"
#include "kernel/symbol_table.h"
#include "kernel/terminal.h"
#include "shell/session.h"

/* The stack has room for the deepest command. */
#define STACK_SIZE (16u * 1024u)

static struct {
    struct machine *machine;
    struct publish *publish;
    const char *version;
    struct shell_ops ops;
    unsigned depth; /* 1: the post-mortem runs; 2: it reports a fault of its own */
    struct fault fault;
} state;

static struct {
    struct shell shell;
    uint8_t stack[STACK_SIZE] __attribute__((aligned(16)));
    /* Set aside at build time: after a fault neither the stack we came on nor the
     * heap can be trusted to have room. */
} room KERNEL_NOINIT;

/* The report goes to the screen as well. */
static void put_everywhere(void *context, char c)
{
    if (c == '\n')
        terminal_put_polled(context, '\r');
    terminal_put_polled(context, c);
}

/* Members as docs/telemetry.md lists them. It is the last record: a viewer then
 * shows the machine as it was when it stopped. */
static void send_fault_record(void)
{
    const struct fault *f = &state.fault;
    struct telemetry *telemetry = &state.publish->telemetry;
    struct json *json = telemetry_begin(telemetry, "fault");
    struct fmt_buffer buffer;
    char text[FAULT_TEXT_SIZE];

    if (f->vector != FAULT_NOT_A_VECTOR)
        json_number(json, "vector", f->vector);
    json_text(json, "name", fault_name(f->vector));
    json_hex(json, "eip", f->registers.eip);
    fault_print_fault_place(fmt_buffer_init(&buffer, text, sizeof text), symbol_table(), f);
    json_text(json, "place", text);
    if (f->has_address)
        json_hex(json, "address", f->address);
    fault_print_sentence(fmt_buffer_init(&buffer, text, sizeof text), state.machine, f);
    json_text(json, "text", text);
    size_t length = telemetry_end(telemetry);
    uart_send_polled(UART_COM2, telemetry->record, length);
}

static void serve_shell(void)
{
    uint8_t byte;

    shell_init(&room.shell, state.machine, &state.ops,
               (struct fmt_sink){terminal_put_polled, NULL});
    shell_start_post_mortem(&room.shell, state.version, &state.fault);
    for (;;) {
        while (terminal_get_polled(&byte))
            shell_feed(&room.shell, byte);
    }
}

/* The report is sent before the record: COM1 is what people look at, and encoding a
 * record touches more of what may be broken. */
static void report_and_serve(void)
{
    struct fmt_sink out = {put_everywhere, NULL};

    fmt_text(out, "\nFAULT: ");
    fault_print_report(out, state.machine, symbol_table(), &state.fault);
    fmt_text(out, "The machine is stopped.\n");
    send_fault_record();
    serve_shell();
}

/* The report is not repeated, since it may be what faulted. */
static void serve_again(void)
{
    fmt_text((struct fmt_sink){put_everywhere, NULL}, "\nThe shell starts over.\n");
    serve_shell();
}

void postmortem_init(struct machine *machine, struct publish *publish, const struct shell_ops *ops,
                     const char *version)
{
    state.machine = machine;
    state.publish = publish;
    state.version = version;
    state.ops = *ops;
    state.ops.interrupted = terminal_interrupted_polled;
    state.ops.wait_key = terminal_wait_key_polled;
}

bool postmortem_is_ready(void)
{
    return state.machine != NULL;
}

_Noreturn void postmortem_enter(const struct fault *fault)
{
    struct fmt_sink out = {put_everywhere, NULL};

    cpu_disable_interrupts();
    if (state.depth++ == 0) {
        state.fault = *fault;
        cpu_run_on_stack(room.stack + STACK_SIZE, report_and_serve);
    }
    if (state.depth > 2)
        panic_gasp();
    /* One line is printed and the prompt returns, on the same stack from its top,
     * because only the faulting command used that stack. */
    fmt_text(out, "\nfault inside the post-mortem: ");
    fault_print_sentence(out, state.machine, fault);
    fmt_text(out, " at ");
    fault_print_fault_place(out, symbol_table(), fault);
    state.depth = 1;
    cpu_run_on_stack(room.stack + STACK_SIZE, serve_again);
}

/* Fills in a fault that is a panic. frame is the frame of the function that was
 * called to panic: the registers are its caller's. */
static void describe_panic(struct fault *fault, const uint32_t *frame, const char *format,
                           va_list arguments)
{
    struct fmt_buffer buffer;

    fault->vector = FAULT_NOT_A_VECTOR;
    cpu_read_registers(&fault->registers);
    fault->registers.ebp = frame[0];
    fault->registers.eip = frame[1];
    fault->registers.esp = (uint32_t)(uintptr_t)(frame + 2);
    fmt_print_list(fmt_buffer_init(&buffer, fault->text, sizeof fault->text), format, arguments);
}

_Noreturn void postmortem_panic(const char *format, ...)
{
    struct fault fault = {0};
    va_list arguments;

    va_start(arguments, format);
    describe_panic(&fault, __builtin_frame_address(0), format, arguments);
    va_end(arguments);
    postmortem_enter(&fault);
}

_Noreturn void postmortem_panic_at(uint64_t address, const char *format, ...)
{
    struct fault fault = {.has_address = true, .address = address};
    va_list arguments;

    va_start(arguments, format);
    describe_panic(&fault, __builtin_frame_address(0), format, arguments);
    va_end(arguments);
    postmortem_enter(&fault);
}
