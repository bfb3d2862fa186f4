#include "memviz/views/map_cells.h"

#include "memviz/model/model_diff.h"

#define BLOCK_SIZE (FRAMEMAP_BLOCK_FRAMES * FRAMEMAP_FRAME_SIZE)

/* Each kind has a character of its own besides its colour: the map must be
 * readable in monochrome. */
struct cell map_cells_get_kind(enum memory_kind kind, const struct glyphs *glyphs)
{
    const struct cell cells[MEMORY_KINDS] = {
        [MEMORY_NONE] = {glyphs->hole, ROLE_DIM},
        [MEMORY_FREE] = {glyphs->free, ROLE_FREE},
        [MEMORY_RAM] = {'m', ROLE_DIM},
        [MEMORY_ACPI] = {'A', ROLE_RESERVED},
        [MEMORY_NVS] = {'N', ROLE_RESERVED},
        [MEMORY_UNUSABLE] = {'B', ROLE_BAD},
        [MEMORY_FIRMWARE] = {'F', ROLE_RESERVED},
        [MEMORY_RESERVED] = {'R', ROLE_RESERVED},
        [MEMORY_REGION] = {'a', ROLE_ALIVE},
        [MEMORY_HEAP_LEFT] = {'h', ROLE_HEAP},
        [MEMORY_HEAP] = {'H', ROLE_HEAP},
        [MEMORY_KERNEL] = {'K', ROLE_KERNEL},
        [MEMORY_USED] = {glyphs->full, ROLE_USED},
        [MEMORY_UNKNOWN] = {'?', ROLE_UNKNOWN},
    };

    return cells[kind];
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
        *cell = (struct cell){'!', ROLE_BAD};
        return true;
    }
    bool fine = range[1] - range[0] <= model->heap.end - model->heap.start;
    if (model->heap.known && fine && holds(range, model->heap.cursor)) {
        *cell = (struct cell){glyphs->cursor, ROLE_CURSOR};
        return true;
    }
    return false;
}

/* Block by block, for checksums are of blocks: a cell of many megabytes has many. */
static bool is_corrupt(const struct model *model, const uint64_t range[2])
{
    for (uint64_t at = range[0]; at < range[1] && at < FRAMEMAP_MAX * FRAMEMAP_FRAME_SIZE;
         at = (at / BLOCK_SIZE + 1) * BLOCK_SIZE) {
        if (memory_is_corrupt(model, at))
            return true;
    }
    return false;
}

/* The worst kind of the reserved and unmanaged memory: something begins or ends
 * at each of the few bounds, and between them all such memory is alike. */
static enum memory_kind find_worst_kind(const struct memory_index *index, const uint64_t range[2])
{
    enum memory_kind worst = MEMORY_NONE;

    for (uint64_t at = range[0]; at < range[1]; at = memory_find_bound(index, at)) {
        enum memory_kind kind = memory_find_kind(index, at);
        worst = kind > worst ? kind : worst;
    }
    return worst;
}

/* Outwards to whole frames, so that a cell smaller than one shows that one's
 * state. */
static struct frame_counts count_frames(const struct memory_index *index, const uint64_t range[2])
{
    uint64_t end = range[1] < index->managed_end ? range[1] : index->managed_end;

    if (range[0] >= end)
        return (struct frame_counts){{0}};
    return framemap_count(&index->model->frames, (uint32_t)(range[0] / FRAMEMAP_FRAME_SIZE),
                          (uint32_t)((end + FRAMEMAP_FRAME_SIZE - 1) / FRAMEMAP_FRAME_SIZE));
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

/* The letter that the pane of the first MiB gives a region, or + for several. */
static struct cell classify_region(const struct memory_index *index, const uint64_t range[2])
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t found = 0;
    unsigned count = 0;

    for (size_t i = 0; i < index->region_count; i++) {
        if (index->regions[i].start < range[1] && index->regions[i].end > range[0]) {
            found = i;
            count++;
        }
    }
    char letter = found < sizeof letters - 1 ? letters[found] : '#';
    bool alive = index->regions[found].alive;
    return (struct cell){(uint32_t)(count == 1 ? letter : '+'), alive ? ROLE_ALIVE : ROLE_REUSABLE};
}

/* A cell stands for a whole range, of which it can show one thing: what a reader
 * would regret not to have seen. Hence what is wrong, then what is marked, then
 * what is not known, then what is used, and free memory last. */
struct cell map_cells_classify(const struct memory_index *index, const uint64_t range[2],
                               const struct glyphs *glyphs)
{
    const struct model *model = index->model;
    struct cell cell;

    /* Before the marks: a cursor in a large cell must not hide that the cell is
     * not to be believed. */
    if (is_corrupt(model, range))
        return (struct cell){'X', ROLE_BAD};
    if (classify_mark(model, range, glyphs, &cell))
        return cell;
    struct frame_counts counts = count_frames(index, range);
    /* One unknown frame is enough: the rest of the cell could be anything it
     * hides. */
    if (counts.of[FRAME_UNKNOWN] > 0)
        return map_cells_get_kind(MEMORY_UNKNOWN, glyphs);
    /* Shares of used frames have levels, as a cell of gigabytes would else look
     * full after the first. */
    if (counts.of[FRAME_USED] > 0) {
        uint64_t frames = (range[1] - range[0] + FRAMEMAP_FRAME_SIZE - 1) / FRAMEMAP_FRAME_SIZE;
        return (struct cell){glyphs_get_level(glyphs, counts.of[FRAME_USED], frames), ROLE_USED};
    }
    if (counts.of[FRAME_FREE] > 0 && counts.of[FRAME_RESERVED] > 0)
        return (struct cell){'r', ROLE_RESERVED};
    enum memory_kind kind = find_worst_kind(index, range);
    if (kind == MEMORY_REGION)
        return classify_region(index, range);
    if (kind == MEMORY_HEAP && is_bookkeeping(model, range))
        return (struct cell){'o', ROLE_DIM};
    return map_cells_get_kind(kind, glyphs);
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
 * since is no difference. */
bool map_cells_differ(const struct model *model, const uint64_t range[2], const struct model *mark)
{
    uint64_t first = range[0] / FRAMEMAP_FRAME_SIZE;
    uint64_t last = (range[1] + FRAMEMAP_FRAME_SIZE - 1) / FRAMEMAP_FRAME_SIZE;
    struct model_diff_run run = {.start = first < FRAMEMAP_MAX ? (uint32_t)first : FRAMEMAP_MAX,
                                 .end = last < FRAMEMAP_MAX ? (uint32_t)last : FRAMEMAP_MAX};

    return model_diff_find_run(mark, model, &run);
}
