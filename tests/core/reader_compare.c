#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/core/check.h"
#include "tests/core/reader.h"

/* A hex string as the document writes numbers. */
static json_t *hex(uint64_t value)
{
    char text[20];

    snprintf(text, sizeof text, "%" PRIx64, value);
    return json_string(text);
}

/* The newest record must have these members; expected is given away. */
static void assert_told(const struct reader *reader, const char *type, uint64_t index,
                        json_t *expected)
{
    const json_t *record = reader_find(reader, type, index);
    const char *name;
    json_t *value;

    assert_non_null(expected);
    if (record == NULL)
        fail_msg("%s %" PRIu64 " was not told", type, index);
    json_object_foreach(expected, name, value)
    {
        const json_t *told = json_object_get(record, name);
        if (told == NULL || !json_equal(told, value))
            fail_msg("%s %" PRIu64 ": member %s is not that of the machine", type, index, name);
    }
    json_decref(expected);
}

static void compare_map(const struct reader *reader, const struct machine *m)
{
    for (uint32_t i = 0; i < m->boot.raw_count; i++) {
        const struct e820_entry *raw = &m->boot.raw[i];
        assert_told(reader, "raw", i,
                    json_pack("{si si so so sI sI}", "i", (int)i, "of", (int)m->boot.raw_count,
                              "base", hex(raw->base), "length", hex(raw->length), "type",
                              (json_int_t)raw->type, "attr", (json_int_t)raw->attr));
    }
    for (size_t i = 0; i < m->clean_count; i++) {
        const struct e820_range *clean = &m->clean[i];
        uint64_t length = clean->last - clean->start + 1;
        assert_told(reader, "clean", i,
                    json_pack("{si so so si}", "of", (int)m->clean_count, "base", hex(clean->start),
                              "length",
                              length == 0 ? json_string("10000000000000000") : hex(length), "type",
                              (int)clean->type));
    }
}

static void compare_layout(const struct reader *reader, const struct machine *m)
{
    struct regions_runtime runtime = machine_runtime(m);
    struct region list[REGIONS_MAX];
    struct region_mark marks[REGION_MARKS];
    size_t count = regions_list(&runtime, BOOT_STEP_COUNT, list);

    for (size_t i = 0; i < count; i++)
        assert_told(reader, "region", i,
                    json_pack("{si so so ss ss sb}", "of", (int)count, "start", hex(list[i].start),
                              "end", hex(list[i].end), "symbol", list[i].symbol, "what",
                              list[i].what, "alive", list[i].alive));
    regions_marks(&runtime, marks);
    for (size_t i = 0; i < REGION_MARKS; i++)
        assert_told(reader, "mark", i,
                    json_pack("{si ss so}", "of", REGION_MARKS, "symbol", marks[i].symbol, "at",
                              hex(marks[i].address)));
}

static void compare_heap(const struct reader *reader, const struct machine *m)
{
    struct heap_allocation a;
    uint32_t index = 0;

    assert_told(reader, "heap", 0,
                json_pack("{so so so si}", "start", hex(m->heap.start), "cursor",
                          hex(m->heap.cursor), "end", hex(m->heap.end), "allocations",
                          (int)m->heap.count));
    for (bool more = heap_first(&m->heap, &a); more; more = heap_next(&m->heap, &a))
        assert_told(
            reader, "alloc", index++,
            json_pack("{so so ss}", "start", hex(a.start), "size", hex(a.size), "tag", a.tag));
    assert_int_equal(index, m->heap.count);
}

static void compare_frames(const struct reader *reader, const struct machine *m)
{
    static const char letters[] = {'F', 'U', 'R'};

    assert_told(reader, "total", 0,
                json_pack("{si si si si}", "frames", (int)m->frames.count, "used",
                          (int)m->frames.used, "free", (int)m->frames.free, "reserved",
                          (int)frames_reserved_count(&m->frames)));
    for (uint32_t frame = 0; frame < m->frames.count; frame++) {
        if (reader->frames[frame] != letters[frames_state(&m->frames, frame)])
            fail_msg("frame 0x%x was told as %c", frame, reader->frames[frame]);
    }
}

static void compare_owners(const struct reader *reader, const struct machine *m)
{
    assert_told(reader, "owner", 0, json_pack("{si}", "of", (int)m->owners.count));
    for (uint32_t i = 0; i < m->owners.count; i++) {
        const struct owner *run = &m->owners.runs[i];
        assert_told(reader, "owner", i,
                    json_pack("{si so so ss}", "of", (int)m->owners.count, "start",
                              hex(run->start * 4096ull), "end", hex(run->end * 4096ull), "tag",
                              run->tag));
    }
}

static void compare_log(const struct reader *reader, const struct machine *m)
{
    for (uint32_t i = log_first(&m->log); i < m->log.count; i++) {
        const struct log_line *line = log_at(&m->log, i);
        assert_told(reader, "log", i,
                    json_pack("{so ss}", "tsc", hex(line->tsc), "text", line->text));
    }
}

void reader_assert_knows(const struct reader *reader, const struct machine *m)
{
    assert_told(reader, "hello", 0, json_pack("{so si}", "frame", hex(4096), "block", 8192));
    assert_told(reader, "map", 0,
                json_pack("{ss sb}", "source", e820_source_name(m->boot.map_source), "truncated",
                          (int)(m->boot.flags & BOOTINFO_FLAG_MAP_TRUNCATED)));
    for (unsigned step = 1; step <= BOOT_STEP_COUNT; step++)
        assert_told(reader, "boot", step, json_pack("{so}", "tsc", hex(m->boot.step_tsc[step])));
    compare_map(reader, m);
    compare_layout(reader, m);
    compare_heap(reader, m);
    compare_frames(reader, m);
    compare_owners(reader, m);
    compare_log(reader, m);
}
