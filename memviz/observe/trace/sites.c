#include "memviz/observe/trace/sites.h"

#include <stdlib.h>
#include <string.h>

#include "memviz/observe/trace/insn_parse.h"

#define FIRST_SLOTS 16384u
#define FIRST_SITES 4096u
#define FIRST_TEXT  (256u * 1024u)

/* Option ROMs and the BIOS lie here, and once more below 4 GiB. */
#define FIRMWARE_START 0xc0000u
#define FIRMWARE_END   0x100000u
#define FIRMWARE_HIGH  0xfff00000u

bool sites_init(struct sites *sites)
{
    *sites = (struct sites){.count = 1,
                            .capacity = FIRST_SITES,
                            .slot_count = FIRST_SLOTS,
                            .text_capacity = FIRST_TEXT};
    sites->sites = calloc(sites->capacity, sizeof *sites->sites);
    sites->slots = calloc(sites->slot_count, sizeof *sites->slots);
    sites->text = malloc(sites->text_capacity);
    return sites->sites != NULL && sites->slots != NULL && sites->text != NULL;
}

void sites_free(struct sites *sites)
{
    free(sites->sites);
    free(sites->slots);
    free(sites->text);
    *sites = (struct sites){0};
}

/* Fibonacci hashing: neighbouring addresses spread. */
static uint32_t hash_address(uint64_t address, uint32_t slot_count)
{
    return (uint32_t)(address * 0x9e3779b97f4a7c15u >> 32) & (slot_count - 1);
}

static bool grow_slots(struct sites *sites)
{
    uint32_t slot_count = sites->slot_count * 2;
    uint32_t *slots = calloc(slot_count, sizeof *slots);

    if (slots == NULL)
        return false;
    for (uint32_t i = 1; i < sites->count; i++) {
        uint32_t slot = hash_address(sites->sites[i].physical, slot_count);
        while (slots[slot] != 0)
            slot = (slot + 1) & (slot_count - 1);
        slots[slot] = i;
    }
    free(sites->slots);
    sites->slots = slots;
    sites->slot_count = slot_count;
    return true;
}

/* Room for one more place and its text. */
static bool reserve(struct sites *sites, size_t text_size)
{
    if (sites->count == sites->capacity) {
        struct site *grown = realloc(sites->sites, 2ul * sites->capacity * sizeof *grown);
        if (grown == NULL)
            return false;
        sites->sites = grown;
        sites->capacity *= 2;
    }
    while (sites->text_size + text_size > sites->text_capacity) {
        char *grown = realloc(sites->text, 2ul * sites->text_capacity);
        if (grown == NULL || sites->text_capacity > UINT32_MAX / 4)
            return false;
        sites->text = grown;
        sites->text_capacity *= 2;
    }
    return sites->count < sites->slot_count / 2 || grow_slots(sites);
}

/* How much of the text is disassembly: the bytes follow the last semicolon. */
static uint16_t measure_shown(const char *text, size_t size)
{
    size_t shown = size;

    while (shown > 0 && text[shown - 1] != ';')
        shown--;
    while (shown > 0 && (text[shown - 1] == ';' || text[shown - 1] == ' '))
        shown--;
    return (uint16_t)shown;
}

static uint32_t add_site(struct sites *sites, const struct trace_line *line)
{
    struct insn insn;

    if (line->text_size > UINT16_MAX || !insn_parse(&insn, line->text, line->text_size) ||
        !reserve(sites, line->text_size))
        return 0;
    uint32_t slot = hash_address((uint32_t)line->address, sites->slot_count);
    while (sites->slots[slot] != 0)
        slot = (slot + 1) & (sites->slot_count - 1);
    uint32_t physical = (uint32_t)line->address;
    sites->sites[sites->count] =
        (struct site){.insn = insn,
                      .real = line->real,
                      .firmware = (physical >= FIRMWARE_START && physical < FIRMWARE_END) ||
                                  physical >= FIRMWARE_HIGH,
                      .selector = line->selector,
                      .physical = physical,
                      .offset = line->offset,
                      .first_tick = line->tick,
                      .text = sites->text_size,
                      .text_size = (uint16_t)line->text_size,
                      .shown_size = measure_shown(line->text, line->text_size)};
    memcpy(sites->text + sites->text_size, line->text, line->text_size);
    sites->text_size += (uint32_t)line->text_size;
    sites->slots[slot] = sites->count;
    return sites->count++;
}

uint32_t sites_find(struct sites *sites, const struct trace_line *line)
{
    uint32_t slot = hash_address((uint32_t)line->address, sites->slot_count);

    for (uint32_t index; (index = sites->slots[slot]) != 0;
         slot = (slot + 1) & (sites->slot_count - 1)) {
        const struct site *site = &sites->sites[index];
        if (site->physical == (uint32_t)line->address && site->text_size == line->text_size &&
            memcmp(sites->text + site->text, line->text, line->text_size) == 0)
            return index;
    }
    return add_site(sites, line);
}

const char *sites_text(const struct sites *sites, uint32_t index, char *text, size_t size)
{
    const struct site *site = &sites->sites[index];
    size_t length = site->shown_size < size ? site->shown_size : size - 1;

    memcpy(text, sites->text + site->text, length);
    text[length] = '\0';
    return text;
}
