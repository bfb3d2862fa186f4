#include "memviz/observe/layout/layout.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/layoutc/parse.h"

/* The document of this tree, as it was when memviz was built. */
static const char own_document[] = {
#include "layout_document.inc"
};

#define OWN_NAME "docs/layout.md (built in)"

static bool read_document(struct layout *layout, FILE *file, const char *name)
{
    struct report *report = malloc(sizeof *report);

    if (report == NULL)
        return false;
    report_init(report);
    parse_any_document(file, &layout->doc, report);
    bool good = report->count == 0;
    report_print(report, name, stderr);
    free(report);
    return good;
}

/* A row that names a step which the table has not would never be alive. */
static bool check_steps(const struct layout *layout, const char *name)
{
    const struct doc *doc = &layout->doc;

    for (size_t i = 0; i < doc->row_count; i++) {
        const struct doc_row *row = &doc->rows[i];
        if (row->firmware || (row->alive <= doc->step_count &&
                              (row->reuse == DOC_NEVER || row->reuse <= doc->step_count)))
            continue;
        fprintf(stderr, "%s:%u: %s names a boot step that the step table has not\n", name,
                row->line, row->symbol);
        return false;
    }
    return true;
}

/* Stacks beyond LAYOUT_STACKS_MAX share the last list, which then says too little, not too much. */
static void find_stacks(struct layout *layout)
{
    unsigned count = 0;

    for (unsigned i = 0; i < layout->doc.row_count; i++) {
        if (!layout_is_stack(layout, i))
            continue;
        layout->stack_of[i] = count < LAYOUT_STACKS_MAX - 1 ? count++ : LAYOUT_STACKS_MAX - 1;
        layout->has_stacks = true;
    }
}

void layout_note_store(struct layout *layout, unsigned row, uint64_t address, bool filled)
{
    struct layout_lows *lows = &layout->lows[layout->stack_of[row]];

    if (filled || !layout_is_stack(layout, row) || lows->count == LAYOUT_LOWS_MAX ||
        (lows->count > 0 && lows->values[lows->count - 1] <= address))
        return;
    lows->values[lows->count++] = address;
}

bool layout_load(struct layout *layout, const char *path)
{
    const char *name = path != NULL ? path : OWN_NAME;

    memset(layout, 0, sizeof *layout);
    layout->last = LAYOUT_NO_ROW;
    layout->own = path == NULL;
    FILE *file =
        path != NULL ? fopen(path, "r") : fmemopen((void *)own_document, sizeof own_document, "r");
    if (file == NULL) {
        fprintf(stderr, "memviz observe: %s: %s\n", name, strerror(errno));
        return false;
    }
    bool good = read_document(layout, file, name) && check_steps(layout, name);
    fclose(file);
    find_stacks(layout);
    return good;
}

void layout_name_step(const struct layout *layout, unsigned step, char *text, size_t size)
{
    snprintf(text, size, "step%u_%s", step, doc_step_name(&layout->doc, step));
}

unsigned layout_find_steps(struct layout *layout, layout_finder *find, const void *context)
{
    char name[DOC_NAME_MAX + 16];

    for (unsigned step = 2; step <= layout->doc.step_count; step++) {
        layout_name_step(layout, step, name, sizeof name);
        if (!find(context, name, &layout->begins[step]))
            return step;
    }
    return 0;
}

unsigned layout_step_at(const struct layout *layout, uint64_t address)
{
    for (unsigned step = 2; step <= layout->doc.step_count; step++)
        if (layout->begins[step] == address)
            return step;
    return 0;
}

bool layout_is_alive(const struct layout *layout, unsigned row)
{
    const struct doc_row *entry = &layout->doc.rows[row];

    return entry->alive <= layout->step && layout->step < entry->reuse;
}

static bool holds(const struct layout *layout, unsigned row, uint64_t address)
{
    const struct doc_range *at = &layout->doc.rows[row].at;

    return address >= at->start && address < at->end;
}

unsigned layout_find_row(struct layout *layout, uint64_t address)
{
    unsigned found = LAYOUT_NO_ROW;

    if (layout->last != LAYOUT_NO_ROW && holds(layout, layout->last, address) &&
        layout_is_alive(layout, layout->last))
        return layout->last;
    for (unsigned i = 0; i < layout->doc.row_count && layout->doc.rows[i].at.start <= address;
         i++) {
        if (!holds(layout, i, address))
            continue;
        found = i;
        if (layout_is_alive(layout, i))
            break;
    }
    layout->last = found;
    return found;
}

bool layout_is_stack(const struct layout *layout, unsigned row)
{
    enum doc_role role = layout->doc.rows[row].role;

    return role == DOC_ROLE_STACK || role == DOC_ROLE_REAL_STACK;
}

const struct doc_store *layout_find_store(const struct layout *layout, uint64_t address)
{
    for (size_t i = 0; i < layout->doc.store_count; i++) {
        const struct doc_store *store = &layout->doc.stores[i];
        if (address >= store->at.start && address < store->at.end && store->alive <= layout->step &&
            layout->step < store->reuse)
            return store;
    }
    return NULL;
}
