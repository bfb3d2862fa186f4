#include "memviz/screen/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void text_format_hex(char text[TEXT_NUMBER_SIZE], uint64_t value)
{
    snprintf(text, TEXT_NUMBER_SIZE, "%" PRIx64, value);
}

/* Commas in every locale: the output is compared with golden files. */
void text_format_grouped(char text[TEXT_NUMBER_SIZE], uint64_t value)
{
    char digits[TEXT_NUMBER_SIZE];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, value);
    char *out = text;

    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            *out++ = ',';
        *out++ = digits[i];
    }
    *out = '\0';
}

/* The figures of a size that plain bytes still write in five cells. */
#define PLAIN_BYTES_MAX 99999u

/* Exact where it can be, in plain bytes where those are short, and else cut to a
 * tenth, never rounded up past what is there. */
void text_format_size(char text[TEXT_NUMBER_SIZE], uint64_t bytes)
{
    static const char units[] = {'K', 'M', 'G', 'T'};
    size_t power = 0;

    while (power < sizeof units && bytes >> (10 * (power + 1)) != 0)
        power++;
    if (power == 0) {
        snprintf(text, TEXT_NUMBER_SIZE, "%" PRIu64, bytes);
        return;
    }
    uint64_t whole = bytes >> (10 * power);
    uint64_t rest = bytes & ((UINT64_C(1) << (10 * power)) - 1);
    /* The top ten bits of the remainder are enough for one decimal. */
    unsigned tenths = (unsigned)(rest >> (10 * (power - 1))) * 10;
    if (rest == 0)
        snprintf(text, TEXT_NUMBER_SIZE, "%" PRIu64 "%c", whole, units[power - 1]);
    else if (bytes <= PLAIN_BYTES_MAX && tenths % 1024 != 0)
        snprintf(text, TEXT_NUMBER_SIZE, "%" PRIu64, bytes);
    else
        snprintf(text, TEXT_NUMBER_SIZE, "%" PRIu64 ".%u%c", whole, tenths >> 10, units[power - 1]);
}

/* How many bytes the sequence led by this byte takes; 0: not a lead byte.
 * 0xc0 and 0xc1 would write ASCII in two bytes, and nothing lies above 0xf4
 * (RFC 3629, section 3). */
static unsigned sequence_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead < 0xe0)
        return 2;
    if (lead >= 0xe0 && lead < 0xf0)
        return 3;
    return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

/* A byte that begins no sequence is one damaged character, and reading goes on
 * after it. */
uint32_t text_next_char(const char **text)
{
    const unsigned char *bytes = (const unsigned char *)*text;
    unsigned length = sequence_length(bytes[0]);

    if (length == 1) {
        *text += 1;
        return bytes[0];
    }
    uint32_t ch = length == 0 ? 0 : bytes[0] & (0x7fu >> length);
    for (unsigned i = 1; i < length; i++) {
        /* The terminator fails this test too, so nothing past it is read. */
        if ((bytes[i] & 0xc0) != 0x80) {
            length = 0;
            break;
        }
        ch = ch << 6 | (bytes[i] & 0x3fu);
    }
    *text += length == 0 ? 1 : length;
    return length == 0 ? 0xfffd : ch;
}

/* RFC 3629; ch is one that text_next_char() or a table of ours gave. */
size_t text_put_char(char bytes[4], uint32_t ch)
{
    if (ch < 0x80) {
        bytes[0] = (char)ch;
        return 1;
    }
    size_t length = ch < 0x800 ? 2 : ch < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = length - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (ch & 0x3f));
        ch >>= 6;
    }
    bytes[0] = (char)(lead[length] | ch);
    return length;
}

/* One column a character: grids hold no wide or combining ones, as grid.c sees to. */
size_t text_width(const char *text)
{
    size_t width = 0;

    while (*text != '\0') {
        text_next_char(&text);
        width++;
    }
    return width;
}
