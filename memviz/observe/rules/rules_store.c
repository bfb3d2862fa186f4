/*
 * Rules about what is written, and by whom.
 */
#include "memviz/observe/rules/rules_store.h"

#include <inttypes.h>

#include "memviz/observe/rules/sentence.h"

#define VECTORS_END   0x400u
#define BIOS_DATA_END 0x500u
#define VIDEO_START   0xa0000u
#define ROM_START     0xc0000u
#define ROM_END       0x100000u
#define GATE_BIT      0x100000u

/* Beyond this a store through a closed gate is no longer a probe. */
#define PROBE_MAX 16u

/* How far above the stack pointer a stack without a known top is looked at. */
#define STACK_SPAN 0x400u

/* A copy that reads what it wrote, by less than this distance, fills on purpose. */
#define PATTERN_MAX 16u
#define MATCH_MAX   512u

/* So many pushes over loaded bytes are no accident of a last byte. */
#define STACK_HITS 4u

static bool is_bulk(const struct change *change)
{
    return change->kind == STORE_DISK || change->kind == STORE_DMA || change->kind == STORE_COPY ||
           change->kind == STORE_FILL;
}

static bool is_load(const struct change *change)
{
    return change->kind == STORE_DISK || change->kind == STORE_DMA;
}

/* Who makes the change: for a disk read, the whole read. */
static void say_change(struct sentence *sentence, const struct change *change)
{
    if (change->read != 0)
        say_read(sentence, change->read);
    else
        say_place(sentence, change->step->site);
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

static void check_firmware_data(struct observer *observer, const struct change *change)
{
    struct sentence sentence;

    if (change->address >= BIOS_DATA_END || !is_load(change))
        return;
    bool vectors = change->address < VECTORS_END;
    if (!sentence_begin(&sentence, observer, RULE_LOAD_OVER_FIRMWARE, 0))
        return;
    say_change(&sentence, change);
    say(&sentence, " overwrites the %s at 0x%" PRIx64,
        vectors ? "interrupt vectors (IVT, 0x0-0x400)" : "BIOS data area (0x400-0x500)",
        change->address);
    say_wrap(&sentence, change);
}

/* Sectors go where sectors of the same load went that nobody has used. */
static void check_wrap(struct observer *observer, const struct change *change)
{
    struct sentence sentence;

    if (!is_load(change) || change->read < 2)
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
    say_change(&sentence, change);
    say(&sentence, " overwrites at 0x%" PRIx64 " what was loaded before and never used",
        change->address);
    say_wrap(&sentence, change);
}

/* Bytes that were pushed and not popped yet, under a read from disk. */
static void check_stack(struct observer *observer, const struct change *change)
{
    const struct registers *registers = &observer->registers;
    struct sentence sentence;
    uint64_t top = registers->stack_top > registers->stack ? registers->stack_top
                                                           : registers->stack + STACK_SPAN;

    if (!is_load(change) || !registers->stack_known ||
        change->address + change->length <= registers->stack || change->address >= top)
        return;
    uint32_t index = 0;
    for (uint32_t i = 0; i < change->length && index == 0; i++) {
        uint32_t store = shadow_get(&observer->shadow, change->address + i).store;
        if (change->address + i >= registers->stack && store != 0 &&
            store_log_get(&observer->log, store)->kind == STORE_PUSH)
            index = store;
    }
    if (index == 0 || !sentence_begin(&sentence, observer, RULE_LOAD_OVER_STACK, 0))
        return;
    say_change(&sentence, change);
    say(&sentence,
        " overwrites the live stack at 0x%" PRIx64 " (the stack pointer is at 0x%" PRIx64,
        change->address, registers->stack);
    if (registers->stack_site != 0) {
        say(&sentence, ", set by ");
        say_place(&sentence, registers->stack_site);
        say(&sentence, ")");
    } else
        say(&sentence, "; SS:SP was never set, so it is where the BIOS left it)");
}

/* A push into memory that the processor uses as a page table now. */
static void check_page_tables(struct observer *observer, const struct change *change)
{
    const struct shadow_page *page = shadow_page_of(&observer->shadow, change->address);
    struct sentence sentence;

    if (change->kind != STORE_PUSH || page == NULL || page->table == 0 ||
        page->table != observer->cr3_loads + 1)
        return;
    uint64_t start = change->address & ~4095ull;
    if (!sentence_begin(&sentence, observer, RULE_STACK_COLLISION, start))
        return;
    say(&sentence,
        "the stack grows into the page table at 0x%" PRIx64 "-0x%" PRIx64 " that is in use: ",
        start, start + 4096);
    say_place(&sentence, change->step->site);
    say(&sentence, " pushes to 0x%" PRIx64, change->address);
    if (observer->registers.stack_site != 0) {
        say(&sentence, "; the stack begins at 0x%" PRIx64 ", set by ",
            observer->registers.stack_top);
        say_place(&sentence, observer->registers.stack_site);
    }
}

/* A stack that grows below offset 0 goes on at the end of its segment. */
static void check_stack_wrap(struct observer *observer, const struct change *change)
{
    const struct registers *registers = &observer->registers;
    const struct segment *stack = &registers->segments[REG_SS - REG_ES];
    struct sentence sentence;
    uint64_t offset = change->linear - stack->base;

    if (change->kind != STORE_PUSH || !observer->real || !stack->base_known ||
        !registers->stack_known || registers->stack - stack->base > 3 || offset < 0xfff0 ||
        offset > 0xffff || registers->stack_top == registers->stack)
        return;
    if (!sentence_begin(&sentence, observer, RULE_STACK_PLACE, 1))
        return;
    say(&sentence, "the stack wraps: ");
    say_place(&sentence, change->step->site);
    say(&sentence, " pushes below offset 0 of SS=0x%04x, so to 0x%" PRIx64, stack->selector,
        change->address);
    if (registers->stack_site != 0) {
        say(&sentence, "; the stack began at 0x%" PRIx64 ", set by ", registers->stack_top);
        say_place(&sentence, registers->stack_site);
    }
}

/* Pushes over what was loaded, is not zero, and was never used: the stack has
 * grown into the program, whether that has hurt yet or not. */
static void check_stack_loaded(struct observer *observer, const struct change *change)
{
    struct sentence sentence;
    struct shadow_byte old = shadow_get(&observer->shadow, change->address);
    const uint16_t used = SHADOW_READ | SHADOW_COPIED;

    if (change->kind != STORE_PUSH || change->firmware || (old.flags & SHADOW_LOADED) == 0 ||
        (old.flags & SHADOW_KNOWN) == 0 || old.value == 0 || (old.flags & used) != 0)
        return;
    /* What a copy put there may have been a buffer on the stack. */
    const struct store *owner = store_log_get(&observer->log, old.store);
    if (owner->kind != STORE_DISK && owner->kind != STORE_LOADED)
        return;
    observer->stack_hits++;
    if (observer->stack_hits < STACK_HITS ||
        !sentence_begin(&sentence, observer, RULE_STACK_COLLISION, 1))
        return;
    say(&sentence, "the stack grows into loaded bytes: ");
    say_place(&sentence, change->step->site);
    say(&sentence, " pushes to 0x%" PRIx64 ", where ", change->address);
    say_writer(&sentence, old.store);
    say(&sentence, " put what nobody has used yet");
    if (observer->registers.stack_site != 0) {
        say(&sentence, "; the stack begins at 0x%" PRIx64 ", set by ",
            observer->registers.stack_top);
        say_place(&sentence, observer->registers.stack_site);
    }
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
    say_change(&sentence, change);
    say(&sentence,
        " overwrites the page table at 0x%" PRIx64 "-0x%" PRIx64
        " that is in use; the entry at 0x%" PRIx64 " was written by ",
        start, start + 4096, change->address);
    say_writer(&sentence, shadow_get(&observer->shadow, change->address).store);
}

/* The stack in memory that is none, or that belongs to the firmware. */
static void check_stack_place(struct observer *observer, const struct change *change)
{
    struct sentence sentence;
    bool vectors = change->address < BIOS_DATA_END;
    bool high = change->address >= VIDEO_START && change->address < ROM_END;

    if (change->kind != STORE_PUSH || change->firmware || (!vectors && !high))
        return;
    if (!sentence_begin(&sentence, observer, RULE_STACK_PLACE, 0))
        return;
    say(&sentence, "the stack lies in %s: ",
        vectors                       ? "the interrupt vectors and BIOS data"
        : change->address < ROM_START ? "video memory"
                                      : "ROM");
    say_place(&sentence, change->step->site);
    say(&sentence, " pushes to 0x%" PRIx64 "; the stack was set by ", change->address);
    say_place(&sentence, observer->registers.stack_site);
}

/* A push over code that has run, on a stack that began above it. */
static void check_stack_code(struct observer *observer, const struct change *change)
{
    struct shadow_byte old = shadow_get(&observer->shadow, change->address);
    struct sentence sentence;

    if (change->kind != STORE_PUSH || (old.flags & SHADOW_EXECUTED) == 0 || change->firmware)
        return;
    if (!sentence_note(&sentence, observer, RULE_STACK_COLLISION, change->address & ~511ull))
        return;
    say_place(&sentence, change->step->site);
    say(&sentence, " pushes over code that ran at 0x%" PRIx64, change->address);
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
    say_change(&sentence, change);
    say(&sentence, " stores to 0x%" PRIx64 ", where %s: the store is lost", change->address,
        rom ? "ROM is" : "there is no memory");
}

/* Stores that the closed gate turns away from the megabyte that was meant. */
static void check_gate(struct observer *observer, const struct change *change)
{
    struct sentence sentence;
    bool alias = change->has_linear && change->linear != change->address && !observer->paging &&
                 (change->linear & GATE_BIT) != 0 &&
                 (change->linear & ~(uint64_t)GATE_BIT) == change->address;

    if (!alias || change->firmware)
        return;
    const struct site *site = sites_get(&observer->sites, change->step->site);
    if (site->run_end - site->run_start < PROBE_MAX && !is_load(change))
        return;
    if (!sentence_begin(&sentence, observer, RULE_A20, 0))
        return;
    uint64_t offset = change->address - site->run_start;
    say(&sentence, "the A20 gate is closed: ");
    say_change(&sentence, change);
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
    say_change(&sentence, change);
    say(&sentence, " overwrites the GDT in use at 0x%" PRIx64 "-0x%" PRIx64 " (loaded by ",
        gdt->base, gdt->base + gdt->limit + 1);
    say_place(&sentence, gdt->site);
    say(&sentence, ")");
}

void rules_store(struct observer *observer, const struct change *change)
{
    check_firmware_data(observer, change);
    check_wrap(observer, change);
    check_stack(observer, change);
    check_page_tables(observer, change);
    check_stack_wrap(observer, change);
    check_stack_loaded(observer, change);
    check_table_fill(observer, change);
    check_stack_place(observer, change);
    check_stack_code(observer, change);
    check_rom(observer, change);
    check_gate(observer, change);
    check_copy(observer, change);
    check_tables(observer, change);
}
