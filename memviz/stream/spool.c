#include "memviz/stream/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void spool_init(struct spool *spool)
{
    *spool = (struct spool){.fd = -1};
}

/* The file goes with its descriptor: it has no name. */
void spool_reset(struct spool *spool)
{
    if (spool->fd >= 0)
        close(spool->fd);
    spool_init(spool);
}

/* A file that is gone when it is closed, whatever ends the program. */
static int open_nameless(void)
{
    const char *folder = getenv("TMPDIR");

    folder = folder != NULL && folder[0] == '/' ? folder : "/tmp";
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    /* A file system that has no nameless files. */
    char path[4096];
    snprintf(path, sizeof path, "%s/memviz-XXXXXX", folder);
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

/* A descriptor of our own for the source's file: when Bochs replaces that file,
 * the bytes that were shown can still be read. */
static void open_spool(struct spool *spool, int fd)
{
    spool->own = fd < 0;
    spool->fd = spool->own ? open_nameless() : fcntl(fd, F_DUPFD_CLOEXEC, 0);
    spool->broken = spool->fd < 0;
}

/* A full disk makes the past unreachable and nothing else: the present goes on. */
static bool write_all(struct spool *spool, const char *bytes, size_t size)
{
    uint64_t offset = spool->end;

    while (size > 0) {
        ssize_t count = pwrite(spool->fd, bytes, size, (off_t)offset);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        bytes += count;
        size -= (size_t)count;
        offset += (uint64_t)count;
    }
    return true;
}

/* Counted even when it could not be kept, so that offsets stay those of the
 * stream. */
void spool_append(struct spool *spool, const void *bytes, size_t size, int fd)
{
    if (spool->fd < 0 && !spool->broken)
        open_spool(spool, fd);
    /* The source's own file has the bytes already. */
    if (!spool->broken && spool->own)
        spool->broken = !write_all(spool, bytes, size);
    spool->end += size;
}

/* 0 is the answer to everything that cannot be read: the caller then stays at
 * the end. */
size_t spool_read(const struct spool *spool, uint64_t offset, void *buffer, size_t size)
{
    if (spool->broken || spool->fd < 0 || offset < spool->start || offset >= spool->end)
        return 0;
    uint64_t rest = spool->end - offset;
    ssize_t count = pread(spool->fd, buffer, rest < size ? (size_t)rest : size, (off_t)offset);
    return count > 0 ? (size_t)count : 0;
}

/* Where the file system cannot free a part of a file it stays as it is. */
void spool_drop(struct spool *spool, uint64_t offset)
{
    if (!spool->own || offset <= spool->start)
        return;
    int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
    int ignored = fallocate(spool->fd, mode, (off_t)spool->start, (off_t)(offset - spool->start));
    (void)ignored;
    spool->start = offset;
}
