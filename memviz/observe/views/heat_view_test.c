/*
 * The screens of the heat view against tests/golden/heat-*, at every size, and what
 * its keys do. With MEMVIZ_GOLDEN=write the files are written instead, after a change
 * that was meant (`make golden-screens`).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memviz/observe/rules/observer.h"
#include "memviz/observe/views/heat_draw.h"
#include "memviz/observe/views/heat_time.h"

#define GOLDEN "tests/golden/heat-"
#define ENTER  "\r"
#define TAB    "\t"

struct machine {
    struct observer observer;
    struct steps steps;
    struct heat heat;
    struct model *model;
    struct layout *layout; /* the observer frees it */
    struct verdict_input verdict;
    struct heat_scene scene;
    struct heat_view view;
    uint64_t tick;
};

static void take(void *context, const struct step *step)
{
    struct machine *machine = context;

    heat_take(&machine->heat, &machine->observer.sites, step);
    observer_take(&machine->observer, step);
}

static void give(struct machine *machine, const char *line)
{
    steps_take(&machine->steps, line, strlen(line));
}

/* An instruction at an address, and the bytes of it. */
static void execute(struct machine *machine, unsigned address, const char *text)
{
    char line[160];

    snprintf(line, sizeof line, "(0).[%u] [0x%012x] 0000:%04x (unk. ctxt): %s",
             (unsigned)machine->tick++, address, address, text);
    give(machine, line);
}

static void touch(struct machine *machine, const char *kind, unsigned address, unsigned length)
{
    char line[160];

    snprintf(line, sizeof line, "[CPU0 %s]: LIN 0x%016x PHY 0x%012x (len=%u, UC): 0x%0*X", kind,
             address, address, length, (int)length * 2, 0x5a);
    give(machine, line);
}

/* A boot sector that clears memory, copies a table to above 1 MiB, and jumps into
 * memory that nobody loaded. */
static void run(struct machine *machine)
{
    execute(machine, 0x7c00, "mov di, 0x8000 ; bf0080");
    for (unsigned i = 0; i < 0x800; i += 2) {
        execute(machine, 0x7c03, "rep stosw word ptr es:[di], ax ; f3ab");
        touch(machine, "WR", 0x8000 + i, 2);
    }
    for (unsigned i = 0; i < 300; i++) {
        execute(machine, 0x7c05, "rep movsd dword ptr es:[edi], dword ptr ds:[esi] ; f366a5");
        touch(machine, "RD", 0x7d00 + i % 64 * 4, 4);
        touch(machine, "WR", 0x100000 + i * 64, 4);
    }
    for (unsigned i = 0; i < 40; i++) {
        execute(machine, 0x7c08, "push ax ; 50");
        touch(machine, "WR", 0x7bfe - 2 * i, 2);
    }
    execute(machine, 0x7c09, "jmpf 0x0000:9000 ; ea00900000");
    execute(machine, 0x9000, "add byte ptr ds:[bx+si], al ; 0000");
    touch(machine, "RD", 0x500, 1);
    touch(machine, "WR", 0x500, 1);
    steps_end(&machine->steps);
}

/* Of a kernel with two steps, of which the second is not reached. */
static void declare(struct layout *layout)
{
    layout->doc.step_count = 2;
    layout->doc.steps[0] = (struct doc_step){.name = "loader"};
    layout->doc.steps[1] = (struct doc_step){.name = "kernel"};
    layout->reached_at[1] = 1000;
    layout->doc.row_count = 1;
    layout->doc.rows[0] = (struct doc_row){.at = {0x7c00, 0x7e00},
                                           .symbol = "STAGE1",
                                           .what = "the boot sector",
                                           .alive = 1,
                                           .reuse = 2};
    layout->doc.store_count = 1;
    layout->doc.stores[0] =
        (struct doc_store){.at = {0, 0x200000}, .what = "anything", .alive = 1, .reuse = 3};
}

static void report(struct model *model)
{
    struct model_region region = {
        .start = 0x7c00, .end = 0x8000, .symbol = "boot", .what = "the loader", .alive = true};

    model->any = true;
    assert_true(indexed_put(&model->regions, 0, 1, &region));
    model->heap.known = true;
    model->heap.start = model->heap.cursor = 0x100000;
    model->heap.end = 0x110000;
}

static struct machine *create_machine(void)
{
    struct machine *machine = calloc(1, sizeof *machine);

    assert_non_null(machine);
    assert_true(observer_init(&machine->observer));
    assert_true(heat_init(&machine->heat));
    steps_init(&machine->steps, &machine->observer.sites, take, machine);
    heat_view_init(&machine->view);
    machine->tick = 1000;
    machine->model = model_create();
    assert_non_null(machine->model);
    report(machine->model);
    machine->verdict = (struct verdict_input){
        .observer = &machine->observer, .steps = &machine->steps, .name = "folder/boot.img"};
    machine->scene = (struct heat_scene){.observer = &machine->observer,
                                         .heat = &machine->heat,
                                         .verdict = &machine->verdict,
                                         .model = machine->model};
    machine->layout = calloc(1, sizeof *machine->layout);
    assert_non_null(machine->layout);
    declare(machine->layout);
    machine->observer.layout = machine->layout;
    return machine;
}

static void destroy_machine(struct machine *machine)
{
    heat_view_free(&machine->view);
    model_destroy(machine->model);
    heat_free(&machine->heat);
    observer_free(&machine->observer);
    free(machine);
}

/* A screen: what was pressed, one draw after each key. */
static const struct {
    const char *name;
    const char *keys;
} screens[] = {
    {"main", ""},
    {"writes alone", "2"},
    {"reads alone", "3"},
    {"executions alone", "4"},
    {"an earlier instant", "<<<<"},
    {"a slice back, since the mark", "<<<<d>>"},
    {"one byte", "/100080" ENTER},
    {"going to", "/7c"},
    {"going nowhere", "/nobody" ENTER},
    {"larger cells", "---"},
    {"inspector, zoomed", TAB "z"},
    {"findings", TAB TAB},
    {"help", "?"},
};

static void press(struct machine *machine, struct grid *grid, const char *keys)
{
    heat_draw(&machine->view, &machine->scene, grid);
    for (const char *key = keys; *key != '\0'; key++) {
        heat_view_take_key(&machine->view, &machine->scene, *key == '\r' ? KEY_CODE_ENTER : *key);
        heat_draw(&machine->view, &machine->scene, grid);
    }
}

static void write_screen(struct machine *machine, FILE *out, size_t number, struct grid *grid)
{
    bool ascii = grid->glyphs->ascii;

    heat_view_free(&machine->view);
    heat_view_init(&machine->view);
    press(machine, grid, screens[number].keys);
    for (unsigned i = 0; ascii && i < grid->cols * grid->rows; i++)
        assert_true(grid->cells[i].ch >= 0x20 && grid->cells[i].ch < 0x7f);
    fprintf(out, "== %s%s\n", screens[number].name, ascii ? ", ASCII" : "");
    grid_write(grid, out, false);
}

static char *draw_all(struct machine *machine, unsigned cols, unsigned rows)
{
    char *text = NULL;
    size_t size = 0;
    struct grid grid;
    struct grid ascii;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    assert_true(grid_init(&grid, cols, rows, glyphs_get(false)));
    assert_true(grid_init(&ascii, cols, rows, glyphs_get(true)));
    for (size_t i = 0; i < sizeof screens / sizeof screens[0]; i++) {
        write_screen(machine, out, i, &grid);
        write_screen(machine, out, i, &ascii);
    }
    fclose(out);
    grid_free(&grid);
    grid_free(&ascii);
    return text;
}

static char *read_file(const char *path)
{
    FILE *in = fopen(path, "r");
    char *text = calloc(1, 1 << 20);

    if (in == NULL)
        fail_msg("%s is missing; run the tests from the root of the tree", path);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 20) - 1, in) > 0);
    fclose(in);
    return text;
}

static void check_size(struct machine *machine, unsigned cols, unsigned rows)
{
    const char *mode = getenv("MEMVIZ_GOLDEN");
    char *drawn = draw_all(machine, cols, rows);
    char path[64];

    snprintf(path, sizeof path, GOLDEN "%ux%u.txt", cols, rows);
    if (mode != NULL && strcmp(mode, "write") == 0) {
        FILE *out = fopen(path, "w");
        assert_non_null(out);
        fputs(drawn, out);
        assert_int_equal(fclose(out), 0);
    } else {
        char *expected = read_file(path);
        assert_string_equal(drawn, expected);
        free(expected);
    }
    free(drawn);
}

static void screens_are_the_golden_ones(void **state)
{
    struct machine *machine = create_machine();

    (void)state;
    run(machine);
    check_size(machine, 80, 24);
    check_size(machine, 132, 43);
    check_size(machine, 40, 12);
    check_size(machine, 40, 6);
    destroy_machine(machine);
}

/* Whatever is pressed, on whatever size: no crash, no cell outside, a cursor in sight. */
static void random_keys_do_no_harm(void **state)
{
    static const char keys[] = "hjklgG+-=_[]{}<>d 1234\tz?q/7c00\r\033nobody\r";
    struct machine *machine = create_machine();
    uint32_t seed = 7;

    (void)state;
    run(machine);
    for (unsigned i = 0; i < 400; i++) {
        struct grid grid;
        seed = seed * 1664525u + 1013904223u;
        unsigned cols = 1 + (seed >> 8) % 140;
        unsigned rows = 1 + (seed >> 20) % 50;
        assert_true(grid_init(&grid, cols, rows, glyphs_get(seed >> 30 & 1)));
        int key = keys[(seed >> 12) % (sizeof keys - 1)];
        heat_view_take_key(&machine->view, &machine->scene, key == '\r' ? KEY_CODE_ENTER : key);
        heat_draw(&machine->view, &machine->scene, &grid);
        assert_true(machine->view.shift == 0 || (machine->view.shift >= HEAT_SHIFT_MIN &&
                                                 machine->view.shift <= HEAT_SHIFT_MAX));
        grid_free(&grid);
    }
    destroy_machine(machine);
}

/* A step of the debugger moves the heat: what it touched has a capital. */
static void a_live_step_stands_out(void **state)
{
    struct machine *machine = create_machine();
    struct grid grid;

    (void)state;
    assert_true(grid_init(&grid, 80, 24, glyphs_get(true)));
    machine->scene.live = true;
    press(machine, &grid, "");
    run(machine);
    machine->scene.stopped = machine->heat.instructions;
    execute(machine, 0x7c00, "push ax ; 50");
    touch(machine, "WR", 0x101040, 2);
    steps_end(&machine->steps);
    press(machine, &grid, "");
    unsigned capitals = 0;
    for (unsigned row = 4; row < 14; row++)
        for (unsigned col = 7; col < 80; col++) {
            uint32_t ch = grid_get(&grid, row, col).ch;
            capitals += ch == 'W' || ch == 'X' || ch == 'R';
        }
    assert_int_equal(capitals, 2);
    grid_free(&grid);
    destroy_machine(machine);
}

static void time_moves_by_slices_and_by_landmarks(void **state)
{
    struct machine *machine = create_machine();
    struct grid grid;

    (void)state;
    run(machine);
    assert_true(grid_init(&grid, 80, 24, glyphs_get(true)));
    press(machine, &grid, "");
    uint32_t all = heat_view_span(&machine->view, &machine->heat).end;
    press(machine, &grid, "[[[]");
    assert_int_equal(heat_view_span(&machine->view, &machine->heat).end, all - 2);
    press(machine, &grid, " ");
    assert_int_equal(heat_view_span(&machine->view, &machine->heat).end, all);
    press(machine, &grid, "<{");
    assert_int_equal(heat_view_span(&machine->view, &machine->heat).end, 1);
    machine->layout->reached_at[2] = 1500;
    press(machine, &grid, "}");
    assert_int_equal(heat_view_span(&machine->view, &machine->heat).end, 501 / 4 + 1);
    press(machine, &grid, "}");
    struct heat_span span = heat_view_span(&machine->view, &machine->heat);
    assert_int_equal(heat_find_slice(&machine->heat, machine->observer.findings.list[0].tick),
                     span.end - 1);
    grid_free(&grid);
    destroy_machine(machine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(screens_are_the_golden_ones),
        cmocka_unit_test(random_keys_do_no_harm),
        cmocka_unit_test(a_live_step_stands_out),
        cmocka_unit_test(time_moves_by_slices_and_by_landmarks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
