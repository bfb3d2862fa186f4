/*
 * From the loader's hand-over to the shell.
 */
#include "kernel/console.h"
#include "kernel/core/bytes.h"
#include "kernel/core/machine.h"
#include "kernel/core/publish.h"
#include "kernel/core/units.h"
#include "kernel/bochs_watch.h"
#include "kernel/hw/cpu.h"
#include "kernel/hw/uart.h"
#include "kernel/hw/vga.h"
#include "kernel/hw/noinit.h"
#include "kernel/panic.h"
#include "kernel/postmortem.h"
#include "kernel/shell_ops.h"
#include "kernel/traps.h"
#include "kernel/version.h"
#include "kernel/window.h"
#include "layout_constants.h"

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

/* Step 6: we run. Said before anything that could fail. */
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

/* The header is what the loader has verified by its CRC. Its numbers are taken
 * from memory rather than from linker symbols, so that kernel and loader speak
 * of the same image. */
static struct machine_image find_image(void)
{
    const struct kernel_header *header = (const struct kernel_header *)LAYOUT_KERNEL_OFFSET2;

    return (struct machine_image){
        .start = LAYOUT_KERNEL_OFFSET2,
        .end = LAYOUT_KERNEL_OFFSET2 + (uint64_t)header->memory_size,
        .text_start = header->text_start,
        .text_end = header->text_end,
        .text_crc = header->text_crc,
        .stack_start = LAYOUT_PM_STACK,
        .stack_end = LAYOUT_PM_STACK_END,
    };
}

/* Names both ends of the heap and what must fit there: kernels of this kind have
 * been seen to assume 128 MiB and die at 64 without a word. */
static _Noreturn void refuse_memory(void)
{
    const struct memory_plan *plan = &state.machine.plan;

    panic_begin("K02");
    panic_print("too little memory behind the kernel: the heap from 0x%llx would end at 0x%llx and "
                "must hold the bitmap of %u frames; give the machine more memory, or close a "
                "hole there",
                plan->heap_start, plan->heap_end, plan->frame_count);
    panic_tell();
    panic_halt();
}

static void set_up_machine(const struct bootinfo *boot)
{
    const struct machine_ops ops = {window_reach, cpu_ticks, bochs_watch_allow};
    struct machine_image image = find_image();
    enum status status = machine_init(&state.machine, boot, &image, &ops);

    if (status == STATUS_TOO_SMALL || status == STATUS_NO_MEMORY)
        refuse_memory();
    /* Before this line every address is physical; behind it only mapped memory
     * can be reached, and the window is needed for the rest. */
    cpu_enable_paging((uint32_t)state.machine.paging.directory_address);
    window_init(&state.machine.paging);
}

/* What a bug report has to contain, in the first lines of the log. */
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

/* The order is the point. First our own descriptor tables, since the loader's
 * lie in memory that becomes free; then the channels on which a failure can be
 * told; then the check of what the loader left, before anything believes it.
 * Exceptions are caught (K10) before the machine is set up, because that is the
 * first code that walks tables of foreign origin. */
void kernel_main(uint32_t magic, struct bootinfo *boot)
{
    cpu_init_gdt();
    uart_init();
    vga_init();
    if (magic != BOOTINFO_MAGIC || boot->magic != BOOTINFO_MAGIC ||
        boot->raw_count > E820_RAW_MAX) {
        panic_begin("K01");
        panic_print("the boot information at 0x%08x is not what our loader leaves; boot with it",
                    (unsigned)(uintptr_t)boot);
        panic_tell();
        panic_halt();
    }
    announce(boot);
    panic_init(&state.telemetry);
    trap_init();
    set_up_machine(boot);
    publish_init(&state.publish, &state.machine, VERSION);
    /* The publisher goes on counting where the loader and step 6 stopped, so a
     * failure from here on must be numbered by it: a reader takes a repeated
     * number for a lost boot. */
    panic_init(&state.publish.telemetry);
    shell_ops_fill(&state.ops);
    postmortem_init(&state.machine, &state.publish, &state.ops, VERSION);
    log_machine();
    console_run(&state.machine, &state.publish, &state.ops, VERSION);
}
