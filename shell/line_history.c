#include "shell/line_history.h"

#include "kernel/core/bytes.h"

void line_history_init(struct line_history *history)
{
    history->next = 0;
    history->count = 0;
    history->age = 0;
}

/* The line of an age from 1 to count. */
static const char *find_line(const struct line_history *history, size_t age)
{
    return history->lines[(history->next + LINE_HISTORY - age) % LINE_HISTORY];
}

static bool is_blank(const char *text)
{
    while (*text == ' ')
        text++;
    return *text == '\0';
}

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

void line_history_leave(struct line_history *history)
{
    history->age = 0;
}

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
