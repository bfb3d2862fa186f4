/*
 * Rules about calls, interrupts and the BIOS's answers.
 */
#include "memviz/observe/rules/rules_flow.h"

#include <inttypes.h>

#include "memviz/observe/rules/death.h"
#include "memviz/observe/rules/rules_device.h"
#include "memviz/observe/rules/sentence.h"

/* The target moved by less than this was adjusted, not damaged. */
#define ADJUSTED 256u

/* A loop that stores this much without a gap fills. */
#define BULK 16u

/* So many instructions after a failed read somebody would have looked. */
#define UNCHECKED 24u

/* The load of a return with the lowest address, or the highest: Bochs prints them
 * in different orders. Descriptors, which are eight bytes, do not count. */
static const struct access *find_slot(const struct step *step, bool highest)
{
    const struct access *found = NULL;

    for (unsigned i = 0; i < step->access_count; i++) {
        const struct access *access = &step->accesses[i];
        if (access->walk || !access->has_linear || access->length > 4)
            continue;
        if (found == NULL || (access->linear > found->linear) == highest)
            found = access;
    }
    return found;
}

/* Returns whether nobody wrote where a return address points: then it was not meant. */
static bool leads_nowhere(const struct observer *observer, const struct access *slot)
{
    const struct segment *code = &observer->registers.segments[REG_CS - REG_ES];
    uint64_t base = observer->real ? code->base : 0;
    struct shadow_byte byte = shadow_get(&observer->shadow, base + slot->value);

    if (observer->paging || (observer->real && !code->base_known))
        return false;
    return byte.store == 0 && (byte.flags & (SHADOW_GIVEN | SHADOW_EXECUTED)) == 0;
}

/* Whether what lies in a return address's place is what the call pushed. */
static void check_slot(struct observer *observer, const struct frame *frame,
                       const struct access *slot)
{
    struct shadow_byte byte = shadow_get(&observer->shadow, slot->address);
    struct sentence sentence;

    if (byte.store == 0 || frame->target == slot->value || slot->length != frame->size)
        return;
    const struct store *store = store_log_get(&observer->log, byte.store);
    uint64_t moved =
        slot->value > frame->target ? slot->value - frame->target : frame->target - slot->value;
    if (store->kind == STORE_PUSH || (store->kind == STORE_PLAIN && moved < ADJUSTED))
        return;
    const struct site *writer = sites_get(&observer->sites, store->site);
    bool certain = store->kind != STORE_PLAIN || store->firmware ||
                   writer->run_end - writer->run_start >= BULK || leads_nowhere(observer, slot);
    if (!(certain ? sentence_begin(&sentence, observer, RULE_RETURN_REPLACED, frame->slot)
                  : sentence_note(&sentence, observer, RULE_RETURN_REPLACED, frame->slot)))
        return;
    say(&sentence, "the return address of ");
    say_place(&sentence, frame->site);
    say(&sentence, " at 0x%" PRIx64 " was overwritten by ", frame->slot);
    say_writer(&sentence, byte.store);
    say(&sentence, ": 0x%" PRIx64 " instead of 0x%" PRIx64, slot->value, frame->target);
}

/* A handler of a device's interrupt must give all registers back. */
static void check_registers(struct observer *observer, const struct step *step,
                            const struct frame *frame)
{
    struct sentence sentence;

    if (!frame->hardware || sites_get(&observer->sites, step->site)->firmware)
        return;
    for (unsigned i = 0; i < REG_GENERAL_COUNT; i++) {
        const struct general *before = &frame->general[i];
        const struct general *now = &observer->registers.general[i];
        uint8_t both = before->known & now->known;
        uint32_t mask = (both & 12) == 12 ? 0xffffffff : 0xffff;
        if (i == REG_SP || before->version == now->version || (both & 3) != 3 ||
            ((before->value ^ now->value) & mask) == 0)
            continue;
        if (!sentence_begin(&sentence, observer, RULE_HANDLER, frame->vector))
            return;
        say(&sentence,
            "the handler of interrupt 0x%02" PRIx32 " loses %s: it was 0x%" PRIx32
            " when the interrupt came and is 0x%" PRIx32 " at ",
            frame->vector, insn_register_name(i, mask == 0xffff ? 2 : 4), before->value & mask,
            now->value & mask);
        say_place(&sentence, step->site);
        say(&sentence, "; it was changed by ");
        say_place(&sentence, now->site);
        return;
    }
}

/* iret takes the error code for the return address. */
static bool check_error_code(struct observer *observer, const struct step *step,
                             const struct frame *frame, const struct access *slot)
{
    struct sentence sentence;

    if (!frame->fault || slot->linear != frame->low || frame->low == frame->slot)
        return false;
    if (!sentence_begin(&sentence, observer, RULE_HANDLER, 0x100 + frame->vector))
        return true;
    say(&sentence,
        "the handler of exception 0x%02" PRIx32 " returns with the error code still on the stack: ",
        frame->vector);
    say_place(&sentence, step->site);
    say(&sentence, " takes it for the return address (0x%" PRIx64 ")", slot->value);
    return true;
}

/* A BIOS service returns: the carry flag that it leaves, and where it was asked. */
static void check_service(struct observer *observer, const struct step *step,
                          const struct frame *frame)
{
    if (frame->vector != 0x13 || frame->hardware || step->access_count < 3 || frame->site == 0 ||
        sites_get(&observer->sites, frame->site)->firmware)
        return;
    const struct general *ax = &frame->general[REG_AX];
    uint32_t function = ax->value >> 8 & 0xff;
    bool carry = (find_slot(step, true)->value & 1) != 0;
    if ((ax->known & 2) == 0 || (function != 0x02 && function != 0x42) || !carry)
        return;
    observer->failed_pending = true;
    observer->failed_age = 0;
    observer->failed = *frame;
}

/* An interrupt's handler ends with iret, of the size of what was pushed: ret leaves the flags and
 * the segment on the stack, a wider or narrower iret takes the wrong words (SDM volume 2, IRET).
 * A far return that leaves the flags, or drops them by its operand, is an old convention. */
static void check_kind(struct observer *observer, const struct step *step,
                       const struct frame *frame, const struct access *slot)
{
    const struct site *site = sites_get(&observer->sites, step->site);
    struct sentence sentence;
    bool near = site->insn.op == OP_RET ||
                (site->insn.op == OP_RET_FAR && frame->hardware && slot->linear == frame->slot);
    bool other = site->insn.op == OP_IRET && slot->length != frame->size;

    if (site->firmware || (!near && !other) ||
        !sentence_begin(&sentence, observer, RULE_HANDLER, 0x200 + frame->vector))
        return;
    say(&sentence, "the handler of interrupt 0x%02" PRIx32 " returns by ", frame->vector);
    say_place(&sentence, step->site);
    if (near)
        say(&sentence, ", which is no iret: %s that the interrupt pushed stay on the stack",
            site->insn.op == OP_RET ? "CS and the flags" : "the flags");
    else
        say(&sentence,
            ", which takes words of %" PRIu32 " bytes, but the interrupt pushed %" PRIu32
            " bytes each",
            slot->length, frame->size);
    say(&sentence, "; it interrupted ");
    say_place(&sentence, frame->site);
}

void rules_return(struct observer *observer, const struct step *step)
{
    const struct access *slot = find_slot(step, false);

    observer->returned_known = false;
    observer->slot = slot != NULL ? *slot : (struct access){.length = 0};
    if (slot == NULL)
        return;
    struct frame *frame = frames_find(&observer->frames, slot->linear);
    if (frame == NULL)
        return;
    bool interrupt = sites_get(&observer->sites, step->site)->insn.op == OP_IRET;
    if (frame->interrupt)
        check_kind(observer, step, frame, slot);
    if (!interrupt || !check_error_code(observer, step, frame, slot))
        check_slot(observer, frame, slot);
    if (interrupt && frame->interrupt) {
        if (frame->hardware)
            rules_device_return(observer, step);
        check_registers(observer, step, frame);
        check_service(observer, step, frame);
    }
    observer->returned = *frame;
    observer->returned_known = true;
    frames_drop(&observer->frames, frame);
}

/* A read from disk failed, and the program goes on as if it had not. */
void rules_failure(struct observer *observer, const struct step *step)
{
    const struct site *site = sites_get(&observer->sites, step->site);
    const struct operand *left = &site->insn.operands[0];
    struct sentence sentence;

    if (!observer->failed_pending || site->firmware)
        return;
    bool status = left->kind == OPERAND_REGISTER && left->reg == REG_AX &&
                  (site->insn.op == OP_CMP || site->insn.op == OP_OR);
    if (site->insn.carry_test || status) {
        observer->failed_pending = false;
        return;
    }
    bool leaves = site->insn.op == OP_JMP_FAR || site->insn.op == OP_INT ||
                  site->insn.op == OP_JMP || site->insn.op == OP_RET_FAR;
    if (observer->failed_age++ < UNCHECKED && !leaves)
        return;
    observer->failed_pending = false;
    if (!sentence_begin(&sentence, observer, RULE_READ_FAILED, observer->failed.site))
        return;
    const struct general *general = observer->failed.general;
    say(&sentence, "the disk read by ");
    say_place(&sentence, observer->failed.site);
    say(&sentence, " failed (carry set, AH=0x%02x), and nobody checks it",
        observer->registers.general[REG_AX].value >> 8 & 0xff);
    if ((general[REG_AX].known & general[REG_CX].known & general[REG_BX].known & 3) == 3)
        say(&sentence, "; it asked for %u sectors, AX=0x%04x CX=0x%04x DX=0x%04x to BX=0x%04x",
            general[REG_AX].value & 0xff, general[REG_AX].value & 0xffff,
            general[REG_CX].value & 0xffff, general[REG_DX].value & 0xffff,
            general[REG_BX].value & 0xffff);
}

/* A detour to protected mode, to give a data segment a limit of 4 GiB, is much shorter. */
#define SWITCH_MAX 200u

/* What has run without a far jump is no detour when the machine stops in it. */
#define SWITCH_MIN 4u

static void report_code_segment(struct observer *observer)
{
    struct sentence sentence;

    if (!sentence_begin(&sentence, observer, RULE_FAR_JUMP, 0))
        return;
    say(&sentence, "no far jump follows the switch to protected mode by ");
    say_place(&sentence, observer->switch_site);
    say(&sentence,
        ", so CS still is that of real mode and 32-bit code is decoded as 16-bit code: %" PRIu32
        " instructions ran so, the last at ",
        observer->switch_age);
    say_address(&sentence, observer->guest_site);
}

void rules_code_segment(struct observer *observer)
{
    if (observer->switch_age == SWITCH_MAX)
        report_code_segment(observer);
}

void rules_end(struct observer *observer)
{
    bool stopped = observer->ending == ENDING_HALTED || observer->ending == ENDING_TRIPLE ||
                   observer->ending == ENDING_LOOP || observer->ending == ENDING_FAULT_LOOP ||
                   observer->ending == ENDING_IDLE;

    rules_device_end(observer);
    death_in_handler(observer);
    if (observer->switch_site != 0 && stopped && observer->switch_age >= SWITCH_MIN)
        report_code_segment(observer);
}
