#include "tools/layoutc/starts.h"

static uint64_t align_down(uint64_t value, uint64_t alignment)
{
    return value / alignment * alignment;
}

static size_t collect_boundaries(const struct doc *doc, uint64_t boundaries[BOUNDARIES_MAX])
{
    struct doc_range low = rules_conventional(doc);
    size_t count = 0;

    boundaries[count++] = low.start;
    boundaries[count++] = low.end;
    boundaries[count++] = DOC_TOP;
    for (uint64_t at = RULES_DMA_PAGE; at <= MIB; at += RULES_DMA_PAGE)
        boundaries[count++] = at;
    for (size_t i = 0; i < doc->row_count; i++) {
        boundaries[count++] = doc->rows[i].at.start;
        boundaries[count++] = doc->rows[i].at.end;
    }
    return count;
}

void starts_collect(const struct doc *doc, const struct doc_row *row, uint64_t beside,
                    struct starts *starts)
{
    uint64_t alignment = rules_alignment(row);
    uint64_t boundaries[BOUNDARIES_MAX];
    size_t count = collect_boundaries(doc, boundaries);

    starts->count = 0;
    starts->at[starts->count++] = align_down(row->at.start, alignment);
    for (size_t i = 0; i < count; i++) {
        uint64_t at = boundaries[i];
        starts->at[starts->count++] = align_down(at + alignment - 1, alignment);
        starts->at[starts->count++] = align_down(at + beside + alignment - 1, alignment);
        if (at >= row->size)
            starts->at[starts->count++] = align_down(at - row->size, alignment);
        if (at >= row->size + beside)
            starts->at[starts->count++] = align_down(at - row->size - beside, alignment);
    }
}
