#include "memviz/observe/views/heat_view.h"

#include <stdio.h>
#include <stdlib.h>

#include "memviz/observe/views/heat_time.h"

/* Beyond the last row of any pane; the next draw brings it back. */
#define FAR_DOWN (SIZE_MAX / 2)

#define ADDRESS_MAX UINT32_MAX

void heat_view_init(struct heat_view *view)
{
    *view = (struct heat_view){.kind = HEAT_KINDS};
}

void heat_view_free(struct heat_view *view)
{
    heat_map_free(&view->map);
}

struct address_range heat_view_target(const struct heat_view *view)
{
    uint64_t unit = view->row.unit > 0 ? view->row.unit : 1;
    uint64_t first = view->cursor / unit * unit;

    if (view->exact)
        return (struct address_range){view->cursor, view->cursor + 1};
    return (struct address_range){first > view->row.start ? first : view->row.start, first + unit};
}

/* Moves the cursor by rows: only rows that are shown count. */
static void move_rows(struct heat_view *view, long rows)
{
    const struct heat_map *map = &view->map;
    long at = (long)heat_map_find(map, view->cursor) + rows;

    if (map->count == 0)
        return;
    if (at < 0)
        at = 0;
    if (at >= (long)map->count)
        at = (long)map->count - 1;
    const struct heat_row *row = &map->rows[at];
    uint64_t cell = (view->cursor - view->row.base) / (view->row.unit > 0 ? view->row.unit : 1);
    view->cursor = row->base + cell * row->unit;
    if (view->cursor < row->start)
        view->cursor = row->start;
    if (view->cursor >= row->end)
        view->cursor = row->end - 1;
    view->exact = false;
}

/* Sideways the cursor stays in its row, so that it never gets into memory that is not shown. */
static void move_cells(struct heat_view *view, int cells)
{
    struct address_range target = heat_view_target(view);

    if (cells > 0 && target.end < view->row.end)
        view->cursor = target.end;
    if (cells < 0 && target.start > view->row.start)
        view->cursor = target.start - 1;
    view->exact = false;
}

static bool move_in_map(struct heat_view *view, enum intent intent)
{
    long page = view->page_rows > 1 ? (long)view->page_rows - 1 : 1;

    switch (intent) {
    case INTENT_UP:
    case INTENT_DOWN:
        move_rows(view, intent == INTENT_DOWN ? 1 : -1);
        return true;
    case INTENT_PAGE_UP:
    case INTENT_PAGE_DOWN:
        move_rows(view, intent == INTENT_PAGE_DOWN ? page : -page);
        return true;
    case INTENT_HOME:
    case INTENT_END:
        move_rows(view, intent == INTENT_END ? (long)view->map.count : -(long)view->map.count);
        return true;
    case INTENT_LEFT:
    case INTENT_RIGHT:
        move_cells(view, intent == INTENT_RIGHT ? 1 : -1);
        return true;
    default:
        return false;
    }
}

/* In the lower pane and in the help. */
static bool scroll(struct heat_view *view, enum intent intent)
{
    size_t page = view->page_lines > 1 ? view->page_lines - 1 : 1;
    size_t step = intent == INTENT_UP || intent == INTENT_DOWN ? 1 : page;

    switch (intent) {
    case INTENT_UP:
    case INTENT_PAGE_UP:
        view->scroll -= view->scroll < step ? view->scroll : step;
        return true;
    case INTENT_DOWN:
    case INTENT_PAGE_DOWN:
        view->scroll += step;
        return true;
    case INTENT_HOME:
        view->scroll = 0;
        return true;
    case INTENT_END:
        view->scroll = FAR_DOWN;
        return true;
    default:
        return false;
    }
}

static bool magnify(struct heat_view *view, enum intent intent)
{
    if (intent == INTENT_MAGNIFY && view->shift > HEAT_SHIFT_MIN)
        view->shift--;
    else if (intent == INTENT_REDUCE && view->shift < HEAT_SHIFT_MAX)
        view->shift++;
    return intent == INTENT_MAGNIFY || intent == INTENT_REDUCE;
}

static bool choose(struct heat_view *view, enum intent intent)
{
    switch (intent) {
    case INTENT_NEXT:
        view->pane = (view->pane + 1) % HEAT_PANES;
        view->scroll = 0;
        return true;
    case INTENT_PREVIOUS:
        view->pane = (view->pane + HEAT_PANES - 1) % HEAT_PANES;
        view->scroll = 0;
        return true;
    case INTENT_ZOOM:
        view->zoomed = !view->zoomed;
        return true;
    case INTENT_HELP:
        view->help = true;
        view->scroll = 0;
        return true;
    case INTENT_JUMP:
        prompt_open(&view->prompt);
        return true;
    default:
        break;
    }
    unsigned number = (unsigned)intent - INTENT_FOCUS_FIRST;
    if (intent < INTENT_FOCUS_FIRST || number > HEAT_KINDS)
        return false;
    view->kind = number == 0 ? HEAT_KINDS : number - 1;
    return true;
}

/* What was typed after `/`: an address in hexadecimal, or a name. */
static void jump(struct heat_view *view, const struct heat_scene *scene)
{
    struct prompt *prompt = &view->prompt;
    uint64_t address;
    char *end;

    prompt->submitted = false;
    address = strtoull(prompt->text, &end, 16);
    bool found = *end == '\0' && prompt->text[0] != '-' && prompt->text[0] != '+';
    if (!found && scene->find_symbol != NULL)
        found = scene->find_symbol(scene->symbol_context, prompt->text, &address);
    if (!found || address > ADDRESS_MAX) {
        snprintf(prompt->message, sizeof prompt->message, "no address or symbol: %s", prompt->text);
        return;
    }
    prompt->message[0] = '\0';
    view->cursor = address;
    view->exact = true;
    view->here = true;
}

/* Out of the help, then of a zoomed pane, then of the view. */
static enum heat_result go_back(struct heat_view *view, bool quit)
{
    if (view->help)
        view->help = false;
    else if (view->zoomed && !quit)
        view->zoomed = false;
    else
        return quit ? HEAT_QUIT : HEAT_NOTHING;
    return HEAT_CHANGED;
}

enum heat_result heat_view_take_key(struct heat_view *view, const struct heat_scene *scene, int key)
{
    if (key == KEY_CODE_HANGUP)
        return HEAT_QUIT;
    if (view->prompt.open) {
        prompt_take_key(&view->prompt, key);
        if (view->prompt.submitted)
            jump(view, scene);
        return HEAT_CHANGED;
    }
    view->prompt.message[0] = '\0';
    enum intent intent = keys_find_intent(key);
    if (intent == INTENT_QUIT || intent == INTENT_BACK)
        return go_back(view, intent == INTENT_QUIT);
    if (intent == INTENT_REDRAW)
        return HEAT_REPAINT;
    if (intent == INTENT_HELP && view->help)
        return go_back(view, false);
    bool lower = view->help || view->pane != HEAT_PANE_MAP || view->zoomed;
    bool taken = lower ? scroll(view, intent) : move_in_map(view, intent);
    taken = taken || heat_time_apply(view, scene, intent) || magnify(view, intent) ||
            choose(view, intent);
    return taken ? HEAT_CHANGED : HEAT_NOTHING;
}
