#include "memviz/observe/layout/expected.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Guests have 32-bit physical addresses, and no boot file is near so large. */
#define SIZE_MAX_BYTES (256u << 20)

/* The bytes from the current position on; false with errno 0 when there are too few. */
static bool read_bytes(FILE *file, struct expected_file *into, uint64_t left)
{
    uint64_t size = into->size == UINT64_MAX ? left : into->size;

    errno = 0;
    if (size == 0 || size > left || size > SIZE_MAX_BYTES)
        return false;
    into->bytes = malloc(size);
    into->size = size;
    return into->bytes != NULL && fread(into->bytes, 1, size, file) == size;
}

bool expected_add(struct expected *expected, const struct expected_part *part, uint64_t address)
{
    struct expected_file added = {.address = address, .size = part->size};
    FILE *file = fopen(part->path, "rb");

    if (file == NULL)
        return false;
    errno = 0;
    long end = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    bool whole = expected->count < EXPECTED_MAX && end >= 0 && part->offset <= (uint64_t)end &&
                 fseek(file, (long)part->offset, SEEK_SET) == 0 &&
                 read_bytes(file, &added, (uint64_t)end - part->offset);
    fclose(file);
    if (!whole) {
        free(added.bytes);
        return false;
    }
    snprintf(added.name, sizeof added.name, "%s", part->path);
    expected->files[expected->count++] = added;
    return true;
}

void expected_free(struct expected *expected)
{
    for (unsigned i = 0; i < expected->count; i++)
        free(expected->files[i].bytes);
    expected->count = 0;
}

const struct expected_file *expected_find_idle(const struct expected *expected)
{
    for (unsigned i = 0; i < expected->count; i++)
        if (expected->files[i].asked && !expected->files[i].ran)
            return &expected->files[i];
    return NULL;
}
