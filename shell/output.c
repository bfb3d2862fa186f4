#include "shell/output.h"

#include "kernel/core/bytes.h"

#define INTERRUPT 3 /* Ctrl-C */

void output_init(struct output *output, struct fmt_sink raw, int (*wait_key)(void))
{
    output->raw = raw;
    output->wait_key = wait_key;
    output_begin(output, NULL, false, false);
}

/* Asks once the screen is full. The question is wiped by blanks, so that no terminal
 * needs to understand more than CR. */
static void ask(struct output *output)
{
    fmt_text(output->raw, OUTPUT_QUESTION);
    int key = output->wait_key();
    fmt_put(output->raw, '\r');
    for (size_t i = 0; i < sizeof OUTPUT_QUESTION - 1; i++)
        fmt_put(output->raw, ' ');
    fmt_put(output->raw, '\r');
    output->quits = key == 'q' || key == 'Q' || key == INTERRUPT;
    output->rows = key == '\r' || key == '\n' ? OUTPUT_ROWS - 1 : 0;
}

/* Shows length characters; the pager asks before the first row that does not fit. */
static void show(struct output *output, const char *text, size_t length)
{
    if (output->pages && !output->quits && output->rows >= OUTPUT_ROWS)
        ask(output);
    for (size_t i = 0; i < length && !output->quits; i++)
        fmt_put(output->raw, text[i]);
}

static void end_row(struct output *output)
{
    if (!output->quits)
        fmt_text(output->raw, "\r\n");
    output->rows++;
}

/* How many of the characters go on a row of so many columns: up to the last blank that
 * leaves something before it, or all of a word that fits on no row. */
static size_t find_break(const char *text, size_t columns)
{
    size_t place = columns;

    while (place > OUTPUT_INDENT && text[place] != ' ')
        place--;
    if (place > OUTPUT_INDENT)
        return place;
    while (text[place] != '\0' && (text[place] != ' ' || place <= OUTPUT_INDENT))
        place++;
    return place;
}

/* Shows the line kept back, broken where it is too wide. */
static void show_line(struct output *output)
{
    const char *text = output->line;
    size_t columns = OUTPUT_COLUMNS;

    output->line[output->length] = '\0';
    /* One character too many is left to the terminal: a line of the e820 map must stay
     * whole for those who read it from a log. */
    while (text_length(text) > columns + 1) {
        size_t length = find_break(text, columns);
        show(output, text, length);
        text += length;
        if (*text == '\0')
            break;
        end_row(output);
        show(output, "         ", OUTPUT_INDENT);
        text++; /* the blank */
        columns = OUTPUT_COLUMNS - OUTPUT_INDENT;
    }
    show(output, text, text_length(text));
}

static bool contains(const char *text, const char *pattern)
{
    for (; *text != '\0'; text++) {
        if (text_starts(text, pattern))
            return true;
    }
    return false;
}

static bool is_wanted(struct output *output)
{
    output->line[output->length] = '\0';
    return output->pattern == NULL || contains(output->line, output->pattern);
}

/* The line is complete. */
static void end_line(struct output *output)
{
    bool shows = output->spilled ? output->shows : is_wanted(output);

    if (!output->spilled && shows)
        show_line(output);
    if (shows)
        end_row(output);
    output->spilled = false;
    output->length = 0;
}

/* The line does not fit: what is kept back goes out as it is. */
static void spill(struct output *output)
{
    output->shows = is_wanted(output);
    output->spilled = true;
    if (output->shows)
        show(output, output->line, output->length);
}

static void put(void *context, char c)
{
    struct output *output = context;

    if (c == '\n') {
        end_line(output);
        return;
    }
    if (!output->spilled && !output->plain && output->length < sizeof output->line - 1) {
        output->line[output->length++] = c;
        return;
    }
    if (!output->spilled)
        spill(output);
    if (output->shows)
        show(output, &c, 1);
}

struct fmt_sink output_sink(struct output *output)
{
    return (struct fmt_sink){put, output};
}

void output_begin(struct output *output, const char *pattern, bool plain, bool pages)
{
    output->pattern = pattern;
    output->plain = plain;
    output->pages = pages;
    output->quits = false;
    output->spilled = false;
    output->rows = 0;
    output->length = 0;
}

void output_end(struct output *output)
{
    if (output->length > 0 || output->spilled)
        end_line(output);
    output_begin(output, NULL, false, false);
}
