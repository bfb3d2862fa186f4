#include "memviz/observe/views/heat_declared.h"

#include <inttypes.h>

unsigned heat_declared_step(const struct layout *layout, uint64_t tick)
{
    unsigned step = 0;

    for (unsigned i = 1; i <= layout->doc.step_count; i++)
        if (layout->reached_at[i] != 0 && layout->reached_at[i] <= tick)
            step = i;
    return step;
}

static void write_lifetime(const struct layout *layout, struct doc_lifetime life, unsigned step,
                           FILE *out)
{
    const char *when = step < life.alive    ? "not yet alive in"
                       : step >= life.reuse ? "no longer alive in"
                                            : "alive in";

    if (step == 0)
        fprintf(out, "alive from step %u (%s)", life.alive,
                doc_step_name(&layout->doc, life.alive));
    else
        fprintf(out, "%s step %u (%s)", when, step, doc_step_name(&layout->doc, step));
}

void heat_declared_write(const struct layout *layout, uint64_t address, uint64_t tick, FILE *out)
{
    unsigned step = heat_declared_step(layout, tick);
    unsigned lines = 0;

    for (size_t i = 0; i < layout->doc.row_count; i++) {
        const struct doc_row *row = &layout->doc.rows[i];
        if (address < row->at.start || address >= row->at.end)
            continue;
        fprintf(out, "declared: %s 0x%" PRIx64 "-0x%" PRIx64 ", %s, ", row->symbol, row->at.start,
                row->at.end, row->what);
        write_lifetime(layout, (struct doc_lifetime){row->alive, row->reuse}, step, out);
        fputc('\n', out);
        lines++;
    }
    for (size_t i = 0; i < layout->doc.store_count; i++) {
        const struct doc_store *store = &layout->doc.stores[i];
        if (address < store->at.start || address >= store->at.end)
            continue;
        fprintf(out, "declared: stores to 0x%" PRIx64 "-0x%" PRIx64 ", %s, ", store->at.start,
                store->at.end, store->what);
        write_lifetime(layout, (struct doc_lifetime){store->alive, store->reuse}, step, out);
        fputc('\n', out);
        lines++;
    }
    if (lines == 0)
        fprintf(out, "declared: no row holds 0x%" PRIx64 "\n", address);
}
