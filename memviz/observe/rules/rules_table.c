/*
 * Rules about tables that the processor reads: descriptors, gates, page tables.
 */
#include "memviz/observe/rules/rules_table.h"

#include <inttypes.h>

#define PAGE_SIZE_BIT    0x80u
#define DIRECTORY_OFFSET 0xfe0u

static bool is_bulk(const struct store *store)
{
    return store->kind == STORE_DISK || store->kind == STORE_DMA || store->kind == STORE_COPY ||
           store->kind == STORE_FILL || store->kind == STORE_PUSH;
}

/* A descriptor or gate in memory that was written over since its table was loaded. */
static void check_table(struct observer *observer, const struct step *step,
                        const struct access *access)
{
    struct sentence sentence;
    bool gate = step->kind == STEP_INTERRUPT;
    const struct table *table = gate ? &observer->idt : &observer->gdt;
    struct shadow_byte byte = shadow_get(&observer->shadow, access->address);

    if (observer->real || !table->known)
        return;
    const struct store *store = store_log_get(&observer->log, byte.store);
    if (byte.store == 0 || store->tick < table->tick || !is_bulk(store))
        return;
    if (!sentence_begin(&sentence, observer, RULE_TABLE_OVERWRITTEN, gate))
        return;
    say(&sentence, "the %s entry at 0x%" PRIx64 " is used after ", gate ? "IDT" : "GDT",
        access->address);
    say_writer(&sentence, byte.store);
    say(&sentence, " overwrote it; the table was loaded by ");
    say_place(&sentence, table->site);
}

void rules_table(struct observer *observer, const struct step *step, const struct access *access)
{
    if (step->kind == STEP_INSN)
        observer->descriptor = (struct table_read){
            .address = access->address, .value = access->value, .tick = step->tick};
    check_table(observer, step, access);
}

/* Bits 5 to 11 of cr3 name no place (SDM volume 3, 4.3); a directory that does not begin at a
 * page is read from elsewhere. */
void say_directory(struct sentence *sentence)
{
    const struct observer *observer = sentence->observer;

    if (!observer->cr3_known || observer->cr3_site == 0)
        return;
    say(sentence, "; cr3 was set to 0x%" PRIx32 " by ", observer->cr3);
    say_place(sentence, observer->cr3_site);
    if ((observer->cr3 & DIRECTORY_OFFSET) != 0)
        say(sentence,
            ", which is not the start of a page: the directory is taken to be at 0x%" PRIx32,
            observer->cr3 & ~4095u);
}

/* Returns whether another entry of the same page was stored by the program, one at a time. */
static bool is_built(const struct observer *observer, uint64_t address)
{
    uint64_t page = address & ~4095ull;

    for (uint64_t at = page; at < page + 4096; at += 4) {
        uint32_t index = shadow_get(&observer->shadow, at).store;
        if (index != 0 && store_log_get(&observer->log, index)->kind == STORE_PLAIN)
            return true;
    }
    return false;
}

static void report_entry(struct observer *observer, const struct access *access, uint32_t index)
{
    struct sentence sentence;

    if (!sentence_begin(&sentence, observer,
                        index == 0 ? RULE_TABLE_UNWRITTEN : RULE_TABLE_OVERWRITTEN, 2))
        return;
    say(&sentence, "the processor reads the page %s entry at 0x%" PRIx64 " (0x%" PRIx64 "), which ",
        access->top ? "directory" : "table", access->address, access->value);
    if (index == 0) {
        say(&sentence, "nobody wrote");
        say_directory(&sentence);
    } else {
        const struct store *store = store_log_get(&observer->log, index);
        bool load = store->kind == STORE_DISK || store->kind == STORE_DMA;
        say(&sentence, load ? "still holds what was left there by " : "was overwritten by ");
        say_writer(&sentence, index);
        if (load)
            say(&sentence, "; the table was built in that memory without clearing it");
    }
}

/* The processor takes a page directory entry with the page-size bit for a page table's address
 * while CR4.PSE is clear (SDM volume 3, 4.3). */
static void check_page_size(struct observer *observer, const struct table_read *entry,
                            const struct access *access)
{
    struct sentence sentence;

    if ((entry->value & PAGE_SIZE_BIT) == 0 ||
        (entry->value & ~4095ull) != (access->address & ~4095ull) ||
        !sentence_begin(&sentence, observer, RULE_TABLE_WRONG, 0))
        return;
    say(&sentence,
        "the page directory entry at 0x%" PRIx64 " (0x%" PRIx64
        ") asks for a large page, but CR4.PSE is clear: the processor takes 0x%" PRIx64
        " for a page table and reads an entry at 0x%" PRIx64,
        entry->address, entry->value, access->address - access->address % 4096, access->address);
    uint32_t index = shadow_get(&observer->shadow, entry->address).store;
    if (index == 0)
        return;
    say(&sentence, "; the entry was written by ");
    say_writer(&sentence, index);
}

void rules_walk(struct observer *observer, const struct access *access)
{
    struct shadow_byte *byte = shadow_at(&observer->shadow, access->address);
    struct shadow_page *page = shadow_page_of(&observer->shadow, access->address);

    observer->paging = true;
    struct table_read before = observer->walk;
    observer->walk = (struct table_read){.address = access->address,
                                         .value = access->value,
                                         .tick = observer->tick,
                                         .top = access->top,
                                         .length = access->length,
                                         .parent = !access->top && before.top ? before.address : 0};
    if (!access->top && before.top)
        check_page_size(observer, &before, access);
    if (byte == NULL || page == NULL)
        return;
    page->table = observer->cr3_loads + 1;
    bool seen = (byte->flags & SHADOW_TABLE) != 0;
    byte->flags |= SHADOW_TABLE;
    page->flags |= SHADOW_TABLE;
    if (seen && byte->store != 0 && store_log_get(&observer->log, byte->store)->kind != STORE_PUSH)
        return;
    uint32_t index = byte->store;
    const struct store *store = store_log_get(&observer->log, index);
    if (index == 0) {
        if ((byte->flags & SHADOW_GIVEN) == 0 && access->value == 0)
            report_entry(observer, access, 0);
    } else if (store->kind == STORE_PUSH)
        report_entry(observer, access, index);
    else if ((store->kind == STORE_DISK || store->kind == STORE_DMA) &&
             is_built(observer, access->address))
        report_entry(observer, access, index);
}
