#include "shell/mem_layout.h"

/* Firmware keeps its memory as long as the machine runs, and it is not ours to
 * call alive. */
static const char *state_name(const struct region *region)
{
    if (region->origin == REGION_FIRMWARE)
        return "firmware";
    return region->alive ? "alive" : "reusable";
}

/* Nine digits, since the last row ends at 4 GiB. Sizes are exact: a rounded one would
 * hide the very mistakes that the table is there to show. */
static void print_row(struct shell *shell, uint64_t start, uint64_t end, const char *state)
{
    shell_print(shell, "0x%09llx 0x%09llx %9k  %-8s  ", start, end, end - start, state);
}

/* The plus sign, not an indent, marks what was added at run time: a script can
 * search for it. */
static void print_region(struct shell *shell, const struct region *region)
{
    print_row(shell, region->start, region->end, state_name(region));
    if (region->origin == REGION_RUNTIME)
        shell_print(shell, "+ %-14s %s\n", region->symbol, region->what);
    else
        shell_print(shell, "%-16s %s\n", region->symbol, region->what);
}

/* The gap before a region, if the rows before it end earlier. */
static void print_gap(struct shell *shell, uint64_t from, uint64_t to)
{
    if (from < to) {
        print_row(shell, from, to, "gap");
        shell_print(shell, "-\n");
    }
}

/* In the core's order they say what bounds what; here they are read as a map. */
static void sort_marks(struct region_mark *marks)
{
    /* By insertion: seven marks, all but in order already. */
    for (size_t i = 1; i < REGION_MARKS; i++) {
        struct region_mark moving = marks[i];
        size_t j = i;
        for (; j > 0 && marks[j - 1].address > moving.address; j--)
            marks[j] = marks[j - 1];
        marks[j] = moving;
    }
}

/* These are the names that addresses can be typed by, besides the symbols of the
 * rows. */
static void print_marks(struct shell *shell, const struct regions_runtime *runtime)
{
    struct region_mark marks[REGION_MARKS];

    regions_marks(runtime, marks);
    sort_marks(marks);
    shell_print(shell, "run-time addresses:\n");
    for (size_t i = 0; i < REGION_MARKS; i++)
        shell_print(shell, "0x%09llx %s\n", marks[i].address, marks[i].symbol);
}

/* Declared rows and the gaps between them follow each other without a hole; what the run
 * added stands, marked, below the row that it lies in:
 *
 *      0x000100000 0x000800000     7 MiB  alive     KERNEL_OFFSET2   kernel image, then ...
 *      0x000100000 0x00012a345  172869 B  alive     + __k_start      kernel image: code, ... */
static void print_table(struct shell *shell, const struct regions_runtime *runtime,
                        const struct region *list, size_t count)
{
    uint64_t covered = 0;

    shell_print(shell, "start       end              size  state     symbol           what\n");
    for (size_t i = 0; i < count; i++) {
        /* Run-time rows lie inside declared ones: they neither make nor fill a gap. */
        if (list[i].origin != REGION_RUNTIME) {
            print_gap(shell, covered, list[i].start);
            if (list[i].end > covered)
                covered = list[i].end;
        }
        print_region(shell, &list[i]);
    }
    print_marks(shell, runtime);
}

/* The marks are no regions: they have no end. So they are a list of their own. */
static void print_json(struct shell *shell, const struct regions_runtime *runtime,
                       const struct region *list, size_t count)
{
    struct region_mark marks[REGION_MARKS];
    struct json json = shell_json_open(shell);

    json_open_list(&json, "regions");
    for (size_t i = 0; i < count; i++) {
        json_open_object(&json, NULL);
        json_hex(&json, "start", list[i].start);
        json_hex(&json, "end", list[i].end);
        json_text(&json, "symbol", list[i].symbol);
        json_text(&json, "what", list[i].what);
        json_bool(&json, "alive", list[i].alive);
        json_close_object(&json);
    }
    json_close_list(&json);
    regions_marks(runtime, marks);
    json_open_list(&json, "marks");
    for (size_t i = 0; i < REGION_MARKS; i++) {
        json_open_object(&json, NULL);
        json_text(&json, "symbol", marks[i].symbol);
        json_hex(&json, "at", marks[i].address);
        json_close_object(&json);
    }
    json_close_list(&json);
    shell_json_close(shell, &json);
}

void mem_layout_run(const struct shell_call *call)
{
    machine_note_stack(call->shell->machine);
    struct regions_runtime runtime = machine_runtime(call->shell->machine);
    struct region list[REGIONS_MAX];
    /* As of the last step, which is the one we are in: what the loader needed is
     * reusable. */
    size_t count = regions_list(&runtime, BOOT_STEP_COUNT, list);

    if (call->args->json)
        print_json(call->shell, &runtime, list, count);
    else
        print_table(call->shell, &runtime, list, count);
}
