/*
 * Rules about what is read.
 */
#include "memviz/observe/rules/rules_load.h"

#include <inttypes.h>

#include "memviz/observe/rules/rules_text.h"
#include "memviz/observe/rules/sentence.h"

#define SHORT_LOAD_SPAN 0x4000u
#define BIOS_DATA_END   0x500u
#define VIDEO_START     0xa0000u
#define VIDEO_END       0xc0000u
#define TEXT_END        0xb8fa0u
#define ROM_END         0x100000u
#define EBDA_START      0x9f000u

/* What real mode reaches above this it reaches to try the A20 gate. */
#define REAL_MODE_TOP 0x100000u

/* Memory that the firmware filled before the trace began. */
static bool is_firmware_data(const struct observer *observer, uint64_t address)
{
    return address < BIOS_DATA_END || (address >= EBDA_START && address < ROM_END) ||
           address >= 0xe0000000u ||
           (observer->ram_size != 0 && address >= observer->ram_size - 0x10000);
}

/* The memory operand of an instruction that an access belongs to; for a string
 * instruction the source. NULL when there is none. */
static const struct operand *find_operand(const struct insn *insn)
{
    for (unsigned i = INSN_OPERANDS; i-- > 0;)
        if (insn->operands[i].kind == OPERAND_MEMORY)
            return &insn->operands[i];
    return NULL;
}

/* Bytes of the program: there before it began, or loaded. */
static bool is_program(const struct observer *observer, uint64_t address)
{
    struct shadow_byte byte = shadow_get(&observer->shadow, address);

    return (byte.flags & SHADOW_LOADED) != 0;
}

/* A linear address as the processor forms it. */
struct segmented {
    uint64_t base; /* of the segment */
    uint64_t offset;
};

/* Where an offset points with another segment base, in the program that runs;
 * false when no other base makes sense. */
static bool find_meant(const struct observer *observer, const struct step *step,
                       const struct segmented *used, uint64_t *meant)
{
    const struct site *site = sites_get(&observer->sites, step->site);
    uint64_t code = site->physical - site->offset;
    const uint64_t bases[] = {code, 0, BOOT_SECTOR};

    for (unsigned i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        uint64_t address = bases[i] + used->offset;
        uint64_t distance =
            address > site->physical ? address - site->physical : site->physical - address;
        /* The boot sector's own origin, given to code that was put together for 0. */
        bool sector = bases[i] == BOOT_SECTOR;
        if (bases[i] == used->base || (used->base == code && !sector) ||
            (sector && used->offset >= BOOT_SECTOR_SIZE))
            continue;
        if (is_program(observer, address) && distance < 0x8000) {
            *meant = address;
            return true;
        }
    }
    return false;
}

static void say_segment(struct sentence *sentence, unsigned reg)
{
    const struct segment *segment = registers_segment(&sentence->observer->registers, reg);
    const char *name = insn_segment_name(reg);

    say(sentence, "%s", name);
    if (segment->selector_known)
        say(sentence, "=0x%04x", segment->selector);
    if (segment->site == 0)
        say(sentence, " was never set");
    else {
        say(sentence, " was set by ");
        say_place(sentence, segment->site);
    }
}

/* The offset is right and the segment is not. */
static bool check_segment(struct observer *observer, const struct step *step,
                          const struct access *access)
{
    const struct insn *insn = &sites_get(&observer->sites, step->site)->insn;
    const struct operand *operand = find_operand(insn);
    struct sentence sentence;
    uint64_t meant;

    if (operand == NULL || operand->segment == REG_NONE || operand->segment == REG_SS ||
        operand->segment == REG_CS || (step->real && access->linear >= REAL_MODE_TOP))
        return false;
    const struct segment *segment = registers_segment(&observer->registers, operand->segment);
    uint64_t offset = access->linear - segment->base;
    if (!segment->base_known && !registers_offset(&observer->registers, operand, &offset))
        return false;
    const struct segmented used = {access->linear - offset, offset};
    if (!find_meant(observer, step, &used, &meant) || meant == access->address)
        return false;
    if (!sentence_begin(&sentence, observer, RULE_WRONG_SEGMENT, 0))
        return true;
    say_place(&sentence, step->site);
    say(&sentence, " reads %s:%04" PRIx64 " = 0x%" PRIx64 ", which %s; ",
        insn_segment_name(operand->segment), offset, access->address,
        is_firmware_data(observer, access->address) ? "is the firmware's"
                                                    : "nobody loaded or wrote");
    say_segment(&sentence, operand->segment);
    say(&sentence, "; the program holds that offset at 0x%" PRIx64, meant);
    return true;
}

/* Remembers that a register holds what nobody wrote, until it is used. */
static void taint_register(struct observer *observer, const struct step *step,
                           const struct access *access)
{
    const struct operand *target = &sites_get(&observer->sites, step->site)->insn.operands[0];

    if (target->kind != OPERAND_REGISTER || target->reg >= REG_GENERAL_COUNT)
        return;
    observer->undefined[target->reg] = (uint32_t)access->address;
    observer->undefined_site[target->reg] = step->site;
    /* The change of the register comes after the rules: count it in. */
    observer->undefined_version[target->reg] = observer->registers.general[target->reg].version + 1;
}

static void report_decision(struct observer *observer, uint32_t site, uint64_t address)
{
    struct sentence sentence;
    uint32_t below = disk_find_below(&observer->disk, address);
    bool near = below != 0 && address - observer->disk.reads[below].end < SHORT_LOAD_SPAN;
    enum rule rule = near ? RULE_SHORT_LOAD : RULE_READS_UNWRITTEN;

    if (!(near ? sentence_begin(&sentence, observer, rule, 0)
               : sentence_note(&sentence, observer, rule, 0)))
        return;
    say_place(&sentence, site);
    say(&sentence, " reads 0x%" PRIx64 ", which nobody ever wrote", address);
    if (near) {
        say(&sentence, "; ");
        say_read(&sentence, below);
        say(&sentence, " ended %" PRIu64 " bytes before it",
            address - observer->disk.reads[below].end);
    }
}

static bool is_unwritten(const struct observer *observer, const struct access *access)
{
    for (uint32_t i = 0; i < access->length; i++) {
        struct shadow_byte byte = shadow_get(&observer->shadow, access->address + i);
        if (byte.store != 0 || (byte.flags & (SHADOW_GIVEN | SHADOW_EXECUTED)) != 0)
            return false;
    }
    return true;
}

static void give_block(struct observer *observer, uint64_t address)
{
    for (uint32_t i = 0; i < 512; i++) {
        struct shadow_byte *byte = shadow_at(&observer->shadow, (address & ~511ull) + i);
        if (byte != NULL && byte->store == 0)
            byte->flags |= SHADOW_GIVEN;
    }
}

/* What the last instructions loaded without anybody having written it is now
 * compared, or used as an address. */
static void check_use(struct observer *observer, const struct step *step)
{
    const struct insn *insn = &sites_get(&observer->sites, step->site)->insn;

    if (insn->op != OP_CMP && insn->op != OP_OR && insn->op != OP_AND)
        return;
    for (unsigned i = 0; i < 2; i++) {
        const struct operand *operand = &insn->operands[i];
        if (operand->kind == OPERAND_REGISTER && operand->reg < REG_GENERAL_COUNT &&
            observer->undefined[operand->reg] != 0 &&
            observer->undefined_version[operand->reg] ==
                observer->registers.general[operand->reg].version) {
            report_decision(observer, observer->undefined_site[operand->reg],
                            observer->undefined[operand->reg]);
            observer->undefined[operand->reg] = 0;
        }
    }
}

/* Loaded for another purpose, next to what was copied over it later, and read by
 * the program that was copied. */
static void check_stale(struct observer *observer, const struct step *step,
                        const struct access *access)
{
    const struct site *site = sites_get(&observer->sites, step->site);
    struct shadow_byte byte = shadow_get(&observer->shadow, access->address);
    struct shadow_byte code = shadow_get(&observer->shadow, site->physical);
    struct sentence sentence;

    if (byte.store == 0 || code.store == 0 || step->physical >= access->address ||
        access->address - step->physical > 0x10000)
        return;
    const struct store *load = store_log_get(&observer->log, byte.store);
    const struct store *copy = store_log_get(&observer->log, code.store);
    if ((load->kind != STORE_DISK && load->kind != STORE_DMA) || copy->kind != STORE_COPY ||
        load->last_tick >= copy->tick || load->read == 0)
        return;
    const struct disk_read *read = &observer->disk.reads[load->read];
    if (copy->address < read->start || copy->address >= read->end)
        return;
    if (!sentence_begin(&sentence, observer, RULE_READS_STALE, 0))
        return;
    say_place(&sentence, step->site);
    say(&sentence, " reads 0x%" PRIx64 ", which still holds what ", access->address);
    say_read(&sentence, load->read);
    say(&sentence, " left there; the program was copied over it later by ");
    say_place(&sentence, copy->site);
    say(&sentence, " to 0x%" PRIx32 "-0x%" PRIx32 ", and the memory after its end was not cleared",
        copy->address, copy->address + copy->length);
}

/* Returns whether a variable that was stored and read over is more than a buffer that is
 * filled again: no neighbour was stored alike. */
static bool is_other_owner(const struct observer *observer, const struct access *access)
{
    struct shadow_byte byte = shadow_get(&observer->shadow, access->address);
    struct shadow_byte before = shadow_get(&observer->shadow, access->address - 1);
    struct shadow_byte after = shadow_get(&observer->shadow, access->address + access->length);
    const struct store *store = store_log_get(&observer->log, byte.store);

    if ((byte.flags & SHADOW_WAS_STORED) == 0)
        return false;
    return (store->kind == STORE_DISK || store->kind == STORE_DMA) &&
           (before.flags & after.flags & SHADOW_WAS_STORED) == 0;
}

/* The program stored a value here, something else went over it, and now the
 * program wants its value back. */
static bool check_owner(struct observer *observer, const struct step *step,
                        const struct access *access)
{
    struct shadow_byte byte = shadow_get(&observer->shadow, access->address);
    struct sentence sentence;

    if (!is_other_owner(observer, access))
        return false;
    if (!sentence_begin(&sentence, observer, RULE_TWO_OWNERS, 0))
        return true;
    say_writer(&sentence, byte.store);
    say(&sentence, " overwrote a variable at 0x%" PRIx64 " that the program had stored; now ",
        access->address);
    say_place(&sentence, step->site);
    say(&sentence, " reads it back and gets 0x%" PRIx64, access->value);
    return true;
}

/* A variable with a constant address is no part of the stack, but a push wrote it. */
static bool check_pushed(struct observer *observer, const struct step *step,
                         const struct access *access)
{
    struct shadow_byte byte = shadow_get(&observer->shadow, access->address);
    const struct store *store = store_log_get(&observer->log, byte.store);
    const struct operand *operand = find_operand(&sites_get(&observer->sites, step->site)->insn);
    struct sentence sentence;

    if ((byte.flags & SHADOW_WAS_STORED) == 0 || store->kind != STORE_PUSH || store->site == 0 ||
        operand == NULL || !insn_is_variable(operand) || observer->registers.stack_site == 0)
        return false;
    if (!sentence_begin(&sentence, observer, RULE_STACK_COLLISION, 2))
        return true;
    say(&sentence, "the stack grows into the program's variables: ");
    say_place(&sentence, step->site);
    say(&sentence, " reads 0x%" PRIx64 ", which was overwritten by ", access->address);
    say_writer(&sentence, byte.store);
    say(&sentence, "; the stack begins at 0x%" PRIx64 ", set by ", observer->registers.stack_top);
    say_place(&sentence, observer->registers.stack_site);
    return true;
}

void rules_load(struct observer *observer, const struct step *step, const struct access *access)
{
    struct site *site = sites_get(&observer->sites, step->site);
    const struct insn *insn = &site->insn;

    if (site->firmware || insn->op == OP_POP || insn->op == OP_POPA || insn->op == OP_POPF ||
        insn->op == OP_RET || insn->op == OP_RET_FAR || insn->op == OP_IRET || insn->op == OP_LEAVE)
        return;
    site->read_address = (uint32_t)access->address;
    rules_text(observer, step, access);
    if (is_firmware_data(observer, access->address)) {
        bool text = insn->op == OP_LODS && insn->operands[0].size == 1;
        const struct operand *operand = find_operand(insn);
        /* No page of text lies there that a program without a graphics mode reads back. */
        bool hidden = step->real && operand != NULL && insn_is_variable(operand) &&
                      access->address >= TEXT_END && access->address < VIDEO_END;
        if (hidden || (text && (access->address < BIOS_DATA_END || access->address >= VIDEO_END)))
            check_segment(observer, step, access);
        return;
    }
    struct shadow_byte first = shadow_get(&observer->shadow, access->address);
    if (first.store != 0) {
        if (insn->op != OP_MOVS && !check_owner(observer, step, access) &&
            !check_pushed(observer, step, access))
            check_stale(observer, step, access);
        return;
    }
    if (!is_unwritten(observer, access))
        return;
    if (access->value != 0) {
        give_block(observer, access->address);
        return;
    }
    if (check_segment(observer, step, access))
        return;
    if (insn->op == OP_CMP)
        report_decision(observer, step->site, access->address);
    else
        taint_register(observer, step, access);
}

void rules_registers(struct observer *observer, const struct step *step)
{
    if (!sites_get(&observer->sites, step->site)->firmware)
        check_use(observer, step);
}
