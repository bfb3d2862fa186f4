#include "memviz/ui/ui.h"
#include "memviz/views/view_table.h"

#include "kernel/core/units.h"

/* Half of 2^64 bytes, and half again, and so on, down to one byte. */
#define MAGNIFY_MAX 63u

/* Rows that a notch of the wheel scrolls. */
#define WHEEL_ROWS 3

/* The cursor begins at 1 MiB, where the kernel is. */
void ui_init(struct ui *ui)
{
    *ui = (struct ui){.choice = {.focus = VIEW_BOOT, .side = VIEW_LOW, .detail = VIEW_INSPECT},
                      .page_rows = 1,
                      .cursor = MIB,
                      .center = MIB};
    for (unsigned i = 0; i < VIEW_COUNT; i++)
        ui->panes[i].selected = UI_NO_ROW;
}

/* A scroll position moved by step rows; it stops at 0, and drawing brings it
 * back from beyond the other end. */
static void move_scroll(size_t *scroll, long step)
{
    if (step < 0 && (size_t)-step > *scroll)
        *scroll = 0;
    else if (*scroll < SIZE_MAX / 2)
        *scroll += (size_t)step;
}

/* Far enough to get past any end. */
#define ALL_THE_WAY (1L << 40)

/* How many rows an intent moves; 0 when it is about something else. */
static long get_rows(const struct ui *ui, enum intent intent)
{
    switch (intent) {
    case INTENT_UP:
        return -1;
    case INTENT_DOWN:
        return 1;
    case INTENT_PAGE_UP:
        return -(long)ui->page_rows;
    case INTENT_PAGE_DOWN:
        return (long)ui->page_rows;
    case INTENT_HOME:
        return -ALL_THE_WAY;
    case INTENT_END:
        return ALL_THE_WAY;
    default:
        return 0;
    }
}

/* Views of addresses have a cursor that moves; the others scroll. */
static void move_rows(struct ui *ui, long rows)
{
    const struct view *view = view_get(ui->choice.focus);

    if (ui->help)
        move_scroll(&ui->help_scroll, rows);
    else if (view->locate != NULL)
        ui->pending.rows += rows;
    else
        move_scroll(&ui->panes[ui->choice.focus].scroll, view->tail ? -rows : rows);
}

/* Around the cursor, which so stays in sight. */
static void apply_magnify(struct ui *ui, enum intent intent)
{
    ui->center = ui->cursor;
    if (intent == INTENT_MAGNIFY && ui->magnify < MAGNIFY_MAX)
        ui->magnify += 1;
    else if (intent == INTENT_REDUCE && ui->magnify > 0)
        ui->magnify -= 1;
}

/* A view that takes turns with others comes to the front when it is focused. */
static void apply_focus(struct ui *ui, unsigned focus)
{
    struct arrange_choice *choice = &ui->choice;

    ui->help = false;
    choice->focus = (enum view_id)(focus % VIEW_COUNT);
    choice->chosen = true;
    choice->side = arrange_is_side(choice->focus) ? choice->focus : choice->side;
    choice->detail = arrange_is_detail(choice->focus) ? choice->focus : choice->detail;
}

/* Help lies over a zoomed pane and is closed first. */
static void apply_back(struct ui *ui)
{
    if (ui->help)
        ui->help = false;
    else
        ui->choice.alone = false;
}

static void apply_zoom(struct ui *ui)
{
    ui->choice.alone = ui->help ? ui->choice.alone : !ui->choice.alone;
    ui->help = false;
}

/* Moves are only noted: how far a row is depends on what is drawn, and that is
 * known in ui_cursor_settle(). */
static enum ui_result apply_other(struct ui *ui, enum intent intent)
{
    switch (intent) {
    case INTENT_LEFT:
    case INTENT_RIGHT:
        ui->pending.cols += intent == INTENT_LEFT ? -1 : 1;
        break;
    case INTENT_MAGNIFY:
    case INTENT_REDUCE:
        apply_magnify(ui, intent);
        break;
    case INTENT_CENTER:
        ui->center = ui->cursor;
        break;
    case INTENT_BY_OWNER:
        ui->by_owner = !ui->by_owner;
        break;
    case INTENT_SORT:
        ui->owner_order = (ui->owner_order + 1u) % OWNER_ORDERS;
        break;
    case INTENT_JUMP:
        prompt_open(&ui->prompt);
        break;
    default:
        return UI_NOTHING;
    }
    return UI_CHANGED;
}

/* Keys are read elsewhere and nothing is drawn here, so every key can be tested
 * by its effect on this struct. */
enum ui_result ui_apply_intent(struct ui *ui, enum intent intent)
{
    long rows = get_rows(ui, intent);

    if (rows != 0) {
        move_rows(ui, rows);
        return UI_CHANGED;
    }
    if (intent >= INTENT_FOCUS_FIRST && intent < INTENT_FOCUS_FIRST + VIEW_COUNT) {
        apply_focus(ui, (unsigned)(intent - INTENT_FOCUS_FIRST));
        return UI_CHANGED;
    }
    switch (intent) {
    case INTENT_QUIT:
        return UI_QUIT;
    case INTENT_REDRAW:
        return UI_REPAINT;
    case INTENT_HELP:
        ui->help = !ui->help;
        return UI_CHANGED;
    case INTENT_BACK:
        apply_back(ui);
        return UI_CHANGED;
    case INTENT_ZOOM:
        apply_zoom(ui);
        return UI_CHANGED;
    case INTENT_NEXT:
        apply_focus(ui, ui->choice.focus + 1u);
        return UI_CHANGED;
    case INTENT_PREVIOUS:
        apply_focus(ui, ui->choice.focus + VIEW_COUNT - 1u);
        return UI_CHANGED;
    default:
        return apply_other(ui, intent);
    }
}

/* While the prompt is open every key is text, q among them. */
enum ui_result ui_take_key(struct ui *ui, int key)
{
    if (ui->prompt.open) {
        prompt_take_key(&ui->prompt, key);
        return UI_CHANGED;
    }
    /* A message stays until the next key, long enough to be read by whoever
     * caused it. */
    ui->prompt.message[0] = '\0';
    return ui_apply_intent(ui, keys_find_intent(key));
}

/* The pane under the pointer is scrolled, whichever has the focus, as mice do
 * elsewhere. */
static void take_wheel(struct ui *ui, enum view_id id, long rows)
{
    const struct view *view = view_get(id);

    if (ui->help) {
        move_scroll(&ui->help_scroll, rows);
    } else if (view->step != NULL) {
        /* A map has nothing to scroll: its cursor moves. */
        ui->pending.rows += rows < 0 ? -1 : 1;
    } else {
        move_scroll(&ui->panes[id].scroll, view->tail ? -rows : rows);
    }
}

/* By the arrangement that was drawn last: that is what was clicked on. */
enum ui_result ui_take_mouse(struct ui *ui, const struct mouse_event *mouse)
{
    enum view_id id;

    if (!arrange_find(&ui->screen, mouse->col, mouse->row, &id))
        return UI_NOTHING;
    if (mouse->kind == MOUSE_CLICK) {
        apply_focus(ui, id);
        ui->pending.click = true;
        ui->pending.mouse = *mouse;
    } else {
        take_wheel(ui, id, mouse->kind == MOUSE_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS);
    }
    return UI_CHANGED;
}
