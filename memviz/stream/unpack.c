#include "memviz/stream/unpack.h"

#include <bzlib.h>
#include <errno.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

/* inflateInit2(): a window of 2^15, plus 16 for the gzip form and no other. */
#define GZIP_WINDOW_BITS (15 + 16)

/* Of xz: no log needs more to be read. */
#define XZ_MEMORY_MAX (256u << 20)

enum packing { PACKING_NONE, PACKING_GZIP, PACKING_ZSTD, PACKING_XZ, PACKING_BZIP2 };

struct unpacker {
    enum packing packing;
    ZSTD_DStream *zstd;
    z_stream gzip;
    lzma_stream xz;
    bz_stream bzip2;
    int error;    /* errno of what stopped it */
    bool between; /* a member has ended, another one may follow; not kept for xz */
};

/* The first bytes of each: RFC 1952, RFC 8878, the .xz specification 2.1.1.1, and what
 * bzip2 writes. */
static const struct {
    unsigned char bytes[6];
    size_t size;
    enum packing packing;
} magics[] = {
    {{0x1f, 0x8b}, 2, PACKING_GZIP},
    {{0x28, 0xb5, 0x2f, 0xfd}, 4, PACKING_ZSTD},
    {{0xfd, '7', 'z', 'X', 'Z', 0}, 6, PACKING_XZ},
    {{'B', 'Z', 'h'}, 3, PACKING_BZIP2},
};

static enum packing find_packing(const void *magic, size_t size)
{
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        if (size >= magics[i].size && memcmp(magic, magics[i].bytes, magics[i].size) == 0)
            return magics[i].packing;
    }
    return PACKING_NONE;
}

/* None can begin a recording, which holds RS, LF and printable ASCII only, nor with BZh. */
bool unpack_is_packed(const void *magic, size_t size)
{
    return find_packing(magic, size) != PACKING_NONE;
}

static bool start(struct unpacker *unpacker)
{
    switch (unpacker->packing) {
    case PACKING_ZSTD:
        unpacker->zstd = ZSTD_createDStream();
        return unpacker->zstd != NULL;
    case PACKING_XZ:
        return lzma_stream_decoder(&unpacker->xz, XZ_MEMORY_MAX, LZMA_CONCATENATED) == LZMA_OK;
    case PACKING_BZIP2:
        return BZ2_bzDecompressInit(&unpacker->bzip2, 0, 0) == BZ_OK;
    default:
        return inflateInit2(&unpacker->gzip, GZIP_WINDOW_BITS) == Z_OK;
    }
}

/* Libraries and no child process: nothing to look for on the host, to wait for,
 * or to clean up after. */
struct unpacker *unpacker_create(const void *magic, size_t size)
{
    struct unpacker *unpacker = calloc(1, sizeof *unpacker);

    if (unpacker == NULL)
        return NULL;
    unpacker->packing = find_packing(magic, size);
    if (!start(unpacker)) {
        free(unpacker);
        return NULL;
    }
    return unpacker;
}

void unpacker_destroy(struct unpacker *unpacker)
{
    if (unpacker == NULL)
        return;
    switch (unpacker->packing) {
    case PACKING_ZSTD:
        ZSTD_freeDStream(unpacker->zstd);
        break;
    case PACKING_XZ:
        lzma_end(&unpacker->xz);
        break;
    case PACKING_BZIP2:
        BZ2_bzDecompressEnd(&unpacker->bzip2);
        break;
    default:
        inflateEnd(&unpacker->gzip);
        break;
    }
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
    unpacker->between = result == 0;
    if (ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge)
        unpacker->error = EFBIG;
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

/* Several streams in one file are one text, which the library knows. */
static bool run_xz(struct unpacker *unpacker, struct unpack_bytes *bytes)
{
    lzma_stream *xz = &unpacker->xz;
    lzma_ret result = LZMA_OK;

    xz->next_in = bytes->in;
    xz->avail_in = bytes->in_size;
    xz->next_out = bytes->out;
    xz->avail_out = bytes->out_size;
    while (result == LZMA_OK && xz->avail_out > 0 && xz->avail_in > 0)
        result = lzma_code(xz, LZMA_RUN);
    bytes->in = xz->next_in;
    bytes->in_size = xz->avail_in;
    bytes->out = xz->next_out;
    bytes->out_size = xz->avail_out;
    if (result == LZMA_MEMLIMIT_ERROR)
        unpacker->error = EFBIG;
    return result == LZMA_OK || result == LZMA_BUF_ERROR || result == LZMA_STREAM_END;
}

/* As with gzip, another member may follow; bzip2 starts over with a new state. */
static bool restart_bzip2(struct unpacker *unpacker, const bz_stream *at)
{
    BZ2_bzDecompressEnd(&unpacker->bzip2);
    unpacker->bzip2 = (bz_stream){.next_in = at->next_in,
                                  .avail_in = at->avail_in,
                                  .next_out = at->next_out,
                                  .avail_out = at->avail_out};
    unpacker->between = false;
    return BZ2_bzDecompressInit(&unpacker->bzip2, 0, 0) == BZ_OK;
}

static bool run_bzip2(struct unpacker *unpacker, struct unpack_bytes *bytes)
{
    bz_stream *bzip2 = &unpacker->bzip2;
    int result = BZ_OK;

    bzip2->next_in = (char *)bytes->in;
    bzip2->avail_in = (unsigned)bytes->in_size;
    bzip2->next_out = (char *)bytes->out;
    bzip2->avail_out = (unsigned)bytes->out_size;
    while (result == BZ_OK && bzip2->avail_out > 0 && bzip2->avail_in > 0) {
        bz_stream at = *bzip2;
        if (unpacker->between && !restart_bzip2(unpacker, &at))
            return false;
        result = BZ2_bzDecompress(bzip2);
        unpacker->between = result == BZ_STREAM_END;
        result = result == BZ_STREAM_END ? BZ_OK : result;
    }
    bytes->in = (const unsigned char *)bzip2->next_in;
    bytes->in_size = bzip2->avail_in;
    bytes->out = (unsigned char *)bzip2->next_out;
    bytes->out_size = bzip2->avail_out;
    return result == BZ_OK;
}

bool unpacker_run(struct unpacker *unpacker, struct unpack_bytes *bytes)
{
    switch (unpacker->packing) {
    case PACKING_ZSTD:
        return run_zstd(unpacker, bytes);
    case PACKING_XZ:
        return run_xz(unpacker, bytes);
    case PACKING_BZIP2:
        return run_bzip2(unpacker, bytes);
    default:
        return run_gzip(unpacker, bytes);
    }
}

int unpacker_get_error(const struct unpacker *unpacker)
{
    return unpacker->error != 0 ? unpacker->error : EBADMSG;
}

bool unpacker_is_complete(struct unpacker *unpacker)
{
    unsigned char nothing[1];

    if (unpacker->packing != PACKING_XZ)
        return unpacker->between;
    unpacker->xz.avail_in = 0;
    unpacker->xz.next_out = nothing;
    unpacker->xz.avail_out = sizeof nothing;
    return lzma_code(&unpacker->xz, LZMA_FINISH) == LZMA_STREAM_END;
}
