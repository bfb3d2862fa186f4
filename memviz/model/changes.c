#include "memviz/model/changes.h"

/* The oldest is lost first, and it is what has long faded. */
void changes_note(struct changes *changes, const struct change *change)
{
    changes->ring[changes->next] = *change;
    changes->next = (changes->next + 1) % CHANGES_MAX;
    changes->count += changes->count < CHANGES_MAX ? 1 : 0;
}

/* From the newest backwards: numbers only fall, so the first old one ends it. */
bool changes_has(const struct changes *changes, const struct change *what)
{
    for (unsigned i = 1; i <= changes->count; i++) {
        const struct change *change =
            &changes->ring[(changes->next + CHANGES_MAX - i) % CHANGES_MAX];
        if (change->n < what->n)
            return false;
        if (change->kind == what->kind && change->start < what->end && what->start < change->end)
            return true;
    }
    return false;
}
