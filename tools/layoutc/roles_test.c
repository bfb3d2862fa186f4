#define _GNU_SOURCE /* fmemopen */

#include "tools/layoutc/roles.h"
#include "tools/layoutc/fixture_test.h"

#define TWO_PLACES                                                                                 \
    "| 0x20000 | 0x21000 | LOW | second place | 5 | never | 1 page |\n"                            \
    "| 0x8f000 | 0x90000 | HIGH | first place | 5 | never | 1 page |\n"

static void test_every_name_is_found_again(void **state)
{
    char list[ROLES_LIST_MAX];

    (void)state;
    for (enum doc_role role = DOC_ROLE_NONE + 1; role < DOC_ROLE_COUNT; role++) {
        assert_int_equal(roles_find(roles_name(role)), role);
        assert_non_null(strstr(roles_list(list), roles_name(role)));
    }
    assert_int_equal(roles_find("no role"), DOC_ROLE_NONE);
    assert_int_equal(roles_find(""), DOC_ROLE_NONE);
}

static void test_rows_get_their_role_and_their_choice(void **state)
{
    struct fixture f;

    (void)state;
    fixture_parse_roles(&f, TWO_PLACES,
                        "| LOW | stack | `HIGH` |\n| HIGH | stack | |\n| BOOT | boot sector | |\n");
    assert_int_equal(f.report.count, 0);
    assert_int_equal(fixture_find_row(&f, "BOOT")->role, DOC_ROLE_BOOT_SECTOR);
    assert_int_equal(fixture_find_row(&f, "BOOT")->choice, 0);
    assert_int_equal(fixture_find_row(&f, "HIGH")->role, DOC_ROLE_STACK);
    assert_int_equal(fixture_find_row(&f, "HIGH")->choice, 1);
    assert_int_equal(fixture_find_row(&f, "LOW")->choice, 2);
}

static void test_refuses_roles_that_fit_no_row(void **state)
{
    /* All stand in the same line of the document: after the two rows, a blank line,
     * header and rule. */
    static const struct {
        const char *roles;
        const char *error;
    } cases[] = {
        {"| NONE | stack | |\n", "no row of the layout table has that symbol"},
        {"| BIOS | stack | |\n", "the role table names BIOS, but no row of the layout table"},
        {"| LOW | heap | |\n", "'heap' is not a role: the roles are boot sector, loader, "},
        {"| LOW | stack | GONE |\n", "the role table names GONE, but no row"},
        {"| LOW | stack | LOW |\n", "LOW cannot be used instead of LOW"},
        {"| LOW | stack | HIGH |\n",
         "LOW is a stack, and HIGH, which it is used instead of, a no "},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture f;
        fixture_parse_roles(&f, TWO_PLACES, cases[i].roles);
        fixture_expect_error(&f, FIXTURE_LINE + 7, cases[i].error);
    }
}

static void test_refuses_a_row_twice(void **state)
{
    struct fixture f;

    (void)state;
    fixture_parse_roles(&f, TWO_PLACES, "| LOW | stack | |\n| LOW | guard | |\n");
    fixture_expect_error(&f, FIXTURE_LINE + 8, "LOW has a role already: it is a stack");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_name_is_found_again),
        cmocka_unit_test(test_rows_get_their_role_and_their_choice),
        cmocka_unit_test(test_refuses_roles_that_fit_no_row),
        cmocka_unit_test(test_refuses_a_row_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
