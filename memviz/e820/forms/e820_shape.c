/* Shapes of rules, for near_find(): a function of e820_pattern.h. */
#include <string.h>

#include "memviz/e820/forms/e820_pattern.h"

static void add(char *shape, size_t *length, char part)
{
    if (*length < NEAR_SHAPE_MAX)
        shape[(*length)++] = part;
}

/* Almost all the digits of a padded number, since half a number is still one. */
static void add_number(const struct e820_rule *rule, char *shape, size_t *length)
{
    static const unsigned counts[] = {1, 7, 14, 14};

    for (unsigned i = 0; i < counts[rule->digits]; i++)
        add(shape, length, NEAR_DIGIT);
    add(shape, length, NEAR_DIGITS);
}

static const char *skip_group(const char *pattern)
{
    return strchr(pattern, '}') + 1;
}

/* One value of a pattern. False where the shape ends: the type of an entry comes in
 * too many words. */
static bool add_value(const struct e820_rule *rule, char value, const char *label, char *shape,
                      size_t *length, unsigned *numbers)
{
    if (strchr("belnd", value) != NULL) {
        ++*numbers;
        if (value == 'd')
            add(shape, length, NEAR_DIGITS);
        else
            add_number(rule, shape, length);
    } else if (value == 'L') {
        for (; *label != '\0'; label++)
            add(shape, length, *label);
        add(shape, length, ':');
    } else if (value == 'E') {
        *length = 0; /* a name of any length: the shape is what follows */
    } else if (*numbers >= 2) {
        return false;
    } else {
        add(shape, length, NEAR_DIGIT);
        add(shape, length, NEAR_DIGITS);
    }
    return true;
}

size_t e820_pattern_shape(const struct e820_rule *rule, const char *label,
                          char shape[NEAR_SHAPE_MAX])
{
    size_t length = 0;
    unsigned numbers = 0;

    for (const char *p = rule->pattern; *p != '\0';) {
        char part = *p++;
        if (part == '{') {
            p = skip_group(p);
        } else if (part == '<') {
            for (size_t n = strcspn(p, "|>"); n > 0; n--, p++)
                add(shape, &length, *p);
            p = strchr(p, '>') + 1;
        } else if (part == '%') {
            if (!add_value(rule, *p++, label, shape, &length, &numbers))
                break;
        } else if (part == '\\') {
            if (*p != ' ')
                add(shape, &length, *p);
            p++;
        } else if (part != ' ' && part != '~' && part != '!') {
            add(shape, &length, part);
        }
    }
    return length;
}
