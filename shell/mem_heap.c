#include "shell/mem_heap.h"

/* The heap's own unit: nothing is lost to a gap, and what is left can all be had. */
#define GRAB_ALIGN 16u

/* Addresses are of the data, without header and red zone: what a pointer would hold. */
static void print_list(struct shell *shell)
{
    const struct heap *heap = &shell->machine->heap;
    struct heap_allocation a;

    shell_print(shell, "start 0x%llx  cursor 0x%llx  end 0x%llx\n", heap->start, heap->cursor,
                heap->end);
    shell_print(shell, "used %llu bytes  left %llu bytes  %u allocation%s\n",
                heap->cursor - heap->start, heap->end - heap->cursor, heap->count,
                heap->count == 1 ? "" : "s");
    for (bool more = heap_first(heap, &a); more; more = heap_next(heap, &a)) {
        shell_print(shell, "0x%08llx-0x%08llx %10u bytes  align %-5u %s\n", a.start,
                    a.start + a.size, a.size, a.align, a.tag);
        if (shell_pump_stopped(shell))
            return;
    }
    /* A walk ends quietly at a damaged header, as at the end: the list must say so. */
    uint64_t address;
    if (heap_check(heap, &address, &a) != STATUS_OK)
        shell_print(shell, "warning: the heap is damaged at 0x%llx; mem check says more\n",
                    address);
}

/* Without alignment, which the telemetry does not carry either: both name an
 * allocation by start, size and tag. */
static void print_json(struct shell *shell)
{
    const struct heap *heap = &shell->machine->heap;
    struct json json = shell_json_open(shell);
    struct heap_allocation a;

    json_hex(&json, "start", heap->start);
    json_hex(&json, "cursor", heap->cursor);
    json_hex(&json, "end", heap->end);
    json_open_list(&json, "allocations");
    for (bool more = heap_first(heap, &a); more; more = heap_next(heap, &a)) {
        json_open_object(&json, NULL);
        json_hex(&json, "start", a.start);
        json_hex(&json, "size", a.size);
        json_text(&json, "tag", a.tag);
        json_close_object(&json);
    }
    json_close_list(&json);
    shell_json_close(shell, &json);
}

void mem_heap_run(const struct shell_call *call)
{
    if (call->args->json)
        print_json(call->shell);
    else
        print_list(call->shell);
}

/* The answer has the cursor because it moves by more than SIZE: header, red zone and
 * alignment come on top. */
static void report_grab(const struct shell_call *call, uint64_t address, uint32_t size)
{
    struct machine *m = call->shell->machine;

    if (call->args->json) {
        struct json json = shell_json_open(call->shell);
        json_hex(&json, "start", address);
        json_hex(&json, "size", size);
        json_hex(&json, "cursor", m->heap.cursor);
        shell_json_close(call->shell, &json);
    } else {
        shell_print(call->shell, "took %u bytes of the heap at 0x%llx; cursor 0x%llx\n", size,
                    address, m->heap.cursor);
    }
}

/* The size is compared in 64 bits before it is cut to the heap's 32. There is no command
 * to give memory back, as the heap only grows. */
void mem_grab_run(const struct shell_call *call)
{
    struct machine *m = call->shell->machine;
    /* Every allocation has a tag, so that nothing in the list is without an owner. */
    struct heap_request wanted = {.align = GRAB_ALIGN, .tag = "shell"};
    uint64_t size;
    uint64_t address;

    if (!shell_read_count(call, 0, &size) ||
        (call->args->count > 1 && !shell_read_tag(call, 1, &wanted.tag)))
        return;
    wanted.size = (uint32_t)size;
    if (size > heap_left(&m->heap) || heap_alloc(&m->heap, &wanted, &address) != STATUS_OK)
        shell_refuse(call, "'%s' is more than the %llu bytes that one allocation can take",
                     call->args->words[0], heap_left(&m->heap));
    else
        report_grab(call, address, wanted.size);
}
