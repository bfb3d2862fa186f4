#include "memviz/e820/forms/e820_line.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/e820/forms/e820_names.h"
#include "memviz/e820/forms/e820_signs.h"
#include "memviz/e820/forms/e820_try.h"
#include "memviz/e820/forms/e820_words.h"

/* Of a stretch without an entry so much is compared with the shape of one. */
#define STRETCH_MAX 2048u

struct scan {
    struct e820_items *items;
    const char *text;
    const struct e820_row *row; /* what stretches are compared with, or NULL */
    char label[E820_LABEL_SIZE];
    bool full; /* there is no memory for another item */
};

void e820_items_free(struct e820_items *items)
{
    free(items->list);
    *items = (struct e820_items){0};
}

/* A place for one item more; NULL when there is no memory. */
static struct e820_item *add_item(struct scan *scan, const struct e820_item *item)
{
    struct e820_items *items = scan->items;

    if (items->count == items->capacity) {
        size_t capacity = items->capacity == 0 ? 16 : 2 * items->capacity;
        struct e820_item *list = realloc(items->list, capacity * sizeof *list);
        if (list == NULL) {
            scan->full = true;
            return NULL;
        }
        items->list = list;
        items->capacity = capacity;
    }
    items->list[items->count] = *item;
    bool whole = item->kind == E820_ITEM_ENTRY || item->kind == E820_ITEM_FILLER;
    items->list[items->count].commented = items->commented && (whole || !items->attached);
    return &items->list[items->count++];
}

/* Marks that close what an entry was wrapped in. A quote ends it for good. */
static const char *skip_closers(const char *text)
{
    for (; *text != '\0' && strchr(" \t\"'`,;|*_)]}", *text) != NULL; text++) {
        if (*text == '"' || (*text == '\'' && text[1] == ','))
            return "";
    }
    return text;
}

/* Returns whether the number before a sign may have been cut there: what was "0x1" and lost its x
 * to a comma goes on with a digit right after it. */
static bool cuts_number(const char *after)
{
    return *after != '\0' && strchr(" \t", *after) == NULL && isalnum((unsigned char)after[1]);
}

/* What stands after the last entry of a line. After a word it could change the
 * type ("usable ==> reserved"), after a number it cannot; but a key that was not
 * taken is damage anyway. */
static void check_rest(struct e820_item *item, const char *text)
{
    static const char problem[] = "text follows the entry";
    const char *after = text + item->end;
    const char *rest = after + strspn(after, " \t");
    size_t fault = (size_t)(rest - text);

    if (item->kind != E820_ITEM_ENTRY || *skip_closers(after) == '\0')
        return;
    if ((item->row->flags & E820_ROW_COMMENT) != 0) {
        if (strchr(rest, '=') != NULL || strstr(rest, "0x") != NULL ||
            strchr(" \t\"'`,;|*)]}", *after) == NULL || cuts_number(after))
            e820_try_refuse(item, fault, problem);
    } else if ((item->row->flags & E820_ROW_NAMES) == 0) {
        e820_try_refuse(item, fault, problem);
    } else if (strncmp(rest, "(kmem)", 6) == 0) {
        item->kind = E820_ITEM_FILLER; /* a part of what is listed as memory anyway */
    } else if (!e820_names_is_remark(after)) {
        e820_try_refuse(item, fault, problem);
    }
}

/* A row of names begins with a number. What goes before it ends with a blank, a quote or a sign
 * that closes something; any other sign right before the digits stands where a digit was, and the
 * number has lost its highest one. */
static void check_before(struct e820_item *item, const char *text)
{
    if (item->kind == E820_ITEM_ENTRY && (item->row->flags & E820_ROW_NAMES) != 0 &&
        item->start > 0 && strchr("[({<=+!$%&~@^?_./\\", text[item->start - 1]) != NULL)
        e820_try_refuse(item, item->start - 1, "a digit is expected");
}

/* Between two entries of a line stands what precedes the second, unless it goes on
 * with the first. */
static void check_between(struct e820_item *item, const char *text)
{
    const char *rest = text + item->end + strspn(text + item->end, " \t");

    if (item->kind == E820_ITEM_ENTRY &&
        (strncmp(rest, "==", 2) == 0 || strncmp(rest, "(type", 5) == 0))
        e820_try_refuse(item, (size_t)(rest - text), "text follows the entry");
}

/* Where the text and the row part, which says more than that they do. */
static void explain_stretch(const struct scan *scan, struct e820_item *item)
{
    struct e820_match match;

    snprintf(item->problem, sizeof item->problem, "it is close to an entry of the map, and none");
    for (size_t at = item->start; at < item->end; at++) {
        if (!e820_try_may_start(scan->text, at) ||
            e820_pattern_match(&scan->row->rule, scan->text + at, &match))
            continue;
        size_t reached = (size_t)(match.reached - scan->text);
        if (reached > item->fault && reached > at) {
            item->fault = reached;
            e820_try_describe(item, &match);
        }
    }
}

/* Digits, and what is taken for digits when a photo is read. */
static bool is_digit_like(char c)
{
    return isxdigit((unsigned char)c) || (c != '\0' && strchr("OoQlISZGT", c) != NULL);
}

/* Returns whether a stretch has a number as the rule has them: of two at least one comes through
 * most damage. The last part of a UUID has 12 digits. */
static bool has_number(const char *text, size_t length, enum e820_digits digits)
{
    size_t wanted = digits == E820_DIGITS_ANY ? 1 : digits == E820_DIGITS_MIN8 ? 7 : 13;
    size_t run = 0;

    for (size_t i = 0; i < length && run < wanted; i++)
        run = is_digit_like(text[i]) ? run + 1 : 0;
    return run >= wanted;
}

/* How far a stretch may be from the shape of an entry. Short shapes are close to much
 * that is none, such as a date; and what precedes an entry on its line mostly is. */
static size_t get_limit(size_t size, bool before_entry)
{
    if (size < 24)
        return 1;
    return before_entry ? size / 8 : size / 4;
}

/* Returns whether a stretch has a type in words, if the row has one. */
static bool has_word(const struct scan *scan, size_t start, size_t end)
{
    uint32_t type;

    if ((scan->row->flags & E820_ROW_COMMENT) != 0 || scan->row->rule.vocabulary == 0)
        return true;
    for (size_t at = start; at < end; at++) {
        bool begins = at == start || !isalnum((unsigned char)scan->text[at - 1]);
        if (begins && e820_words_match(scan->text + at, scan->row->rule.vocabulary, &type) > 0)
            return true;
    }
    return false;
}

/* Compares a stretch without entries with the shape of those around it. */
static void check_stretch(struct scan *scan, size_t start, size_t end, bool before_entry)
{
    struct near_shape shape;
    size_t best_end;

    if (scan->row == NULL || !has_number(scan->text + start, end - start, scan->row->rule.digits))
        return;
    if (end - start > STRETCH_MAX)
        end = start + STRETCH_MAX;
    e820_pattern_shape(&scan->row->rule, scan->label, &shape);
    size_t distance = near_find(scan->text + start, end - start, &shape, &best_end);
    if (distance > get_limit(shape.length, before_entry))
        return;
    struct e820_item item = {.kind = E820_ITEM_DOUBTFUL,
                             .row = scan->row,
                             .start = start,
                             .end = end,
                             .fault = start,
                             .distance = distance,
                             .size = shape.length,
                             .worded = has_word(scan, start, end)};
    explain_stretch(scan, &item);
    memcpy(item.match.label, scan->label, sizeof item.match.label);
    add_item(scan, &item);
}

/* Adds what tells about maps without being an entry. */
static void add_signs(struct scan *scan, bool (*find)(const char *, struct e820_item *))
{
    struct e820_item item = {0};

    if (find(scan->text, &item))
        add_item(scan, &item);
}

/* An entry, or what is meant to be one; the stretch before it is compared with it. */
static void take_found(struct scan *scan, size_t done, const struct e820_item *item)
{
    if (item->kind == E820_ITEM_ENTRY) {
        scan->row = item->row;
        memcpy(scan->label, item->match.label, sizeof scan->label);
    }
    check_stretch(scan, done, item->start, true);
    add_item(scan, item);
}

/* Returns whether what reads as a range of /proc/iomem, which is little more than two numbers and a
 * colon, is closer to the entries of another form around it. */
static bool belongs_to_map(struct scan *scan, size_t done, const struct e820_item *item)
{
    size_t count = scan->items->count;

    if ((item->row->flags & E820_ROW_NAMES) != 0 && scan->row != NULL &&
        scan->row->form != item->row->form)
        check_stretch(scan, done, strlen(scan->text), false);
    return scan->items->count > count;
}

/* Entries from left to right; what lies between them is compared with the entry
 * after it, and what follows the last with that one. What merely might go on in the next
 * line counts only when nothing better is found. */
static void scan_entries(struct scan *scan)
{
    const char *text = scan->text;
    size_t done = 0;
    size_t last = SIZE_MAX; /* the index of the last entry */
    struct e820_item item;
    struct e820_item unended = {.kind = E820_ITEM_ENTRY};

    for (size_t at = 0; text[at] != '\0' && !scan->full;) {
        if (!e820_try_may_start(text, at) || !e820_try_rows(&item, text, at)) {
            at++;
            continue;
        }
        if (item.kind == E820_ITEM_UNENDED && !item.match.committed) {
            unended = unended.kind == E820_ITEM_UNENDED ? unended : item;
            at++;
            continue;
        }
        if (last != SIZE_MAX)
            check_between(&scan->items->list[last], text);
        if (belongs_to_map(scan, done, &item))
            return;
        check_before(&item, text);
        take_found(scan, done, &item);
        last = scan->items->count - 1;
        done = at = item.end;
    }
    if (scan->full)
        return;
    if (last != SIZE_MAX)
        check_rest(&scan->items->list[last], text);
    size_t count = scan->items->count;
    check_stretch(scan, done, strlen(text), false);
    if (unended.kind == E820_ITEM_UNENDED && unended.start >= done && scan->items->count == count)
        add_item(scan, &unended);
}

bool e820_line_scan(struct e820_items *items, const char *text, const struct e820_hint *hint)
{
    struct scan scan = {.items = items, .text = text, .row = hint->row};
    const char *start = e820_signs_skip_quotes(text);

    items->count = 0;
    items->commented = e820_signs_is_comment(start);
    items->attached = start[strspn(start, "#;%/-")] > ' ';
    items->blank = *start == '\0' || (items->commented && start[strspn(start, "#;% \t/-")] == '\0');
    if (items->blank)
        return true;
    if (hint->row != NULL)
        snprintf(scan.label, sizeof scan.label, "%s", hint->label);
    if (!hint->entries_only) {
        add_signs(&scan, e820_signs_find_loss);
        add_signs(&scan, e820_signs_find_printer);
    }
    size_t before = items->count;
    scan_entries(&scan);
    if (!hint->entries_only &&
        (items->count == before || items->list[before].kind == E820_ITEM_DOUBTFUL))
        add_signs(&scan, e820_signs_find_heading);
    return !scan.full;
}
