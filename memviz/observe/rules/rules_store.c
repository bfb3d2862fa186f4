/*
 * Rules about what is written, and by whom.
 */
#include "memviz/observe/rules/rules_store.h"

#include <inttypes.h>

#include "memviz/observe/rules/rules_stack.h"

#define GATE_BIT 0x100000u

/* Beyond this a store through a closed gate is no longer a probe. */
#define PROBE_MAX 16u

/* A copy that reads what it wrote, by less than this distance, fills on purpose. */
#define PATTERN_MAX 16u
#define MATCH_MAX   512u

/* Returns whether the closed A20 gate turns a store away from the megabyte that was meant. */
static bool is_gated(const struct change *change)
{
    return change->has_linear && change->linear != change->address &&
           (change->linear & GATE_BIT) != 0 &&
           (change->linear & ~(uint64_t)GATE_BIT) == change->address;
}

static bool is_bulk(const struct change *change)
{
    return change->kind == STORE_DISK || change->kind == STORE_DMA || change->kind == STORE_COPY ||
           change->kind == STORE_FILL;
}

/* A read whose offset reached 64 KiB goes on at the start of its segment. */
static void say_wrap(struct sentence *sentence, const struct change *change)
{
    const struct disk *disk = &sentence->observer->disk;

    if (change->read < 2)
        return;
    const struct disk_read *before = &disk->reads[change->read - 1];
    if (before->end == disk->reads[change->read].start + 0x10000)
        say(sentence,
            "; the read before it ended at 0x%" PRIx64
            ": the offset wrapped at 64 KiB, and the segment did not move on",
            before->end);
}

/* The INT 15h that the firmware answers: none of its services stores to the vectors, so an answer
 * that lies there was asked for. */
static const struct frame *find_answer(const struct observer *observer, const struct change *change)
{
    const struct frames *frames = &observer->frames;
    const struct frame *frame = frames->count > 0 ? &frames->frames[frames->count - 1] : NULL;

    for (unsigned i = 0; i < frames->count; i++)
        if (frames->frames[i].interrupt && frames->frames[i].vector == 0x15)
            frame = &frames->frames[i];
    return change->firmware && change->kind == STORE_PLAIN && change->address < VECTORS_END &&
                   frame != NULL && frame->interrupt && frame->vector == 0x15
               ? frame
               : NULL;
}

static void check_firmware_data(struct observer *observer, const struct change *change)
{
    struct sentence sentence;
    const struct frame *answer = find_answer(observer, change);
    bool extended = change->address >= EBDA_START && change->address < VIDEO_START;

    if (answer == NULL && (!change_is_load(change) || is_gated(change) ||
                           (change->address >= BIOS_DATA_END && !extended)))
        return;
    bool vectors = change->address < VECTORS_END;
    if (!sentence_begin(&sentence, observer, RULE_LOAD_OVER_FIRMWARE, 0))
        return;
    if (answer != NULL) {
        say(&sentence, "the BIOS, ");
        say_place(&sentence, answer->site);
    } else
        change_say(&sentence, change);
    say(&sentence, "%s the %s at 0x%" PRIx64,
        answer != NULL ? ", stores its answer over" : " overwrites",
        vectors    ? "interrupt vectors (IVT, 0x0-0x400)"
        : extended ? "extended BIOS data area (EBDA, 0x9fc00-0xa0000)"
                   : "BIOS data area (0x400-0x500)",
        change->address);
    say_wrap(&sentence, change);
}

/* Sectors go where sectors of the same load went that nobody has used. */
static void check_wrap(struct observer *observer, const struct change *change)
{
    struct sentence sentence;

    if (!change_is_load(change) || change->read < 2)
        return;
    const struct disk_read *read = &observer->disk.reads[change->read];
    const struct disk_read *before = &observer->disk.reads[change->read - 1];
    struct shadow_byte old = shadow_get(&observer->shadow, change->address);
    if (read->start != change->address || before->end != read->start + 0x10000 ||
        (old.flags & SHADOW_LOADED) == 0 ||
        (old.flags & (SHADOW_READ | SHADOW_COPIED | SHADOW_EXECUTED)) != 0)
        return;
    if (!sentence_begin(&sentence, observer, RULE_LOAD_WRAPS, 0))
        return;
    change_say(&sentence, change);
    say(&sentence, " overwrites at 0x%" PRIx64 " what was loaded before and never used",
        change->address);
    say_wrap(&sentence, change);
}

/* A page table in use that is filled or copied over, whole or in part. */
static void check_table_fill(struct observer *observer, const struct change *change)
{
    const struct shadow_page *page = shadow_page_of(&observer->shadow, change->address);
    struct sentence sentence;
    uint64_t start = change->address & ~(uint64_t)4095;

    if (!is_bulk(change) || page == NULL || page->table == 0 ||
        page->table != observer->cr3_loads + 1 ||
        (shadow_get(&observer->shadow, change->address).flags & SHADOW_TABLE) == 0)
        return;
    if (!sentence_begin(&sentence, observer, RULE_TABLE_OVERWRITTEN, 3))
        return;
    change_say(&sentence, change);
    say(&sentence,
        " overwrites the page table at 0x%" PRIx64 "-0x%" PRIx64
        " that is in use; the entry at 0x%" PRIx64 " was written by ",
        start, start + 4096, change->address);
    say_writer(&sentence, shadow_get(&observer->shadow, change->address).store);
}

static void check_rom(struct observer *observer, const struct change *change)
{
    struct sentence sentence;
    bool rom = change->address >= ROM_START && change->address < ROM_END;
    bool none = observer->ram_size != 0 && change->address >= observer->ram_size &&
                change->address < 0xc0000000u;

    if ((!rom && !none) || change->firmware)
        return;
    enum rule rule = rom ? RULE_ROM_STORE : RULE_NO_MEMORY;
    if (!sentence_begin(&sentence, observer, rule, 0))
        return;
    change_say(&sentence, change);
    say(&sentence, " stores to 0x%" PRIx64 ", where %s: the store is lost", change->address,
        rom ? "ROM is" : "there is no memory");
}

/* Stores that the closed gate turns away from the megabyte that was meant. */
static void check_gate(struct observer *observer, const struct change *change)
{
    struct sentence sentence;

    if (!is_gated(change) || observer->paging || (change->firmware && !change_is_load(change)))
        return;
    const struct site *site = sites_get(&observer->sites, change->step->site);
    if (site->run_end - site->run_start < PROBE_MAX && !change_is_load(change))
        return;
    if (!sentence_begin(&sentence, observer, RULE_A20, 0))
        return;
    uint64_t offset = change->address - site->run_start;
    say(&sentence, "the A20 gate is closed: ");
    change_say(&sentence, change);
    say(&sentence, " writes to 0x%" PRIx64 " and reaches 0x%" PRIx64 " instead",
        change->linear - offset, change->address - offset);
    if (observer->gate_site != 0) {
        say(&sentence, "; the gate was last set by ");
        say_place(&sentence, observer->gate_site);
    } else
        say(&sentence, "; nobody opened it");
}

/* A copy that reads again what it has written, further on. */
static void check_copy(struct observer *observer, const struct change *change)
{
    struct sentence sentence;

    if (change->kind != STORE_COPY || change->step->access_count == 0 ||
        !sites_get(&observer->sites, change->step->site)->insn.rep)
        return;
    uint64_t source = change->step->accesses[0].address;
    const struct store *last = store_log_get(&observer->log, observer->log.count - 1);
    uint64_t distance =
        change->address > source ? change->address - source : source - change->address;
    if (last->kind != STORE_COPY || last->site != change->step->site || distance < PATTERN_MAX ||
        last->length < MATCH_MAX || source < last->address ||
        source >= last->address + last->length)
        return;
    if (!sentence_begin(&sentence, observer, RULE_COPY, change->step->site))
        return;
    say_place(&sentence, change->step->site);
    say(&sentence,
        " overlaps itself: at 0x%" PRIx64 " it reads bytes that it wrote before, so"
        " what lay there is lost; source and destination are 0x%" PRIx64 " bytes apart and it"
        " copies %s",
        source, distance,
        registers_segment(&observer->registers, REG_DS) != NULL &&
                observer->registers.direction_down
            ? "downwards"
            : "upwards");
}

/* The processor notes in a descriptor that it has loaded it: it sets the accessed bit, in byte 5,
 * with a store of one byte (Intel SDM volume 3A, section 3.4.5.1). No push is that short. */
static bool marks_descriptor(const struct change *change, const struct table *gdt)
{
    return change->kind == STORE_PUSH && change->length == 1 &&
           (change->address - gdt->base) % 8 == 5;
}

/* Bulk over the descriptor table in use: remembered until it is used or replaced. */
static void check_tables(struct observer *observer, const struct change *change)
{
    const struct table *gdt = &observer->gdt;
    struct sentence sentence;

    if (!gdt->known || observer->real || change->firmware || observer->paging ||
        (!is_bulk(change) && change->kind != STORE_PUSH))
        return;
    if (change->address < gdt->base + 8 || change->address > gdt->base + gdt->limit ||
        gdt->limit > 0x3ff || marks_descriptor(change, gdt))
        return;
    if (!sentence_begin(&sentence, observer, RULE_TABLE_OVERWRITTEN, 0))
        return;
    change_say(&sentence, change);
    say(&sentence, " overwrites the GDT in use at 0x%" PRIx64 "-0x%" PRIx64 " (loaded by ",
        gdt->base, gdt->base + gdt->limit + 1);
    say_place(&sentence, gdt->site);
    say(&sentence, ")");
}

void rules_store(struct observer *observer, const struct change *change)
{
    rules_stack(observer, change);
    check_firmware_data(observer, change);
    check_wrap(observer, change);
    check_table_fill(observer, change);
    check_rom(observer, change);
    check_gate(observer, change);
    check_copy(observer, change);
    check_tables(observer, change);
}
