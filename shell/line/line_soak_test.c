/* Noise: whatever is typed, the text stays sane and the screen tells the truth. */
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

static bool offer(void *context, const char *text, size_t length, size_t index, char *word,
                  size_t word_size)
{
    static const char *const WORDS[] = {"mem", "memory", "a", "ab", "abc", "zone"};

    (void)context;
    (void)text;
    (void)length;
    if (index >= sizeof(WORDS) / sizeof(WORDS[0]))
        return false;
    assert_true(strlen(WORDS[index]) < word_size);
    strcpy(word, WORDS[index]);
    return true;
}

/* The cell that shows character i of the text, when the row starts with character start. */
static char expected_cell(const struct line_buffer *buffer, size_t start, size_t i)
{
    if (i == start && start > 0)
        return '<';
    if (i == start + TEXT_COLUMNS - 1 && i + 1 < buffer->length)
        return '>';
    return i < buffer->length ? buffer->text[i] : ' ';
}

/* Compared by hand: a million times a row of assertions would take minutes. */
static void assert_truth(const struct fixture *f)
{
    const struct line_buffer *buffer = &f->line.buffer;
    const char *cells = f->rows[f->row] + PROMPT_LENGTH;
    size_t wrong = 0;

    assert_true(buffer->length < LINE_SIZE && buffer->cursor <= buffer->length);
    assert_int_equal(strlen(buffer->text), buffer->length);
    assert_true(f->column >= PROMPT_LENGTH && f->column - PROMPT_LENGTH <= buffer->cursor);
    size_t start = buffer->cursor - (f->column - PROMPT_LENGTH);
    for (size_t i = 0; i < TEXT_COLUMNS; i++)
        wrong += cells[i] != expected_cell(buffer, start, start + i);
    assert_int_equal(wrong, 0);
    assert_memory_equal(f->rows[f->row], PROMPT, PROMPT_LENGTH);
    if (buffer->cursor < buffer->length)
        assert_int_equal(cells[buffer->cursor - start], buffer->text[buffer->cursor]);
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
    uint32_t random = 820;

    (void)state;
    for (size_t i = 0; i < RANDOM_BYTES; i++) {
        type_byte(f, (uint8_t)(next_random(&random) >> 8));
        assert_truth(f);
    }
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
                                   "\010",
                                   "\013",
                                   "\014",
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
    size_t longest = 0;

    (void)state;
    for (size_t i = 0; i < RANDOM_KEYS; i++) {
        size_t choice = next_random(&random) % (count * 8);
        type(f, choice == 0 ? "\r" : KEYS[choice % count]);
        assert_truth(f);
        if (f->line.buffer.length > longest)
            longest = f->line.buffer.length;
    }
    assert_int_equal(longest, LINE_SIZE - 1);
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
