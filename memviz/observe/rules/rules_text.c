/*
 * Text that ran as code.
 *
 * A text that nothing jumps over is executed, and often does no harm: the image prints what it
 * should. That is seen when the program prints the text later: one instruction loads its bytes one
 * after the other, all of them are printable up to a zero, and they were executed. Code that is
 * read for a checksum is not printable for so long up to a zero.
 */
#include "memviz/observe/rules/rules_text.h"

#include <inttypes.h>

#include "memviz/observe/rules/sentence.h"

/* Fewer bytes than these are no text. */
#define TEXT_MIN 4u

static bool is_printable(uint64_t value)
{
    return (value >= ' ' && value <= '~') || value == '\n' || value == '\r' || value == '\t';
}

static void report(struct observer *observer, const struct step *step)
{
    const struct text_run *text = &observer->text;
    struct sentence sentence;

    if (!sentence_begin(&sentence, observer, RULE_EXECUTES_DATA, text->start))
        return;
    say(&sentence,
        "the text at 0x%" PRIx64 "-0x%" PRIx64
        " was executed as code before it was read as text by ",
        text->start, text->next + 1);
    say_place(&sentence, step->site);
    say(&sentence, ": nothing jumps over it, and what its bytes did was luck");
}

void rules_text(struct observer *observer, const struct step *step, const struct access *access)
{
    struct text_run *text = &observer->text;
    const struct insn *insn = &sites_get(&observer->sites, step->site)->insn;
    bool ran = (shadow_get(&observer->shadow, access->address).flags & SHADOW_EXECUTED) != 0;
    bool next = text->site == step->site && text->next == access->address;

    if (access->length != 1 || (!ran && !next) ||
        (insn->op != OP_LODS && insn->op != OP_MOV && insn->op != OP_MOVZX))
        return;
    if (!next)
        *text = (struct text_run){.site = step->site,
                                  .start = access->address,
                                  .next = access->address,
                                  .printable = true};
    if (access->value == 0 && text->printable && text->ran >= TEXT_MIN &&
        text->ran == text->next - text->start)
        report(observer, step);
    text->printable = text->printable && is_printable(access->value);
    text->ran += ran;
    text->next++;
}
