/*
 * Files. Bochs truncates the file of COM2 and writes it anew at each start;
 * other programs replace it. Both are noticed when there is nothing more to
 * read: by then the old contents have been shown.
 */
#include "memviz/source_kinds.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

void source_file_start(struct source *source, const struct stat *status)
{
    source->kind = SOURCE_KIND_FILE;
    source->offset = 0;
    source->device = status->st_dev;
    source->inode = status->st_ino;
}

/* Asked before every read: once the new contents have grown past our offset the
 * truncation could not be told any more. */
static bool was_truncated(const struct source *source)
{
    struct stat status;
    return fstat(source->fd, &status) == 0 && status.st_size < source->offset;
}

/* Another file has the path now. A path that is gone is not replaced yet. */
static bool was_replaced(const struct source *source)
{
    struct stat status;
    return source->path != NULL && stat(source->path, &status) == 0 &&
           (status.st_ino != source->inode || status.st_dev != source->device);
}

enum source_event source_file_read(struct source *source, void *buffer, size_t size, size_t *got)
{
    if (was_truncated(source)) {
        source->offset = 0;
        return SOURCE_RESTARTED;
    }
    ssize_t count = pread(source->fd, buffer, size, source->offset);
    if (count < 0) {
        return errno == EINTR || errno == EAGAIN ? SOURCE_IDLE : SOURCE_FAILED;
    }
    if (count > 0) {
        source->offset += count;
        *got = (size_t)count;
        return SOURCE_DATA;
    }
    if (was_replaced(source)) {
        /* The next read opens the new one and reports the restart. */
        source_close_fd(source);
    }
    return SOURCE_IDLE;
}
