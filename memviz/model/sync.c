#include "memviz/model/sync.h"

#include <stdio.h>
#include <string.h>

#include "memviz/model/identity.h"
#include "memviz/model/owners.h"

static bool raw_is_complete(const struct model *model)
{
    /* Where no BIOS service gave a map there is no entry to wait for. */
    return indexed_is_complete(&model->raw) || strcmp(model->map.source, "none") == 0;
}

/* The heap record says how many allocations there are; each must be known. */
static bool allocs_are_complete(const struct model *model)
{
    return model->allocs.known_count == model->heap.allocations &&
           indexed_end(&model->allocs) == model->heap.allocations;
}

/* The name of a list that lacks an entry, or NULL. What a kernel does not have is
 * not waited for. */
static const char *find_incomplete_list(const struct model *model)
{
    if (identity_has(model, MODEL_PART_RAW) && !raw_is_complete(model))
        return "raw e820";
    if (identity_has(model, MODEL_PART_CLEAN) && !indexed_is_complete(&model->clean))
        return "clean e820";
    if (identity_has(model, MODEL_PART_REGIONS) && !indexed_is_complete(&model->regions))
        return "regions";
    if (model->owners_known && !owners_are_complete(model))
        return "owners";
    if (identity_has(model, MODEL_PART_MARKS) && !indexed_is_complete(&model->marks))
        return "marks";
    bool heap = identity_has(model, MODEL_PART_HEAP);
    return heap && !allocs_are_complete(model) ? "allocations" : NULL;
}

/* A frame past the end that has a state is a difference too. */
static bool total_equals_counts(const struct model *model)
{
    struct frame_counts counts = framemap_count(&model->frames, 0, model->total.frames);
    uint32_t beyond = FRAMEMAP_MAX - model->total.frames;
    struct frame_counts rest = framemap_count(&model->frames, model->total.frames, FRAMEMAP_MAX);

    return counts.of[FRAME_UNKNOWN] == 0 && counts.of[FRAME_FREE] == model->total.free &&
           counts.of[FRAME_USED] == model->total.used &&
           counts.of[FRAME_RESERVED] == model->total.reserved && rest.of[FRAME_UNKNOWN] == beyond;
}

/* Our own sum costs 2 KiB of bit picking a block: it is kept until the block, or
 * the number of frames, changes. */
static bool sum_matches(struct model *model, uint32_t block)
{
    struct model_sum *sum = &model->sums[block];

    if (!sum->computed) {
        sum->own_crc = framemap_sum_block(&model->frames, block, model->total.frames);
        sum->computed = true;
    }
    return sum->own_crc == sum->crc;
}

/* A missing sum is the milder finding and is looked for first: while changes are
 * being sent, blocks that differ are to be expected. */
static struct sync_verdict judge_sums(struct model *model)
{
    uint32_t blocks = (model->total.frames + FRAMEMAP_BLOCK_FRAMES - 1) / FRAMEMAP_BLOCK_FRAMES;

    for (uint32_t block = 0; block < blocks; block++) {
        if (!model->sums[block].said)
            return (struct sync_verdict){.state = SYNC_SUM_MISSING, .block = block};
    }
    for (uint32_t block = 0; block < blocks; block++) {
        if (!sum_matches(model, block))
            return (struct sync_verdict){.state = SYNC_SUM_DIFFERS, .block = block};
    }
    return (struct sync_verdict){.state = SYNC_OK};
}

/* In the order in which a boot brings them, so that the verdict tells how far it
 * has come. */
static enum sync_state judge_presence(const struct model *model)
{
    if (!model->hello.known)
        return SYNC_NO_HELLO;
    if (!model->map.known)
        return SYNC_NO_MAP;
    if (!model->total.known)
        return SYNC_NO_TOTAL;
    if (!model->heap.known && identity_has(model, MODEL_PART_HEAP))
        return SYNC_NO_HEAP;
    if (model->hello.frame_size != FRAMEMAP_FRAME_SIZE)
        return SYNC_FRAME_SIZE;
    return model->hello.block_frames == FRAMEMAP_BLOCK_FRAMES ? SYNC_OK : SYNC_BLOCK_SIZE;
}

/* Whatever else is missing, a block that differs shows in the map. */
static void compute_sums(struct model *model)
{
    uint32_t frames = model->total.known ? model->total.frames : 0;

    for (uint32_t block = 0; block * FRAMEMAP_BLOCK_FRAMES < frames; block++) {
        if (model->sums[block].said)
            sum_matches(model, block);
    }
}

/* The rules of docs/telemetry.md, from what must be there to what must agree. A
 * loss comes last: where all else agrees it is only a doubt. */
struct sync_verdict sync_compute_verdict(struct model *model)
{
    compute_sums(model);
    struct sync_verdict verdict = {.state = judge_presence(model)};
    if (verdict.state != SYNC_OK)
        return verdict;
    verdict.list = find_incomplete_list(model);
    if (verdict.list != NULL) {
        verdict.state = SYNC_LIST_INCOMPLETE;
        return verdict;
    }
    if (!total_equals_counts(model)) {
        verdict.state = SYNC_TOTAL_DIFFERS;
        return verdict;
    }
    /* Last of the comparisons, as it is the strictest: it sees a single wrong
     * frame. */
    verdict = judge_sums(model);
    if (verdict.state == SYNC_OK && model->damaged)
        verdict.state = SYNC_DAMAGED;
    return verdict;
}

/* Each names the rule, since "not in sync" alone leaves one guessing what to
 * wait for. */
void sync_format(char *text, size_t size, const struct sync_verdict *verdict)
{
    static const char *const words[] = {
        [SYNC_OK] = "in sync",
        [SYNC_NO_HELLO] = "no kernel yet",
        [SYNC_NO_MAP] = "no map yet",
        [SYNC_NO_TOTAL] = "no frame totals yet",
        [SYNC_NO_HEAP] = "no heap yet",
        [SYNC_FRAME_SIZE] = "frames are not of 4096 bytes",
        [SYNC_BLOCK_SIZE] = "checksum blocks are not of 8192 frames",
        [SYNC_TOTAL_DIFFERS] = "frame totals differ",
        [SYNC_CUT] = "the compressed file is cut",
        [SYNC_DAMAGED] = "records lost, waiting for repetition",
    };

    if (verdict->state == SYNC_LIST_INCOMPLETE)
        snprintf(text, size, "%s incomplete", verdict->list);
    else if (verdict->state == SYNC_SUM_MISSING)
        snprintf(text, size, "frame block %u not checked yet", verdict->block);
    else if (verdict->state == SYNC_SUM_DIFFERS)
        snprintf(text, size, "frame block %u differs", verdict->block);
    else
        snprintf(text, size, "%s", words[verdict->state]);
}
