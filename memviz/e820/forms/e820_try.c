#include "memviz/e820/forms/e820_try.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "memviz/e820/forms/e820_names.h"
#include "memviz/e820/forms/e820_words.h"

/* What stands alone at the end of a line and is the start of an entry by chance. */
#define UNENDED_MIN 8u

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

void e820_try_refuse(struct e820_item *item, size_t fault, const char *problem)
{
    item->kind = E820_ITEM_BROKEN;
    item->fault = fault;
    snprintf(item->problem, sizeof item->problem, "%s", problem);
}

/* An entry starts where a word does. A dash before it may be that of a diff. */
bool e820_try_may_start(const char *text, size_t at)
{
    if (text[at] == '[')
        return true;
    if (!isalnum((unsigned char)text[at]))
        return false;
    if (at == 0)
        return true;
    if (text[at - 1] == '-')
        return at == 1 || text[at - 2] == ' ' || text[at - 2] == '>';
    /* What damage has made of a digit is no start either. */
    return !is_word(text[at - 1]) && strchr("*.!?@$%^&~/{}", text[at - 1]) == NULL;
}

void e820_try_describe(struct e820_item *item, const struct e820_match *match)
{
    if (match->literal > 0) {
        snprintf(item->problem, sizeof item->problem, "'%.*s' is expected", (int)match->literal,
                 match->expected);
    } else {
        snprintf(item->problem, sizeof item->problem, "%s is expected", match->expected);
    }
}

/* Name and number of one type that do not agree: one of them has been damaged. */
static bool contradicts(const struct e820_match *match)
{
    return match->named && match->name_type != match->entry.type &&
           match->name_type != E820_TYPE_UNTOLD;
}

/* The word before at, if nothing but blanks is between: a label whose colon was
 * lost. */
static bool follows_bare_label(const char *text, size_t at)
{
    char label[E820_LABEL_SIZE];

    while (at > 0 && text[at - 1] == ' ')
        at--;
    size_t start = at;
    while (start > 0 && (is_word(text[start - 1]) || text[start - 1] == '-'))
        start--;
    snprintf(label, sizeof label, "%.*s", (int)(at - start), text + start);
    return e820_label_is_bios(label);
}

/* What a row that fits makes of the text. */
static void take_match(struct e820_item *item, const char *text, const struct e820_match *match)
{
    unsigned flags = item->row->flags;

    item->kind = (flags & E820_ROW_FILLER) != 0 ? E820_ITEM_FILLER : E820_ITEM_ENTRY;
    item->match = *match;
    item->end = (size_t)(match->end - text);
    item->fault = item->start;
    if (contradicts(match))
        e820_try_refuse(item, item->start, "number and name of the type contradict");
    else if ((flags & E820_ROW_GENERIC) != 0 && match->entry.type == 0)
        e820_try_refuse(item, item->start, "type 0 is none: it may be a map of another protocol");
    else if ((flags & E820_ROW_LABELLED) != 0 && e820_label_is_near(match->label))
        e820_try_refuse(item, item->start, "the label is close to that of a map, and none");
    else if (match->label[0] == '\0' && follows_bare_label(text, item->start))
        e820_try_refuse(item, item->start, "the label before it has no colon");
}

/* Returns whether a row that does not fit shows that an entry was meant. */
static bool is_meant(const struct e820_row *row, const struct e820_match *match)
{
    if ((row->flags & E820_ROW_LABELLED) == 0)
        return match->committed;
    return e820_label_is_bios(match->label) ||
           (match->committed &&
            (e820_label_is_known(match->label) || e820_label_is_near(match->label)));
}

/* Returns whether a label with its colon starts there. */
static bool starts_label(const char *text)
{
    while (is_word(*text) || *text == '-')
        text++;
    return *text == ':';
}

/* A glance that spares most rows the matcher: by their first character. */
static bool may_fit(const struct e820_row *row, const char *text, bool label)
{
    const char *pattern = row->rule.pattern;

    switch (pattern[0]) {
    case '{':
        return label || *text == pattern[4];
    case '<':
        return strchr(pattern, *text) != NULL;
    case '%':
        if (pattern[1] == 'L')
            return label;
        return pattern[1] == 'E' ? isalpha((unsigned char)*text) : isxdigit((unsigned char)*text);
    default:
        return *text == pattern[0];
    }
}

/* The best that the rows make of the text from at on; false for nothing. Of rows
 * that do not fit the one counts that came furthest. */
bool e820_try_rows(struct e820_item *item, const char *text, size_t at)
{
    size_t count;
    const struct e820_row *rows = e820_forms_get_rows(&count);
    bool label = starts_label(text + at);
    struct e820_match match;
    bool found = false;

    for (size_t i = 0; i < count; i++) {
        if (!may_fit(&rows[i], text + at, label))
            continue;
        struct e820_item seen = {.row = &rows[i], .start = at};
        if (e820_pattern_match(&rows[i].rule, text + at, &match)) {
            take_match(&seen, text, &match);
            *item = seen;
            return true;
        }
        size_t reached = (size_t)(match.reached - text);
        bool named = (rows[i].flags & E820_ROW_NAMES) != 0 && match.literal == 0 &&
                     strcmp(match.expected, "a type that is known") == 0;
        if (named && *match.reached != '\0') {
            e820_names_judge(&seen, text, &match);
            *item = seen;
            return true;
        }
        seen.match = match;
        seen.fault = reached;
        seen.end = reached > at ? reached : at + 1;
        bool meant = is_meant(&rows[i], &match);
        if (!meant && (text[reached] != '\0' || reached < at + UNENDED_MIN))
            continue;
        seen.kind = text[reached] == '\0' ? E820_ITEM_UNENDED : E820_ITEM_BROKEN;
        seen.match.committed = meant;
        if (!found || reached > item->fault) {
            *item = seen;
            e820_try_describe(item, &match);
            found = true;
        }
    }
    return found;
}
