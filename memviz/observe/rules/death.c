/*
 * The machine's death, explained from the chain of faults.
 *
 * What the processor needed and did not get is found from what it read last: a
 * gate of the IDT or a descriptor of the GDT, or, where nothing was read, from
 * the error code, which names the selector or the gate (SDM volume 3, 6.13).
 */
#include "memviz/observe/rules/death.h"

#include <inttypes.h>

#include "memviz/observe/rules/reasons.h"

#define LOOP_REPEATS 100u
#define EXCEPTIONS   32u

/* #TS, #NP, #SS and #GP: nobody wants them. */
#define FIRST_CERTAIN 10u
#define LAST_CERTAIN  13u

#define UNDEFINED 6u

/* So many rounds of a loop without a store are an end. */
#define REST_ROUNDS 1000u

/* Of a gate. */
#define GATE_PRESENT (1ull << 47)

static const char *fault_name(uint32_t vector)
{
    static const char *const names[] = {"#DE divide error",
                                        "#DB debug",
                                        "NMI",
                                        "#BP breakpoint",
                                        "#OF overflow",
                                        "#BR bound",
                                        "#UD undefined opcode",
                                        "#NM no coprocessor",
                                        "#DF double fault",
                                        "coprocessor overrun",
                                        "#TS invalid TSS",
                                        "#NP segment not present",
                                        "#SS stack fault",
                                        "#GP general protection fault",
                                        "#PF page fault"};

    return vector < sizeof names / sizeof names[0] ? names[vector] : "exception";
}

/* The gate is there, and what it led to was not: the fault of the delivery. */
static void say_delivery(struct sentence *sentence, const struct link *fault)
{
    const struct observer *observer = sentence->observer;
    bool user = (sites_get(&observer->sites, observer->guest_site)->selector & 3) == 3;

    say(sentence, "; the delivery through it raised %s (error code 0x%" PRIx32 ")",
        fault_name(fault->vector), fault->error);
    if (user && observer->ltr_site == 0)
        say(sentence, ": the stack of ring 0 comes from the TSS, and no TSS was loaded (no ltr)");
    else if (user) {
        say(sentence, "; the stack of ring 0 comes from the TSS that was loaded by ");
        say_place(sentence, observer->ltr_site);
    }
}

/* Why a gate of the IDT could not be used. */
static void say_gate(struct sentence *sentence, unsigned index)
{
    const struct observer *observer = sentence->observer;
    const struct link *link = &observer->chain[index];
    const struct table *idt = &observer->idt;

    if (!idt->known) {
        say(sentence, "no IDT was ever loaded (no lidt), so the IDT register still holds the"
                      " BIOS's vectors at 0x0");
        return;
    }
    uint64_t entry = idt->base + link->vector * 8ull;
    say(sentence, "the IDT (base 0x%" PRIx64 ", limit 0x%" PRIx32 ", loaded by ", idt->base,
        idt->limit);
    say_place(sentence, idt->site);
    if (link->vector * 8ull + 7 > idt->limit) {
        say(sentence, ") ends before the gate of vector 0x%02" PRIx32, link->vector);
        return;
    }
    if (link->read && (link->entry_value & GATE_PRESENT) != 0 &&
        index + 1 < observer->chain_count) {
        say(sentence, ") has a gate for it at 0x%" PRIx64 " (0x%016" PRIx64 ")", entry,
            link->entry_value);
        reasons_say_writer(sentence, entry);
        say_delivery(sentence, &observer->chain[index + 1]);
        return;
    }
    say(sentence, ") has at 0x%" PRIx64 " no usable gate for it", entry);
    if (link->read)
        say(sentence, " (0x%016" PRIx64 ")", link->entry_value);
    reasons_say_writer(sentence, entry);
}

/* A device's interrupt that has the number of an exception. */
static void say_unmapped(struct sentence *sentence, uint32_t vector)
{
    if (!sentence->observer->real && vector < EXCEPTIONS)
        say(sentence,
            "; 0x%02" PRIx32 " is the number of an exception (%s) too: the interrupt"
            " controller was not remapped and still sends IRQ 0 to 7 as 0x08 to 0x0f",
            vector, fault_name(vector));
}

/* The first fault or interrupt of the chain. */
static void say_first(struct sentence *sentence, const struct link *first, uint32_t site)
{
    const struct observer *observer = sentence->observer;

    if (first->delivery && first->hardware) {
        say(sentence, "a hardware interrupt (vector 0x%02" PRIx32 ") came at ", first->vector);
        say_place(sentence, site);
        say(sentence, " with interrupts enabled");
        if (observer->interrupts_known && observer->interrupts_on) {
            say(sentence, " (");
            say_place(sentence, observer->interrupts_site);
            say(sentence, ")");
        }
        say_unmapped(sentence, first->vector);
        return;
    }
    if (first->delivery) {
        say(sentence, "interrupt 0x%02" PRIx32 " was called by ", first->vector);
        say_place(sentence, site);
        return;
    }
    /* Bochs prints no instruction that it cannot decode: the last one led to it. */
    enum insn_op op = sites_get(&observer->sites, site)->insn.op;
    bool led = first->vector == UNDEFINED &&
               (op == OP_RET || op == OP_RET_FAR || op == OP_IRET || op == OP_JMP || op == OP_CALL);
    say(sentence, "%s (error code 0x%" PRIx32 ") %s ", fault_name(first->vector), first->error,
        led ? "at the target of" : "in");
    say_place(sentence, site);
    if (led && (op == OP_RET || op == OP_RET_FAR || op == OP_IRET))
        say_return_slot(sentence);
}

void death_triple_fault(struct observer *observer)
{
    const struct link *first = &observer->chain[0];
    struct sentence sentence;

    if (!sentence_begin(&sentence, observer, RULE_DEATH, 0))
        return;
    say(&sentence, "triple fault: ");
    say_first(&sentence, first, observer->guest_site);
    reasons_say(&sentence, first, observer->guest_site);
    for (unsigned i = 0; i < observer->chain_count; i++)
        if (observer->chain[i].delivery) {
            say(&sentence, "; ");
            say_gate(&sentence, i);
            break;
        }
}

void death_in_handler(struct observer *observer)
{
    const struct frames *frames = &observer->frames;
    const struct frame *frame = frames->count == 0 ? NULL : &frames->frames[frames->count - 1];
    struct sentence sentence;
    bool rests = observer->ending == ENDING_HALTED ||
                 (observer->loop_count > REST_ROUNDS && observer->loop_stores == 0);

    if (frame == NULL || !rests || observer->real || !frame->interrupt)
        return;
    bool device = frame->hardware && frame->vector < EXCEPTIONS;
    /* Tests of paging, of the IDT and of breakpoints fault on purpose and may end there. */
    bool certain = device || (frame->vector >= FIRST_CERTAIN && frame->vector <= LAST_CERTAIN);
    if ((!frame->fault && !device) || !observer->registers.stack_known ||
        observer->registers.stack > frame->low ||
        !(certain ? sentence_begin(&sentence, observer, RULE_DEATH, 2)
                  : sentence_note(&sentence, observer, RULE_DEATH, 2)))
        return;
    struct link first = observer->fault;
    if (device)
        first = (struct link){.delivery = true, .hardware = true, .vector = frame->vector};
    say(&sentence, "stopped in the handler of vector 0x%02" PRIx32 " at ", frame->vector);
    say_address(&sentence, observer->guest_site);
    say(&sentence, ": ");
    say_first(&sentence, &first, frame->site);
    reasons_say(&sentence, &first, frame->site);
}

/* The same fault at one place, again and again: nobody cures it. */
void death_fault_loop(struct observer *observer, uint32_t vector)
{
    struct sentence sentence;

    if (observer->fault_repeats < LOOP_REPEATS)
        return;
    observer->ending = ENDING_FAULT_LOOP;
    if (observer->fault_repeats > LOOP_REPEATS ||
        !sentence_begin(&sentence, observer, RULE_DEATH, 1))
        return;
    say(&sentence, "%s again and again in ", fault_name(vector));
    say_place(&sentence, observer->site);
    reasons_say_operands(&sentence, vector, observer->site);
    say(&sentence, ": its handler returns to it without a cure");
    observer->derailed = true;
}
