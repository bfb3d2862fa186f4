#include "kernel/core/watch.h"

#define CONTROL_FIXED 0x700u /* LE and GE, as Intel advises, and bit 10, which is always set */
/* The mark of a register that is no watch's, but where the kernel is to stop once. */
#define STOP WATCH_SLOTS

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

static enum watch_kind slot_kind(const struct watches *w, unsigned slot)
{
    return w->slots[slot].watch == STOP ? WATCH_EXECUTE : w->list[w->slots[slot].watch].kind;
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
    w->slots[i].value = slot_kind(w, i) == WATCH_EXECUTE ? 0 : w->read(address, length);
}

unsigned watch_add(struct watches *w, uint32_t address, uint32_t length, enum watch_kind kind)
{
    unsigned watch = 0;

    if (watch_pieces(address, length) > watch_free_slots(w))
        return WATCH_SLOTS;
    while (w->list[watch].length != 0)
        watch++;
    w->list[watch] = (struct watch){.length = length, .address = address, .kind = kind};
    w->changes++;
    while (length > 0) {
        uint32_t piece = kind == WATCH_EXECUTE ? 1 : piece_length(address, length);
        take_slot(w, watch, address, piece);
        address += piece;
        length -= piece;
    }
    return watch;
}

static void free_slots(struct watches *w, unsigned watch)
{
    for (unsigned i = 0; i < WATCH_SLOTS; i++) {
        if (w->slots[i].watch == watch)
            w->slots[i].used = false;
    }
}

void watch_remove(struct watches *w, unsigned watch)
{
    w->list[watch].length = 0;
    w->changes++;
    free_slots(w, watch);
}

bool watch_set_stop(struct watches *w, uint32_t address)
{
    if (watch_free_slots(w) == 0)
        return false;
    take_slot(w, STOP, address, 1);
    return true;
}

void watch_clear_stop(struct watches *w)
{
    free_slots(w, STOP);
}

bool watch_has_reads(const struct watches *w)
{
    for (unsigned i = 0; i < WATCH_SLOTS; i++) {
        if (w->list[i].length != 0 && w->list[i].kind == WATCH_ACCESS)
            return true;
    }
    return false;
}

uint32_t watch_control(const struct watches *w, bool data)
{
    uint32_t control = CONTROL_FIXED;

    for (unsigned i = 0; i < WATCH_SLOTS; i++) {
        if (!w->slots[i].used || (!data && slot_kind(w, i) != WATCH_EXECUTE))
            continue;
        uint32_t kind = slot_kind(w, i);
        control |= 2u << 2 * i; /* global */
        control |= (kind | (w->slots[i].length - 1u) << 2) << (16 + 4 * i);
    }
    return control;
}

static void keep(struct watches *w, unsigned slot, uint32_t eip, uint64_t tsc)
{
    struct watch_hit *hit = &w->hits[w->kept++ % WATCH_HITS];

    *hit = (struct watch_hit){.watch = w->slots[slot].watch,
                              .kind = slot_kind(w, slot),
                              .address = w->slots[slot].address,
                              .length = w->slots[slot].length,
                              .eip = eip,
                              .old_value = w->slots[slot].value,
                              .tsc = tsc};
    if (hit->kind != WATCH_EXECUTE)
        w->slots[slot].value = w->read(hit->address, hit->length);
    hit->new_value = w->slots[slot].value;
    w->list[hit->watch].last = *hit;
    w->changes++;
}

/* One access can touch two pieces of a watch; it is one hit all the same. A data access
 * can also be the last thing before the instruction at eip, where a register that is no
 * watch's may wait: both are noted. */
unsigned watch_note(struct watches *w, uint32_t dr6, uint32_t eip, uint64_t tsc)
{
    unsigned noted = 0; /* a bit for each watch */
    unsigned what = 0;

    for (unsigned i = 0; i < WATCH_SLOTS; i++) {
        if (!w->slots[i].used || (dr6 >> i & 1u) == 0)
            continue;
        unsigned watch = w->slots[i].watch;
        if (watch == STOP) {
            what |= WATCH_AT;
            continue;
        }
        if ((noted >> watch & 1u) == 0)
            w->list[watch].hits++;
        noted |= 1u << watch;
        what |= WATCH_NOTED | (w->list[watch].stops ? WATCH_STOPS : 0);
        keep(w, i, eip, tsc);
    }
    return what;
}

uint32_t watch_breaks_at(const struct watches *w, uint32_t eip)
{
    uint32_t bits = 0;

    for (unsigned i = 0; i < WATCH_SLOTS; i++) {
        if (w->slots[i].used && w->slots[i].address == eip && slot_kind(w, i) == WATCH_EXECUTE)
            bits |= 1u << i;
    }
    return bits;
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
