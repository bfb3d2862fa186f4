/*
 * Compressed files: what source_file.c reads when a file begins like one.
 */
#include "memviz/stream/source_packed.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "memviz/stream/unpack.h"

#define INPUT_SIZE 32768u

/* Input and output have no common measure: what has been read from the file and
 * not been unpacked yet waits here. */
struct source_packed {
    struct unpacker *unpacker;
    size_t start; /* of the input that has not been used */
    size_t end;   /* of all that was read */
    bool damaged; /* nothing more can come out */
    unsigned char input[INPUT_SIZE];
};

/* By the first bytes and not by the name: a recording may have been renamed. */
bool source_packed_start(struct source *source)
{
    unsigned char magic[UNPACK_MAGIC_SIZE];
    ssize_t count = pread(source->fd, magic, sizeof magic, 0);

    if (count <= 0 || !unpack_is_packed(magic, (size_t)count))
        return true;
    source->packed = calloc(1, sizeof *source->packed);
    if (source->packed == NULL)
        return false;
    source->packed->unpacker = unpacker_create(magic, (size_t)count);
    return source->packed->unpacker != NULL;
}

void source_packed_end(struct source *source)
{
    if (source->packed != NULL) {
        unpacker_destroy(source->packed->unpacker);
        free(source->packed);
        source->packed = NULL;
    }
}

bool source_packed_is_cut(const struct source *source)
{
    const struct source_packed *packed = source->packed;

    return packed != NULL && !packed->damaged && packed->start == packed->end &&
           !unpacker_is_complete(packed->unpacker);
}

/* More input when all of it has been used. False, errno set, on failure. */
static bool fill_input(struct source *source)
{
    struct source_packed *packed = source->packed;

    if (packed->start < packed->end)
        return true;
    ssize_t count = pread(source->fd, packed->input, sizeof packed->input, source->offset);
    if (count < 0)
        return errno == EINTR || errno == EAGAIN;
    source->offset += count;
    packed->start = 0;
    packed->end = (size_t)count;
    return true;
}

/* What was unpacked before the damage is handed out first: the head of a
 * recording that was cut is worth seeing. */
bool source_packed_read(struct source *source, void *buffer, size_t size, size_t *got)
{
    struct source_packed *packed = source->packed;
    struct unpack_bytes bytes = {.out = buffer, .out_size = size};

    do {
        if (!packed->damaged && !fill_input(source))
            return false;
        bytes.in = packed->input + packed->start;
        bytes.in_size = packed->end - packed->start;
        packed->damaged = packed->damaged || !unpacker_run(packed->unpacker, &bytes);
        packed->start = packed->end - bytes.in_size;
        /* Input may give no output yet, so it goes on until it does or there is
         * no more. */
        *got = size - bytes.out_size;
        if (packed->damaged && *got == 0) {
            errno = unpacker_get_error(packed->unpacker);
            return false;
        }
    } while (*got == 0 && packed->end > 0);
    return true;
}
