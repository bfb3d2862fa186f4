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
const char *line_history_at(const struct line_history *history, size_t age)
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
    if (history->count > 0 && text_equal(text, line_history_at(history, 1)))
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

static bool contains(const char *line, const char *text)
{
    for (; *line != '\0'; line++) {
        if (text_starts(line, text))
            return true;
    }
    return false;
}

size_t line_history_find(const struct line_history *history, size_t age, const char *text)
{
    for (; age <= history->count; age++) {
        if (contains(line_history_at(history, age), text))
            return age;
    }
    return 0;
}

/* A recalled line is a copy: what is changed in it does not change the history. */
bool line_history_show_older(struct line_history *history, struct line_buffer *buffer)
{
    size_t age = history->age + 1;

    if (history->age == 0)
        text_copy(history->unfinished, buffer->text, LINE_SIZE);
    while (age <= history->count &&
           !text_starts(line_history_at(history, age), history->unfinished))
        age++;
    if (age > history->count)
        return false;
    history->age = age;
    line_buffer_set(buffer, line_history_at(history, age));
    return true;
}

/* Past the newest comes what was being typed before the first step back. */
bool line_history_show_newer(struct line_history *history, struct line_buffer *buffer)
{
    if (history->age == 0)
        return false;
    do
        history->age--;
    while (history->age > 0 &&
           !text_starts(line_history_at(history, history->age), history->unfinished));
    if (history->age == 0)
        line_buffer_set(buffer, history->unfinished);
    else
        line_buffer_set(buffer, line_history_at(history, history->age));
    return true;
}
