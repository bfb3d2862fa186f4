#include "kernel/core/step.h"

#include <stdlib.h>

#include "tests/core/check.h"

/* Bytes and lengths as the GNU assembler gives them for the instruction named. */
static const struct {
    const char *bytes;
    size_t size;
    size_t length;
} cases[] = {
    {"\xe8\x00\x00\x00\x00", 5, 5},             /* call rel32 */
    {"\x66\xe8\x00\x00", 4, 4},                 /* callw rel16 */
    {"\x9a\x00\x00\x00\x00\x08\x00", 7, 7},     /* lcall $8, $0 */
    {"\xff\xd0", 2, 2},                         /* call *%eax */
    {"\xff\x10", 2, 2},                         /* call *(%eax) */
    {"\xff\x50\x08", 3, 3},                     /* call *8(%eax) */
    {"\xff\x90\x00\x01\x00\x00", 6, 6},         /* call *256(%eax) */
    {"\xff\x15\x00\x00\x10\x00", 6, 6},         /* call *0x100000 */
    {"\xff\x14\x85\x00\x00\x10\x00", 7, 7},     /* call *0x100000(,%eax,4) */
    {"\xff\x14\x24", 3, 3},                     /* call *(%esp) */
    {"\xff\x54\x24\x10", 4, 4},                 /* call *16(%esp) */
    {"\xff\x94\x24\x00\x01\x00\x00", 7, 7},     /* call *256(%esp) */
    {"\x3e\xff\x94\x24\x00\x01\x00\x00", 8, 8}, /* with a segment prefix */
    {"\xff\x18", 2, 2},                         /* lcall *(%eax) */
    {"\xf3\xa4", 2, 2},                         /* rep movsb */
    {"\xf3\x66\xa5", 3, 3},                     /* rep movsw */
    {"\x66\xf3\xab", 3, 3},                     /* rep stosw */
    {"\xf2\xae", 2, 2},                         /* repne scasb */
    {"\xf3\x6c", 2, 2},                         /* rep insb */
    {"\xff\xe0", 2, 0},                         /* jmp *%eax */
    {"\xff\x30", 2, 0},                         /* push (%eax) */
    {"\xe9\x00\x00\x00\x00", 5, 0},             /* jmp */
    {"\xa4", 1, 0},                             /* movsb */
    {"\xf3\x90", 2, 0},                         /* pause */
    {"\xf3\xa8\x00", 3, 0},                     /* rep test: no string instruction */
    {"\x90", 1, 0},                             /* nop */
    {"\xe8\x00\x00\x00", 4, 0},                 /* cut off */
    {"\xf3", 1, 0},
    {"", 0, 0},
};

static void calls_and_repeated_strings_have_a_length(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        if (step_over_length((const uint8_t *)cases[i].bytes, cases[i].size) != cases[i].length)
            fail_msg("case %zu", i);
    }
}

/* Whatever the bytes are, no byte past those known is read (the sanitizer's matter), and
 * no length is longer than they are. */
static void any_bytes_have_a_length_within_them(void **state)
{
    uint64_t random = 0x57e9;

    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        size_t size = random_below(&random, STEP_BYTES + 1);
        uint8_t *exact = malloc(size == 0 ? 1 : size);
        assert_non_null(exact);
        for (size_t i = 0; i < size; i++)
            exact[i] = (uint8_t)random_next(&random);
        assert_true(step_over_length(exact, size) <= size);
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_and_repeated_strings_have_a_length),
        cmocka_unit_test(any_bytes_have_a_length_within_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
