/*
 * The reader of disassembly. It runs once for each place that is executed, not
 * once for each execution, so it is written to be plain. What it does not know
 * becomes OP_CLOBBER_ALL: forgetting what registers hold is safe, remembering
 * what they no longer hold is not.
 */
#include "memviz/observe/trace/insn_parse.h"

#include <stdlib.h>
#include <string.h>

#include "memviz/observe/trace/insn_names.h"

/* The longest mnemonic or operand that is looked at. */
#define WORD_MAX 64u

/* "0x" and digits, or decimal digits; the end of what was read, or NULL. */
static const char *read_number(const char *text, uint64_t *value, unsigned *digits)
{
    char *end;
    bool hex = text[0] == '0' && text[1] == 'x';
    const char *start = hex ? text + 2 : text;

    *value = strtoull(start, &end, hex ? 16 : 10);
    *digits = (unsigned)(end - start);
    return end != start ? end : NULL;
}

/* One term of an address: a register, perhaps scaled, or a displacement. */
static bool read_term(struct operand *operand, const char *term, bool negative)
{
    uint64_t value;
    unsigned digits;
    struct operand reg;

    if (term[0] >= '0' && term[0] <= '9') {
        const char *end = read_number(term, &value, &digits);
        operand->value += negative ? 0 - value : value;
        return end != NULL && *end == '\0';
    }
    char name[8];
    size_t length = strcspn(term, "*");
    if (length >= sizeof name)
        return false;
    memcpy(name, term, length);
    name[length] = '\0';
    if (!insn_names_find_register(name, &reg))
        return false;
    operand->wide = reg.size >= 4;
    if (term[length] == '*' || operand->base != REG_NONE) {
        operand->index = reg.reg;
        operand->scale = term[length] == '*' ? (uint8_t)atoi(term + length + 1) : 1;
    } else
        operand->base = reg.reg;
    return true;
}

/* What stands in square brackets: terms with plus and minus between them. */
static bool read_terms(struct operand *operand, const char *text)
{
    char term[WORD_MAX];
    bool negative = false;

    while (*text != '\0' && *text != ']') {
        size_t length = strcspn(text, "+-]");
        if (length >= sizeof term)
            return false;
        memcpy(term, text, length);
        term[length] = '\0';
        if (length > 0 && !read_term(operand, term, negative))
            return false;
        text += length;
        if (*text == '+' || *text == '-')
            negative = *text++ == '-';
    }
    return *text == ']';
}

/* "ds:0x7c2a", "es:[di]", "ss:[bp-8]". */
static bool read_memory(struct operand *operand, const char *text)
{
    struct operand segment;
    char name[3] = {text[0], text[1], '\0'};

    if (!insn_names_find_register(name, &segment) || segment.reg < REG_ES ||
        segment.reg >= REG_SEGMENT_END || text[2] != ':')
        return false;
    operand->kind = OPERAND_MEMORY;
    operand->segment = segment.reg;
    operand->base = operand->index = REG_NONE;
    if (text[3] == '[')
        return read_terms(operand, text + 4);
    unsigned digits;
    const char *end = read_number(text + 3, &operand->value, &digits);
    operand->wide = digits > 4;
    return end != NULL && *end == '\0';
}

/* "0x0008:927f" or a plain number. */
static bool read_constant(struct operand *operand, const char *text)
{
    unsigned digits;
    const char *end = read_number(text, &operand->value, &digits);

    if (end == NULL)
        return false;
    operand->kind = OPERAND_IMMEDIATE;
    operand->size = (uint8_t)(digits / 2);
    if (*end == ':') {
        operand->kind = OPERAND_FAR;
        operand->selector = (uint16_t)operand->value;
        operand->value = strtoull(end + 1, NULL, 16);
    }
    return true;
}

/* ".+184  (0x00007cdb)": the target is what is wanted. */
static bool read_target(struct operand *operand, const char *text)
{
    const char *open = strchr(text, '(');

    operand->kind = OPERAND_IMMEDIATE;
    if (open == NULL)
        return false;
    operand->value = strtoull(open + 1, NULL, 16);
    return true;
}

static void read_operand(struct operand *operand, const char *text)
{
    memset(operand, 0, sizeof *operand);
    operand->kind = OPERAND_OTHER;
    operand->segment = operand->base = operand->index = REG_NONE;
    const char *ptr = strstr(text, " ptr ");
    bool known;
    unsigned size = 0;
    if (ptr != NULL) {
        size = insn_names_find_size(text);
        text = ptr + 5;
    }
    if (text[0] == '.')
        known = read_target(operand, text);
    else if (text[0] >= '0' && text[0] <= '9')
        known = read_constant(operand, text);
    else if (text[0] != '\0' && text[1] != '\0' && text[2] == ':')
        known = read_memory(operand, text);
    else
        known = insn_names_find_register(text, operand);
    if (!known)
        operand->kind = OPERAND_OTHER;
    if (ptr != NULL)
        operand->size = (uint8_t)size;
}

/* The next word of text up to a separator; moves *text past both. */
static void take_word(const char **text, const char *end, char word[WORD_MAX], char separator)
{
    size_t length = 0;

    while (*text < end && **text != separator) {
        if (length < WORD_MAX - 1)
            word[length++] = **text;
        (*text)++;
    }
    while (*text < end && (**text == separator || **text == ' '))
        (*text)++;
    while (length > 0 && word[length - 1] == ' ')
        length--;
    word[length] = '\0';
}

/* The bytes after the last semicolon. */
static bool read_bytes(struct insn *insn, const char *text, const char *end)
{
    bool zeros = true;

    while (text < end && *text == ' ')
        text++;
    for (; end - text >= 2 && insn->size < INSN_SIZE_MAX; text += 2) {
        char digits[3] = {text[0], text[1], '\0'};
        char *stop;
        insn->bytes[insn->size] = (uint8_t)strtoul(digits, &stop, 16);
        if (stop != digits + 2)
            return false;
        zeros = zeros && insn->bytes[insn->size] == 0;
        insn->size++;
    }
    insn->byte_zeros = zeros;
    return text == end && insn->size > 0;
}

static void read_operands(struct insn *insn, const char *text, const char *end)
{
    char word[WORD_MAX];

    for (unsigned i = 0; i < INSN_OPERANDS && text < end; i++) {
        take_word(&text, end, word, ',');
        read_operand(&insn->operands[i], word);
    }
    const struct operand *first = &insn->operands[0];
    bool jump =
        insn->op == OP_JMP || insn->op == OP_CALL || insn->op == OP_JCC || insn->op == OP_LOOP;
    insn->relative = jump && first->kind == OPERAND_IMMEDIATE;
}

bool insn_parse(struct insn *insn, const char *text, size_t size)
{
    const char *end = text + size;
    const char *semicolon = end;
    char word[WORD_MAX];

    memset(insn, 0, sizeof *insn);
    while (semicolon > text && *--semicolon != ';')
        ;
    if (semicolon == text || !read_bytes(insn, semicolon + 1, end))
        return false;
    take_word(&text, semicolon, word, ' ');
    while (insn_names_is_prefix(word)) {
        insn->rep = insn->rep || word[0] == 'r';
        take_word(&text, semicolon, word, ' ');
    }
    insn->op = (uint8_t)insn_names_find_op(word, &insn->carry_test);
    read_operands(insn, text, semicolon);
    return true;
}
