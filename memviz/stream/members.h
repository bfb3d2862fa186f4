/*
 * The members of one record: a JSON object, taken apart where it lies.
 *
 * Owns the JSON of docs/telemetry.md ("A record"): one object on one line in
 * ASCII, no name twice. Takes no memory and copies nothing, because a recording
 * has a million of them; names and values point into the text that was parsed.
 * The grammar is that of RFC 8259.
 */
#ifndef STRATA_MEMVIZ_MEMBERS_H
#define STRATA_MEMVIZ_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>

/* An object with more members than this is refused. */
#define MEMBERS_MAX 32u

enum member_kind {
    MEMBER_STRING,
    MEMBER_NUMBER,
    MEMBER_TRUE,
    MEMBER_FALSE,
    MEMBER_OTHER, /* null, or an object or a list, which no type has */
};

struct member {
    enum member_kind kind; /* what text is to be read as */
    const char *name;      /* not terminated, escapes as they were sent */
    size_t name_length;
    const char *text; /* the value as it was sent; of a string what the quotes hold */
    size_t length;
};

struct members {
    size_t count; /* in the order of the record */
    struct member items[MEMBERS_MAX];
};

/* Takes apart the size bytes of text, which must be one object and nothing
 * else. False when they are not, or when the object has a name twice. */
bool members_parse(struct members *members, const char *text, size_t size);

/* A member by its name, or NULL. */
const struct member *members_find(const struct members *members, const char *name);

/* Reads the next character of a string's text and moves *text past it; escapes
 * are resolved, halves of surrogate pairs become U+FFFD. The text is one that
 * members_parse() accepted and *text is not at its end. */
unsigned members_next_char(const char **text);

#endif
