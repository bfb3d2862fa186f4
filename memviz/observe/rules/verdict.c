#include "memviz/observe/rules/verdict.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "memviz/observe/rules/reported.h"
#include "memviz/observe/rules/sentence.h"

/* Lines in all, the last instructions and the end included. */
#define LINES_MAX 10u
#define TEXT_SIZE 1024u

enum verdict verdict_get(const struct verdict_input *input)
{
    /* A finding stands, whatever is missing besides. */
    if (findings_first(&input->observer->findings) != NULL)
        return VERDICT_FINDINGS;
    bool whole = input->problem == NULL && input->steps->unknown == 0 && input->steps->lost == 0 &&
                 !input->observer->shadow.exhausted && input->steps->instructions > 0;
    return whole ? VERDICT_CLEAN : VERDICT_NONE;
}

/* Writes in one sentence why no verdict is possible. */
static void describe_problem(const struct verdict_input *input, char *text, size_t size)
{
    const struct steps *steps = input->steps;

    if (input->problem != NULL)
        snprintf(text, size, "%s", input->problem);
    else if (steps->instructions == 0)
        snprintf(text, size,
                 "no instruction in it: is this a trace of Bochs with trace on, "
                 "trace-mem on and $event_reports = 1?");
    else if (steps->unknown > 0)
        snprintf(text, size, "%" PRIu64 " lines of unknown form, the first: %s", steps->unknown,
                 steps->unknown_line);
    else
        snprintf(text, size, "not enough memory to keep all that happened");
}

/* How the machine ended. */
static void describe_end(const struct verdict_input *input, char *text, size_t size)
{
    static const char *const names[] = {[ENDING_RUNNING] = "still running",
                                        [ENDING_TRIPLE] = "triple fault",
                                        [ENDING_HALTED] = "halted with interrupts off",
                                        [ENDING_IDLE] = "idle: halted, waiting for interrupts",
                                        [ENDING_LOOP] = "in a loop that does nothing",
                                        [ENDING_FAULT_LOOP] = "the same fault again and again",
                                        [ENDING_KEY] = "the BIOS waits for a key"};
    struct observer *observer = input->observer;
    struct finding place = {.text = ""};
    struct sentence sentence = {.observer = observer, .finding = &place};

    say_place(&sentence, observer->guest_site);
    snprintf(text, size, "%s%s%s, last at %s", names[observer->ending],
             input->ended != NULL ? "; " : "", input->ended != NULL ? input->ended : "",
             place.text);
}

/* The last instructions before the end, oldest first, in one line. */
static void describe_recent(struct observer *observer, char *text, size_t size)
{
    size_t used = 0;
    char insn[48];
    unsigned count =
        observer->recent_count < OBSERVER_RECENT ? observer->recent_count : OBSERVER_RECENT;

    text[0] = '\0';
    for (unsigned i = observer->recent_count - count; i != observer->recent_count; i++) {
        uint32_t site = observer->recent[i % OBSERVER_RECENT];
        sites_text(&observer->sites, site, insn, sizeof insn);
        int length = snprintf(text + used, size - used, "%s0x%" PRIx32 " %s", used > 0 ? " | " : "",
                              sites_get(&observer->sites, site)->physical, insn);
        if (length < 0 || (size_t)length >= size - used)
            break;
        used += (size_t)length;
    }
}

/* The lines after the first: what followed from it. */
static unsigned write_consequences(const struct verdict_input *input, FILE *out,
                                   const struct finding *first, unsigned lines)
{
    const struct findings *findings = &input->observer->findings;
    char text[TEXT_SIZE];
    unsigned more = 0;

    for (unsigned i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->list[i];
        if (finding == first || finding->severity == SEVERITY_NOTE)
            continue;
        if (lines >= 5) {
            more++;
            continue;
        }
        sentence_render(input->observer, finding, text, sizeof text);
        fprintf(out, "  then, at tick %" PRIu64 ": %s\n", finding->tick, text);
        lines++;
    }
    for (unsigned i = 0; i < RULE_COUNT; i++)
        more += findings->folded[i] != 0;
    if (more > 0) {
        fprintf(out, "  and %u more kinds of findings, most likely because of the first\n", more);
        lines++;
    }
    return lines;
}

/* What the layout document had to do with the run, in a line. A share is rounded down: 100 %
 * means all. */
static void describe_layout(const struct layout *layout, char *text, size_t size)
{
    uint64_t share = layout->stores > 0 ? layout->covered * 10000 / layout->stores : 0;
    char fraction[8] = "";

    if (layout->covered < layout->stores)
        snprintf(fraction, sizeof fraction, ".%02u", (unsigned)(share % 100));
    snprintf(text, size,
             "%" PRIu64 "%s %% of %" PRIu64
             " stores lie in rows alive in their step or are declared; "
             "%u of %zu boot steps were reached",
             share / 100, fraction, layout->stores, layout->step, layout->doc.step_count);
}

/* What the comparison with files gave. */
static unsigned write_files(const struct expected *expected, FILE *out, unsigned lines)
{
    for (unsigned i = 0; i < expected->count && lines < LINES_MAX - 2; i++) {
        const struct expected_file *file = &expected->files[i];
        if (!file->ran)
            continue;
        fprintf(out,
                "  file: %s at 0x%" PRIx64 ": %" PRIu64 " of %" PRIu64
                " bytes were in memory as on disk when it first ran\n",
                file->name, file->address, file->equal, file->size);
        lines++;
    }
    return lines;
}

static unsigned write_notes(const struct verdict_input *input, FILE *out, unsigned lines)
{
    const struct findings *findings = &input->observer->findings;
    char text[TEXT_SIZE];

    for (unsigned i = 0; i < findings->count && lines < LINES_MAX - 2; i++) {
        if (findings->list[i].severity != SEVERITY_NOTE)
            continue;
        sentence_render(input->observer, &findings->list[i], text, sizeof text);
        fprintf(out, "  note: %s\n", text);
        lines++;
    }
    return lines;
}

enum verdict verdict_write_text(const struct verdict_input *input, FILE *out)
{
    const struct finding *first = findings_first(&input->observer->findings);
    enum verdict verdict = verdict_get(input);
    char text[TEXT_SIZE];
    unsigned lines = 1;

    if (verdict == VERDICT_NONE) {
        describe_problem(input, text, sizeof text);
        fprintf(out, "%s: no verdict: %s\n", input->name, text);
    } else if (first != NULL) {
        sentence_render(input->observer, first, text, sizeof text);
        fprintf(out, "%s: %s: %s\n", input->name, findings_rule_name(first->rule), text);
        lines = write_consequences(input, out, first, lines);
    } else
        fprintf(out, "%s: clean: %" PRIu64 " instructions, %" PRIu64 " of them not the BIOS's\n",
                input->name, input->steps->instructions, input->observer->instructions);
    if (input->steps->instructions == 0)
        return verdict;
    if (input->observer->layout != NULL) {
        describe_layout(input->observer->layout, text, sizeof text);
        fprintf(out, "  layout: %s\n", text);
        lines++;
        if (input->observer->reported != NULL && reported_count(input->observer->reported) > 0) {
            fprintf(out, "  telemetry: %u statements about steps, stacks and heap were compared\n",
                    reported_count(input->observer->reported));
            lines++;
        }
    }
    lines = write_files(&input->observer->expected, out, lines);
    write_notes(input, out, lines);
    describe_end(input, text, sizeof text);
    fprintf(out, "  end: %s\n", text);
    if (first != NULL) {
        describe_recent(input->observer, text, 300);
        fprintf(out, "  last instructions: %s\n", text);
    }
    return verdict;
}

static json_t *pack_finding(const struct verdict_input *input, const struct finding *finding)
{
    static const char *const severities[] = {"note", "finding", "finding"};
    char text[TEXT_SIZE];

    sentence_render(input->observer, finding, text, sizeof text);
    return json_pack("{s:s, s:s, s:I, s:I, s:s}", "rule", findings_rule_name(finding->rule),
                     "severity", severities[finding->severity], "tick", (json_int_t)finding->tick,
                     "count", (json_int_t)finding->count, "text", text);
}

enum verdict verdict_write_json(const struct verdict_input *input, FILE *out)
{
    static const char *const verdicts[] = {"clean", "findings", "none"};
    const struct findings *findings = &input->observer->findings;
    const struct finding *first = findings_first(findings);
    enum verdict verdict = verdict_get(input);
    char text[TEXT_SIZE];
    json_t *list = json_array();

    if (first != NULL)
        json_array_append_new(list, pack_finding(input, first));
    for (unsigned i = 0; i < findings->count; i++)
        if (&findings->list[i] != first)
            json_array_append_new(list, pack_finding(input, &findings->list[i]));
    describe_end(input, text, sizeof text);
    json_t *object =
        json_pack("{s:s, s:s, s:o, s:s, s:I, s:I, s:I, s:I}", "name", input->name, "verdict",
                  verdicts[verdict], "findings", list, "end", text, "instructions",
                  (json_int_t)input->steps->instructions, "lines", (json_int_t)input->steps->lines,
                  "unknown_lines", (json_int_t)input->steps->unknown, "tick",
                  (json_int_t)input->observer->tick);
    if (object == NULL)
        return VERDICT_NONE;
    const struct layout *layout = input->observer->layout;
    if (layout != NULL)
        json_object_set_new(object, "layout",
                            json_pack("{s:I, s:I, s:i, s:i}", "stores", (json_int_t)layout->stores,
                                      "declared", (json_int_t)layout->covered, "step",
                                      (int)layout->step, "steps", (int)layout->doc.step_count));
    if (verdict == VERDICT_NONE) {
        describe_problem(input, text, sizeof text);
        json_object_set_new(object, "problem", json_string(text));
    }
    json_dumpf(object, out, JSON_INDENT(1));
    fputc('\n', out);
    json_decref(object);
    return verdict;
}
