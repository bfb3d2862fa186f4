#include "tools/layoutc/cells.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/layoutc/roles.h"

/* Drops blanks at both ends, and one pair of backquotes around what remains. */
static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && isspace((unsigned char)text[length - 1]))
        length--;
    if (length >= 2 && text[0] == '`' && text[length - 1] == '`') {
        text++;
        length -= 2;
    }
    text[length] = '\0';
    return text;
}

bool cells_split(char *line, unsigned number, struct cells *cells)
{
    /* Indented table rows are rows as well; a tab would make it a code block. */
    char *next = line + strspn(line, " ");

    if (*next != '|')
        return false;
    next++;
    cells->line = number;
    cells->count = 0;
    while (next[strspn(next, " \t\r\n")] != '\0') {
        char *cell = next;
        next += strcspn(next, "|\n");
        if (*next != '\0')
            *next++ = '\0';
        /* Cells beyond the capacity still count: the row is refused by its number
         * of columns, which should be told right. */
        if (cells->count < CELLS_MAX)
            cells->cell[cells->count] = trim(cell);
        cells->count++;
    }
    return true;
}

/* Reads an unsigned number that fills the text up to *end_of_number. */
static bool read_number(const char *text, const char **end_of_number, uint64_t *value)
{
    /* strtoull would take a sign and, with base 0, read a leading zero as octal. */
    if (!isdigit((unsigned char)text[0]))
        return false;
    /* "0x" with no digit after it is read by strtoull as 0 followed by an x. */
    bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    if (hex && !isxdigit((unsigned char)text[2]))
        return false;
    char *end = NULL;
    errno = 0;
    *value = strtoull(text, &end, hex ? 16 : 10);
    *end_of_number = end;
    return errno == 0;
}

bool cells_read_address(const struct cells *cells, size_t index, uint64_t *value,
                        struct report *report)
{
    const char *text = cells->cell[index];
    /* A number followed by anything, as in 7c00h or 0x7c00 (stage1), is refused:
     * half of a cell must not be taken for all of it. */
    const char *end = NULL;

    if (read_number(text, &end, value) && *end == '\0')
        return true;
    report_add(report, cells->line, "'%s' is not an address: write it like 0x7c00", text);
    return false;
}

/* Steps are numbers and not names, so that alive and reuse can be compared by eye. */
static bool read_step(const struct cells *cells, size_t index, unsigned *step)
{
    const char *end = NULL;
    uint64_t value = 0;

    if (!read_number(cells->cell[index], &end, &value) || *end != '\0' || value < 1 ||
        value > cells->step_max)
        return false;
    *step = (unsigned)value;
    return true;
}

bool cells_read_step(const struct cells *cells, size_t index, unsigned *step, struct report *report)
{
    if (read_step(cells, index, step))
        return true;
    report_add(report, cells->line, "'%s' is not a boot step: write a number from 1 to %u",
               cells->cell[index], cells->step_max);
    return false;
}

bool cells_read_step_or_never(const struct cells *cells, size_t index, unsigned *step,
                              struct report *report)
{
    /* The word and no large number: a kernel's life has no last step. */
    if (strcmp(cells->cell[index], "never") == 0) {
        *step = DOC_NEVER;
        return true;
    }
    if (read_step(cells, index, step))
        return true;
    report_add(report, cells->line,
               "'%s' is not a boot step: write a number from 1 to %u, or never", cells->cell[index],
               cells->step_max);
    return false;
}

/* Every count may have the singular or the plural, because "1 sectors" misleads nobody. */
static bool read_unit(const char *text, enum doc_unit *unit)
{
    static const enum doc_unit units[] = {DOC_UNIT_BYTE, DOC_UNIT_SECTOR, DOC_UNIT_PAGE};

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(text, doc_unit_name(units[i], 1)) == 0 ||
            strcmp(text, doc_unit_name(units[i], 2)) == 0) {
            *unit = units[i];
            return true;
        }
    }
    return false;
}

bool cells_read_size(const struct cells *cells, size_t index, struct doc_row *row,
                     struct report *report)
{
    const char *text = cells->cell[index];
    const char *rest = NULL;
    uint64_t count = 0;

    /* The bound keeps count * unit from wrapping to a small size that might fit. */
    if (read_number(text, &rest, &count) && *rest == ' ' &&
        read_unit(rest + strspn(rest, " "), &row->unit) && count >= 1 &&
        count <= UINT64_MAX / (uint64_t)row->unit) {
        row->size = count * (uint64_t)row->unit;
        return true;
    }
    report_add(report, cells->line,
               "'%s' is not a size: write a number and bytes, sectors or pages, like 40 sectors",
               text);
    return false;
}

bool cells_read_role(const struct cells *cells, size_t index, enum doc_role *role,
                     struct report *report)
{
    char known[ROLES_LIST_MAX];

    *role = roles_find(cells->cell[index]);
    if (*role != DOC_ROLE_NONE)
        return true;
    report_add(report, cells->line, "'%s' is not a role: the roles are %s", cells->cell[index],
               roles_list(known));
    return false;
}

/* All three languages must take the name. NASM and the linker would take more, such as a
 * dot, but C would not. */
static bool is_identifier(const char *text)
{
    if (!isalpha((unsigned char)text[0]) && text[0] != '_')
        return false;
    for (; *text != '\0'; text++) {
        if (!isalnum((unsigned char)*text) && *text != '_')
            return false;
    }
    return true;
}

bool cells_read_name(const struct cells *cells, size_t index, char name[DOC_NAME_MAX + 1],
                     struct report *report)
{
    const char *text = cells->cell[index];

    if (*text == '\0') {
        report_add(report, cells->line, "the row has no symbol: name it");
        return false;
    }
    if (!is_identifier(text)) {
        report_add(report, cells->line,
                   "symbol '%s' is not a C identifier: use letters, digits and _", text);
        return false;
    }
    /* The kernel has room for names of this length and no more. */
    if (strlen(text) > DOC_NAME_MAX) {
        report_add(report, cells->line, "symbol '%s' is longer than %u characters", text,
                   DOC_NAME_MAX);
        return false;
    }
    /* Fits: the length was refused above. */
    strcpy(name, text);
    return true;
}

bool cells_read_text(const struct cells *cells, size_t index, char text[DOC_WHAT_MAX + 1],
                     struct report *report)
{
    const char *from = cells->cell[index];

    if (*from == '\0') {
        report_add(report, cells->line, "the row does not say what it is: fill column %zu",
                   index + 1);
        return false;
    }
    /* A longer one would not fit in a telemetry record of a region. */
    if (strlen(from) > DOC_WHAT_MAX) {
        report_add(report, cells->line, "'%.24s...' is longer than %u characters", from,
                   DOC_WHAT_MAX);
        return false;
    }
    /* Also control characters and half of a UTF-8 sequence: on a serial terminal
     * they would do anything from nothing to clearing the screen. */
    for (const char *c = from; *c != '\0'; c++) {
        if (*c < 0x20 || *c > 0x7e) {
            report_add(report, cells->line, "'%s' is not plain ASCII: the serial shell shows it",
                       from);
            return false;
        }
    }
    strcpy(text, from);
    return true;
}
