#include "memviz/memory/e820_join.h"

#include <stdio.h>
#include <string.h>

#include "kernel/core/e820.h"

/* What does not fit is left out, as it would be on the screen. */
static void append(char *text, size_t size, const char *more)
{
    strncat(text, more, size - strlen(text) - 1);
}

/* Losers in brackets: they are part of the reason and not of the range. */
static void append_entry(char *text, size_t size, unsigned i, enum e820_part part)
{
    char number[24];

    snprintf(number, sizeof number, part == E820_PART_SOURCE ? "%s%u" : "%s(%u)",
             text[0] == '\0' ? "" : " ", i);
    append(text, size, number);
}

/* Winners first. A dash where the raw entry has not come, or none is known. */
void e820_join_format_sources(char *text, size_t size, const struct model *model, unsigned i)
{
    static const enum e820_part parts[] = {E820_PART_SOURCE, E820_PART_LOSER};
    const struct e820_range *range = indexed_get(&model->clean, i);

    text[0] = '\0';
    for (size_t p = 0; range != NULL && p < sizeof parts / sizeof parts[0]; p++) {
        for (unsigned k = 0; k < indexed_end(&model->raw); k++) {
            const struct e820_entry *entry = indexed_get(&model->raw, k);
            if (entry != NULL && e820_entry_part(entry, range) == parts[p])
                append_entry(text, size, k, parts[p]);
        }
    }
    if (text[0] == '\0')
        append(text, size, "-");
}

/* Words of one syllable or two, since the column beside two maps is narrow; `mem
 * e820 why` in the shell has the sentences. */
void e820_join_format_rule(char *text, size_t size, const struct model *model, unsigned i)
{
    static const struct {
        unsigned flag;
        const char *words;
    } rules[] = {{E820_WHY_UNKNOWN_TYPE, "bad type"},
                 {E820_WHY_CLIPPED, "clipped"},
                 {E820_WHY_MERGED, "joined"},
                 {E820_WHY_TRIMMED, "cut"},
                 {E820_WHY_WON, "wins"}};
    const struct e820_range *range = indexed_get(&model->clean, i);
    text[0] = '\0';
    if (range == NULL) {
        append(text, size, "-");
        return;
    }
    struct e820_entry raw[E820_RAW_MAX];
    size_t count = 0;
    for (unsigned k = 0; k < indexed_end(&model->raw) && count < E820_RAW_MAX; k++) {
        const struct e820_entry *entry = indexed_get(&model->raw, k);
        if (entry != NULL)
            raw[count++] = *entry;
    }
    unsigned reasons = e820_range_reasons(raw, count, range);
    for (size_t k = 0; k < sizeof rules / sizeof rules[0]; k++) {
        if ((reasons & rules[k].flag) != 0) {
            append(text, size, text[0] == '\0' ? "" : " ");
            append(text, size, rules[k].words);
        }
    }
    if (text[0] == '\0')
        append(text, size, "as it is");
}
