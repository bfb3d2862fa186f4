#include "memviz/observe/rules/sentence.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The sentence has its observer, and nothing else yet. */
static bool begin(struct sentence *sentence, enum rule rule, enum severity severity, uint64_t key)
{
    struct observer *observer = sentence->observer;

    if (observer->derailed && severity != SEVERITY_DEATH) {
        observer->findings.folded[rule]++;
        return false;
    }
    struct allowed_range *range =
        severity == SEVERITY_HAZARD ? allowed_find(&observer->allowed, observer->about) : NULL;
    if (range != NULL) {
        severity = SEVERITY_NOTE;
        observer->forgiven = true;
        range->used++;
    }
    sentence->finding = findings_add(&observer->findings, rule, severity, key);
    if (sentence->finding == NULL)
        return false;
    sentence->finding->tick = observer->tick;
    if (range != NULL)
        say(sentence, "allowed (%s): ", range->reason);
    return true;
}

bool sentence_begin(struct sentence *sentence, struct observer *observer, enum rule rule,
                    uint64_t key)
{
    *sentence = (struct sentence){.observer = observer};
    return begin(sentence, rule, rule == RULE_DEATH ? SEVERITY_DEATH : SEVERITY_HAZARD, key);
}

bool sentence_note(struct sentence *sentence, struct observer *observer, enum rule rule,
                   uint64_t key)
{
    *sentence = (struct sentence){.observer = observer};
    return begin(sentence, rule, SEVERITY_NOTE, key);
}

void say(struct sentence *sentence, const char *format, ...)
{
    va_list arguments;
    size_t room = FINDING_TEXT_SIZE - sentence->used;

    va_start(arguments, format);
    int length = vsnprintf(sentence->finding->text + sentence->used, room, format, arguments);
    va_end(arguments);
    if (length > 0)
        sentence->used += (size_t)length < room ? (size_t)length : room - 1;
}

void say_address(struct sentence *sentence, uint32_t index)
{
    const struct observer *observer = sentence->observer;
    const struct site *site = sites_get(&observer->sites, index);
    char symbol[192];

    if (index == 0) {
        say(sentence, "an interrupt's delivery");
        return;
    }
    say(sentence, site->real ? "%04x:%04" PRIx64 : "%04x:%08" PRIx64, site->selector, site->offset);
    say(sentence, " (0x%" PRIx32 ")", site->physical);
    if (observer->symbol != NULL &&
        observer->symbol(observer->symbol_context, site->physical, symbol, sizeof symbol) != NULL)
        say(sentence, " %s", symbol);
}

void say_place(struct sentence *sentence, uint32_t index)
{
    char text[64];

    if (index != 0)
        say(sentence, "%s at ", sites_text(&sentence->observer->sites, index, text, sizeof text));
    say_address(sentence, index);
}

/* A read is named by its index between these until the text is shown, because the
 * first of its bytes may have been what the finding is about. */
#define READ_MARK '\001'
#define READ_END  '\002'

void say_read(struct sentence *sentence, uint32_t index)
{
    say(sentence, "%c%" PRIu32 "%c", READ_MARK, index, READ_END);
}

static void describe_read(struct sentence *sentence, uint32_t index)
{
    struct disk_read read = disk_whole_load(&sentence->observer->disk, index);

    say(sentence, "the disk read of %" PRIu32 " sector%s", read.sectors,
        read.sectors == 1 ? "" : "s");
    if (read.sector_known)
        say(sentence, " from sector %" PRIu32, read.first_sector);
    say(sentence, " to 0x%" PRIx64 "-0x%" PRIx64 " (", read.start, read.end);
    say_place(sentence, read.site);
    say(sentence, ")");
}

void say_writer(struct sentence *sentence, uint32_t index)
{
    const struct observer *observer = sentence->observer;
    const struct store *store = store_log_get(&observer->log, index);

    switch (index == 0 ? STORE_NONE : (enum store_kind)store->kind) {
    case STORE_NONE:
        say(sentence, "nobody");
        return;
    case STORE_LOADED:
        say(sentence, "the BIOS, as the boot sector");
        return;
    case STORE_DISK:
    case STORE_DMA:
        if (store->read != 0) {
            say_read(sentence, store->read);
            return;
        }
        break;
    default:
        break;
    }
    if (store->firmware)
        say(sentence, "the BIOS, ");
    say_place(sentence, store->site);
    if (store->length > 8)
        say(sentence, ", which wrote 0x%" PRIx32 "-0x%" PRIx32, store->address,
            store->address + store->length);
}

/* The program's own plain store to an address that the push of the record `before` replaced;
 * 0 when that record is no push or pushes only lay there. */
static uint32_t find_owner(const struct observer *observer, uint64_t address, uint32_t before)
{
    if (store_log_get(&observer->log, before)->kind != STORE_PUSH)
        return 0;
    for (uint32_t i = before; i-- > 1;) {
        const struct store *store = store_log_get(&observer->log, i);
        if (address - store->address < store->length && store->kind == STORE_PLAIN)
            return store->firmware ? 0 : i;
    }
    return 0;
}

/* Where a return took its target from: a word that nobody wrote, or not as a return address,
 * tells of a stack that is not where it should be. */
void say_return_slot(struct sentence *sentence)
{
    const struct observer *observer = sentence->observer;
    const struct access *slot = &observer->slot;

    if (slot->length == 0)
        return;
    say(sentence, ", which took 0x%" PRIx64 " as the return address from 0x%" PRIx64, slot->value,
        slot->linear);
    uint32_t index = shadow_get(&observer->shadow, slot->address).store;
    if (index == 0) {
        say(sentence, ", which nobody wrote: more was popped than pushed, or nobody called");
        return;
    }
    say(sentence, ", written by ");
    say_writer(sentence, index);
    uint32_t before = find_owner(observer, slot->address, index);
    if (before != 0) {
        say(sentence, " over what ");
        say_writer(sentence, before);
        say(sentence, " had put there");
    }
}

/* Which vector or gate named the handler, unless it is the BIOS's own. */
static void say_vector(struct sentence *sentence)
{
    const struct observer *observer = sentence->observer;
    uint32_t index = shadow_get(&observer->shadow, observer->gate).store;

    if (!observer->handler_known || index == 0)
        return;
    say(sentence, "; its %s at 0x%" PRIx64 " was written by ", observer->real ? "vector" : "gate",
        observer->gate);
    say_writer(sentence, index);
}

void say_arrival(struct sentence *sentence)
{
    static const char *const how[] = {
        [ARRIVAL_FIRST] = ", first in the trace", [ARRIVAL_NEXT] = ", run into from ",
        [ARRIVAL_NEAR] = ", reached by ",         [ARRIVAL_FAR] = ", reached by ",
        [ARRIVAL_RETURN] = ", returned to by ",   [ARRIVAL_HANDLER] = ", as a handler, after "};

    say(sentence, "%s", how[sentence->observer->arrival]);
    if (sentence->observer->arrival != ARRIVAL_FIRST)
        say_place(sentence, sentence->observer->from);
    if (sentence->observer->arrival == ARRIVAL_RETURN)
        say_return_slot(sentence);
    if (sentence->observer->arrival == ARRIVAL_HANDLER)
        say_vector(sentence);
}

void sentence_render(struct observer *observer, const struct finding *finding, char *text,
                     size_t size)
{
    struct finding shown = {.text = ""};
    struct sentence sentence = {.observer = observer, .finding = &shown};

    for (const char *at = finding->text; *at != '\0';) {
        size_t plain = strcspn(at, "\001");
        say(&sentence, "%.*s", (int)plain, at);
        at += plain;
        if (*at != READ_MARK)
            break;
        char *end;
        describe_read(&sentence, (uint32_t)strtoul(at + 1, &end, 10));
        at = *end == READ_END ? end + 1 : end;
    }
    snprintf(text, size, "%s", shown.text);
}
