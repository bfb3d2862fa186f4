/*
 * The observer. Theory of operation:
 *
 * A step is looked at before it changes the model: first the fetch, then each
 * access in the order in which Bochs printed it, then the registers and the
 * stack. So a rule about a store sees who wrote those bytes before, and a rule
 * about a load sees who wrote what is loaded.
 *
 * Nothing is looked ahead. What can be known only later, such as whether a
 * table that was overwritten is used again, is remembered where it happened and
 * becomes a finding when it matters.
 */
#include "memviz/observe/rules/observer.h"

#include <stdlib.h>

#include "memviz/observe/rules/control.h"
#include "memviz/observe/rules/death.h"
#include "memviz/observe/rules/effects.h"
#include "memviz/observe/shadow/registers_apply.h"
#include "memviz/observe/rules/rules_device.h"
#include "memviz/observe/rules/rules_fetch.h"
#include "memviz/observe/rules/rules_flow.h"
#include "memviz/observe/rules/reported.h"
#include "memviz/observe/rules/rules_image.h"
#include "memviz/observe/rules/rules_layout.h"
#include "memviz/observe/rules/rules_load.h"
#include "memviz/observe/rules/rules_table.h"

bool observer_init(struct observer *observer)
{
    *observer = (struct observer){.real = true};
    registers_init(&observer->registers);
    bool done = sites_init(&observer->sites) && shadow_init(&observer->shadow) &&
                store_log_init(&observer->log) && disk_init(&observer->disk);
    if (!done)
        observer_free(observer);
    return done;
}

void observer_free(struct observer *observer)
{
    sites_free(&observer->sites);
    shadow_free(&observer->shadow);
    store_log_free(&observer->log);
    disk_free(&observer->disk);
    expected_free(&observer->expected);
    reported_free(observer->reported);
    free(observer->layout);
}

/* What is there when the boot sector starts: the boot sector. */
static void start(struct observer *observer, const struct step *step)
{
    observer->started = true;
    observer->start_tick = step->tick;
    if (step->physical < BOOT_SECTOR || step->physical >= BOOT_SECTOR + BOOT_SECTOR_SIZE)
        return;
    struct store loaded = {.tick = step->tick,
                           .last_tick = step->tick,
                           .address = BOOT_SECTOR,
                           .length = BOOT_SECTOR_SIZE,
                           .kind = STORE_LOADED};
    struct shadow_byte byte = {.store = store_log_add(&observer->log, &loaded),
                               .flags = SHADOW_GIVEN | SHADOW_LOADED};
    for (uint32_t i = 0; i < BOOT_SECTOR_SIZE; i++) {
        struct shadow_byte *at = shadow_at(&observer->shadow, BOOT_SECTOR + i);
        if (at == NULL)
            return;
        at->store = byte.store;
        at->flags |= byte.flags;
    }
    shadow_page_of(&observer->shadow, BOOT_SECTOR)->flags |= byte.flags;
}

/* How control came to a step, from the instruction before it. */
static void find_arrival(struct observer *observer, const struct step *step)
{
    const struct site *from = sites_get(&observer->sites, observer->site);

    observer->from = observer->site;
    if (observer->chain_count > 0)
        observer->arrival = ARRIVAL_HANDLER;
    else if (observer->site == 0)
        observer->arrival = ARRIVAL_FIRST;
    else if (from->insn.op == OP_RET || from->insn.op == OP_RET_FAR || from->insn.op == OP_IRET)
        observer->arrival = ARRIVAL_RETURN;
    else if (from->insn.relative)
        observer->arrival =
            step->physical == from->physical + from->insn.size ? ARRIVAL_NEXT : ARRIVAL_NEAR;
    else if (from->insn.op == OP_JMP || from->insn.op == OP_CALL || from->insn.op == OP_JMP_FAR ||
             from->insn.op == OP_CALL_FAR)
        observer->arrival = ARRIVAL_FAR;
    else
        observer->arrival = ARRIVAL_NEXT;
}

/* Returns whether a load is the processor's own, of a descriptor. */
static bool is_descriptor(const struct observer *observer, const struct step *step,
                          const struct access *access)
{
    if (step->real || access->kind != TRACE_READ || access->length != 8 || step->site == 0)
        return false;
    const struct insn *insn = &sites_get(&observer->sites, step->site)->insn;
    switch ((enum insn_op)insn->op) {
    case OP_MOV:
    case OP_POP:
        return insn->operands[0].kind == OPERAND_REGISTER && insn->operands[0].reg >= REG_ES &&
               insn->operands[0].reg < REG_SEGMENT_END;
    case OP_JMP_FAR:
    case OP_CALL_FAR:
    case OP_RET_FAR:
    case OP_IRET:
    case OP_LOAD_FAR:
    case OP_LTR:
        return true;
    default:
        return false;
    }
}

static void take_load(struct observer *observer, const struct step *step,
                      const struct access *access)
{
    observer->about = access->address;
    if (access->walk)
        rules_walk(observer, access);
    else if (is_descriptor(observer, step, access))
        rules_table(observer, step, access);
    else if (step->kind == STEP_INTERRUPT)
        rules_table(observer, step, access);
    else if (step->site != 0) {
        const struct site *site = sites_get(&observer->sites, step->site);
        /* What ins is about to replace is not used, though Bochs prints a load. */
        if (site->insn.op == OP_INS)
            return;
        rules_load(observer, step, access);
        struct shadow_page *page = shadow_page_of(&observer->shadow, access->address);
        if (page != NULL && (page->flags & SHADOW_LOADED) != 0)
            shadow_mark(&observer->shadow, access->address, access->length,
                        site->insn.op == OP_MOVS ? SHADOW_COPIED : SHADOW_READ);
    }
}

static void take_accesses(struct observer *observer, const struct step *step)
{
    for (unsigned i = 0; i < step->access_count; i++) {
        const struct access *access = &step->accesses[i];
        if (access->kind == TRACE_WRITE)
            effects_take_store(observer, step, access);
        else
            take_load(observer, step, access);
    }
}

static void remember_site(struct observer *observer, const struct step *step)
{
    struct site *site = sites_get(&observer->sites, step->site);

    site->count++;
    site->last_tick = step->tick;
    observer->site = step->site;
    if (site->firmware)
        return;
    observer->guest_site = step->site;
    observer->instructions++;
    observer->recent[observer->recent_count++ % OBSERVER_RECENT] = step->site;
}

/* A fault was delivered and its handler runs: a chain of one is no death, but
 * the same fault at the same place again and again is one. */
static void close_chain(struct observer *observer)
{
    const struct link *first = &observer->chain[0];

    if (observer->chain_count > 0 && !first->delivery) {
        const struct site *site = sites_get(&observer->sites, observer->site);
        uint64_t key = (uint64_t)first->vector << 32 | site->physical;
        /* An instruction that has run between its faults makes progress: pages come on demand. */
        bool stuck = key == observer->fault_key && site->count <= observer->fault_count + 1;
        observer->fault_repeats = stuck ? observer->fault_repeats + 1 : 1;
        observer->fault_key = key;
        observer->fault_count = site->count;
        death_fault_loop(observer, first->vector);
    }
    observer->chain_count = 0;
}

/* The first instruction of a device's handler, which Bochs does not print: when
 * its bytes are known and it is a plain move of a constant, the register changes. */
static void take_hidden(struct observer *observer)
{
    uint64_t bytes;

    if (!observer->handler_known || observer->paging ||
        !shadow_value(&observer->shadow, observer->handler, 4, &bytes))
        return;
    unsigned opcode = bytes & 0xff;
    struct operand target = {.kind = OPERAND_REGISTER, .reg = opcode & 3, .size = 1};
    uint32_t value = bytes >> 8 & 0xff;
    if (opcode >= 0xb0 && opcode <= 0xb7)
        target.high = (opcode & 4) != 0;
    else if (opcode >= 0xb8 && opcode <= 0xbf && observer->real) {
        target.reg = opcode & 7;
        target.size = 2;
        value = bytes >> 8 & 0xffff;
    } else
        return;
    registers_set_one(&observer->registers, &target, &value, observer->site);
}

static void take_instruction(struct observer *observer, const struct step *step)
{
    observer->tick = step->tick;
    if (!observer->started)
        start(observer, step);
    find_arrival(observer, step);
    if (observer->chain_count > 0)
        close_chain(observer);
    observer->real = step->real;
    observer->ending = ENDING_RUNNING;
    const struct site *site = step->site != 0 ? sites_get(&observer->sites, step->site) : NULL;
    observer->about = step->physical;
    if (site != NULL && !site->firmware) {
        control_follow_mode(observer, step);
        rules_image(observer, step);
        rules_fetch(observer, step);
    }
    if (site != NULL && observer->layout != NULL)
        rules_layout_step(observer, step);
    if (step->port.used)
        disk_take_port(&observer->disk, &step->port);
    if (step->port.used && observer->reported != NULL)
        reported_take(observer->reported, &step->port);
    take_accesses(observer, step);
    rules_device(observer, step);
    if (site == NULL) {
        registers_apply(&observer->registers, step, NULL);
        if (step->stale)
            take_hidden(observer);
        return;
    }
    observer->about = step->physical;
    /* The rules may have grown the table of places. */
    rules_registers(observer, step);
    rules_failure(observer, step);
    control_follow_calls(observer, step);
    registers_apply(&observer->registers, step, sites_get(&observer->sites, step->site));
    control_take(observer, step);
    control_follow_loop(observer, step);
    control_follow_rest(observer, step);
    remember_site(observer, step);
}

static struct link *add_link(struct observer *observer, const struct step *step)
{
    if (observer->chain_count == OBSERVER_CHAIN)
        observer->chain_count--;
    struct link *link = &observer->chain[observer->chain_count++];
    *link = (struct link){.delivery = step->kind == STEP_INTERRUPT,
                          .hardware = step->hardware,
                          .vector = step->vector,
                          .error = step->error};
    for (unsigned i = 0; i < step->access_count; i++)
        if (step->kind == STEP_INTERRUPT && !step->accesses[i].walk &&
            step->accesses[i].kind == TRACE_READ && !link->read) {
            link->read = true;
            link->entry = step->accesses[i].linear;
            link->entry_value = step->accesses[i].value;
            link->entry_length = step->accesses[i].length;
        }
    return link;
}

static void take_interrupt(struct observer *observer, const struct step *step)
{
    add_link(observer, step);
    take_accesses(observer, step);
    registers_apply(&observer->registers, step, NULL);
    control_take_interrupt(observer, step);
    rules_device_interrupt(observer, step);
}

/* A fault while #DF is delivered shuts the processor down. */
static void take_fault(struct observer *observer, const struct step *step)
{
    bool third = observer->chain_count >= 2 &&
                 observer->chain[observer->chain_count - 1].delivery &&
                 observer->chain[observer->chain_count - 1].vector == 8 &&
                 !observer->chain[observer->chain_count - 2].delivery &&
                 observer->chain[observer->chain_count - 2].vector == 8;

    bool first = observer->chain_count == 0;
    struct link *link = add_link(observer, step);
    if (first) {
        observer->fault_walk = observer->walk;
        observer->fault = *link;
        observer->fault_tick = observer->tick;
    }
    if (!third)
        return;
    observer->ending = ENDING_TRIPLE;
    death_triple_fault(observer);
}

void observer_take(void *context, const struct step *step)
{
    struct observer *observer = context;

    /* After the end the debugger prints the last instruction once more. */
    if (observer->ending == ENDING_TRIPLE)
        return;
    switch (step->kind) {
    case STEP_INSN:
        take_instruction(observer, step);
        break;
    case STEP_INTERRUPT:
        take_interrupt(observer, step);
        break;
    case STEP_FAULT:
        take_fault(observer, step);
        break;
    case STEP_DMA:
        take_accesses(observer, step);
        break;
    case STEP_A20:
        observer->gate_closed = step->vector == 0;
        observer->gate_site = observer->site;
        break;
    case STEP_HALT:
        /* Bochs says HALTED for each hlt; only with interrupts off it is for good. */
        if (observer->interrupts_known && !observer->interrupts_on)
            observer->ending = ENDING_HALTED;
        break;
    }
    /* What the user allows has no consequences either. */
    if (observer->forgiven)
        observer->derailed = false;
    observer->forgiven = false;
}

void observer_set_boot_sector(struct observer *observer, const uint8_t *bytes)
{
    for (uint32_t i = 0; i < BOOT_SECTOR_SIZE; i++) {
        struct shadow_byte *byte = shadow_at(&observer->shadow, BOOT_SECTOR + i);
        if (byte == NULL)
            return;
        byte->value = bytes[i];
        byte->flags |= SHADOW_KNOWN;
    }
}

void observer_end(struct observer *observer)
{
    observer->about = ALLOWED_NOWHERE;
    rules_end(observer);
}
