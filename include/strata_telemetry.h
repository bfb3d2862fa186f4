/*
 * Telemetry for memviz, from any kernel: one header, nothing else (docs/telemetry.md is the
 * format).
 *
 * Define STRATA_TELEMETRY_IMPLEMENTATION in exactly one C file before you include this header
 * there; other files include it as it is. It is C89, needs no C library, allocates nothing, divides
 * nothing, and holds no state but the structures that you give it. Bytes leave through your
 * function, one at a time, which sends them on a serial line at 115200 8N1:
 *
 *     static void put(void *context, int byte) { uart_send(0x2f8, byte); }
 *
 *     struct strata_telemetry t;
 *     strata_telemetry_init(&t, put, 0, 0);
 *     strata_snap(&t, round++);
 *     strata_hello(&t, "Mine", "0.1", "raw clean marks heap");
 *     strata_map(&t, "multiboot", 0);
 *     ...
 *
 * Send everything once and then again every few seconds, each round opened by strata_snap, and
 * strata_beat once a second; the table in docs/telemetry.md says what a reader needs at least. A
 * kernel that must not wait for the line gives strata_ring_put and a ring in place of put, and
 * takes the bytes out where the line has room (strata_ring.h).
 *
 * Texts are C strings. One that is too long for its record is cut, so no record is longer than the
 * format allows; quotes, control characters and bytes above 0x7e are escaped. The functions are not
 * reentrant: an interrupt handler that sends needs a struct strata_telemetry and a line of its own.
 *
 * MIT License. Copyright (c) 2026 the Strata contributors.
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
 * associated documentation files (the "Software"), to deal in the Software without restriction,
 * including without limitation the rights to use, copy, modify, merge, publish, distribute,
 * sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
 * furnished to do so, subject to the following conditions: The above copyright notice and this
 * permission notice shall be included in all copies or substantial portions of the Software. THE
 * SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
 * LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
 * NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
 * DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
 * OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
 */
#ifndef STRATA_TELEMETRY_H
#define STRATA_TELEMETRY_H

#include <stdarg.h>

/* 64 bits. A compiler that is not GNU-like gets its type from -DSTRATA_U64=..., or long long. */
#if defined(STRATA_U64)
typedef STRATA_U64 strata_u64;
#elif defined(__GNUC__)
__extension__ typedef unsigned long long strata_u64;
#else
typedef unsigned long long strata_u64;
#endif

/* The size of a frame in bytes, and how many frames have a checksum together. */
#ifndef STRATA_FRAME_SIZE
#define STRATA_FRAME_SIZE 4096u
#endif
#define STRATA_BLOCK_FRAMES 8192ul

/* The longest words (names, symbols, tags) and sentences, in bytes as they are sent. */
#define STRATA_WORD_MAX     63u
#define STRATA_SENTENCE_MAX 200u

/* A writer of records. Its members are the implementation's own. */
struct strata_telemetry {
    void (*put)(void *context, int byte);
    void *context;
    strata_u64 next; /* the number of the next record */
    unsigned sum_a;  /* the checksum of the record so far */
    unsigned sum_b;
};

struct strata_step {
    unsigned long step; /* from 1 to of */
    unsigned long of;   /* at most 16; 0: not known */
    const char *name;   /* a word, or 0 */
    strata_u64 tsc;     /* the time-stamp counter when the step was reached */
};

struct strata_entry {
    strata_u64 base;
    strata_u64 length;  /* bytes; 0 in a clean entry: all 2^64 */
    unsigned long type; /* as INT 15h, AX=E820h numbers them: 1 is RAM */
    unsigned long attr; /* of a raw entry: its extended attributes, 1 where it has none */
};

struct strata_region {
    strata_u64 start;
    strata_u64 end; /* half-open */
    const char *symbol;
    const char *what; /* a sentence for people */
    int alive;        /* 0: its memory may be reused */
};

struct strata_mark {
    const char *symbol;
    strata_u64 at;
};

struct strata_total {
    unsigned long frames; /* used, free and reserved together */
    unsigned long used;
    unsigned long free;
    unsigned long reserved;
};

struct strata_owner {
    strata_u64 start; /* of a run of used frames, in bytes */
    strata_u64 end;   /* half-open */
    const char *tag;
};

/* The frames of a kernel: how many there are, and a function that returns the state of one as 'F'
 * (free), 'U' (used) or 'R' (reserved). It must answer alike until the call that it is given to
 * has returned. */
struct strata_frames {
    unsigned long count;
    char (*state)(void *context, unsigned long frame);
    void *context;
};

struct strata_heap {
    strata_u64 start;
    strata_u64 cursor; /* what lies below it is taken */
    strata_u64 end;
    unsigned long allocations;
};

struct strata_alloc {
    strata_u64 start;
    strata_u64 size; /* bytes */
    const char *tag;
};

/* An exception, or with vector -1 a panic. */
struct strata_fault {
    int vector;
    const char *name;
    strata_u64 eip;
    const char *place;    /* FUNCTION+0xOFFSET (0xADDRESS) */
    int has_address;      /* 0: no address is known */
    strata_u64 address;   /* that was accessed */
    const char *sentence; /* the diagnosis */
};

/* A writer whose first record has number next: 0 at the start of a boot, or what a boot loader that
 * has sent records before counted to. */
void strata_telemetry_init(struct strata_telemetry *t, void (*put)(void *context, int byte),
                           void *context, strata_u64 next);

/* One record each, in the words of docs/telemetry.md. Every index i is below of. */
void strata_boot(struct strata_telemetry *t, const struct strata_step *step);
void strata_fail(struct strata_telemetry *t, const char *code, const char *sentence);
void strata_fault(struct strata_telemetry *t, const struct strata_fault *fault);
/* without: what the kernel does not have, of "raw clean regions marks heap"; "" where it has all.
 */
void strata_hello(struct strata_telemetry *t, const char *name, const char *version,
                  const char *without);
/* source: "e820", "e801", "88", "multiboot", "uefi" or "none". */
void strata_map(struct strata_telemetry *t, const char *source, int truncated);
void strata_raw(struct strata_telemetry *t, unsigned long i, unsigned long of,
                const struct strata_entry *entry);
void strata_clean(struct strata_telemetry *t, unsigned long i, unsigned long of,
                  const struct strata_entry *entry);
void strata_region(struct strata_telemetry *t, unsigned long i, unsigned long of,
                   const struct strata_region *region);
void strata_mark(struct strata_telemetry *t, unsigned long i, unsigned long of,
                 const struct strata_mark *mark);
void strata_total(struct strata_telemetry *t, const struct strata_total *total);
/* A list without runs is sent as strata_owner(t, 0, 0, 0). */
void strata_owner(struct strata_telemetry *t, unsigned long i, unsigned long of,
                  const struct strata_owner *owner);
void strata_heap(struct strata_telemetry *t, const struct strata_heap *heap);
void strata_alloc(struct strata_telemetry *t, unsigned long i, const struct strata_alloc *alloc);
void strata_log(struct strata_telemetry *t, unsigned long i, strata_u64 tsc, const char *line);
void strata_beat(struct strata_telemetry *t, strata_u64 ms, strata_u64 lost);
void strata_snap(struct strata_telemetry *t, strata_u64 k);

/* The states of frames [from, to), as many as fit into one record. Returns the frame to go on
 * from; to, when all have been sent. */
unsigned long strata_frames(struct strata_telemetry *t, const struct strata_frames *frames,
                            unsigned long from, unsigned long to);

/* The checksum of a block of frames, to be sent after the last strata_frames that touched it. */
void strata_sum(struct strata_telemetry *t, const struct strata_frames *frames,
                unsigned long block);

/* All frames of one block (frame / STRATA_BLOCK_FRAMES), and their checksum. */
void strata_block(struct strata_telemetry *t, const struct strata_frames *frames,
                  unsigned long block);

/* For a record of your own type, which readers that do not know it ignore: open, members, close.
 * most: how many bytes of a text are sent, escapes included. A record has at most 512 bytes. */
void strata_open(struct strata_telemetry *t, const char *type);
void strata_number(struct strata_telemetry *t, const char *member, strata_u64 value);
void strata_hex(struct strata_telemetry *t, const char *member, strata_u64 value);
void strata_bool(struct strata_telemetry *t, const char *member, int value);
void strata_text(struct strata_telemetry *t, const char *member, const char *text, unsigned most);
void strata_close(struct strata_telemetry *t);

#endif

#if defined(STRATA_TELEMETRY_IMPLEMENTATION) && !defined(STRATA_TELEMETRY_IMPLEMENTED)
#define STRATA_TELEMETRY_IMPLEMENTED

/* Fletcher-16, modulo 255: one subtraction keeps each sum in range. */
static void strata_put(struct strata_telemetry *t, int byte)
{
    t->sum_a += (unsigned)byte;
    t->sum_a -= t->sum_a >= 255 ? 255 : 0;
    t->sum_b += t->sum_a;
    t->sum_b -= t->sum_b >= 255 ? 255 : 0;
    t->put(t->context, byte);
}

static void strata_puts(struct strata_telemetry *t, const char *text)
{
    while (*text != '\0')
        strata_put(t, *text++);
}

/* Digit number i of a value, from the right. The halves are shifted one by one: a shift of 64 bits
 * by a variable is a call into the compiler's library on some machines. */
static unsigned strata_nibble(strata_u64 value, int i)
{
    unsigned long half = (unsigned long)(i < 8 ? value : value >> 32) & 0xfffffffful;

    return (unsigned)(half >> (i % 8 * 4)) & 15;
}

static void strata_digits(struct strata_telemetry *t, strata_u64 value)
{
    int i = 15;

    while (i > 0 && strata_nibble(value, i) == 0)
        i--;
    for (; i >= 0; i--)
        strata_put(t, "0123456789abcdef"[strata_nibble(value, i)]);
}

static void strata_name(struct strata_telemetry *t, const char *member)
{
    strata_puts(t, ",\"");
    strata_puts(t, member);
    strata_puts(t, "\":");
}

/* Doubling decimal digits bit by bit needs neither division nor 64-bit arithmetic. */
void strata_number(struct strata_telemetry *t, const char *member, strata_u64 value)
{
    unsigned char digits[20] = {0};
    int bit, i;

    for (bit = 63; bit >= 0; bit--) {
        unsigned carry = strata_nibble(value, bit / 4) >> bit % 4 & 1;
        for (i = 0; i < 20; i++) {
            carry += digits[i] * 2u;
            digits[i] = (unsigned char)(carry >= 10 ? carry - 10 : carry);
            carry = carry >= 10;
        }
    }
    strata_name(t, member);
    for (i = 19; i > 0 && digits[i] == 0;)
        i--;
    for (; i >= 0; i--)
        strata_put(t, '0' + digits[i]);
}

void strata_hex(struct strata_telemetry *t, const char *member, strata_u64 value)
{
    strata_name(t, member);
    strata_put(t, '"');
    strata_digits(t, value);
    strata_put(t, '"');
}

void strata_bool(struct strata_telemetry *t, const char *member, int value)
{
    strata_name(t, member);
    strata_puts(t, value ? "true" : "false");
}

/* An escape is sent whole or not at all. */
void strata_text(struct strata_telemetry *t, const char *member, const char *text, unsigned most)
{
    strata_name(t, member);
    strata_put(t, '"');
    for (; *text != '\0'; text++) {
        unsigned byte = (unsigned char)*text;
        int plain = byte >= 0x20 && byte <= 0x7e && byte != '"' && byte != '\\';
        unsigned size = plain ? 1 : 6;
        if (size > most)
            break;
        most -= size;
        if (plain) {
            strata_put(t, (int)byte);
        } else {
            strata_puts(t, "\\u00");
            strata_put(t, "0123456789abcdef"[byte >> 4]);
            strata_put(t, "0123456789abcdef"[byte & 15]);
        }
    }
    strata_put(t, '"');
}

/* The checksum covers what comes after RS. */
void strata_open(struct strata_telemetry *t, const char *type)
{
    t->put(t->context, 0x1e);
    t->sum_a = t->sum_b = 0;
    strata_puts(t, "{\"n\":\"");
    strata_digits(t, t->next++);
    strata_put(t, '"');
    strata_text(t, "t", type, STRATA_WORD_MAX);
}

void strata_close(struct strata_telemetry *t)
{
    unsigned sum = t->sum_b << 8 | t->sum_a;
    int shift;

    strata_puts(t, ",\"c\":\"");
    for (shift = 12; shift >= 0; shift -= 4)
        strata_put(t, "0123456789ABCDEF"[sum >> shift & 15]);
    strata_puts(t, "\"}\n");
}

void strata_telemetry_init(struct strata_telemetry *t, void (*put)(void *context, int byte),
                           void *context, strata_u64 next)
{
    t->put = put;
    t->context = context;
    t->next = next;
    t->sum_a = t->sum_b = 0;
}

/* Members, each named in format after its letter: l an unsigned long, u a strata_u64 in decimal, x
 * one in hex, b true or false, w a word, s a sentence. */
static void strata_record(struct strata_telemetry *t, const char *type, const char *format, ...)
{
    char member[16];
    va_list list;

    strata_open(t, type);
    va_start(list, format);
    while (*format != '\0') {
        char letter = *format++;
        unsigned length = 0;
        while (*format != ' ' && *format != '\0')
            member[length++] = *format++;
        member[length] = '\0';
        format += *format == ' ';
        if (letter == 'l')
            strata_number(t, member, va_arg(list, unsigned long));
        else if (letter == 'u')
            strata_number(t, member, va_arg(list, strata_u64));
        else if (letter == 'x')
            strata_hex(t, member, va_arg(list, strata_u64));
        else if (letter == 'b')
            strata_bool(t, member, va_arg(list, int));
        else
            strata_text(t, member, va_arg(list, const char *),
                        letter == 'w' ? STRATA_WORD_MAX : STRATA_SENTENCE_MAX);
    }
    va_end(list);
    strata_close(t);
}

void strata_boot(struct strata_telemetry *t, const struct strata_step *step)
{
    strata_open(t, "boot");
    strata_number(t, "step", step->step);
    if (step->of != 0)
        strata_number(t, "of", step->of);
    strata_hex(t, "tsc", step->tsc);
    if (step->name != 0)
        strata_text(t, "name", step->name, STRATA_WORD_MAX);
    strata_close(t);
}

void strata_fail(struct strata_telemetry *t, const char *code, const char *sentence)
{
    strata_record(t, "fail", "wcode stext", code, sentence);
}

void strata_fault(struct strata_telemetry *t, const struct strata_fault *fault)
{
    strata_open(t, "fault");
    if (fault->vector >= 0)
        strata_number(t, "vector", (strata_u64)fault->vector);
    strata_text(t, "name", fault->name, STRATA_WORD_MAX);
    strata_hex(t, "eip", fault->eip);
    strata_text(t, "place", fault->place, STRATA_WORD_MAX);
    if (fault->has_address)
        strata_hex(t, "address", fault->address);
    strata_text(t, "text", fault->sentence, STRATA_SENTENCE_MAX);
    strata_close(t);
}

void strata_hello(struct strata_telemetry *t, const char *name, const char *version,
                  const char *without)
{
    strata_record(t, "hello",
                  *without == '\0' ? "wname wversion xframe lblock"
                                   : "wname wversion xframe lblock wwithout",
                  name, version, (strata_u64)STRATA_FRAME_SIZE, STRATA_BLOCK_FRAMES, without);
}

void strata_map(struct strata_telemetry *t, const char *source, int truncated)
{
    strata_record(t, "map", "wsource btruncated", source, truncated);
}

void strata_raw(struct strata_telemetry *t, unsigned long i, unsigned long of,
                const struct strata_entry *entry)
{
    strata_record(t, "raw", "li lof xbase xlength ltype lattr", i, of, entry->base, entry->length,
                  entry->type, entry->attr);
}

void strata_clean(struct strata_telemetry *t, unsigned long i, unsigned long of,
                  const struct strata_entry *entry)
{
    strata_open(t, "clean");
    strata_number(t, "i", i);
    strata_number(t, "of", of);
    strata_hex(t, "base", entry->base);
    if (entry->length == 0)
        strata_text(t, "length", "10000000000000000", STRATA_WORD_MAX);
    else
        strata_hex(t, "length", entry->length);
    strata_number(t, "type", entry->type);
    strata_close(t);
}

void strata_region(struct strata_telemetry *t, unsigned long i, unsigned long of,
                   const struct strata_region *region)
{
    strata_record(t, "region", "li lof xstart xend wsymbol swhat balive", i, of, region->start,
                  region->end, region->symbol, region->what, region->alive);
}

void strata_mark(struct strata_telemetry *t, unsigned long i, unsigned long of,
                 const struct strata_mark *mark)
{
    strata_record(t, "mark", "li lof wsymbol xat", i, of, mark->symbol, mark->at);
}

void strata_total(struct strata_telemetry *t, const struct strata_total *total)
{
    strata_record(t, "total", "lframes lused lfree lreserved", total->frames, total->used,
                  total->free, total->reserved);
}

void strata_owner(struct strata_telemetry *t, unsigned long i, unsigned long of,
                  const struct strata_owner *owner)
{
    if (of == 0)
        strata_record(t, "owner", "li lof", i, of);
    else
        strata_record(t, "owner", "li lof xstart xend wtag", i, of, owner->start, owner->end,
                      owner->tag);
}

void strata_heap(struct strata_telemetry *t, const struct strata_heap *heap)
{
    strata_record(t, "heap", "xstart xcursor xend lallocations", heap->start, heap->cursor,
                  heap->end, heap->allocations);
}

void strata_alloc(struct strata_telemetry *t, unsigned long i, const struct strata_alloc *alloc)
{
    strata_record(t, "alloc", "li xstart xsize wtag", i, alloc->start, alloc->size, alloc->tag);
}

void strata_log(struct strata_telemetry *t, unsigned long i, strata_u64 tsc, const char *line)
{
    strata_record(t, "log", "li xtsc stext", i, tsc, line);
}

void strata_beat(struct strata_telemetry *t, strata_u64 ms, strata_u64 lost)
{
    strata_record(t, "beat", "ums ulost", ms, lost);
}

void strata_snap(struct strata_telemetry *t, strata_u64 k)
{
    strata_record(t, "snap", "uk", k);
}

/* A run is at most a letter and 8 digits: 40 of them and the rest of the record stay below 512. */
unsigned long strata_frames(struct strata_telemetry *t, const struct strata_frames *frames,
                            unsigned long from, unsigned long to)
{
    unsigned long at = from;
    int runs;

    strata_open(t, "frames");
    strata_hex(t, "from", from);
    strata_name(t, "runs");
    strata_put(t, '"');
    for (runs = 0; runs < 40 && at < to; runs++) {
        char state = frames->state(frames->context, at);
        unsigned long start = at;
        while (at < to && frames->state(frames->context, at) == state)
            at++;
        strata_put(t, state);
        strata_digits(t, at - start);
    }
    strata_put(t, '"');
    strata_close(t);
    return at;
}

/* CRC-32 of one bit, the one of zlib and Ethernet: reflected, polynomial 0x04c11db7. */
static unsigned long strata_crc_bit(unsigned long crc, int bit)
{
    crc ^= (unsigned long)bit;
    return (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320ul : 0);
}

/* The block's bitmap of what is not free, then that of what is reserved; past the end all is 1. Bit
 * 0 of a byte comes first in both, so that no byte has to be put together. */
void strata_sum(struct strata_telemetry *t, const struct strata_frames *frames, unsigned long block)
{
    unsigned long crc = 0xfffffffful;
    unsigned long first = block * STRATA_BLOCK_FRAMES;
    unsigned long i;

    for (i = 0; i < 2 * STRATA_BLOCK_FRAMES; i++) {
        unsigned long frame = first + i % STRATA_BLOCK_FRAMES;
        char state = frame < frames->count ? frames->state(frames->context, frame) : 'R';
        crc = strata_crc_bit(crc, i < STRATA_BLOCK_FRAMES ? state != 'F' : state == 'R');
    }
    strata_open(t, "sum");
    strata_number(t, "block", block);
    strata_hex(t, "crc", crc ^ 0xfffffffful);
    strata_close(t);
}

void strata_block(struct strata_telemetry *t, const struct strata_frames *frames,
                  unsigned long block)
{
    unsigned long at = block * STRATA_BLOCK_FRAMES;
    unsigned long end = at + STRATA_BLOCK_FRAMES;

    if (end > frames->count)
        end = frames->count;
    while (at < end)
        at = strata_frames(t, frames, at, end);
    strata_sum(t, frames, block);
}

#endif
