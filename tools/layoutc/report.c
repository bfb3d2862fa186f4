#include "tools/layoutc/report.h"

#include <stdarg.h>
#include <stdlib.h>

/* The entries need no clearing, because none from count on is ever read. */
void report_init(struct report *report)
{
    report->count = 0;
}

/* An error for which there is no room is counted and not kept. A document that is no layout
 * at all then fills one screen, and nothing here can run out of memory. */
void report_add(struct report *report, unsigned line, const char *format, ...)
{
    if (report->count < REPORT_ENTRIES_MAX) {
        struct report_entry *entry = &report->entries[report->count];
        entry->line = line;
        /* qsort is not stable: the order must be one of its keys. */
        entry->order = report->count;
        va_list args;
        va_start(args, format);
        vsnprintf(entry->text, sizeof entry->text, format, args);
        va_end(args);
    }
    report->count++;
}

/* Errors are found rule by rule, but people read them line by line. The errors of one line
 * keep the order in which they were found, so that what cannot be read comes before what is
 * wrong. */
static int compare_entries(const void *left, const void *right)
{
    const struct report_entry *a = left;
    const struct report_entry *b = right;

    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

/* The errors are sorted here and not while they come, so that the rules may run in any
 * order. */
void report_print(struct report *report, const char *path, FILE *out)
{
    size_t kept = report->count < REPORT_ENTRIES_MAX ? report->count : REPORT_ENTRIES_MAX;

    qsort(report->entries, kept, sizeof report->entries[0], compare_entries);
    for (size_t i = 0; i < report->count && i < REPORT_ENTRIES_MAX; i++) {
        /* "path:line: text" is the form that editors and CI turn into a link. */
        if (report->entries[i].line == 0)
            fprintf(out, "%s: %s\n", path, report->entries[i].text);
        else
            fprintf(out, "%s:%u: %s\n", path, report->entries[i].line, report->entries[i].text);
    }
    if (report->count > kept)
        fprintf(out, "%s: %zu more errors not shown\n", path, report->count - kept);
}
