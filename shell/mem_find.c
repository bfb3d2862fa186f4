#include "shell/mem_find.h"

#include "kernel/core/bytes.h"
#include "kernel/core/units.h"
#include "shell/mem_reader.h"

/* 0x and 128 digits: nobody types more by hand. */
#define PATTERN_MAX 64u
#define BYTE_VALUES 256u
/* A pattern such as 0x00 matches nearly everywhere: nobody wants that list. */
#define MATCHES_MAX 64u
/* Searched between two looks at other work. */
#define PUMP_BYTES (64u * 1024u)

/* What is read is compared where it lies, nothing is copied; the pattern is the one thing
 * kept, because the command line that it came from is itself found in memory. */
struct hunt {
    struct shell *shell;
    struct mem_reader reader;
    struct shell_progress progress;
    uint64_t start; /* of the search, and its end */
    uint64_t end;
    bool in_json; /* matches go to json, which is open */
    struct json json;
    unsigned length;  /* bytes of pattern */
    unsigned matches; /* reported so far */
    uint8_t pattern[PATTERN_MAX];
    uint32_t skips[BYTE_VALUES];
};

/* Not through args_read_number(): a pattern is bytes in the order of memory, not
 * a number in the order of the processor. */
static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Pairs of digits: an odd number would leave open where the zero belongs. */
static unsigned read_hex_pattern(const char *digits, uint8_t *pattern)
{
    size_t length = text_length(digits);

    if (length % 2 != 0 || length / 2 > PATTERN_MAX)
        return 0;
    for (size_t i = 0; i < length; i += 2) {
        int high = hex_digit(digits[i]);
        int low = hex_digit(digits[i + 1]);
        if (high < 0 || low < 0)
            return 0;
        pattern[i / 2] = (uint8_t)(high << 4 | low);
    }
    return (unsigned)(length / 2);
}

/* Reads the pattern; returns its length, 0 where it is malformed. */
static unsigned read_pattern(const char *word, uint8_t *pattern)
{
    size_t length = text_length(word);

    /* Text that begins with 0x cannot be searched for as text, which has not
     * been missed: its bytes can. */
    if (text_starts(word, "0x") || text_starts(word, "0X"))
        return read_hex_pattern(word + 2, pattern);
    if (length > PATTERN_MAX)
        return 0;
    bytes_copy(pattern, word, length);
    return (unsigned)length;
}

/* Returns whether a search may read at address; *end gets where that may change. A
 * reserved range above 1 MiB can be a device whose registers change when read. */
static bool is_searchable(const struct machine *m, uint64_t address, uint64_t *end)
{
    const struct e820_range *range = e820_find(m->clean, m->clean_count, address);

    if (machine_memory_at(m, address, end) != MACHINE_MEMORY_PRESENT)
        return false;
    /* Below 1 MiB everything is known: BIOS, option ROMs and video memory may be
     * read. */
    return address < MIB || range == NULL || range->type != E820_RESERVED;
}

/* By way of the reader, since the rest of a match may lie in the next frame, which need
 * not be adjacent in the addresses that the kernel reads it by. */
static bool matches_at(struct hunt *hunt, uint64_t address)
{
    for (unsigned i = 0; i < hunt->length; i++) {
        if (mem_reader_byte(&hunt->reader, address + i) != hunt->pattern[i])
            return false;
    }
    return true;
}

/* How far the end of a match can move on, by the byte that lies there: to where the pattern
 * has that byte, or past it (R. N. Horspool, 1980). 0 for the pattern's last byte. */
static void make_skips(struct hunt *hunt)
{
    for (unsigned i = 0; i < BYTE_VALUES; i++)
        hunt->skips[i] = hunt->length;
    for (unsigned i = 0; i < hunt->length; i++)
        hunt->skips[hunt->pattern[i]] = hunt->length - 1 - i;
}

/* The first address from at on where a match may end, or one past end, which is at most that
 * of at's frame. This loop is run over all of RAM, and a machine that is emulated runs it at a
 * tenth of the speed: eight skips a turn, which stay where one of them is 0. */
static uint64_t skip_to_last_byte(struct hunt *hunt, uint64_t at, uint64_t end)
{
    const volatile uint8_t *bytes = mem_reader_frame(&hunt->reader, at);
    const uint32_t *skips = hunt->skips;

    /* What cannot be reached holds no match. */
    if (bytes == NULL)
        return end;
    uint32_t offset = (uint32_t)(at % FRAME_SIZE);
    uint32_t stop = offset + (uint32_t)(end - at);
    while (offset + 8 * hunt->length < stop && skips[bytes[offset]] != 0) {
        offset += skips[bytes[offset]];
        offset += skips[bytes[offset]];
        offset += skips[bytes[offset]];
        offset += skips[bytes[offset]];
        offset += skips[bytes[offset]];
        offset += skips[bytes[offset]];
        offset += skips[bytes[offset]];
        offset += skips[bytes[offset]];
    }
    while (offset < stop && skips[bytes[offset]] != 0)
        offset += skips[bytes[offset]];
    return at - at % FRAME_SIZE + offset;
}

/* Notes a match; false where there are enough. */
static bool report_match(struct hunt *hunt, uint64_t address)
{
    hunt->matches++;
    if (hunt->in_json)
        json_hex(&hunt->json, NULL, address);
    else
        shell_print(hunt->shell, "0x%08llx\n", address);
    if (hunt->matches < MATCHES_MAX)
        return true;
    if (!hunt->in_json)
        shell_print(hunt->shell, "stopped after %u matches; go on with START 0x%llx\n", MATCHES_MAX,
                    address + 1);
    return false;
}

/* Searches [start, end), all of it readable. False when it should stop. Ctrl-C
 * is asked for every PUMP_BYTES: often enough for a person, and seldom enough not to
 * be what the search spends its time on. */
static bool hunt_piece(struct hunt *hunt, uint64_t start, uint64_t end)
{
    uint64_t last = hunt->length - 1; /* of the pattern; at is where it would lie */

    for (uint64_t at = start + last; at < end;) {
        uint64_t frame_end = (at | (FRAME_SIZE - 1)) + 1;
        if (frame_end > end)
            frame_end = end;
        for (; (at = skip_to_last_byte(hunt, at, frame_end)) < frame_end; at++) {
            if (matches_at(hunt, at - last) && !report_match(hunt, at - last))
                return false;
        }
        if (frame_end % PUMP_BYTES == 0 &&
            shell_progress_stopped(&hunt->progress, hunt->shell, frame_end - hunt->start,
                                   hunt->end - hunt->start))
            return false;
    }
    return true;
}

/* Searches what is searchable of [start, end), in pieces as long as they can be:
 * a match may lie across a boundary of the map. False when it stopped early. */
static bool hunt_range(struct hunt *hunt, uint64_t start, uint64_t end)
{
    const struct machine *m = hunt->shell->machine;

    while (start < end) {
        uint64_t piece_end;
        uint64_t next_end;
        bool searchable = is_searchable(m, start, &piece_end);
        /* Joined while they are alike: the loop over pieces must not cut a match
         * in two. */
        while (piece_end < end && is_searchable(m, piece_end, &next_end) == searchable)
            piece_end = next_end;
        if (piece_end > end)
            piece_end = end;
        if (searchable && !hunt_piece(hunt, start, piece_end))
            return false;
        start = piece_end;
    }
    return true;
}

/* complete is false also after MATCHES_MAX: there may be more. */
static void hunt_json(struct hunt *hunt, uint64_t start, uint64_t end)
{
    hunt->in_json = true;
    hunt->json = shell_json_open(hunt->shell);
    json_open_list(&hunt->json, "matches");
    bool complete = hunt_range(hunt, start, end);
    json_close_list(&hunt->json);
    json_bool(&hunt->json, "complete", complete);
    shell_json_close(hunt->shell, &hunt->json);
}

/* Reads [START [END]], below 4 GiB; refuses where nothing is between them. */
static bool read_range(const struct shell_call *call, uint64_t range[2])
{
    range[0] = 0;
    /* Beyond the end of RAM there is nothing to find, and up to 4 GiB of it to
     * look through. */
    range[1] = call->shell->machine->plan.ram_end;
    if ((call->args->count > 1 && !shell_read_address(call, 1, &range[0])) ||
        (call->args->count > 2 && !shell_read_address(call, 2, &range[1])))
        return false;
    if (range[1] > 4 * GIB)
        range[1] = 4 * GIB;
    if (range[0] < range[1])
        return true;
    /* The one of the two words that is wrong is named, whichever made the range
     * empty. */
    if (call->args->count > 2 && range[0] < 4 * GIB)
        shell_refuse(call, "END '%s' is not above START '%s'", call->args->words[2],
                     call->args->words[1]);
    else
        shell_refuse(call, "START '%s' is not below 0x%llx, where the search ends",
                     call->args->words[1], range[1]);
    return false;
}

void mem_find_run(const struct shell_call *call)
{
    struct hunt hunt = {.shell = call->shell, .reader = mem_reader_init(call->shell->machine)};
    uint64_t range[2];

    hunt.length = read_pattern(call->args->words[0], hunt.pattern);
    if (hunt.length == 0) {
        shell_refuse(call,
                     "'%s' is no pattern: text, or 0x and pairs of hex digits, up to %u bytes",
                     call->args->words[0], PATTERN_MAX);
        return;
    }
    if (!read_range(call, range))
        return;
    make_skips(&hunt);
    hunt.start = range[0];
    hunt.end = range[1];
    if (!call->args->json)
        hunt.progress.shell = call->shell;
    if (call->args->json)
        hunt_json(&hunt, range[0], range[1]);
    else if (hunt_range(&hunt, range[0], range[1]))
        shell_print(call->shell, "%u match%s\n", hunt.matches, hunt.matches == 1 ? "" : "es");
}
