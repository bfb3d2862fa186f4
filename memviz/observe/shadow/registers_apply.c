#include "memviz/observe/shadow/registers_apply.h"

#include "memviz/observe/shadow/registers_alu.h"

/* Index registers and count after one round of a string instruction. */
static void apply_string(struct registers *registers, const struct step *step,
                         const struct insn *insn)
{
    /* Without a store there was no round: the count was zero, or the instruction faulted. */
    if ((insn->op == OP_MOVS || insn->op == OP_STOS) && step_find_access(step, true) == NULL)
        return;
    for (unsigned i = 0; i < 2; i++) {
        const struct operand *operand = &insn->operands[i];
        if (operand->kind != OPERAND_MEMORY || operand->base >= REG_GENERAL_COUNT)
            continue;
        bool write = operand->base == REG_DI && insn->op != OP_CMPS && insn->op != OP_SCAS;
        const struct access *access = NULL;
        for (unsigned k = 0; k < step->access_count; k++)
            if (!step->accesses[k].walk && step->accesses[k].has_linear &&
                (step->accesses[k].kind == TRACE_WRITE) == write)
                access = &step->accesses[k];
        const struct segment *segment = registers_segment(registers, operand->segment);
        if (access == NULL || !segment->base_known || !registers->direction_known)
            registers_forget_one(registers, operand->base, step->site);
        else {
            uint32_t delta = registers->direction_down ? 0 - operand->size : operand->size;
            registers_set_word(registers, operand->base,
                               (uint32_t)(access->linear - segment->base) + delta, operand->wide);
        }
    }
    if (insn->rep) {
        struct operand count = {.kind = OPERAND_REGISTER, .reg = REG_CX, .size = 2};
        count.size = insn->operands[0].wide || insn->operands[1].wide ? 4 : 2;
        uint32_t value;
        bool known = registers_get(registers, &count, &value) && value != 0;
        value--;
        registers_set_one(registers, &count, known ? &value : NULL, step->site);
    }
}

static void apply_lods(struct registers *registers, const struct step *step,
                       const struct insn *insn)
{
    uint32_t value;
    bool known = registers_get_value(registers, step, &insn->operands[1], &value);

    registers_set_one(registers, &insn->operands[0], known ? &value : NULL, step->site);
}

/* mov, movzx, pop and whatever else copies a source whole. */
static void apply_move(struct registers *registers, const struct step *step,
                       const struct insn *insn)
{
    const struct operand *target = &insn->operands[0];
    uint32_t value = 0;
    const struct operand *source = &insn->operands[insn->op == OP_POP ? 0 : 1];
    struct operand memory = {.kind = OPERAND_MEMORY};
    bool known =
        registers_get_value(registers, step, insn->op == OP_POP ? &memory : source, &value);

    if (insn->op == OP_MOVSX && source->size == 1)
        value = (uint32_t)(int8_t)value;
    else if (insn->op == OP_MOVSX)
        value = (uint32_t)(int16_t)value;
    if (target->kind != OPERAND_REGISTER)
        return;
    if (target->reg >= REG_ES && target->reg < REG_SEGMENT_END)
        registers_load_segment(registers, target->reg, step, known ? &value : NULL);
    else
        registers_set_one(registers, target, known ? &value : NULL, step->site);
}

/* Two operands, the first of which takes the result. */
static void apply_arithmetic(struct registers *registers, const struct step *step,
                             const struct insn *insn)
{
    const struct operand *target = &insn->operands[0];
    const struct operand *source = &insn->operands[1];
    uint32_t left = 0;
    uint32_t right = 0;

    if (target->kind != OPERAND_REGISTER)
        return;
    bool same = source->kind == OPERAND_REGISTER && source->reg == target->reg &&
                source->high == target->high && (insn->op == OP_XOR || insn->op == OP_SUB);
    bool known =
        same ||
        (registers_get(registers, target, &left) &&
         (source->kind == OPERAND_NONE || registers_get_value(registers, step, source, &right)));
    bool whole = registers_alu(insn->op, same ? 0 : left, same ? 0 : right, &left);
    bool by_constant = target->reg == REG_SP && registers->stack_known &&
                       source->kind == OPERAND_IMMEDIATE &&
                       (insn->op == OP_ADD || insn->op == OP_SUB);
    uint64_t moved = registers->stack;
    registers_set_one(registers, target, known && whole ? &left : NULL, step->site);
    if (target->reg == REG_SP)
        registers->stack_known = false;
    if (by_constant) {
        /* Bochs prints a negative byte as the whole operand. */
        int64_t delta = target->size == 2 ? (int16_t)source->value : (int32_t)source->value;
        registers_place_stack(registers, insn->op == OP_ADD ? moved + (uint64_t)delta
                                                            : moved - (uint64_t)delta);
    }
}

static void apply_exchange(struct registers *registers, const struct step *step,
                           const struct insn *insn)
{
    const struct operand *operands = insn->operands;
    uint32_t values[2] = {0, 0};
    bool known[2];

    for (unsigned i = 0; i < 2; i++)
        known[i] = registers_get_value(registers, step, &operands[i], &values[i]);
    for (unsigned i = 0; i < 2; i++)
        registers_set_one(registers, &operands[i], known[1 - i] ? &values[1 - i] : NULL,
                          step->site);
}

/* popa reads di first and ax last, and skips sp. */
static void apply_popa(struct registers *registers, const struct step *step)
{
    static const uint8_t order[] = {REG_DI, REG_SI, REG_BP, REG_BX, REG_DX, REG_CX, REG_AX};
    unsigned next = 0;
    uint64_t base = 0;

    for (unsigned i = 0; i < step->access_count && next < sizeof order; i++) {
        const struct access *access = &step->accesses[i];
        if (access->walk || access->kind != TRACE_READ)
            continue;
        if (next == 0)
            base = access->linear;
        /* Bochs may or may not print the load of sp, which is the fourth. */
        if (access->linear == base + 3ul * access->length)
            continue;
        registers_set_word(registers, order[next], (uint32_t)access->value, access->length == 4);
        registers->general[order[next++]].site = step->site;
    }
    for (; next < sizeof order; next++)
        registers_forget_one(registers, order[next], step->site);
}

/* lds and its siblings load offset and selector. */
static void apply_load_far(struct registers *registers, const struct step *step,
                           const struct site *site)
{
    uint32_t values[2];
    unsigned found = 0;

    for (unsigned i = 0; i < step->access_count && found < 2; i++)
        if (!step->accesses[i].walk && step->accesses[i].length <= 4)
            values[found++] = (uint32_t)step->accesses[i].value;
    uint8_t second = site->insn.bytes[1];
    uint8_t first = site->insn.bytes[0];
    if (first == 0x66 || first == 0x67)
        first = second == 0x66 || second == 0x67 ? site->insn.bytes[2] : second;
    unsigned reg = first == 0xc4 ? REG_ES : first == 0xc5 ? REG_DS : REG_NONE;
    for (unsigned i = 0; reg == REG_NONE && i + 1 < site->insn.size; i++)
        if (site->insn.bytes[i] == 0x0f)
            reg = site->insn.bytes[i + 1] == 0xb2   ? REG_SS
                  : site->insn.bytes[i + 1] == 0xb4 ? REG_FS
                                                    : REG_GS;
    registers_set_one(registers, &site->insn.operands[0], found == 2 ? &values[0] : NULL,
                      step->site);
    if (reg != REG_NONE)
        registers_load_segment(registers, reg, step, found == 2 ? &values[1] : NULL);
}

static void apply_lea(struct registers *registers, const struct step *step, const struct insn *insn)
{
    uint64_t offset;
    bool known = registers_offset(registers, &insn->operands[1], &offset);
    uint32_t value = known ? (uint32_t)offset : 0;

    registers_set_one(registers, &insn->operands[0], known ? &value : NULL, step->site);
}

static void apply_count(struct registers *registers, const struct step *step)
{
    struct general *count = &registers->general[REG_CX];
    bool wide = !step->real && (count->known & 12) == 12;

    if ((count->known & 3) == 3)
        registers_set_word(registers, REG_CX, count->value - 1, wide);
    if (!step->real && !wide)
        registers_forget_one(registers, REG_CX, step->site);
}

/* ax and dx: multiplication, division, sign extension and odd ones. */
static void apply_accumulator(struct registers *registers, const struct step *step,
                              const struct insn *insn)
{
    if (insn->operands[0].kind == OPERAND_REGISTER)
        registers_set_one(registers, &insn->operands[0], NULL, step->site);
    registers_forget_one(registers, REG_AX, step->site);
    registers_forget_one(registers, REG_DX, step->site);
}

static void apply_leave(struct registers *registers, const struct step *step,
                        const struct insn *insn)
{
    const struct access *load = step_find_access(step, false);

    if (load == NULL)
        return;
    registers_set_word(registers, REG_BP, (uint32_t)load->value, load->length == 4);
    registers_follow_stack(registers, step, insn);
}

static void forget_all(struct registers *registers, uint32_t site)
{
    for (unsigned i = 0; i < REG_GENERAL_COUNT; i++)
        if (i != REG_SP)
            registers_forget_one(registers, i, site);
}

/* Results that are not followed. */
static void apply_clobber(struct registers *registers, const struct step *step,
                          const struct insn *insn)
{
    if (insn->op == OP_MUL)
        apply_accumulator(registers, step, insn);
    else if (insn->op == OP_CLOBBER_ALL)
        forget_all(registers, step->site);
}

static void apply_op(struct registers *registers, const struct step *step, const struct site *site)
{
    const struct insn *insn = &site->insn;

    switch ((enum insn_op)insn->op) {
    case OP_MOV:
    case OP_MOVZX:
    case OP_MOVSX:
        apply_move(registers, step, insn);
        break;
    case OP_ADD:
    case OP_SUB:
    case OP_AND:
    case OP_OR:
    case OP_XOR:
    case OP_INC:
    case OP_DEC:
    case OP_SHL:
    case OP_SHR:
    case OP_NOT:
    case OP_NEG:
        apply_arithmetic(registers, step, insn);
        break;
    case OP_LEA:
        apply_lea(registers, step, insn);
        break;
    case OP_XCHG:
        apply_exchange(registers, step, insn);
        break;
    case OP_LOAD_FAR:
        apply_load_far(registers, step, site);
        break;
    case OP_LODS:
        apply_lods(registers, step, insn);
        break;
    case OP_LOOP:
        apply_count(registers, step);
        break;
    case OP_POPA:
        apply_popa(registers, step);
        break;
    case OP_IN:
    case OP_OTHER:
        registers_set_one(registers, &insn->operands[0], NULL, step->site);
        break;
    default:
        apply_clobber(registers, step, insn);
        break;
    }
}

/* Returns whether an instruction moves the stack pointer by pushing or popping. */
static bool uses_stack(unsigned op)
{
    return op >= OP_PUSH && op <= OP_IRET && op != OP_LEAVE;
}

/* The stack pointer was the target of a move, an addition and so on. */
static bool sets_stack(const struct insn *insn)
{
    const struct operand *target = &insn->operands[0];

    return target->kind == OPERAND_REGISTER && target->reg == REG_SP && target->size > 1 &&
           insn->op != OP_PUSH && insn->op != OP_CMP && insn->op != OP_OUT;
}

/* A push shows what its register held: that is known now, without a change. */
static void learn_from_push(struct registers *registers, const struct step *step,
                            const struct insn *insn)
{
    const struct operand *operand = &insn->operands[0];
    const struct access *store = step_find_access(step, true);

    if (insn->op != OP_PUSH || operand->kind != OPERAND_REGISTER || store == NULL)
        return;
    if (operand->reg >= REG_ES && operand->reg < REG_SEGMENT_END) {
        struct segment *segment = registers_segment(registers, operand->reg);
        segment->selector = (uint16_t)store->value;
        segment->selector_known = true;
        if (step->real && !segment->base_known) {
            segment->base = (uint64_t)segment->selector << 4;
            segment->base_known = true;
        }
    } else if (operand->reg < REG_GENERAL_COUNT && operand->reg != REG_SP && store->length <= 4) {
        struct general *reg = &registers->general[operand->reg];
        uint32_t bits = store->length == 4 ? 0xffffffff : 0xffff;
        reg->known |= store->length == 4 ? 15 : 3;
        reg->value = (reg->value & ~bits) | ((uint32_t)store->value & bits);
    }
}

/* What a far transfer made of cs: the next instruction shows it. */
static void follow_code(struct registers *registers, const struct step *step)
{
    struct segment *code = registers_segment(registers, REG_CS);

    if (step->stale || step->unmapped)
        return;
    if (code->selector != step->selector || !code->selector_known ||
        code->from_table == step->real) {
        code->selector = step->selector;
        code->selector_known = true;
        code->base = step->real ? (uint64_t)step->selector << 4 : 0;
        code->base_known = step->real;
        code->from_table = !step->real;
        code->tick = step->tick;
    }
}

void registers_apply(struct registers *registers, const struct step *step, const struct site *site)
{
    static const struct insn delivery = {.op = OP_PUSH};

    registers->stack_moved = false;
    if (step->kind == STEP_INTERRUPT) {
        registers_follow_stack(registers, step, &delivery);
        return;
    }
    follow_code(registers, step);
    if (site == NULL) {
        if (!step->stale || step->access_count == 0)
            return;
        /* The hidden first instruction of a handler: a push, as good as always. */
        registers_follow_stack(registers, step, &delivery);
        return;
    }
    const struct insn *insn = &site->insn;
    for (unsigned i = 0; i < INSN_OPERANDS && insn->op != OP_LEA; i++)
        registers_infer_address(registers, step, &insn->operands[i]);
    learn_from_push(registers, step, insn);
    if (insn->op >= OP_MOVS && insn->op <= OP_OUTS)
        apply_string(registers, step, insn);
    apply_op(registers, step, site);
    if (insn->op == OP_POP)
        apply_move(registers, step, insn);
    if (insn->op == OP_LEAVE)
        apply_leave(registers, step, insn);
    else if (uses_stack(insn->op))
        registers_follow_stack(registers, step, insn);
    else if (sets_stack(insn) && !(insn->op == OP_ADD || insn->op == OP_SUB))
        registers_move_stack(registers, site->firmware ? 0 : step->site, insn);
    if (insn->bytes[0] == 0xfc || insn->bytes[0] == 0xfd)
        registers->direction_down = insn->bytes[0] == 0xfd;
}
