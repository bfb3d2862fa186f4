#include "memviz/time/step_list.h"

#include <stdlib.h>

#define FIRST_CAPACITY 16u

static bool make_room(struct step_list *list)
{
    size_t capacity = list->capacity == 0 ? FIRST_CAPACITY : list->capacity * 2;

    if (list->count < list->capacity)
        return true;
    if (capacity > STEP_LIST_MAX)
        return false;
    uint64_t *positions = realloc(list->positions, capacity * sizeof *positions);
    if (positions == NULL)
        return false;
    list->positions = positions;
    list->capacity = capacity;
    return true;
}

void step_list_add(struct step_list *list, uint64_t position)
{
    if (make_room(list))
        list->positions[list->count++] = position;
}

/* Steps come in order, so halving finds them. Forward, that is the first step after the position;
 * backward, the one before the first step at or after it. */
bool step_list_find(const struct step_list *list, uint64_t position, bool forward, uint64_t *found)
{
    size_t start = 0;
    size_t end = list->count;

    while (start < end) {
        size_t middle = start + (end - start) / 2;
        if (list->positions[middle] < position + forward)
            start = middle + 1;
        else
            end = middle;
    }
    if (forward ? start == list->count : start == 0)
        return false;
    *found = list->positions[forward ? start : start - 1];
    return true;
}

void step_list_clear(struct step_list *list)
{
    list->count = 0;
}

void step_list_free(struct step_list *list)
{
    free(list->positions);
    *list = (struct step_list){0};
}
