#include "kernel/core/watch.h"

#define CONTROL_FIXED 0x700u /* LE and GE, as Intel advises, and bit 10, which is always set */

/* The largest aligned piece at address: its alignment and what is left both limit it. */
static uint32_t piece_length(uint32_t address, uint32_t left)
{
    if (address % 4 == 0 && left >= 4)
        return 4;
    return address % 2 == 0 && left >= 2 ? 2 : 1;
}

/* The middle is whole words, so it need not be walked. */
uint32_t watch_pieces(uint32_t address, uint32_t length)
{
    uint32_t count = 0;

    while (length > 0 && (address % 4 != 0 || length < 4)) {
        uint32_t piece = piece_length(address, length);
        address += piece;
        length -= piece;
        count++;
    }
    if (length == 0)
        return count;
    return count + length / 4 + (length % 4 == 3 ? 2 : length % 4 != 0);
}

unsigned watch_free_slots(const struct watches *w)
{
    unsigned count = 0;

    for (unsigned i = 0; i < WATCH_SLOTS; i++)
        count += !w->slots[i].used;
    return count;
}

static void take_slot(struct watches *w, unsigned watch, uint32_t address, uint32_t length)
{
    unsigned i = 0;

    while (w->slots[i].used)
        i++;
    w->slots[i].used = true;
    w->slots[i].watch = (uint8_t)watch;
    w->slots[i].address = address;
    w->slots[i].length = (uint8_t)length;
    w->slots[i].value = w->list[watch].kind == WATCH_EXECUTE ? 0 : w->read(address, length);
}

unsigned watch_add(struct watches *w, uint32_t address, uint32_t length, enum watch_kind kind)
{
    unsigned watch = 0;

    if (watch_pieces(address, length) > watch_free_slots(w))
        return WATCH_SLOTS;
    while (w->list[watch].length != 0)
        watch++;
    w->list[watch] = (struct watch){length, address, kind, 0};
    while (length > 0) {
        uint32_t piece = kind == WATCH_EXECUTE ? 1 : piece_length(address, length);
        take_slot(w, watch, address, piece);
        address += piece;
        length -= piece;
    }
    return watch;
}

void watch_remove(struct watches *w, unsigned watch)
{
    w->list[watch].length = 0;
    w->reported = w->kept;
    for (unsigned i = 0; i < WATCH_SLOTS; i++) {
        if (w->slots[i].watch == watch)
            w->slots[i].used = false;
    }
}

bool watch_has_reads(const struct watches *w)
{
    for (unsigned i = 0; i < WATCH_SLOTS; i++) {
        if (w->list[i].length != 0 && w->list[i].kind == WATCH_ACCESS)
            return true;
    }
    return false;
}

uint32_t watch_control(const struct watches *w)
{
    uint32_t control = CONTROL_FIXED;

    for (unsigned i = 0; i < WATCH_SLOTS; i++) {
        if (!w->slots[i].used)
            continue;
        uint32_t kind = w->list[w->slots[i].watch].kind;
        control |= 2u << 2 * i; /* global */
        control |= (kind | (w->slots[i].length - 1u) << 2) << (16 + 4 * i);
    }
    return control;
}

static void keep(struct watches *w, unsigned slot, uint32_t eip, uint64_t tsc)
{
    struct watch_hit *hit = &w->hits[w->kept++ % WATCH_HITS];

    *hit = (struct watch_hit){.watch = w->slots[slot].watch,
                              .address = w->slots[slot].address,
                              .length = w->slots[slot].length,
                              .eip = eip,
                              .old_value = w->slots[slot].value,
                              .tsc = tsc};
    if (w->list[hit->watch].kind != WATCH_EXECUTE)
        w->slots[slot].value = w->read(hit->address, hit->length);
    hit->new_value = w->slots[slot].value;
}

/* One access can touch two pieces of a watch; it is one hit all the same. */
bool watch_note(struct watches *w, uint32_t dr6, uint32_t eip, uint64_t tsc)
{
    unsigned noted = 0; /* a bit for each watch */

    for (unsigned i = 0; i < WATCH_SLOTS; i++) {
        if (!w->slots[i].used || (dr6 >> i & 1u) == 0)
            continue;
        unsigned watch = w->slots[i].watch;
        if ((noted >> watch & 1u) == 0)
            w->list[watch].hits++;
        noted |= 1u << watch;
        keep(w, i, eip, tsc);
    }
    return noted != 0;
}

bool watch_take(struct watches *w, struct watch_hit *hit, uint32_t *lost)
{
    *lost = 0;
    if (w->reported == w->kept)
        return false;
    if (w->kept - w->reported > WATCH_HITS) {
        *lost = w->kept - w->reported - WATCH_HITS;
        w->reported += *lost;
    }
    *hit = w->hits[w->reported++ % WATCH_HITS];
    return true;
}
