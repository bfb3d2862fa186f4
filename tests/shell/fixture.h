/*
 * A shell over a machine made of ordinary memory.
 *
 * Owns the machine, its terminal and what the shell reaches of the outside. The
 * first ARENA_SIZE bytes of physical memory are an allocation, so that whatever
 * reaches past them is the sanitizer's; above, the memory that the map has reads
 * as pages of zeros. Each answer's form is checked as it comes: CR LF after
 * every line, nothing but printable characters in it, the prompt at the end.
 */
#ifndef STRATA_TESTS_SHELL_FIXTURE_H
#define STRATA_TESTS_SHELL_FIXTURE_H

#include <jansson.h>
#include <string.h>

#include "shell/session.h"
#include "tests/core/check.h"

#define ARENA_SIZE  (16u << 20)
#define PROMPT_TEXT "strata> "

/* What the shell asked the hardware for. */
struct fixture_calls {
    unsigned breaks;
    unsigned reboots;
    unsigned power_offs;
    unsigned drops;
    unsigned crashes;
    unsigned guards_on;
    unsigned writes_allowed;
    unsigned applied; /* watches were */
};

struct fixture {
    struct machine machine;
    struct shell shell;
    struct bootinfo boot;
    struct machine_image image;
    uint8_t *arena;
    char *output; /* all that came since fixture_clear(), NUL-terminated */
    size_t length;
    size_t room;
    struct fixture_calls calls;
    uint64_t ticks;
    uint64_t uptime_ms;
    uint32_t input_lost;
    bool keeps_breaks;          /* answers have long lines broken as on the terminal */
    const char *pager_keys;     /* what the pager reads */
    const char *crash_obstacle; /* why a mistake cannot be made, or NULL */
    bool in_bochs;              /* with its debugger and its device that watches memory */
    struct fault_registers registers;
    uint8_t far[16][4096]; /* what is reached above the arena: sixteen frames, again and again */
    uint64_t asked;        /* how often a command asked whether to stop */
    uint64_t interrupt_at; /* stop when it asks for the so manieth time; 0: never */
    bool interrupted;      /* Ctrl-C waits in the input */
    bool writes_allowed;   /* to read-only pages */
    struct watches watches;
    int watches_paused;
    uint32_t stops;
    /* Called each time a command asks, to plant a defect; may be NULL. */
    void (*meddle)(struct fixture *fixture);
    unsigned planted; /* how many defects it has */
};

/* A machine with the given map, its shell started and its greeting taken away; there
 * is one at a time. fixture_free() ends it. */
struct fixture *fixture_new(const struct e820_entry *map, uint32_t count);

/* The same with the map of Bochs at 128 MiB. */
struct fixture *fixture_new_bochs(void);
void fixture_free(struct fixture *fixture);

/* Forgets the output. */
void fixture_clear(struct fixture *fixture);

/* Types bytes, whatever they do. */
void fixture_type(struct fixture *fixture, const char *bytes, size_t length);

/* Types a line and returns the answer, with LF for CR LF and without the prompt, good
 * until the next one. */
const char *fixture_ask(struct fixture *fixture, const char *line);

/* The same of an answer that must be one JSON object on one line. */
json_t *fixture_ask_json(struct fixture *fixture, const char *line);

/* The line must get a refusal: one line that has named and the usage in it; and neither
 * the machine nor its memory has changed by it, counts of refusals and log aside. */
void fixture_assert_refused(struct fixture *fixture, const char *line, const char *named,
                            const char *usage);

/* A checksum over the machine and the memory it has given meaning to. */
uint64_t fixture_hash(const struct fixture *fixture);

/* Every check of mem check must hold. */
void fixture_assert_sound(const struct fixture *fixture);

/* How many lines a text has, and whether one begins with some text. */
static inline size_t text_count_lines(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

static inline bool text_has_line(const char *text, const char *line)
{
    const char *at = text;

    while ((at = strstr(at, line)) != NULL) {
        if (at == text || at[-1] == '\n')
            return true;
        at++;
    }
    return false;
}

#endif
