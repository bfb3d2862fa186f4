#include "memviz/ui/jump.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A symbol, a plus and a number fit twice. */
#define WORD_SIZE 128u

/* Powers of 1024, as the shell has them. */
static unsigned find_unit_shift(char unit)
{
    static const char units[] = "KMGT";
    const char *found = unit == '\0' ? NULL : strchr(units, toupper((unsigned char)unit));

    return found == NULL ? 0 : 10 * ((unsigned)(found - units) + 1);
}

/* Too many digits are refused: strtoull() would give the largest number and say
 * so only in errno. */
static bool parse_digits(const char *text, size_t length, int base, uint64_t *value)
{
    char digits[24];
    const char *allowed = base == 16 ? "0123456789abcdefABCDEF" : "0123456789";

    if (length == 0 || length >= sizeof digits || strspn(text, allowed) < length)
        return false;
    memcpy(digits, text, length);
    digits[length] = '\0';
    *value = strtoull(digits, NULL, base);
    return base == 10 || length <= 16;
}

/* A unit makes the number decimal; without one it is hexadecimal. */
static bool parse_number(const char *text, uint64_t *value)
{
    size_t length = strlen(text);
    unsigned shift = length == 0 ? 0 : find_unit_shift(text[length - 1]);

    if (shift > 0) {
        if (!parse_digits(text, length - 1, 10, value) || *value > UINT64_MAX >> shift)
            return false;
        *value <<= shift;
        return true;
    }
    bool prefixed = length > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    return parse_digits(text + (prefixed ? 2 : 0), length - (prefixed ? 2 : 0), 16, value);
}

/* A name found so far: the whole word is better than its beginning. */
struct search {
    const char *word;
    size_t length;
    bool whole;
    bool found;
    uint64_t address;
};

/* The first that fits is kept, in whatever case it was typed. */
static void consider(struct search *search, const char *name, uint64_t address)
{
    if (search->found || strncasecmp(name, search->word, search->length) != 0 ||
        (search->whole && name[search->length] != '\0'))
        return;
    search->found = true;
    search->address = address;
}

/* Regions, then marks, then tags: a tag may be called like anything. */
static void search_names(struct search *search, const struct memory_index *index)
{
    const struct model *model = index->model;

    for (size_t i = 0; i < index->regions.count; i++)
        consider(search, index->regions.items[i].symbol, index->regions.items[i].start);
    for (unsigned i = 0; i < indexed_end(&model->marks); i++) {
        const struct model_mark *mark = indexed_get(&model->marks, i);
        if (mark != NULL)
            consider(search, mark->symbol, mark->at);
    }
    for (unsigned i = 0; i < indexed_end(&model->allocs); i++) {
        const struct model_alloc *alloc = indexed_get(&model->allocs, i);
        if (alloc != NULL)
            consider(search, alloc->tag, alloc->start);
    }
}

/* Twice over all names rather than once with a better and a worse match: it is
 * done once for each Enter. */
static bool find_name(const struct memory_index *index, const char *word, bool whole,
                      uint64_t *address)
{
    struct search search = {.word = word, .length = strlen(word), .whole = whole};

    search_names(&search, index);
    if (search.found)
        *address = search.address;
    return search.found;
}

/* BDA is a symbol and a number: a whole symbol goes first, its beginning last. */
static bool find_word(const struct memory_index *index, const char *word, uint64_t *address)
{
    return word[0] != '\0' &&
           (find_name(index, word, true, address) || parse_number(word, address) ||
            find_name(index, word, false, address));
}

/* What the shell takes for an address is taken here, but hexadecimal without 0x
 * as well: that is how this screen writes addresses. */
bool jump_find(const struct memory_index *index, const char *text, uint64_t *address)
{
    char word[WORD_SIZE];

    while (*text == ' ')
        text++;
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ')
        length--;
    if (length >= sizeof word)
        return false;
    memcpy(word, text, length);
    word[length] = '\0';
    /* The last plus sign counts: a number must follow it, and a name has none. */
    char *plus = strrchr(word, '+');
    uint64_t base;
    uint64_t offset = 0;
    if (plus != NULL) {
        *plus = '\0';
        if (!parse_number(plus + 1, &offset))
            return false;
    }
    if (!find_word(index, word, &base) || base > UINT64_MAX - offset)
        return false;
    *address = base + offset;
    return true;
}
