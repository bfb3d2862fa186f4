/*
 * Rules about stacks: what a load does to them, and where they grow.
 */
#include "memviz/observe/rules/rules_stack.h"

#include <inttypes.h>

/* How far above the stack pointer a stack without a known top is looked at. */
#define STACK_SPAN 0x400u

/* So many pushes over loaded bytes are no accident of a last byte. */
#define STACK_HITS 4u

/* Bytes that were pushed and not popped yet, under a read from disk. */
static void check_stack(struct observer *observer, const struct change *change)
{
    const struct registers *registers = &observer->registers;
    struct sentence sentence;
    uint64_t top = registers->stack_top > registers->stack ? registers->stack_top
                                                           : registers->stack + STACK_SPAN;

    if (!change_is_load(change) || !registers->stack_known ||
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
    change_say(&sentence, change);
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

/* Who gave the stack its place: the program, or, when an interrupt left ring 3, the TSS. */
static void say_stack_origin(struct sentence *sentence, const struct change *change)
{
    const struct observer *observer = sentence->observer;
    const struct registers *registers = &observer->registers;
    const struct site *interrupted = sites_get(&observer->sites, observer->guest_site);

    if (change->step->kind == STEP_INTERRUPT && !observer->real && observer->ltr_site != 0 &&
        (interrupted->selector & 3) == 3) {
        say(sentence, "; the interrupt came from ring 3, so the stack is the one that the TSS names"
                      " (ss0:esp0); the TSS was loaded by ");
        say_place(sentence, observer->ltr_site);
        return;
    }
    if (registers->stack_site == 0)
        return;
    say(sentence, "; the stack began at 0x%" PRIx64 ", set by ", registers->stack_top);
    say_place(sentence, registers->stack_site);
}

/* The stack in memory that is none, or that belongs to the firmware. */
static void check_stack_place(struct observer *observer, const struct change *change)
{
    struct sentence sentence;
    bool vectors = change->address < BIOS_DATA_END;
    bool high = change->address >= VIDEO_START && change->address < ROM_END;

    /* Without the BIOS its data are memory like any other. */
    bool extended =
        observer->real && change->address >= EBDA_START && change->address < VIDEO_START;
    bool none = observer->ram_size != 0 && change->address >= observer->ram_size;

    if (change->kind != STORE_PUSH || change->firmware || (!vectors && !high && !extended && !none))
        return;
    if (!sentence_begin(&sentence, observer, RULE_STACK_PLACE, 0))
        return;
    say(&sentence, "the stack lies in %s: ",
        none                          ? "addresses that have no memory"
        : vectors                     ? "the interrupt vectors and BIOS data"
        : extended                    ? "the extended BIOS data area (EBDA)"
        : change->address < ROM_START ? "video memory"
                                      : "ROM");
    say_place(&sentence, change->step->site);
    say(&sentence, " pushes to 0x%" PRIx64, change->address);
    say_stack_origin(&sentence, change);
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

void rules_stack(struct observer *observer, const struct change *change)
{
    check_stack(observer, change);
    check_page_tables(observer, change);
    check_stack_wrap(observer, change);
    check_stack_loaded(observer, change);
    check_stack_place(observer, change);
    check_stack_code(observer, change);
}
