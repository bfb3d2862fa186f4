/*
 * Streams: standard input, FIFOs, ttys and ptys. What was sent before they
 * were opened is gone, and they may fall silent and never send again.
 */
#include "memviz/stream/source_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

/* Raw, or the line discipline would turn CR into LF and swallow control bytes.
 * The settings are put back when we leave. */
void source_stream_start(struct source *source)
{
    source->kind = SOURCE_KIND_STREAM;
    /* Standard input is not ours to reconfigure. */
    if (source->path == NULL || tcgetattr(source->fd, &source->settings) != 0)
        return;
    source->is_tty = true;
    struct termios raw = source->settings;
    cfmakeraw(&raw);
    cfsetispeed(&raw, B115200);
    cfsetospeed(&raw, B115200);
    raw.c_cflag |= CLOCAL | CREAD;
    tcsetattr(source->fd, TCSANOW, &raw);
    /* A line that may only be read can be read all the same. */
    source->ask_fd = open(source->path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

/* The other side is gone. A path can be opened again, standard input cannot;
 * a FIFO without a writer simply waits for the next. */
static enum source_event take_end(struct source *source)
{
    if (source->path == NULL)
        return SOURCE_ENDED;
    return source->is_tty ? SOURCE_CLOSE : SOURCE_IDLE;
}

/* EIO is what a pty gives when the other side has closed it: an end, not a
 * failure. */
enum source_event source_stream_read(struct source *source, void *buffer, size_t size, size_t *got)
{
    /* Asked first, because standard input may be a blocking descriptor and
     * making it non-blocking would do so for every program that shares it. */
    struct pollfd ready = {.fd = source->fd, .events = POLLIN};

    if (poll(&ready, 1, 0) <= 0)
        return SOURCE_IDLE;
    ssize_t count = read(source->fd, buffer, size);
    if (count > 0) {
        *got = (size_t)count;
        return SOURCE_DATA;
    }
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return SOURCE_IDLE;
    if (count < 0 && errno != EIO)
        return SOURCE_FAILED;
    return take_end(source);
}
