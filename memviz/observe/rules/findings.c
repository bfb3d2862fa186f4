#include "memviz/observe/rules/findings.h"

#include <string.h>

struct finding *findings_add(struct findings *findings, enum rule rule, enum severity severity,
                             uint64_t key)
{
    for (unsigned i = 0; i < findings->count; i++)
        if (findings->list[i].rule == rule && findings->list[i].key == key) {
            findings->list[i].count++;
            return NULL;
        }
    if (findings->count == FINDINGS_MAX) {
        findings->folded[rule]++;
        return NULL;
    }
    struct finding *finding = &findings->list[findings->count++];
    *finding = (struct finding){.rule = rule, .severity = severity, .key = key, .count = 1};
    return finding;
}

const struct finding *findings_first(const struct findings *findings)
{
    for (enum severity severity = SEVERITY_HAZARD; severity <= SEVERITY_DEATH; severity++)
        for (unsigned i = 0; i < findings->count; i++)
            if (findings->list[i].severity == severity)
                return &findings->list[i];
    return NULL;
}

const char *findings_rule_name(enum rule rule)
{
    static const char *const names[RULE_COUNT] = {
        [RULE_EXECUTES_UNLOADED] = "executes unloaded",
        [RULE_RUNS_ZEROS] = "runs zeros",
        [RULE_EXECUTES_DATA] = "executes data",
        [RULE_NO_MEMORY] = "no memory",
        [RULE_CODE_OVERWRITTEN] = "code overwritten",
        [RULE_LOAD_OVER_STACK] = "load over stack",
        [RULE_LOAD_OVER_FIRMWARE] = "load over firmware data",
        [RULE_LOAD_WRAPS] = "load wraps",
        [RULE_RETURN_REPLACED] = "return replaced",
        [RULE_SHORT_LOAD] = "short load",
        [RULE_WRONG_SEGMENT] = "wrong segment",
        [RULE_READS_UNWRITTEN] = "reads unwritten",
        [RULE_READS_STALE] = "reads stale",
        [RULE_TWO_OWNERS] = "two owners",
        [RULE_TABLE_UNWRITTEN] = "table unwritten",
        [RULE_TABLE_OVERWRITTEN] = "table overwritten",
        [RULE_TABLE_WRONG] = "table wrong",
        [RULE_STACK_COLLISION] = "stack collision",
        [RULE_STACK_PLACE] = "stack place",
        [RULE_COPY] = "copy",
        [RULE_A20] = "a20",
        [RULE_ROM_STORE] = "store to rom",
        [RULE_HANDLER] = "handler",
        [RULE_READ_FAILED] = "read failed",
        [RULE_FAR_JUMP] = "no far jump",
        [RULE_FAULT] = "fault",
        [RULE_DEATH] = "death",
        [RULE_LAYOUT] = "layout",
        [RULE_IMAGE] = "image differs",
        [RULE_GAVE_UP] = "gave up",
        [RULE_REPORTED] = "reported otherwise",
    };

    return names[rule];
}
