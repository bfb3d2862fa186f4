#include "shell/mem_dump.h"

#include "kernel/core/bytes.h"
#include "shell/mem_reader.h"

/* A row fits in 80 columns with address and text. A quarter of a KiB fits on a
 * screen. */
#define ROW           16u
#define DEFAULT_BYTES 256u

/* All ranges here are given by their last byte: a dump may reach the last byte of
 * the address space, and the end after that one does not fit in a uint64_t. */
struct dump {
    struct shell *shell;
    struct mem_reader reader;
    unsigned width; /* bytes to a number */
    bool in_json;
    struct json json; /* open while in_json */
};

/* A row is read once, into a copy, and then compared and printed from that: memory can
 * change meanwhile, and a device may not like to be read twice. */
static unsigned read_row(struct dump *dump, uint64_t address, uint64_t last, uint8_t *row)
{
    unsigned count = last - address < ROW ? (unsigned)(last - address) + 1 : ROW;

    for (unsigned i = 0; i < count; i++)
        row[i] = mem_reader_byte(&dump->reader, address + i);
    return count;
}

/* The number of width bytes at bytes, lowest byte first as the processor has it, of which
 * only count are there: the others are blank. */
static void print_number(struct shell *shell, const uint8_t *bytes, unsigned width, unsigned count)
{
    fmt_put(shell->out, ' ');
    for (unsigned i = width; i > 0; i--) {
        if (i <= count)
            shell_print(shell, "%02x", bytes[i - 1]);
        else
            shell_print(shell, "  ");
    }
}

/* A line for each word that points to a function or an object of the kernel. */
static void print_pointers(struct shell *shell, const uint8_t *row, unsigned count)
{
    for (unsigned i = 0; i + 4 <= count; i += 4) {
        uint32_t word = row[i] | (uint32_t)row[i + 1] << 8 | (uint32_t)row[i + 2] << 16 |
                        (uint32_t)row[i + 3] << 24;
        uint32_t offset;
        const char *name = symbols_find(shell->ops->symbols(), word, &offset);
        if (name != NULL)
            shell_print(shell, "      +0x%x   %08x = %s+0x%x\n", i, word, name, offset);
    }
}

/* The form of hexdump -C, which everyone can read, with the address in full:
 *
 *      0x00007df0  00 00 00 00 00 00 00 00 00 00 00 00 00 00 55 aa  |..............U.|
 *
 * A short last row keeps its columns, so that the text stays in line. */
static void print_row(const struct dump *dump, uint64_t address, const uint8_t *row, unsigned count)
{
    struct shell *shell = dump->shell;

    shell_print(shell, "0x%08llx ", address);
    for (unsigned i = 0; i < ROW; i += dump->width)
        print_number(shell, row + i, dump->width, i < count ? count - i : 0);
    shell_print(shell, "  |");
    for (unsigned i = 0; i < count; i++)
        fmt_put(shell->out, row[i] >= 0x20 && row[i] < 0x7f ? (char)row[i] : '.');
    shell_print(shell, "|\n");
    if (dump->width == 4)
        print_pointers(shell, row, count);
}

/* Prints [start, last], all of it present. False when interrupted. */
static bool print_present(struct dump *dump, uint64_t start, uint64_t last)
{
    uint8_t row[ROW];
    uint8_t before[ROW];
    bool squeezing = false;

    for (uint64_t at = start; at <= last; at += ROW) {
        unsigned count = read_row(dump, at, last, row);
        /* A short last row is always shown: where the range ends is part of the
         * answer. */
        bool same = at != start && count == ROW && bytes_equal(row, before, ROW);
        if (!same)
            print_row(dump, at, row, count);
        else if (!squeezing)
            shell_print(dump->shell, "*\n");
        squeezing = same;
        bytes_copy(before, row, ROW);
        if (shell_pump_stopped(dump->shell))
            return false;
    }
    if (squeezing) /* else nothing would say how many rows the * stands for */
        shell_print(dump->shell, "0x%08llx\n", last + 1);
    return true;
}

/* One line for all of a hole, whatever its size: there is nothing in it to squeeze. */
static void print_absent(struct shell *shell, uint64_t start, uint64_t last,
                         enum machine_memory memory)
{
    static const char *const texts[] = {
        [MACHINE_MEMORY_PRESENT] = "present",
        [MACHINE_MEMORY_ABSENT] = "no memory there: the BIOS map says nothing of it",
        [MACHINE_MEMORY_BAD] = "unusable memory: the BIOS says it is bad, not read",
        [MACHINE_MEMORY_BEYOND] = "beyond 4 GiB: out of this kernel's reach",
    };

    if (last == UINT64_MAX) /* 2^64 takes a 17th digit */
        shell_print(shell, "0x%08llx-0x1%016llx  %s\n", start, last + 1, texts[memory]);
    else
        shell_print(shell, "0x%08llx-0x%08llx  %s\n", start, last + 1, texts[memory]);
}

/* Every piece has the same members, so a reader need not look at `memory` to
 * find its way. */
static void open_json_piece(struct json *json, uint64_t start, uint64_t last,
                            enum machine_memory memory)
{
    json_open_object(json, NULL);
    json_hex(json, "start", start);
    json_hex_span(json, "length", start, last);
    json_text(json, "memory", mem_reader_memory_name(memory));
}

/* One object a row, so that no row has to be held longer than it takes to send. */
static bool put_json_present(struct dump *dump, uint64_t start, uint64_t last)
{
    uint8_t row[ROW];
    char text[2 * ROW + 1];
    struct fmt_buffer buffer;

    for (uint64_t at = start; at <= last; at += ROW) {
        unsigned count = read_row(dump, at, last, row);
        struct fmt_sink sink = fmt_buffer_init(&buffer, text, sizeof text);
        for (unsigned i = 0; i < count; i++)
            fmt_print(sink, "%02x", row[i]);
        open_json_piece(&dump->json, at, at + count - 1, MACHINE_MEMORY_PRESENT);
        json_text(&dump->json, "bytes", text);
        json_close_object(&dump->json);
        if (shell_pump_stopped(dump->shell))
            return false;
    }
    return true;
}

/* One piece of memory of one kind; false when interrupted. */
static bool dump_piece(struct dump *dump, uint64_t start, uint64_t last, enum machine_memory memory)
{
    if (memory == MACHINE_MEMORY_PRESENT)
        return dump->in_json ? put_json_present(dump, start, last)
                             : print_present(dump, start, last);
    if (!dump->in_json) {
        print_absent(dump->shell, start, last, memory);
        return true;
    }
    open_json_piece(&dump->json, start, last, memory);
    json_close_object(&dump->json);
    return true;
}

/* Goes on by last bytes, for the same reason: at the top start would wrap to 0. */
static bool dump_range(struct dump *dump, uint64_t start, uint64_t last)
{
    for (;;) {
        uint64_t piece_last;
        enum machine_memory memory =
            mem_reader_piece(dump->shell->machine, start, last, &piece_last);
        if (!dump_piece(dump, start, piece_last, memory))
            return false;
        if (piece_last == last)
            return true;
        start = piece_last + 1;
    }
}

/* The writer is part of the state and not a local: it is used three calls
 * further down. */
static void dump_json(struct dump *dump, uint64_t start, uint64_t last)
{
    dump->in_json = true;
    dump->json = shell_json_open(dump->shell);
    json_open_list(&dump->json, "pieces");
    bool complete = dump_range(dump, start, last);
    json_close_list(&dump->json);
    /* The object is closed also after Ctrl-C: what was sent stays valid JSON,
     * and says that it is not all. */
    json_bool(&dump->json, "complete", complete);
    shell_json_close(dump->shell, &dump->json);
}

/* Enter alone shows the next as many bytes, up to the end of the address space. */
static void repeat_further(struct shell *shell, uint64_t last, uint64_t length, unsigned width)
{
    struct fmt_buffer buffer;

    if (last < UINT64_MAX && length - 1 <= UINT64_MAX - (last + 1))
        fmt_print(fmt_buffer_init(&buffer, shell->repeat, sizeof shell->repeat),
                  "mem dump 0x%llx 0x%llx -w %u", last + 1, length, width);
}

void mem_dump_run(const struct shell_call *call)
{
    struct dump dump = {.shell = call->shell, .reader = mem_reader_init(call->shell->machine)};
    uint64_t length = DEFAULT_BYTES;
    uint64_t start;

    dump.width = 1;
    if (!shell_read_address(call, 0, &start) || !shell_read_width(call, &dump.width))
        return;
    if (length - 1 > UINT64_MAX - start) /* a default that does not fit is no mistake */
        length = UINT64_MAX - start + 1;
    if (!shell_read_length(call, 1, &length))
        return;
    if (length - 1 > UINT64_MAX - start) {
        shell_refuse(call, "'%s' bytes from '%s' reach past 2^64", call->args->words[1],
                     call->args->words[0]);
        return;
    }
    if (call->args->json)
        dump_json(&dump, start, start + (length - 1));
    else if (dump_range(&dump, start, start + (length - 1)))
        repeat_further(call->shell, start + (length - 1), length, dump.width);
}
