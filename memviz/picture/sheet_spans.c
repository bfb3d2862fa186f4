#include "memviz/picture/sheet_spans.h"

#include <stdio.h>
#include <string.h>

#include "kernel/core/units.h"
#include "memviz/memory/memory.h"
#include "memviz/model/owners.h"

/* A stretch that is this part of the bar stands alone; smaller ones are grouped where more than a
 * handful follow each other. */
#define ALONE_PART 24u
#define GROUP_MOST 6u

/* A stretch of one kind and one owner. */
struct stretch {
    uint64_t start;
    uint64_t end;
    enum memory_kind kind;
    const char *tag; /* of used frames; NULL: none, or not known */
};

/* Stretches that wait for what follows them. */
struct group {
    size_t count;
    struct stretch first[GROUP_MOST];
    uint64_t start;
    uint64_t end;
    uint64_t used; /* bytes */
};

struct builder {
    struct sheet_spans *spans;
    struct sheet *sheet;
    uint64_t end;
    struct group group;
};

static struct sheet_span *add_span(struct sheet_spans *spans, uint64_t start, uint64_t last)
{
    if (spans->count == SHEET_SPANS_MAX)
        sheet_spans_limit(spans, SHEET_SPANS_MAX - 1);
    struct sheet_span *span = &spans->spans[spans->count++];
    *span = (struct sheet_span){.start = start, .last = last};
    return span;
}

static const char *get_name(const struct sheet *sheet, enum memory_kind kind)
{
    return sheet_memory_name(sheet_memory_kind(sheet->model, kind));
}

static void add_stretch(struct builder *builder, const struct stretch *stretch)
{
    struct sheet_span *span = add_span(builder->spans, stretch->start, stretch->end - 1);

    if (stretch->kind == MEMORY_NONE)
        snprintf(span->name, sizeof span->name, "%s",
                 stretch->end <= 4 * GIB && builder->end > 4 * GIB ? "PCI hole" : "no memory");
    else if (stretch->kind == MEMORY_USED && stretch->tag != NULL)
        snprintf(span->name, sizeof span->name, "used: %s", stretch->tag);
    else
        snprintf(span->name, sizeof span->name, "%s", get_name(builder->sheet, stretch->kind));
    span->must = stretch->kind == MEMORY_KERNEL || stretch->kind == MEMORY_HEAP ||
                 stretch->kind == MEMORY_HEAP_LEFT;
}

static void end_group(struct builder *builder)
{
    struct group *group = &builder->group;

    if (group->count > GROUP_MOST) {
        struct sheet_span *span = add_span(builder->spans, group->start, group->end - 1);
        char used[SHEET_RANGE_SIZE];
        sheet_format_size(used, group->used);
        snprintf(span->name, sizeof span->name, "%zu parts, %s used", group->count, used);
        span->must = true;
    } else {
        for (size_t i = 0; i < group->count; i++)
            add_stretch(builder, &group->first[i]);
    }
    group->count = 0;
    group->used = 0;
}

/* What is worth a name of its own whatever stands beside it. */
static bool stands_alone(const struct builder *builder, const struct stretch *stretch)
{
    bool frames = stretch->kind == MEMORY_FREE || stretch->kind == MEMORY_USED ||
                  stretch->kind == MEMORY_RESERVED || stretch->kind == MEMORY_UNKNOWN;

    return !frames || stretch->end - stretch->start >= builder->end / ALONE_PART;
}

static void take_stretch(struct builder *builder, const struct stretch *stretch)
{
    struct group *group = &builder->group;

    if (stands_alone(builder, stretch)) {
        end_group(builder);
        bool small = stretch->end - stretch->start < builder->end / ALONE_PART;
        if (stretch->kind != MEMORY_NONE || !small)
            add_stretch(builder, stretch);
        return;
    }
    if (group->count == 0)
        group->start = stretch->start;
    if (group->count < GROUP_MOST)
        group->first[group->count] = *stretch;
    group->end = stretch->end;
    group->used += stretch->kind == MEMORY_USED ? stretch->end - stretch->start : 0;
    group->count++;
}

static const char *find_tag(const struct model *model, const struct stretch *stretch)
{
    const struct model_owner *owner =
        stretch->kind == MEMORY_USED ? owners_find(model, stretch->start) : NULL;

    return owner != NULL ? owner->tag : NULL;
}

static bool is_same(const struct stretch *a, const struct stretch *b)
{
    if (a->kind != b->kind || (a->tag == NULL) != (b->tag == NULL))
        return false;
    return a->tag == NULL || strcmp(a->tag, b->tag) == 0;
}

/* Regions and marks end a stretch for the index, and not here: two that are alike are joined. */
static void list_bar(struct builder *builder)
{
    struct sheet *sheet = builder->sheet;
    uint64_t at = sheet->low.count > 0 ? MIB : 0;
    struct stretch pending = {0};

    sheet->index.by_owner = true;
    while (at < builder->end) {
        struct stretch next = {.start = at,
                               .end = memory_find_end(&sheet->index, at, builder->end),
                               .kind = memory_find_kind(&sheet->index, at)};
        next.tag = find_tag(sheet->model, &next);
        at = next.end;
        if (pending.end == next.start && pending.end > 0 && is_same(&pending, &next)) {
            pending.end = next.end;
            continue;
        }
        if (pending.end > 0)
            take_stretch(builder, &pending);
        pending = next;
    }
    sheet->index.by_owner = false;
    if (pending.end > 0)
        take_stretch(builder, &pending);
    end_group(builder);
}

void sheet_spans_build(struct sheet_spans *spans, struct sheet *sheet, uint64_t end,
                       const size_t far[2])
{
    struct builder builder = {.spans = spans, .sheet = sheet, .end = end};

    spans->count = 0;
    spans->hidden = 0;
    if (sheet->low.count > 0) {
        struct sheet_span *low = add_span(spans, 0, MIB - 1);
        snprintf(low->name, sizeof low->name, "first MiB");
        low->must = true;
    }
    list_bar(&builder);
    for (size_t i = far[0]; i < far[0] + far[1]; i++) {
        const struct e820_range *range = &sheet->index.ranges[i];
        struct sheet_span *span = add_span(spans, range->start, range->last);
        snprintf(span->name, sizeof span->name, "%s",
                 get_name(sheet, memory_get_mapped_kind(range->type)));
        span->must = true;
    }
}

void sheet_spans_limit(struct sheet_spans *spans, size_t room)
{
    while (spans->count > room) {
        size_t smallest = spans->count - 1;
        for (size_t i = 0; i < spans->count; i++) {
            const struct sheet_span *span = &spans->spans[i];
            const struct sheet_span *other = &spans->spans[smallest];
            bool smaller = span->last - span->start < other->last - other->start;
            if (span->must == other->must ? smaller : other->must)
                smallest = i;
        }
        spans->count--;
        spans->hidden++;
        memmove(&spans->spans[smallest], &spans->spans[smallest + 1],
                (spans->count - smallest) * sizeof spans->spans[0]);
    }
}
