#include "memviz/ui/follow.h"

#include "memviz/time/fresh.h"
#include "memviz/screen/output.h"
#include "memviz/screen/term.h"
#include "memviz/ui/time_keys.h"
#include "memviz/ui/ui_draw.h"

/* How long the loop sleeps: a change shows within this time, and an idle
 * viewer wakes no more than 25 times a second. */
#define WAIT_MS 40

/* What is on the screen even when nothing happens: seconds of silence. */
#define TICK_MS 1000u

/* And while changes are pointed out, which they cease to be. */
#define FADE_TICK_MS 200u

/* Keys, source and screen are joined here and nowhere else. */
struct session {
    struct feed *feed; /* the caller's */
    const struct glyphs *glyphs;
    struct ui ui;
    struct grid grid; /* as large as the terminal */
    bool dirty;       /* a frame is due */
    bool done;
    uint64_t drawn_ms; /* when the last one was */
    struct fresh fresh;
};

/* The grid follows the size of the terminal. */
static bool fit_grid(struct session *session)
{
    unsigned cols;
    unsigned rows;

    term_get_size(&cols, &rows);
    if (cols == session->grid.cols && rows == session->grid.rows)
        return true;
    grid_free(&session->grid);
    return grid_init(&session->grid, cols, rows, session->glyphs);
}

/* A frame is of one moment: model and status are taken together, and nothing is
 * read from the source until it is drawn. */
static void draw(struct session *session, uint64_t now_ms)
{
    struct feed_status status = feed_get_status(session->feed, now_ms);
    const struct model *model = feed_get_model(session->feed);

    fresh_note(&session->fresh, model, now_ms);
    struct ui_scene scene = {model, &status, fresh_get_since(&session->fresh, now_ms)};
    if (!fit_grid(session)) {
        session->done = true;
        return;
    }
    ui_draw(&session->ui, &session->grid, &scene);
    term_draw(&session->grid);
    session->drawn_ms = now_ms;
    session->dirty = false;
}

/* A resize changes nothing but the size, which the next frame asks for. */
static void take_key(struct session *session, int key)
{
    if (key == KEY_CODE_RESIZE) {
        session->dirty = true;
        return;
    }
    struct mouse_event mouse;
    if (key == KEY_CODE_MOUSE) {
        session->dirty |= term_get_mouse(&mouse) && ui_take_mouse(&session->ui, &mouse);
        return;
    }
    enum intent intent = session->ui.prompt.open ? INTENT_NONE : keys_find_intent(key);
    enum timeline_move move;
    if (time_keys_find_move(intent, &move)) {
        timeline_move(feed_get_timeline(session->feed), move, feed_get_clock_ms());
        session->dirty = true;
        return;
    }
    enum ui_result result = key == KEY_CODE_HANGUP ? UI_QUIT : ui_take_key(&session->ui, key);
    session->dirty = session->dirty || result != UI_NOTHING;
    session->done = session->done || result == UI_QUIT;
    if (result == UI_REPAINT)
        term_repaint();
}

/* One turn: keys as they come, then the source, then at most one frame. While more waits in the
 * source than a turn reads, nothing sleeps and frames are as rare as when it does: what is read
 * between two frames could not be seen anyway. */
static void turn(struct session *session)
{
    bool ready = session->dirty || feed_is_behind(session->feed);
    /* The only place where the viewer sleeps. */
    int key = term_read_key(ready ? 0 : WAIT_MS);

    while (key != KEY_CODE_NONE && !session->done) {
        take_key(session, key);
        key = term_read_key(0);
    }
    uint64_t now_ms = feed_get_clock_ms();
    session->dirty |= feed_pump(session->feed, now_ms);
    uint64_t tick = fresh_is_fading(&session->fresh, now_ms) ? FADE_TICK_MS : TICK_MS;
    bool due = session->dirty || now_ms - session->drawn_ms >= tick;
    if (due && (!feed_is_behind(session->feed) || now_ms - session->drawn_ms >= WAIT_MS))
        draw(session, now_ms);
}

/* The terminal is restored before a message is printed, or the message would be
 * wiped off with the screen. */
int follow_run(struct feed *feed, const struct follow_options *options)
{
    struct session session = {.feed = feed, .glyphs = options->glyphs, .dirty = true};

    session.grid.glyphs = options->glyphs;
    ui_init(&session.ui);
    if (!term_open(options->colour))
        return 1;
    if (options->mouse)
        term_use_mouse();
    while (!session.done && term_get_signal() == 0)
        turn(&session);
    term_close();
    grid_free(&session.grid);
    int number = term_get_signal();
    if (number != 0)
        output_end_by_signal(number);
    return 0;
}
