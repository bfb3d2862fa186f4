#include "memviz/time/keyframes.h"

#include <stdlib.h>
#include <string.h>

void keyframes_init(struct keyframes *keyframes, size_t limit)
{
    *keyframes = (struct keyframes){.limit = limit, .interval = KEYFRAMES_INTERVAL};
}

/* Images differ much in size, as a fragmented map is large: so the limit is of
 * bytes. */
static size_t measure(const struct keyframe *keyframe)
{
    return sizeof *keyframe + keyframe->image.size;
}

static void forget(struct keyframes *keyframes, struct keyframe *keyframe)
{
    keyframes->bytes -= measure(keyframe);
    model_image_free(&keyframe->image);
}

/* The interval starts over as well: a new recording may be short. */
void keyframes_reset(struct keyframes *keyframes)
{
    for (size_t i = 0; i < keyframes->count; i++) {
        forget(keyframes, &keyframes->items[i]);
    }
    free(keyframes->items);
    keyframes_init(keyframes, keyframes->limit);
}

/* By bytes and not by records: bytes are what a seek has to decode again. */
bool keyframes_is_due(const struct keyframes *keyframes, uint64_t offset)
{
    return keyframes->count == 0 ||
           offset - keyframes->items[keyframes->count - 1].offset >= keyframes->interval;
}

/* The first one stays: it is the way to the start. */
static void thin_out(struct keyframes *keyframes)
{
    size_t kept = 1;

    for (size_t i = 1; i < keyframes->count; i++) {
        if (i % 2 != 0) {
            forget(keyframes, &keyframes->items[i]);
        } else {
            keyframes->items[kept++] = keyframes->items[i];
        }
    }
    keyframes->count = kept;
    keyframes->interval *= 2;
}

/* By doubling, since nobody knows how long a stream gets. */
static bool make_room(struct keyframes *keyframes)
{
    if (keyframes->count < keyframes->capacity)
        return true;
    size_t capacity = keyframes->capacity == 0 ? 16 : keyframes->capacity * 2;
    struct keyframe *items = realloc(keyframes->items, capacity * sizeof *items);
    if (items == NULL)
        return false;
    keyframes->items = items;
    keyframes->capacity = capacity;
    return true;
}

/* Without memory for one there is simply none: seeking is slower then, not
 * wrong. The decoder goes with the model, since a keyframe may lie in the middle
 * of a record. */
void keyframes_take(struct keyframes *keyframes, const struct record_decoder *decoder,
                    uint64_t offset, const struct model *model)
{
    struct keyframe keyframe = {
        .position = decoder->counts.accepted, .offset = offset, .decoder = *decoder};

    if (!make_room(keyframes) || !model_image_save(&keyframe.image, model))
        return;
    keyframes->items[keyframes->count++] = keyframe;
    keyframes->bytes += measure(&keyframe);
    /* Every second one goes, and from now on half as many are taken: what memory
     * there is covers a stream of any length. */
    if (keyframes->bytes > keyframes->limit && keyframes->count > 2)
        thin_out(keyframes);
}

/* The keyframe lies strictly before the position: one at the position itself may
 * already hold damage that came after that record. */
const struct keyframe *keyframes_find(const struct keyframes *keyframes, uint64_t position)
{
    size_t start = 0;
    size_t end = keyframes->count;

    while (start < end) {
        size_t middle = start + (end - start) / 2;
        if (keyframes->items[middle].position < position)
            start = middle + 1;
        else
            end = middle;
    }
    return start > 0 ? &keyframes->items[start - 1] : NULL;
}

/* For a stream whose bytes are given up: what came before them cannot be reached
 * any more. The offset is where the first that is left begins. */
uint64_t keyframes_drop_half(struct keyframes *keyframes)
{
    if (keyframes->count < 2)
        return keyframes->count == 0 ? 0 : keyframes->items[0].offset;
    uint64_t first = keyframes->items[0].offset;
    uint64_t middle = first + (keyframes->items[keyframes->count - 1].offset - first) / 2;
    size_t dropped = 0;
    while (dropped + 1 < keyframes->count && keyframes->items[dropped].offset < middle) {
        forget(keyframes, &keyframes->items[dropped]);
        dropped++;
    }
    keyframes->count -= dropped;
    memmove(keyframes->items, keyframes->items + dropped,
            keyframes->count * sizeof *keyframes->items);
    return keyframes->items[0].offset;
}
