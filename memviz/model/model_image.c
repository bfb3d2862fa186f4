/*
 * One list of members serves both ways: a function passes a value from the
 * model to the bytes, or from the bytes to the model, as the archive says.
 * What is saved can so never differ from what is loaded.
 */
#include "memviz/model/model_image.h"

#include <stdlib.h>
#include <string.h>

#include "memviz/model/archive.h"
#include "memviz/model/image_lists.h"

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
        archive_pass_u64(archive, &run);
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
        archive_pass_bool(archive, &sums[block].said);
        if (sums[block].said)
            archive_pass_u32(archive, &sums[block].crc);
    }
}

static void pass_log(struct archive *archive, struct model *model)
{
    archive_pass_u32(archive, &model->log_end);
    for (unsigned slot = 0; slot < MODEL_LOG_LINES && archive->ok; slot++) {
        struct model_log_line *line = &model->log[slot];
        archive_pass_bool(archive, &line->known);
        if (line->known) {
            archive_pass_u32(archive, &line->i);
            archive_pass_u64(archive, &line->tsc);
            ARCHIVE_PASS_TEXT(archive, line->text);
        }
    }
}

static void pass_boot(struct archive *archive, struct model *model)
{
    for (unsigned step = 1; step <= MODEL_STEP_MAX; step++) {
        archive_pass_bool(archive, &model->steps[step].reached);
        archive_pass_bool(archive, &model->steps[step].timed);
        archive_pass_u64(archive, &model->steps[step].tsc);
        ARCHIVE_PASS_TEXT(archive, model->steps[step].name);
    }
    archive_pass_u32(archive, &model->step_count);
    archive_pass_bool(archive, &model->fail.known);
    ARCHIVE_PASS_TEXT(archive, model->fail.code);
    ARCHIVE_PASS_TEXT(archive, model->fail.text);
    archive_pass_bool(archive, &model->hello.known);
    ARCHIVE_PASS_TEXT(archive, model->hello.name);
    ARCHIVE_PASS_TEXT(archive, model->hello.version);
    archive_pass_u32(archive, &model->hello.without);
    archive_pass_u64(archive, &model->hello.frame_size);
    archive_pass_u32(archive, &model->hello.block_frames);
}

static void pass_map(struct archive *archive, struct model *model)
{
    archive_pass_bool(archive, &model->map.known);
    ARCHIVE_PASS_TEXT(archive, model->map.source);
    archive_pass_bool(archive, &model->map.truncated);
}

static void pass_memory(struct archive *archive, struct model *model)
{
    archive_pass_bool(archive, &model->total.known);
    archive_pass_u32(archive, &model->total.frames);
    archive_pass_u32(archive, &model->total.used);
    archive_pass_u32(archive, &model->total.free);
    archive_pass_u32(archive, &model->total.reserved);
    pass_frames(archive, &model->frames);
    pass_sums(archive, model->sums);
    archive_pass_bool(archive, &model->heap.known);
    archive_pass_u64(archive, &model->heap.start);
    archive_pass_u64(archive, &model->heap.cursor);
    archive_pass_u64(archive, &model->heap.end);
    archive_pass_u32(archive, &model->heap.allocations);
}

static void pass_fault(struct archive *archive, struct model *model)
{
    archive_pass_bool(archive, &model->fault.known);
    archive_pass_bool(archive, &model->fault.has_vector);
    archive_pass_bool(archive, &model->fault.has_address);
    archive_pass_u32(archive, &model->fault.vector);
    archive_pass_u64(archive, &model->fault.eip);
    archive_pass_u64(archive, &model->fault.address);
    ARCHIVE_PASS_TEXT(archive, model->fault.name);
    ARCHIVE_PASS_TEXT(archive, model->fault.place);
    ARCHIVE_PASS_TEXT(archive, model->fault.text);
}

static void pass_sample(struct archive *archive, struct history_sample *sample)
{
    archive_pass_u64(archive, &sample->ms);
    archive_pass_u32(archive, &sample->used);
    archive_pass_u32(archive, &sample->free);
    archive_pass_u32(archive, &sample->reserved);
}

static void pass_history(struct archive *archive, struct history *history)
{
    archive_pass_u32(archive, &history->count);
    archive_pass_u32(archive, &history->stride_log2);
    archive_pass_u32(archive, &history->skipped);
    pass_sample(archive, &history->newest);
    archive->ok = archive->ok && history->count <= HISTORY_MAX;
    for (unsigned i = 0; archive->ok && i < history->count; i++)
        pass_sample(archive, &history->samples[i]);
}

/* So that an instant of the past lights up what was new then. */
static void pass_changes(struct archive *archive, struct changes *changes)
{
    archive_pass_u32(archive, &changes->count);
    archive_pass_u32(archive, &changes->next);
    archive->ok = archive->ok && changes->count <= CHANGES_MAX;
    for (unsigned i = 0; archive->ok && i < changes->count; i++) {
        struct change *change = &changes->ring[i];
        uint32_t kind = change->kind;
        archive_pass_u64(archive, &change->n);
        archive_pass_u32(archive, &change->start);
        archive_pass_u32(archive, &change->end);
        archive_pass_u32(archive, &kind);
        change->kind = (enum change_kind)kind;
    }
}

/* Whether the model could be believed is part of what was seen. */
static void pass_stream(struct archive *archive, struct model *model)
{
    archive_pass_bool(archive, &model->beat.known);
    archive_pass_u64(archive, &model->beat.ms);
    archive_pass_u64(archive, &model->beat.lost);
    archive_pass_u64(archive, &model->last_n);
    archive_pass_bool(archive, &model->any);
    archive_pass_bool(archive, &model->damaged);
    archive_pass_u32(archive, &model->snaps_since_damage);
}

static void pass_model(struct archive *archive, struct model *model)
{
    pass_boot(archive, model);
    pass_map(archive, model);
    image_lists_pass(archive, model);
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
