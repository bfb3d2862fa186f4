#include "memviz/e820/text/e820_lines.h"

#include <stdlib.h>
#include <string.h>

#include "memviz/e820/text/e820_unwrap.h"

/* Lines are looked for when so much has come; before, the encoding is found out. */
#define BLOCK_SIZE (256u << 10)

/* So much of what was read stays, for whoever looks back. */
#define KEEP_SIZE (64u << 10)

enum encoding { ENCODING_BYTES, ENCODING_UTF16_LE, ENCODING_UTF16_BE };

struct e820_lines {
    e820_line_taker take;
    void *owner;
    struct e820_bytes buffer;
    size_t done;  /* of the buffer: what follows has not been given out */
    size_t count; /* lines given out */
    bool sniffed; /* encoding and line_end are known */
    enum encoding encoding;
    char line_end;
    bool half; /* UTF-16: a byte whose other half has not come */
    char half_byte;
};

struct e820_lines *e820_lines_create(e820_line_taker take, void *owner)
{
    struct e820_lines *lines = calloc(1, sizeof *lines);

    if (lines != NULL) {
        lines->take = take;
        lines->owner = owner;
        lines->line_end = '\n';
    }
    return lines;
}

void e820_lines_destroy(struct e820_lines *lines)
{
    if (lines != NULL)
        free(lines->buffer.bytes);
    free(lines);
}

/* One unit of UTF-16; what is beyond ASCII matters only as a blank or a dash. */
static bool add_unit(struct e820_lines *lines, char first, char second)
{
    unsigned low = (unsigned char)(lines->encoding == ENCODING_UTF16_LE ? first : second);
    unsigned high = (unsigned char)(lines->encoding == ENCODING_UTF16_LE ? second : first);

    return e820_bytes_add_character(&lines->buffer, high << 8 | low);
}

static bool add_utf16(struct e820_lines *lines, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (!lines->half)
            lines->half_byte = bytes[i];
        else if (!add_unit(lines, lines->half_byte, bytes[i]))
            return false;
        lines->half = !lines->half;
    }
    return true;
}

/* A byte order mark tells; without one it is the zero in every other byte of what
 * is mostly ASCII. */
static enum encoding find_encoding(const char *bytes, size_t size)
{
    size_t zeros[2] = {0, 0};
    size_t pairs = size / 2 < 256 ? size / 2 : 256;

    if (size >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0)
        return ENCODING_UTF16_LE;
    if (size >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0)
        return ENCODING_UTF16_BE;
    for (size_t i = 0; i < 2 * pairs; i++)
        zeros[i % 2] += bytes[i] == '\0';
    if (pairs < 4 || zeros[0] + zeros[1] < pairs * 3 / 4)
        return ENCODING_BYTES;
    if (zeros[1] > 8 * zeros[0])
        return ENCODING_UTF16_LE;
    return zeros[0] > 8 * zeros[1] ? ENCODING_UTF16_BE : ENCODING_BYTES;
}

static size_t count_bytes(const char *bytes, size_t size, char wanted)
{
    size_t count = 0;
    const char *end = bytes + size;

    for (const char *at = bytes; (at = memchr(at, wanted, (size_t)(end - at))) != NULL; at++)
        count++;
    return count;
}

/* By the first block: an LF that an editor put at the end of a text with CR does not
 * make it a text with LF. */
static bool sniff(struct e820_lines *lines)
{
    struct e820_bytes raw = lines->buffer;

    lines->sniffed = true;
    if (raw.size == 0)
        return true;
    lines->encoding = find_encoding(raw.bytes, raw.size);
    if (lines->encoding != ENCODING_BYTES) {
        lines->buffer = (struct e820_bytes){0};
        bool good = add_utf16(lines, raw.bytes, raw.size);
        free(raw.bytes);
        if (!good || lines->buffer.size == 0)
            return good;
    }
    size_t feeds = count_bytes(lines->buffer.bytes, lines->buffer.size, '\n');
    size_t returns = count_bytes(lines->buffer.bytes, lines->buffer.size, '\r');
    lines->line_end = feeds <= 1 && returns > 2 * feeds ? '\r' : '\n';
    return true;
}

/* A soft line end of quoted-printable stands where the line would be longer than 76
 * characters (RFC 2045, 6.7), which is after so many at least. */
#define SOFT_END_MIN 66

/* Returns whether the line that ends there goes on: = before its end. In a short line it is
 * the damage of a character. */
static bool is_soft_end(const char *start, const char *end)
{
    const char *last = end;

    while (last > start && (last[-1] == '\r' || last[-1] == ' ' || last[-1] == '\t'))
        last--;
    return last - start >= SOFT_END_MIN && last[-1] == '=';
}

/* The end of the line that starts there, and how many lines it is; NULL: it has not
 * all come. */
static const char *find_end(const struct e820_lines *lines, const char *start, bool last,
                            size_t *count)
{
    const char *stop = lines->buffer.bytes + lines->buffer.size;
    const char *from = start;

    *count = 0;
    for (;;) {
        const char *end = memchr(from, lines->line_end, (size_t)(stop - from));
        if (end == NULL)
            return last ? stop : NULL;
        ++*count;
        if (!is_soft_end(from, end) || *count >= 32)
            return end;
        if (end + 1 == stop)
            return last ? end : NULL;
        from = end + 1;
    }
}

/* What has been given out goes, but for its end. */
static void compact(struct e820_lines *lines)
{
    struct e820_bytes *buffer = &lines->buffer;
    size_t gone = lines->done > KEEP_SIZE ? lines->done - KEEP_SIZE : 0;

    if (gone == 0)
        return;
    memmove(buffer->bytes, buffer->bytes + gone, buffer->size - gone);
    buffer->size -= gone;
    lines->done -= gone;
}

/* Gives out all lines that are whole; at the end also the last. */
static bool give_out(struct e820_lines *lines, bool last)
{
    struct e820_bytes *buffer = &lines->buffer;
    size_t count;

    while (lines->done < buffer->size) {
        const char *start = buffer->bytes + lines->done;
        const char *end = find_end(lines, start, last, &count);
        struct e820_line_span line = {start, 0, lines->count + 1, false};
        if (end == NULL && buffer->size - lines->done < E820_LINE_MAX)
            break;
        if (end == NULL) {
            line.cut = true;
            end = buffer->bytes + buffer->size;
            count = 0;
        }
        line.length = (size_t)(end - start);
        if (!lines->take(lines->owner, &line))
            return false;
        lines->count += count > 0 ? count : last;
        lines->done += line.length + (end < buffer->bytes + buffer->size);
    }
    compact(lines);
    return true;
}

bool e820_lines_add(struct e820_lines *lines, const char *bytes, size_t size)
{
    bool good = lines->encoding == ENCODING_BYTES ? e820_bytes_add(&lines->buffer, bytes, size)
                                                  : add_utf16(lines, bytes, size);

    if (!good || lines->buffer.size - lines->done < BLOCK_SIZE)
        return good;
    return (lines->sniffed || sniff(lines)) && give_out(lines, false);
}

bool e820_lines_finish(struct e820_lines *lines)
{
    return (lines->sniffed || sniff(lines)) && give_out(lines, true);
}

size_t e820_lines_count(const struct e820_lines *lines)
{
    return lines->count;
}

bool e820_lines_get_previous(const struct e820_lines *lines, const struct e820_line_span *line,
                             struct e820_line_span *previous)
{
    const char *first = lines->buffer.bytes;
    const char *end = line->text;

    if (end - first < 2)
        return false;
    end--; /* on the line end before it */
    const char *start = end;
    while (start > first && start[-1] != lines->line_end)
        start--;
    if (start == first && line->number > 2)
        return false;
    *previous = (struct e820_line_span){start, (size_t)(end - start), line->number - 1, false};
    return true;
}
