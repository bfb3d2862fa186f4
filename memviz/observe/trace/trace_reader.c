#include "memviz/observe/trace/trace_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memviz/stream/unpack.h"

#define BLOCK_SIZE (256u * 1024u)
#define LINES_SIZE (1024u * 1024u)

struct trace_reader {
    int fd;
    bool begun;
    bool ended;
    bool full; /* the decompressor may hold more than lines had room for */
    struct unpacker *unpacker;
    size_t in_start;
    size_t in_end;
    size_t held; /* bytes of an unfinished line at the start of lines */
    unsigned char in[BLOCK_SIZE];
    char lines[LINES_SIZE];
};

struct trace_reader *trace_reader_create(int fd)
{
    struct trace_reader *reader = calloc(1, sizeof *reader);

    if (reader != NULL)
        reader->fd = fd;
    return reader;
}

void trace_reader_destroy(struct trace_reader *reader)
{
    if (reader != NULL)
        unpacker_destroy(reader->unpacker);
    free(reader);
}

/* Reads into in until it holds something; false with ended or errno set. */
static bool fill_input(struct trace_reader *reader)
{
    reader->in_start = 0;
    ssize_t got = read(reader->fd, reader->in, sizeof reader->in);
    if (got < 0)
        return false;
    reader->in_end = (size_t)got;
    reader->ended = got == 0;
    if (reader->begun || got == 0)
        return true;
    reader->begun = true;
    if (!unpack_is_packed(reader->in, reader->in_end))
        return true;
    reader->unpacker = unpacker_create(reader->in, reader->in_end);
    errno = ENOMEM;
    return reader->unpacker != NULL;
}

/* Moves bytes from in to lines. False when the compression is damaged. */
static bool move_input(struct trace_reader *reader)
{
    struct unpack_bytes bytes = {.in = reader->in + reader->in_start,
                                 .in_size = reader->in_end - reader->in_start,
                                 .out = (unsigned char *)reader->lines + reader->held,
                                 .out_size = LINES_SIZE - reader->held};

    if (reader->unpacker != NULL) {
        bool sound = unpacker_run(reader->unpacker, &bytes);
        reader->in_start = reader->in_end - bytes.in_size;
        reader->held = LINES_SIZE - bytes.out_size;
        reader->full = bytes.out_size == 0;
        return sound;
    }
    size_t size = bytes.in_size < bytes.out_size ? bytes.in_size : bytes.out_size;
    memcpy(bytes.out, bytes.in, size);
    reader->in_start += size;
    reader->held += size;
    return true;
}

/* Gives the whole lines away and keeps the rest. */
static bool give_lines(struct trace_reader *reader, trace_taker *taker, void *context)
{
    const char *last = memrchr(reader->lines, '\n', reader->held);
    size_t size = last != NULL ? (size_t)(last - reader->lines) + 1 : 0;

    if (last == NULL && reader->held == LINES_SIZE)
        size = reader->held;
    if (size == 0)
        return true;
    bool more = taker(context, reader->lines, size);
    memmove(reader->lines, reader->lines + size, reader->held - size);
    reader->held -= size;
    return more;
}

enum trace_read trace_reader_step(struct trace_reader *reader, trace_taker *taker, void *context)
{
    if (reader->in_start == reader->in_end && !reader->full && !fill_input(reader))
        return errno == EINTR ? TRACE_READ_INTERRUPTED : TRACE_READ_FAILED;
    if (reader->ended && !reader->full) {
        if (reader->held > 0)
            taker(context, reader->lines, reader->held);
        reader->held = 0;
        return TRACE_READ_ENDED;
    }
    if (!move_input(reader))
        return TRACE_READ_DAMAGED;
    return give_lines(reader, taker, context) ? TRACE_READ_MORE : TRACE_READ_STOPPED;
}
