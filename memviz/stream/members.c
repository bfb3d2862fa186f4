#include "memviz/stream/members.h"

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Deep nesting is no mistake, but nothing we know nests at all. */
#define DEPTH_MAX 8u

/* A parser of its own rather than jansson's: it allocates nothing, and a record
 * is read where it lies. A replay of a long recording does little else. It made
 * decoding three times as fast. */
struct reader {
    const char *at;
    const char *end;
};

/* NUL at the end: it is nothing that any rule accepts, so no caller asks for the
 * end itself. */
static char peek(const struct reader *reader)
{
    return reader->at < reader->end ? *reader->at : '\0';
}

static void skip_blanks(struct reader *reader)
{
    /* A sender that is not a person writes none. */
    if (peek(reader) > ' ')
        return;
    while (peek(reader) == ' ' || peek(reader) == '\t' || peek(reader) == '\r')
        reader->at++;
}

/* Moves past a character when it is the next one. */
static bool accept(struct reader *reader, char ch)
{
    if (peek(reader) != ch)
        return false;
    reader->at++;
    return true;
}

static bool accept_word(struct reader *reader, const char *word)
{
    size_t length = strlen(word);

    if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0)
        return false;
    reader->at += length;
    return true;
}

static int hex_value(char ch)
{
    if (ch >= '0' && ch <= '9')
        return ch - '0';
    char lower = (char)(ch | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* What follows a backslash. */
static bool skip_escape(struct reader *reader)
{
    char ch = peek(reader);

    if (ch == '\0' || strchr("\"\\/bfnrtu", ch) == NULL)
        return false;
    reader->at++;
    for (unsigned i = 0; ch == 'u' && i < 4; i++) {
        if (hex_value(peek(reader)) < 0)
            return false;
        reader->at++;
    }
    return true;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#define TOP_BITS   EACH(0x80)

/* The top bit of each byte of word that is 0; bytes above one that is may be marked too, which
 * whoever wants the lowest need not mind. */
static uint64_t find_zeros(uint64_t word)
{
    return (word - EACH(1)) & ~word & TOP_BITS;
}

/* How many bytes from at on are plain characters of a string: eight at a time, up to a quote, a
 * backslash, or what no string may hold. The last bytes are left to the caller. */
static size_t count_plain(const char *at, const char *end)
{
    const char *start = at;
    uint64_t word;

    for (; end - at >= (ptrdiff_t)sizeof word; at += sizeof word) {
        memcpy(&word, at, sizeof word);
        word = le64toh(word);
        uint64_t below_blank = (word - EACH(0x20)) & ~word & TOP_BITS;
        uint64_t above_tilde = (word + EACH(1)) & TOP_BITS;
        uint64_t special = find_zeros(word ^ EACH('"')) | find_zeros(word ^ EACH('\\')) |
                           below_blank | above_tilde | (word & TOP_BITS);
        if (special != 0)
            return (size_t)(at - start) + (unsigned)__builtin_ctzll(special) / 8;
    }
    return (size_t)(at - start);
}

/* A string in its quotes; *text and *length get what they hold. */
static bool take_string(struct reader *reader, const char **text, size_t *length)
{
    if (!accept(reader, '"'))
        return false;
    *text = reader->at;
    reader->at += count_plain(reader->at, reader->end);
    while (reader->at < reader->end) {
        char ch = *reader->at;
        if (ch < 0x20 || ch > 0x7e)
            return false;
        reader->at++;
        if (ch == '"') {
            *length = (size_t)(reader->at - 1 - *text);
            return true;
        }
        if (ch == '\\' && !skip_escape(reader))
            return false;
        reader->at += count_plain(reader->at, reader->end);
    }
    return false;
}

/* At least one digit. */
static bool skip_digits(struct reader *reader)
{
    const char *start = reader->at;

    while (peek(reader) >= '0' && peek(reader) <= '9')
        reader->at++;
    return reader->at > start;
}

/* RFC 8259, section 6: no leading zeros, no bare point. */
static bool skip_number(struct reader *reader)
{
    accept(reader, '-');
    if (!accept(reader, '0') && !skip_digits(reader))
        return false;
    if (accept(reader, '.') && !skip_digits(reader))
        return false;
    if (accept(reader, 'e') || accept(reader, 'E')) {
        if (!accept(reader, '+'))
            accept(reader, '-');
        return skip_digits(reader);
    }
    return true;
}

static bool skip_value(struct reader *reader, unsigned depth);

/* The inside of a list or an object, whose opening bracket has been read. */
static bool skip_nested(struct reader *reader, char close, unsigned depth)
{
    const char *text;
    size_t length;

    skip_blanks(reader);
    if (depth == 0 || accept(reader, close))
        return depth != 0;
    do {
        skip_blanks(reader);
        if (close == '}') {
            if (!take_string(reader, &text, &length))
                return false;
            skip_blanks(reader);
            if (!accept(reader, ':'))
                return false;
            skip_blanks(reader);
        }
        if (!skip_value(reader, depth - 1))
            return false;
        skip_blanks(reader);
    } while (accept(reader, ','));
    return accept(reader, close);
}

/* Bounded in depth: a line of brackets must not use up the stack. */
static bool skip_value(struct reader *reader, unsigned depth)
{
    const char *text;
    size_t length;

    switch (peek(reader)) {
    case '"':
        return take_string(reader, &text, &length);
    case '{':
        reader->at++;
        return skip_nested(reader, '}', depth);
    case '[':
        reader->at++;
        return skip_nested(reader, ']', depth);
    case 't':
        return accept_word(reader, "true");
    case 'f':
        return accept_word(reader, "false");
    case 'n':
        return accept_word(reader, "null");
    default:
        return skip_number(reader);
    }
}

static enum member_kind get_kind(char first)
{
    switch (first) {
    case '"':
        return MEMBER_STRING;
    case 't':
        return MEMBER_TRUE;
    case 'f':
        return MEMBER_FALSE;
    case '{':
    case '[':
    case 'n':
        return MEMBER_OTHER;
    default:
        return MEMBER_NUMBER;
    }
}

/* Text is kept as it stands in the record; what it means is for whoever wants it. */
static bool take_value(struct reader *reader, struct member *member)
{
    member->kind = get_kind(peek(reader));
    if (member->kind == MEMBER_STRING)
        return take_string(reader, &member->text, &member->length);
    member->text = reader->at;
    if (!skip_value(reader, DEPTH_MAX))
        return false;
    member->length = (size_t)(reader->at - member->text);
    return true;
}

/* By comparing: a record has a handful. */
static const struct member *find(const struct members *members, const char *name, size_t length)
{
    for (size_t i = 0; i < members->count; i++) {
        const struct member *item = &members->items[i];
        if (item->name_length == length && (length == 0 || item->name[0] == name[0]) &&
            memcmp(item->name, name, length) == 0)
            return item;
    }
    return NULL;
}

/* One name and its value, added to those before. */
static bool take_member(struct reader *reader, struct members *members)
{
    struct member member;

    skip_blanks(reader);
    if (!take_string(reader, &member.name, &member.name_length) || members->count == MEMBERS_MAX ||
        find(members, member.name, member.name_length) != NULL)
        return false;
    skip_blanks(reader);
    if (!accept(reader, ':'))
        return false;
    skip_blanks(reader);
    if (!take_value(reader, &member))
        return false;
    skip_blanks(reader);
    members->items[members->count++] = member;
    return true;
}

/* The text is one object and nothing follows it. A name twice is refused, as readers differ
 * in which one they take. */
bool members_parse(struct members *members, const char *text, size_t size)
{
    struct reader reader = {text, text + size};

    members->count = 0;
    skip_blanks(&reader);
    if (!accept(&reader, '{'))
        return false;
    do {
        if (!take_member(&reader, members))
            return false;
    } while (accept(&reader, ','));
    if (!accept(&reader, '}'))
        return false;
    skip_blanks(&reader);
    return reader.at == reader.end;
}

const struct member *members_find(const struct members *members, const char *name)
{
    return find(members, name, strlen(name));
}

unsigned members_next_char(const char **text)
{
    static const char letters[] = "bfnrt";
    static const char meanings[] = "\b\f\n\r\t";
    char ch = *(*text)++;

    if (ch != '\\')
        return (unsigned char)ch;
    ch = *(*text)++;
    if (ch != 'u') {
        const char *letter = strchr(letters, ch);
        return (unsigned char)(letter != NULL ? meanings[letter - letters] : ch);
    }
    unsigned value = 0;
    for (unsigned i = 0; i < 4; i++)
        value = value << 4 | (unsigned)hex_value(*(*text)++);
    return value >= 0xd800 && value <= 0xdfff ? 0xfffd : value;
}
