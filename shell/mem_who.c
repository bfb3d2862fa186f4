#include "shell/mem_who.h"

#include "kernel/core/who.h"
#include "shell/mem_reader.h"

/* In the order of enum who_heap_part; what is outside the heap is not printed. */
static const char *heap_part_name(enum who_heap_part part)
{
    /* A pointer into a header or a red zone is wrong by definition, so they have
     * names of their own. */
    static const char *const names[] = {"", "header", "data", "red zone", "not taken yet"};

    return names[part];
}

/* The range by its last byte, as the clean map keeps it: an end may be 2^64. */
static void print_map(struct shell *shell, const struct who *who)
{
    const struct bootinfo *boot = &shell->machine->boot;

    shell_print(shell, "memory   %s\n", mem_reader_memory_name(who->memory));
    if (who->clean == NULL) {
        shell_print(shell, "e820     no range of the map holds it\n");
        return;
    }
    shell_print(shell, "e820     0x%llx-0x%llx (last byte) type %u (%s), from", who->clean->start,
                who->clean->last, who->clean->type, e820_type_name(who->clean->type));
    for (uint32_t i = 0; i < boot->raw_count; i++) {
        /* By their places in the raw list, where mem e820 raw shows them. */
        if (e820_entry_part(&boot->raw[i], who->clean) == E820_PART_SOURCE)
            shell_print(shell, " #%u", i);
    }
    shell_print(shell, "\n");
}

/* With the offset into each region: that is what a map file or a disassembly wants.
 * Several can hold one address, the declared row and what the run put there. */
static void print_regions(struct shell *shell, const struct who *who)
{
    for (size_t i = 0; i < who->region_count; i++) {
        const struct region *r = &who->regions[i];
        shell_print(shell, "region   %s+0x%llx (0x%llx-0x%llx): %s%s\n", r->symbol,
                    who->address - r->start, r->start, r->end, r->what,
                    r->alive || r->origin == REGION_FIRMWARE ? "" : "; reusable");
    }
    if (who->region_count == 0)
        shell_print(shell, "region   none: no row of the layout holds it\n");
}

/* The function or object of the kernel; nothing is printed where there is none. */
static void print_symbol(struct shell *shell, uint64_t address)
{
    uint32_t offset;
    const char *name = address > UINT32_MAX
                           ? NULL
                           : symbols_find(shell->ops->symbols(), (uint32_t)address, &offset);

    if (name != NULL)
        shell_print(shell, "symbol   %s+0x%x\n", name, offset);
}

/* A frame without a tag was taken by someone who gave none, which is allowed. */
static void print_owner(struct shell *shell, const struct who *who)
{
    if (!who->managed)
        shell_print(shell, "frame    not managed\n");
    else
        shell_print(shell, "frame    0x%x, %s%s%s\n", who->frame, frames_state_name(who->state),
                    who->owner != NULL ? ", tag " : "", who->owner != NULL ? who->owner->tag : "");
    if (who->heap_part == WHO_HEAP_NONE)
        return;
    shell_print(shell, "heap     %s", heap_part_name(who->heap_part));
    if (who->heap_part != WHO_HEAP_LEFT)
        shell_print(shell, " of '%s', %u bytes at 0x%llx", who->allocation.tag,
                    who->allocation.size, who->allocation.start);
    shell_print(shell, "\n");
}

/* Names alone: mem layout -j has the rows. */
static void put_json_regions(struct json *json, const struct who *who)
{
    json_open_list(json, "regions");
    for (size_t i = 0; i < who->region_count; i++)
        json_text(json, NULL, who->regions[i].symbol);
    json_close_list(json);
}

/* Members that do not apply are left out rather than null. */
static void print_json(struct shell *shell, const struct who *who)
{
    struct json json = shell_json_open(shell);

    json_hex(&json, "address", who->address);
    json_text(&json, "memory", mem_reader_memory_name(who->memory));
    if (who->clean != NULL)
        json_number(&json, "type", who->clean->type);
    put_json_regions(&json, who);
    if (who->managed) {
        json_hex(&json, "frame", who->frame);
        json_text(&json, "state", frames_state_name(who->state));
    }
    if (who->owner != NULL)
        json_text(&json, "tag", who->owner->tag);
    if (who->heap_part != WHO_HEAP_NONE)
        json_text(&json, "heap", heap_part_name(who->heap_part));
    if (who->heap_part != WHO_HEAP_NONE && who->heap_part != WHO_HEAP_LEFT)
        json_text(&json, "allocation", who->allocation.tag);
    shell_json_close(shell, &json);
}

/* Every address has an answer, also one beyond all memory: that nothing is known of it is
 * what was asked. */
void mem_who_run(const struct shell_call *call)
{
    uint64_t address;
    struct who who;

    if (!shell_read_address(call, 0, &address))
        return;
    who_find(call->shell->machine, address, &who);
    if (call->args->json) {
        print_json(call->shell, &who);
        return;
    }
    shell_print(call->shell, "address  0x%llx\n", address);
    print_map(call->shell, &who);
    print_regions(call->shell, &who);
    print_symbol(call->shell, address);
    print_owner(call->shell, &who);
}
