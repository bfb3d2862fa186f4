/*
 * One list of members serves both ways: a function passes a value from the
 * model to the bytes, or from the bytes to the model, as the archive says.
 * What is saved can so never differ from what is loaded.
 */
#include "memviz/model/model_image.h"

#include <stdlib.h>
#include <string.h>

struct archive {
    bool loading;         /* from the bytes to the model, else the reverse */
    bool ok;              /* nothing has failed yet */
    unsigned char *bytes; /* when saving, its own */
    size_t at;            /* of the next byte */
    size_t capacity;      /* when loading, the size */
};

/* Room for count more bytes, or what is left of the image. */
static bool reserve(struct archive *archive, size_t count)
{
    if (archive->ok && archive->capacity - archive->at < count) {
        size_t capacity = archive->capacity * 2 + count;
        unsigned char *bytes = archive->loading ? NULL : realloc(archive->bytes, capacity);
        archive->ok = bytes != NULL;
        if (bytes != NULL) {
            archive->bytes = bytes;
            archive->capacity = capacity;
        }
    }
    return archive->ok;
}

/* After the first failure nothing is passed any more, so no caller need ask in
 * between. */
static void pass_bytes(struct archive *archive, void *value, size_t size)
{
    if (!reserve(archive, size))
        return;
    unsigned char *place = archive->bytes + archive->at;
    memcpy(archive->loading ? value : place, archive->loading ? place : value, size);
    archive->at += size;
}

/* Seven bits a byte, the lowest first; the top bit says that more follow. */
static void pass_u64(struct archive *archive, uint64_t *value)
{
    uint64_t rest = archive->loading ? 0 : *value;
    unsigned char byte;
    unsigned shift = 0;

    do {
        byte = (unsigned char)((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
        pass_bytes(archive, &byte, 1);
        if (!archive->ok)
            return;
        if (archive->loading)
            *value = (shift == 0 ? 0 : *value) | (uint64_t)(byte & 0x7f) << shift;
        rest >>= 7;
        shift += 7;
    } while ((byte & 0x80) != 0 && shift < 64);
}

/* Widths are not kept: small numbers are common and take a byte at any width. */
static void pass_u32(struct archive *archive, uint32_t *value)
{
    uint64_t wide = *value;

    pass_u64(archive, &wide);
    *value = (uint32_t)wide;
}

static void pass_bool(struct archive *archive, bool *value)
{
    uint64_t wide = *value;

    pass_u64(archive, &wide);
    *value = wide != 0;
}

/* The characters up to the terminator: what lies behind it means nothing. */
static void pass_text(struct archive *archive, char *text, size_t size)
{
    uint64_t length = archive->loading ? 0 : strlen(text);

    pass_u64(archive, &length);
    if (length >= size) {
        archive->ok = false;
        return;
    }
    pass_bytes(archive, text, length);
    text[length] = '\0';
}

/* A macro for the sizeof alone: an array given to a function has none. */
#define PASS_TEXT(archive, text) pass_text((archive), (text), sizeof(text))

static void pass_raw(struct archive *archive, void *item)
{
    struct model_raw *entry = item;

    pass_u64(archive, &entry->base);
    pass_u64(archive, &entry->length);
    pass_u32(archive, &entry->type);
    pass_u32(archive, &entry->attr);
}

static void pass_clean(struct archive *archive, void *item)
{
    struct model_clean *range = item;

    pass_u64(archive, &range->base);
    pass_u64(archive, &range->length);
    pass_u32(archive, &range->type);
}

static void pass_region(struct archive *archive, void *item)
{
    struct model_region *region = item;

    pass_u64(archive, &region->start);
    pass_u64(archive, &region->end);
    PASS_TEXT(archive, region->symbol);
    PASS_TEXT(archive, region->what);
    pass_bool(archive, &region->alive);
}

static void pass_mark(struct archive *archive, void *item)
{
    struct model_mark *mark = item;

    PASS_TEXT(archive, mark->symbol);
    pass_u64(archive, &mark->at);
}

static void pass_alloc(struct archive *archive, void *item)
{
    struct model_alloc *alloc = item;

    pass_u64(archive, &alloc->start);
    pass_u64(archive, &alloc->size);
    PASS_TEXT(archive, alloc->tag);
}

/* Room for the largest of them. */
union list_item {
    struct model_raw raw;
    struct model_clean clean;
    struct model_region region;
    struct model_mark mark;
    struct model_alloc alloc;
};

/* An entry that is known, with its index in front. */
static void pass_entry(struct archive *archive, struct indexed *list, unsigned *i,
                       void (*pass)(struct archive *archive, void *item))
{
    union list_item item = {0};

    pass_u32(archive, i);
    if (!archive->loading)
        memcpy(&item, indexed_get(list, *i), list->item_size);
    pass(archive, &item);
    if (archive->loading && archive->ok)
        archive->ok = indexed_put(list, *i, list->of, &item);
}

/* Gaps are part of the state: an image of a list that is still arriving must be
 * as incomplete. */
static void pass_list(struct archive *archive, struct indexed *list,
                      void (*pass)(struct archive *archive, void *item))
{
    uint32_t of = list->of;
    uint32_t count = list->known_count;

    pass_u32(archive, &of);
    pass_u32(archive, &count);
    list->of = of;
    unsigned i = 0;
    while (count > 0 && archive->ok) {
        while (!archive->loading && indexed_get(list, i) == NULL)
            i++;
        pass_entry(archive, list, &i, pass);
        i++;
        count--;
    }
}

/* One past the frames from start on that share its state. A block that holds
 * one state only is known without a look at its frames. */
static uint32_t find_run_end(const struct framemap *map, uint32_t start)
{
    enum frame_state state = framemap_get(map, start);
    uint32_t frame = start;

    while (frame < FRAMEMAP_MAX && framemap_get(map, frame) == state) {
        uint32_t end = frame - frame % FRAMEMAP_BLOCK_FRAMES + FRAMEMAP_BLOCK_FRAMES;
        struct frame_counts counts = framemap_count(map, end - FRAMEMAP_BLOCK_FRAMES, end);
        bool uniform = counts.of[state] == FRAMEMAP_BLOCK_FRAMES;
        frame = uniform ? end : framemap_find_run_end(map, frame, end);
    }
    return frame;
}

/* As runs: a map of a million frames is then some hundred bytes for most
 * machines. The state goes into the number with the length, as its lowest digit. */
static void pass_frames(struct archive *archive, struct framemap *map)
{
    uint32_t start = 0;

    while (start < FRAMEMAP_MAX && archive->ok) {
        uint64_t run = 0;
        if (!archive->loading) {
            uint32_t length = find_run_end(map, start) - start;
            run = (uint64_t)length * FRAME_STATES + framemap_get(map, start);
        }
        pass_u64(archive, &run);
        uint32_t length = (uint32_t)(run / FRAME_STATES);
        if (length == 0 || length > FRAMEMAP_MAX - start) {
            archive->ok = false;
            return;
        }
        if (archive->loading)
            framemap_set(map, start, start + length, (enum frame_state)(run % FRAME_STATES));
        start += length;
    }
}

/* Not whether our own sums have been computed: that is no knowledge. */
static void pass_sums(struct archive *archive, struct model_sum *sums)
{
    for (uint32_t block = 0; block < FRAMEMAP_BLOCKS; block++) {
        pass_bool(archive, &sums[block].said);
        if (sums[block].said)
            pass_u32(archive, &sums[block].crc);
    }
}

static void pass_log(struct archive *archive, struct model *model)
{
    pass_u32(archive, &model->log_end);
    for (unsigned slot = 0; slot < MODEL_LOG_LINES && archive->ok; slot++) {
        struct model_log_line *line = &model->log[slot];
        pass_bool(archive, &line->known);
        if (line->known) {
            pass_u32(archive, &line->i);
            pass_u64(archive, &line->tsc);
            PASS_TEXT(archive, line->text);
        }
    }
}

static void pass_boot(struct archive *archive, struct model *model)
{
    for (unsigned step = 1; step <= BOOT_STEP_COUNT; step++) {
        pass_bool(archive, &model->steps[step].reached);
        pass_bool(archive, &model->steps[step].timed);
        pass_u64(archive, &model->steps[step].tsc);
    }
    pass_bool(archive, &model->fail.known);
    PASS_TEXT(archive, model->fail.code);
    PASS_TEXT(archive, model->fail.text);
    pass_bool(archive, &model->hello.known);
    PASS_TEXT(archive, model->hello.version);
    pass_u64(archive, &model->hello.frame_size);
    pass_u32(archive, &model->hello.block_frames);
}

static void pass_map(struct archive *archive, struct model *model)
{
    pass_bool(archive, &model->map.known);
    PASS_TEXT(archive, model->map.source);
    pass_bool(archive, &model->map.truncated);
    pass_list(archive, &model->raw, pass_raw);
    pass_list(archive, &model->clean, pass_clean);
    pass_list(archive, &model->regions, pass_region);
    pass_list(archive, &model->marks, pass_mark);
}

static void pass_memory(struct archive *archive, struct model *model)
{
    pass_bool(archive, &model->total.known);
    pass_u32(archive, &model->total.frames);
    pass_u32(archive, &model->total.used);
    pass_u32(archive, &model->total.free);
    pass_u32(archive, &model->total.reserved);
    pass_frames(archive, &model->frames);
    pass_sums(archive, model->sums);
    pass_bool(archive, &model->heap.known);
    pass_u64(archive, &model->heap.start);
    pass_u64(archive, &model->heap.cursor);
    pass_u64(archive, &model->heap.end);
    pass_u32(archive, &model->heap.allocations);
    pass_list(archive, &model->allocs, pass_alloc);
}

static void pass_fault(struct archive *archive, struct model *model)
{
    pass_bool(archive, &model->fault.known);
    pass_bool(archive, &model->fault.has_vector);
    pass_bool(archive, &model->fault.has_address);
    pass_u32(archive, &model->fault.vector);
    pass_u64(archive, &model->fault.eip);
    pass_u64(archive, &model->fault.address);
    PASS_TEXT(archive, model->fault.name);
    PASS_TEXT(archive, model->fault.place);
    PASS_TEXT(archive, model->fault.text);
}

static void pass_sample(struct archive *archive, struct history_sample *sample)
{
    pass_u64(archive, &sample->ms);
    pass_u32(archive, &sample->used);
    pass_u32(archive, &sample->free);
    pass_u32(archive, &sample->reserved);
}

static void pass_history(struct archive *archive, struct history *history)
{
    pass_u32(archive, &history->count);
    pass_u32(archive, &history->stride_log2);
    pass_u32(archive, &history->skipped);
    pass_sample(archive, &history->newest);
    archive->ok = archive->ok && history->count <= HISTORY_MAX;
    for (unsigned i = 0; archive->ok && i < history->count; i++)
        pass_sample(archive, &history->samples[i]);
}

/* So that an instant of the past lights up what was new then. */
static void pass_changes(struct archive *archive, struct changes *changes)
{
    pass_u32(archive, &changes->count);
    pass_u32(archive, &changes->next);
    archive->ok = archive->ok && changes->count <= CHANGES_MAX;
    for (unsigned i = 0; archive->ok && i < changes->count; i++) {
        struct change *change = &changes->ring[i];
        uint32_t kind = change->kind;
        pass_u64(archive, &change->n);
        pass_u32(archive, &change->start);
        pass_u32(archive, &change->end);
        pass_u32(archive, &kind);
        change->kind = (enum change_kind)kind;
    }
}

/* Whether the model could be believed is part of what was seen. */
static void pass_stream(struct archive *archive, struct model *model)
{
    pass_bool(archive, &model->beat.known);
    pass_u64(archive, &model->beat.ms);
    pass_u64(archive, &model->beat.lost);
    pass_u64(archive, &model->last_n);
    pass_bool(archive, &model->any);
    pass_bool(archive, &model->damaged);
    pass_u32(archive, &model->snaps_since_damage);
}

static void pass_model(struct archive *archive, struct model *model)
{
    pass_boot(archive, model);
    pass_map(archive, model);
    pass_memory(archive, model);
    pass_log(archive, model);
    pass_fault(archive, model);
    pass_history(archive, &model->history);
    pass_changes(archive, &model->changes);
    pass_stream(archive, model);
}

bool model_image_save(struct model_image *image, const struct model *model)
{
    struct archive archive = {.ok = true};

    /* Saving writes back what it has read: nothing changes. */
    pass_model(&archive, (struct model *)model);
    unsigned char *fitted = archive.ok ? realloc(archive.bytes, archive.at) : NULL;
    *image = (struct model_image){fitted, archive.at};
    if (fitted == NULL) {
        free(archive.bytes);
        *image = (struct model_image){0};
    }
    return fitted != NULL;
}

/* An image that is not used up to its last byte is a mistake in the list of members. */
bool model_image_load(const struct model_image *image, struct model *model)
{
    struct archive archive = {
        .loading = true, .ok = true, .bytes = image->bytes, .capacity = image->size};

    model_reset(model);
    pass_model(&archive, model);
    return archive.ok && archive.at == archive.capacity;
}

void model_image_free(struct model_image *image)
{
    free(image->bytes);
    *image = (struct model_image){0};
}
