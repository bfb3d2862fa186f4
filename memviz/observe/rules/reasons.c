#include "memviz/observe/rules/reasons.h"

#include <inttypes.h>
#include <string.h>

#include "memviz/observe/rules/rules_table.h"

#define UNDEFINED   6u
#define STACK_FAULT 12u
#define PROTECTION  13u
#define PAGE_FAULT  14u

/* Bits of a page-table entry. */
#define WRITE_BIT 2u
#define USER_BIT  4u

#define REAL_LIMIT 0xffffu

void reasons_say_writer(struct sentence *sentence, uint64_t address)
{
    struct shadow_byte byte = shadow_get(&sentence->observer->shadow, address);

    if (byte.store != 0) {
        say(sentence, ", written by ");
        say_writer(sentence, byte.store);
    } else
        say(sentence, address < 0x500 ? ", the BIOS's own data" : ", which nobody wrote");
}

/* Which page the entry maps: only tables of 32-bit entries tell it by their places. */
static void say_page(struct sentence *sentence, const struct table_read *read)
{
    uint64_t page = (read->address & 4095) / 4;

    if (read->length != 4 || (!read->top && read->parent == 0))
        return;
    uint64_t size = read->top ? 1u << 22 : 4096;
    page = read->top ? page << 22 : (read->parent & 4095) / 4 << 22 | page << 12;
    say(sentence, "; the access was to the page at 0x%" PRIx64 "-0x%" PRIx64, page, page + size);
}

/* What the processor had read last when the first fault came: a descriptor, or
 * an entry of a page table. */
static void say_entry(struct sentence *sentence, const struct link *first)
{
    const struct observer *observer = sentence->observer;
    const struct table_read *read = &observer->descriptor;
    bool page = first->vector == PAGE_FAULT;

    if (page)
        read = &observer->fault_walk;
    if (first->delivery || read->tick != observer->fault_tick || read->address == 0)
        return;
    if (page)
        say_page(sentence, read);
    say(sentence, "; it read the %s entry at 0x%" PRIx64 ", which holds 0x%" PRIx64,
        !page       ? "GDT"
        : read->top ? "page directory"
                    : "page table",
        read->address, read->value);
    if (page)
        say(sentence, "%s",
            (read->value & 1) == 0                                      ? " (not present)"
            : (first->error & 4) != 0 && (read->value & USER_BIT) == 0  ? " (not for user mode)"
            : (first->error & 2) != 0 && (read->value & WRITE_BIT) == 0 ? " (read-only)"
                                                                        : "");
    reasons_say_writer(sentence, read->address);
    if (page)
        say_directory(sentence);
    if (!page && observer->gdt.known) {
        say(sentence, "; the GDT register (base 0x%" PRIx64 ", limit 0x%" PRIx32 ") was loaded by ",
            observer->gdt.base, observer->gdt.limit);
        say_place(sentence, observer->gdt.site);
    }
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
    reasons_say_writer(sentence, entry);
}

/* An operand of the instruction at a place that its segment does not reach. */
static bool say_limit(struct sentence *sentence, const struct operand *operand)
{
    const struct observer *observer = sentence->observer;
    uint64_t offset;

    if (operand->kind != OPERAND_MEMORY || operand->segment < REG_ES ||
        operand->segment >= REG_SEGMENT_END)
        return false;
    const struct segment *segment = &observer->registers.segments[operand->segment - REG_ES];
    const char *name = insn_segment_name(operand->segment);
    uint32_t limit = segment->from_table ? segment->limit : REAL_LIMIT;
    bool limited = segment->from_table ? segment->limit_known : observer->real;
    bool beyond = registers_offset(&observer->registers, operand, &offset) && limited &&
                  offset + operand->size > limit + 1ull;

    if (!beyond)
        return false;
    say(sentence, "; %s:0x%" PRIx64 " lies beyond the segment's limit 0x%" PRIx32, name, offset,
        limit);
    say(sentence, " (%s=0x%04x", name, segment->selector);
    if (segment->site != 0) {
        say(sentence, ", set by ");
        say_place(sentence, segment->site);
    }
    say(sentence, ")");
    return true;
}

/* The segment through which an instruction reached memory: its selector and what that names. */
static void say_segment(struct sentence *sentence, uint32_t site)
{
    struct observer *observer = sentence->observer;
    const struct insn *insn = &sites_get(&observer->sites, site)->insn;
    const struct operand *operand = NULL;

    for (unsigned i = 0; i < INSN_OPERANDS; i++)
        if (insn->operands[i].kind == OPERAND_MEMORY && operand == NULL)
            operand = &insn->operands[i];
    if (operand == NULL || operand->segment < REG_ES || operand->segment >= REG_SEGMENT_END)
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

void reasons_say_operands(struct sentence *sentence, uint32_t vector, uint32_t index)
{
    const struct observer *observer = sentence->observer;
    const struct insn *insn = &sites_get(&observer->sites, index)->insn;
    char text[64];

    sites_text(&observer->sites, index, text, sizeof text);
    if (vector == UNDEFINED && strstr(text, "xmm") != NULL)
        say(sentence, "; an SSE instruction needs OSFXSR (bit 9) set in CR4 and EM clear in CR0");
    if (vector != PROTECTION && vector != STACK_FAULT)
        return;
    for (unsigned i = 0; i < INSN_OPERANDS; i++)
        if (say_limit(sentence, &insn->operands[i]))
            return;
    say_segment(sentence, index);
}

void reasons_say(struct sentence *sentence, const struct link *first, uint32_t site)
{
    bool selector = !first->delivery && first->vector >= 10 && first->vector <= 13 &&
                    (first->error & 0xfffc) != 0 && (first->error & 2) == 0;

    if (selector && (first->error & 4) == 0) {
        say(sentence, "; ");
        say_descriptor(sentence, first->error);
    } else
        say_entry(sentence, first);
    if (!first->delivery && !selector)
        reasons_say_operands(sentence, first->vector, site);
}
