#include "shell/mem_overview.h"

#include "kernel/core/check.h"
#include "kernel/core/units.h"

/* Refused allocations are no mistake of anyone; refused frees are. */
static uint32_t refusals(const struct frames *f)
{
    return f->refused_range + f->refused_reserved + f->refused_not_allocated;
}

/* RAM above 4 GiB is mentioned where there is any, because its owner would otherwise
 * look for it in vain. */
static void print_ram(struct shell *shell)
{
    const struct machine *m = shell->machine;

    shell_print(shell, "RAM      %k usable below 4 GiB, ends at 0x%llx", m->plan.free_below_4g,
                m->plan.ram_end);
    if (m->plan.free_above_4g != 0)
        shell_print(shell, "; %k above 4 GiB, not managed", m->plan.free_above_4g);
    shell_print(shell,
                "\nmap      %s: %u raw entries, %u clean ranges; first region ends at 0x%llx\n",
                e820_source_name(m->boot.map_source), m->boot.raw_count, (unsigned)m->clean_count,
                m->plan.first_region_end);
}

/* What the kernel takes for itself: its image, its stack, its heap. The stack's
 * figure is a high-water mark: it is here because one that comes near its size
 * is the next fault. */
static void print_kernel(struct shell *shell)
{
    const struct machine *m = shell->machine;
    uint64_t stack = m->image.stack_end - m->image.stack_start;

    shell_print(shell, "kernel   0x%llx-0x%llx, %k; sealed text 0x%llx-0x%llx\n", m->image.start,
                m->image.end, m->image.end - m->image.start, m->image.text_start,
                m->image.text_end);
    shell_print(shell, "stack    0x%llx-0x%llx, ", m->image.stack_start, m->image.stack_end);
    if (machine_stack_depth_known(m))
        shell_print(shell, "at most %llu of %llu bytes used\n", machine_stack_used(m), stack);
    else
        shell_print(shell, "depth not known\n");
    shell_print(shell, "heap     0x%llx-0x%llx, cursor 0x%llx, %u allocation%s, %k left\n",
                m->heap.start, m->heap.end, m->heap.cursor, m->heap.count,
                m->heap.count == 1 ? "" : "s", m->heap.end - m->heap.cursor);
}

/* Reserved frames are printed too, so that anyone can check that the three counts add
 * up to all frames. */
static void print_frames(struct shell *shell)
{
    const struct frames *f = &shell->machine->frames;

    shell_print(shell, "frames   %u: %u free (%k), %u used, %u reserved\n", f->count, f->free,
                (uint64_t)f->free << FRAME_SHIFT, f->used, frames_reserved_count(f));
}

/* What is reusable should not surprise: it is the loader, which is gone. */
static void print_regions(struct shell *shell)
{
    struct regions_runtime runtime = machine_runtime(shell->machine);
    struct region list[REGIONS_MAX];
    size_t count = regions_list(&runtime, BOOT_STEP_COUNT, list);
    unsigned alive = 0;
    unsigned reusable = 0;

    for (size_t i = 0; i < count; i++) {
        /* Firmware is not declared by us, and run-time rows would count twice. */
        if (list[i].origin == REGION_DECLARED) {
            alive += list[i].alive;
            reusable += !list[i].alive;
        }
    }
    shell_print(shell, "regions  %u declared regions alive, %u reusable; mem layout lists them\n",
                alive, reusable);
}

/* Calls for attention, or says that nothing does. */
static void print_warnings(struct shell *shell)
{
    const struct machine *m = shell->machine;
    struct check_result result;
    unsigned warnings = 0;

    if ((m->boot.flags & BOOTINFO_FLAG_MAP_TRUNCATED) != 0 && ++warnings)
        shell_print(shell, "WARNING  the BIOS map is truncated at %u entries\n", E820_RAW_MAX);
    if ((m->boot.flags & BOOTINFO_FLAG_SMAP_LOST) != 0 && ++warnings)
        shell_print(shell, "WARNING  the BIOS lost its e820 signature; the map is from %s\n",
                    e820_source_name(m->boot.map_source));
    if (refusals(&m->frames) != 0 && ++warnings)
        shell_print(shell, "WARNING  frees refused: %u; mem frames counts them\n",
                    refusals(&m->frames));
    if (shell->ops->input_lost() != 0 && ++warnings)
        shell_print(shell, "WARNING  %u bytes of input were lost\n", shell->ops->input_lost());
    for (uint32_t i = 0; i < warnings_kept(&m->warnings) && ++warnings; i++)
        shell_print(shell, "WARNING  %s\n", m->warnings.texts[i]);
    if (m->warnings.count > WARNINGS_KEPT)
        shell_print(shell, "WARNING  %u warnings more were given; the log has the last\n",
                    m->warnings.count - WARNINGS_KEPT);
    for (size_t i = 0; check_run(m, i, &result); i++) {
        if (!result.ok && ++warnings)
            shell_print(shell, "WARNING  %s: %s\n", result.name, result.text);
    }
    if (warnings == 0)
        shell_print(shell, "no warnings; every check of mem check holds\n");
}

/* Figures that a script compares between two moments; all else has a command of
 * its own. */
static void print_json(struct shell *shell)
{
    const struct machine *m = shell->machine;
    struct json json = shell_json_open(shell);
    struct check_result result;

    json_text(&json, "source", e820_source_name(m->boot.map_source));
    json_hex(&json, "ram_end", m->plan.ram_end);
    json_hex(&json, "usable_below_4g", m->plan.free_below_4g);
    json_hex(&json, "usable_above_4g", m->plan.free_above_4g);
    json_number(&json, "frames", m->frames.count);
    json_number(&json, "free", m->frames.free);
    json_number(&json, "used", m->frames.used);
    json_number(&json, "reserved", frames_reserved_count(&m->frames));
    json_hex(&json, "heap_cursor", m->heap.cursor);
    json_hex(&json, "heap_end", m->heap.end);
    json_open_list(&json, "warnings");
    for (uint32_t i = 0; i < warnings_kept(&m->warnings); i++)
        json_text(&json, NULL, m->warnings.texts[i]);
    json_close_list(&json);
    json_open_list(&json, "failed");
    for (size_t i = 0; check_run(m, i, &result); i++) {
        if (!result.ok)
            json_text(&json, NULL, result.name);
    }
    json_close_list(&json);
    shell_json_close(shell, &json);
}

/* One screen is 24 rows of 80 columns, so each line is a summary and names the command
 * that has the details. */
void mem_overview_run(const struct shell_call *call)
{
    if (call->args->json) {
        print_json(call->shell);
        return;
    }
    print_ram(call->shell);
    print_kernel(call->shell);
    print_frames(call->shell);
    print_regions(call->shell);
    print_warnings(call->shell);
}
