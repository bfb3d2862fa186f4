#include "shell/line/line_search.h"

#include "kernel/core/bytes.h"
#include "kernel/core/fmt.h"

static void make_prompt(struct line_search *search)
{
    struct fmt_buffer buffer;

    fmt_print(fmt_buffer_init(&buffer, search->prompt, sizeof search->prompt),
              "%s '%s': ", search->failed ? "(failed search)" : "search", search->text);
}

void line_search_begin(struct line_search *search, const struct line_buffer *buffer)
{
    search->on = true;
    search->length = 0;
    search->text[0] = '\0';
    search->age = 0;
    text_copy(search->before, buffer->text, sizeof search->before);
    search->cursor = buffer->cursor;
    search->failed = false;
    make_prompt(search);
}

/* Shows the newest line from age on that holds the text; false where there is none, and
 * the last one found stays. */
static bool find(struct line_search *search, const struct line_history *history,
                 struct line_buffer *buffer, size_t age)
{
    size_t found = search->length == 0 ? 0 : line_history_find(history, age, search->text);

    search->failed = found == 0 && search->length > 0;
    make_prompt(search);
    if (found == 0)
        return false;
    search->age = found;
    line_buffer_set(buffer, line_history_at(history, found));
    return true;
}

static bool add(struct line_search *search, char character)
{
    if (search->length == LINE_SEARCH_MAX)
        return false;
    search->text[search->length++] = character;
    search->text[search->length] = '\0';
    return true;
}

enum line_searched line_search_feed(struct line_search *search, const struct line_history *history,
                                    struct line_buffer *buffer, struct line_press press)
{
    bool done = true;

    switch (press.key) {
    case LINE_KEY_SEARCH:
        done = find(search, history, buffer, search->age + 1);
        break;
    case LINE_KEY_TEXT:
        done = add(search, press.character) &&
               find(search, history, buffer, search->age == 0 ? 1 : search->age);
        break;
    case LINE_KEY_ERASE_LEFT:
        done = search->length > 0;
        if (done)
            search->text[--search->length] = '\0';
        find(search, history, buffer, 1);
        break;
    case LINE_KEY_LEAVE_SEARCH:
        line_buffer_set(buffer, search->before);
        buffer->cursor = search->cursor;
        search->on = false;
        break;
    default:
        search->on = false;
        return LINE_SEARCHED_OVER;
    }
    return done ? LINE_SEARCHED_DONE : LINE_SEARCHED_NONE;
}
