#include "shell/mem_target.h"

#include "kernel/core/bytes.h"
#include "kernel/core/units.h"
#include "shell/mem_reader.h"

/* A range that is compared with several others, and the worst found so far. */
struct hit {
    uint64_t start;
    uint64_t last;
    enum mem_target worst;
    uint64_t address;
};

/* Notes that the bytes [start, end) are of a kind, where the range touches them. */
static void note(struct hit *hit, enum mem_target kind, uint64_t start, uint64_t end)
{
    if (start >= end || hit->start >= end || hit->last < start || kind <= hit->worst)
        return;
    hit->worst = kind;
    hit->address = start > hit->start ? start : hit->start;
}

static void note_regions(struct hit *hit, const struct machine *m)
{
    struct regions_runtime runtime = machine_runtime(m);
    struct region list[REGIONS_MAX];
    size_t count = regions_list(&runtime, BOOT_STEP_COUNT, list);

    for (size_t i = 0; i < count; i++) {
        /* The row of the frames says nothing of a single one. */
        if (list[i].start < m->heap.end && (list[i].alive || list[i].origin == REGION_FIRMWARE))
            note(hit, MEM_TARGET_ALIVE, list[i].start, list[i].end);
    }
    for (size_t i = 0; i < m->clean_count; i++) {
        if (m->clean[i].type != E820_FREE)
            note(hit, MEM_TARGET_ALIVE, m->clean[i].start, m->clean[i].last + 1);
    }
}

/* Page tables and the frame bitmap are known by their tags; the descriptor tables lie in
 * the processor's own state. */
static void note_tables(struct hit *hit, const struct names *names)
{
    static const char *const tags[] = {"page ", "frame bitmap"};
    const struct heap *heap = &names->machine->heap;
    struct heap_allocation a;
    uint64_t state;

    for (bool more = heap_first(heap, &a); more; more = heap_next(heap, &a)) {
        for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
            if (text_starts(a.tag, tags[i]))
                note(hit, MEM_TARGET_TABLE, a.start, a.start + a.size);
        }
    }
    if (names_find(names, "cpu.state", 9, &state))
        note(hit, MEM_TARGET_TABLE, state, state + names_size(names, state));
}

enum mem_target mem_target_find(const struct names *names, uint64_t start, uint64_t last,
                                uint64_t *address)
{
    const struct machine *m = names->machine;
    struct hit hit = {.start = start, .last = last, .worst = MEM_TARGET_OPEN};
    uint64_t piece_last;

    *address = start;
    if (mem_reader_piece(m, start, last, &piece_last) != MACHINE_MEMORY_PRESENT)
        return MEM_TARGET_MISSING;
    *address = piece_last + 1;
    if (piece_last != last)
        return MEM_TARGET_MISSING;
    note_regions(&hit, m);
    note_tables(&hit, names);
    note(&hit, MEM_TARGET_TEXT, m->image.start, m->image.text_end);
    *address = hit.address;
    return hit.worst;
}
