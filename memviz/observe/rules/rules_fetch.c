/*
 * Rules about what is executed.
 */
#include "memviz/observe/rules/rules_fetch.h"

#include <inttypes.h>

#include "memviz/observe/rules/sentence.h"

/* So many instructions 00 00 in a row are no code, whoever wrote them. */
#define ZERO_RUN 8u

/* A loop that stores this much without a gap fills; less patches. */
#define BULK 16u

/* A disk load this far below memory that was not loaded was too short. */
#define SHORT_LOAD_SPAN 0x4000u

/* A shorter copy moves data, not a program. */
#define COPY_MIN 64u

/* A jump within so many bytes stays in the same piece of code. */
#define SAME_CODE 512u

#define BIOS_DATA_END 0x500u
#define VIDEO_START   0xa0000u
#define VIDEO_END     0xc0000u

/* The loads that an address was not in: the nearest below, or else all. */
static void say_loads(struct sentence *sentence, uint64_t address)
{
    const struct disk *disk = &sentence->observer->disk;
    uint32_t below = disk_find_below(disk, address);

    if (below != 0 && address - disk->reads[below].end < SHORT_LOAD_SPAN) {
        uint64_t gap = address - disk->reads[below].end;
        say(sentence, "; ");
        say_read(sentence, below);
        say(sentence, " ended %" PRIu64 " bytes before it", gap);
    } else if (disk->count > 1) {
        say(sentence, "; what was loaded is ");
        say_read(sentence, disk->count - 1);
    } else
        say(sentence, "; nothing was read from disk");
}

/* A copy that ends not far below an address was too short, or went elsewhere. */
static void say_copy(struct sentence *sentence, uint64_t address)
{
    const struct store_log *log = &sentence->observer->log;
    uint32_t nearest = 0;

    for (uint32_t i = log->count; i-- > 1;) {
        const struct store *store = store_log_get(log, i);
        uint64_t end = (uint64_t)store->address + store->length;
        if (store->kind != STORE_COPY || store->firmware || store->length < COPY_MIN ||
            end > address || address - end > SHORT_LOAD_SPAN)
            continue;
        const struct store *best = store_log_get(log, nearest);
        if (nearest == 0 || end > (uint64_t)best->address + best->length)
            nearest = i;
    }
    if (nearest == 0)
        return;
    say(sentence, "; the nearest copy below it is by ");
    say_writer(sentence, nearest);
}

/* A copy that ran downwards explains bytes that are not where they should be. */
static void say_downward(struct sentence *sentence)
{
    const struct store_log *log = &sentence->observer->log;

    for (uint32_t i = log->count; i-- > 1;) {
        const struct store *store = store_log_get(log, i);
        if (!store->down || store->firmware || store->length < BULK)
            continue;
        say(sentence, "; ");
        say_place(sentence, store->site);
        say(sentence, " ran downwards (the direction flag is set) to 0x%" PRIx32 "-0x%" PRIx32,
            store->address, store->address + store->length);
        return;
    }
}

static void report_unloaded(struct observer *observer, const struct step *step)
{
    struct sentence sentence;

    if (sentence_begin(&sentence, observer, RULE_EXECUTES_UNLOADED, 0)) {
        say(&sentence, "executes memory that nobody loaded or wrote, at ");
        say_address(&sentence, step->site);
        say_arrival(&sentence);
        say_loads(&sentence, step->physical);
        say_copy(&sentence, step->physical);
        say_downward(&sentence);
        if (observer->gate_closed && step->physical != step->offset)
            say(&sentence, "; the A20 gate is closed, so 0x%" PRIx64 " is 0x%" PRIx64, step->offset,
                step->physical);
    }
    observer->derailed = true;
}

/* The block of 512 bytes was there before the trace: it holds what nobody wrote. */
static void give_block(struct observer *observer, uint64_t address)
{
    uint64_t start = address & ~511ull;

    for (uint32_t i = 0; i < 512; i++) {
        struct shadow_byte *byte = shadow_at(&observer->shadow, start + i);
        if (byte != NULL && byte->store == 0)
            byte->flags |= SHADOW_GIVEN;
    }
}

/* How control came to the zeros, as far as the last other instruction tells. */
static void say_zeros_from(struct sentence *sentence)
{
    struct observer *observer = sentence->observer;

    if (observer->zero_from == 0)
        return;
    say(sentence, "; control came from ");
    say_place(sentence, observer->zero_from);
}

/* The magic number of an ELF file is no code (its conditional jump is). */
static bool check_header(struct observer *observer, const struct step *step,
                         const struct site *site)
{
    struct sentence sentence;
    uint64_t magic;

    if (site->insn.bytes[0] != 0x7f || site->insn.bytes[1] != 'E' ||
        !shadow_value(&observer->shadow, step->physical, 4, &magic) || magic != 0x464c457f)
        return false;
    if (sentence_begin(&sentence, observer, RULE_EXECUTES_DATA, 0)) {
        say(&sentence, "executes the header of an ELF file at ");
        say_address(&sentence, step->site);
        say_arrival(&sentence);
        say(&sentence, "; its code begins where the header's entry point says");
    }
    observer->derailed = true;
    return true;
}

/* Eight times 00 00: control has left the code. */
static bool check_zeros(struct observer *observer, const struct step *step, const struct site *site)
{
    struct sentence sentence;

    if (!site->insn.byte_zeros) {
        observer->zero_run = 0;
        return false;
    }
    if (observer->zero_run++ == 0) {
        observer->zero_start = step->site;
        observer->zero_from = observer->from;
        observer->zero_store = shadow_get(&observer->shadow, step->physical).store;
    }
    if (observer->zero_run < ZERO_RUN)
        return false;
    if (sentence_begin(&sentence, observer, RULE_RUNS_ZEROS, 0)) {
        say(&sentence, "runs zeros, not code, from ");
        say_address(&sentence, observer->zero_start);
        say(&sentence, " on; they were written by ");
        say_writer(&sentence, observer->zero_store);
        say_zeros_from(&sentence);
    }
    observer->derailed = true;
    return true;
}

/* How many bytes around an address the same place wrote. */
static uint32_t measure_run(const struct observer *observer, uint64_t address)
{
    const struct shadow *shadow = &observer->shadow;
    uint32_t site = store_log_get(&observer->log, shadow_get(shadow, address).store)->site;
    uint32_t length = 1;

    for (uint64_t at = address + 1; length < BULK; at++, length++) {
        uint32_t store = shadow_get(shadow, at).store;
        if (store == 0 || store_log_get(&observer->log, store)->site != site)
            break;
    }
    for (uint64_t at = address; at-- > 0 && length < BULK; length++) {
        uint32_t store = shadow_get(shadow, at).store;
        if (store == 0 || store_log_get(&observer->log, store)->site != site)
            break;
    }
    return length;
}

/* Returns whether bytes that replaced code can be meant as code, by who wrote them and
 * how control came here. */
static bool is_meant(struct observer *observer, const struct step *step, uint64_t address)
{
    const struct shadow_byte copy = shadow_get(&observer->shadow, address);
    const struct shadow_byte *byte = &copy;
    const struct store *store = store_log_get(&observer->log, byte->store);
    const struct site *from = sites_get(&observer->sites, observer->from);
    bool loaded =
        store->kind == STORE_DISK || store->kind == STORE_DMA || store->kind == STORE_COPY;

    if (observer->arrival == ARRIVAL_RETURN)
        return !observer->returned_known || observer->returned.tick > store->last_tick ||
               (store->kind == STORE_PLAIN && measure_run(observer, address) < BULK);
    if (store->kind == STORE_PUSH || (store->firmware && store->kind == STORE_PLAIN) ||
        store->kind == STORE_FILL)
        return false;
    if (!loaded && measure_run(observer, address) < BULK)
        return true;
    if (observer->arrival == ARRIVAL_FAR || observer->arrival == ARRIVAL_HANDLER)
        return true;
    uint64_t distance = step->physical > from->physical ? step->physical - from->physical
                                                        : from->physical - step->physical;
    /* New code goes on by itself once it was entered. */
    struct shadow_byte before = shadow_get(&observer->shadow, from->physical);
    if (observer->from != 0 && before.store != 0 && (before.flags & SHADOW_EXECUTED) != 0 &&
        store_log_get(&observer->log, before.store)->last_tick >= store->tick)
        return true;
    return observer->arrival == ARRIVAL_NEAR && distance > SAME_CODE;
}

/* Answers of the BIOS may lie this far apart: e820 entries of 20 bytes in slots of 24. */
#define ANSWER_GAP 16u

/* Where the stores of the BIOS for one INT instruction begin and end around an address: the
 * answers that a loop over it collects lie one after the other. */
static void say_answers(struct sentence *sentence, uint64_t address, const struct store *store)
{
    const struct observer *observer = sentence->observer;
    uint64_t start = address;
    uint64_t end = address + 1;

    if (!store->firmware)
        return;
    for (uint64_t at = address; at-- > 0 && start - at <= ANSWER_GAP;) {
        uint32_t index = shadow_get(&observer->shadow, at).store;
        if (index != 0 && store_log_get(&observer->log, index)->site == store->site)
            start = at;
    }
    for (uint64_t at = end; at - end < ANSWER_GAP; at++) {
        uint32_t index = shadow_get(&observer->shadow, at).store;
        if (index != 0 && store_log_get(&observer->log, index)->site == store->site)
            end = at + 1;
    }
    uint64_t over = start;
    while (over < address &&
           (shadow_get(&observer->shadow, over).flags & (SHADOW_WAS_CODE | SHADOW_WAS_MEANT)) == 0)
        over++;
    say(sentence,
        ", whose answers at 0x%" PRIx64 "-0x%" PRIx64 " reach over the program from 0x%" PRIx64
        " on,",
        start, end, over);
}

static void report_overwritten(struct observer *observer, const struct step *step,
                               const struct shadow_byte *byte)
{
    struct sentence sentence;
    bool was_code = (byte->flags & SHADOW_WAS_CODE) != 0;

    if (sentence_begin(&sentence, observer, RULE_CODE_OVERWRITTEN, 0)) {
        say_writer(&sentence, byte->store);
        say_answers(&sentence, step->physical, store_log_get(&observer->log, byte->store));
        if (step->physical >= BOOT_SECTOR && step->physical < BOOT_SECTOR + BOOT_SECTOR_SIZE)
            say(&sentence, " overwrote the boot sector at 0x%x-0x%x", BOOT_SECTOR,
                BOOT_SECTOR + BOOT_SECTOR_SIZE);
        else
            say(&sentence, " overwrote code at 0x%" PRIx64, step->physical);
        say(&sentence, was_code ? ", which had run and now runs on at "
                                : ", which was loaded and now runs at ");
        say_address(&sentence, step->site);
        say_arrival(&sentence);
    }
    observer->derailed = true;
}

/* Looks at each byte of an instruction whose page has changed. */
static void check_bytes(struct observer *observer, const struct step *step, const struct site *site)
{
    unsigned unwritten = 0;
    bool given = false;

    for (unsigned i = 0; i < site->insn.size; i++) {
        struct shadow_byte *byte = shadow_at(&observer->shadow, step->physical + i);
        if (byte == NULL)
            return;
        struct shadow_byte old = *byte;
        const uint16_t changed = SHADOW_WAS_CODE | SHADOW_WAS_LOADED;
        if ((old.flags & changed) != 0 && old.store != 0 &&
            !is_meant(observer, step, step->physical + i))
            report_overwritten(observer, step, &old);
        unwritten += old.store == 0 && (old.flags & SHADOW_GIVEN) == 0;
        given = given || (old.store == 0 && site->insn.bytes[i] != 0);
        byte->value = site->insn.bytes[i];
        byte->flags = (uint16_t)((byte->flags & ~changed) | SHADOW_EXECUTED | SHADOW_KNOWN);
        shadow_page_of(&observer->shadow, step->physical + i)->flags |= SHADOW_EXECUTED;
    }
    if (given)
        give_block(observer, step->physical);
    else if (unwritten == site->insn.size && site->insn.byte_zeros)
        report_unloaded(observer, step);
}

static void check_place(struct observer *observer, const struct step *step)
{
    struct sentence sentence;
    bool beyond = observer->ram_size != 0 && step->physical >= observer->ram_size;
    bool video = step->physical >= VIDEO_START && step->physical < VIDEO_END;
    bool vectors =
        step->physical < BIOS_DATA_END && shadow_get(&observer->shadow, step->physical).store == 0;

    if (!beyond && !video && !vectors)
        return;
    if (sentence_begin(&sentence, observer, RULE_NO_MEMORY, 0)) {
        say(&sentence, "jumps to 0x%" PRIx64 ", where %s: ", step->physical,
            beyond  ? "there is no memory"
            : video ? "video memory is"
                    : "the interrupt vectors and BIOS data are");
        say_address(&sentence, step->site);
        say_arrival(&sentence);
    }
    observer->derailed = true;
}

void rules_fetch(struct observer *observer, const struct step *step)
{
    struct site *site = sites_get(&observer->sites, step->site);
    struct shadow_page *page = shadow_page_of(&observer->shadow, step->physical);

    if (check_zeros(observer, step, site))
        return;
    uint32_t generation = page != NULL ? page->generation + 1 : 0;
    if (generation != 0 && site->generation == generation &&
        (step->physical & 4095) + site->insn.size <= 4096)
        return;
    check_place(observer, step);
    if (check_header(observer, step, site))
        return;
    check_bytes(observer, step, site);
    page = shadow_page_of(&observer->shadow, step->physical);
    site->generation = page != NULL ? page->generation + 1 : 0;
}
