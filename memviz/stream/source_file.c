/*
 * Files. Bochs truncates the file of COM2 and writes it again at each start;
 * other programs replace it. Both are noticed when there is nothing more to
 * read: by then the old contents have been shown.
 */
#include "memviz/stream/source_file.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memviz/stream/source_packed.h"

/* Device and inode are what tells a file from another of its name. */
void source_file_start(struct source *source, const struct stat *status)
{
    source->kind = SOURCE_KIND_FILE;
    source->offset = 0;
    source->device = status->st_dev;
    source->inode = status->st_ino;
}

/* Called before every read: once the new contents have grown past our offset, the
 * truncation can no longer be noticed. */
static bool was_truncated(const struct source *source)
{
    struct stat status;

    return fstat(source->fd, &status) == 0 && status.st_size < source->offset;
}

/* What has become of the path when there is nothing more to read. Another file
 * may have it now; one that is gone is not replaced yet. */
static enum source_event look_at_path(struct source *source)
{
    struct stat status;

    if (source->path == NULL)
        return SOURCE_IDLE;
    if (stat(source->path, &status) != 0)
        return SOURCE_LOST;
    /* The next read opens the new one and reports the restart. */
    bool replaced = status.st_ino != source->inode || status.st_dev != source->device;
    return replaced ? SOURCE_CLOSE : SOURCE_IDLE;
}

/* The bytes as they are. False, errno set, when they cannot be read. */
static bool read_plain(struct source *source, void *buffer, size_t size, size_t *got)
{
    ssize_t count = pread(source->fd, buffer, size, source->offset);

    if (count < 0)
        return errno == EINTR || errno == EAGAIN;
    source->offset += count;
    *got = (size_t)count;
    return true;
}

/* pread() and an offset of our own: the descriptor is lent to the spool, which
 * reads from it as well. */
enum source_event source_file_read(struct source *source, void *buffer, size_t size, size_t *got)
{
    if (was_truncated(source)) {
        source->offset = 0;
        source_packed_end(source);
        return source_packed_start(source) ? SOURCE_RESTARTED : SOURCE_FAILED;
    }
    bool read = source->packed != NULL ? source_packed_read(source, buffer, size, got)
                                       : read_plain(source, buffer, size, got);
    if (!read)
        return SOURCE_FAILED;
    return *got > 0 ? SOURCE_DATA : look_at_path(source);
}
