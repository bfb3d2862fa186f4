/*
 * The machine's death, explained from the chain of faults.
 *
 * What the processor needed and did not get is found from what it read last: a
 * gate of the IDT or a descriptor of the GDT, or, where nothing was read, from
 * the error code, which names the selector or the gate (SDM volume 3, 6.13).
 */
#include <inttypes.h>

#include "memviz/observe/rules/death.h"
#include "memviz/observe/rules/sentence.h"

#define LOOP_REPEATS 100u
#define PAGE_FAULT   14u

/* Who wrote the bytes of a table entry. */
static void say_entry_writer(struct sentence *sentence, uint64_t address)
{
    struct shadow_byte byte = shadow_get(&sentence->observer->shadow, address);

    if (byte.store != 0) {
        say(sentence, ", written by ");
        say_writer(sentence, byte.store);
    } else
        say(sentence, address < 0x500 ? ", the BIOS's own data" : ", which nobody wrote");
}

/* What the processor had read last when the first fault came: a descriptor, or
 * an entry of a page table. */
static void say_entry(struct sentence *sentence, const struct link *first)
{
    const struct observer *observer = sentence->observer;
    const struct table_read *read = &observer->descriptor;
    bool page = first->vector == PAGE_FAULT;

    if (page)
        read = &observer->walk;
    if (first->delivery || read->tick != observer->tick || read->address == 0)
        return;
    say(sentence, "; it read the %s entry at 0x%" PRIx64 ", which holds 0x%" PRIx64,
        !page       ? "GDT"
        : read->top ? "page directory"
                    : "page table",
        read->address, read->value);
    if (page && (read->value & 1) == 0)
        say(sentence, " (not present)");
    say_entry_writer(sentence, read->address);
    if (!page && observer->gdt.known) {
        say(sentence, "; the GDT register (base 0x%" PRIx64 ", limit 0x%" PRIx32 ") was loaded by ",
            observer->gdt.base, observer->gdt.limit);
        say_place(sentence, observer->gdt.site);
    }
}

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

/* Whether a gate is present and of a type for interrupts, and the processor would have to change
 * to a stack that nobody has told it (Intel SDM volume 3A, sections 6.11 and 7.2.1). */
static bool needs_stack(const struct observer *observer, const struct link *link)
{
    unsigned access = link->entry_value >> 40 & 0xff;
    unsigned ring = sites_get(&observer->sites, observer->guest_site)->selector & 3;

    return link->read && link->entry_length == 8 && (access & 0x86) == 0x86 && ring != 0 &&
           (link->entry_value >> 16 & 3) == 0 && !observer->task_loaded;
}

/* Why a gate of the IDT could not be used. */
static void say_gate(struct sentence *sentence, const struct link *link)
{
    const struct observer *observer = sentence->observer;
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
    if (needs_stack(observer, link)) {
        say(sentence,
            ") has a gate to ring 0 for it, but the stack of ring 0 comes from a TSS, and no task "
            "register was ever loaded (no ltr)");
        return;
    }
    say(sentence, ") has at 0x%" PRIx64 " no usable gate for it", entry);
    if (link->read)
        say(sentence, " (0x%016" PRIx64 ")", link->entry_value);
    say_entry_writer(sentence, entry);
}

/* What is wrong with a descriptor that a selector named. */
static void say_descriptor(struct sentence *sentence, uint32_t selector)
{
    const struct observer *observer = sentence->observer;
    const struct table *gdt = &observer->gdt;
    uint64_t entry = gdt->base + (selector & 0xfff8);
    uint64_t bits;

    if ((selector & 4) != 0) {
        say(sentence, "selector 0x%" PRIx32 " is of the LDT", selector);
        return;
    }
    if (!gdt->known) {
        say(sentence, "selector 0x%" PRIx32 " was used, and no GDT was ever loaded", selector);
        return;
    }
    if ((selector & 0xfff8) + 7 > gdt->limit)
        say(sentence,
            "selector 0x%" PRIx32 " lies beyond the GDT's limit 0x%" PRIx32 " (base 0x%" PRIx64
            ", loaded by ",
            selector, gdt->limit, gdt->base);
    else
        say(sentence,
            "selector 0x%" PRIx32 " names the GDT entry at 0x%" PRIx64 " (base 0x%" PRIx64
            ", loaded by ",
            selector, entry, gdt->base);
    say_place(sentence, gdt->site);
    say(sentence, ")");
    if ((selector & 0xfff8) + 7 > gdt->limit)
        return;
    if (shadow_value(&observer->shadow, entry, 8, &bits))
        say(sentence, ", which holds 0x%016" PRIx64 " (%s)", bits,
            bits == 0               ? "empty"
            : (bits >> 47 & 1) == 0 ? "not present"
                                    : "of the wrong type or privilege");
    say_entry_writer(sentence, entry);
}

/* The first fault or interrupt of the chain. */
static void say_first(struct sentence *sentence, const struct link *first)
{
    const struct observer *observer = sentence->observer;

    if (first->delivery && first->hardware) {
        say(sentence, "a hardware interrupt (vector 0x%02" PRIx32 ") came at ", first->vector);
        say_place(sentence, observer->guest_site);
        say(sentence, " with interrupts enabled");
        if (observer->interrupts_known && observer->interrupts_on) {
            say(sentence, " (");
            say_place(sentence, observer->interrupts_site);
            say(sentence, ")");
        }
        return;
    }
    if (first->delivery) {
        say(sentence, "interrupt 0x%02" PRIx32 " was called by ", first->vector);
        say_place(sentence, observer->guest_site);
        return;
    }
    say(sentence, "%s (error code 0x%" PRIx32 ") in ", fault_name(first->vector), first->error);
    say_place(sentence, observer->guest_site);
}

/* The segment through which an instruction reached memory: its selector and what that names. */
static void say_segment(struct sentence *sentence, const struct link *first)
{
    struct observer *observer = sentence->observer;
    const struct insn *insn = &sites_get(&observer->sites, observer->guest_site)->insn;
    const struct operand *operand = NULL;

    for (unsigned i = 0; i < INSN_OPERANDS; i++)
        if (insn->operands[i].kind == OPERAND_MEMORY && operand == NULL)
            operand = &insn->operands[i];
    if (operand == NULL || operand->segment < REG_ES || operand->segment >= REG_SEGMENT_END ||
        (first->vector != 12 && first->vector != 13) || first->error != 0 || first->delivery)
        return;
    const struct segment *segment = registers_segment(&observer->registers, operand->segment);
    uint64_t bits = 0;
    if (!segment->selector_known || observer->real)
        return;
    say(sentence, "; it goes through %s, which holds the selector 0x%x",
        insn_segment_name(operand->segment), segment->selector);
    if ((segment->selector & ~3u) == 0)
        say(sentence, ", the null selector");
    else if (observer->gdt.known &&
             shadow_value(&observer->shadow, observer->gdt.base + (segment->selector & 0xfff8), 8,
                          &bits))
        say(sentence, " of the descriptor 0x%016" PRIx64 "%s", bits,
            (bits >> 43 & 1) != 0   ? " of a code segment, which cannot be written to"
            : (bits >> 41 & 1) == 0 ? " of a segment that cannot be written to"
                                    : "");
    if (segment->site != 0) {
        say(sentence, ", loaded by ");
        say_place(sentence, segment->site);
    }
}

void death_triple_fault(struct observer *observer)
{
    const struct link *first = &observer->chain[0];
    struct sentence sentence;

    if (!sentence_begin(&sentence, observer, RULE_DEATH, 0))
        return;
    say(&sentence, "triple fault: ");
    say_first(&sentence, first);
    bool selector = !first->delivery && first->vector >= 10 && first->vector <= 13 &&
                    (first->error & 0xfffc) != 0 && (first->error & 2) == 0;
    if (selector && (first->error & 4) == 0) {
        say(&sentence, "; ");
        say_descriptor(&sentence, first->error);
    } else
        say_entry(&sentence, first);
    say_segment(&sentence, first);
    for (unsigned i = 0; i < observer->chain_count; i++)
        if (observer->chain[i].delivery) {
            say(&sentence, "; ");
            say_gate(&sentence, &observer->chain[i]);
            break;
        }
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
    say(&sentence, ": its handler returns to it without a cure");
}
