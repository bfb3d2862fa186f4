#include "memviz/views/map_owners.h"

#include <string.h>

#define DIGITS      9u
#define ROLE_CYCLE  4u
#define OTHERS_SIGN '#'

void map_owners_build(struct map_owners *owners, const struct model *model)
{
    owners->model = model;
    owners_sum(&owners->sums, model, OWNERS_BY_FRAMES);
    for (size_t i = 0; i < owners->sums.count; i++) {
        if (strcmp(owners->sums.sums[i].tag, OWNERS_NOBODY) == 0) {
            owners->sums.count--;
            memmove(&owners->sums.sums[i], &owners->sums.sums[i + 1],
                    (owners->sums.count - i) * sizeof owners->sums.sums[0]);
            return;
        }
    }
}

struct cell map_owners_get(const struct map_owners *owners, const char *tag)
{
    for (size_t i = 0; i < owners->sums.count && i < DIGITS; i++) {
        if (strcmp(owners->sums.sums[i].tag, tag) == 0)
            return (struct cell){(uint32_t)('1' + i), (enum role)(ROLE_OWNER_A + i % ROLE_CYCLE)};
    }
    return (struct cell){OTHERS_SIGN, ROLE_USED};
}

/* Runs are in the order of their addresses, so those that meet the range are neighbours. */
bool map_owners_classify(const struct map_owners *owners, const uint64_t range[2],
                         struct cell *cell)
{
    const struct model_owner *most = NULL;
    uint64_t most_bytes = 0;

    for (unsigned i = owners_find_first(owners->model, range[0]);
         i < indexed_end(&owners->model->owners); i++) {
        const struct model_owner *owner = indexed_get(&owners->model->owners, i);
        if (owner == NULL)
            continue;
        if (owner->start >= range[1])
            break;
        uint64_t start = owner->start > range[0] ? owner->start : range[0];
        uint64_t end = owner->end < range[1] ? owner->end : range[1];
        if (end > start && end - start > most_bytes) {
            most = owner;
            most_bytes = end - start;
        }
    }
    if (most != NULL)
        *cell = map_owners_get(owners, most->tag);
    return most != NULL;
}
