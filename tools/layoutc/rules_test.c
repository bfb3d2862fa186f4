/* The table "What the roles ask for" of docs/layout.md states what rules.c demands. */
#include "tools/layoutc/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tools/layoutc/roles.h"

#define LINE_SIZE 256
#define CELLS     5

enum cell { CELL_ROLE, CELL_LIES, CELL_ALIVE, CELL_REUSE, CELL_SIZE };

/* Cuts a row of the table into its cells, without the blanks around them. */
static void cut(char *line, char *cell[CELLS])
{
    char *at = line + 1;

    for (unsigned i = 0; i < CELLS; i++) {
        char *bar = strchr(at, '|');
        assert_non_null(bar);
        cell[i] = at + strspn(at, " ");
        at = bar + 1;
        for (*bar = '\0'; bar > cell[i] && bar[-1] == ' ';)
            *--bar = '\0';
    }
}

/* Returns the least size of a cell such as "2 pages or more" in bytes. */
static uint64_t read_size(const char *cell)
{
    unsigned count = 0;
    char unit[16] = "";

    if (strncmp(cell, "`struct bootinfo` and the word after", 36) == 0)
        return sizeof(struct bootinfo) + sizeof(uint32_t);
    assert_int_equal(sscanf(cell, "%u %15s", &count, unit), 2);
    if (strncmp(unit, "sector", 6) == 0)
        return count * (uint64_t)DOC_UNIT_SECTOR;
    if (strncmp(unit, "page", 4) == 0)
        return count * (uint64_t)DOC_UNIT_PAGE;
    assert_string_equal(unit, "bytes");
    return count;
}

static void check_row(char *cell[CELLS])
{
    enum doc_role role = roles_find(cell[CELL_ROLE]);
    const struct rules_role *rule = rules_of(role);
    bool never = strcmp(cell[CELL_REUSE], "never") == 0;

    assert_int_not_equal(role, DOC_ROLE_NONE);
    assert_int_equal(rule->alive_max, atoi(cell[CELL_ALIVE]));
    assert_int_equal(rule->reuse_min, never ? (int)DOC_NEVER : atoi(cell[CELL_REUSE]));
    assert_int_equal(rule->size_min, read_size(cell[CELL_SIZE]));
    assert_int_equal(rule->real_mode, strncmp(cell[CELL_LIES], "below 64 KiB", 12) == 0 ||
                                          role == DOC_ROLE_BOOT_SECTOR);
}

static void the_document_states_the_rule_of_each_role(void **state)
{
    FILE *file = fopen("docs/layout.md", "r");
    char line[LINE_SIZE];
    bool inside = false;
    unsigned rows = 0;

    (void)state;
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        char *cell[CELLS];
        if (strncmp(line, "| role | lies |", 15) == 0) {
            inside = true;
        } else if (inside && line[0] != '|') {
            break;
        } else if (inside && line[2] != '-') {
            cut(line, cell);
            check_row(cell);
            rows++;
        }
    }
    fclose(file);
    assert_int_equal(rows, DOC_ROLE_COUNT - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_document_states_the_rule_of_each_role),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
