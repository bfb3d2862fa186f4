#include "tests/shell/fixture.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/core/check.h"
#include "kernel/core/crc32.h"
#include "kernel/core/units.h"
#include "layout_constants.h"
#include "tests/shell/answer.h"

#define KERNEL_SIZE 0x2a345u /* no whole number of pages: the heap starts at the next */
#define TEXT_OFFSET 0x40u
#define TEXT_SIZE   0x8000u

/* The shell's operations have no context: one fixture at a time. */
static struct fixture *current;

static uint8_t *reach(uint64_t address)
{
    if (address >= 4 * GIB)
        return NULL;
    return address < ARENA_SIZE ? current->arena + address
                                : current->far[address / FRAME_SIZE % 16] + address % FRAME_SIZE;
}

static uint64_t read_ticks(void)
{
    return ++current->ticks;
}

static bool is_interrupted(void)
{
    current->asked++;
    if (current->meddle != NULL)
        current->meddle(current);
    if (current->asked == current->interrupt_at)
        current->interrupted = true;
    return current->interrupted;
}

static int wait_key(void)
{
    const char *key = current->pager_keys;

    if (key == NULL || *key == '\0')
        return -1;
    current->pager_keys++;
    return *key;
}

static void drop_input(void)
{
    current->interrupted = false;
    current->calls.drops++;
}

static uint64_t read_uptime_ms(void)
{
    return current->uptime_ms;
}

static uint32_t count_lost_input(void)
{
    return current->input_lost;
}

static bool is_in_bochs(void)
{
    return current->in_bochs;
}

static void break_into_debugger(void)
{
    current->calls.breaks++;
}

static void reboot(void)
{
    current->calls.reboots++;
}

static void power_off(void)
{
    current->calls.power_offs++;
}

static void read_registers(struct fault_registers *registers)
{
    *registers = current->registers;
}

static const struct symbols *find_symbols(void)
{
    /* As if first began with the text, and second where the next page does; an object
     * that the fixture's memory has as well lies after the code. */
    static const uint16_t steps[] = {0, 0x1000 - TEXT_OFFSET, TEXT_SIZE - 0x1000 + TEXT_OFFSET,
                                     0x1000, 0x20};
    static const struct symbols symbols = {LENGTH_OF(steps), LAYOUT_KERNEL_OFFSET2 + TEXT_OFFSET,
                                           steps, "first\0second\0\0uart.state\0"};

    return &symbols;
}

static const char *crash(struct machine *machine, enum shell_crash crash)
{
    (void)machine;
    (void)crash;
    current->calls.crashes++;
    return current->crash_obstacle;
}

static struct watches *watches(void)
{
    return &current->watches;
}

static void apply_watches(void)
{
    current->calls.applied++;
}

static void pause_watches(bool begins)
{
    current->watches_paused += begins ? 1 : -1;
}

static uint32_t count_stops(void)
{
    return current->stops;
}

static uint32_t read_watched(uint32_t address, uint32_t length)
{
    uint32_t value = 0;

    memcpy(&value, current->arena + address, length);
    return value;
}

static void allow_writes(bool allowed)
{
    current->calls.writes_allowed += allowed;
    current->writes_allowed = allowed;
}

static bool guard(struct machine *machine, bool on)
{
    (void)machine;
    current->calls.guards_on += on;
    return current->in_bochs;
}

static const struct shell_ops ops = {
    .interrupted = is_interrupted,
    .wait_key = wait_key,
    .drop_input = drop_input,
    .uptime_ms = read_uptime_ms,
    .input_lost = count_lost_input,
    .in_bochs = is_in_bochs,
    .debug_break = break_into_debugger,
    .reboot = reboot,
    .power_off = power_off,
    .read_registers = read_registers,
    .symbols = find_symbols,
    .crash = crash,
    .allow_writes = allow_writes,
    .watches = watches,
    .apply_watches = apply_watches,
    .pause_watches = pause_watches,
    .stops = count_stops,
    .bochs_watch = guard,
};

static void put(void *context, char c)
{
    struct fixture *f = context;

    if (f->length + 2 > f->room) {
        f->room = f->room == 0 ? 65536 : 2 * f->room;
        f->output = realloc(f->output, f->room);
        assert_non_null(f->output);
    }
    f->output[f->length++] = c;
    f->output[f->length] = '\0';
}

/* Fills memory with what the machine expects there: a kernel, a painted stack. */
static void load(struct fixture *f, const struct e820_entry *map, uint32_t count)
{
    struct machine_image *image = &f->image;

    image->start = LAYOUT_KERNEL_OFFSET2;
    image->end = image->start + KERNEL_SIZE;
    image->text_start = image->start + TEXT_OFFSET;
    image->text_end = image->text_start + TEXT_SIZE;
    for (uint64_t at = image->text_start; at < image->text_end; at++)
        f->arena[at] = (uint8_t)(at * 7 >> 3 | 1); /* never 0: zeros are for the tests to find */
    image->text_crc = crc32_update(0, f->arena + image->text_start, TEXT_SIZE);
    image->stack_start = LAYOUT_PM_STACK;
    image->stack_end = LAYOUT_PM_STACK_END;
    memset(f->arena + LAYOUT_REAL_STACK, STACK_PAINT_BYTE, /* the loader went 512 bytes deep */
           LAYOUT_REAL_STACK_END - 512 - LAYOUT_REAL_STACK);
    memset(f->arena + LAYOUT_PM_STACK, STACK_PAINT_BYTE,
           LAYOUT_PM_STACK_END - LAYOUT_PM_STACK - 900);
    f->boot.magic = BOOTINFO_MAGIC;
    f->boot.drive = 0x80;
    f->boot.disk_mode = BOOT_DISK_LBA;
    f->boot.a20_method = BOOT_A20_FAST_GATE;
    f->boot.map_source = E820_SOURCE_E820;
    f->boot.kernel_sectors = 114;
    for (unsigned step = 1; step <= BOOT_STEP_COUNT; step++)
        f->boot.step_tsc[step] = 1000000ull * step * step;
    f->boot.raw_count = count;
    memcpy(f->boot.raw, map, count * sizeof(*map));
}

struct fixture *fixture_new(const struct e820_entry *map, uint32_t count)
{
    struct fixture *f = calloc(1, sizeof(*f));
    const struct machine_ops machine_ops = {reach, read_ticks, NULL};

    assert_non_null(f);
    current = f;
    f->watches.read = read_watched;
    f->arena = calloc(1, ARENA_SIZE);
    assert_non_null(f->arena);
    load(f, map, count);
    /* The kernel clears neither before they are set up. */
    memset(&f->machine, 0xee, sizeof f->machine);
    memset(&f->shell, 0xee, sizeof f->shell);
    assert_int_equal(machine_init(&f->machine, &f->boot, &f->image, &machine_ops), STATUS_OK);
    shell_init(&f->shell, &f->machine, &ops, (struct fmt_sink){put, f});
    shell_start(&f->shell, "9.9-test");
    assert_string_equal(f->output, "\r\nStrata 9.9-test. Type help.\r\n" PROMPT_TEXT);
    fixture_clear(f);
    return f;
}

struct fixture *fixture_new_bochs(void)
{
    static const struct e820_entry map[] = {
        {0x0, 0x9f000, 1, 1},        {0x9f000, 0x1000, 2, 1},    {0xe8000, 0x18000, 2, 1},
        {0x100000, 0x7ef0000, 1, 1}, {0x7ff0000, 0x10000, 3, 1}, {0xfffc0000, 0x40000, 2, 1},
    };

    return fixture_new(map, LENGTH_OF(map));
}

void fixture_free(struct fixture *f)
{
    free(f->arena);
    free(f->output);
    free(f);
}

void fixture_clear(struct fixture *f)
{
    f->length = 0;
    if (f->output != NULL)
        f->output[0] = '\0';
}

void fixture_type(struct fixture *f, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        shell_feed(&f->shell, (uint8_t)bytes[i]);
}

const char *fixture_ask(struct fixture *f, const char *line)
{
    const size_t prompt = strlen(PROMPT_TEXT);

    fixture_clear(f);
    fixture_type(f, line, strlen(line));
    fixture_clear(f); /* the echo is the line editor's matter */
    fixture_type(f, "\r", 1);
    assert_true(f->length >= 2 + prompt);
    assert_memory_equal(f->output, "\r\n", 2);
    answer_take_line_ends(f);
    char *tail = f->output + f->length - prompt;
    assert_string_equal(tail, PROMPT_TEXT);
    assert_int_equal(tail[-1], '\n');
    *tail = '\0';
    if (!f->keeps_breaks)
        answer_join_lines(f);
    return f->output + 1;
}

json_t *fixture_ask_json(struct fixture *f, const char *line)
{
    const char *answer = fixture_ask(f, line);
    json_error_t error;

    assert_int_equal(text_count_lines(answer), 1);
    json_t *json = json_loads(answer, JSON_REJECT_DUPLICATES, &error);
    if (json == NULL)
        fail_msg("%s: %s in %s", line, error.text, answer);
    assert_true(json_is_object(json));
    return json;
}

void fixture_assert_refused(struct fixture *f, const char *line, const char *named,
                            const char *usage)
{
    uint64_t before = fixture_hash(f);
    const char *answer = fixture_ask(f, line);

    if (strncmp(answer, "error: ", 7) != 0 || text_count_lines(answer) != 2 ||
        strstr(answer, named) == NULL || strstr(answer, usage) == NULL)
        fail_msg("'%s' must be refused naming '%s' and '%s', not: %s", line, named, usage, answer);
    if (fixture_hash(f) != before)
        fail_msg("'%s' was refused and yet changed the machine", line);
}

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const uint8_t *next = bytes;
    uint64_t word;

    for (; size >= sizeof word; size -= sizeof word, next += sizeof word) {
        memcpy(&word, next, sizeof word);
        hash = (hash ^ word) * 0x9e3779b97f4a7c15ull;
        hash ^= hash >> 29;
    }
    for (; size > 0; size--)
        hash = (hash ^ *next++) * 0x100000001b3ull;
    return hash;
}

uint64_t fixture_hash(const struct fixture *f)
{
    const struct machine *m = &f->machine;
    struct frames frames = m->frames;
    uint64_t hash = 1;

    frames.refused_range = 0;
    frames.refused_reserved = 0;
    frames.refused_not_allocated = 0;
    frames.refused_no_memory = 0;
    hash = hash_bytes(hash, &frames, sizeof frames);
    hash = hash_bytes(hash, &m->boot, sizeof m->boot);
    hash = hash_bytes(hash, m->clean, sizeof m->clean);
    hash = hash_bytes(hash, &m->plan, sizeof m->plan);
    hash = hash_bytes(hash, &m->heap, sizeof m->heap);
    hash = hash_bytes(hash, &m->owners, sizeof m->owners);
    hash = hash_bytes(hash, &m->poison, sizeof m->poison);
    hash = hash_bytes(hash, f->far[0], sizeof f->far);
    hash = hash_bytes(hash, &m->acpi_reclaimed, sizeof m->acpi_reclaimed);
    return hash_bytes(hash, f->arena, (size_t)m->heap.cursor + FRAME_SIZE);
}

void fixture_assert_sound(const struct fixture *f)
{
    struct check_result result;

    for (size_t i = 0; check_run(&f->machine, i, &result); i++) {
        if (!result.ok)
            fail_msg("%s: %s", result.name, result.text);
    }
}
