#include "memviz/e820/e820_compare.h"

#include <inttypes.h>
#include <stdbool.h>

#include "memviz/screen/text.h"

static bool same_range(const struct e820_range *a, const struct e820_range *b)
{
    return a->start == b->start && a->last == b->last && a->type == b->type;
}

static bool has_range(const struct e820_report *report, const struct e820_range *range)
{
    for (size_t i = 0; i < report->clean_count; i++) {
        if (same_range(&report->clean[i], range))
            return true;
    }
    return false;
}

static void write_range(FILE *out, char sign, const struct e820_range *range)
{
    char size[TEXT_NUMBER_SIZE];

    text_format_size(size, range->last - range->start + 1);
    fprintf(out, "%c %016" PRIx64 "-%016" PRIx64 " %s %s\n", sign, range->start, range->last, size,
            e820_type_name(range->type));
}

static void write_total(FILE *out, const struct e820_report *old, const struct e820_report *new,
                        uint32_t type)
{
    uint64_t before = e820_report_total(old, type);
    uint64_t after = e820_report_total(new, type);
    char size[2][TEXT_NUMBER_SIZE];

    if (before == after)
        return;
    text_format_size(size[0], before);
    text_format_size(size[1], after);
    fprintf(out, "  %s: %s, then %s (0x%" PRIx64 " bytes %s)\n", e820_type_name(type), size[0],
            size[1], after > before ? after - before : before - after,
            after > before ? "more" : "less");
}

/* The next range that the other map does not have. */
static size_t skip_common(const struct e820_report *report, size_t at,
                          const struct e820_report *other)
{
    while (at < report->clean_count && has_range(other, &report->clean[at]))
        at++;
    return at;
}

size_t e820_compare_write(FILE *out, const struct e820_report *old, const struct e820_report *new)
{
    size_t count = 0;
    size_t gone = skip_common(old, 0, new);
    size_t come = skip_common(new, 0, old);

    while (gone < old->clean_count || come < new->clean_count) {
        bool first = come == new->clean_count ||
                     (gone < old->clean_count && old->clean[gone].start <= new->clean[come].start);
        if (first) {
            write_range(out, '-', &old->clean[gone]);
            gone = skip_common(old, gone + 1, new);
        } else {
            write_range(out, '+', &new->clean[come]);
            come = skip_common(new, come + 1, old);
        }
        count++;
    }
    for (uint32_t type = E820_FREE; count > 0 && type <= E820_UNUSABLE; type++)
        write_total(out, old, new, type);
    return count;
}
