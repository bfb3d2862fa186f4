#include "memviz/e820/text/e820_unwrap.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define ESCAPE    0x1b
#define BACKSPACE 0x08
#define BELL      0x07

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The byte that =XX stands for, or -1. Only capitals are allowed (RFC 2045, 6.7),
 * and no program encodes a control character so but for a tab or a line end. */
static int quoted_value(const char *text)
{
    int high = hex_value(text[1]);
    int low = high < 0 ? -1 : hex_value(text[2]);
    int value = high * 16 + low;

    if (high < 0 || low < 0 || (value < 0x20 && strchr("\t\r\n", value) == NULL) || value == 0)
        return -1;
    return value;
}

/* How long a soft line end at text is: = and a line end. */
static size_t measure_soft_end(const char *text)
{
    size_t length = 1 + strspn(text + 1, " \t");

    length += text[length] == '\r';
    return text[length] == '\n' ? length + 1 : 0;
}

/* Quoted-printable is what has a soft line end or an encoded =, and no = that is
 * anything else: "type=01 base=00" is not. */
static bool is_quoted_printable(const char *text)
{
    bool marked = false;

    for (const char *found = strchr(text, '='); found != NULL; found = strchr(found + 1, '=')) {
        bool soft = measure_soft_end(found) > 0;
        if (!soft && quoted_value(found) < 0)
            return false;
        marked = marked || soft || strncmp(found, "=3D", 3) == 0 || strncmp(found, "=C2", 3) == 0 ||
                 strncmp(found, "=5B", 3) == 0 || found[3] == '\0';
    }
    return marked;
}

static bool undo_quoted_printable(struct e820_bytes *out, const struct e820_bytes *text)
{
    for (const char *at = text->bytes; *at != '\0';) {
        size_t soft = *at == '=' ? measure_soft_end(at) : 0;
        if (soft > 0) {
            at += soft;
            continue;
        }
        char c = *at == '=' ? (char)quoted_value(at) : *at;
        if (!e820_bytes_add(out, &c, 1))
            return false;
        at += *at == '=' ? 3 : 1;
    }
    return true;
}

/* What a letter after a backslash means in a string of C or JSON; 0: nothing. */
static char escaped_value(char c)
{
    static const char from[] = "nrt\"/\\";
    static const char to[] = "\n\r\t\"/\\";
    const char *found = strchr(from, c);

    return found != NULL && c != '\0' ? to[found - from] : 0;
}

/* rsyslog writes a control character as # and its octal digits. */
static char syslog_value(const char *text)
{
    static const struct {
        char digits[4];
        char value;
    } codes[] = {{"011", '\t'}, {"012", '\n'}, {"015", '\r'}, {"033", ESCAPE}};

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (strncmp(text + 1, codes[i].digits, 3) == 0)
            return codes[i].value;
    }
    return 0;
}

/* Strings of a program text or of a log that no longer parses. */
static bool undo_backslashes(struct e820_bytes *out, const struct e820_bytes *text)
{
    bool quoted = strchr(text->bytes, '"') != NULL;

    for (const char *at = text->bytes; *at != '\0';) {
        char value = *at == '\\' && quoted ? escaped_value(at[1])
                     : *at == '#'          ? syslog_value(at)
                                           : 0;
        size_t length = value == 0 ? 1 : *at == '#' ? 4 : 2;
        if (!e820_bytes_add(out, value != 0 ? &value : at, 1))
            return false;
        at += length;
    }
    return true;
}

/* The end of an escape sequence at text (ECMA-48): ESC [ and a final byte, ESC ] up
 * to BEL or ESC \, or ESC and one or two characters. */
static const char *skip_escape(const char *text)
{
    const char *at = text + 1;

    if (*at == '[') {
        at++;
        while (*at != '\0' && *at != '\n' && (*at < '@' || *at > '~'))
            at++;
        return *at == '\0' || *at == '\n' ? at : at + 1;
    }
    if (*at == ']') {
        while (*at != '\0' && *at != BELL && *at != '\n' && !(*at == ESCAPE && at[1] == '\\'))
            at++;
        return *at == BELL ? at + 1 : *at == ESCAPE ? at + 2 : at;
    }
    at += strchr("()#%", *at) != NULL && *at != '\0';
    return *at != '\0' && *at != '\n' ? at + 1 : at;
}

/* Characters that look like ASCII ones and are put in their place by word processors
 * and web pages. 0: left out. */
static const struct {
    char bytes[4];
    char value;
} lookalikes[] = {
    {"\xc2\xa0", ' '},     {"\xe2\x80\x87", ' '}, {"\xe2\x80\xaf", ' '}, {"\xe2\x80\x82", ' '},
    {"\xe2\x80\x83", ' '}, {"\xe2\x80\x89", ' '}, {"\xe3\x80\x80", ' '}, {"\xe2\x80\x8b", 0},
    {"\xe2\x80\x8c", 0},   {"\xe2\x80\x8d", 0},   {"\xe2\x81\xa0", 0},   {"\xef\xbb\xbf", 0},
    {"\xc2\xad", 0},       {"\xe2\x80\x8e", 0},   {"\xe2\x80\x90", '-'}, {"\xe2\x80\x91", '-'},
    {"\xe2\x80\x92", '-'}, {"\xe2\x80\x93", '-'}, {"\xe2\x80\x94", '-'}, {"\xe2\x88\x92", '-'},
    {"\xe2\x80\x9c", '"'}, {"\xe2\x80\x9d", '"'}, {"\xe2\x80\xa6", 0},   {"\xe2\x80\xa8", '\n'},
    {"\xc2\x85", '\n'},    {"\xef\xbc\x9a", ':'}, {"\xe2\x94\x82", '|'}, {"\xe2\x86\x90", '<'},
};

/* How many bytes at text are such a character; *value gets what it stands for. */
static size_t match_lookalike(const char *text, char *value)
{
    for (size_t i = 0; i < sizeof lookalikes / sizeof lookalikes[0]; i++) {
        size_t length = strlen(lookalikes[i].bytes);
        if (strncmp(text, lookalikes[i].bytes, length) == 0) {
            *value = lookalikes[i].value;
            return length;
        }
    }
    return 0;
}

/* An ellipsis is three dots: people write it for what they left out. */
static bool is_ellipsis(const char *text)
{
    return strncmp(text, "\xe2\x80\xa6", 3) == 0;
}

/* One character that is not plain; returns what follows it, NULL without memory. */
static const char *undo_special(struct e820_bytes *out, const char *at)
{
    char value = ' ';
    size_t length = match_lookalike(at, &value);

    if (is_ellipsis(at))
        return e820_bytes_add(out, "...", 3) ? at + 3 : NULL;
    if (length == 0 && (unsigned char)*at == 0xa0) /* a no-break blank of Latin 1 */
        length = 1;
    else if (length == 0)
        return e820_bytes_add(out, at, 1) ? at + 1 : NULL;
    return value == 0 || e820_bytes_add(out, &value, 1) ? at + length : NULL;
}

/* Terminals: sequences go, a backspace takes what is before it, CR ends a line. */
static bool undo_characters(struct e820_bytes *out, const struct e820_bytes *text)
{
    for (const char *at = text->bytes; at != NULL && *at != '\0';) {
        unsigned char c = (unsigned char)*at;
        if (c == ESCAPE) {
            at = skip_escape(at);
        } else if (c == BACKSPACE) {
            out->size -= out->size > 0 && out->bytes[out->size - 1] != '\n';
            at++;
        } else if (c == '\r' || c == '\v' || c == '\f') {
            at = e820_bytes_add(out, "\n", 1) ? at + 1 : NULL;
        } else if (c < ' ' && c != '\t' && c != '\n') {
            at++;
        } else if (c >= 0x80) {
            at = undo_special(out, at);
        } else {
            at = e820_bytes_add(out, at, 1) ? at + 1 : NULL;
        }
        if (at == NULL)
            return false;
    }
    return e820_bytes_add(out, "", 0);
}

static bool is_plain(const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= 0x7f || (c < ' ' && c != '\t' && c != '\n'))
            return false;
    }
    return true;
}

/* One step: its result becomes the text. */
static bool step(struct e820_unwrap *unwrap,
                 bool (*undo)(struct e820_bytes *, const struct e820_bytes *))
{
    unwrap->spare.size = 0;
    if (!e820_bytes_add(&unwrap->spare, "", 0) || !undo(&unwrap->spare, &unwrap->text))
        return false;
    struct e820_bytes text = unwrap->text;
    unwrap->text = unwrap->spare;
    unwrap->spare = text;
    return true;
}

/* Strings of JSON are decoded by a library where the line parses, and otherwise as
 * far as their escapes can be recognised. */
static bool undo_strings(struct e820_unwrap *unwrap)
{
    bool taken = false;

    unwrap->spare.size = 0;
    if (!e820_bytes_add(&unwrap->spare, "", 0) ||
        !e820_unwrap_json(&unwrap->spare, &unwrap->text, &taken))
        return false;
    if (taken) {
        struct e820_bytes text = unwrap->text;
        unwrap->text = unwrap->spare;
        unwrap->spare = text;
        return true;
    }
    /* Without a quote a backslash is what damage has left. */
    bool quoted =
        strchr(unwrap->text.bytes, '"') != NULL && strchr(unwrap->text.bytes, '\\') != NULL;
    if (!quoted && strstr(unwrap->text.bytes, "#0") == NULL)
        return true;
    return step(unwrap, undo_backslashes);
}

/* From the outside in: mail carries pages, and pages carry terminals. */
bool e820_unwrap_line(struct e820_unwrap *unwrap, const char *line, size_t length)
{
    /* Beside the LF a CR is part of the line end, on either side of it. */
    while (length > 0 && line[length - 1] == '\r')
        length--;
    for (; length > 0 && *line == '\r'; length--)
        line++;
    unwrap->text.size = 0;
    if (!e820_bytes_add(&unwrap->text, line, length))
        return false;
    for (size_t i = 0; i < length; i++) {
        if (unwrap->text.bytes[i] == '\0')
            unwrap->text.bytes[i] = ' '; /* from a serial line */
    }
    const char *text = unwrap->text.bytes;
    if (strchr(text, '=') != NULL && is_quoted_printable(text) &&
        !step(unwrap, undo_quoted_printable))
        return false;
    if (!undo_strings(unwrap))
        return false;
    if (strpbrk(unwrap->text.bytes, "<&[") != NULL && !step(unwrap, e820_unwrap_html))
        return false;
    return is_plain(unwrap->text.bytes) || step(unwrap, undo_characters);
}

void e820_unwrap_free(struct e820_unwrap *unwrap)
{
    free(unwrap->text.bytes);
    free(unwrap->spare.bytes);
    *unwrap = (struct e820_unwrap){0};
}
