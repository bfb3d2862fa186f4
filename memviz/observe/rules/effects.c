#include "memviz/observe/rules/effects.h"

#include "memviz/observe/rules/rules_layout.h"
#include "memviz/observe/rules/rules_store.h"

/* Bytes without a gap from which on the stores of one place are a loop. */
#define LOOP_MIN 64u

/* In what manner an instruction stores. */
static uint8_t find_kind(const struct step *step, const struct site *site)
{
    if (step->kind == STEP_INTERRUPT || site == NULL)
        return STORE_PUSH;
    switch ((enum insn_op)site->insn.op) {
    case OP_PUSH:
    case OP_PUSHA:
    case OP_PUSHF:
    case OP_ENTER:
    case OP_CALL:
    case OP_CALL_FAR:
        return STORE_PUSH;
    case OP_STOS:
        return site->insn.rep ? STORE_FILL : STORE_PLAIN;
    case OP_MOVS:
        return STORE_COPY;
    case OP_INS:
        return step->port.used && disk_is_data_port(step->port.port) ? STORE_DISK : STORE_PLAIN;
    default:
        return STORE_PLAIN;
    }
}

const struct frame *effects_find_request(const struct observer *observer)
{
    for (unsigned i = 0; i < observer->frames.count; i++) {
        const struct frame *frame = &observer->frames.frames[i];
        if (frame->interrupt && !frame->hardware && !frame->fault && frame->site != 0 &&
            !sites_get(&observer->sites, frame->site)->firmware)
            return frame;
    }
    return NULL;
}

/* The read that arriving bytes belong to. */
static uint32_t take_arrival(struct observer *observer, const struct change *change)
{
    const struct frame *request = change->firmware ? effects_find_request(observer) : NULL;
    struct disk_arrival arrival = {.address = change->address,
                                   .length = change->length,
                                   .site = request != NULL ? request->site : change->step->site,
                                   .call_tick = request != NULL ? request->tick : 0,
                                   .tick = observer->tick,
                                   .channel = -1};

    if (change->kind == STORE_DISK)
        arrival.channel = (change->step->port.port & ~7u) == 0x170;
    return disk_take_bytes(&observer->disk, &arrival);
}

/* Returns whether a plain store is one of a long run of its place. Only such a run is taken
 * together: a kernel that clears 128 MiB in a loop would take gigabytes otherwise. */
static bool is_loop(const struct observer *observer, const struct change *change)
{
    if (change->kind != STORE_PLAIN || change->firmware || change->step->site == 0)
        return false;
    const struct site *site = sites_get(&observer->sites, change->step->site);
    return site->run_end - site->run_start >= LOOP_MIN;
}

/* The record of a store in the log: a new one, or one more round of a repetition. */
static uint32_t log_change(struct observer *observer, const struct change *change)
{
    const struct frame *request = change->firmware ? effects_find_request(observer) : NULL;
    struct store store = {.tick = observer->tick,
                          .last_tick = observer->tick,
                          .site = change->step->site,
                          .address = (uint32_t)change->address,
                          .length = change->length,
                          .read = change->read,
                          .kind = change->kind,
                          .firmware = change->firmware};

    if (request != NULL)
        store.site = request->site;
    if (change->kind == STORE_COPY && change->step->access_count > 0)
        store.source = (uint32_t)change->step->accesses[0].address;
    bool repeated = change->kind == STORE_DISK || change->kind == STORE_DMA ||
                    ((change->kind == STORE_FILL || change->kind == STORE_COPY) &&
                     sites_get(&observer->sites, change->step->site)->insn.rep);
    uint32_t index = repeated                    ? store_log_extend(&observer->log, &store)
                     : is_loop(observer, change) ? store_log_extend_loop(&observer->log, &store)
                                                 : 0;
    return index != 0 ? index : store_log_add(&observer->log, &store);
}

/* Flags of a byte that is written over: what it was lives on until it is used. */
static uint16_t carry_flags(const struct observer *observer, const struct shadow_byte *old,
                            const struct change *change, uint8_t value)
{
    const struct store *owner = store_log_get(&observer->log, old->store);
    uint16_t flags =
        old->flags & (SHADOW_WAS_CODE | SHADOW_WAS_LOADED | SHADOW_WAS_MEANT | SHADOW_TABLE);
    bool changed =
        (old->flags & SHADOW_KNOWN) == 0 || old->value != value || change->kind == STORE_DMA;

    if ((old->flags & SHADOW_EXECUTED) != 0)
        flags |= changed ? SHADOW_WAS_CODE : SHADOW_EXECUTED;
    if ((old->flags & SHADOW_LOADED) != 0 && changed &&
        (old->flags & (SHADOW_READ | SHADOW_COPIED | SHADOW_EXECUTED)) == 0)
        flags |= SHADOW_WAS_LOADED | (old->value != 0 ? SHADOW_WAS_MEANT : 0);
    if ((change->kind == STORE_DISK || change->kind == STORE_DMA) && change->firmware &&
        old->store != 0 && owner->kind == STORE_PLAIN && !owner->firmware && changed)
        flags |= SHADOW_WAS_STORED;
    if (change->kind == STORE_PUSH && !change->firmware && old->store != 0 &&
        owner->kind == STORE_PLAIN && !owner->firmware && changed &&
        insn_is_variable(&sites_get(&observer->sites, owner->site)->insn.operands[0]))
        flags |= SHADOW_WAS_STORED;
    return flags;
}

static bool is_loaded_copy(struct observer *observer, const struct change *change)
{
    return change->kind == STORE_COPY && change->step->access_count > 0 &&
           (shadow_get(&observer->shadow, change->step->accesses[0].address).flags &
            SHADOW_LOADED) != 0;
}

/* Makes a store in the shadow. */
static void write_change(struct observer *observer, const struct change *change, uint32_t index)
{
    struct shadow_page *page = shadow_page_of(&observer->shadow, change->address);
    struct shadow_byte byte = {.store = index, .flags = SHADOW_KNOWN};

    if (change->kind == STORE_DMA)
        byte.flags = SHADOW_LOADED;
    else if (change->kind == STORE_DISK || is_loaded_copy(observer, change))
        byte.flags |= SHADOW_LOADED;
    const uint16_t special =
        SHADOW_EXECUTED | SHADOW_WAS_CODE | SHADOW_LOADED | SHADOW_WAS_LOADED | SHADOW_TABLE;
    bool load =
        change->kind == STORE_DISK || change->kind == STORE_DMA || change->kind == STORE_PUSH;
    if (page == NULL || ((page->flags & special) == 0 && !load)) {
        const struct shadow_span span = {change->address, change->length};
        shadow_write(&observer->shadow, span, byte, change->value);
        return;
    }
    for (uint32_t i = 0; i < change->length; i++) {
        struct shadow_byte *old = shadow_at(&observer->shadow, change->address + i);
        if (old == NULL)
            return;
        uint8_t value = i < 8 ? (uint8_t)(change->value >> (8 * i)) : 0;
        uint16_t flags = (uint16_t)(i < 8 ? byte.flags : byte.flags & ~SHADOW_KNOWN) |
                         carry_flags(observer, old, change, value);
        *old = (struct shadow_byte){.store = index, .value = value, .flags = flags};
        page = shadow_page_of(&observer->shadow, change->address + i);
        page->flags |= flags;
        page->generation++;
    }
}

/* The stores without a gap that a place makes, which tell a loop from a stray store. */
static void follow_run(struct observer *observer, const struct change *change)
{
    struct site *site = sites_get(&observer->sites, change->step->site);
    uint32_t start = (uint32_t)change->address;

    if (site->run_end == start && site->run_end != 0)
        site->run_end += change->length;
    else if (site->run_start == start + change->length)
        site->run_start = start;
    else {
        site->run_start = start;
        site->run_end = start + change->length;
    }
}

/* A long record that leaves a page may have made it uniform. */
static void settle_pages(struct observer *observer, const struct change *change, uint32_t index)
{
    uint64_t end = change->address + change->length;
    uint64_t page = change->address / SHADOW_PAGE_SIZE;
    const struct store *store = store_log_get(&observer->log, index);

    if (store->length < SHADOW_PAGE_SIZE)
        return;
    if (store->down && (change->address % SHADOW_PAGE_SIZE == 0 || page != end / SHADOW_PAGE_SIZE))
        shadow_settle(&observer->shadow, end - 1);
    else if (!store->down && page != end / SHADOW_PAGE_SIZE)
        shadow_settle(&observer->shadow, change->address);
}

void effects_take_store(struct observer *observer, const struct step *step,
                        const struct access *access)
{
    const struct site *site = step->site != 0 ? sites_get(&observer->sites, step->site) : NULL;

    if (access->walk) {
        struct change mark = {.step = step, .address = access->address, .length = access->length};
        observer->about = access->address;
        if (observer->layout != NULL)
            rules_layout_store(observer, &mark);
        /* Accessed and dirty bits change a value, not an owner. */
        struct shadow_byte *byte = shadow_at(&observer->shadow, access->address);
        if (byte != NULL)
            byte->value = (uint8_t)access->value;
        return;
    }
    struct change change = {.step = step,
                            .address = access->address,
                            .linear = access->linear,
                            .value = access->value,
                            .length = access->length,
                            .has_linear = access->has_linear,
                            .kind = step->kind == STEP_DMA ? STORE_DMA : find_kind(step, site),
                            .firmware = site != NULL && site->firmware};
    if (step->kind == STEP_DMA)
        change.firmware =
            observer->site != 0 && sites_get(&observer->sites, observer->site)->firmware;
    if (change.kind == STORE_DISK || change.kind == STORE_DMA)
        change.read = take_arrival(observer, &change);
    if (step->site != 0)
        follow_run(observer, &change);
    observer->about = access->address;
    rules_store(observer, &change);
    if (observer->layout != NULL)
        rules_layout_store(observer, &change);
    uint32_t index = log_change(observer, &change);
    write_change(observer, &change, index);
    settle_pages(observer, &change, index);
}
