#include "kernel/core/log.h"

#include <stddef.h>

#include "kernel/core/fmt.h"

/* Every character of a line must fit a telemetry record, in which a quote takes
 * six: so quotes, backslashes and control characters are replaced. */
static void make_plain(char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"')
            *text = '\'';
        else if (byte == '\\')
            *text = '/';
        else if (byte < 0x20 || byte > 0x7e)
            *text = '?';
    }
}

void log_init(struct log *log)
{
    log->count = 0;
}

/* The line is formatted now, because what the arguments point to may be gone later. */
void log_write(struct log *log, uint64_t tsc, const char *format, va_list arguments)
{
    struct log_line *line = &log->lines[log->count % LOG_LINES];
    struct fmt_buffer buffer;

    line->tsc = tsc;
    fmt_print_list(fmt_buffer_init(&buffer, line->text, LOG_TEXT_SIZE), format, arguments);
    make_plain(line->text);
    log->count++;
}

uint32_t log_first(const struct log *log)
{
    return log->count > LOG_LINES ? log->count - LOG_LINES : 0;
}

/* A line keeps its number when others are overwritten, so a reader that is too slow
 * can tell how many lines it missed. */
const struct log_line *log_at(const struct log *log, uint32_t index)
{
    if (index < log_first(log) || index >= log->count)
        return NULL;
    return &log->lines[index % LOG_LINES];
}
