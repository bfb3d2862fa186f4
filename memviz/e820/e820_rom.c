#include "memviz/e820/e820_rom.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "memviz/e820/e820_warn.h"

/* The code that e820_rom.asm is assembled to; its last bytes are the answers. */
static const uint8_t code[] = {
#include "e820_rom.inc"
};

#define ROM_UNIT     512u
#define ROM_SIZE_MAX (64u << 10)
#define SIZE_OFFSET  2u

/* The answers: a doubleword and three words, little-endian. */
#define ANSWERS_SIZE 10u

#define MIB           (1ull << 20)
#define FOUR_GIB_MEGS 4096u
#define KIB           1024u
#define UNIT          (64u << 10) /* of E801h, above 16 MiB */

/* 88h answers in 16 bits, and callers take more than 63 MiB for a mistake. */
#define EXTENDED_MAX 0xfc00u

struct rom {
    uint8_t bytes[ROM_SIZE_MAX];
    size_t size;
};

static void put(uint8_t *at, uint64_t value, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

static void add(struct rom *rom, uint64_t value, unsigned size)
{
    put(rom->bytes + rom->size, value, size);
    rom->size += size;
}

/* Where the free memory ends that begins at or below start and goes on from there; start
 * when there is none. */
static uint64_t find_free_end(const struct e820_report *report, uint64_t start)
{
    for (size_t i = 0; i < report->clean_count; i++) {
        const struct e820_range *range = &report->clean[i];
        if (range->type == E820_FREE && range->start <= start && range->last >= start)
            return range->last + 1;
    }
    return start;
}

static uint64_t clip(uint64_t value, uint64_t limit)
{
    return value < limit ? value : limit;
}

/* What E801h and 88h can say of the map: the memory from 1 MiB up to the first hole. */
static void put_answers(uint8_t *answers, const struct e820_report *report)
{
    uint64_t end = find_free_end(report, MIB);
    uint64_t low = clip(end, 16 * MIB) - MIB;
    uint64_t high =
        low == 15 * MIB ? clip(find_free_end(report, 16 * MIB), 4096 * MIB) - 16 * MIB : 0;

    put(answers, report->raw_count, 4);
    put(answers + 4, low / KIB, 2);
    put(answers + 6, high / UNIT, 2);
    put(answers + 8, clip((end - MIB) / KIB, EXTENDED_MAX), 2);
}

/* All bytes add up to 0: that is how a BIOS knows a ROM from noise. */
static void seal(struct rom *rom)
{
    uint8_t sum = 0;

    rom->size = (rom->size / ROM_UNIT + 1) * ROM_UNIT;
    rom->bytes[SIZE_OFFSET] = (uint8_t)(rom->size / ROM_UNIT);
    for (size_t i = 0; i < rom->size; i++)
        sum = (uint8_t)(sum + rom->bytes[i]);
    rom->bytes[rom->size - 1] = (uint8_t)-sum;
}

static void make_rom(struct rom *rom, const struct e820_report *report)
{
    memset(rom, 0, sizeof *rom);
    memcpy(rom->bytes, code, sizeof code);
    rom->size = sizeof code;
    put_answers(rom->bytes + rom->size - ANSWERS_SIZE, report);
    for (size_t i = 0; i < report->raw_count; i++) {
        const struct e820_entry *entry = &report->map->raw[i];
        add(rom, entry->base, 8);
        add(rom, entry->length, 8);
        add(rom, entry->type, 4);
        add(rom, entry->attr, 4);
    }
    seal(rom);
}

/* The memory that a machine needs for the map to be true: up to the end of what is free. */
static uint64_t find_megs(const struct e820_report *report)
{
    uint64_t end = 0;

    for (size_t i = 0; i < report->clean_count; i++) {
        const struct e820_range *range = &report->clean[i];
        if (range->type == E820_FREE && range->last > end)
            end = range->last;
    }
    return (end >> 20) + 1;
}

static bool fail(const char *path, const char *problem)
{
    fprintf(stderr, "memviz: %s: %s\n", path, problem);
    return false;
}

static bool write_file(const struct rom *rom, const char *path)
{
    FILE *file = fopen(path, "wb");

    if (file == NULL)
        return fail(path, strerror(errno));
    bool good = fwrite(rom->bytes, 1, rom->size, file) == rom->size;
    int error = errno;
    if (fclose(file) != 0 || !good)
        return fail(path, strerror(good ? errno : error));
    return true;
}

/* Memory that the machine lacks. Without a number of MiB only that above 4 GiB warns, which
 * hardly any machine of an emulator has. */
static void warn_of_lack(const char *path, uint64_t needed, unsigned megs)
{
    if (megs != 0 && needed > megs) {
        fprintf(stderr,
                "memviz: %s: the map has free memory up to %" PRIu64 " MiB and the machine has %u: "
                "what lies above is not there, and a kernel that uses it will fail\n",
                path, needed, megs);
    } else if (megs == 0 && needed > FOUR_GIB_MEGS) {
        fprintf(stderr,
                "memviz: %s: the map has free memory above 4 GiB, up to %" PRIu64 " MiB: on a "
                "machine with less it is not there, and a kernel that uses it will fail; --megs "
                "says what the machine has\n",
                path, needed);
    }
}

bool e820_rom_write(const struct e820_report *report, const char *path, unsigned megs)
{
    struct rom rom;
    uint64_t needed = find_megs(report);

    if (report->truncated)
        return fail(report->path, "the map has more entries than a ROM can give");
    make_rom(&rom, report);
    if (!write_file(&rom, path))
        return false;
    e820_warn_remarks(report);
    printf("%s: %zu entries; the map has free memory up to %" PRIu64 " MiB\n", path,
           report->raw_count, needed);
    warn_of_lack(path, needed, megs);
    return true;
}
