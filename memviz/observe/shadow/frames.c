#include "memviz/observe/shadow/frames.h"

#include <string.h>

/* Frames further away than this lie on another stack. */
#define STACK_SPAN 0x10000u

struct frame *frames_push(struct frames *frames, const struct frame *frame)
{
    while (frames->count > 0) {
        const struct frame *last = &frames->frames[frames->count - 1];
        if (last->low > frame->slot || frame->slot - last->low >= STACK_SPAN)
            break;
        frames->count--;
    }
    if (frames->count == FRAMES_MAX) {
        unsigned half = FRAMES_MAX / 2;
        memmove(frames->frames, frames->frames + half, half * sizeof frames->frames[0]);
        frames->count = half;
    }
    frames->frames[frames->count] = *frame;
    return &frames->frames[frames->count++];
}

struct frame *frames_find(struct frames *frames, uint64_t slot)
{
    for (unsigned i = frames->count; i-- > 0;)
        if (frames->frames[i].slot == slot ||
            (frames->frames[i].fault && frames->frames[i].low == slot))
            return &frames->frames[i];
    return NULL;
}

void frames_drop(struct frames *frames, const struct frame *frame)
{
    frames->count = (unsigned)(frame - frames->frames);
}
