/*
 * One line of text that may be an entry of an e820 map.
 *
 * Owns the spelling of every form of entry (docs/memviz-e820.md lists them
 * with an example each). Pure: a line goes in, what it is comes out; nothing
 * is remembered from line to line. Whatever stands before an entry, a time
 * stamp or the name of a host, is passed over.
 */
#ifndef STRATA_MEMVIZ_E820_LINE_H
#define STRATA_MEMVIZ_E820_LINE_H

#include <stdbool.h>

#include "kernel/core/e820.h"

/* How an entry is written. */
enum e820_form {
    E820_FORM_NONE,      /* no form: not recognised */
    E820_FORM_SEED,      /* BIOS-e820: [base=0x... length=0x...] type=N */
    E820_FORM_LINUX,     /* BIOS-e820: [mem 0x...-0x...] usable */
    E820_FORM_LINUX_OLD, /* BIOS-e820: ... - ... (usable): the end is exclusive */
    E820_FORM_LINUX_24,  /* BIOS-e820: size @ base (usable) */
    E820_FORM_XEN,       /* ... - ... (usable), or [..., ...] (usable) */
    E820_FORM_FREEBSD,   /* SMAP type=01 base=... len=... */
    E820_FORM_MULTIBOOT, /* base_addr = 0x..., length = 0x..., type = 0x1 */
    E820_FORM_SEABIOS,   /* 0: ... - ... = 1 RAM */
    E820_FORM_IOMEM,     /* 00000000-00000fff : Reserved */
    E820_FORM_MEMMAP,    /* the directory /sys/firmware/memmap; no line is of it */
    E820_FORM_COUNT
};

/* What a line is. */
enum e820_line_kind {
    E820_LINE_OTHER,   /* nothing of a map */
    E820_LINE_COMMENT, /* blank, or starts with # */
    E820_LINE_HEADING, /* the next entry starts a map of its own */
    E820_LINE_FILLER,  /* of a map, but no entry: a gap, a device */
    E820_LINE_ENTRY,
    E820_LINE_BROKEN,  /* can only be meant as an entry, and cannot be read */
    E820_LINE_DOUBTFUL /* the same, provided the lines around it are entries */
};

/* Who printed the map: the word before the colon, as in "BIOS-e820:". */
#define E820_LABEL_SIZE 24u

struct e820_line {
    enum e820_line_kind kind;
    enum e820_form form;         /* of an entry, and of what is broken where it is known */
    char label[E820_LABEL_SIZE]; /* of an entry or a heading; "" where it has none */
    struct e820_entry entry;
    const char *problem; /* of a broken line: what is wrong; constant */
};

/* Reads one line, which has no line end and no blanks at its end. */
struct e820_line e820_line_read(const char *text);

/* The name of a form, as --form takes it. */
const char *e820_form_name(enum e820_form form);

/* What a form is called in a sentence. */
const char *e820_form_title(enum e820_form form);

/* The form of that name, or E820_FORM_NONE. */
enum e820_form e820_form_find(const char *name);

#endif
