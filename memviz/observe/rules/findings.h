/*
 * What the rules found: the first cause first, its consequences counted.
 *
 * Owns the list of findings and notes. Each is one sentence; the same rule at
 * the same place is counted, not repeated.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_FINDINGS_H
#define STRATA_MEMVIZ_OBSERVE_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FINDINGS_MAX      24u
#define FINDING_TEXT_SIZE 640u

/* The rules, in the order of docs/observe.md. */
enum rule {
    RULE_EXECUTES_UNLOADED,
    RULE_RUNS_ZEROS,
    RULE_EXECUTES_DATA,
    RULE_NO_MEMORY,
    RULE_CODE_OVERWRITTEN,
    RULE_LOAD_OVER_STACK,
    RULE_LOAD_OVER_FIRMWARE,
    RULE_LOAD_WRAPS,
    RULE_RETURN_REPLACED,
    RULE_SHORT_LOAD,
    RULE_WRONG_SEGMENT,
    RULE_READS_UNWRITTEN,
    RULE_READS_STALE,
    RULE_TWO_OWNERS,
    RULE_TABLE_UNWRITTEN,
    RULE_TABLE_OVERWRITTEN,
    RULE_TABLE_WRONG,
    RULE_STACK_COLLISION,
    RULE_STACK_PLACE,
    RULE_COPY,
    RULE_A20,
    RULE_ROM_STORE,
    RULE_HANDLER,
    RULE_READ_FAILED,
    RULE_FAR_JUMP,
    RULE_FAULT,
    RULE_DEATH,
    RULE_LAYOUT,
    RULE_IMAGE,
    RULE_REPORTED,
    RULE_GAVE_UP,
    RULE_COUNT,
};

enum severity {
    SEVERITY_NOTE,
    SEVERITY_HAZARD,
    SEVERITY_DEATH, /* the machine's end: explains itself only when nothing came before */
};

struct finding {
    enum rule rule;
    enum severity severity;
    uint64_t tick;
    uint64_t key; /* what it is about: the same rule and key is the same finding */
    uint64_t count;
    char text[FINDING_TEXT_SIZE];
};

struct findings {
    struct finding list[FINDINGS_MAX];
    unsigned count;
    uint64_t folded[RULE_COUNT]; /* findings that the list has no room for */
};

/* The finding to fill in the text of; NULL when it is counted already. */
struct finding *findings_add(struct findings *findings, enum rule rule, enum severity severity,
                             uint64_t key);

/* The first hazard, or else the death; NULL when there is neither. */
const struct finding *findings_first(const struct findings *findings);

/* "code overwritten" and so on: the name in docs/observe.md. */
const char *findings_rule_name(enum rule rule);

#endif
