/*
 * A small document for the tests of the layout compiler.
 *
 * Owns a step table and a firmware table like those of a PC, to which a test
 * adds its own layout rows: the first of them stands in FIXTURE_LINE. After the
 * rows comes the role table, without a role unless the test states some.
 */
#ifndef STRATA_LAYOUTC_FIXTURE_TEST_H
#define STRATA_LAYOUTC_FIXTURE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tools/layoutc/doc.h"
#include "tools/layoutc/parse.h"
#include "tools/layoutc/report.h"

#define FIXTURE_STEPS                                                                              \
    "| step | name | what |\n"                                                                     \
    "| --- | --- | --- |\n"                                                                        \
    "| 1 | one | first |\n"                                                                        \
    "| 2 | two | second |\n"                                                                       \
    "| 3 | three | third |\n"                                                                      \
    "| 4 | four | fourth |\n"                                                                      \
    "| 5 | five | fifth |\n"                                                                       \
    "| 6 | six | sixth |\n\n"
#define FIXTURE_FIRMWARE                                                                           \
    "| start | end | symbol | what |\n"                                                            \
    "| --- | --- | --- | --- |\n"                                                                  \
    "| 0 | 0x500 | `BIOS` | its data |\n"                                                          \
    "| 0x90000 | 0x100000 | `UPPER` | its code |\n\n"
#define FIXTURE_LAYOUT                                                                             \
    "| start | end | symbol | what | alive | reuse | size |\n"                                     \
    "| --- | --- | --- | --- | --- | --- | --- |\n"
#define FIXTURE_BOOT "| 0x7c00 | 0x7e00 | `BOOT` | boot sector | 1 | 2 | 1 sector |\n"
#define FIXTURE_HIGH                                                                               \
    "| 0x100000 | 0x100000000 | HIGH | say \"hi\" \\ | 4 | never | 1048320 pages |\n"
#define FIXTURE_ROLES                                                                              \
    "\n\n| symbol | role | instead of |\n"                                                         \
    "| --- | --- | --- |\n"
#define FIXTURE_LINE 17u

struct fixture {
    struct doc doc;
    struct report report;
};

/* Parses a whole document. */
static inline void fixture_parse(struct fixture *fixture, const char *text)
{
    FILE *in = fmemopen((void *)(uintptr_t)text, strlen(text), "r");

    assert_non_null(in);
    report_init(&fixture->report);
    parse_document(in, &fixture->doc, &fixture->report);
    fclose(in);
}

/* Parses a document of the fixture's tables, the boot sector's row in
 * FIXTURE_LINE, more rows below it, and rows of the role table. */
static inline void fixture_parse_roles(struct fixture *fixture, const char *rows, const char *roles)
{
    char text[4096];

    snprintf(text, sizeof text, "%s%s%s%s%s%s%s", FIXTURE_STEPS, FIXTURE_FIRMWARE, FIXTURE_LAYOUT,
             FIXTURE_BOOT, rows, FIXTURE_ROLES, roles);
    fixture_parse(fixture, text);
}

/* Does the same without any role. */
static inline void fixture_parse_rows(struct fixture *fixture, const char *rows)
{
    fixture_parse_roles(fixture, rows, "");
}

/* The row of that symbol; the test fails where there is none. */
static inline const struct doc_row *fixture_find_row(const struct fixture *fixture,
                                                     const char *symbol)
{
    for (size_t i = 0; i < fixture->doc.row_count; i++) {
        if (strcmp(fixture->doc.rows[i].symbol, symbol) == 0)
            return &fixture->doc.rows[i];
    }
    fail_msg("no row %s", symbol);
    return NULL;
}

/* Asserts that exactly one error was found, in that line and with that text in it. */
static inline void fixture_expect_error(const struct fixture *fixture, unsigned line,
                                        const char *part)
{
    assert_int_equal(fixture->report.count, 1);
    assert_int_equal(fixture->report.entries[0].line, line);
    if (strstr(fixture->report.entries[0].text, part) == NULL)
        fail_msg("'%s' does not say '%s'", fixture->report.entries[0].text, part);
}

/* What the function writes for the doc; the caller frees it. */
static inline char *fixture_capture(void (*emit)(const struct doc *doc, FILE *out),
                                    const struct doc *doc)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    emit(doc, out);
    fclose(out);
    return text;
}

/* Asserts that what the function writes for the fixture with more rows and their
 * roles has each of the parts in it; the last part is NULL. */
static inline void fixture_expect_role_parts(void (*emit)(const struct doc *doc, FILE *out),
                                             const char *rows, const char *roles,
                                             const char *const parts[])
{
    struct fixture f;

    fixture_parse_roles(&f, rows, roles);
    assert_int_equal(f.report.count, 0);
    char *text = fixture_capture(emit, &f.doc);
    for (size_t i = 0; parts[i] != NULL; i++) {
        if (strstr(text, parts[i]) == NULL)
            fail_msg("'%s' is not in:\n%s", parts[i], text);
    }
    free(text);
}

/* Does the same without any role. */
static inline void fixture_expect_parts(void (*emit)(const struct doc *doc, FILE *out),
                                        const char *rows, const char *const parts[])
{
    fixture_expect_role_parts(emit, rows, "", parts);
}

#endif
