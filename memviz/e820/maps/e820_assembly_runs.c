/*
 * The runs of an assembly: which one an entry goes to. A part of e820_assembly.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/e820/maps/e820_assembly_parts.h"

/* The last that a heading has not closed. */
struct e820_run *e820_assembly_find_open(const struct e820_assembly *assembly)
{
    for (size_t i = assembly->count; i > 0; i--) {
        if (!assembly->runs[i - 1]->closed && assembly->runs[i - 1]->row != NULL)
            return assembly->runs[i - 1];
    }
    return NULL;
}

struct e820_hint e820_assembly_make_hint(const struct e820_assembly *assembly)
{
    const struct e820_run *open = e820_assembly_find_open(assembly);

    return (struct e820_hint){open != NULL ? open->row : NULL, open != NULL ? open->label : "",
                              false};
}

/* The part of a piece that is wrong, and as much around it as there is room for. */
static void quote(char out[E820_QUOTE_SIZE], const char *piece, size_t start, size_t fault)
{
    size_t length = strlen(piece);
    size_t from = start < length ? start : 0;

    /* The beginning is dropped when the part that is wrong would not be seen. */
    if (fault > from + E820_QUOTE_SIZE - 24)
        from = fault - (E820_QUOTE_SIZE - 24);
    from += strspn(piece + from, " \t");
    snprintf(out, E820_QUOTE_SIZE, "%s%.*s", from > start ? "..." : "", (int)E820_QUOTE_SIZE - 4,
             piece + from);
    for (char *c = out; *c != '\0'; c++)
        *c = *c >= ' ' && *c <= '~' ? *c : '?';
}

void e820_assembly_set_fault(struct e820_fault *fault, const struct e820_assembly *assembly,
                             const struct e820_item *item)
{
    if (fault->line != 0)
        return;
    fault->line = assembly->line;
    memcpy(fault->problem, item->problem, sizeof fault->problem);
    quote(fault->quote, assembly->piece, item->start, item->fault);
}

struct e820_run *e820_assembly_open_run(struct e820_assembly *assembly, enum e820_form form,
                                        const char *label, bool commented)
{
    struct e820_run *run;

    if (assembly->count == RUNS_MAX)
        return assembly->runs[RUNS_MAX - 1];
    run = calloc(1, sizeof *run);
    if (run == NULL)
        return NULL;
    assembly->runs[assembly->count++] = run;
    run->form = form;
    snprintf(run->label, sizeof run->label, "%s", label);
    run->side = assembly->side;
    run->commented = commented;
    run->crash = assembly->crash;
    run->headed = assembly->headed;
    run->opened_line = assembly->line;
    memcpy(run->printer, assembly->printer, sizeof run->printer);
    if (assembly->headed) {
        run->heading_line = assembly->heading_line;
        run->expected = assembly->expected;
    }
    if (assembly->loss_line != 0 && assembly->pieces - assembly->loss_piece <= 2) {
        run->loss_line = assembly->loss_line;
        memcpy(run->loss, assembly->loss, sizeof run->loss);
    }
    run->cut = e820_diff_is_cut(&assembly->diff);
    assembly->headed = false;
    assembly->expected = 0;
    return run;
}

/* Returns whether a run without entries, which a line that cannot be read has opened, is the
 * beginning of the run that is looked for. */
static bool adopts(const struct e820_run *run, enum e820_form form, const char *label)
{
    return run->row == NULL && (run->form == form || run->form == E820_FORM_NONE) &&
           (run->label[0] == '\0' || strcmp(run->label, label) == 0);
}

struct e820_run *e820_assembly_find_run(struct e820_assembly *assembly, enum e820_form form,
                                        const char *label, bool commented)
{
    for (size_t i = assembly->count; i > 0; i--) {
        struct e820_run *run = assembly->runs[i - 1];
        if (run->closed || run->side != assembly->side || run->commented != commented)
            continue;
        if (adopts(run, form, label)) {
            run->form = form;
            snprintf(run->label, sizeof run->label, "%s", label);
            return run;
        }
        if (run->form == form && strcmp(run->label, label) == 0)
            return run;
    }
    return e820_assembly_open_run(assembly, form, label, commented);
}

bool e820_assembly_keep_entry(struct e820_assembly *assembly, struct e820_run *run,
                              const struct e820_seen *seen)
{
    if (run->count == E820_SEEN_MAX) {
        run->beyond++;
        return true;
    }
    if (run->count == run->capacity) {
        size_t capacity = run->capacity == 0 ? 16 : 2 * run->capacity;
        struct e820_seen *grown = realloc(run->seen, capacity * sizeof *grown);
        if (grown == NULL)
            return false;
        run->seen = grown;
        run->capacity = capacity;
    }
    run->seen[run->count++] = *seen;
    assembly->separated = false;
    return true;
}
