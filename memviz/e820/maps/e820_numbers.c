#include "memviz/e820/maps/e820_numbers.h"

#include <stdio.h>

/* No machine has memory above this; what is read as more is read wrong. */
#define ADDRESS_BITS 46u

#define FOUR_GIB (1ull << 32)
#define PAGE     4096u

/* Widths up to the longest number. */
#define WIDTHS 17u

/* What the numbers of a map have in common. */
struct census {
    unsigned zero_led;       /* numbers that start with a zero too much */
    unsigned plain;          /* the others that could have been padded */
    unsigned widths[WIDTHS]; /* how many there are of each */
    bool halves;             /* those that start with a zero have just that one */
};

static unsigned count_digits(uint64_t value)
{
    unsigned digits = 1;

    while ((value >>= 4) != 0)
        digits++;
    return digits;
}

static uint64_t get_value(const struct e820_seen *seen, unsigned which)
{
    return which == 0 ? seen->entry.base : seen->entry.length;
}

static void count_number(struct census *census, const struct e820_seen *seen, unsigned which)
{
    const struct e820_look *look = &seen->looks[which];
    uint64_t value = get_value(seen, which);

    if (look->digits == 0 || look->digits >= WIDTHS)
        return;
    census->widths[look->digits]++;
    if (!look->zero_led) {
        census->plain++;
        return;
    }
    census->zero_led++;
    if (value >= FOUR_GIB || look->digits != count_digits(value) + 1)
        census->halves = false;
}

static unsigned find_usual_width(const struct census *census)
{
    unsigned usual = 0;

    for (unsigned width = 1; width < WIDTHS; width++)
        usual = census->widths[width] >= census->widths[usual] ? width : usual;
    return usual;
}

/* Returns whether a number breaks the padding to that width: 0 for no padding at all. */
static bool breaks(const struct e820_look *look, unsigned width)
{
    if (look->digits == 0)
        return false;
    if (width == 0)
        return look->zero_led;
    return look->digits < width || (look->zero_led && look->digits != width);
}

static void blame_number(struct e820_map *map, const struct e820_seen *seen,
                         const struct e820_look *look, unsigned width)
{
    struct e820_fault *fault = &map->fault;

    if (fault->line != 0 && fault->line <= seen->line)
        return;
    *fault = (struct e820_fault){.line = seen->line};
    if (width == 0) {
        snprintf(fault->problem, sizeof fault->problem,
                 "a number starts with 0, and no other does");
    } else {
        snprintf(fault->problem, sizeof fault->problem,
                 "a number has %u digits where the others have %u", look->digits, width);
    }
}

/* The bases of a map or its lengths. */
struct column {
    const struct e820_seen *seen;
    size_t count;
    unsigned which; /* of the looks */
};

/* The first entry whose number does not fit a width; NULL where all fit. */
static const struct e820_seen *find_misfit(const struct column *column, unsigned width)
{
    for (size_t i = 0; i < column->count; i++) {
        if (breaks(&column->seen[i].looks[column->which], width))
            return &column->seen[i];
    }
    return NULL;
}

/* Bases and lengths may be padded each in their own way. */
static void check_column(struct e820_map *map, const struct e820_row *row,
                         const struct column *column)
{
    struct census census = {.halves = true};

    for (size_t i = 0; i < column->count; i++)
        count_number(&census, &column->seen[i], column->which);
    bool even = row != NULL && row->rule.digits == E820_DIGITS_WIDE;
    unsigned width = find_usual_width(&census);
    if (row != NULL && row->rule.digits == E820_DIGITS_MIN8)
        width = 8;
    if ((census.zero_led == 0 && !even) || find_misfit(column, width) == NULL)
        return;
    if (4 * census.zero_led < census.plain)
        width = 0;
    const struct e820_seen *misfit = find_misfit(column, width);
    if (misfit != NULL)
        blame_number(map, misfit, &misfit->looks[column->which], width);
}

/* The digits of value, of which the first high_digits are the high half: the low one
 * has no zero in front, and a memory range ends on a page. */
static bool split_halves(uint64_t value, unsigned digits, unsigned high_digits, uint64_t *decoded)
{
    unsigned low_digits = digits - high_digits;
    uint64_t low = value & ((1ull << 4 * low_digits) - 1);
    uint64_t high = value >> 4 * low_digits;

    if (low_digits == 0 || low_digits > 8 || count_digits(low) != low_digits || low % PAGE != 0)
        return false;
    *decoded = high << 32 | low;
    return high < 1ull << (ADDRESS_BITS - 32);
}

/* The one reading of a number whose high half is not 0; false when there is none, or
 * more than one. */
static bool decode_number(uint64_t value, unsigned digits, uint64_t *decoded)
{
    unsigned readings = 0;
    uint64_t reading;

    for (unsigned high = 1; high < digits; high++) {
        if (split_halves(value, digits, high, &reading)) {
            readings++;
            *decoded = reading;
        }
    }
    return readings == 1;
}

/* A length of more than 4 GiB below 4 GiB would cover the devices there. */
static bool is_plausible(const struct e820_entry *entry)
{
    return entry->length < FOUR_GIB || entry->base >= FOUR_GIB;
}

static bool decode_entry(struct e820_seen *seen, bool *changed)
{
    struct e820_entry *entry = &seen->entry;

    for (unsigned which = 0; which < 2; which++) {
        uint64_t *value = which == 0 ? &entry->base : &entry->length;
        if (seen->looks[which].zero_led || seen->looks[which].digits == 0)
            continue;
        if (!decode_number(*value, seen->looks[which].digits, value))
            return false;
        *changed = true;
    }
    return is_plausible(entry);
}

/* Numbers printed by %x%x: where the high half is 0, they are right as they are. */
static void decode(struct e820_map *map, struct e820_seen *seen, size_t count)
{
    bool changed = false;

    for (size_t i = 0; i < count; i++) {
        if (!decode_entry(&seen[i], &changed)) {
            map->fault = (struct e820_fault){.line = seen[i].line};
            snprintf(map->fault.problem, sizeof map->fault.problem,
                     "high and low half of a number are printed without padding: it is ambiguous");
            return;
        }
    }
    if (changed) {
        e820_map_warn(map, "high and low halves of the numbers are printed without padding: those "
                           "above 4 GiB were put together again");
    }
}

/* Returns whether most numbers have one zero too much in front and are no longer for it: the
 * high half of an address below 4 GiB. Padding would make them equally long. */
static bool is_halves(const struct census *census)
{
    unsigned usual = find_usual_width(census);

    return census->halves && census->zero_led > census->plain &&
           census->widths[usual] < census->zero_led + census->plain;
}

/* Old Linux and Xen pad to 8 or to 16 digits, but not to both in one map. */
void e820_numbers_check(struct e820_map *map, const struct e820_row *row, struct e820_seen *seen,
                        size_t count)
{
    struct census census = {.halves = true};

    for (size_t i = 0; i < count; i++) {
        count_number(&census, &seen[i], 0);
        count_number(&census, &seen[i], 1);
    }
    if (map->form == E820_FORM_MULTIBOOT && is_halves(&census)) {
        decode(map, seen, count);
        return;
    }
    for (unsigned which = 0; which < 2; which++)
        check_column(map, row, &(struct column){seen, count, which});
}
