#include "shell/mem_map.h"

#include "kernel/core/units.h"

/* Reads the optional START and END, page-aligned outwards, both within the
 * address space of 4 GiB. */
static bool read_range(const struct shell_call *call, uint64_t *start, uint64_t *end)
{
    *start = 0;
    *end = 4 * GIB;
    if (call->args->count > 0 && !shell_read_address(call, 0, start))
        return false;
    if (call->args->count > 1 && !shell_read_address(call, 1, end))
        return false;
    if (*start >= 4 * GIB || *end > 4 * GIB) {
        shell_refuse(call, "'%s' is outside the address space of 4 GiB",
                     call->args->words[*start >= 4 * GIB ? 0 : 1]);
        return false;
    }
    if (*start >= *end) {
        shell_refuse(call, "END '%s' is not above START '%s'", call->args->words[1],
                     call->args->words[0]);
        return false;
    }
    /* Outwards: a page that is touched at all is shown. */
    *start &= ~(uint64_t)(FRAME_SIZE - 1);
    *end = (*end + FRAME_SIZE - 1) & ~(uint64_t)(FRAME_SIZE - 1);
    return true;
}

/* Of ring 0 with CR0.WP set. Nothing here runs in another ring. */
static const char *rights_name(bool mapped, bool writable)
{
    if (!mapped)
        return "not mapped";
    return writable ? "read-write" : "read-only";
}

/* Runs of pages mapped alike, since a listing of a million pages would show
 * nothing. "to itself" is printed because what is not identity-mapped is what one
 * looks for. */
static void print_run(struct shell *shell, const struct paging_run *run)
{
    shell_print(shell, "0x%08llx-0x%09llx %10k  %-10s", run->start, run->end, run->end - run->start,
                rights_name(run->mapped, run->writable));
    if (run->mapped && run->physical == run->start)
        shell_print(shell, "  to itself");
    else if (run->mapped)
        shell_print(shell, "  to 0x%08llx", run->physical);
    shell_print(shell, "\n");
}

/* What is not mapped has no rights and no physical address: null would be a
 * third value for a reader to handle. */
static void put_run(struct json *json, const struct paging_run *run)
{
    json_open_object(json, NULL);
    json_hex(json, "start", run->start);
    json_hex(json, "end", run->end);
    json_bool(json, "mapped", run->mapped);
    if (run->mapped) {
        json_bool(json, "writable", run->writable);
        json_hex(json, "physical", run->physical);
    }
    json_close_object(json);
}

void mem_map_run(const struct shell_call *call)
{
    const struct paging *paging = &call->shell->machine->paging;
    struct paging_run run;
    struct json json;
    uint64_t start;
    uint64_t end;

    if (!read_range(call, &start, &end))
        return;
    if (call->args->json) {
        json = shell_json_open(call->shell);
        json_open_list(&json, "runs");
    }
    bool complete = true;
    for (; start < end && complete; start = run.end) {
        paging_run_at(paging, start, &run);
        if (run.end > end)
            run.end = end;
        if (call->args->json)
            put_run(&json, &run);
        else
            print_run(call->shell, &run);
        complete = !shell_pump_stopped(call->shell);
    }
    if (call->args->json) {
        json_close_list(&json);
        json_bool(&json, "complete", complete);
        shell_json_close(call->shell, &json);
    }
}

/* The entry in full besides its parts, so that a wrong bit which has no name
 * here is seen. Bits as in the Intel SDM volume 3A, section 4.3. */
static void print_entry(struct shell *shell, const char *name, uint32_t index, uint32_t entry)
{
    shell_print(shell, "%-9s %4u  0x%08x", name, index, entry);
    if ((entry & PAGING_PRESENT) == 0) {
        shell_print(shell, "  not present\n");
        return;
    }
    shell_print(shell, "  frame 0x%05x  present %s %s%s%s\n", entry >> FRAME_SHIFT,
                entry & PAGING_WRITE ? "write" : "read-only",
                entry & PAGING_USER ? "user" : "kernel", entry & PAGING_ACCESSED ? " accessed" : "",
                entry & PAGING_DIRTY ? " dirty" : "");
}

/* In the order in which the processor looks, ending where it would: the last
 * line above the answer is the reason for it. */
static void print_walk(struct shell *shell, uint32_t virtual, const struct paging_walk *walk)
{
    shell_print(shell, "virtual   0x%08x = directory %u, table %u, offset 0x%03x\n", virtual,
                walk->directory_index, walk->table_index, virtual % FRAME_SIZE);
    print_entry(shell, "directory", walk->directory_index, walk->directory_entry);
    if ((walk->directory_entry & PAGING_PRESENT) != 0)
        print_entry(shell, "table", walk->table_index, walk->table_entry);
    if (walk->mapped)
        shell_print(shell, "physical  0x%08llx, %s\n", walk->physical,
                    rights_name(true, walk->writable));
    else
        shell_print(shell, "physical  none: an access is a page fault\n");
}

/* The entries as numbers: a program decodes the bits it wants. */
static void print_walk_json(struct shell *shell, uint32_t virtual, const struct paging_walk *walk)
{
    struct json json = shell_json_open(shell);

    json_hex(&json, "virtual", virtual);
    json_hex(&json, "directory_entry", walk->directory_entry);
    json_hex(&json, "table_entry", walk->table_entry);
    json_bool(&json, "mapped", walk->mapped);
    if (walk->mapped) {
        json_bool(&json, "writable", walk->writable);
        json_hex(&json, "physical", walk->physical);
    }
    shell_json_close(shell, &json);
}

void mem_walk_run(const struct shell_call *call)
{
    struct paging_walk walk;
    uint64_t virtual;

    if (!shell_read_address(call, 0, &virtual))
        return;
    if (virtual >= 4 * GIB) {
        shell_refuse(call, "'%s' is outside the address space of 4 GiB", call->args->words[0]);
        return;
    }
    paging_walk(&call->shell->machine->paging, (uint32_t) virtual, &walk);
    if (call->args->json)
        print_walk_json(call->shell, (uint32_t) virtual, &walk);
    else
        print_walk(call->shell, (uint32_t) virtual, &walk);
}
