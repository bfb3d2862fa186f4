/*
 * Commands that look, take and give back, at any address below 4 GiB: none may change
 * what it should not.
 *
 * usage: shell_random_test [COMMANDS]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/core/units.h"
#include "tests/shell/fixture.h"

/* What fits into an ordinary run of the tests; a soak gives a million. */
#define COMMANDS 400000u
/* Each so many, all memory is compared and every invariant is checked. */
#define AUDIT_PERIOD 2000u
/* A command that works long is cut short here: at 4 GiB all would. */
#define ASKED_AT_MOST 40u

static uint32_t commands = COMMANDS;

/* Below 4 GiB: anything, what is near a boundary, and where the frames are that are used. */
static uint64_t random_address(uint64_t *random)
{
    static const uint64_t edges[] = {0,         0x1000,    0x7c00,     0x8a000,    0x8b000,
                                     0x90000,   0xa0000,   0x100000,   0x12b000,   0x800000,
                                     0x7ff0000, 0x8000000, 0xe0000000, 0xffc00000, 4 * GIB - 1};
    uint64_t any = random_next(random) >> 32;

    switch (random_below(random, 4)) {
    case 0:
        return any;
    case 1:
        return any >> random_below(random, 32);
    case 2:
        return (edges[random_below(random, LENGTH_OF(edges))] + random_below(random, 33) - 16) &
               0xffffffff;
    default:
        return 0x800000 + (uint64_t)random_below(random, 256) * FRAME_SIZE;
    }
}

/* Watches, and what lets a stopped kernel go on, which this one is not. */
static void make_watch_command(uint64_t *random, uint64_t address, char *line, size_t size)
{
    static const char *const kinds[] = {"", " w", " rw", " x", " w -s", " rw -s", " q"};
    static const char *const fixed[] = {"watch", "watch off all", "watch off 2", "step 3", "over",
                                        "go",    "history",       "bp second -s"};

    if (random_below(random, 2) == 0)
        snprintf(line, size, "watch 0x%" PRIx64 " %u%s", address, random_below(random, 20),
                 kinds[random_below(random, LENGTH_OF(kinds))]);
    else
        snprintf(line, size, "%s", fixed[random_below(random, LENGTH_OF(fixed))]);
}

/* Writes a command; whether it is one that may change the machine. */
static bool make_command(uint64_t *random, char *line, size_t size)
{
    uint64_t address = random_address(random);
    uint32_t length = random_below(random, 6) == 0 ? 0xffffffff : random_below(random, 600);

    switch (random_below(random, 12)) {
    case 10:
    case 11:
        make_watch_command(random, address, line, size);
        return false;
    case 0:
        snprintf(line, size, "mem dump 0x%" PRIx64 " %u", address, length);
        return false;
    case 1:
        snprintf(line, size, "mem who 0x%" PRIx64, address);
        return false;
    case 2:
        snprintf(line, size, "mem walk 0x%" PRIx64, address);
        return false;
    case 3:
        snprintf(line, size, "mem find 0x%04x 0x%" PRIx64 " 0x%" PRIx64,
                 random_below(random, 65536), address, address + length);
        return false;
    case 4:
        snprintf(line, size, "mem map 0x%" PRIx64 " 0x%" PRIx64, address, address + length);
        return false;
    case 5:
        snprintf(line, size, "mem compare 0x%" PRIx64 " 0x%" PRIx64 " %u", address,
                 random_address(random), length % 9000);
        return false;
    case 6:
        snprintf(line, size, "mem crc 0x%" PRIx64 " %u", address, length % 9000);
        return false;
    case 7:
        snprintf(line, size, "mem dump 0x%" PRIx64 "-%u %u -w 4", address, length % 99,
                 length % 99);
        return false;
    case 8:
        snprintf(line, size, "mem alloc %u %s", random_below(random, 9),
                 random_below(random, 2) == 0 ? "tag" : "");
        return true;
    default:
        snprintf(line, size, "mem free 0x%" PRIx64 " %u", address, random_below(random, 5));
        return true;
    }
}

/* How many frames an accepted command took (or gave back, below 0), by its answer. */
static int told_change(const char *line, const char *answer)
{
    unsigned count = 0;

    if (strncmp(answer, "error: ", 7) == 0)
        return 0;
    assert_int_equal(sscanf(answer, "%*s %u", &count), 1);
    return strncmp(line, "mem alloc", 9) == 0 ? (int)count : -(int)count;
}

static void assert_change(const struct machine *was, const struct machine *is, int change)
{
    assert_int_equal((int)is->frames.used - (int)was->frames.used, change);
    assert_int_equal((int)was->frames.free - (int)is->frames.free, change);
    assert_memory_equal(&is->boot, &was->boot, sizeof is->boot);
    assert_memory_equal(&is->heap, &was->heap, sizeof is->heap);
    assert_memory_equal(&is->plan, &was->plan, sizeof is->plan);
    assert_memory_equal(&is->paging, &was->paging, sizeof is->paging);
}

static void run_command(struct fixture *f, uint64_t *random)
{
    static struct machine before;
    char line[100];
    bool changes = make_command(random, line, sizeof line);

    before = f->machine;
    f->interrupt_at = f->asked + 1 + random_below(random, ASKED_AT_MOST);
    const char *answer = fixture_ask(f, line);
    if (changes)
        assert_change(&before, &f->machine, told_change(line, answer));
    else if (memcmp(&before, &f->machine, sizeof before) != 0)
        fail_msg("'%s' changed the machine", line);
}

static uint64_t hash_memory(const struct fixture *f)
{
    /* The bitmap, first in the heap, is what alloc and free are there to change. */
    uint64_t bitmap = (uint64_t)((const uint8_t *)f->machine.frames.tree - f->arena);
    uint64_t bitmap_end = bitmap + frames_memory_size(f->machine.plan.frame_capacity);
    uint64_t hash = 1;

    for (uint64_t at = 0; at < ARENA_SIZE; at += sizeof(uint64_t)) {
        uint64_t word;
        if (at >= bitmap && at < bitmap_end)
            continue;
        memcpy(&word, f->arena + at, sizeof word);
        hash = (hash ^ word) * 0x9e3779b97f4a7c15ull;
        hash ^= hash >> 29;
    }
    return hash;
}

static void random_commands_change_nothing_but_what_they_say(void **state)
{
    struct fixture *f = fixture_new_bochs();
    uint64_t memory = hash_memory(f);
    uint64_t random = 0xfa017;

    (void)state;
    for (uint32_t i = 1; i <= commands; i++) {
        run_command(f, &random);
        if (i % AUDIT_PERIOD != 0)
            continue;
        if (hash_memory(f) != memory)
            fail_msg("one of the %u commands up to number %u wrote to memory", AUDIT_PERIOD, i);
        fixture_assert_sound(f);
    }
    fixture_free(f);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_commands_change_nothing_but_what_they_say),
    };

    if (argc > 1)
        commands = (uint32_t)strtoul(argv[1], NULL, 10);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
