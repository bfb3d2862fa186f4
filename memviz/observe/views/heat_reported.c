#include "memviz/observe/views/heat_reported.h"

#include <inttypes.h>

static unsigned write_regions(const struct model *model, uint64_t address, FILE *out)
{
    unsigned lines = 0;

    for (unsigned i = 0; i < indexed_end(&model->regions); i++) {
        const struct model_region *region = indexed_get(&model->regions, i);
        if (region == NULL || address < region->start || address >= region->end)
            continue;
        fprintf(out, "reported: region %s 0x%" PRIx64 "-0x%" PRIx64 ", %s, %s\n", region->symbol,
                region->start, region->end, region->what, region->alive ? "alive" : "reusable");
        lines++;
    }
    return lines;
}

static unsigned write_heap(const struct model *model, uint64_t address, FILE *out)
{
    unsigned lines = 0;

    if (model->heap.known && address >= model->heap.start && address < model->heap.end) {
        fprintf(out, "reported: heap 0x%" PRIx64 "-0x%" PRIx64 ", %s\n", model->heap.start,
                model->heap.end,
                address < model->heap.cursor ? "below its cursor" : "not given out yet");
        lines++;
    }
    for (unsigned i = 0; i < indexed_end(&model->allocs); i++) {
        const struct model_alloc *alloc = indexed_get(&model->allocs, i);
        if (alloc == NULL || address < alloc->start || address - alloc->start >= alloc->size)
            continue;
        fprintf(out, "reported: allocation %s 0x%" PRIx64 "-0x%" PRIx64 "\n", alloc->tag,
                alloc->start, alloc->start + alloc->size);
        lines++;
    }
    return lines;
}

static unsigned write_frame(const struct model *model, uint64_t address, FILE *out)
{
    static const char *const names[] = {"", "free", "used", "reserved"};
    enum frame_state state =
        framemap_get(&model->frames, (uint32_t)(address / FRAMEMAP_FRAME_SIZE));

    if (state != FRAME_UNKNOWN)
        fprintf(out, "reported: frame %" PRIu64 " is %s\n", address / FRAMEMAP_FRAME_SIZE,
                names[state]);
    return state != FRAME_UNKNOWN;
}

void heat_reported_write(const struct model *model, uint64_t address, FILE *out)
{
    if (!model->any)
        fputs("reported: this run has no telemetry\n", out);
    else if (write_regions(model, address, out) + write_heap(model, address, out) +
                 write_frame(model, address, out) ==
             0)
        fprintf(out, "reported: nothing of 0x%" PRIx64 "\n", address);
}
