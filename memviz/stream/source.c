#include "memviz/stream/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "memviz/stream/source_file.h"
#include "memviz/stream/source_packed.h"
#include "memviz/stream/source_stream.h"

/* Opened at the first read: a viewer may be started before the machine, and waits. */
struct source *source_create(const char *path)
{
    struct source *source = calloc(1, sizeof *source);

    if (source == NULL)
        return NULL;
    source->fd = -1;
    source->ask_fd = -1;
    if (strcmp(path, "-") != 0) {
        source->path = strdup(path);
        if (source->path == NULL) {
            free(source);
            return NULL;
        }
    }
    return source;
}

/* Standard input stays open: it belongs to whoever started us. */
static void close_source(struct source *source)
{
    if (source->is_tty) {
        tcsetattr(source->fd, TCSANOW, &source->settings);
        source->is_tty = false;
    }
    if (source->ask_fd >= 0) {
        close(source->ask_fd);
        source->ask_fd = -1;
    }
    source_packed_end(source);
    if (source->fd >= 0 && source->path != NULL)
        close(source->fd);
    source->fd = -1;
    source->kind = SOURCE_KIND_NONE;
}

void source_destroy(struct source *source)
{
    if (source == NULL)
        return;
    close_source(source);
    free(source->path);
    free(source);
}

/* Opens the source, and tells what is there. SOURCE_IDLE: it can be read. */
static enum source_event open_source(struct source *source)
{
    /* O_NONBLOCK: neither a FIFO without a writer nor a modem line may hold us. */
    source->fd = source->path == NULL
                     ? STDIN_FILENO
                     : open(source->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (source->fd < 0) {
        /* A line that has hung up still has a name for a while. */
        bool gone = source->opened_before && (errno == EIO || errno == ENXIO || errno == ENODEV);
        return errno == ENOENT || gone ? SOURCE_WAITING : SOURCE_FAILED;
    }
    struct stat status;
    if (fstat(source->fd, &status) != 0)
        return SOURCE_FAILED;
    if (S_ISDIR(status.st_mode)) {
        close_source(source);
        errno = EISDIR;
        return SOURCE_FAILED;
    }
    /* A file that comes back is a new recording; a line that does goes on. */
    bool again = source->opened_before;
    source->opened_before = true;
    if (S_ISREG(status.st_mode)) {
        source_file_start(source, &status);
        if (!source_packed_start(source)) {
            close_source(source);
            errno = ENOMEM;
            return SOURCE_FAILED;
        }
        return again ? SOURCE_RESTARTED : SOURCE_IDLE;
    }
    source_stream_start(source);
    return SOURCE_IDLE;
}

/* Opening is tried at each call for as long as there is nothing: the machine may
 * be started after the viewer. */
enum source_event source_read(struct source *source, void *buffer, size_t size, size_t *got)
{
    *got = 0;
    if (source->fd < 0) {
        enum source_event event = open_source(source);
        if (event != SOURCE_IDLE)
            return event;
    }
    enum source_event event = source->kind == SOURCE_KIND_FILE
                                  ? source_file_read(source, buffer, size, got)
                                  : source_stream_read(source, buffer, size, got);
    if (event != SOURCE_CLOSE)
        return event;
    close_source(source);
    return SOURCE_IDLE;
}

bool source_is_file(const struct source *source)
{
    return source->kind == SOURCE_KIND_FILE;
}

bool source_is_cut(const struct source *source)
{
    return source_packed_is_cut(source);
}

/* The bytes of a plain file can be read again from it, and need not be kept a
 * second time. */
int source_get_data_fd(const struct source *source)
{
    return source_is_file(source) && source->packed == NULL ? source->fd : -1;
}

/* ENQ, as docs/telemetry.md has it. A file cannot be asked. */
bool source_request_sync(struct source *source)
{
    static const char enquiry = 0x05;

    return source->ask_fd >= 0 && write(source->ask_fd, &enquiry, 1) == 1;
}

/* Wall clock here, as a file's time stamp is. */
uint64_t source_get_age_ms(const struct source *source)
{
    struct stat status;
    struct timespec now;

    if (!source_is_file(source) || fstat(source->fd, &status) != 0)
        return 0;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t age = (int64_t)(now.tv_sec - status.st_mtim.tv_sec) * 1000 +
                  (now.tv_nsec - status.st_mtim.tv_nsec) / 1000000;
    return age > 0 ? (uint64_t)age : 0;
}

/* The size is asked for each time: the file grows while it is read. */
unsigned source_get_percent(const struct source *source)
{
    struct stat status;

    if (!source_is_file(source) || fstat(source->fd, &status) != 0 ||
        source->offset >= status.st_size)
        return 100;
    return (unsigned)(source->offset * 100 / status.st_size);
}
