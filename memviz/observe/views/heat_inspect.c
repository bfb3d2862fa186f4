#include "memviz/observe/views/heat_inspect.h"

#include <inttypes.h>

#include "memviz/observe/rules/sentence.h"
#include "memviz/observe/rules/writers.h"
#include "memviz/observe/views/heat_declared.h"
#include "memviz/observe/views/heat_reported.h"
#include "memviz/observe/views/heat_time.h"
#include "memviz/screen/text.h"

#define WRITERS_SHOWN 12u
#define TEXT_SIZE     1024u

/* Stores of one place, one after the other. */
struct group {
    uint32_t newest; /* index in the log */
    uint64_t count;
    uint64_t first_tick;
    uint64_t start;
    uint64_t end;
};

static void write_counts(const struct heat_view *view, const struct heat_scene *scene,
                         struct address_range target, FILE *out)
{
    static const char *const names[] = {"stores", "loads", "executions"};
    char number[TEXT_NUMBER_SIZE];
    uint64_t first = heat_cell_start(scene->heat, target.start);
    uint64_t size = heat_cell_size(scene->heat, target.start);
    /* A byte has no count of its own, so its cell's is named as such. */
    uint64_t last = target.end - target.start < size ? first + size : target.end;
    struct heat_span span = heat_view_span(view, scene->heat);
    struct heat_sum sum = heat_sum(scene->heat, first, last, span);

    if (target.end - target.start == 1)
        fprintf(out, "byte 0x%" PRIx64 "; ", target.start);
    fprintf(out, "cell 0x%" PRIx64 "-0x%" PRIx64 ":", first, last);
    for (unsigned kind = 0; kind < HEAT_KINDS; kind++) {
        text_format_grouped(number, sum.counts[kind]);
        fprintf(out, "%s %s %s", kind > 0 ? "," : "", number, names[kind]);
    }
    if (span.first > 0)
        fprintf(out, " since tick %" PRIu64, scene->heat->slices[span.first].first_tick);
    fputc('\n', out);
}

/* The place of the code that stored, and what it is called. */
static void write_place(const struct heat_scene *scene, uint32_t index, FILE *out)
{
    struct finding line = {.text = ""};
    struct sentence sentence = {.observer = scene->observer, .finding = &line};
    char text[TEXT_SIZE];

    say_writer(&sentence, index);
    sentence_render(scene->observer, &line, text, sizeof text);
    fputs(text, out);
}

static void write_group(const struct heat_scene *scene, const struct group *group, FILE *out)
{
    const struct store *store = store_log_get(&scene->observer->log, group->newest);
    char number[TEXT_NUMBER_SIZE];

    fprintf(out, "  tick %" PRIu64, group->first_tick);
    if (store->last_tick != group->first_tick)
        fprintf(out, "-%" PRIu64, store->last_tick);
    if (group->count > 1) {
        text_format_grouped(number, group->count);
        fprintf(out, ": %s times", number);
    }
    fputs(": ", out);
    if (store->kind != STORE_LOADED)
        fprintf(out, "%s of ", store_kind_name(store->kind));
    fprintf(out, "0x%" PRIx64 "-0x%" PRIx64 " by ", group->start, group->end);
    write_place(scene, group->newest, out);
    fputc('\n', out);
}

/* Returns whether a store belongs to the group of the one after it in time. */
static bool joins(const struct heat_scene *scene, const struct group *group, uint32_t index)
{
    const struct store *store = store_log_get(&scene->observer->log, index);
    const struct store *newest = store_log_get(&scene->observer->log, group->newest);

    return group->count > 0 && store->site == newest->site && store->kind == newest->kind &&
           store->read == newest->read;
}

static void join(const struct heat_scene *scene, struct group *group, uint32_t index)
{
    const struct store *store = store_log_get(&scene->observer->log, index);
    uint64_t end = (uint64_t)store->address + store->length;

    if (group->count == 0)
        *group = (struct group){.newest = index, .start = store->address, .end = end};
    group->count++;
    group->first_tick = store->tick;
    group->start = store->address < group->start ? store->address : group->start;
    group->end = end > group->end ? end : group->end;
}

/* Newest first. What one place stored again and again is one line. */
static unsigned write_chain(const struct heat_scene *scene, struct address_range range,
                            uint64_t tick, FILE *out)
{
    const struct observer *observer = scene->observer;
    struct group group = {0};
    unsigned lines = 0;

    for (uint32_t i = writers_find_range(observer, range, tick, observer->log.count); i != 0;
         i = writers_find_range(observer, range, tick, i)) {
        if (group.count > 0 && !joins(scene, &group, i)) {
            write_group(scene, &group, out);
            group.count = 0;
            if (++lines == WRITERS_SHOWN) {
                fputs("  and others before\n", out);
                return lines;
            }
        }
        join(scene, &group, i);
    }
    if (group.count > 0) {
        write_group(scene, &group, out);
        lines++;
    }
    return lines;
}

static void write_declared(const struct heat_scene *scene, uint64_t address, uint64_t tick,
                           FILE *out)
{
    if (scene->observer->layout != NULL)
        heat_declared_write(scene->observer->layout, address, tick, out);
    else
        fputs("declared: no layout is known; give one with --layout\n", out);
}

static void write_reported(const struct heat_scene *scene, uint64_t address, FILE *out)
{
    if (scene->model != NULL)
        heat_reported_write(scene->model, address, out);
    else
        fputs("reported: telemetry is read where a layout is known\n", out);
}

void heat_inspect_write(const struct heat_view *view, const struct heat_scene *scene, FILE *out)
{
    struct heat_span span = heat_view_span(view, scene->heat);
    struct address_range target = heat_view_target(view);

    if (span.end == 0) {
        fputs("nothing has run yet\n", out);
        return;
    }
    uint64_t tick = scene->heat->slices[span.end - 1].last_tick;
    write_counts(view, scene, target, out);
    write_declared(scene, target.start, tick, out);
    write_reported(scene, target.start, out);
    fputs("observed: written by\n", out);
    if (write_chain(scene, target, tick, out) == 0)
        fputs("  nobody up to here\n", out);
}

void heat_inspect_write_findings(const struct heat_scene *scene, FILE *out)
{
    const struct findings *findings = &scene->observer->findings;
    const struct finding *first = findings_first(findings);
    char text[TEXT_SIZE];

    for (unsigned i = 0; i <= findings->count; i++) {
        const struct finding *finding = i == 0 ? first : &findings->list[i - 1];
        if (finding == NULL || (i > 0 && finding == first))
            continue;
        sentence_render(scene->observer, finding, text, sizeof text);
        fprintf(out, "tick %" PRIu64 ": %s%s: %s\n", finding->tick,
                finding->severity == SEVERITY_NOTE ? "note: " : "",
                findings_rule_name(finding->rule), text);
    }
    if (findings->count == 0)
        fputs(scene->live ? "nothing was found so far\n" : "nothing was found\n", out);
}
