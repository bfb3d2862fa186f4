#include "memviz/views/map_cells.h"

#include <stddef.h>

#include "memviz/model/model_diff.h"

/* The looks: a kind of memory is one, and so is what a cell shows besides. */
enum look {
    LOOK_SOME_USED = MEMORY_KINDS,
    LOOK_SOME_RESERVED,
    LOOK_BOOKKEEPING, /* of the heap: headers and red zones */
    LOOK_CURSOR,      /* of the heap */
    LOOK_FAULT,
    LOOK_TAKEN, /* since the marked instant */
    LOOK_FREED,
    LOOK_COUNT
};

/* What a cell shows besides a kind of memory. Each look has a character of its own besides its
 * colour: the map must be readable in monochrome. */
static const struct {
    char letter;  /* '\0': a glyph */
    size_t glyph; /* where it is in struct glyphs */
    enum role role;
    const char *what; /* in the legend */
} marks[LOOK_COUNT - MEMORY_KINDS] = {
    [LOOK_SOME_USED - MEMORY_KINDS] = {'\0', offsetof(struct glyphs, levels[2]), ROLE_USED,
                                       "some used"},
    [LOOK_SOME_RESERVED -
        MEMORY_KINDS] = {'\0', offsetof(struct glyphs, mixed), ROLE_RESERVED, "some reserved"},
    [LOOK_BOOKKEEPING - MEMORY_KINDS] = {'-', 0, ROLE_DIM, "heap header"},
    [LOOK_CURSOR -
        MEMORY_KINDS] = {'\0', offsetof(struct glyphs, cursor), ROLE_CURSOR, "heap cursor"},
    [LOOK_FAULT - MEMORY_KINDS] = {'!', 0, ROLE_BAD, "fault"},
    [LOOK_TAKEN - MEMORY_KINDS] = {'\0', offsetof(struct glyphs, taken), ROLE_TAKEN, "taken since"},
    [LOOK_FREED - MEMORY_KINDS] = {'\0', offsetof(struct glyphs, freed), ROLE_FREED, "freed since"},
};

static struct memory_look get_look(unsigned look, const struct glyphs *glyphs)
{
    if (look < MEMORY_KINDS)
        return memory_look_get((enum memory_kind)look, glyphs);
    size_t mark = look - MEMORY_KINDS;
    uint32_t ch = (unsigned char)marks[mark].letter;
    if (ch == 0)
        ch = *(const uint32_t *)((const char *)glyphs + marks[mark].glyph);
    return (struct memory_look){{ch, marks[mark].role}, marks[mark].what};
}

static struct cell get_cell(unsigned look, const struct glyphs *glyphs)
{
    return get_look(look, glyphs).cell;
}

/* What is on every screen comes first, since the end is cut off; the first two are
 * there only while an instant is marked. */
static const unsigned char legend[] = {
    LOOK_TAKEN,      LOOK_FREED,     MEMORY_FREE,        MEMORY_USED,      MEMORY_RESERVED,
    MEMORY_KERNEL,   MEMORY_HEAP,    LOOK_CURSOR,        MEMORY_HEAP_LEFT, LOOK_SOME_USED,
    MEMORY_FIRMWARE, MEMORY_ACPI,    MEMORY_RAM,         MEMORY_REGION,    MEMORY_CORRUPT,
    LOOK_FAULT,      MEMORY_UNKNOWN, LOOK_SOME_RESERVED, MEMORY_NVS,       LOOK_BOOKKEEPING,
    MEMORY_UNUSABLE,
};

#define LEGEND_MARKED 2u

size_t map_cells_start_legend(bool marked)
{
    return marked ? 0 : LEGEND_MARKED;
}

size_t map_cells_count_legend(void)
{
    return sizeof legend;
}

struct memory_look map_cells_get_legend(size_t i, const struct glyphs *glyphs)
{
    return get_look(legend[i], glyphs);
}

static bool holds(const uint64_t range[2], uint64_t address)
{
    return address >= range[0] && address < range[1];
}

/* What stands out whatever the memory around it is; false where nothing does. A
 * cell that is larger than the heap says what state its frames are in. */
static bool classify_mark(const struct model *model, const uint64_t range[2],
                          const struct glyphs *glyphs, struct cell *cell)
{
    if (model->fault.known && (holds(range, model->fault.eip) ||
                               (model->fault.has_address && holds(range, model->fault.address)))) {
        *cell = get_cell(LOOK_FAULT, glyphs);
        return true;
    }
    bool fine = range[1] - range[0] <= model->heap.end - model->heap.start;
    if (model->heap.known && fine && holds(range, model->heap.cursor)) {
        *cell = get_cell(LOOK_CURSOR, glyphs);
        return true;
    }
    return false;
}

/* The heap in detail, where cells are small: what is no allocation's data is a
 * header or a red zone. */
static bool is_bookkeeping(const struct model *model, const uint64_t range[2])
{
    unsigned number;

    if (range[1] - range[0] >= FRAMEMAP_FRAME_SIZE || indexed_end(&model->allocs) == 0)
        return false;
    if (!memory_find_alloc(model, range[1] - 1, &number))
        return true;
    const struct model_alloc *alloc = indexed_get(&model->allocs, number);
    return range[0] >= alloc->start + alloc->size;
}

static struct cell classify_region(const struct memory_index *index, const uint64_t range[2],
                                   const struct glyphs *glyphs)
{
    bool several;
    const struct region *region = regions_find_in(&index->regions, range[0], range[1], &several);

    if (several)
        return (struct cell){'+', region->alive ? ROLE_ALIVE : ROLE_REUSABLE};
    return region->alive ? (struct cell){glyphs->alive, ROLE_ALIVE}
                         : (struct cell){glyphs->reusable, ROLE_REUSABLE};
}

/* Shares of used frames have levels, as a cell of gigabytes would else look full
 * after the first. */
static struct cell get_level(const struct memory_survey *survey, const uint64_t range[2],
                             const struct glyphs *glyphs)
{
    uint64_t frames = (range[1] - range[0] + FRAMEMAP_FRAME_SIZE - 1) / FRAMEMAP_FRAME_SIZE;

    return (struct cell){glyphs_get_level(glyphs, survey->frames.of[FRAME_USED], frames),
                         get_cell(LOOK_SOME_USED, glyphs).role};
}

/* A cell stands for a whole range, of which it can show one thing: what a reader
 * would regret not to have seen. Hence what is wrong, then what is marked, then
 * what is not known, then what is used, and free memory last. */
struct cell map_cells_classify(const struct memory_index *index, const uint64_t range[2],
                               const struct glyphs *glyphs)
{
    struct memory_survey survey = memory_survey(index, range[0], range[1] - 1);
    struct cell cell;

    /* Before the marks: a cursor in a large cell must not hide that the cell is
     * not to be believed. */
    if (survey.worst == MEMORY_CORRUPT)
        return get_cell(MEMORY_CORRUPT, glyphs);
    if (classify_mark(index->model, range, glyphs, &cell))
        return cell;
    if (survey.worst == MEMORY_USED)
        return get_level(&survey, range, glyphs);
    if (survey.worst != MEMORY_UNKNOWN && survey.frames.of[FRAME_FREE] > 0 &&
        survey.frames.of[FRAME_RESERVED] > 0)
        return get_cell(LOOK_SOME_RESERVED, glyphs);
    if (survey.worst == MEMORY_REGION)
        return classify_region(index, range, glyphs);
    if (survey.worst == MEMORY_HEAP && is_bookkeeping(index->model, range))
        return get_cell(LOOK_BOOKKEEPING, glyphs);
    return get_cell(survey.worst, glyphs);
}

/* Only changes of frames light up in the map; others have panes of their own. */
bool map_cells_changed(const struct model *model, const uint64_t range[2], uint64_t since)
{
    uint64_t last = (range[1] + FRAMEMAP_FRAME_SIZE - 1) / FRAMEMAP_FRAME_SIZE;
    struct change what = {.n = since,
                          .start = (uint32_t)(range[0] / FRAMEMAP_FRAME_SIZE),
                          .end = last < FRAMEMAP_MAX ? (uint32_t)last : FRAMEMAP_MAX,
                          .kind = CHANGE_FRAMES};

    return since != CHANGES_NONE && range[0] / FRAMEMAP_FRAME_SIZE < FRAMEMAP_MAX &&
           changes_has(&model->changes, &what);
}

/* Frame by frame, as the mark is a whole model: something taken and given back
 * since is no difference. A cell of many frames shows what most of its changed
 * ones did. */
enum map_cells_difference map_cells_compare(const struct model *model, const uint64_t range[2],
                                            const struct model *mark)
{
    uint64_t first = range[0] / FRAMEMAP_FRAME_SIZE;
    uint64_t last = (range[1] + FRAMEMAP_FRAME_SIZE - 1) / FRAMEMAP_FRAME_SIZE;
    uint32_t end = last < FRAMEMAP_MAX ? (uint32_t)last : FRAMEMAP_MAX;
    struct model_diff_run run = {.start = first < FRAMEMAP_MAX ? (uint32_t)first : FRAMEMAP_MAX,
                                 .end = end};
    uint32_t taken = 0;
    uint32_t freed = 0;
    bool any = false;

    while (model_diff_find_run(mark, model, &run)) {
        taken += run.from == FRAME_FREE ? run.end - run.start : 0;
        freed += run.to == FRAME_FREE ? run.end - run.start : 0;
        any = true;
        run = (struct model_diff_run){.start = run.end, .end = end};
    }
    if (taken + freed > 0)
        return taken >= freed ? MAP_CELLS_TAKEN : MAP_CELLS_FREED;
    return any ? MAP_CELLS_CHANGED : MAP_CELLS_SAME;
}

struct cell map_cells_show_difference(struct cell cell, enum map_cells_difference difference,
                                      const struct glyphs *glyphs)
{
    switch (difference) {
    case MAP_CELLS_TAKEN:
        return get_cell(LOOK_TAKEN, glyphs);
    case MAP_CELLS_FREED:
        return get_cell(LOOK_FREED, glyphs);
    case MAP_CELLS_CHANGED:
        cell.role = ROLE_CHANGED;
        break;
    case MAP_CELLS_SAME:
        break;
    }
    return cell;
}
