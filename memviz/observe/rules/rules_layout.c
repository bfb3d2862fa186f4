/*
 * Rules about stores and the rows of a layout document.
 */
#include "memviz/observe/rules/rules_layout.h"

#include <inttypes.h>

#include "memviz/observe/rules/sentence.h"

static void say_step(struct sentence *sentence, unsigned step)
{
    say(sentence, "step %u (%s)", step, doc_step_name(&sentence->observer->layout->doc, step));
}

static void say_row(struct sentence *sentence, const struct doc_row *row)
{
    say(sentence, "%s (0x%" PRIx64 "-0x%" PRIx64 ")", row->symbol, row->at.start, row->at.end);
}

/* A step that begins before an earlier one has, or after a later one. */
static void report_order(struct observer *observer, const struct step *step, unsigned reached)
{
    const struct layout *layout = observer->layout;
    struct sentence sentence;

    if (!sentence_begin(&sentence, observer, RULE_LAYOUT, 0x100u + reached))
        return;
    say_step(&sentence, reached);
    say(&sentence, " begins at ");
    say_address(&sentence, step->site);
    say(&sentence, " right after ");
    say_step(&sentence, layout->step);
    say(&sentence,
        reached > layout->step ? ": a step between them was left out" : ": it had begun before");
}

void rules_layout_step(struct observer *observer, const struct step *step)
{
    struct layout *layout = observer->layout;

    if (layout->step == 0) {
        layout->step = 1;
        layout->reached_at[1] = observer->tick;
    }
    unsigned reached = layout_step_at(layout, step->physical);
    if (reached == 0 || reached == layout->step)
        return;
    if (reached != layout->step + 1)
        report_order(observer, step, reached);
    if (reached < layout->step)
        return;
    layout->step = reached;
    layout->reached_at[reached] = observer->tick;
}

/* What is wrong with a store. */
enum fault {
    FAULT_NONE,
    FAULT_NO_ROW,   /* no row holds the address */
    FAULT_DEAD,     /* the row is not alive in this step */
    FAULT_FIRMWARE, /* the row is the firmware's, and the program stores */
    FAULT_GUARD,    /* the row is there so that nobody writes to it */
    FAULT_STACK,    /* a push, and the row is no stack */
};

/* A push, which belongs in the row of a stack. The processor also marks descriptors,
 * a byte at a time, and what firmware pushes goes wherever the caller's stack is. */
static bool is_push(const struct observer *observer, const struct change *change)
{
    return observer->layout->has_stacks && change->kind == STORE_PUSH && change->length > 1 &&
           !change->firmware;
}

static enum fault find_fault(const struct observer *observer, const struct change *change,
                             unsigned row)
{
    const struct layout *layout = observer->layout;

    if (row != LAYOUT_NO_ROW && layout->doc.rows[row].role == DOC_ROLE_GUARD)
        return FAULT_GUARD;
    if (layout_find_store(layout, change->address) != NULL)
        return FAULT_NONE;
    if (row == LAYOUT_NO_ROW)
        return FAULT_NO_ROW;
    if (!layout_is_alive(layout, row))
        return FAULT_DEAD;
    if (layout->doc.rows[row].firmware)
        return change->firmware ? FAULT_NONE : FAULT_FIRMWARE;
    return is_push(observer, change) && !layout_is_stack(layout, row) ? FAULT_STACK : FAULT_NONE;
}

/* Why a row is no place for the store. */
static void say_fault(struct sentence *sentence, enum fault fault, const struct doc_row *row)
{
    switch (fault) {
    case FAULT_NO_ROW:
        say(sentence, ", which is in no row of the layout");
        return;
    case FAULT_DEAD:
        say(sentence, " in ");
        say_row(sentence, row);
        if (row->alive > sentence->observer->layout->step) {
            say(sentence, ", which is alive only from ");
            say_step(sentence, row->alive);
            say(sentence, " on");
        } else {
            say(sentence, ", which may be reused since ");
            say_step(sentence, row->reuse);
        }
        return;
    case FAULT_FIRMWARE:
        say(sentence, " in ");
        say_row(sentence, row);
        say(sentence, ", which is the firmware's");
        return;
    case FAULT_GUARD:
        say(sentence, " in ");
        say_row(sentence, row);
        say(sentence, ", a guard that nobody may write to");
        return;
    case FAULT_STACK:
        say(sentence, " in ");
        say_row(sentence, row);
        say(sentence, ", which is no stack: ");
        say_place(sentence, sentence->observer->registers.stack_site);
        say(sentence, " set the stack pointer");
        return;
    case FAULT_NONE:
        return;
    }
}

static void report(struct observer *observer, const struct change *change, enum fault fault,
                   unsigned row)
{
    const struct layout *layout = observer->layout;
    uint64_t key = (uint64_t)row << 16 | (uint64_t)layout->step << 8 | fault;
    struct sentence sentence;

    observer->about = change->address;
    if (!sentence_begin(&sentence, observer, RULE_LAYOUT, key))
        return;
    if (change->read != 0)
        say_read(&sentence, change->read);
    else {
        if (change->firmware)
            say(&sentence, "the BIOS, ");
        say_place(&sentence, change->step->site);
    }
    bool push = change->kind == STORE_PUSH && change->length > 1;
    say(&sentence, "%s to 0x%" PRIx64, push ? " pushes" : " stores", change->address);
    say_fault(&sentence, fault, &layout->doc.rows[row % DOC_ROWS_MAX]);
    say(&sentence, "; the boot is in ");
    say_step(&sentence, layout->step);
}

void rules_layout_store(struct observer *observer, const struct change *change)
{
    struct layout *layout = observer->layout;
    unsigned row = layout_find_row(layout, change->address);
    enum fault fault = find_fault(observer, change, row);

    if (row != LAYOUT_NO_ROW)
        layout_note_store(layout, row, change->address, change->kind == STORE_FILL);
    /* A store may begin in a row and end beyond it. */
    struct change last = *change;
    last.address += change->length - 1;
    if (fault == FAULT_NONE) {
        row = layout_find_row(layout, last.address);
        fault = find_fault(observer, &last, row);
        change = &last;
    }
    layout->stores++;
    layout->covered += fault == FAULT_NONE || fault == FAULT_STACK;
    if (fault != FAULT_NONE)
        report(observer, change, fault, row);
}
