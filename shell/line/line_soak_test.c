/* Noise: whatever is typed, the text stays sane and the screen tells the truth. */
#include <stdio.h>

#include "shell/line/line_fixture_test.h"

#define RANDOM_BYTES 1000000u
#define RANDOM_KEYS  300000u

/* xorshift32 (Marsaglia 2003): the same noise on every machine. */
static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static bool offer(void *context, const struct line_request *request, char *word, size_t word_size)
{
    static const char *const WORDS[] = {"mem", "memory", "a", "ab", "abc", "zone"};

    (void)context;
    if (request->index >= sizeof(WORDS) / sizeof(WORDS[0]))
        return false;
    assert_true(strlen(WORDS[request->index]) < word_size);
    strcpy(word, WORDS[request->index]);
    return true;
}

/* The cell that shows character i of the text, when the row starts with character start
 * and has so many columns for text. */
static char expected_cell(const struct line_buffer *buffer, size_t start, size_t columns, size_t i)
{
    if (i == start && start > 0)
        return '<';
    if (i == start + columns - 1 && i + 1 < buffer->length)
        return '>';
    return i < buffer->length ? buffer->text[i] : ' ';
}

/* The row is the prompt and a part of the text with the cursor in it. Compared by hand: a
 * million times a row of assertions would take minutes. */
static void assert_row(const struct fixture *f, const char *prompt)
{
    const struct line_buffer *buffer = &f->line.buffer;
    const size_t length = strlen(prompt);
    const size_t columns = LINE_COLUMNS - 1 - length;
    const char *cells = f->rows[f->row] + length;
    size_t wrong = 0;

    assert_memory_equal(f->rows[f->row], prompt, length);
    assert_true(f->column >= length && f->column - length <= buffer->cursor);
    size_t start = buffer->cursor - (f->column - length);
    for (size_t i = 0; i < columns; i++)
        wrong += cells[i] != expected_cell(buffer, start, columns, start + i);
    assert_int_equal(wrong, 0);
    if (buffer->cursor < buffer->length)
        assert_int_equal(cells[buffer->cursor - start], buffer->text[buffer->cursor]);
}

/* What a search must show, followed by hand from key to key. */
struct model {
    bool searches;
    size_t length;          /* of what is searched for */
    size_t bells;           /* rung so far */
    char before[LINE_SIZE]; /* the text before the key */
    size_t cursor;          /* in it */
    char edited[LINE_SIZE]; /* the text before the search */
    size_t edited_cursor;
    size_t found; /* lines that searches have shown */
    size_t left;  /* searches that were left by Ctrl-G */
};

static bool is_in_history(const struct fixture *f, const char *text)
{
    for (size_t age = 1; age <= f->line.history.count; age++) {
        if (strcmp(line_history_at(&f->line.history, age), text) == 0)
            return true;
    }
    return false;
}

/* While the search is on, the text is what was edited or a line of the history. A key that
 * changes the text shows a line that holds what is searched for, with the cursor at its end;
 * a character that rings no bell shows one too. */
static void assert_search(const struct fixture *f, struct model *model, uint8_t byte)
{
    const struct line_search *search = &f->line.search;
    const char *text = f->line.buffer.text;
    bool changed = strcmp(text, model->before) != 0;
    bool grew = search->length > model->length;

    assert_true(search->length <= LINE_SEARCH_MAX);
    assert_int_equal(strlen(search->text), search->length);
    if (grew) {
        assert_int_equal(search->length, model->length + 1);
        assert_int_equal(search->text[model->length], byte);
    }
    bool shows = changed || (grew && f->bells == model->bells);
    bool at_end = f->line.buffer.cursor == f->line.buffer.length;
    assert_true(at_end || (!shows && f->line.buffer.cursor == model->cursor));
    assert_true(strcmp(text, model->edited) == 0 || is_in_history(f, text));
    if (shows)
        assert_true(search->length > 0 && strstr(text, search->text) != NULL);
    model->found += changed;
}

/* A search begins with nothing to search for, and Ctrl-G brings back what was edited. */
static void follow(const struct fixture *f, struct model *model, uint8_t byte)
{
    const struct line *line = &f->line;

    if (line->search.on && !model->searches) {
        assert_int_equal(byte, CONTROL('R'));
        assert_int_equal(line->search.length, 0);
        strcpy(model->edited, model->before);
        model->edited_cursor = model->cursor;
        model->length = 0;
    }
    if (line->search.on)
        assert_search(f, model, byte);
    if (!line->search.on && model->searches && byte == CONTROL('G')) {
        assert_string_equal(line->buffer.text, model->edited);
        assert_int_equal(line->buffer.cursor, model->edited_cursor);
        model->left++;
    }
    model->searches = line->search.on;
    model->length = line->search.length;
    model->bells = f->bells;
    model->cursor = line->buffer.cursor;
    strcpy(model->before, line->buffer.text);
}

/* In a search its own prompt stands before the text, with what is searched for. */
static void assert_truth(const struct fixture *f)
{
    const struct line_buffer *buffer = &f->line.buffer;
    char prompt[LINE_SEARCH_MAX + 24] = PROMPT;
    const struct line_search *search = &f->line.search;

    assert_true(buffer->length < LINE_SIZE && buffer->cursor <= buffer->length);
    assert_int_equal(strlen(buffer->text), buffer->length);
    if (search->on) {
        assert_true(search->failed || strstr(buffer->text, search->text) != NULL);
        snprintf(prompt, sizeof prompt, "%s '%s': ", search->failed ? "(failed search)" : "search",
                 search->text);
    }
    assert_row(f, prompt);
}

/* Types keys, of which each byte must leave the truth on the screen. */
static void play(struct fixture *f, struct model *model, const char *keys, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        type_byte(f, (uint8_t)keys[i]);
        assert_truth(f);
        follow(f, model, (uint8_t)keys[i]);
    }
}

static void assert_still_usable(struct fixture *f)
{
    type(f, "\003");
    type(f, "mem e820 raw\r");
    assert_string_equal(f->entered, "mem e820 raw");
    assert_line(f, "|");
}

static void random_bytes_do_no_harm(void **state)
{
    struct fixture *f = fixture_new(offer, NULL);
    struct model model = {0};
    uint32_t random = 820;

    (void)state;
    for (size_t i = 0; i < RANDOM_BYTES; i++) {
        char byte = (char)(next_random(&random) >> 8);
        play(f, &model, &byte, 1);
    }
    assert_true(model.found > 100 && model.left > 10);
    assert_true(f->ready > 1000 && f->cancelled > 1000 && f->bells > 1000);
    assert_still_usable(f);
    free(f);
}

/* What is typed, a thing a time. The longer ones make a full line likely. */
static const char *const KEYS[] = {"a",
                                   "bc ",
                                   "0x1f ",
                                   "memory zone ",
                                   "me",
                                   "\t",
                                   "\t\t",
                                   "\033[A",
                                   "\033[B",
                                   "\033[C",
                                   "\033[D",
                                   "\033[D",
                                   "\033[H",
                                   "\033[F",
                                   "\033[3~",
                                   "\033b",
                                   "\033f",
                                   "\033d",
                                   "\033\177",
                                   "\001",
                                   "\005",
                                   "\004",
                                   "\007",
                                   "\010",
                                   "\013",
                                   "\014",
                                   "\022",
                                   "\024",
                                   "\025",
                                   "\027",
                                   "\031",
                                   "\031",
                                   "\031",
                                   "\033[200~",
                                   "\033OP",
                                   "\033[[A",
                                   "\200",
                                   "the quick brown fox ",
                                   "jumps over the lazy dog "};

/* Keys, few of which end the line: it gets long, and is edited all over. */
static void random_keys_do_no_harm(void **state)
{
    const size_t count = sizeof(KEYS) / sizeof(KEYS[0]);
    struct fixture *f = fixture_new(offer, NULL);
    uint32_t random = 2026;
    struct model model = {0};
    size_t longest = 0;

    (void)state;
    for (size_t i = 0; i < RANDOM_KEYS; i++) {
        size_t choice = next_random(&random) % (count * 8);
        const char *keys = choice == 0 ? "\r" : KEYS[choice % count];
        play(f, &model, keys, strlen(keys));
        if (f->line.buffer.length > longest)
            longest = f->line.buffer.length;
    }
    assert_int_equal(longest, LINE_SIZE - 1);
    assert_true(model.found > 100 && model.left > 10);
    assert_still_usable(f);
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_bytes_do_no_harm),
        cmocka_unit_test(random_keys_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
