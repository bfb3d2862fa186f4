#include "memviz/observe/views/heat_time.h"

/* `<` and `>` move by this part of the run, as in the viewer. */
#define SEEK_PARTS 20u

/* The slice of an instruction, which is numbered from 1. */
static uint32_t get_slice(const struct heat *heat, uint64_t instruction)
{
    uint64_t slice = instruction == 0 ? 0 : (instruction - 1) / heat->slice_size;

    return slice < heat->slice_count ? (uint32_t)slice : heat->slice_count - 1;
}

struct heat_span heat_view_span(const struct heat_view *view, const struct heat *heat)
{
    struct heat_span span = {0, heat->slice_count};

    if (heat->slice_count == 0)
        return span;
    if (view->past)
        span.end = get_slice(heat, view->at) + 1;
    if (view->mark != 0)
        span.first = get_slice(heat, view->mark) + 1;
    if (span.first >= span.end)
        span.first = span.end - 1;
    return span;
}

/* Shows the slice with that number; beyond the last is the newest instant. */
static void go_to_slice(struct heat_view *view, const struct heat *heat, int64_t slice)
{
    if (slice < 0)
        slice = 0;
    view->past = slice + 1 < (int64_t)heat->slice_count;
    view->at = (uint64_t)slice * heat->slice_size + 1;
}

/* A search for the landmark that is next to an instant. A landmark is what one wants to
 * stop at: a boot step, the start of a disk read, or a finding. */
struct search {
    const struct heat *heat;
    uint32_t now;  /* a slice */
    int direction; /* below 0: before it */
    int64_t best;  /* the slice of the nearest so far */
};

static void consider(struct search *search, uint64_t tick)
{
    int64_t slice = heat_find_slice(search->heat, tick);

    if (search->direction > 0 ? slice > search->now && slice < search->best
                              : slice < search->now && slice > search->best)
        search->best = slice;
}

static void go_to_landmark(struct heat_view *view, const struct heat_scene *scene, int direction)
{
    const struct heat *heat = scene->heat;
    const struct disk *disk = &scene->observer->disk;
    const struct findings *findings = &scene->observer->findings;
    const struct layout *layout = scene->observer->layout;
    struct search search = {.heat = heat,
                            .now = heat_view_span(view, heat).end - 1,
                            .direction = direction,
                            .best = direction > 0 ? (int64_t)heat->slice_count - 1 : 0};

    for (uint32_t i = 1; i < disk->count; i++)
        consider(&search, disk->reads[i].tick);
    for (unsigned i = 0; i < findings->count; i++)
        consider(&search, findings->list[i].tick);
    for (unsigned i = 1; layout != NULL && i <= layout->doc.step_count; i++)
        if (layout->reached_at[i] != 0)
            consider(&search, layout->reached_at[i]);
    go_to_slice(view, heat, search.best);
}

bool heat_time_apply(struct heat_view *view, const struct heat_scene *scene, enum intent intent)
{
    const struct heat *heat = scene->heat;

    if (heat->slice_count == 0)
        return false;
    int64_t now = heat_view_span(view, heat).end - 1;
    int64_t part = heat->slice_count / SEEK_PARTS + 1;
    switch (intent) {
    case INTENT_RECORD_BACK:
    case INTENT_RECORD_NEXT:
        go_to_slice(view, heat, now + (intent == INTENT_RECORD_NEXT ? 1 : -1));
        return true;
    case INTENT_SEEK_BACK:
    case INTENT_SEEK_NEXT:
        go_to_slice(view, heat, now + (intent == INTENT_SEEK_NEXT ? part : -part));
        return true;
    case INTENT_STEP_BACK:
    case INTENT_STEP_NEXT:
        go_to_landmark(view, scene, intent == INTENT_STEP_NEXT ? 1 : -1);
        return true;
    case INTENT_LIVE:
        view->past = false;
        return true;
    case INTENT_FREEZE:
        view->past = !view->past;
        view->at = (uint64_t)now * heat->slice_size + 1;
        return true;
    case INTENT_MARK:
        view->mark = view->mark != 0 ? 0 : ((uint64_t)now + 1) * heat->slice_size;
        return true;
    default:
        return false;
    }
}
