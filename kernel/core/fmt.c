#include "kernel/core/fmt.h"

#include <stdbool.h>

#include "kernel/core/bytes.h"

/* 2^64 has 20 digits; a sign and the NUL go with them. */
#define DIGITS_MAX 24u

/* What stands between % and its letter. */
struct conversion {
    bool zero;
    bool left;
    bool wide;
    unsigned width;
};

/* What does not fit is dropped, not reported: callers size their buffers for the
 * longest text, and the tests hold them to it. */
static void buffer_put(void *context, char c)
{
    struct fmt_buffer *buffer = context;

    if (buffer->length + 1 >= buffer->size)
        return;
    buffer->text[buffer->length++] = c;
    buffer->text[buffer->length] = '\0';
}

struct fmt_sink fmt_buffer_init(struct fmt_buffer *buffer, char *text, size_t size)
{
    buffer->text = text;
    buffer->size = size;
    buffer->length = 0;
    text[0] = '\0';
    return (struct fmt_sink){buffer_put, buffer};
}

void fmt_put(struct fmt_sink sink, char c)
{
    sink.put(sink.context, c);
}

void fmt_text(struct fmt_sink sink, const char *text)
{
    while (*text != '\0')
        fmt_put(sink, *text++);
}

uint64_t fmt_divide(uint64_t value, uint32_t divisor, uint32_t *remainder)
{
    uint64_t quotient = 0;
    uint64_t rest = 0;

    if (value >> 32 == 0) {
        *remainder = (uint32_t)value % divisor;
        return (uint32_t)value / divisor;
    }
    /* Bit by bit, as on paper: a 64-bit division would call a run-time library that a
     * freestanding 32-bit kernel is not linked with. Few numbers come this way. */
    for (int bit = 63; bit >= 0; bit--) {
        rest = rest << 1 | (value >> bit & 1u);
        if (rest >= divisor) {
            rest -= divisor;
            quotient |= 1ull << bit;
        }
    }
    *remainder = (uint32_t)rest;
    return quotient;
}

/* Writes value backwards from end and returns the first digit. */
static char *digits_before(char *end, uint64_t value, uint32_t base)
{
    char *first = end;

    do {
        uint32_t digit;
        if (base == 16) {
            digit = (uint32_t)value & 15u;
            value >>= 4;
        } else {
            value = fmt_divide(value, base, &digit);
        }
        *--first = "0123456789abcdef"[digit];
    } while (value != 0);
    return first;
}

/* A text longer than its field is never cut: columns may shift, digits may not go. */
static void put_padding(struct fmt_sink sink, char c, unsigned width, size_t length)
{
    for (size_t i = length; i < width; i++)
        fmt_put(sink, c);
}

static void put_field(struct fmt_sink sink, struct conversion c, const char *text)
{
    size_t length = text_length(text);

    if (!c.left)
        put_padding(sink, c.zero ? '0' : ' ', c.width, length);
    fmt_text(sink, text);
    if (c.left)
        put_padding(sink, ' ', c.width, length);
}

static void put_char(struct fmt_sink sink, struct conversion c, char value)
{
    if (!c.left)
        put_padding(sink, ' ', c.width, 1);
    fmt_put(sink, value);
    if (c.left)
        put_padding(sink, ' ', c.width, 1);
}

static void put_number(struct fmt_sink sink, struct conversion c, uint64_t value, uint32_t base)
{
    char digits[DIGITS_MAX];

    digits[DIGITS_MAX - 1] = '\0';
    put_field(sink, c, digits_before(digits + DIGITS_MAX - 1, value, base));
}

/* Negated as unsigned, because INT_MIN has no positive counterpart. */
static void put_signed(struct fmt_sink sink, struct conversion c, int value)
{
    char digits[DIGITS_MAX];
    uint32_t magnitude = value < 0 ? 0u - (uint32_t)value : (uint32_t)value;

    digits[DIGITS_MAX - 1] = '\0';
    char *first = digits_before(digits + DIGITS_MAX - 1, magnitude, 10);
    if (value < 0 && c.zero && !c.left) { /* the sign stands before the zeros */
        fmt_put(sink, '-');
        c.width -= c.width != 0;
    } else if (value < 0) {
        *--first = '-';
    }
    put_field(sink, c, first);
}

static void put_size(struct fmt_sink sink, struct conversion c, uint64_t size)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    char text[DIGITS_MAX + 4];
    struct fmt_buffer buffer;
    unsigned unit = 0;

    /* Only units that divide: a rounded size would be a wrong number. */
    while (unit < 4 && size != 0 && (size & 1023u) == 0) {
        size >>= 10;
        unit++;
    }
    struct fmt_sink field = fmt_buffer_init(&buffer, text, sizeof text);
    put_number(field, (struct conversion){0}, size, 10);
    fmt_put(field, ' ');
    fmt_text(field, units[unit]);
    put_field(sink, c, text);
}

/* The part of printf that the tree uses. What it does not know comes out as it
 * was written, so that a slip shows in the text. */
static const char *read_flags(const char *format, struct conversion *c)
{
    for (; *format == '0' || *format == '-'; format++) {
        if (*format == '0')
            c->zero = true;
        else
            c->left = true;
    }
    for (; *format >= '0' && *format <= '9'; format++)
        c->width = c->width * 10 + (unsigned)(*format - '0');
    if (format[0] == 'l' && format[1] == 'l') {
        c->wide = true;
        format += 2;
    }
    return format;
}

/* va_list cannot be passed by value and then go on being used by the caller:
 * hence the pointer. */
static void put_conversion(struct fmt_sink sink, struct conversion c, char kind, va_list *arguments)
{
    /* ll belongs to these two only. A wrong guess at the size of another
     * argument would shift all arguments after it. */
    if (c.wide && kind != 'u' && kind != 'x') {
        fmt_print(sink, "%%ll%c", kind);
        return;
    }
    switch (kind) {
    case 's':
        put_field(sink, c, va_arg(*arguments, const char *));
        break;
    case 'c':
        put_char(sink, c, (char)va_arg(*arguments, int));
        break;
    case 'd':
        put_signed(sink, c, va_arg(*arguments, int));
        break;
    case 'u':
    case 'x': {
        uint64_t value = c.wide ? va_arg(*arguments, uint64_t) : va_arg(*arguments, unsigned);
        put_number(sink, c, value, kind == 'x' ? 16 : 10);
        break;
    }
    case 'k':
        put_size(sink, c, va_arg(*arguments, uint64_t));
        break;
    default:
        fmt_put(sink, '%');
        if (kind != '%')
            fmt_put(sink, kind);
        break;
    }
}

void fmt_print_list(struct fmt_sink sink, const char *format, va_list arguments)
{
    va_list rest;

    va_copy(rest, arguments);
    while (*format != '\0') {
        if (*format != '%') {
            fmt_put(sink, *format++);
            continue;
        }
        struct conversion c = {0};
        format = read_flags(format + 1, &c);
        if (*format == '\0') {
            fmt_put(sink, '%');
            break;
        }
        put_conversion(sink, c, *format++, &rest);
    }
    va_end(rest);
}

void fmt_print(struct fmt_sink sink, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fmt_print_list(sink, format, arguments);
    va_end(arguments);
}
