#include "shell/line/line_complete.h"

#include "kernel/core/bytes.h"
#include "shell/line/line_view.h"

#define GAP 2u /* blanks between two columns of the list */

/* A walk over the candidates that begin with what was typed. */
struct walk {
    const struct line_completion *completion; /* who is asked */
    const struct line_buffer *buffer;
    size_t typed;                /* index in the text where the word starts */
    struct line_request request; /* for the next candidate */
    char word[LINE_COLUMNS];
};

/* What the candidates have in common. */
struct survey {
    size_t count;
    size_t common;  /* characters, from the first on, that all share */
    size_t longest; /* characters of the longest */
    char word[LINE_COLUMNS];
};

/* Only what stands before the cursor counts: a Tab in the middle of a line
 * completes the word there and leaves the rest. */
static void walk_begin(struct walk *walk, const struct line_completion *completion,
                       const struct line_buffer *buffer)
{
    walk->completion = completion;
    walk->buffer = buffer;
    walk->request = (struct line_request){.text = buffer->text, .length = buffer->cursor};
    walk->typed = buffer->cursor;
    while (walk->typed > 0 && buffer->text[walk->typed - 1] != ' ')
        walk->typed--;
}

/* Returns whether the candidate begins with what was typed; the empty one adds nothing.
 * It is asked here, so that a function which offers words need not compare. */
static bool fits(const struct walk *walk)
{
    size_t typed_length = walk->buffer->cursor - walk->typed;
    size_t length = text_length(walk->word);

    return length > 0 && length >= typed_length &&
           bytes_equal(walk->word, walk->buffer->text + walk->typed, typed_length);
}

/* Puts the next candidate into walk->word; false past the last. */
static bool walk_next(struct walk *walk)
{
    const struct line_completion *from = walk->completion;

    if (from->complete == NULL)
        return false;
    /* The bound is for a function that never says false: a Tab must not hang. */
    while (walk->request.index < LINE_CANDIDATES &&
           from->complete(from->context, &walk->request, walk->word, sizeof(walk->word))) {
        walk->request.index++;
        if (fits(walk))
            return true;
    }
    return false;
}

/* Counts a candidate in. No list is kept: the common beginning can only shrink,
 * so one word and a length are enough for any number of candidates. */
static void survey_add(struct survey *survey, const char *word)
{
    size_t length = text_length(word);
    size_t same = 0;

    if (survey->count++ == 0) {
        text_copy(survey->word, word, sizeof(survey->word));
        survey->common = length;
    }
    while (same < survey->common && word[same] == survey->word[same])
        same++;
    survey->common = same;
    if (length > survey->longest)
        survey->longest = length;
}

/* A second walk lists them later. Asking twice costs time that nobody notices;
 * keeping the words would cost memory that the kernel has not. */
static void survey_take(struct survey *survey, struct walk *walk)
{
    survey->count = 0;
    survey->longest = 0;
    while (walk_next(walk))
        survey_add(survey, walk->word);
}

/* The space that ends a word: the one that is there already, or a new one. Two
 * in a row would be one to delete by hand. */
static bool end_word(struct line_buffer *buffer)
{
    if (buffer->text[buffer->cursor] == ' ')
        return line_buffer_move_right(buffer);
    return line_buffer_insert(buffer, " ", 1);
}

enum line_completed line_complete_word(const struct line_completion *completion,
                                       struct line_buffer *buffer)
{
    struct walk walk;
    struct survey survey;

    walk_begin(&walk, completion, buffer);
    survey_take(&survey, &walk);
    if (survey.count == 0)
        return LINE_COMPLETED_NONE;
    /* Only what is missing is inserted: what was typed is kept, and with it the
     * cursor's place in what follows. */
    size_t typed_length = buffer->cursor - walk.typed;
    if (!line_buffer_insert(buffer, survey.word + typed_length, survey.common - typed_length))
        return LINE_COMPLETED_NONE;
    /* The same word offered twice is still the only one. */
    if (survey.common < survey.longest)
        return LINE_COMPLETED_SEVERAL;
    return end_word(buffer) ? LINE_COMPLETED_WORD : LINE_COMPLETED_NONE;
}

/* Row by row and not column by column as ls does it: that would need all the
 * words at once. */
void line_complete_list(const struct line_completion *completion, const struct line_buffer *buffer,
                        struct fmt_sink out)
{
    struct walk walk;
    struct survey survey;

    walk_begin(&walk, completion, buffer);
    survey_take(&survey, &walk);
    size_t width = survey.longest + GAP;
    /* The last column needs no gap after it, and the row stays one short of the
     * screen, as the line does: a full row wraps on some terminals. */
    size_t columns = (LINE_COLUMNS - 1 + GAP) / width;
    size_t column = 0;
    size_t pad = 0;
    walk_begin(&walk, completion, buffer);
    while (walk_next(&walk)) {
        if (column == columns) {
            fmt_text(out, "\r\n");
            column = 0;
        }
        /* Padding is written before the next word, not after the last: a row
         * has no trailing blanks for a script to strip. */
        for (; column > 0 && pad > 0; pad--)
            fmt_put(out, ' ');
        fmt_text(out, walk.word);
        pad = width - text_length(walk.word);
        column++;
    }
    fmt_text(out, "\r\n");
}
