#include "kernel/core/publish_items.h"

#include "kernel/core/fault.h"
#include "kernel/core/fault_place.h"
#include "kernel/core/layout.h"
#include "kernel/core/units.h"

/* A function and an offset. */
#define PLACE_SIZE 80u

/* Every item of a list carries the length of the list, so a reader that attaches late knows
 * after one record how many items it lacks. */
static void put_list_position(struct json *json, uint32_t index, size_t count)
{
    json_number(json, "i", index);
    json_number(json, "of", count);
}

static void put_boot(struct publish *p, struct json *json, uint32_t index)
{
    const struct machine *m = p->machine;

    json_number(json, "step", index + 1);
    json_hex(json, "tsc", m->boot.step_tsc[index + 1]);
}

static void put_map(struct publish *p, struct json *json, uint32_t index)
{
    const struct machine *m = p->machine;

    (void)index;
    json_text(json, "source", e820_source_name(m->boot.map_source));
    json_bool(json, "truncated", (m->boot.flags & BOOTINFO_FLAG_MAP_TRUNCATED) != 0);
}

static void put_raw(struct publish *p, struct json *json, uint32_t index)
{
    const struct machine *m = p->machine;
    const struct e820_entry *entry = &m->boot.raw[index];

    put_list_position(json, index, m->boot.raw_count);
    json_hex(json, "base", entry->base);
    json_hex(json, "length", entry->length);
    json_number(json, "type", entry->type);
    json_number(json, "attr", entry->attr);
}

static void put_clean(struct publish *p, struct json *json, uint32_t index)
{
    const struct machine *m = p->machine;
    const struct e820_range *range = &m->clean[index];

    put_list_position(json, index, m->clean_count);
    json_hex(json, "base", range->start);
    json_hex_span(json, "length", range->start, range->last);
    json_number(json, "type", range->type);
}

static void put_region(struct publish *p, struct json *json, uint32_t index)
{
    const struct machine *m = p->machine;
    struct regions_runtime runtime = machine_runtime(m);
    struct region list[REGIONS_MAX];
    size_t count = regions_list(&runtime, BOOT_STEP_COUNT, list);

    put_list_position(json, index, count);
    json_hex(json, "start", list[index].start);
    json_hex(json, "end", list[index].end);
    json_text(json, "symbol", list[index].symbol);
    json_text(json, "what", list[index].what);
    json_bool(json, "alive", list[index].alive);
}

static void put_mark(struct publish *p, struct json *json, uint32_t index)
{
    const struct machine *m = p->machine;
    struct regions_runtime runtime = machine_runtime(m);
    struct region_mark marks[REGION_MARKS];

    regions_marks(&runtime, marks);
    put_list_position(json, index, REGION_MARKS);
    json_text(json, "symbol", marks[index].symbol);
    json_hex(json, "at", marks[index].address);
}

static void put_total(struct publish *p, struct json *json, uint32_t index)
{
    const struct machine *m = p->machine;

    (void)index;
    json_number(json, "frames", m->frames.count);
    json_number(json, "used", m->frames.used);
    json_number(json, "free", m->frames.free);
    json_number(json, "reserved", frames_reserved_count(&m->frames));
}

static void put_heap(struct publish *p, struct json *json, uint32_t index)
{
    const struct machine *m = p->machine;

    (void)index;
    json_hex(json, "start", m->heap.start);
    json_hex(json, "cursor", m->heap.cursor);
    json_hex(json, "end", m->heap.end);
    json_number(json, "allocations", m->heap.count);
}

static void put_hello(struct publish *p, struct json *json, uint32_t index)
{
    (void)index;
    json_text(json, "name", "Strata");
    json_text(json, "version", p->version);
    json_hex(json, "frame", FRAME_SIZE);
    json_number(json, "block", FRAMES_BLOCK);
}

/* Brings walk to allocation number index: one step on where it stands before
 * it, from the first otherwise. */
static bool walk_heap_to(struct publish_heap_walk *walk, const struct heap *heap, uint32_t index)
{
    if (!walk->valid || index < walk->index) {
        walk->valid = heap_first(heap, &walk->allocation);
        walk->index = 0;
    }
    while (walk->valid && walk->index < index) {
        walk->valid = heap_next(heap, &walk->allocation);
        walk->index++;
    }
    return walk->valid;
}

static void put_alloc(struct publish *p, struct json *json, uint32_t index)
{
    /* News and repetition walk the list at their own pace; sharing one place would
     * restart the walk at nearly every record. */
    struct publish_heap_walk *walk = &p->heap_walk[p->repeating];

    json_number(json, "i", index);
    if (!walk_heap_to(walk, &p->machine->heap, index))
        return; /* a damaged heap: the reader finds the list incomplete */
    json_hex(json, "start", walk->allocation.start);
    json_hex(json, "size", walk->allocation.size);
    json_text(json, "tag", walk->allocation.tag);
}

static void put_log(struct publish *p, struct json *json, uint32_t index)
{
    const struct log_line *line = log_at(&p->machine->log, index);

    json_number(json, "i", index);
    if (line == NULL)
        return;
    json_hex(json, "tsc", line->tsc);
    json_text(json, "text", line->text);
}

/* A table without runs is reported too, as one record: else a reader would keep the runs that were
 * there last. */
static void put_owner(struct publish *p, struct json *json, uint32_t index)
{
    const struct owners *owners = &p->machine->owners;
    const struct owner *run = &owners->runs[index];

    put_list_position(json, index, owners->count);
    if (owners->count == 0)
        return;
    json_hex(json, "start", (uint64_t)run->start * FRAME_SIZE);
    json_hex(json, "end", (uint64_t)run->end * FRAME_SIZE);
    json_text(json, "tag", run->tag);
}

/* Watches by their place: one that is not set, or no longer, has length 0 and no more. */
static void put_watch(struct publish *p, struct json *json, uint32_t index)
{
    static const char *const kinds[] = {
        [WATCH_EXECUTE] = "x", [WATCH_WRITE] = "w", [WATCH_ACCESS] = "rw"};
    const struct watch *watch = &p->watches->list[index];
    struct fmt_buffer buffer;
    char place[PLACE_SIZE];

    put_list_position(json, index, WATCH_SLOTS);
    json_hex(json, "length", watch->length);
    if (watch->length == 0)
        return;
    json_hex(json, "start", watch->address);
    json_text(json, "kind", kinds[watch->kind]);
    json_number(json, "hits", watch->hits);
    json_bool(json, "stopped", p->watches->stopped);
    if (watch->hits == 0)
        return;
    fault_print_place(fmt_buffer_init(&buffer, place, sizeof place), p->symbols, watch->last.eip);
    json_text(json, "place", place);
    json_hex(json, "old", watch->last.old_value);
    json_hex(json, "new", watch->last.new_value);
    json_hex(json, "tsc", watch->last.tsc);
}

static const struct {
    const char *type;
    void (*put)(struct publish *p, struct json *json, uint32_t index);
} topics[PUBLISH_TOPICS] = {
    [PUBLISH_HELLO] = {"hello", put_hello}, [PUBLISH_BOOT] = {"boot", put_boot},
    [PUBLISH_MAP] = {"map", put_map},       [PUBLISH_RAW] = {"raw", put_raw},
    [PUBLISH_CLEAN] = {"clean", put_clean}, [PUBLISH_REGION] = {"region", put_region},
    [PUBLISH_TOTAL] = {"total", put_total}, [PUBLISH_HEAP] = {"heap", put_heap},
    [PUBLISH_MARK] = {"mark", put_mark},    [PUBLISH_ALLOC] = {"alloc", put_alloc},
    [PUBLISH_WATCH] = {"watch", put_watch}, [PUBLISH_LOG] = {"log", put_log},
    [PUBLISH_OWNER] = {"owner", put_owner},
};

uint32_t publish_item_count(const struct publish *p, enum publish_topic topic)
{
    const struct machine *m = p->machine;

    switch (topic) {
    case PUBLISH_BOOT:
        return BOOT_STEP_COUNT;
    case PUBLISH_RAW:
        return m->boot.raw_count;
    case PUBLISH_CLEAN:
        return (uint32_t)m->clean_count;
    case PUBLISH_REGION:
        return p->region_count;
    case PUBLISH_MARK:
        return REGION_MARKS;
    case PUBLISH_ALLOC:
        return m->heap.count;
    case PUBLISH_LOG:
        return m->log.count;
    case PUBLISH_WATCH: /* none has ever been set: nothing is sent of them */
        return p->watches == NULL || p->watches->changes == 0 ? 0 : WATCH_SLOTS;
    case PUBLISH_OWNER:
        return m->owners.count == 0 ? 1 : m->owners.count;
    default:
        return 1;
    }
}

size_t publish_item_encode(struct publish *p, enum publish_topic topic, uint32_t index)
{
    topics[topic].put(p, telemetry_begin(&p->telemetry, topics[topic].type), index);
    return telemetry_end(&p->telemetry);
}
