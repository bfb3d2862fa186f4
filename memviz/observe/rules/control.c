#include "memviz/observe/rules/control.h"

#include "memviz/observe/rules/rules_flow.h"

/* The BIOS's keyboard buffer: the word that says where its next key lies. */
#define KEYBOARD_HEAD 0x41au

#define INTERRUPT_FLAG 0x200u
#define TRAP_GATE      15u

/* lgdt and lidt load a limit and a base. */
static void take_table_load(struct observer *observer, const struct step *step, struct table *table)
{
    const struct access *limit = NULL;
    const struct access *base = NULL;

    for (unsigned i = 0; i < step->access_count; i++) {
        if (step->accesses[i].walk)
            continue;
        if (step->accesses[i].length == 2)
            limit = &step->accesses[i];
        else
            base = &step->accesses[i];
    }
    *table = (struct table){.site = step->site, .tick = step->tick};
    table->known = limit != NULL && base != NULL;
    if (!table->known)
        return;
    table->limit = (uint32_t)limit->value;
    table->base = base->value;
    /* With 16-bit operands the highest byte is not loaded. */
    const struct site *site = sites_get(&observer->sites, step->site);
    if (site->real && site->insn.bytes[0] != 0x66 && site->insn.bytes[1] != 0x66)
        table->base &= 0xffffff;
}

/* The interrupt flag is a bit of what popf and iret load (SDM volume 1, 3.4.3). */
static void take_flags(struct observer *observer, const struct step *step)
{
    const struct access *flags = NULL;

    for (unsigned i = 0; i < step->access_count; i++) {
        const struct access *access = &step->accesses[i];
        if (!access->walk && access->has_linear && access->length <= 4 &&
            (flags == NULL || access->linear > flags->linear))
            flags = access;
    }
    if (flags == NULL)
        return;
    observer->interrupts_on = (flags->value & INTERRUPT_FLAG) != 0;
    observer->interrupts_known = true;
    observer->interrupts_site = step->site;
}

/* cr3 gets the place of the page directory. */
static void take_directory(struct observer *observer, const struct step *step,
                           const struct operand *source)
{
    observer->cr3_loads++;
    observer->cr3_site = step->site;
    observer->cr3_known = registers_get(&observer->registers, source, &observer->cr3);
}

/* What an instruction does to the processor beside its general registers. */
void control_take(struct observer *observer, const struct step *step)
{
    const struct insn *insn = &sites_get(&observer->sites, step->site)->insn;
    const struct operand *target = &insn->operands[0];

    switch ((enum insn_op)insn->op) {
    case OP_LGDT:
        take_table_load(observer, step, &observer->gdt);
        break;
    case OP_LIDT:
        take_table_load(observer, step, &observer->idt);
        break;
    case OP_CLI:
    case OP_STI:
        observer->interrupts_on = insn->op == OP_STI;
        observer->interrupts_known = true;
        observer->interrupts_site = step->site;
        break;
    case OP_POPF:
    case OP_IRET:
        take_flags(observer, step);
        break;
    case OP_LTR:
        observer->ltr_site = step->site;
        break;
    case OP_MOV:
        if (target->kind == OPERAND_REGISTER && target->reg == REG_CR3)
            take_directory(observer, step, &insn->operands[1]);
        break;
    default:
        break;
    }
}

void control_follow_mode(struct observer *observer, const struct step *step)
{
    const struct site *last = sites_get(&observer->sites, observer->site);
    bool far = last->insn.op == OP_JMP_FAR || last->insn.op == OP_CALL_FAR ||
               last->insn.op == OP_RET_FAR || last->insn.op == OP_IRET || observer->chain_count > 0;

    if (step->real || far || last->firmware) {
        observer->switch_site = 0;
        return;
    }
    if (observer->site != 0 && last->real) {
        observer->switch_site = observer->site;
        observer->switch_age = 0;
    }
    if (observer->switch_site != 0) {
        observer->switch_age++;
        rules_code_segment(observer);
    }
}

/* A call pushed where it returns to. */
static void take_call(struct observer *observer, const struct step *step)
{
    const struct insn *insn = &sites_get(&observer->sites, step->site)->insn;
    const struct access *slot = NULL;

    for (unsigned i = 0; i < step->access_count; i++)
        if (step->accesses[i].kind == TRACE_WRITE && !step->accesses[i].walk)
            slot = &step->accesses[i];
    if (slot == NULL)
        return;
    struct frame frame = {.slot = slot->linear,
                          .low = slot->linear,
                          .physical = slot->address,
                          .target = slot->value,
                          .size = slot->length,
                          .tick = step->tick,
                          .site = step->site,
                          .op = insn->op};
    frames_push(&observer->frames, &frame);
}

/* An interrupt pushed flags, cs, ip and, for some faults, an error code. */
/* Where a handler begins: the vector of real mode, or the gate (SDM volume 3, 6.11). */
static void find_handler(struct observer *observer, const struct step *step)
{
    const struct access *loads[2] = {NULL, NULL};
    unsigned count = 0;

    for (unsigned i = 0; i < step->access_count && count < 2; i++)
        if (step->accesses[i].kind == TRACE_READ && !step->accesses[i].walk)
            loads[count++] = &step->accesses[i];
    observer->handler_known = count == 2 || (count == 1 && loads[0]->length == 8);
    observer->gate = 0;
    if (!observer->handler_known)
        return;
    observer->gate = loads[0]->address;
    if (loads[0]->length == 2 && loads[1]->address < observer->gate)
        observer->gate = loads[1]->address;
    if (loads[0]->length == 2)
        observer->handler = (loads[1]->value << 4) + loads[0]->value;
    else
        observer->handler = (loads[0]->value & 0xffff) | (loads[0]->value >> 48 << 16);
}

void control_take_interrupt(struct observer *observer, const struct step *step)
{
    const struct access *stores[6];
    unsigned count = 0;

    for (unsigned i = 0; i < step->access_count && count < 6; i++)
        if (step->accesses[i].kind == TRACE_WRITE && !step->accesses[i].walk &&
            step->accesses[i].has_linear && step->accesses[i].length >= 2)
            stores[count++] = &step->accesses[i];
    if (count < 3)
        return;
    find_handler(observer, step);
    /* A trap gate is the only one that leaves the flag alone. */
    const struct link *link = &observer->chain[observer->chain_count - 1];
    if (observer->real || (link->entry_value >> 40 & 15) != TRAP_GATE) {
        observer->interrupts_on = false;
        observer->interrupts_known = true;
    }
    bool fault = observer->chain_count > 1 && !observer->chain[observer->chain_count - 2].delivery;
    bool code = fault && !observer->real &&
                (step->vector == 8 || (step->vector >= 10 && step->vector <= 14));
    const struct access *slot = stores[count - 1 - (code ? 1 : 0)];
    struct frame frame = {.slot = slot->linear,
                          .low = stores[count - 1]->linear,
                          .physical = slot->address,
                          .target = slot->value,
                          .size = slot->length,
                          .tick = step->tick,
                          .site = observer->site,
                          .vector = step->vector,
                          .interrupt = true,
                          .hardware = step->hardware,
                          .fault = fault};
    for (unsigned i = 0; i < REG_GENERAL_COUNT; i++)
        frame.general[i] = observer->registers.general[i];
    for (unsigned i = 0; i < 6; i++)
        frame.segments[i] = observer->registers.segments[i];
    frames_push(&observer->frames, &frame);
}

void control_follow_calls(struct observer *observer, const struct step *step)
{
    const struct insn *insn = &sites_get(&observer->sites, step->site)->insn;

    switch ((enum insn_op)insn->op) {
    case OP_CALL:
    case OP_CALL_FAR:
        take_call(observer, step);
        break;
    case OP_RET:
    case OP_RET_FAR:
    case OP_IRET:
        rules_return(observer, step);
        break;
    default:
        break;
    }
}

/* How long the guest has stayed in a few instructions without a store. */
void control_follow_loop(struct observer *observer, const struct step *step)
{
    const uint32_t span = 64;
    uint32_t at = (uint32_t)step->physical;
    uint32_t low = at < observer->loop_low ? at : observer->loop_low;
    uint32_t high = at > observer->loop_high ? at : observer->loop_high;

    if (high - low > span) {
        low = high = at;
        observer->loop_count = observer->loop_stores = 0;
    }
    observer->loop_low = low;
    observer->loop_high = high;
    observer->loop_count++;
    for (unsigned i = 0; i < step->access_count; i++)
        if (step->accesses[i].kind == TRACE_WRITE)
            observer->loop_stores++;
}

/* Signs of rest: hlt after hlt, or a BIOS that looks for a key again and again. */
void control_follow_rest(struct observer *observer, const struct step *step)
{
    const uint64_t between = 3000;
    const uint64_t work = 60000; /* a kernel may check its memory while it is idle */
    const struct site *site = sites_get(&observer->sites, step->site);

    if (site->insn.op == OP_HLT && !site->firmware) {
        uint64_t passed = observer->instructions - observer->idle_start;
        observer->idle_rounds = passed < between ? observer->idle_rounds + 1
                                : passed < work  ? observer->idle_rounds + 3
                                                 : 1;
        observer->idle_start = observer->instructions;
    } else if (observer->instructions - observer->idle_start >= work)
        observer->idle_rounds = 0;
    if (!site->firmware)
        observer->key_looks = 0;
    for (unsigned i = 0; i < step->access_count && site->firmware; i++)
        observer->key_looks += step->accesses[i].address == KEYBOARD_HEAD;
}
