#include "kernel/core/poison.h"

#include <stddef.h>

#include "kernel/core/bits.h"
#include "kernel/core/bytes.h"
#include "kernel/core/units.h"

/* Odd as a pointer, no ASCII, neither 0 nor all ones: what freed memory is mistaken
 * for is none of these. */
#define POISON_BYTE 0xdb

void poison_init(struct poison *poison, uint32_t capacity, uint8_t *(*reach)(uint64_t address))
{
    *poison = (struct poison){.capacity = capacity, .reach = reach};
}

/* Not at boot: the bitmap costs 128 KiB for 4 GiB, and filling costs a page of
 * writes for each free. */
enum status poison_set(struct poison *poison, struct heap *heap, bool on)
{
    const struct heap_request wanted = {
        .size = bits_words_for(poison->capacity) * (uint32_t)sizeof(uint32_t),
        .align = sizeof(uint32_t),
        .tag = "poison bitmap",
    };
    uint64_t address;

    if (on && poison->filled == NULL) {
        enum status status = heap_alloc(heap, &wanted, &address);
        if (status != STATUS_OK)
            return status;
        poison->filled = heap_pointer(heap, address);
        bytes_fill(poison->filled, 0, wanted.size);
    }
    poison->on = on;
    return STATUS_OK;
}

void poison_fill(struct poison *poison, uint32_t start, uint32_t end)
{
    for (uint32_t frame = start; poison->on && frame < end; frame++) {
        uint8_t *bytes = poison->reach((uint64_t)frame << FRAME_SHIFT);
        /* A frame that cannot be reached is not claimed to be filled. */
        if (bytes == NULL)
            continue;
        bytes_fill(bytes, POISON_BYTE, FRAME_SIZE);
        poison->count += !bits_test(poison->filled, frame);
        bits_set(poison->filled, frame);
    }
}

/* The first byte that differs: the start of what was written says most about who
 * wrote it. */
enum status poison_check(const struct poison *poison, uint32_t frame, uint64_t *address)
{
    uint64_t start = (uint64_t)frame << FRAME_SHIFT;

    if (poison->filled == NULL || !bits_test(poison->filled, frame))
        return STATUS_OK;
    const uint8_t *bytes = poison->reach(start);
    for (uint32_t i = 0; bytes != NULL && i < FRAME_SIZE; i++) {
        if (bytes[i] != POISON_BYTE) {
            *address = start + i;
            return STATUS_CORRUPT;
        }
    }
    return STATUS_OK;
}

void poison_forget(struct poison *poison, uint32_t start, uint32_t end)
{
    for (uint32_t frame = start; poison->filled != NULL && frame < end; frame++) {
        poison->count -= bits_test(poison->filled, frame);
        bits_clear(poison->filled, frame);
    }
}

uint32_t poison_next(const struct poison *poison, uint32_t from)
{
    if (poison->filled == NULL)
        return poison->capacity;
    return bits_next_set(poison->filled, from, poison->capacity);
}
