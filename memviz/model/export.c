#include "memviz/model/export.h"

#include "memviz/model/sync.h"
#include "memviz/screen/text.h"

/* As in the telemetry: a number of 64 bits is not exact in many a JSON reader. */
static json_t *make_hex(uint64_t value)
{
    char text[TEXT_NUMBER_SIZE];

    text_format_hex(text, value);
    return json_string(text);
}

/* A value that is null until it is known. */
static json_t *make_known_hex(bool known, uint64_t value)
{
    return known ? make_hex(value) : json_null();
}

/* An unknown number is null and not 0: a machine without free frames differs from
 * a machine that has not reported how many it has. */
static json_t *make_known_number(bool known, uint32_t value)
{
    return known ? json_integer(value) : json_null();
}

/* In the four lists below entries that have not come are left out: sync, which
 * is false then, tells that the list is not whole. */
static json_t *make_raw(const struct model *model)
{
    json_t *list = json_array();

    for (unsigned i = 0; i < indexed_end(&model->raw); i++) {
        const struct e820_entry *entry = indexed_get(&model->raw, i);
        if (entry != NULL) {
            json_array_append_new(
                list, json_pack("{s:o, s:o, s:I, s:I}", "base", make_hex(entry->base), "length",
                                make_hex(entry->length), "type", (json_int_t)entry->type, "attr",
                                (json_int_t)entry->attr));
        }
    }
    return list;
}

/* The only length that has no uint64_t is written out. */
static json_t *make_length(const struct e820_range *range)
{
    uint64_t less_one = range->last - range->start;

    return less_one == UINT64_MAX ? json_string("10000000000000000") : make_hex(less_one + 1);
}

static json_t *make_clean(const struct model *model)
{
    json_t *list = json_array();

    for (unsigned i = 0; i < indexed_end(&model->clean); i++) {
        const struct e820_range *range = indexed_get(&model->clean, i);
        if (range != NULL) {
            json_array_append_new(list, json_pack("{s:o, s:o, s:I}", "base", make_hex(range->start),
                                                  "length", make_length(range), "type",
                                                  (json_int_t)range->type));
        }
    }
    return list;
}

/* The shape of `mem e820 -j` in the shell, so that the two accounts can be
 * compared member by member, which a test does. */
static json_t *make_e820(const struct model *model)
{
    bool known = model->map.known;

    return json_pack("{s:o, s:o, s:o, s:o}", "source",
                     known ? json_string(model->map.source) : json_null(), "truncated",
                     known ? json_boolean(model->map.truncated) : json_null(), "raw",
                     make_raw(model), "clean", make_clean(model));
}

/* Runs are as long as they can be and in order; frames whose state is not known
 * are in none of them. */
static json_t *make_runs(const struct model *model)
{
    static const char *const names[] = {"unknown", "free", "used", "reserved"};
    json_t *runs = json_array();
    uint32_t end = model->total.known ? model->total.frames : 0;
    uint32_t start = 0;

    while (start < end) {
        uint32_t run_end = framemap_find_run_end(&model->frames, start, end);
        enum frame_state state = framemap_get(&model->frames, start);
        if (state != FRAME_UNKNOWN) {
            json_array_append_new(runs,
                                  json_pack("{s:o, s:o, s:s}", "start",
                                            make_hex((uint64_t)start * FRAMEMAP_FRAME_SIZE), "end",
                                            make_hex((uint64_t)run_end * FRAMEMAP_FRAME_SIZE),
                                            "state", names[state]));
        }
        start = run_end;
    }
    return runs;
}

/* The kernel's totals and our runs: whether they agree, a reader can count. */
static json_t *make_frames(const struct model *model)
{
    bool known = model->total.known;

    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "frames",
                     make_known_number(known, model->total.frames), "used",
                     make_known_number(known, model->total.used), "free",
                     make_known_number(known, model->total.free), "reserved",
                     make_known_number(known, model->total.reserved), "runs", make_runs(model));
}

static json_t *make_heap(const struct model *model)
{
    bool known = model->heap.known;
    json_t *list = json_array();

    for (unsigned i = 0; i < indexed_end(&model->allocs); i++) {
        const struct model_alloc *alloc = indexed_get(&model->allocs, i);
        if (alloc != NULL) {
            json_array_append_new(list,
                                  json_pack("{s:o, s:o, s:s}", "start", make_hex(alloc->start),
                                            "size", make_hex(alloc->size), "tag", alloc->tag));
        }
    }
    return json_pack("{s:o, s:o, s:o, s:o}", "start", make_known_hex(known, model->heap.start),
                     "cursor", make_known_hex(known, model->heap.cursor), "end",
                     make_known_hex(known, model->heap.end), "allocations", list);
}

static json_t *make_owners(const struct model *model)
{
    json_t *list = json_array();

    for (unsigned i = 0; i < indexed_end(&model->owners); i++) {
        const struct model_owner *owner = indexed_get(&model->owners, i);
        if (owner != NULL) {
            json_array_append_new(list,
                                  json_pack("{s:o, s:o, s:s}", "start", make_hex(owner->start),
                                            "end", make_hex(owner->end), "tag", owner->tag));
        }
    }
    return list;
}

/* An older kernel, and a loader, do not say what they are called. */
static json_t *make_kernel(const struct model *model)
{
    if (!model->hello.known)
        return json_null();
    const char *name = model->hello.name;
    return json_pack("{s:o, s:s}", "name", name[0] != '\0' ? json_string(name) : json_null(),
                     "version", model->hello.version);
}

/* Reported regions only: what is merely declared stands in docs/layout.md. */
static json_t *make_layout(const struct model *model)
{
    json_t *regions = json_array();

    for (unsigned i = 0; i < indexed_end(&model->regions); i++) {
        const struct model_region *region = indexed_get(&model->regions, i);
        if (region != NULL) {
            json_array_append_new(
                regions, json_pack("{s:o, s:o, s:s, s:s, s:b}", "start", make_hex(region->start),
                                   "end", make_hex(region->end), "symbol", region->symbol, "what",
                                   region->what, "alive", region->alive));
        }
    }
    json_t *marks = json_array();
    for (unsigned i = 0; i < indexed_end(&model->marks); i++) {
        const struct model_mark *mark = indexed_get(&model->marks, i);
        if (mark != NULL) {
            json_array_append_new(
                marks, json_pack("{s:s, s:o}", "symbol", mark->symbol, "at", make_hex(mark->at)));
        }
    }
    return json_pack("{s:o, s:o}", "regions", regions, "marks", marks);
}

/* `sync` belongs to it: a state without the word whether it can be believed is
 * worth nothing to a script. */
json_t *export_model(struct model *model)
{
    bool in_sync = sync_compute_verdict(model).state == SYNC_OK;

    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "kernel", make_kernel(model), "e820",
                     make_e820(model), "frames", make_frames(model), "owners", make_owners(model),
                     "heap", make_heap(model), "layout", make_layout(model), "sync", in_sync);
}
