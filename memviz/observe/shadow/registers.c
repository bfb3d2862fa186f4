/*
 * The register file. Theory of operation:
 *
 * A step is an instruction with what it loaded. That is enough to follow a
 * register from where it gets a constant or a loaded value to where it is used:
 * moves and simple arithmetic are done here again, a byte at a time known or
 * unknown, and anything else makes its result unknown.
 *
 * Addresses work backwards. An access shows its linear address, so a segment
 * whose offset is known gives away its base, and a register whose segment is
 * known gives away its value. The stack pointer is kept as a linear address,
 * since each push and pop shows it, whether the base of its segment is known
 * or not.
 */
#include "memviz/observe/shadow/registers.h"

#include <string.h>

/* Aligning or giving back less than this stays on the same stack. */
#define SAME_STACK 0x10000u

void registers_init(struct registers *registers)
{
    memset(registers, 0, sizeof *registers);
    registers->direction_known = true;
}

/* The known bytes that an operand's bits of a register take. */
static unsigned operand_mask(const struct operand *operand)
{
    if (operand->size == 1)
        return operand->high ? 2 : 1;
    return operand->size == 2 ? 3 : 15;
}

bool registers_get(const struct registers *registers, const struct operand *operand,
                   uint32_t *value)
{
    if (operand->kind != OPERAND_REGISTER || operand->reg >= REG_GENERAL_COUNT)
        return false;
    const struct general *reg = &registers->general[operand->reg];
    unsigned mask = operand_mask(operand);
    if ((reg->known & mask) != mask)
        return false;
    *value = operand->high        ? reg->value >> 8 & 0xff
             : operand->size == 1 ? reg->value & 0xff
             : operand->size == 2 ? reg->value & 0xffff
                                  : reg->value;
    return true;
}

bool registers_offset(const struct registers *registers, const struct operand *operand,
                      uint64_t *offset)
{
    uint64_t sum = operand->value;
    const uint8_t parts[2] = {operand->base, operand->index};

    for (unsigned i = 0; i < 2; i++) {
        uint32_t value;
        struct operand reg = {
            .kind = OPERAND_REGISTER, .reg = parts[i], .size = operand->wide ? 4 : 2};
        if (parts[i] == REG_NONE)
            continue;
        if (parts[i] >= REG_GENERAL_COUNT || !registers_get(registers, &reg, &value))
            return false;
        sum += i == 1 ? (uint64_t)value * operand->scale : value;
    }
    *offset = operand->wide ? (uint32_t)sum : (uint16_t)sum;
    return true;
}

/* Writes an operand's bits of a register; value NULL makes them unknown. */
void registers_set_one(struct registers *registers, const struct operand *operand,
                       const uint32_t *value, uint32_t site)
{
    if (operand->kind != OPERAND_REGISTER || operand->reg >= REG_GENERAL_COUNT)
        return;
    struct general *reg = &registers->general[operand->reg];
    unsigned mask = operand_mask(operand);
    uint32_t bits = operand->high        ? 0xff00
                    : operand->size == 1 ? 0xff
                    : operand->size == 2 ? 0xffff
                                         : 0xffffffff;
    reg->version++;
    reg->site = site;
    reg->known &= (uint8_t)~mask;
    if (value == NULL || operand->size > 4)
        return;
    reg->known |= (uint8_t)mask;
    reg->value = (reg->value & ~bits) | ((operand->high ? *value << 8 : *value) & bits);
}

void registers_set_word(struct registers *registers, unsigned reg, uint32_t value, bool wide)
{
    struct operand operand = {.kind = OPERAND_REGISTER, .reg = (uint8_t)reg, .size = wide ? 4 : 2};

    registers_set_one(registers, &operand, &value, registers->general[reg].site);
}

void registers_forget_one(struct registers *registers, unsigned reg, uint32_t site)
{
    registers->general[reg].known = 0;
    registers->general[reg].version++;
    registers->general[reg].site = site;
}

/* The first load of a step that is no page walk; NULL without one. */
const struct access *step_find_access(const struct step *step, bool write)
{
    for (unsigned i = 0; i < step->access_count; i++)
        if (!step->accesses[i].walk && step->accesses[i].has_linear &&
            (step->accesses[i].kind == TRACE_WRITE) == write)
            return &step->accesses[i];
    return NULL;
}

/* What the source operand holds. */
bool registers_get_value(const struct registers *registers, const struct step *step,
                         const struct operand *operand, uint32_t *value)
{
    if (operand->kind == OPERAND_IMMEDIATE) {
        *value = (uint32_t)operand->value;
        return true;
    }
    if (operand->kind == OPERAND_MEMORY) {
        const struct access *load = step_find_access(step, false);
        if (load != NULL)
            *value = (uint32_t)load->value;
        return load != NULL && load->length <= 4;
    }
    if (operand->kind == OPERAND_REGISTER && operand->reg >= REG_ES &&
        operand->reg < REG_SEGMENT_END) {
        *value = registers->segments[operand->reg - REG_ES].selector;
        return registers->segments[operand->reg - REG_ES].selector_known;
    }
    return registers_get(registers, operand, value);
}

/* The descriptor that a segment load read, if it did: Bochs prints its upper
 * half first, so the value is the descriptor as it lies in memory. */
static const struct access *find_descriptor(const struct step *step)
{
    for (unsigned i = 0; i < step->access_count; i++)
        if (step->accesses[i].kind == TRACE_READ && step->accesses[i].length == 8 &&
            step->accesses[i].has_linear)
            return &step->accesses[i];
    return NULL;
}

/* Loads a segment register, from a descriptor where the step read one. */
void registers_load_segment(struct registers *registers, unsigned reg, const struct step *step,
                            const uint32_t *selector)
{
    struct segment *segment = registers_segment(registers, reg);
    const struct access *descriptor = step->real ? NULL : find_descriptor(step);

    *segment = (struct segment){.site = step->site, .tick = step->tick};
    if (selector != NULL) {
        segment->selector = (uint16_t)*selector;
        segment->selector_known = true;
    }
    if (descriptor != NULL) {
        uint64_t bits = descriptor->value;
        segment->base = (bits >> 16 & 0xffffff) | (bits >> 56) << 24;
        segment->limit = (uint32_t)((bits & 0xffff) | (bits >> 32 & 0xf0000));
        if ((bits >> 55 & 1) != 0)
            segment->limit = segment->limit << 12 | 0xfff;
        segment->base_known = segment->limit_known = segment->from_table = true;
    } else if (step->real && selector != NULL) {
        segment->base = (uint64_t)segment->selector << 4;
        segment->base_known = true;
    }
    if (reg == REG_SS) {
        registers->stack_moved = true;
        registers->stack_known = false;
        registers->stack_site = step->site;
    }
}

/* The stack pointer points to linear; its register follows where the base is known. */
void registers_place_stack(struct registers *registers, uint64_t linear)
{
    const struct segment *stack = registers_segment(registers, REG_SS);
    struct general *pointer = &registers->general[REG_SP];

    registers->stack_known = true;
    registers->stack = linear;
    pointer->version++;
    if (!stack->base_known)
        return;
    uint32_t offset = (uint32_t)(linear - stack->base);
    bool upper = (pointer->known & 12) == 12;
    pointer->value = offset < 0x10000 && upper ? (pointer->value & 0xffff0000) | offset : offset;
    pointer->known = offset < 0x10000 && !upper ? 3 : 15;
}

/* sp was set by something else than a push or a pop. */
void registers_move_stack(struct registers *registers, uint32_t site, const struct insn *insn)
{
    unsigned op = insn->op;
    uint64_t was = registers->stack;
    bool from_frame = insn->operands[1].kind == OPERAND_REGISTER && insn->operands[1].reg == REG_BP;
    const struct segment *stack = registers_segment(registers, REG_SS);
    const struct general *pointer = &registers->general[REG_SP];

    registers->stack_known = stack->base_known && (pointer->known & 3) == 3;
    bool wide = (pointer->known & 15) == 15 && stack->from_table;
    uint64_t place = stack->base + (wide ? pointer->value : pointer->value & 0xffff);
    /* A frame that is given back, or aligned, stays on the same stack. */
    bool near = place >= was && place - was < SAME_STACK;
    registers->stack = place;
    if (site == 0)
        return;
    if (op == OP_INC || op == OP_DEC || op == OP_AND || op == OP_LEA || (from_frame && near))
        return;
    registers->stack_moved = true;
    registers->stack_site = site;
    registers->stack_top = place;
}

/* The shortest load or store of a step that is no page walk and no single byte. */
static uint32_t find_shortest(const struct step *step)
{
    uint32_t shortest = UINT32_MAX;

    for (unsigned i = 0; i < step->access_count; i++)
        if (!step->accesses[i].walk && step->accesses[i].length > 1 &&
            step->accesses[i].length < shortest)
            shortest = step->accesses[i].length;
    return shortest;
}

/* Returns whether an access is one of a descriptor, beside those of the stack: the processor loads
 * its eight bytes, which are no longer than the rest in 64-bit mode only, and stores the byte that
 * marks it as accessed. */
static bool is_descriptor(const struct access *access, const struct insn *insn, uint32_t shortest)
{
    bool far = insn->op == OP_IRET || insn->op == OP_RET_FAR || insn->op == OP_CALL_FAR ||
               insn->op == OP_POP;

    return far && ((access->length == 8 && shortest < 8) || access->length == 1);
}

/* After a push or pop: where its accesses show the stack pointer. */
void registers_follow_stack(struct registers *registers, const struct step *step,
                            const struct insn *insn)
{
    bool push = insn->op == OP_PUSH || insn->op == OP_PUSHA || insn->op == OP_PUSHF ||
                insn->op == OP_CALL || insn->op == OP_CALL_FAR || insn->op == OP_ENTER;
    uint32_t shortest = find_shortest(step);
    bool found = false;
    uint64_t edge = 0;

    for (unsigned i = 0; i < step->access_count; i++) {
        const struct access *access = &step->accesses[i];
        if (access->walk || !access->has_linear || (access->kind == TRACE_WRITE) != push ||
            is_descriptor(access, insn, shortest))
            continue;
        /* A far return reads a descriptor as well, which may lie above the stack. */
        if (!push && !step->real && access->length == 8)
            continue;
        if (push && (!found || access->linear < edge))
            edge = access->linear;
        if (!push && (!found || access->linear + access->length > edge))
            edge = access->linear + access->length;
        found = true;
    }
    if (!found)
        return;
    if ((insn->op == OP_RET || insn->op == OP_RET_FAR) &&
        insn->operands[0].kind == OPERAND_IMMEDIATE)
        edge += insn->operands[0].value;
    registers_place_stack(registers, edge);
}

/* Works out one unknown part of an address from an access that shows it. */
void registers_infer_address(struct registers *registers, const struct step *step,
                             const struct operand *operand)
{
    const struct access *access = step_find_access(step, false);

    if (access == NULL)
        access = step_find_access(step, true);
    if (access == NULL || operand->kind != OPERAND_MEMORY || operand->segment == REG_NONE)
        return;
    struct segment *segment = registers_segment(registers, operand->segment);
    uint64_t offset;
    if (registers_offset(registers, operand, &offset)) {
        if (!segment->base_known) {
            segment->base = access->linear - offset;
            segment->base_known = true;
            segment->selector_known = step->real && segment->base % 16 == 0;
            segment->selector = (uint16_t)(segment->base >> 4);
        }
    } else if (segment->base_known && operand->index == REG_NONE &&
               operand->base < REG_GENERAL_COUNT) {
        struct general *reg = &registers->general[operand->base];
        uint32_t value = (uint32_t)(access->linear - segment->base - operand->value);
        reg->known |= operand->wide ? 15 : 3;
        reg->value = operand->wide ? value : (reg->value & 0xffff0000) | (value & 0xffff);
    }
}
