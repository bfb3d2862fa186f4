#include "memviz/time/fresh.h"

#include <string.h>

/* Of those older than a second only the newest is needed. */
static void forget_old(struct fresh *fresh, uint64_t now_ms)
{
    unsigned old = 0;

    while (old + 1 < fresh->count && now_ms - fresh->samples[old + 1].ms > FRESH_MS)
        old++;
    fresh->count -= old;
    memmove(fresh->samples, fresh->samples + old, fresh->count * sizeof fresh->samples[0]);
}

/* Which record was the last at which of our moments: from that follows which
 * records came within the last second. Where numbers fall, another boot or an
 * older instant is shown. */
void fresh_note(struct fresh *fresh, const struct model *model, uint64_t now_ms)
{
    if (fresh->count > 0 && model->last_n < fresh->samples[fresh->count - 1].n)
        fresh->count = 0;
    forget_old(fresh, now_ms);
    if (fresh->count > 0 && fresh->samples[fresh->count - 1].n == model->last_n)
        return;
    /* Full, the newest is overwritten: what is new then lights up a little
     * longer than it should. */
    if (fresh->count < FRESH_MAX)
        fresh->count++;
    fresh->samples[fresh->count - 1] = (struct fresh_sample){now_ms, model->last_n};
}

/* The first sample says what was there before anything was looked at. */
uint64_t fresh_get_since(const struct fresh *fresh, uint64_t now_ms)
{
    if (fresh->count < 2)
        return CHANGES_NONE;
    uint64_t since = fresh->samples[0].n + 1;
    for (unsigned i = 1; i < fresh->count && now_ms - fresh->samples[i].ms > FRESH_MS; i++)
        since = fresh->samples[i].n + 1;
    return since > fresh->samples[fresh->count - 1].n ? CHANGES_NONE : since;
}

bool fresh_is_fading(const struct fresh *fresh, uint64_t now_ms)
{
    return fresh_get_since(fresh, now_ms) != CHANGES_NONE;
}
