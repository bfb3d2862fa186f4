/*
 * The picture of a boot: no words overlap, nothing lies outside of the page, blocks
 * lie where the stores were, and a file is replaced only by a whole one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "memviz/observe/rules/observer.h"
#include "memviz/observe/views/boot_labels.h"
#include "memviz/observe/views/boot_list.h"
#include "memviz/observe/views/boot_picture.h"

static uint32_t seed;

static uint32_t get_random(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

struct machine {
    struct observer observer;
    struct steps steps;
    struct heat heat;
    struct verdict_input verdict;
    uint64_t tick;
};

static void take(void *context, const struct step *step)
{
    struct machine *machine = context;

    heat_take(&machine->heat, &machine->observer.sites, step);
    observer_take(&machine->observer, step);
}

static struct machine *create_machine(void)
{
    struct machine *machine = calloc(1, sizeof *machine);

    assert_non_null(machine);
    assert_true(observer_init(&machine->observer));
    assert_true(heat_init(&machine->heat));
    steps_init(&machine->steps, &machine->observer.sites, take, machine);
    machine->tick = 1000;
    machine->verdict = (struct verdict_input){
        .observer = &machine->observer, .steps = &machine->steps, .name = "folder/boot.img"};
    return machine;
}

static void destroy_machine(struct machine *machine)
{
    heat_free(&machine->heat);
    observer_free(&machine->observer);
    free(machine);
}

static void store(struct machine *machine, unsigned site, unsigned address)
{
    char line[160];

    snprintf(line, sizeof line,
             "(0).[%u] [0x%012x] 0000:%04x (unk. ctxt): mov dword ptr ds:[bx], eax ; 668907",
             (unsigned)machine->tick++, site, site);
    steps_take(&machine->steps, line, strlen(line));
    snprintf(line, sizeof line, "[CPU0 WR]: LIN 0x%016x PHY 0x%012x (len=4, UC): 0x00000001",
             address, address);
    steps_take(&machine->steps, line, strlen(line));
}

/* Thirty places in the code, each of which stores to a few ranges, then a jump into
 * memory that nobody loaded. */
static void run(struct machine *machine, uint32_t start_seed)
{
    static const char jump[] =
        "(0).[9000000] [0x000000009000] 0000:9000 (unk. ctxt): add byte ptr ds:[bx+si], al ; 0000";

    seed = start_seed;
    for (unsigned i = 0; i < 1500; i++) {
        unsigned site = get_random(30);
        store(machine, 0x7c00 + site * 3,
              (site % 5 == 0 ? 0x100000 * (1 + site) : 0x10000 + site * 0x3000) +
                  get_random(0x400) * 4);
    }
    steps_take(&machine->steps, jump, sizeof jump - 1);
    steps_end(&machine->steps);
}

static bool overlap(const struct picture_box *a, const struct picture_box *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

static void check_words(const struct picture *picture)
{
    for (size_t i = 0; i < picture->count; i++) {
        const struct picture_shape *shape = &picture->shapes[i];
        if (shape->kind != PICTURE_TEXT)
            continue;
        assert_true(shape->box.x >= 0 && shape->box.x + shape->box.width <= picture->width);
        assert_true(shape->box.y >= 0 && shape->box.y + shape->box.height <= picture->height);
        for (size_t j = 0; j < i; j++) {
            const struct picture_shape *other = &picture->shapes[j];
            if (other->kind == PICTURE_TEXT && overlap(&shape->box, &other->box))
                fail_msg("\"%s\" lies over \"%s\"", shape->text, other->text);
        }
    }
}

static void no_words_overlap(void **state)
{
    (void)state;
    for (uint32_t i = 1; i <= 4; i++) {
        struct machine *machine = create_machine();
        struct picture picture;
        run(machine, i);
        assert_true(boot_picture_draw(&picture, &machine->verdict, &machine->heat));
        check_words(&picture);
        picture_free(&picture);
        destroy_machine(machine);
    }
}

/* Each store lies in a band, and is what its cell of the raster shows last. */
static void the_raster_has_each_store(void **state)
{
    struct machine *machine = create_machine();
    struct boot_bands bands;
    struct boot_raster raster;
    const struct observer *observer = &machine->observer;

    (void)state;
    run(machine, 5);
    assert_true(heat_sort(&machine->heat));
    assert_true(boot_bands_make(&bands, &machine->heat, NULL));
    assert_true(boot_raster_make(&raster, &bands, observer, &machine->heat));
    for (unsigned i = 1; i < bands.count; i++) {
        assert_true(bands.list[i].start >= bands.list[i - 1].end);
        assert_true(bands.list[i].top >= bands.list[i - 1].bottom);
    }
    for (uint32_t i = 2; i < observer->log.count; i++) {
        const struct store *at = store_log_get(&observer->log, i);
        unsigned band = boot_bands_find(&bands, at->address);
        bool found = false;
        assert_true(band < bands.count && at->address >= bands.list[band].start);
        for (unsigned row = raster.first_row[band]; row < raster.first_row[band + 1]; row++) {
            unsigned column = boot_raster_column(&machine->heat, at->tick);
            found = found || boot_raster_get(&raster, row, column)->wrote == BOOT_PLAIN;
        }
        assert_true(found);
    }
    boot_raster_free(&raster);
    destroy_machine(machine);
}

/* The list adds up the stores of a place: the reference counts them again. */
static void the_list_adds_up(void **state)
{
    struct machine *machine = create_machine();
    struct boot_bands bands;
    struct boot_list list;
    const struct store_log *log = &machine->observer.log;

    (void)state;
    run(machine, 6);
    assert_true(heat_sort(&machine->heat));
    assert_true(boot_bands_make(&bands, &machine->heat, NULL));
    assert_true(boot_list_make(&list, &bands, &machine->observer));
    assert_int_equal(list.count, BOOT_LIST_MAX);
    for (unsigned i = 0; i < list.count; i++) {
        const struct boot_entry *entry = &list.list[i];
        uint64_t bytes = 0;
        for (uint32_t j = 1; j < log->count; j++) {
            const struct store *at = store_log_get(log, j);
            if (at->site == entry->site && boot_bands_find(&bands, at->address) == entry->band)
                bytes += at->length;
        }
        assert_int_equal(entry->bytes, bytes);
        assert_true(i == 0 || entry->first_tick >= list.list[i - 1].first_tick);
    }
    destroy_machine(machine);
}

static void labels_move_apart(void **state)
{
    struct boot_labels labels = {.count = 0};
    struct picture_box area = {0, 0, 100, 40};
    unsigned placed = 0;

    (void)state;
    for (unsigned i = 0; i < 40; i++) {
        struct picture_box box = {90, 10, 18, 13};
        placed += boot_labels_place(&labels, &box, area);
    }
    assert_int_equal(placed, labels.count);
    assert_true(placed >= 6 && placed < 20);
    for (unsigned i = 0; i < labels.count; i++)
        for (unsigned j = 0; j < i; j++)
            assert_false(overlap(&labels.list[i], &labels.list[j]));
}

static void a_file_is_replaced_by_a_whole_one(void **state)
{
    struct machine *machine = create_machine();
    char folder[] = "/tmp/memviz-picture-XXXXXX";
    char path[64];
    char missing[64];
    char start[8] = "";

    (void)state;
    run(machine, 7);
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/boot.svg", folder);
    snprintf(missing, sizeof missing, "%s/none/boot.svg", folder);
    assert_true(boot_picture_write(&machine->verdict, &machine->heat, path));
    assert_false(boot_picture_write(&machine->verdict, &machine->heat, missing));
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fread(start, 1, 4, file), 4);
    fclose(file);
    assert_true(strcmp(start, "<?xm") == 0 || strcmp(start, "<svg") == 0);
    assert_int_equal(unlink(path), 0);
    /* Nothing else was left there. */
    assert_int_equal(rmdir(folder), 0);
    destroy_machine(machine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_words_overlap),
        cmocka_unit_test(the_raster_has_each_store),
        cmocka_unit_test(the_list_adds_up),
        cmocka_unit_test(labels_move_apart),
        cmocka_unit_test(a_file_is_replaced_by_a_whole_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
