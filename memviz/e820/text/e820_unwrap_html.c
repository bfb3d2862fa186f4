/*
 * Logs out of web pages and forums: tags, BB code, entities. A step of
 * e820_unwrap.h.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "memviz/e820/text/e820_unwrap.h"

/* What a tag leaves in its place; a name that is none of these is no tag, since
 * logs have <6> and people write <here>. */
static const struct {
    const char *name;
    const char *left;
} tags[] = {
    {"br", "\n"},
    {"p", "\n"},
    {"div", "\n"},
    {"tr", "\n"},
    {"li", "\n"},
    {"ul", "\n"},
    {"ol", "\n"},
    {"pre", "\n"},
    {"table", "\n"},
    {"tbody", "\n"},
    {"html", "\n"},
    {"body", "\n"},
    {"head", "\n"},
    {"h1", "\n"},
    {"h2", "\n"},
    {"h3", "\n"},
    {"title", "\n"},
    {"section", "\n"},
    {"blockquote", "\n"},
    {"td", " "},
    {"th", " "},
    {"span", ""},
    {"b", ""},
    {"i", ""},
    {"u", ""},
    {"em", ""},
    {"strong", ""},
    {"code", ""},
    {"tt", ""},
    {"samp", ""},
    {"kbd", ""},
    {"font", ""},
    {"a", ""},
    {"mark", ""},
    {"small", ""},
    {"wbr", ""},
    {"s", ""},
    {"del", ""},
    {"ins", ""},
    {"article", "\n"},
};

static const char *const bb_codes[] = {"color", "font", "size", "code",    "quote", "b",
                                       "i",     "u",    "url",  "spoiler", "list",  "pre"};

static const struct {
    const char *name;
    unsigned character;
} entities[] = {
    {"lt", '<'},     {"gt", '>'},     {"amp", '&'},    {"quot", '"'},     {"apos", '\''},
    {"nbsp", ' '},   {"ndash", '-'},  {"mdash", '-'},  {"minus", '-'},    {"colon", ':'},
    {"lsqb", '['},   {"rsqb", ']'},   {"lbrack", '['}, {"rbrack", ']'},   {"lpar", '('},
    {"rpar", ')'},   {"equals", '='}, {"comma", ','},  {"hyphen", '-'},   {"dash", '-'},
    {"period", '.'}, {"commat", '@'}, {"num", '#'},    {"shy", 0},        {"ensp", ' '},
    {"emsp", ' '},   {"thinsp", ' '}, {"Tab", '\t'},   {"NewLine", '\n'}, {"lowbar", '_'},
};

#define LENGTH_OF(table) (sizeof(table) / sizeof(table)[0])

static bool same_name(const char *text, size_t length, const char *name)
{
    return strlen(name) == length && strncasecmp(text, name, length) == 0;
}

/* The length of a tag at text, and what it leaves; 0: it is none. */
static size_t match_tag(const char *text, const char **left)
{
    const char *name = text + 1 + (text[1] == '/');
    size_t length = 0;

    while (isalnum((unsigned char)name[length]))
        length++;
    size_t rest = strcspn(name + length, "<>\n");
    if (length == 0 || name[length + rest] != '>')
        return 0;
    if (rest > 0 && strchr(" \t/", name[length]) == NULL)
        return 0;
    for (size_t i = 0; i < LENGTH_OF(tags); i++) {
        if (same_name(name, length, tags[i].name)) {
            *left = tags[i].left;
            return (size_t)(name - text) + length + rest + 1;
        }
    }
    return 0;
}

/* The length of BB code at text: [COLOR=#000000], [/FONT]. */
static size_t match_bb_code(const char *text)
{
    const char *name = text + 1 + (text[1] == '/');
    size_t length = 0;

    while (isalpha((unsigned char)name[length]))
        length++;
    size_t rest = strcspn(name + length, "[]\n");
    if (length == 0 || name[length + rest] != ']' || (rest > 0 && name[length] != '='))
        return 0;
    for (size_t i = 0; i < LENGTH_OF(bb_codes); i++) {
        if (same_name(name, length, bb_codes[i]))
            return (size_t)(name - text) + length + rest + 1;
    }
    return 0;
}

/* The length of an entity at text, and its character; 0: it is none. */
static size_t match_entity(const char *text, unsigned *character)
{
    size_t length = strcspn(text, "; \n");

    if (text[length] != ';' || length < 3 || length > 9)
        return 0;
    if (text[1] == '#') {
        bool hex = text[2] == 'x' || text[2] == 'X';
        char *end;
        unsigned long value = strtoul(text + 2 + hex, &end, hex ? 16 : 10);
        *character = value == 0xa0 ? ' ' : (unsigned)value;
        return end == text + length && value > 0 && value < 0x10000 ? length + 1 : 0;
    }
    for (size_t i = 0; i < LENGTH_OF(entities); i++) {
        if (strlen(entities[i].name) == length - 1 &&
            strncmp(text + 1, entities[i].name, length - 1) == 0) {
            *character = entities[i].character;
            return length + 1;
        }
    }
    return 0;
}

/* A mark at text, if there is one: what it leaves goes to out. Returns its length,
 * 0 for none; *good is false when there is no memory. */
static size_t undo_mark(struct e820_bytes *out, const char *text, bool *good)
{
    const char *left = "";
    unsigned character = 0;
    size_t length = 0;

    switch (*text) {
    case '<':
        length = match_tag(text, &left);
        break;
    case '[':
        length = match_bb_code(text);
        break;
    case '&':
        length = match_entity(text, &character);
        if (length > 0 && character != 0)
            *good = e820_bytes_add_character(out, character);
        break;
    default:
        break;
    }
    if (length > 0 && left[0] != '\0')
        *good = e820_bytes_add(out, left, strlen(left));
    return length;
}

bool e820_unwrap_html(struct e820_bytes *out, const struct e820_bytes *text)
{
    bool good = true;

    for (const char *at = text->bytes; good && *at != '\0';) {
        size_t length = undo_mark(out, at, &good);
        if (length == 0) {
            good = good && e820_bytes_add(out, at, 1);
            length = 1;
        }
        at += length;
    }
    return good;
}
