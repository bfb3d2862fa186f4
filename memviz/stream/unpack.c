#include "memviz/stream/unpack.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

/* inflateInit2(): a window of 2^15, plus 16 for the gzip form and no other. */
#define GZIP_WINDOW_BITS (15 + 16)

struct unpacker {
    ZSTD_DStream *zstd; /* NULL: it is gzip */
    z_stream gzip;
    bool between; /* gzip: a member has ended, another one may follow */
};

static const unsigned char gzip_magic[] = {0x1f, 0x8b};
static const unsigned char zstd_magic[] = {0x28, 0xb5, 0x2f, 0xfd};

static bool is_zstd(const void *magic, size_t size)
{
    return size >= sizeof zstd_magic && memcmp(magic, zstd_magic, sizeof zstd_magic) == 0;
}

/* Neither can begin a recording, which holds RS, LF and printable ASCII only. */
bool unpack_is_packed(const void *magic, size_t size)
{
    bool gzip = size >= sizeof gzip_magic && memcmp(magic, gzip_magic, sizeof gzip_magic) == 0;

    return gzip || is_zstd(magic, size);
}

/* Libraries and no child process: nothing to look for on the host, to wait for,
 * or to clean up after. */
struct unpacker *unpacker_create(const void *magic, size_t size)
{
    struct unpacker *unpacker = calloc(1, sizeof *unpacker);

    if (unpacker == NULL)
        return NULL;
    bool ready;
    if (is_zstd(magic, size)) {
        unpacker->zstd = ZSTD_createDStream();
        ready = unpacker->zstd != NULL;
    } else {
        ready = inflateInit2(&unpacker->gzip, GZIP_WINDOW_BITS) == Z_OK;
    }
    if (!ready) {
        free(unpacker);
        return NULL;
    }
    return unpacker;
}

void unpacker_destroy(struct unpacker *unpacker)
{
    if (unpacker == NULL)
        return;
    if (unpacker->zstd != NULL)
        ZSTD_freeDStream(unpacker->zstd);
    else
        inflateEnd(&unpacker->gzip);
    free(unpacker);
}

/* Until it makes no progress: what it holds back comes with more input. */
static bool run_zstd(struct unpacker *unpacker, struct unpack_bytes *bytes)
{
    ZSTD_inBuffer in = {bytes->in, bytes->in_size, 0};
    ZSTD_outBuffer out = {bytes->out, bytes->out_size, 0};
    size_t result = 0;
    size_t before;

    do {
        before = in.pos + out.pos;
        result = ZSTD_decompressStream(unpacker->zstd, &out, &in);
    } while (!ZSTD_isError(result) && out.pos < out.size && in.pos + out.pos > before);
    bytes->in += in.pos;
    bytes->in_size -= in.pos;
    bytes->out += out.pos;
    bytes->out_size -= out.pos;
    return !ZSTD_isError(result);
}

/* A gzip file may be several members, one after the other (RFC 1952, 2.2). */
static bool run_gzip(struct unpacker *unpacker, struct unpack_bytes *bytes)
{
    z_stream *gzip = &unpacker->gzip;

    gzip->next_in = (unsigned char *)bytes->in;
    gzip->avail_in = (uInt)bytes->in_size;
    gzip->next_out = bytes->out;
    gzip->avail_out = (uInt)bytes->out_size;
    int result = Z_OK;
    while (result == Z_OK && gzip->avail_out > 0 && (gzip->avail_in > 0 || !unpacker->between)) {
        if (unpacker->between) {
            /* The next member is a stream of its own; its output follows without a seam. */
            inflateReset(gzip);
            unpacker->between = false;
        }
        result = inflate(gzip, Z_NO_FLUSH);
        if (result == Z_STREAM_END) {
            unpacker->between = true;
            result = Z_OK;
        }
    }
    bytes->in = gzip->next_in;
    bytes->in_size = gzip->avail_in;
    bytes->out = gzip->next_out;
    bytes->out_size = gzip->avail_out;
    /* Z_BUF_ERROR: no more can be done with these bytes, which is no error. */
    return result == Z_OK || result == Z_BUF_ERROR;
}

bool unpacker_run(struct unpacker *unpacker, struct unpack_bytes *bytes)
{
    return unpacker->zstd != NULL ? run_zstd(unpacker, bytes) : run_gzip(unpacker, bytes);
}
