#include "shell/line/line_history.h"

#include "kernel/core/bytes.h"

/* The lines themselves need no clearing: none is read that count does not vouch
 * for. */
void line_history_init(struct line_history *history)
{
    history->next = 0;
    history->count = 0;
    history->age = 0;
}

/* The line of an age from 1 to count. LINE_HISTORY is added because a size_t
 * cannot go below 0. */
static const char *find_line(const struct line_history *history, size_t age)
{
    return history->lines[(history->next + LINE_HISTORY - age) % LINE_HISTORY];
}

/* An empty line entered to see whether the machine still answers is nothing to
 * recall. */
static bool is_blank(const char *text)
{
    while (*text == ' ')
        text++;
    return *text == '\0';
}

/* Repetitions of one command are kept once, or looking at `uptime` ten times
 * would take ten keys to get past. */
void line_history_add(struct line_history *history, const char *text)
{
    history->age = 0;
    if (is_blank(text))
        return;
    if (history->count > 0 && text_equal(text, find_line(history, 1)))
        return;
    text_copy(history->lines[history->next], text, LINE_SIZE);
    history->next = (history->next + 1) % LINE_HISTORY;
    if (history->count < LINE_HISTORY)
        history->count++;
}

/* A new line begins: whatever was being looked at is left, and what was
 * unfinished is forgotten. */
void line_history_leave(struct line_history *history)
{
    history->age = 0;
}

/* A recalled line is a copy: what is changed in it does not change the history. */
bool line_history_show_older(struct line_history *history, struct line_buffer *buffer)
{
    if (history->age == history->count)
        return false;
    if (history->age == 0)
        text_copy(history->unfinished, buffer->text, LINE_SIZE);
    history->age++;
    line_buffer_set(buffer, find_line(history, history->age));
    return true;
}

/* Past the newest comes what was being typed before the first step back. */
bool line_history_show_newer(struct line_history *history, struct line_buffer *buffer)
{
    if (history->age == 0)
        return false;
    history->age--;
    if (history->age == 0)
        line_buffer_set(buffer, history->unfinished);
    else
        line_buffer_set(buffer, find_line(history, history->age));
    return true;
}
