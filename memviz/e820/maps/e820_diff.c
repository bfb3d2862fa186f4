#include "memviz/e820/maps/e820_diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "-1,10" or "+1": where a side starts and how many lines it has. */
static const char *read_range(const char *text, char sign, size_t *start, size_t *count)
{
    char *end;

    if (*text++ != sign || *text < '0' || *text > '9')
        return NULL;
    *start = strtoul(text, &end, 10);
    *count = 1;
    if (*end == ',')
        *count = strtoul(end + 1, &end, 10);
    return end;
}

static bool read_header(struct e820_diff *diff, const char *line)
{
    size_t old_start;
    size_t new_start;

    if (strncmp(line, "@@ ", 3) != 0)
        return false;
    const char *at = read_range(line + 3, '-', &old_start, &diff->old_left);
    if (at == NULL || *at != ' ')
        return false;
    at = read_range(at + 1, '+', &new_start, &diff->new_left);
    if (at == NULL || strncmp(at, " @@", 3) != 0)
        return false;
    diff->hunks++;
    diff->lines = 0;
    diff->inner = old_start > 1 && new_start > 1;
    return true;
}

enum e820_diff_line e820_diff_take(struct e820_diff *diff, const char *line)
{
    if (read_header(diff, line))
        return E820_DIFF_HEADER;
    if (!e820_diff_is_inside(diff) || *line == '\\')
        return E820_DIFF_NONE;
    bool old = *line == '-' || *line == ' ' || *line == '\0';
    bool new = *line == '+' || *line == ' ' || *line == '\0';
    if (!old && !new) {
        /* Not what the header promised: the diff has been cut. */
        diff->old_left = 0;
        diff->new_left = 0;
        return E820_DIFF_NONE;
    }
    diff->lines++;
    diff->old_left -= old && diff->old_left > 0;
    diff->new_left -= new && diff->new_left > 0;
    return old && new ? E820_DIFF_BOTH : old ? E820_DIFF_OLD : E820_DIFF_NEW;
}

bool e820_diff_is_inside(const struct e820_diff *diff)
{
    return diff->old_left > 0 || diff->new_left > 0;
}

enum e820_side e820_diff_get_side(enum e820_diff_line line)
{
    switch (line) {
    case E820_DIFF_BOTH:
    case E820_DIFF_OLD:
        return E820_SIDE_OLD;
    case E820_DIFF_NEW:
        return E820_SIDE_NEW;
    default:
        return E820_SIDE_NONE;
    }
}

bool e820_diff_is_cut(const struct e820_diff *diff)
{
    return diff->hunks > 0 && diff->inner && diff->lines == 1;
}

void e820_diff_note_entry(const struct e820_diff *diff, struct e820_run *run)
{
    if (run->side != E820_SIDE_NONE && run->hunk != 0 && run->hunk != diff->hunks &&
        run->fault.line == 0 && run->count > 0) {
        run->fault.line = run->seen[run->count - 1].line + 1;
        snprintf(run->fault.problem, sizeof run->fault.problem,
                 "the diff leaves out lines inside the map; make it with diff -U 9999");
    }
    run->hunk = run->side != E820_SIDE_NONE ? diff->hunks : 0;
}

/* A sign directly before an entry, or the mark of an ordinary diff. */
void e820_diff_check(const struct e820_diff *diff, const char *piece, enum e820_diff_line line,
                     struct e820_items *items)
{
    bool marked = *piece == '-' || *piece == '+' || strncmp(piece, "< ", 2) == 0;

    (void)diff;
    if (line != E820_DIFF_NONE || !marked)
        return;
    for (size_t i = 0; i < items->count; i++) {
        struct e820_item *item = &items->list[i];
        if (item->kind == E820_ITEM_ENTRY && item->start <= 2) {
            item->kind = E820_ITEM_BROKEN;
            snprintf(item->problem, sizeof item->problem,
                     "a line of a diff without its header: it is a diff and no map");
        }
    }
}
