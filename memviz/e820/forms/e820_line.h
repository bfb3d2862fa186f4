/*
 * One line of text, taken apart: entries of e820 maps, what is almost one, and
 * what else tells something about a map.
 *
 * Owns the recognition of every place of a line. Pure: a line and a hint about
 * the map around it go in, items come out in the order of the line. Whatever
 * stands before an entry, a time stamp or the name of a host, is passed over, and
 * a line may hold any number of entries, as it does when an editor joined them.
 *
 * An entry is what a row of e820_forms.h fits. What no row fits may still be an
 * entry that has been damaged, and two signs tell: a row fitted up to a point from
 * which the text can mean nothing else (BROKEN), or the text is close to the shape
 * of the entries around it (DOUBTFUL, with its distance). The second depends on
 * the neighbours, so whoever has the neighbours decides.
 */
#ifndef STRATA_MEMVIZ_E820_LINE_H
#define STRATA_MEMVIZ_E820_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "memviz/e820/forms/e820_forms.h"

enum e820_item_kind {
    E820_ITEM_ENTRY,
    E820_ITEM_FILLER,   /* of a map, but no entry: a gap, a device */
    E820_ITEM_BROKEN,   /* can only be meant as an entry, and cannot be read */
    E820_ITEM_DOUBTFUL, /* the same, provided that the lines around it are entries */
    E820_ITEM_UNENDED,  /* an entry that goes on in the next line, or is cut off */
    E820_ITEM_HEADING,  /* the next entry starts a map of its own */
    E820_ITEM_COUNT,    /* a heading that says how many entries follow: index */
    E820_ITEM_LOSS,     /* the text says that it lacks something here */
    E820_ITEM_PRINTER,  /* who prints what follows: note */
    E820_ITEM_CRASH,    /* the command line of a kernel that kexec started */
};

#define E820_PROBLEM_SIZE 96u
#define E820_NOTE_SIZE    64u

struct e820_item {
    enum e820_item_kind kind;
    const struct e820_row *row; /* of an entry and of what may be one; NULL: unknown */
    struct e820_match match;    /* of an entry; label and index also of others */
    size_t start;               /* in the line */
    size_t end;
    size_t fault;    /* where it goes wrong */
    size_t distance; /* of what is DOUBTFUL: how many letters differ... */
    size_t size;     /* ...of a shape of so many */
    bool worded;     /* ...and it has a type in words, where the shape calls for one */
    bool commented;  /* the line is a comment */
    char problem[E820_PROBLEM_SIZE];
    char note[E820_NOTE_SIZE];
};

/* The items of one line; grows as needed and is used again for the next. */
struct e820_items {
    struct e820_item *list;
    size_t count;
    size_t capacity;
    bool blank;     /* nothing but blanks, quote marks and comment signs */
    bool commented; /* starts with a comment sign... */
    bool attached;  /* ...without a blank after it, as damage makes one */
};

/* What the line may be close to: the row of the map around it, or NULL, and its
 * label. */
struct e820_hint {
    const struct e820_row *row;
    const char *label;
    bool entries_only; /* signs and headings are not looked for */
};

/* Takes text apart into items. False when there is no memory. */
bool e820_line_scan(struct e820_items *items, const char *text, const struct e820_hint *hint);

/* Gives back what items hold. */
void e820_items_free(struct e820_items *items);

#endif
