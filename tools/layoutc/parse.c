#define _POSIX_C_SOURCE 200809L /* getline */

#include "tools/layoutc/parse.h"

#include <stdlib.h>
#include <string.h>

#include "tools/layoutc/cells.h"
#include "tools/layoutc/roles.h"

/* These five tables are read. The prose may hold any others. */
enum table {
    TABLE_STEPS,
    TABLE_FIRMWARE,
    TABLE_LAYOUT,
    TABLE_ROLES,
    TABLE_STORES,
    TABLE_COUNT,
    TABLE_OTHER = TABLE_COUNT,
};

/* A table is known by its header, so prose may stand anywhere around it. */
static const struct {
    const char *name;
    size_t columns;
    const char *header[7];
    bool optional;     /* a kernel may have nothing to say there */
    bool any_optional; /* and so may one that is not ours */
} tables[TABLE_COUNT] = {
    [TABLE_STEPS] = {"boot step", 3, {"step", "name", "what"}, false, false},
    [TABLE_FIRMWARE] = {"firmware", 4, {"start", "end", "symbol", "what"}, false, true},
    [TABLE_LAYOUT] =
        {"layout", 7, {"start", "end", "symbol", "what", "alive", "reuse", "size"}, false, false},
    [TABLE_ROLES] = {"role", 3, {"symbol", "role", "instead of"}, false, true},
    [TABLE_STORES] = {"store", 5, {"start", "end", "what is stored", "alive", "reuse"}, true, true},
};

/* Lines are read one by one, without a tree: what a line means depends on the
 * table it stands in and on nothing else. */
struct parser {
    struct doc *doc;
    struct report *report;
    enum table table;         /* that the current line continues */
    unsigned rows_seen;       /* in the current table, header and rule included */
    unsigned first_line;      /* of the current table */
    unsigned at[TABLE_COUNT]; /* line of each table's header, 0: not seen */
    bool fenced;              /* inside a code block: nothing counts */
    bool any;                 /* the document of any kernel */
};

/* The columns must be named exactly: a table whose header has a slip is reported
 * as missing, with the header it should have, and not read by guesswork. */
static enum table recognise_header(const struct cells *cells)
{
    for (enum table t = 0; t < TABLE_COUNT; t++) {
        if (cells->count != tables[t].columns)
            continue;
        size_t same = 0;
        while (same < cells->count && strcmp(cells->cell[same], tables[t].header[same]) == 0)
            same++;
        if (same == cells->count)
            return t;
    }
    return TABLE_OTHER;
}

/* Two tables of a kind are refused, as joining them would let a row hide in a part
 * of the document where nobody looks for it. */
static void begin_table(struct parser *parser, const struct cells *cells)
{
    enum table table = recognise_header(cells);

    if (table != TABLE_OTHER && parser->at[table] != 0) {
        report_add(parser->report, cells->line, "a second %s table: the first is in line %u",
                   tables[table].name, parser->at[table]);
        table = TABLE_OTHER;
    }
    if (table != TABLE_OTHER)
        parser->at[table] = cells->line;
    parser->table = table;
}

/* Steps are numbered in the document although their order says as much, because
 * the rows refer to them by number. A gap would shift what those rows mean. */
static void parse_step(struct parser *parser, const struct cells *cells)
{
    struct doc *doc = parser->doc;
    unsigned number = 0;

    if (!cells_read_step(cells, 0, &number, parser->report))
        return;
    if (number != doc->step_count + 1) {
        report_add(parser->report, cells->line, "boot step %u is out of order: step %zu comes here",
                   number, doc->step_count + 1);
        return;
    }
    struct doc_step *step = &doc->steps[doc->step_count++];
    step->line = cells->line;
    cells_read_name(cells, 1, step->name, parser->report);
    cells_read_text(cells, 2, step->what, parser->report);
}

/* An end at or below the start is most often a length in the end's column. */
static bool check_order(const struct doc_row *row, struct report *report)
{
    if (row->at.end > row->at.start)
        return true;
    if (row->at.end == row->size)
        report_add(report, row->line,
                   "%s ends at 0x%llx, not after its start 0x%llx: 0x%llx looks like the length, "
                   "the end would be 0x%llx",
                   row->symbol, (unsigned long long)row->at.end, (unsigned long long)row->at.start,
                   (unsigned long long)row->at.end,
                   (unsigned long long)(row->at.start + row->size));
    else
        report_add(report, row->line, "%s ends at 0x%llx, not after its start 0x%llx", row->symbol,
                   (unsigned long long)row->at.end, (unsigned long long)row->at.start);
    return false;
}

/* Reads the four columns both region tables share. Every cell is read, so that
 * each mistake of a row is reported. */
static bool read_region(const struct cells *cells, struct doc_row *row, struct report *report)
{
    bool good = cells_read_address(cells, 0, &row->at.start, report);

    good &= cells_read_address(cells, 1, &row->at.end, report);
    good &= cells_read_name(cells, 2, row->symbol, report);
    good &= cells_read_text(cells, 3, row->what, report);
    return good;
}

/* Reads the columns alive and reuse, the first of them at index. A life of no step
 * at all would exempt a row from every overlap check. */
static bool read_lifetime(const struct cells *cells, size_t index, struct doc_lifetime *life,
                          struct report *report)
{
    bool good = cells_read_step(cells, index, &life->alive, report);

    good &= cells_read_step_or_never(cells, index + 1, &life->reuse, report);
    if (!good || life->reuse > life->alive)
        return good;
    report_add(report, cells->line,
               "%s may be reused from step %u but is alive from step %u: reuse must come later",
               cells->cell[2], life->reuse, life->alive);
    return false;
}

/* A row with any mistake is left out: checking the parts that could be read would
 * report what follows from the mistake, and hide it among the consequences. */
static void parse_region(struct parser *parser, const struct cells *cells)
{
    struct doc_row row = {
        .line = cells->line,
        .firmware = parser->table == TABLE_FIRMWARE,
        .unit = DOC_UNIT_BYTE,
    };
    struct doc_lifetime life = {.reuse = DOC_NEVER};
    bool good = read_region(cells, &row, parser->report);

    if (!row.firmware) {
        good &= read_lifetime(cells, 4, &life, parser->report);
        good &= cells_read_size(cells, 6, &row, parser->report);
    }
    if (!good || !check_order(&row, parser->report))
        return;
    row.alive = life.alive;
    row.reuse = life.reuse;
    if (row.firmware)
        row.size = row.at.end - row.at.start;
    struct doc *doc = parser->doc;
    if (doc->row_count == DOC_ROWS_MAX) {
        report_add(parser->report, row.line, "more than %u rows in the region tables",
                   DOC_ROWS_MAX);
        return;
    }
    doc->rows[doc->row_count++] = row;
}

/* The role table may stand before the layout table, so a later check looks whether the rows
 * that it names exist. */
static void parse_role(struct parser *parser, const struct cells *cells)
{
    struct doc *doc = parser->doc;
    struct doc_role_entry entry = {.line = cells->line};

    bool good = cells_read_name(cells, 0, entry.symbol, parser->report);
    good &= cells_read_role(cells, 1, &entry.role, parser->report);
    if (*cells->cell[2] != '\0')
        good &= cells_read_name(cells, 2, entry.instead_of, parser->report);
    if (!good)
        return;
    if (doc->role_count == DOC_ROWS_MAX) {
        report_add(parser->report, entry.line, "more than %u rows in the role table", DOC_ROWS_MAX);
        return;
    }
    doc->roles[doc->role_count++] = entry;
}

/* Reads memory that the boot stores to outside of all rows. */
static void parse_store(struct parser *parser, const struct cells *cells)
{
    struct doc *doc = parser->doc;
    struct doc_store store = {.line = cells->line};
    struct doc_lifetime life;

    bool good = cells_read_address(cells, 0, &store.at.start, parser->report);
    good &= cells_read_address(cells, 1, &store.at.end, parser->report);
    good &= cells_read_text(cells, 2, store.what, parser->report);
    good &= read_lifetime(cells, 3, &life, parser->report);
    if (good && store.at.start >= store.at.end) {
        report_add(parser->report, cells->line, "the range ends at 0x%llx, not after its start",
                   (unsigned long long)store.at.end);
        return;
    }
    if (!good)
        return;
    store.alive = life.alive;
    store.reuse = life.reuse;
    if (doc->store_count == DOC_ROWS_MAX)
        report_add(parser->report, cells->line, "more than %u rows in the store table",
                   DOC_ROWS_MAX);
    else
        doc->stores[doc->store_count++] = store;
}

/* A wrong number of columns shifts cells, so none of them is looked at. */
static void parse_row(struct parser *parser, const struct cells *cells)
{
    size_t columns = tables[parser->table].columns;

    if (cells->count != columns)
        report_add(parser->report, cells->line,
                   "a row of the %s table has %zu columns: this has %zu",
                   tables[parser->table].name, columns, cells->count);
    else if (parser->table == TABLE_STEPS)
        parse_step(parser, cells);
    else if (parser->table == TABLE_ROLES)
        parse_role(parser, cells);
    else if (parser->table == TABLE_STORES)
        parse_store(parser, cells);
    else
        parse_region(parser, cells);
}

/* Returns whether the line is the row of dashes below a header. Colons may stand in it, for
 * alignment. */
static bool is_rule(const struct cells *cells)
{
    for (size_t i = 0; i < cells->count && i < CELLS_MAX; i++) {
        if (cells->cell[i][0] == '\0' || strspn(cells->cell[i], "-:") != strlen(cells->cell[i]))
            return false;
    }
    return true;
}

/* Rows cut off from their table, by a blank line for one, must not be lost
 * silently: they would look like a table without a rule. */
static void report_no_rule(const struct parser *parser)
{
    report_add(parser->report, parser->first_line,
               "no table begins here: a table is a header, a rule |---|, and rows without a blank "
               "line between");
}

/* The first line is the header, the second the rule, as Markdown has it. Rows of
 * tables that are not ours are counted and otherwise ignored. */
static void parse_table_line(struct parser *parser, const struct cells *cells)
{
    parser->rows_seen++;
    if (parser->rows_seen == 1) {
        parser->first_line = cells->line;
        begin_table(parser, cells);
    } else if (parser->rows_seen == 2) {
        if (!is_rule(cells))
            report_no_rule(parser);
    } else if (parser->table != TABLE_OTHER) {
        parse_row(parser, cells);
    }
}

/* Markdown itself is lenient here: it takes the line for a row, pads or cuts it,
 * and shows something that looks right. */
static void end_table(struct parser *parser, const char *line, unsigned number)
{
    if (parser->rows_seen == 1)
        report_no_rule(parser);
    else if (parser->rows_seen > 1 && line[strspn(line, " \t\r\n")] != '\0')
        report_add(parser->report, number,
                   "a line right below a table is taken for a row: begin it with |, or leave a "
                   "blank line");
    parser->rows_seen = 0;
}

/* Fenced blocks may show tables and pictures that are not meant. */
static void parse_line(struct parser *parser, char *line, unsigned number)
{
    struct cells cells = {.step_max = parser->any ? DOC_STEPS_MAX : BOOT_STEP_COUNT};

    if (strncmp(line, "```", 3) == 0)
        parser->fenced = !parser->fenced;
    if (!parser->fenced && cells_split(line, number, &cells))
        parse_table_line(parser, &cells);
    else
        end_table(parser, line, number);
}

/* A table that is missing has no line of its own. Missing steps are reported at the line of
 * their header. */
static void check_complete(const struct parser *parser)
{
    for (enum table t = 0; t < TABLE_COUNT; t++) {
        if (parser->at[t] != 0 || tables[t].optional || (parser->any && tables[t].any_optional))
            continue;
        char header[80] = "|";
        for (size_t i = 0; i < tables[t].columns; i++) {
            size_t used = strlen(header);
            snprintf(header + used, sizeof header - used, " %s |", tables[t].header[i]);
        }
        report_add(parser->report, 0, "the %s table is missing: its header is %s", tables[t].name,
                   header);
    }
    size_t steps = parser->doc->step_count;
    if (parser->any && parser->at[TABLE_STEPS] != 0 && steps == 0)
        report_add(parser->report, parser->at[TABLE_STEPS],
                   "the boot step table has no good row: it needs step 1 at least");
    if (!parser->any && parser->at[TABLE_STEPS] != 0 && steps != BOOT_STEP_COUNT)
        report_add(parser->report, parser->at[TABLE_STEPS],
                   "the boot step table has %zu good rows: it needs steps 1 to %u", steps,
                   BOOT_STEP_COUNT);
}

static void parse(FILE *in, bool any, struct doc *doc, struct report *report)
{
    struct parser parser = {.doc = doc, .report = report, .any = any};

    doc->step_count = 0;
    doc->row_count = 0;
    doc->role_count = 0;
    doc->store_count = 0;
    char *line = NULL;
    size_t capacity = 0;
    for (unsigned number = 1; getline(&line, &capacity, in) >= 0; number++)
        parse_line(&parser, line, number);
    free(line);
    /* A document may end inside a table. */
    end_table(&parser, "", 0);
    check_complete(&parser);
    /* By address from here on: all that follows relies on it. */
    doc_sort_rows(doc);
    roles_join(doc, report);
}

void parse_document(FILE *in, struct doc *doc, struct report *report)
{
    parse(in, false, doc, report);
}

void parse_any_document(FILE *in, struct doc *doc, struct report *report)
{
    parse(in, true, doc, report);
}
