#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/e820/maps/e820_assembly_parts.h"

/* A shape of so many parts is close to nothing by chance. */
#define LONG_SHAPE 24u

/* A piece so close to an entry that it may be one even at the end of a map. */
static bool is_very_near(const struct e820_item *item)
{
    return item->distance == 0 || (item->distance <= item->size / 8 && item->worded);
}

/* Returns whether what is cut off had come to a number: a mere word is the end of any line. */
static bool has_address(const struct e820_item *item)
{
    return item->match.looks[0].digits > 0;
}

/* Compares a piece that has gone by with the entries of a run. */
static bool compare_before(struct e820_assembly *assembly, struct e820_run *run,
                           const struct e820_before *before)
{
    struct e820_items items = {0};
    struct e820_hint hint = {run->row, run->label, true};
    bool good = e820_line_scan(&items, before->text.bytes, &hint);
    const char *piece = assembly->piece;
    size_t line = assembly->line;

    assembly->piece = before->text.bytes;
    assembly->line = before->line;
    for (size_t i = 0; good && i < items.count; i++) {
        const struct e820_item *item = &items.list[i];
        bool cut = item->kind == E820_ITEM_UNENDED && item->row == run->row && has_address(item);
        if ((item->kind == E820_ITEM_DOUBTFUL && is_very_near(item)) || cut)
            e820_assembly_set_fault(&run->fault, assembly, item);
    }
    assembly->piece = piece;
    assembly->line = line;
    e820_items_free(&items);
    return good;
}

/* Looks at the pieces before the first entry of a run, which nobody could compare with
 * anything when they came: back to the heading, and no further than a few. */
static bool check_before(struct e820_assembly *assembly, struct e820_run *run)
{
    size_t first = assembly->pieces > E820_BEFORE_MAX ? assembly->pieces - E820_BEFORE_MAX : 0;

    for (size_t piece = first; piece < assembly->pieces; piece++) {
        const struct e820_before *before = &assembly->before[piece % E820_BEFORE_MAX];
        if (before->piece == piece && piece > assembly->heading_piece && !before->counts &&
            before->text.size > 0 && !compare_before(assembly, run, before))
            return false;
    }
    return true;
}

/* What was in doubt since the last entry is settled by this one: it was inside. */
static void settle_doubts(struct e820_assembly *assembly, struct e820_run *run)
{
    if (run->suspect.line != 0 && run->fault.line == 0)
        run->fault = run->suspect;
    run->suspect.line = 0;
    if (run->pending_line != 0 && run->loss_line == 0) {
        run->loss_line = run->pending_line;
        memcpy(run->loss, run->pending, sizeof run->loss);
    }
    run->pending_line = 0;
    e820_diff_note_entry(&assembly->diff, run);
}

/* Xen and tboot name the map in its heading; elsewhere the entries do, or nobody. */
static const char *choose_label(const struct e820_assembly *assembly, const struct e820_item *item)
{
    enum e820_form form = item->row->form;

    if (item->match.label[0] != '\0')
        return item->match.label;
    return form == E820_FORM_XEN || form == E820_FORM_TBOOT ? assembly->label : "";
}

/* Returns whether the entry is written in another way than the run has them, where one way is so
 * much like another that the difference is damage. */
static bool is_odd_row(const struct e820_run *run, const struct e820_row *row)
{
    return run->row != NULL && run->row != row &&
           ((run->row->flags | row->flags) & E820_ROW_GENERIC) != 0;
}

static bool take_entry(struct e820_assembly *assembly, struct e820_item *item)
{
    const char *label = choose_label(assembly, item);
    struct e820_run *run =
        e820_assembly_find_run(assembly, item->row->form, label, item->commented);

    if (run == NULL)
        return false;
    if (is_odd_row(run, item->row)) {
        /* Of one entry and another the one in the looser form is the damaged one. */
        bool first = run->count == 1 && (item->row->flags & E820_ROW_GENERIC) == 0;
        size_t line = assembly->line;
        snprintf(item->problem, sizeof item->problem,
                 "it is written in another way than the other entries");
        assembly->line = first ? run->seen[0].line : line;
        bool good = e820_assembly_take_broken(assembly, item);
        assembly->line = line;
        return good;
    }
    struct e820_seen seen = {.entry = item->match.entry,
                             .line = assembly->line,
                             .looks = {item->match.looks[0], item->match.looks[1]},
                             .indexed = item->match.indexed,
                             .index = item->match.index,
                             .separated = assembly->separated,
                             .before = item->start > 0 ? assembly->piece[item->start - 1] : '\0',
                             .stamp = e820_stamp_read(assembly->piece, item->start)};
    bool first = run->row == NULL;
    run->row = item->row;
    settle_doubts(assembly, run);
    if (first && !check_before(assembly, run))
        return false;
    run->piece = assembly->pieces;
    assembly->events++;
    assembly->text = true;
    assembly->headed = false;
    return e820_assembly_keep_entry(assembly, run, &seen);
}

/* Returns whether a map whose lines are comments is open: elsewhere a comment may quote an
 * entry as it likes. */
static bool has_commented(const struct e820_assembly *assembly)
{
    for (size_t i = 0; i < assembly->count; i++) {
        if (assembly->runs[i]->commented && !assembly->runs[i]->closed)
            return true;
    }
    return false;
}

/* A line that can only be an entry is one of the map around it; without one it
 * stands for a map that cannot be read. */
bool e820_assembly_take_broken(struct e820_assembly *assembly, const struct e820_item *item)
{
    struct e820_run *run = e820_assembly_find_open(assembly);
    enum e820_form form = item->row != NULL ? item->row->form : E820_FORM_NONE;

    if (item->commented && !has_commented(assembly))
        return true;
    if (run == NULL ||
        (form != E820_FORM_NONE && run->form != form && assembly->pieces - run->piece > 1))
        run = e820_assembly_open_run(
            assembly, form, e820_label_is_known(item->match.label) ? item->match.label : "",
            item->commented);
    if (run == NULL)
        return false;
    e820_assembly_set_fault(&run->fault, assembly, item);
    assembly->events++;
    assembly->text = true;
    return true;
}

static bool take_doubtful(struct e820_assembly *assembly, const struct e820_item *item)
{
    struct e820_run *run = e820_assembly_find_open(assembly);

    if (run == NULL || run->form != item->row->form)
        return true;
    size_t apart = assembly->pieces - run->piece;
    if (item->kind == E820_ITEM_UNENDED && !has_address(item))
        return true;
    bool close = apart <= 1 || (is_very_near(item) && (apart <= 8 || item->size >= LONG_SHAPE));
    if (close && (item->kind == E820_ITEM_UNENDED || is_very_near(item)))
        return e820_assembly_take_broken(assembly, item);
    e820_assembly_set_fault(&run->suspect, assembly, item);
    return true;
}

/* What ends in the middle of an entry. */
static bool take_unended(struct e820_assembly *assembly, struct e820_item *item)
{
    if (item->match.committed) {
        snprintf(item->problem, sizeof item->problem, "the entry is cut off");
        return e820_assembly_take_broken(assembly, item);
    }
    return take_doubtful(assembly, item);
}

static void take_heading(struct e820_assembly *assembly, const struct e820_item *item)
{
    for (size_t i = 0; i < assembly->count; i++)
        assembly->runs[i]->closed = true;
    assembly->headed = true;
    assembly->heading_line = assembly->line;
    assembly->heading_piece = assembly->pieces;
    assembly->expected = item->kind == E820_ITEM_COUNT ? item->match.index : 0;
    memcpy(assembly->label, item->match.label, sizeof assembly->label);
    assembly->text = true;
}

static void take_loss(struct e820_assembly *assembly, const struct e820_item *item)
{
    struct e820_run *open = e820_assembly_find_open(assembly);

    assembly->loss_line = assembly->line;
    assembly->loss_piece = assembly->pieces;
    memcpy(assembly->loss, item->note, sizeof assembly->loss);
    if (open == NULL || open->count == 0)
        return;
    open->pending_line = assembly->line;
    memcpy(open->pending, item->note, sizeof open->pending);
    /* Directly after the last entry it is as likely to have taken the next ones. */
    if (assembly->pieces - open->piece <= 1 && open->loss_line == 0) {
        open->loss_line = assembly->line;
        memcpy(open->loss, item->note, sizeof open->loss);
    }
}

/* The command line of old kernels comes after the map. */
static void take_crash(struct e820_assembly *assembly)
{
    struct e820_run *open = e820_assembly_find_open(assembly);

    assembly->crash = true;
    if (open != NULL && strcmp(open->printer, assembly->printer) == 0)
        open->crash = true;
}

/* An entry under a label that no map is known to bear, beside entries of one that
 * is: the label has been damaged. */
static bool has_odd_label(const struct e820_assembly *assembly, const struct e820_item *item)
{
    const struct e820_run *open = e820_assembly_find_open(assembly);

    return open != NULL && (item->row->flags & E820_ROW_LABELLED) != 0 &&
           open->form == item->row->form && assembly->pieces - open->piece <= 1 &&
           strcmp(open->label, item->match.label) != 0 && !e820_label_is_known(item->match.label) &&
           e820_label_is_known(open->label);
}

bool e820_assembly_take_item(struct e820_assembly *assembly, struct e820_item *item)
{
    switch (item->kind) {
    case E820_ITEM_ENTRY:
        if (!has_odd_label(assembly, item))
            return take_entry(assembly, item);
        snprintf(item->problem, sizeof item->problem, "the label is not that of the map");
        return e820_assembly_take_broken(assembly, item);
    case E820_ITEM_BROKEN:
        return e820_assembly_take_broken(assembly, item);
    case E820_ITEM_DOUBTFUL:
        return take_doubtful(assembly, item);
    case E820_ITEM_UNENDED:
        return take_unended(assembly, item);
    case E820_ITEM_HEADING:
    case E820_ITEM_COUNT:
        take_heading(assembly, item);
        return true;
    case E820_ITEM_LOSS:
        take_loss(assembly, item);
        return true;
    case E820_ITEM_PRINTER:
        assembly->crash = false;
        memcpy(assembly->printer, item->note, sizeof assembly->printer);
        return true;
    case E820_ITEM_CRASH:
        take_crash(assembly);
        return true;
    default:
        return true;
    }
}
