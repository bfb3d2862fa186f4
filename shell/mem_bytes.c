#include "shell/mem_bytes.h"

#include "kernel/core/bytes.h"
#include "kernel/core/units.h"

#define ROW           16u
#define DEFAULT_BYTES 256u
#define PATTERN_MAX   64u
#define MATCHES_MAX   64u

/* Reads bytes one after the other, asking for each frame's pointer once. */
struct reader {
    const struct machine *machine;
    uint64_t frame;
    const volatile uint8_t *bytes; /* NULL: not asked yet */
};

static uint8_t read_byte(struct reader *reader, uint64_t address)
{
    if (reader->bytes == NULL || reader->frame != address >> FRAME_SHIFT) {
        reader->frame = address >> FRAME_SHIFT;
        reader->bytes = reader->machine->edge.reach(reader->frame << FRAME_SHIFT);
    }
    return reader->bytes == NULL ? 0 : reader->bytes[address % FRAME_SIZE];
}

static void print_row(struct shell *shell, uint64_t address, const uint8_t *bytes, unsigned count)
{
    shell_print(shell, "0x%08llx ", address);
    for (unsigned i = 0; i < ROW; i++) {
        if (i < count)
            shell_print(shell, " %02x", bytes[i]);
        else
            shell_print(shell, "   ");
    }
    shell_print(shell, "  |");
    for (unsigned i = 0; i < count; i++)
        fmt_put(shell->out, bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char)bytes[i] : '.');
    shell_print(shell, "|\n");
}

/* Dumps [start, end), all of it present. False when interrupted. */
static bool dump_present(struct shell *shell, struct reader *reader, uint64_t start, uint64_t end)
{
    uint8_t row[ROW];
    uint8_t before[ROW];
    bool have_before = false;
    bool squeezing = false;

    for (uint64_t at = start; at < end; at += ROW) {
        unsigned count = end - at < ROW ? (unsigned)(end - at) : ROW;
        for (unsigned i = 0; i < count; i++)
            row[i] = read_byte(reader, at + i);
        bool same = have_before && count == ROW && bytes_equal(row, before, ROW);
        if (!same)
            print_row(shell, at, row, count);
        else if (!squeezing)
            shell_print(shell, "*\n");
        squeezing = same;
        have_before = true;
        bytes_copy(before, row, ROW);
        if (shell_interrupted(shell))
            return false;
    }
    if (squeezing)
        shell_print(shell, "0x%08llx\n", end);
    return true;
}

static void print_absent(struct shell *shell, uint64_t start, uint64_t end,
                         enum machine_memory memory)
{
    static const char *const texts[] = {
        [MACHINE_MEMORY_PRESENT] = "present",
        [MACHINE_MEMORY_ABSENT] = "no memory there: the BIOS map says nothing of it",
        [MACHINE_MEMORY_BAD] = "unusable memory: the BIOS says it is bad, not read",
        [MACHINE_MEMORY_BEYOND] = "beyond 4 GiB: out of this kernel's reach",
    };

    shell_print(shell, "0x%08llx-0x%08llx  %s\n", start, end, texts[memory]);
}

void mem_dump_run(struct shell *shell, const struct shell_command *command, const struct args *args)
{
    struct reader reader = {.machine = shell->machine};
    uint64_t start;
    uint64_t length = DEFAULT_BYTES;

    if (!shell_read_address(shell, command, args, 0, &start) ||
        (args->count > 1 && !shell_read_number(shell, command, args, 1, &length)))
        return;
    if (length == 0 || length > UINT64_MAX - start) {
        shell_refuse(shell, command, args, "%llu bytes from 0x%llx %s", length, start,
                     length == 0 ? "are none" : "reach past 2^64");
        return;
    }
    for (uint64_t at = start, end = start + length; at < end;) {
        uint64_t piece_end;
        enum machine_memory memory = machine_memory_at(shell->machine, at, &piece_end);
        if (piece_end > end)
            piece_end = end;
        if (memory != MACHINE_MEMORY_PRESENT)
            print_absent(shell, at, piece_end, memory);
        else if (!dump_present(shell, &reader, at, piece_end))
            return;
        at = piece_end;
    }
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Reads the pattern; returns its length, 0 where it is malformed. */
static unsigned read_pattern(const char *word, uint8_t *pattern)
{
    size_t length = text_length(word);

    if (!text_starts(word, "0x")) {
        if (length > PATTERN_MAX)
            return 0;
        bytes_copy(pattern, word, length);
        return (unsigned)length;
    }
    if (length == 2 || length % 2 != 0 || length / 2 - 1 > PATTERN_MAX)
        return 0;
    for (size_t i = 2; i < length; i += 2) {
        int high = hex_digit(word[i]);
        int low = hex_digit(word[i + 1]);
        if (high < 0 || low < 0)
            return 0;
        pattern[i / 2 - 1] = (uint8_t)(high << 4 | low);
    }
    return (unsigned)(length / 2 - 1);
}

/* Whether a search may read at address: memory that is no device. */
static bool is_searchable(const struct machine *m, uint64_t address, enum machine_memory memory)
{
    const struct e820_range *range = e820_find(m->clean, m->clean_count, address);

    if (memory != MACHINE_MEMORY_PRESENT)
        return false;
    return address < MIB || range == NULL || range->type != E820_RESERVED;
}

struct hunt {
    struct reader reader;
    const uint8_t *pattern;
    unsigned length;
    unsigned matches;
};

static bool matches_at(struct hunt *hunt, uint64_t address)
{
    for (unsigned i = 0; i < hunt->length; i++) {
        if (read_byte(&hunt->reader, address + i) != hunt->pattern[i])
            return false;
    }
    return true;
}

/* Searches [start, end), all of it readable. False when it should stop. */
static bool hunt_piece(struct shell *shell, struct hunt *hunt, uint64_t start, uint64_t end)
{
    for (uint64_t at = start; at + hunt->length <= end; at++) {
        if (at % FRAME_SIZE == 0 && shell_interrupted(shell))
            return false;
        if (!matches_at(hunt, at))
            continue;
        shell_print(shell, "0x%08llx\n", at);
        if (++hunt->matches == MATCHES_MAX) {
            shell_print(shell, "stopped after %u matches; go on with START 0x%llx\n", MATCHES_MAX,
                        at + 1);
            return false;
        }
    }
    return true;
}

static void hunt_range(struct shell *shell, struct hunt *hunt, uint64_t start, uint64_t end)
{
    while (start < end) {
        uint64_t piece_end;
        enum machine_memory memory = machine_memory_at(shell->machine, start, &piece_end);
        if (piece_end > end)
            piece_end = end;
        if (is_searchable(shell->machine, start, memory) &&
            !hunt_piece(shell, hunt, start, piece_end))
            return;
        start = piece_end;
    }
    shell_print(shell, "%u match%s\n", hunt->matches, hunt->matches == 1 ? "" : "es");
}

void mem_find_run(struct shell *shell, const struct shell_command *command, const struct args *args)
{
    uint8_t pattern[PATTERN_MAX];
    struct hunt hunt = {.reader = {.machine = shell->machine}, .pattern = pattern};
    uint64_t start = 0;
    uint64_t end = shell->machine->plan.ram_end;

    hunt.length = read_pattern(args->words[0], pattern);
    if (hunt.length == 0) {
        shell_refuse(shell, command, args,
                     "'%s' is no pattern: text, or 0x and pairs of hex digits, up to %u bytes",
                     args->words[0], PATTERN_MAX);
        return;
    }
    if ((args->count > 1 && !shell_read_address(shell, command, args, 1, &start)) ||
        (args->count > 2 && !shell_read_address(shell, command, args, 2, &end)))
        return;
    if (end > 4 * GIB)
        end = 4 * GIB;
    if (start >= end) {
        shell_refuse(shell, command, args, "nothing to search from 0x%llx to 0x%llx", start, end);
        return;
    }
    hunt_range(shell, &hunt, start, end);
}
