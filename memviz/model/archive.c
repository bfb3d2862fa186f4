#include "memviz/model/archive.h"

#include <stdlib.h>
#include <string.h>

/* Room for count more bytes, or what is left of the image. */
static bool reserve(struct archive *archive, size_t count)
{
    if (archive->ok && archive->capacity - archive->at < count) {
        size_t capacity = archive->capacity * 2 + count;
        unsigned char *bytes = archive->loading ? NULL : realloc(archive->bytes, capacity);
        archive->ok = bytes != NULL;
        if (bytes != NULL) {
            archive->bytes = bytes;
            archive->capacity = capacity;
        }
    }
    return archive->ok;
}

/* After the first failure nothing is passed any more, so no caller need ask in
 * between. */
static void pass_bytes(struct archive *archive, void *value, size_t size)
{
    if (!reserve(archive, size))
        return;
    unsigned char *place = archive->bytes + archive->at;
    memcpy(archive->loading ? value : place, archive->loading ? place : value, size);
    archive->at += size;
}

/* Seven bits a byte, the lowest first; the top bit says that more follow. */
void archive_pass_u64(struct archive *archive, uint64_t *value)
{
    uint64_t rest = archive->loading ? 0 : *value;
    unsigned char byte;
    unsigned shift = 0;

    do {
        byte = (unsigned char)((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
        pass_bytes(archive, &byte, 1);
        if (!archive->ok)
            return;
        if (archive->loading)
            *value = (shift == 0 ? 0 : *value) | (uint64_t)(byte & 0x7f) << shift;
        rest >>= 7;
        shift += 7;
    } while ((byte & 0x80) != 0 && shift < 64);
}

/* Widths are not kept: small numbers are common and take a byte at any width. */
void archive_pass_u32(struct archive *archive, uint32_t *value)
{
    uint64_t wide = *value;

    archive_pass_u64(archive, &wide);
    *value = (uint32_t)wide;
}

void archive_pass_bool(struct archive *archive, bool *value)
{
    uint64_t wide = *value;

    archive_pass_u64(archive, &wide);
    *value = wide != 0;
}

/* Passes the characters up to the terminator. The bytes after it mean nothing. */
void archive_pass_text(struct archive *archive, char *text, size_t size)
{
    uint64_t length = archive->loading ? 0 : strlen(text);

    archive_pass_u64(archive, &length);
    if (length >= size) {
        archive->ok = false;
        return;
    }
    pass_bytes(archive, text, length);
    text[length] = '\0';
}
