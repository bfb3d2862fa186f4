#include "memviz/model/model.h"

#include <stdlib.h>
#include <string.h>

/* The lists keep their memory: the next boot is likely to need as much. */
static void clear_lists(struct model *model)
{
    indexed_clear(&model->raw);
    indexed_clear(&model->clean);
    indexed_clear(&model->regions);
    indexed_clear(&model->marks);
    indexed_clear(&model->allocs);
    indexed_clear(&model->owners);
    model->owners_known = false;
}

/* On the heap: the frame map alone has two bits for each frame of 4 GiB, 256 KiB
 * that are no thing for a stack. */
struct model *model_create(void)
{
    struct model *model = calloc(1, sizeof *model);

    if (model == NULL)
        return NULL;
    indexed_init(&model->raw, sizeof(struct e820_entry), MODEL_RAW_MAX);
    indexed_init(&model->clean, sizeof(struct e820_range), MODEL_CLEAN_MAX);
    indexed_init(&model->regions, sizeof(struct model_region), MODEL_REGION_MAX);
    indexed_init(&model->marks, sizeof(struct model_mark), MODEL_MARK_MAX);
    indexed_init(&model->allocs, sizeof(struct model_alloc), MODEL_ALLOC_MAX);
    indexed_init(&model->owners, sizeof(struct model_owner), MODEL_OWNER_MAX);
    model_reset(model);
    return model;
}

void model_destroy(struct model *model)
{
    if (model == NULL)
        return;
    indexed_free(&model->raw);
    indexed_free(&model->clean);
    indexed_free(&model->regions);
    indexed_free(&model->marks);
    indexed_free(&model->allocs);
    indexed_free(&model->owners);
    free(model);
}

/* Member by member and not by one memset: the lists own memory that is kept. */
void model_reset(struct model *model)
{
    clear_lists(model);
    framemap_clear(&model->frames);
    memset(model->steps, 0, sizeof model->steps);
    memset(model->sums, 0, sizeof model->sums);
    memset(model->log, 0, sizeof model->log);
    memset(&model->fail, 0, sizeof model->fail);
    memset(&model->hello, 0, sizeof model->hello);
    memset(&model->map, 0, sizeof model->map);
    memset(&model->total, 0, sizeof model->total);
    memset(&model->heap, 0, sizeof model->heap);
    memset(&model->beat, 0, sizeof model->beat);
    memset(&model->fault, 0, sizeof model->fault);
    memset(&model->history, 0, sizeof model->history);
    memset(&model->changes, 0, sizeof model->changes);
    model->step_count = 0;
    model->log_end = 0;
    model->last_n = 0;
    model->any = false;
    model->damaged = false;
    model->snaps_since_damage = 0;
}

/* From here on the model may be stale in a place that nobody knows. Only a whole
 * repetition proves that it is not: two snaps, which have one between them. */
void model_note_damage(struct model *model)
{
    model->damaged = true;
    model->snaps_since_damage = 0;
}

/* last_n is the number of the record that is being applied. */
void model_note_change(struct model *model, enum change_kind kind, uint32_t start, uint32_t end)
{
    changes_note(&model->changes, &(struct change){model->last_n, start, end, kind});
}

/* The last that is known, not the first gap: a recording may have lost a step. */
unsigned model_last_step(const struct model *model)
{
    unsigned step = MODEL_STEP_MAX;

    while (step > 0 && !model->steps[step].reached)
        step--;
    return step;
}

/* There are a handful of marks: a search costs less than an index would. */
bool model_find_mark(const struct model *model, const char *symbol, uint64_t *at)
{
    for (unsigned i = 0; i < indexed_end(&model->marks); i++) {
        const struct model_mark *mark = indexed_get(&model->marks, i);
        if (mark != NULL && strcmp(mark->symbol, symbol) == 0) {
            *at = mark->at;
            return true;
        }
    }
    return false;
}

/* Line i can only be in one slot, and a newer line may have taken that. */
const struct model_log_line *model_get_log_line(const struct model *model, uint32_t i)
{
    const struct model_log_line *line = &model->log[i % MODEL_LOG_LINES];

    return line->known && line->i == i ? line : NULL;
}

/* Lines that were lost leave unknown slots, also at the beginning. */
uint32_t model_log_start(const struct model *model)
{
    uint32_t i = model->log_end > MODEL_LOG_LINES ? model->log_end - MODEL_LOG_LINES : 0;

    while (i < model->log_end && model_get_log_line(model, i) == NULL)
        i++;
    return i;
}

/* While frames of a block are missing its checksum says nothing. Those past the
 * end do not exist. */
static bool is_known(const struct model *model, uint64_t block)
{
    uint64_t end = (block + 1) * FRAMEMAP_BLOCK_FRAMES;
    uint64_t beyond = end > model->total.frames ? end - model->total.frames : 0;

    return model->frames.blocks[block].of[FRAME_UNKNOWN] <= beyond;
}

/* Only where both sums are known and of the same frames: a block that is still
 * being sent differs rightly. */
bool model_is_corrupt(const struct model *model, uint64_t address)
{
    uint64_t block = address / (FRAMEMAP_BLOCK_FRAMES * FRAMEMAP_FRAME_SIZE);

    if (block >= FRAMEMAP_BLOCKS)
        return false;
    const struct model_sum *sum = &model->sums[block];
    return sum->said && sum->computed && sum->own_crc != sum->crc && is_known(model, block);
}
