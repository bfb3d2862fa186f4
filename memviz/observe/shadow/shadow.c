/*
 * The shadow. Theory of operation:
 *
 * Six bytes are kept for a byte of guest memory: the index of the store that
 * wrote it, its value, and flags. For a kernel that clears 128 MiB this would be
 * close to a gigabyte, so a page stays one record as long as all its bytes are
 * alike but for values that repeat after eight bytes, and a page that a fill or a
 * loop of stores has covered whole becomes one record again.
 * What alternates within a page costs its 32 KiB.
 *
 * Rules ask first by page: `flags` of a page gathers the flags that any of its
 * bytes ever had, so that the usual store, to a page without code or tables,
 * needs no look at the bytes.
 */
#include "memviz/observe/shadow/shadow.h"

#include <stdlib.h>
#include <string.h>

bool shadow_init(struct shadow *shadow)
{
    *shadow = (struct shadow){.pages = calloc(SHADOW_PAGE_COUNT, sizeof *shadow->pages)};
    return shadow->pages != NULL;
}

void shadow_free(struct shadow *shadow)
{
    for (size_t i = 0; shadow->pages != NULL && i < SHADOW_PAGE_COUNT; i++)
        if (shadow->pages[i] != NULL) {
            free(shadow->pages[i]->bytes);
            free(shadow->pages[i]);
        }
    free(shadow->pages);
    *shadow = (struct shadow){0};
}

struct shadow_byte shadow_get(const struct shadow *shadow, uint64_t address)
{
    const struct shadow_page *page = shadow_page_of(shadow, address);

    if (page == NULL)
        return (struct shadow_byte){0};
    if (page->bytes != NULL)
        return page->bytes[address % SHADOW_PAGE_SIZE];
    struct shadow_byte byte = page->uniform;
    byte.value = page->pattern[address % SHADOW_PATTERN];
    return byte;
}

/* A page with a record for each byte; NULL when there is no memory. */
static struct shadow_page *split_page(struct shadow *shadow, uint64_t address)
{
    struct shadow_page *page = shadow->pages[address / SHADOW_PAGE_SIZE];

    if (page == NULL) {
        page = calloc(1, sizeof *page);
        if (page == NULL)
            return NULL;
        shadow->pages[address / SHADOW_PAGE_SIZE] = page;
        shadow->page_count++;
    }
    if (page->bytes != NULL)
        return page;
    page->bytes = malloc(SHADOW_PAGE_SIZE * sizeof *page->bytes);
    if (page->bytes == NULL)
        return NULL;
    for (size_t i = 0; i < SHADOW_PAGE_SIZE; i++) {
        page->bytes[i] = page->uniform;
        page->bytes[i].value = page->pattern[i % SHADOW_PATTERN];
    }
    shadow->split_count++;
    return page;
}

/* The page to change; what has no shadow, or no memory, has none. */
static struct shadow_page *page_to_change(struct shadow *shadow, uint64_t address)
{
    if (address >> 32 != 0)
        return NULL;
    struct shadow_page *page = shadow->pages[address / SHADOW_PAGE_SIZE];
    if (page == NULL || page->bytes == NULL)
        page = split_page(shadow, address);
    shadow->exhausted = shadow->exhausted || page == NULL;
    return page;
}

struct shadow_byte *shadow_at(struct shadow *shadow, uint64_t address)
{
    struct shadow_page *page = page_to_change(shadow, address);

    return page != NULL ? &page->bytes[address % SHADOW_PAGE_SIZE] : NULL;
}

/* The structs are small enough to be passed in registers. */
void shadow_write(struct shadow *shadow, struct shadow_span span, struct shadow_byte byte,
                  uint64_t value)
{
    for (uint32_t done = 0; done < span.length;) {
        struct shadow_page *page = page_to_change(shadow, span.address + done);
        uint32_t at = (uint32_t)((span.address + done) % SHADOW_PAGE_SIZE);
        uint32_t room = SHADOW_PAGE_SIZE - at;
        uint32_t size = span.length - done < room ? span.length - done : room;
        if (page != NULL)
            page->flags |= byte.flags;
        for (uint32_t i = 0; page != NULL && i < size; i++) {
            byte.value = done + i < 8 ? (uint8_t)(value >> (8 * (done + i))) : 0;
            if (done + i == 8)
                byte.flags &= (uint16_t)~SHADOW_KNOWN;
            page->bytes[at + i] = byte;
        }
        done += size;
    }
}

void shadow_settle(struct shadow *shadow, uint64_t address)
{
    struct shadow_page *page = shadow_page_of(shadow, address);

    if (page == NULL || page->bytes == NULL)
        return;
    for (size_t i = 1; i < SHADOW_PAGE_SIZE; i++)
        if (page->bytes[i].store != page->bytes[0].store ||
            page->bytes[i].value != page->bytes[i % SHADOW_PATTERN].value ||
            page->bytes[i].flags != page->bytes[0].flags)
            return;
    page->uniform = page->bytes[0];
    for (size_t i = 0; i < SHADOW_PATTERN; i++)
        page->pattern[i] = page->bytes[i].value;
    free(page->bytes);
    page->bytes = NULL;
    shadow->split_count--;
}

void shadow_mark(struct shadow *shadow, uint64_t address, uint32_t length, uint16_t flags)
{
    for (uint32_t i = 0; i < length; i++) {
        struct shadow_page *page = shadow_page_of(shadow, address + i);
        if (page != NULL && page->bytes != NULL) {
            page->bytes[(address + i) % SHADOW_PAGE_SIZE].flags |= flags;
            page->flags |= flags;
        } else if (page == NULL || (page->uniform.flags & flags) != flags) {
            struct shadow_byte *byte = shadow_at(shadow, address + i);
            if (byte == NULL)
                return;
            byte->flags |= flags;
            shadow_page_of(shadow, address + i)->flags |= flags;
        }
    }
}

bool shadow_value(const struct shadow *shadow, uint64_t address, uint32_t length, uint64_t *value)
{
    *value = 0;
    for (uint32_t i = 0; i < length && i < 8; i++) {
        struct shadow_byte byte = shadow_get(shadow, address + i);
        if ((byte.flags & SHADOW_KNOWN) == 0)
            return false;
        *value |= (uint64_t)byte.value << (8 * i);
    }
    return length <= 8;
}
