#include "shell/line/line.h"

#define BELL '\a'

/* The keys that edit and do nothing else. A table, since each is one call; a
 * switch would be fifteen cases that say the same. */
static bool (*const EDITS[LINE_KEY_COUNT])(struct line_buffer *) = {
    [LINE_KEY_LEFT] = line_buffer_move_left,
    [LINE_KEY_RIGHT] = line_buffer_move_right,
    [LINE_KEY_WORD_LEFT] = line_buffer_move_word_left,
    [LINE_KEY_WORD_RIGHT] = line_buffer_move_word_right,
    [LINE_KEY_START] = line_buffer_move_start,
    [LINE_KEY_END] = line_buffer_move_end,
    [LINE_KEY_ERASE_LEFT] = line_buffer_erase_left,
    [LINE_KEY_ERASE_RIGHT] = line_buffer_erase_right,
    [LINE_KEY_KILL_WORD_LEFT] = line_buffer_kill_word_left,
    [LINE_KEY_KILL_WORD_RIGHT] = line_buffer_kill_word_right,
    [LINE_KEY_KILL_RUN_LEFT] = line_buffer_kill_run_left,
    [LINE_KEY_KILL_START] = line_buffer_kill_start,
    [LINE_KEY_KILL_END] = line_buffer_kill_end,
    [LINE_KEY_YANK] = line_buffer_yank,
    [LINE_KEY_TRANSPOSE] = line_buffer_transpose,
};

void line_init(struct line *line, const char *prompt, line_complete *complete, void *context)
{
    line_buffer_init(&line->buffer);
    line_history_init(&line->history);
    line_keys_init(&line->keys);
    line_view_init(&line->view, prompt);
    line->completion.complete = complete;
    line->completion.context = context;
    line->ambiguous = false;
    line->prompt = prompt;
    line->search.on = false;
}

/* The keys' state stays: the LF of a CR LF may come after the line was run. So
 * does the kill buffer: what was cut from one line can be put into the next. */
void line_start(struct line *line, struct fmt_sink out)
{
    line_buffer_set(&line->buffer, "");
    line_history_leave(&line->history);
    line->ambiguous = false;
    line->search.on = false;
    line_view_set_prompt(&line->view, line->prompt);
    line_view_begin_row(&line->view);
    line_view_update(&line->view, &line->buffer, out);
}

const char *line_text(const struct line *line)
{
    return line->buffer.text;
}

/* The old row stays above as it was; what the view accounts for is the new one. */
static void begin_row(struct line *line, struct fmt_sink out)
{
    fmt_text(out, "\r\n");
    line_view_begin_row(&line->view);
}

/* The view has one row, so CR LF is enough to leave it. */
static enum line_result enter(struct line *line, struct fmt_sink out)
{
    line_history_add(&line->history, line->buffer.text);
    fmt_text(out, "\r\n");
    return LINE_READY;
}

/* The text stays on the screen, with ^C after it, as a Unix terminal has it; the
 * history does not get it. */
static enum line_result cancel(struct line *line, struct fmt_sink out)
{
    line_view_leave_text(&line->view, 2, out);
    fmt_text(out, "^C\r\n");
    return LINE_CANCEL;
}

/* The first Tab completes what is certain; the next one lists what is not. */
static bool complete(struct line *line, bool again, struct fmt_sink out)
{
    enum line_completed completed = line_complete_word(&line->completion, &line->buffer);

    line->ambiguous = completed == LINE_COMPLETED_SEVERAL;
    if (!line->ambiguous || !again)
        return completed == LINE_COMPLETED_WORD;
    begin_row(line, out);
    line_complete_list(&line->completion, &line->buffer, out);
    return true;
}

/* Does what a key asks for, but for the end of the line; false: nothing, ring. */
static bool obey(struct line *line, enum line_key key, struct fmt_sink out)
{
    /* Two Tabs list only when nothing was between them, and any other key is
     * something. */
    bool again = line->ambiguous;

    line->ambiguous = false;
    /* Before every key, also those that cut nothing: that is what ends a chain
     * of cuts. */
    line_buffer_begin_key(&line->buffer);
    switch (key) {
    case LINE_KEY_COMPLETE:
        return complete(line, again, out);
    case LINE_KEY_CLEAR:
        fmt_text(out, LINE_CLEAR_SCREEN);
        line_view_begin_row(&line->view);
        return true;
    case LINE_KEY_SEARCH:
        line_search_begin(&line->search, &line->buffer);
        return true;
    case LINE_KEY_OLDER:
        return line_history_show_older(&line->history, &line->buffer);
    case LINE_KEY_NEWER:
        return line_history_show_newer(&line->history, &line->buffer);
    default:
        return EDITS[key] != NULL && EDITS[key](&line->buffer);
    }
}

/* After the update: the bell must not come between characters of an echo. */
static void show(struct line *line, bool done, struct fmt_sink out)
{
    line_view_set_prompt(&line->view, line->search.on ? line->search.prompt : line->prompt);
    line_view_update(&line->view, &line->buffer, out);
    if (!done)
        fmt_put(out, BELL);
}

/* Hands a key to the search, if one is on; false where the key is still to be obeyed. */
static bool feed_search(struct line *line, struct line_press press, struct fmt_sink out)
{
    if (!line->search.on)
        return false;
    enum line_searched searched =
        line_search_feed(&line->search, &line->history, &line->buffer, press);
    if (searched == LINE_SEARCHED_OVER)
        return false;
    show(line, searched == LINE_SEARCHED_DONE, out);
    return true;
}

enum line_result line_feed(struct line *line, uint8_t byte, struct fmt_sink out)
{
    struct line_press press = {line_keys_feed(&line->keys, byte), (char)byte};

    /* Nothing has happened yet: in the middle of a sequence the screen is not
     * touched. */
    if (press.key == LINE_KEY_NONE || feed_search(line, press, out))
        return LINE_MORE;
    if (press.key == LINE_KEY_ENTER)
        return enter(line, out);
    if (press.key == LINE_KEY_CANCEL)
        return cancel(line, out);
    /* Also for text, which does nothing in there but end a chain of cuts and of
     * Tabs. */
    bool done = obey(line, press.key, out);
    if (press.key == LINE_KEY_TEXT)
        done = line_buffer_insert(&line->buffer, &press.character, 1);
    show(line, done, out);
    return LINE_MORE;
}

void line_interrupt(struct line *line, struct fmt_sink out)
{
    begin_row(line, out);
}

void line_resume(struct line *line, struct fmt_sink out)
{
    line_view_begin_row(&line->view);
    line_view_update(&line->view, &line->buffer, out);
}
