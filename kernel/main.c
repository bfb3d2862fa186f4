/*
 * From the loader's hand-over to the shell.
 */
#include "kernel/bochs_watch.h"
#include "kernel/console.h"
#include "kernel/core/check.h"
#include "kernel/core/handover.h"
#include "kernel/core/machine.h"
#include "kernel/core/map_warnings.h"
#include "kernel/core/publish.h"
#include "kernel/core/units.h"
#include "kernel/hw/cpu.h"
#include "kernel/hw/noinit.h"
#include "kernel/hw/uart.h"
#include "kernel/hw/vga.h"
#include "kernel/panic.h"
#include "kernel/postmortem.h"
#include "kernel/shell_ops.h"
#include "kernel/start_check.h"
#include "kernel/stop.h"
#include "kernel/traps.h"
#include "kernel/version.h"
#include "kernel/window.h"
#include "layout_constants.h"

/* A sentence of a refusal. */
#define REFUSAL_SIZE 240u

void kernel_main(uint32_t magic, struct bootinfo *boot);

/* From entry.asm. */
void step6_kernel(void);

_Static_assert(sizeof(struct bootinfo) <= LAYOUT_MEM_MAP_END - LAYOUT_MEM_MAP,
               "MEM_MAP holds the boot information");

static struct {
    struct machine machine;
    struct publish publish;
    struct shell_ops ops;
    struct telemetry telemetry; /* for step 6, before there is a publisher */
} state KERNEL_NOINIT;

/* Step 6 reports that the kernel runs. It is sent before anything that could fail. */
static void announce(struct bootinfo *boot)
{
    boot->step_tsc[BOOT_STEP_COUNT] = cpu_ticks();
    telemetry_init(&state.telemetry, boot->telemetry_next);
    struct json *json = telemetry_begin(&state.telemetry, "boot");
    json_number(json, "step", BOOT_STEP_COUNT);
    json_hex(json, "tsc", boot->step_tsc[BOOT_STEP_COUNT]);
    size_t length = telemetry_end(&state.telemetry);
    uart_send_polled(UART_COM2, state.telemetry.record, length);
    boot->telemetry_next = state.telemetry.next;
    step6_kernel();
}

struct stack {
    uint32_t start;
    uint32_t end;
};

/* The loader's stack pointer shows which of the two places the stack has, and the entry
 * code uses that place. */
static struct stack stack_in_use(void)
{
    uint32_t esp = (uint32_t)(uintptr_t)__builtin_frame_address(0);

    if (esp >= LAYOUT_PM_LOW_GUARD && esp < LAYOUT_PM_STACK_LOW_END)
        return (struct stack){LAYOUT_PM_STACK_LOW, LAYOUT_PM_STACK_LOW_END};
    return (struct stack){LAYOUT_PM_STACK, LAYOUT_PM_STACK_END};
}

/* The header is what the loader has verified with the image. Its numbers are taken
 * from memory rather than from linker symbols, so that kernel and loader use
 * the numbers of the same image. */
static struct machine_image find_image(void)
{
    const struct kernel_header *header = (const struct kernel_header *)LAYOUT_KERNEL_OFFSET2;
    const struct stack stack = stack_in_use();

    return (struct machine_image){
        .start = LAYOUT_KERNEL_OFFSET2,
        .end = LAYOUT_KERNEL_OFFSET2 + (uint64_t)header->memory_size,
        .text_start = header->text_start,
        .text_end = header->text_end,
        .text_crc = header->text_crc,
        .stack_start = stack.start,
        .stack_end = stack.end,
    };
}

/* What the heap lacks, by what ended it: an empty map, the declared row, or RAM. */
static _Noreturn void refuse_memory(void)
{
    struct machine *m = &state.machine;
    struct fmt_buffer buffer;
    char text[REFUSAL_SIZE];

    plan_print_refusal(fmt_buffer_init(&buffer, text, sizeof text), &m->plan, m->clean,
                       m->clean_count);
    panic("K02", "%s", text);
}

static void set_up_machine(const struct bootinfo *boot)
{
    const struct machine_ops ops = {window_reach, cpu_ticks, bochs_watch_allow};
    struct machine_image image = find_image();
    enum status status = machine_init(&state.machine, boot, &image, &ops);

    if (status == STATUS_TOO_SMALL || status == STATUS_NO_MEMORY)
        refuse_memory();
    start_check_machine(&state.machine);
    /* Before this line every address is physical; after it only mapped memory can
     * be reached, and the window is needed for the rest. */
    cpu_enable_paging((uint32_t)state.machine.paging.directory_address);
    window_init(&state.machine.paging);
    start_check_paging(&state.machine);
}

/* The first lines of the log hold what a bug report has to contain. */
static void log_machine(void)
{
    struct machine *m = &state.machine;

    machine_log(m, "Strata %s: %s map, %u entries, %u clean ranges%s", VERSION,
                e820_source_name(m->boot.map_source), m->boot.raw_count, (unsigned)m->clean_count,
                (m->boot.flags & BOOTINFO_FLAG_MAP_TRUNCATED) != 0 ? ", TRUNCATED" : "");
    machine_log(m, "heap 0x%llx-0x%llx, %u frames free of %u", m->heap.start, m->heap.end,
                m->frames.free, m->frames.count);
    if (m->plan.free_above_4g != 0)
        machine_log(m, "%k of RAM at or above 4 GiB: shown, not managed", m->plan.free_above_4g);
}

/* The boot information is verified before anything uses it. */
static void check_handover(uint32_t magic, const struct bootinfo *boot)
{
    const struct bootinfo *left = (const struct bootinfo *)LAYOUT_MEM_MAP;
    const struct handover handover = {magic, (uint32_t)(uintptr_t)boot, LAYOUT_MEM_MAP, left};
    struct fmt_buffer buffer;
    char text[REFUSAL_SIZE];

    if (handover_check(&handover, fmt_buffer_init(&buffer, text, sizeof text)))
        return;
    telemetry_init(&state.telemetry, handover_next_record(left));
    panic_init(&state.telemetry);
    panic("K01", "%s", text);
}

/* The cheap checks of `mem check`: what they find is in the log, and on the screen,
 * before anybody asks. */
static void log_checks(void)
{
    struct check_result result;

    for (size_t i = 0; check_run_at_boot(&state.machine, i, &result); i++) {
        if (!result.ok)
            machine_log(&state.machine, "WARNING %s: %s", result.name, result.text);
    }
}

/* Until this returns nothing is relied on that has not been looked at: the registers at
 * the entry, memory that the entry cleared, our descriptor tables before a segment register
 * is loaded from them, and that an exception would be reported. The loader's IDT catches
 * what happens before ours is loaded. The hand-over comes before the memory: where the
 * kernel was not entered at its entry, what ran instead may have changed anything. */
static void check_start(uint32_t magic, const struct bootinfo *boot)
{
    const struct stack stack = stack_in_use();

    panic_init(NULL);
    start_check_stack(stack.start, stack.end);
    check_handover(magic, boot);
    start_check_memory(&state, sizeof state);
    cpu_load_gdt();
    start_check_gdt();
    cpu_reload_segments();
    trap_init_exceptions();
    start_check_idt();
}

/* The order matters. The hand-over, memory, descriptor tables and exceptions are verified
 * first, which needs no channel that was set up; then come the ports and the screen, and
 * then the loader's data is read. */
void kernel_main(uint32_t magic, struct bootinfo *boot)
{
    check_start(magic, boot);
    uart_init();
    vga_init();
    announce(boot);
    panic_init(&state.telemetry);
    trap_init_lines();
    set_up_machine(boot);
    publish_init(&state.publish, &state.machine, VERSION);
    /* The publisher goes on counting where the loader and step 6 stopped, so a
     * failure from here on must be numbered by it: a reader takes a repeated
     * number for a lost boot. */
    panic_init(&state.publish.telemetry);
    shell_ops_fill(&state.ops);
    postmortem_init(&state.machine, &state.publish, &state.ops, VERSION);
    stop_init(&state.machine, &state.publish, &state.ops, VERSION);
    trap_explain_from(&state.machine);
    log_machine();
    map_warnings_report(&state.machine);
    log_checks();
    console_run(&state.machine, &state.publish, &state.ops, VERSION);
}
