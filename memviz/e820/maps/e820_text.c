#include "memviz/e820/maps/e820_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/e820/maps/e820_assembly.h"
#include "memviz/e820/maps/e820_memmap.h"
#include "memviz/e820/text/e820_lines.h"
#include "memviz/e820/text/e820_prefilter.h"
#include "memviz/e820/text/e820_unwrap.h"

/* How every record of telemetry starts: RS and its first member. */
static const char record_start[] = "\x1e{\"n\":";

struct e820_text {
    struct e820_lines *lines;
    struct e820_assembly *assembly;
    struct e820_unwrap unwrap;
    size_t vicinity; /* lines that are read in full, whatever they hold */
    size_t read;     /* the number of the last line that was read in full */
    size_t memmap_lines;
    bool telemetry; /* a record has come */
    bool other;     /* a line that is neither blank nor a comment was passed over */
    struct e820_map *maps[E820_TEXT_MAPS_MAX];
    size_t count;
    size_t beyond;
};

static bool take_line(void *owner, const struct e820_line_span *line);

struct e820_text *e820_text_create(void)
{
    struct e820_text *text = calloc(1, sizeof *text);

    if (text == NULL)
        return NULL;
    text->lines = e820_lines_create(take_line, text);
    text->assembly = e820_assembly_create();
    text->vicinity = E820_VICINITY;
    if (text->lines == NULL || text->assembly == NULL) {
        e820_text_destroy(text);
        return NULL;
    }
    return text;
}

void e820_text_destroy(struct e820_text *text)
{
    if (text == NULL)
        return;
    for (size_t i = 0; i < text->count; i++)
        free(text->maps[i]);
    e820_lines_destroy(text->lines);
    e820_assembly_destroy(text->assembly);
    e820_unwrap_free(&text->unwrap);
    free(text);
}

/* The next piece of what was unwrapped, its blanks at the end cut off; NULL after the
 * last. */
static char *next_piece(char **rest)
{
    char *piece = *rest;

    if (piece == NULL)
        return NULL;
    char *end = strchr(piece, '\n');
    *rest = end != NULL ? end + 1 : NULL;
    if (end == NULL)
        end = piece + strlen(piece);
    while (end > piece && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    *end = '\0';
    return piece;
}

static bool unwrap(struct e820_text *text, const struct e820_line_span *line)
{
    return e820_unwrap_line(&text->unwrap, line->text, line->length);
}

/* Reads a line in full. What it holds of a map opens the vicinity again. */
static bool read_line(struct e820_text *text, const struct e820_line_span *line)
{
    size_t events = e820_assembly_count_events(text->assembly);

    text->read = line->number;
    if (!unwrap(text, line))
        return false;
    char *rest = text->unwrap.text.bytes;
    for (char *piece; (piece = next_piece(&rest)) != NULL;) {
        if (!e820_assembly_take(text->assembly, piece, line->number))
            return false;
    }
    if (e820_assembly_count_events(text->assembly) != events)
        text->vicinity = E820_VICINITY;
    else if (text->vicinity > 0)
        text->vicinity--;
    return true;
}

/* Returns whether a line that the quick test wants does hold something of a map. */
static bool is_of_map(struct e820_text *text, const struct e820_line_span *line)
{
    if (!unwrap(text, line))
        return true;
    char *rest = text->unwrap.text.bytes;
    for (char *piece; (piece = next_piece(&rest)) != NULL;) {
        if (e820_assembly_is_of_map(text->assembly, piece))
            return true;
    }
    return false;
}

/* Reads the lines before the first of a map: its heading is there, and who printed
 * it. */
static bool look_back(struct e820_text *text, const struct e820_line_span *line)
{
    struct e820_line_span before[E820_VICINITY];
    size_t count = 0;

    while (count < E820_VICINITY &&
           e820_lines_get_previous(text->lines, count == 0 ? line : &before[count - 1],
                                   &before[count]) &&
           before[count].number > text->read)
        count++;
    while (count > 0) {
        if (!read_line(text, &before[--count]))
            return false;
    }
    return true;
}

static bool take_cut_line(struct e820_text *text, const struct e820_line_span *line)
{
    if (!e820_prefilter_wants(line->text, line->length))
        return true;
    return e820_assembly_take_long(text->assembly, line->number);
}

static bool take_line(void *owner, const struct e820_line_span *line)
{
    struct e820_text *text = owner;

    if (line->length >= sizeof record_start - 1 &&
        memcmp(line->text, record_start, sizeof record_start - 1) == 0)
        text->telemetry = true;
    if (line->cut)
        return take_cut_line(text, line);
    if (text->vicinity == 0) {
        text->other = true;
        if (!e820_prefilter_wants(line->text, line->length) || !is_of_map(text, line))
            return true;
        if (!look_back(text, line))
            return false;
    }
    return read_line(text, line);
}

bool e820_text_take(struct e820_text *text, const char *bytes, size_t size)
{
    return e820_lines_add(text->lines, bytes, size);
}

/* Every map that was settled; those beyond the limit are counted. */
static bool take_map(void *owner, const struct e820_map *map)
{
    struct e820_text *text = owner;

    if (map->total == 0 && map->fault.line == 0)
        return true;
    if (text->count == E820_TEXT_MAPS_MAX) {
        text->beyond++;
        return true;
    }
    struct e820_map *kept = malloc(sizeof *kept);
    if (kept == NULL)
        return false;
    *kept = *map;
    text->maps[text->count++] = kept;
    return true;
}

/* Returns whether a commented map is nothing but lines that were taken out of another. */
static bool is_inside(const struct e820_map *inner, const struct e820_map *outer)
{
    return inner->commented && !outer->commented && inner->form == outer->form &&
           inner->first_line + 1 >= outer->first_line && inner->last_line <= outer->last_line + 1;
}

/* Where the map counts its entries, the one that is a comment is wanted: a sign was put there by
 * damage. */
static void leave_out(struct e820_map *map, size_t line)
{
    if (!map->lacks) {
        e820_map_warn(map, "line %zu: an entry that is a comment is left out", line);
    } else if (line < map->fault.line || map->fault.line < map->first_line) {
        map->fault = (struct e820_fault){.line = line};
        snprintf(map->fault.problem, sizeof map->fault.problem,
                 "the entry is a comment, and the map lacks it");
        map->lacks = false;
    }
}

/* Lines of a map that are comments are left out on purpose, and a warning says so. */
static void drop_commented(struct e820_text *text)
{
    size_t kept = 0;

    for (size_t i = 0; i < text->count; i++) {
        struct e820_map *map = text->maps[i];
        struct e820_map *outer = NULL;
        for (size_t n = 0; n < text->count && outer == NULL; n++)
            outer = text->maps[n] != NULL && is_inside(map, text->maps[n]) ? text->maps[n] : NULL;
        if (outer == NULL) {
            text->maps[kept++] = map;
            continue;
        }
        leave_out(outer, map->first_line);
        text->maps[i] = NULL;
        free(map);
    }
    text->count = kept;
}

static bool settle(struct e820_text *text)
{
    for (size_t i = 0; i < e820_assembly_count_runs(text->assembly); i++) {
        if (!e820_settle(e820_assembly_get_run(text->assembly, i), take_map, text))
            return false;
    }
    drop_commented(text);
    return true;
}

/* A map without entries looks like a text about something else, unless a comment
 * says what it is. */
static bool add_empty_map(struct e820_text *text)
{
    struct e820_map *map = calloc(1, sizeof *map);

    if (map == NULL)
        return false;
    map->form = E820_FORM_STRATA;
    e820_map_warn(map, "the map has no entries");
    text->maps[text->count++] = map;
    return true;
}

bool e820_text_finish(struct e820_text *text)
{
    if (!e820_lines_finish(text->lines) || !e820_assembly_finish(text->assembly) || !settle(text))
        return false;
    if (text->count == 0 && e820_text_is_comments(text) && e820_assembly_says_empty(text->assembly))
        return add_empty_map(text);
    return true;
}

/* Directories are numbered without a gap, so the first that is missing is the end. */
bool e820_text_take_memmap(struct e820_text *text, const char *path)
{
    struct e820_entry entry;
    bool good;

    for (unsigned i = 0; e820_memmap_read(path, i, &entry, &good); i++) {
        text->memmap_lines++;
        if (!e820_assembly_take_entry(text->assembly, &entry, i + 1,
                                      good ? NULL : "start, end and type are not those of a range"))
            return false;
    }
    int error = errno;
    if (!settle(text))
        return false;
    errno = error;
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
    return e820_lines_count(text->lines) + text->memmap_lines;
}

bool e820_text_is_telemetry(const struct e820_text *text)
{
    return text->telemetry;
}

bool e820_text_is_comments(const struct e820_text *text)
{
    return !text->other && !e820_assembly_has_text(text->assembly) &&
           e820_text_count_lines(text) > 0;
}
