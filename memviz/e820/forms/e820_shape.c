/* Shapes of rules, for near_find(): a function of e820_pattern.h. */
#include <string.h>

#include "memviz/e820/forms/e820_pattern.h"

/* A shape as far as its rule has been read. */
struct outline {
    const struct e820_rule *rule;
    const char *label;
    struct near_shape *shape;
    unsigned numbers; /* it has so far */
};

static void add(struct near_shape *shape, char part)
{
    if (shape->length < NEAR_SHAPE_MAX)
        shape->parts[shape->length++] = part;
}

/* Almost all the digits of a padded number, since half a number is still one. */
static void add_number(const struct e820_rule *rule, struct near_shape *shape)
{
    static const unsigned counts[] = {1, 7, 14, 14};

    for (unsigned i = 0; i < counts[rule->digits]; i++)
        add(shape, NEAR_DIGIT);
    add(shape, NEAR_DIGITS);
}

static const char *skip_group(const char *pattern)
{
    return strchr(pattern, '}') + 1;
}

/* One value of a pattern. False where the shape ends: the type of an entry comes in
 * too many words. */
static bool add_value(struct outline *outline, char value)
{
    struct near_shape *shape = outline->shape;

    if (strchr("belnd", value) != NULL) {
        outline->numbers++;
        if (value == 'd')
            add(shape, NEAR_DIGITS);
        else
            add_number(outline->rule, shape);
    } else if (value == 'L') {
        for (const char *label = outline->label; *label != '\0'; label++)
            add(shape, *label);
        add(shape, ':');
    } else if (value == 'E') {
        shape->length = 0; /* a name of any length: the shape is what follows */
    } else if (outline->numbers >= 2) {
        return false;
    } else {
        add(shape, NEAR_DIGIT);
        add(shape, NEAR_DIGITS);
    }
    return true;
}

void e820_pattern_shape(const struct e820_rule *rule, const char *label, struct near_shape *shape)
{
    struct outline outline = {.rule = rule, .label = label, .shape = shape};

    shape->length = 0;
    for (const char *p = rule->pattern; *p != '\0';) {
        char part = *p++;
        if (part == '{') {
            p = skip_group(p);
        } else if (part == '<') {
            for (size_t n = strcspn(p, "|>"); n > 0; n--, p++)
                add(shape, *p);
            p = strchr(p, '>') + 1;
        } else if (part == '%') {
            if (!add_value(&outline, *p++))
                break;
        } else if (part == '\\') {
            if (*p != ' ')
                add(shape, *p);
            p++;
        } else if (part != ' ' && part != '~' && part != '!') {
            add(shape, part);
        }
    }
}
