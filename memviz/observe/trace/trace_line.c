/*
 * The reader of one line. Theory of operation:
 *
 * Half of all time goes into this file, since a boot prints hundreds of
 * megabytes. So nothing here searches or copies: the first bytes choose the
 * form, and each form is read once from left to right by a cursor that stops at
 * the end of the line. The price is that the forms are spelled out by hand;
 * what does not match to the letter is TRACE_UNKNOWN, never a guess.
 *
 * The bytes after a line's end are never looked at, so a trace can be read in
 * place from a buffer that ends anywhere.
 */
#include "memviz/observe/trace/trace_line.h"

#include <string.h>

/* Where reading stands in a line. */
struct cursor {
    const char *at;
    const char *end;
};

/* Values of digits plus one; 0 is no digit. */
static const uint8_t hex_digits[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16};

#define TAKE(cursor, literal) take((cursor), (literal), sizeof(literal) - 1)

/* Moves past a literal when it comes next. */
static inline bool take(struct cursor *cursor, const char *literal, size_t size)
{
    if ((size_t)(cursor->end - cursor->at) < size || memcmp(cursor->at, literal, size) != 0)
        return false;
    cursor->at += size;
    return true;
}

/* Reads hexadecimal digits, at most 16; *digits is their number. */
static inline bool take_hex(struct cursor *cursor, uint64_t *value, size_t *digits)
{
    const char *start = cursor->at;
    const char *at = start;
    uint64_t sum = 0;

    for (unsigned digit; at < cursor->end && (digit = hex_digits[(uint8_t)*at]) != 0; at++)
        sum = sum << 4 | (digit - 1);
    *value = sum;
    *digits = (size_t)(at - start);
    cursor->at = at;
    return at != start && *digits <= 16;
}

static inline bool take_number(struct cursor *cursor, uint64_t *value)
{
    const char *start = cursor->at;
    const char *at = start;
    uint64_t sum = 0;

    for (; at < cursor->end && (uint8_t)(*at - '0') < 10; at++)
        sum = sum * 10 + (uint64_t)(*at - '0');
    *value = sum;
    cursor->at = at;
    return at != start && at - start <= 19;
}

/* A hexadecimal number that fits 32 bits. */
static inline bool take_hex32(struct cursor *cursor, uint32_t *value)
{
    uint64_t wide;
    size_t digits;

    if (!take_hex(cursor, &wide, &digits) || wide > UINT32_MAX)
        return false;
    *value = (uint32_t)wide;
    return true;
}

/* The value of an access: groups of digits, the most significant first, which
 * together have two digits a byte. Only the lowest eight bytes are kept. */
static bool take_value(struct cursor *cursor, struct trace_line *line)
{
    size_t total = 0;
    uint64_t group;
    size_t digits;

    line->value = 0;
    do {
        (void)TAKE(cursor, "0x");
        if (!take_hex(cursor, &group, &digits))
            return false;
        line->value = digits == 16 ? group : line->value << (4 * digits) | group;
        total += digits;
    } while (total < 2 * (size_t)line->length && (TAKE(cursor, " ") || TAKE(cursor, "_")));
    return total == 2 * (size_t)line->length;
}

/* Three bytes and other odd lengths are printed one by one, the lowest first. */
static bool take_bytes(struct cursor *cursor, struct trace_line *line)
{
    uint64_t byte;
    size_t digits;

    for (uint32_t i = 0; i < line->length; i++) {
        if (!TAKE(cursor, " ") || !take_hex(cursor, &byte, &digits) || digits != 2)
            return false;
        if (i < 8)
            line->value |= byte << (8 * i);
    }
    return true;
}

/* What follows the value: nothing, or "\t; PDE" and its like. */
static bool take_walk(struct cursor *cursor, struct trace_line *line)
{
    if (cursor->at == cursor->end)
        return true;
    if (!TAKE(cursor, "\t; "))
        return false;
    line->walk = true;
    line->text = cursor->at;
    line->text_size = (size_t)(cursor->end - cursor->at);
    return true;
}

/* "[CPU0 WR]: LIN 0x… PHY 0x… (len=2, UC): 0x0000" */
static bool parse_access(struct cursor *cursor, struct trace_line *line)
{
    size_t digits;
    uint64_t length;
    uint64_t cpu;

    if (!take_number(cursor, &cpu))
        return false;
    if (TAKE(cursor, " RD]: "))
        line->kind = TRACE_READ;
    else if (TAKE(cursor, " WR]: "))
        line->kind = TRACE_WRITE;
    else if (TAKE(cursor, " RW]: "))
        line->kind = TRACE_MODIFY;
    else
        return false;
    if (TAKE(cursor, "LIN 0x")) {
        line->has_linear = true;
        if (!take_hex(cursor, &line->linear, &digits) || !TAKE(cursor, " "))
            return false;
    }
    if (!TAKE(cursor, "PHY 0x") || !take_hex(cursor, &line->address, &digits) ||
        !TAKE(cursor, " (len=") || !take_number(cursor, &length) || length == 0 ||
        length > TRACE_VALUE_MAX || !TAKE(cursor, ", "))
        return false;
    line->length = (uint32_t)length;
    while (cursor->at < cursor->end && *cursor->at >= 'A' && *cursor->at <= 'Z')
        cursor->at++;
    if (TAKE(cursor, "): "))
        return take_value(cursor, line) && take_walk(cursor, line);
    return TAKE(cursor, ")") && take_bytes(cursor, line);
}

/* The context in round brackets, which names a symbol when Bochs knows one. */
static bool take_context(struct cursor *cursor)
{
    if (TAKE(cursor, "(unk. ctxt): "))
        return true;
    const char *from = cursor->at;
    while (cursor->end - from >= 3) {
        const char *colon = memchr(from, ':', (size_t)(cursor->end - from));
        if (colon == NULL)
            return false;
        if (colon > from && colon[-1] == ')' && colon + 1 < cursor->end && colon[1] == ' ') {
            cursor->at = colon + 2;
            return true;
        }
        from = colon + 1;
    }
    return false;
}

/* ".[16300072] [0x000000007c18] 0000:7c18 (unk. ctxt): xor ax, ax ; 31c0" */
static bool parse_instruction(struct cursor *cursor, struct trace_line *line)
{
    size_t digits;
    uint32_t selector;

    if (!take_number(cursor, &line->tick) || !TAKE(cursor, "] "))
        return false;
    if (TAKE(cursor, "??? (physical address not available)")) {
        line->kind = TRACE_NO_INSN;
        return true;
    }
    if (!TAKE(cursor, "[0x") || !take_hex(cursor, &line->address, &digits) || !TAKE(cursor, "] ") ||
        !take_hex32(cursor, &selector) || selector > 0xffff || !TAKE(cursor, ":") ||
        !take_hex(cursor, &line->offset, &digits) || !TAKE(cursor, " ") || !take_context(cursor))
        return false;
    line->kind = TRACE_INSN;
    line->real = digits == 4;
    line->selector = (uint16_t)selector;
    line->text = cursor->at;
    line->text_size = (size_t)(cursor->end - cursor->at);
    return true;
}

/* "0: Interrupt 0x08 occurred (error_code=0x0000)" and its siblings. */
static bool parse_processor(struct cursor *cursor, struct trace_line *line)
{
    uint64_t cpu;

    if (!take_number(cursor, &cpu) || !TAKE(cursor, ": "))
        return false;
    if (TAKE(cursor, "HALTED")) {
        line->kind = TRACE_HALT;
        return true;
    }
    if (TAKE(cursor, "Interrupt 0x"))
        line->kind = TRACE_INTERRUPT;
    else if (TAKE(cursor, "Exception 0x"))
        line->kind = TRACE_EXCEPTION;
    else
        return false;
    if (!take_hex32(cursor, &line->number) || line->number > 0xff)
        return false;
    while (cursor->at < cursor->end && *cursor->at != '=')
        cursor->at++;
    return TAKE(cursor, "=0x") && take_hex32(cursor, &line->error);
}

/* "addr=0x7e00 size=512 op=write val=0xea" */
static bool take_transfer(struct cursor *cursor, struct trace_line *line)
{
    uint64_t size;
    size_t digits;

    if (!TAKE(cursor, "addr=0x") || !take_hex(cursor, &line->address, &digits) ||
        !TAKE(cursor, " size=") || !take_number(cursor, &size) || size > UINT32_MAX ||
        !TAKE(cursor, " op="))
        return false;
    line->length = (uint32_t)size;
    line->write = TAKE(cursor, "write");
    return (line->write || TAKE(cursor, "read")) && TAKE(cursor, " val=0x") &&
           take_hex(cursor, &line->value, &digits);
}

/* "t=16300656 IO addr=0x1f0 size=4 op=read val=0xe8fe14be" and its siblings. */
static bool parse_event(struct cursor *cursor, struct trace_line *line)
{
    if (!TAKE(cursor, "t=") || !take_number(cursor, &line->tick) || !TAKE(cursor, " "))
        return false;
    if (TAKE(cursor, "IO ")) {
        line->kind = TRACE_IO;
        bool whole = take_transfer(cursor, line);
        line->number = (uint32_t)line->address;
        return whole;
    }
    if (TAKE(cursor, "DMA ")) {
        line->kind = TRACE_DMA;
        return take_transfer(cursor, line);
    }
    if (TAKE(cursor, "A20 val=")) {
        line->kind = TRACE_A20;
        return take_hex32(cursor, &line->number);
    }
    uint64_t irq;
    if (!TAKE(cursor, "IRQ irq=") || !take_number(cursor, &irq) || !TAKE(cursor, " vec="))
        return false;
    line->kind = TRACE_IRQ;
    return take_hex32(cursor, &line->number);
}

/* What the debugger prints by itself: it is no part of the trace. */
static bool is_noise(struct cursor cursor)
{
    return cursor.at == cursor.end || TAKE(&cursor, "(0) ") || TAKE(&cursor, "=====") ||
           TAKE(&cursor, "<bochs:") || TAKE(&cursor, "Tracing ") || TAKE(&cursor, "bx_dbg_") ||
           TAKE(&cursor, "Memory-Tracing ") || TAKE(&cursor, "    ");
}

void trace_line_parse(struct trace_line *parsed, const char *line, size_t size)
{
    struct cursor cursor = {line, line + size};
    bool whole = false;

    memset(parsed, 0, sizeof *parsed);
    if (TAKE(&cursor, "(0).["))
        whole = parse_instruction(&cursor, parsed);
    else if (TAKE(&cursor, "[CPU"))
        whole = parse_access(&cursor, parsed);
    else if (TAKE(&cursor, "event at "))
        whole = parse_event(&cursor, parsed);
    else if (TAKE(&cursor, "CPU "))
        whole = parse_processor(&cursor, parsed);
    else if (TAKE(&cursor, "Next at t=")) {
        parsed->kind = TRACE_STOP;
        whole = take_number(&cursor, &parsed->tick);
    } else
        whole = is_noise(cursor);
    if (!whole)
        parsed->kind = TRACE_UNKNOWN;
}
