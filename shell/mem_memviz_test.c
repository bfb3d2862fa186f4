/*
 * The reported account in two forms: what the viewer makes of the telemetry is what
 * mem ... -j says, member by member.
 */
#define _POSIX_C_SOURCE 200809L /* popen() */

#include <stdio.h>
#include <stdlib.h>

#include "kernel/core/publish.h"
#include "tests/core/fixture.h"
#include "tests/shell/fixture.h"

/* Tests run from the root of the tree. */
#define MEMVIZ    "build/memviz"
#define RECORDING "build/tests/mem_memviz_test.rec"

struct recorder {
    struct publish publish;
    FILE *file;
    uint64_t now_ms;
};

static void start(struct recorder *r, struct fixture *f)
{
    r->file = fopen(RECORDING, "w");
    assert_non_null(r->file);
    r->now_ms = 0;
    publish_init(&r->publish, &f->machine, "9.9-test");
}

/* Three full repetitions: enough for a reader that knows nothing to be in sync. */
static void record(struct recorder *r)
{
    uint32_t until = r->publish.rounds + 3;
    const char *text;

    while (r->publish.rounds < until || !fixture_all_published(&r->publish)) {
        size_t length = publish_next(&r->publish, r->now_ms, &text);
        if (length == 0)
            r->now_ms += 10;
        fwrite(text, 1, length, r->file);
    }
    fflush(r->file);
}

static json_t *ask_viewer(void)
{
    json_error_t error;

    FILE *pipe = popen(MEMVIZ " --json " RECORDING, "r");
    assert_non_null(pipe);
    json_t *json = json_loadf(pipe, 0, &error);
    assert_int_equal(pclose(pipe), 0);
    assert_non_null(json);
    return json;
}

static void assert_agreement(struct recorder *r, struct fixture *f)
{
    static const char *const parts[] = {"e820", "frames", "heap", "layout"};

    record(r);
    json_t *seen = ask_viewer();
    assert_true(json_is_true(json_object_get(seen, "sync")));
    for (size_t i = 0; i < LENGTH_OF(parts); i++) {
        char line[30];
        snprintf(line, sizeof line, "mem %s -j", parts[i]);
        json_t *told = fixture_ask_json(f, line);
        if (!json_equal(told, json_object_get(seen, parts[i])))
            fail_msg("%s differs: %s", parts[i], json_dumps(json_object_get(seen, parts[i]), 0));
        json_decref(told);
    }
    json_decref(seen);
}

/* Takes the machine: compares at first and after each change. */
static void compare(struct fixture *f)
{
    static const char *const lines[] = {
        "mem alloc 5 live", "mem free 0x801000", "mem grab 12K live", "mem stress 500 3",
        "mem alloc 9000",   "mem free 10M 100",  "mem reclaim acpi",  "mem alloc 1 last",
    };
    struct recorder *r = calloc(1, sizeof(*r));

    assert_non_null(r);
    start(r, f);
    assert_agreement(r, f);
    for (size_t i = 0; i < LENGTH_OF(lines); i++) {
        fixture_ask(f, lines[i]);
        assert_agreement(r, f);
    }
    fclose(r->file);
    free(r);
    fixture_free(f);
}

static void viewer_and_shell_agree_on_bochs(void **state)
{
    (void)state;
    compare(fixture_new_bochs());
}

static void viewer_and_shell_agree_on_an_odd_machine(void **state)
{
    static const struct e820_entry map[] = {
        {0x0, 0x9fc00, 1, 1},
        {0x100000, 0xfff00000, 1, 1},
        {0x4000000, 0x100000, 12, 0xffff},
        {0x5000000, 0x1000, 2, 0},
        {0x8000000, 0x2800, 3, 1},
        {0x100000000, 0x20000000, 1, 1},
        {0xffffffffffff0000, 0x20000, 0xefffffff, 1},
    };

    (void)state;
    compare(fixture_new(map, LENGTH_OF(map)));
}

static void viewer_and_shell_agree_on_all_64_bits(void **state)
{
    static const struct e820_entry map[] = {{0, UINT64_MAX, 1, 1}, {1, UINT64_MAX, 1, 1}};

    (void)state;
    compare(fixture_new(map, LENGTH_OF(map)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(viewer_and_shell_agree_on_bochs),
        cmocka_unit_test(viewer_and_shell_agree_on_an_odd_machine),
        cmocka_unit_test(viewer_and_shell_agree_on_all_64_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
