#include "tools/layoutc/roles.h"

#include <stdio.h>
#include <string.h>

static const char *const names[DOC_ROLE_COUNT] = {
    [DOC_ROLE_NONE] = "no role",
    [DOC_ROLE_BOOT_SECTOR] = "boot sector",
    [DOC_ROLE_LOADER] = "loader",
    [DOC_ROLE_BOOT_INFORMATION] = "boot information",
    [DOC_ROLE_LOAD_BUFFER] = "load buffer",
    [DOC_ROLE_REAL_STACK] = "real-mode stack",
    [DOC_ROLE_STACK] = "stack",
    [DOC_ROLE_GUARD] = "guard",
    [DOC_ROLE_KERNEL] = "kernel",
    [DOC_ROLE_FRAMES] = "frames",
};

const char *roles_name(enum doc_role role)
{
    return names[role];
}

enum doc_role roles_find(const char *name)
{
    for (enum doc_role role = DOC_ROLE_NONE + 1; role < DOC_ROLE_COUNT; role++) {
        if (strcmp(name, names[role]) == 0)
            return role;
    }
    return DOC_ROLE_NONE;
}

const char *roles_list(char text[ROLES_LIST_MAX])
{
    size_t used = 0;

    for (enum doc_role role = DOC_ROLE_NONE + 1; role < DOC_ROLE_COUNT; role++)
        used += (size_t)snprintf(text + used, ROLES_LIST_MAX - used, "%s%s", used > 0 ? ", " : "",
                                 names[role]);
    return text;
}

static struct doc_row *find_row(struct doc *doc, const char *symbol)
{
    for (size_t i = 0; i < doc->row_count; i++) {
        if (!doc->rows[i].firmware && strcmp(doc->rows[i].symbol, symbol) == 0)
            return &doc->rows[i];
    }
    return NULL;
}

/* A symbol that was given to two rows is missing where it was taken from. */
static bool has_symbol_twice(const struct doc *doc)
{
    for (size_t i = 0; i < doc->row_count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(doc->rows[i].symbol, doc->rows[j].symbol) == 0)
                return true;
        }
    }
    return false;
}

/* The roles that name no row. A row that could not be read, or that has the symbol of
 * another, is missing as well and is reported for what it is: only without such mistakes
 * does a missing row mean that the role table has a wrong name. */
static void report_missing(struct report *report, const struct doc_role_entry *entry,
                           const char *symbol)
{
    report_add(report, entry->line,
               "the role table names %s, but no row of the layout table has that symbol", symbol);
}

/* The two places of one thing. */
static void join_places(struct doc_row *first, struct doc_row *second,
                        const struct doc_role_entry *entry, struct report *report)
{
    if (first == second || first->choice == 2) {
        report_add(report, entry->line,
                   "%s cannot be used instead of %s: name a row that has no other place",
                   second->symbol, first->symbol);
        return;
    }
    first->choice = 1;
    second->choice = 2;
}

void roles_join(struct doc *doc, struct report *report)
{
    bool readable = report->count == 0 && !has_symbol_twice(doc);

    for (size_t i = 0; i < doc->role_count; i++) {
        const struct doc_role_entry *entry = &doc->roles[i];
        struct doc_row *row = find_row(doc, entry->symbol);
        if (row == NULL && readable)
            report_missing(report, entry, entry->symbol);
        if (row != NULL && row->role != DOC_ROLE_NONE)
            report_add(report, entry->line, "%s has a role already: it is a %s", row->symbol,
                       names[row->role]);
        else if (row != NULL)
            row->role = entry->role;
    }
    for (size_t i = 0; i < doc->role_count; i++) {
        const struct doc_role_entry *entry = &doc->roles[i];
        if (*entry->instead_of == '\0')
            continue;
        struct doc_row *row = find_row(doc, entry->symbol);
        struct doc_row *first = find_row(doc, entry->instead_of);
        if (first == NULL && readable)
            report_missing(report, entry, entry->instead_of);
        if (row == NULL || first == NULL)
            continue;
        if (row->role != first->role)
            report_add(report, entry->line, "%s is a %s, and %s, which it is used instead of, a %s",
                       row->symbol, names[row->role], first->symbol, names[first->role]);
        else
            join_places(first, row, entry, report);
    }
}
