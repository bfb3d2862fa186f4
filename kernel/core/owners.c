#include "kernel/core/owners.h"

#include <stddef.h>

#include "kernel/core/bytes.h"

/* Returns the index of the first run that ends after frame. */
static uint32_t first_behind(const struct owners *owners, uint32_t frame)
{
    uint32_t i = 0;

    while (i < owners->count && owners->runs[i].end <= frame)
        i++;
    return i;
}

/* The table is sorted and has no gaps; moving it is cheap beside what a list of
 * nodes would need, which is an allocator under the allocator. */
static void open_slot(struct owners *owners, uint32_t at)
{
    for (uint32_t i = owners->count; i > at; i--)
        owners->runs[i] = owners->runs[i - 1];
    owners->count++;
}

static void close_slot(struct owners *owners, uint32_t at)
{
    owners->count--;
    for (uint32_t i = at; i < owners->count; i++)
        owners->runs[i] = owners->runs[i + 1];
}

/* Nothing overlaps: the frames have just been handed out. Neighbours with one
 * tag are not joined, they were two requests. */
enum status owners_add(struct owners *owners, uint32_t start, uint32_t end, const char *tag)
{
    if (owners->count == OWNERS_MAX)
        return STATUS_FULL;
    uint32_t at = first_behind(owners, start);
    open_slot(owners, at);
    owners->runs[at].start = start;
    owners->runs[at].end = end;
    owners->changes++;
    text_copy(owners->runs[at].tag, tag, OWNERS_TAG_SIZE);
    return STATUS_OK;
}

static void split(struct owners *owners, uint32_t at, uint32_t start, uint32_t end)
{
    open_slot(owners, at);
    owners->runs[at].end = start;
    owners->runs[at + 1].start = end;
}

/* A hole in the middle of a run makes two of it, the only case that needs a slot
 * and so the only one that can be refused: it is tried before all else. */
enum status owners_remove(struct owners *owners, uint32_t start, uint32_t end)
{
    uint32_t at = first_behind(owners, start);

    if (start >= end)
        return STATUS_OK;
    if (at < owners->count && owners->runs[at].start < start && owners->runs[at].end > end) {
        if (owners->count == OWNERS_MAX)
            return STATUS_FULL;
        split(owners, at, start, end);
        owners->changes++;
        return STATUS_OK;
    }
    while (at < owners->count && owners->runs[at].start < end) {
        struct owner *run = &owners->runs[at];
        owners->changes++;
        if (run->start >= start && run->end <= end) {
            close_slot(owners, at);
            continue;
        }
        if (run->start < start)
            run->end = start;
        else
            run->start = end;
        at++;
    }
    return STATUS_OK;
}

const struct owner *owners_find(const struct owners *owners, uint32_t frame)
{
    uint32_t at = first_behind(owners, frame);

    return at < owners->count && owners->runs[at].start <= frame ? &owners->runs[at] : NULL;
}
