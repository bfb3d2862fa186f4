#include "memviz/e820/e820_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line of a map is much shorter; of a longer one the rest is passed over. */
#define LINE_MAX_BYTES 1024u

/* Other lines that may stand between two entries of one map: another
 * processor's, say. */
#define STRAY_LINES 8u

/* How every record of telemetry starts: RS and its first member. */
static const char record_start[] = "\x1e{\"n\":";

/* Where the reader stands in an escape sequence (ECMA-48: ESC [, parameters,
 * one final byte). */
enum escape { ESCAPE_NONE, ESCAPE_STARTED, ESCAPE_PARAMETERS };

struct e820_text {
    struct e820_map *maps[E820_TEXT_MAPS_MAX];
    size_t count;
    size_t beyond;
    size_t lines;
    size_t comments;
    size_t others; /* lines that are neither comments nor of a map */
    struct e820_map *open;
    struct e820_map overflow; /* where entries go that belong to no map kept */
    size_t strays;            /* other lines since the last entry */
    bool headed;              /* a heading has come since the last entry */
    bool telemetry;           /* a record has come */
    char heading[E820_LABEL_SIZE];
    enum escape escape;
    size_t length;
    char line[LINE_MAX_BYTES];
};

/* All zero is a reader that has seen nothing. */
struct e820_text *e820_text_create(void)
{
    return calloc(1, sizeof(struct e820_text));
}

void e820_text_destroy(struct e820_text *text)
{
    for (size_t i = 0; text != NULL && i < text->count; i++)
        free(text->maps[i]);
    free(text);
}

/* Entries of maps past the limit are still read, into one that is thrown away,
 * so that a mistake in them is no different from one elsewhere. */
static bool open_map(struct e820_text *text, const struct e820_line *line, const char *label)
{
    struct e820_map *map = &text->overflow;

    if (text->count == E820_TEXT_MAPS_MAX) {
        text->beyond++;
        memset(map, 0, sizeof *map);
    } else {
        map = calloc(1, sizeof *map);
        if (map == NULL)
            return false;
        text->maps[text->count++] = map;
    }
    map->form = line->form;
    snprintf(map->label, sizeof map->label, "%s", label);
    map->first_line = text->lines;
    text->open = map;
    return true;
}

/* Makes sure that the open map is the one the line belongs to. A log holds
 * several maps one behind the other: another form, another label, a heading or
 * too many other lines in between begin a new one. */
static bool find_map(struct e820_text *text, const struct e820_line *line)
{
    const struct e820_map *open = text->open;
    const char *label = line->label[0] != '\0' ? line->label : text->heading;
    bool same = open != NULL && !text->headed && text->strays <= STRAY_LINES &&
                open->form == line->form && strcmp(open->label, label) == 0;

    text->headed = false;
    text->strays = 0;
    return same || open_map(text, line, label);
}

/* Counted past the limit, so that a report can say how many were left out. */
static bool take_entry(struct e820_text *text, const struct e820_line *line)
{
    if (!find_map(text, line))
        return false;
    struct e820_map *map = text->open;
    if (map->total < E820_RAW_MAX)
        map->raw[map->total] = line->entry;
    map->total++;
    map->last_line = text->lines;
    return true;
}

/* Keeps the start of the line, as much as may be shown on any terminal. */
static void quote_line(const struct e820_text *text, struct e820_map *map)
{
    snprintf(map->quote, sizeof map->quote, "%s", text->line + strspn(text->line, " \t"));
    for (char *c = map->quote; *c != '\0'; c++)
        *c = *c >= ' ' && *c <= '~' ? *c : '?';
}

/* A line whose form cannot be told counts for the map around it. The first such
 * line is kept for the message; a map with one is never cleaned. */
static bool take_broken(struct e820_text *text, struct e820_line *line)
{
    if (line->form == E820_FORM_NONE) {
        bool inside = text->open != NULL && !text->headed && text->strays <= STRAY_LINES;
        line->form = inside ? text->open->form : E820_FORM_SEED;
        snprintf(line->label, sizeof line->label, "%s", inside ? text->open->label : "");
    }
    if (!find_map(text, line))
        return false;
    struct e820_map *map = text->open;
    map->last_line = text->lines;
    if (map->bad_line == 0) {
        map->bad_line = text->lines;
        map->problem = line->problem;
        quote_line(text, map);
    }
    return true;
}

/* A heading holds for the entries that follow it closely, and for no others. */
static void take_other(struct e820_text *text, const struct e820_line *line)
{
    if (line->kind == E820_LINE_COMMENT) {
        text->comments++;
    } else if (line->kind != E820_LINE_FILLER) {
        text->others++;
        /* More strays than the limit are as good as one more. */
        text->strays += text->strays <= STRAY_LINES;
    }
    if (line->kind == E820_LINE_HEADING) {
        text->headed = true;
        memcpy(text->heading, line->label, sizeof text->heading);
    } else if (text->strays > STRAY_LINES) {
        text->heading[0] = '\0';
    }
}

/* What has the shape of an entry but for its type is one only between those
 * that are. */
static bool belongs_to_open(const struct e820_text *text, const struct e820_line *line)
{
    return text->open != NULL && text->strays == 0 && !text->headed &&
           text->open->form == line->form;
}

/* Trailing blanks and CR go: consoles and mail add them. */
static bool take_line(struct e820_text *text)
{
    while (text->length > 0 && strchr(" \t\r", text->line[text->length - 1]) != NULL)
        text->length--;
    text->line[text->length] = '\0';
    text->lines++;
    text->length = 0;
    text->escape = ESCAPE_NONE;
    text->telemetry =
        text->telemetry || strncmp(text->line, record_start, sizeof record_start - 1) == 0;
    struct e820_line line = e820_line_read(text->line);
    switch (line.kind) {
    case E820_LINE_ENTRY:
        return take_entry(text, &line);
    case E820_LINE_BROKEN:
        return take_broken(text, &line);
    case E820_LINE_DOUBTFUL:
        if (belongs_to_open(text, &line))
            return take_broken(text, &line);
        line.kind = E820_LINE_OTHER;
        break;
    default:
        break;
    }
    take_other(text, &line);
    return true;
}

/* Whether c is part of an escape sequence, and so of nothing else. */
static bool pass_escape(struct e820_text *text, char c)
{
    switch (text->escape) {
    case ESCAPE_STARTED:
        text->escape = c == '[' ? ESCAPE_PARAMETERS : ESCAPE_NONE;
        return true;
    case ESCAPE_PARAMETERS:
        if (c >= '@' && c <= '~')
            text->escape = ESCAPE_NONE;
        return true;
    default:
        text->escape = c == '\033' ? ESCAPE_STARTED : ESCAPE_NONE;
        return c == '\033';
    }
}

/* In pieces of any size, since input may come from a decompressor. What is too
 * long for a line is passed over up to its end. */
bool e820_text_take(struct e820_text *text, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char c = bytes[i];
        if (c == '\n') {
            if (!take_line(text))
                return false;
            /* Consoles colour their logs, and a NUL may come from a serial line. */
        } else if (!pass_escape(text, c) && text->length < sizeof text->line - 1) {
            text->line[text->length++] = c != '\0' ? c : ' ';
        }
    }
    return true;
}

/* The last line may lack its LF. A file of comments alone is an empty map, not a
 * mistake: a corpus has such cases. */
bool e820_text_finish(struct e820_text *text)
{
    if (text->length > 0 && !take_line(text))
        return false;
    if (text->count == 0 && text->comments > 0 && text->others == 0) {
        struct e820_line seed = {.form = E820_FORM_SEED};
        return open_map(text, &seed, "");
    }
    return true;
}

/* One attribute file of a memmap directory: its first line. */
static bool read_attribute(const char *path, unsigned index, const char *name, char value[64])
{
    char file_path[512];
    int length = snprintf(file_path, sizeof file_path, "%s/%u/%s", path, index, name);

    if (length < 0 || (size_t)length >= sizeof file_path) {
        errno = ENAMETOOLONG;
        return false;
    }
    FILE *file = fopen(file_path, "r");
    if (file == NULL)
        return false;
    bool good = fgets(value, 64, file) != NULL;
    int error = ferror(file) ? errno : ENODATA;
    fclose(file);
    value[good ? strcspn(value, "\r\n") : 0] = '\0';
    errno = good ? 0 : error;
    return good;
}

/* The three attributes as one line in the form of a Linux log. */
static bool read_memmap_line(struct e820_text *text, const char *path, unsigned index)
{
    char start[64];
    char last[64];
    char type[64];

    if (!read_attribute(path, index, "start", start))
        return false;
    if (!read_attribute(path, index, "end", last) || !read_attribute(path, index, "type", type)) {
        errno = errno == ENOENT ? EIO : errno; /* half an entry is not the end of the list */
        return false;
    }
    snprintf(text->line, sizeof text->line, "memmap: [mem %s-%s] %s", start, last, type);
    return true;
}

/* Directories are numbered without a gap, so the first that is missing is the end. */
bool e820_text_take_memmap(struct e820_text *text, const char *path)
{
    for (unsigned i = 0; read_memmap_line(text, path, i); i++) {
        text->lines++;
        struct e820_line line = e820_line_read(text->line);
        bool good = line.kind == E820_LINE_ENTRY;
        line.form = E820_FORM_MEMMAP;
        line.problem = "start, end and type are not those of a range";
        line.label[0] = '\0';
        if (!(good ? take_entry(text, &line) : take_broken(text, &line)))
            return false;
    }
    return errno == ENOENT && text->count > 0;
}

size_t e820_text_count_maps(const struct e820_text *text)
{
    return text->count;
}

const struct e820_map *e820_text_get_map(const struct e820_text *text, size_t index)
{
    return text->maps[index];
}

size_t e820_text_count_beyond(const struct e820_text *text)
{
    return text->beyond;
}

size_t e820_text_count_lines(const struct e820_text *text)
{
    return text->lines;
}

bool e820_text_is_telemetry(const struct e820_text *text)
{
    return text->telemetry;
}

/* What a kernel has sorted or changed is no longer what the BIOS said. */
bool e820_map_is_raw(const struct e820_map *map)
{
    static const char *const derived[] = {"user", "modified", "setup_data", "Xen", "clean-e820"};

    for (size_t i = 0; i < sizeof derived / sizeof derived[0]; i++) {
        if (strcmp(map->label, derived[i]) == 0)
            return false;
    }
    return map->form != E820_FORM_IOMEM;
}

size_t e820_map_count_kept(const struct e820_map *map)
{
    return map->total < E820_RAW_MAX ? map->total : E820_RAW_MAX;
}

/* The label says it where Linux had to fall back on an older service. */
const char *e820_map_source(const struct e820_map *map)
{
    if (strstr(map->label, "e801") != NULL)
        return "e801";
    return strcmp(map->label, "BIOS-88") == 0 ? "88" : "e820";
}
