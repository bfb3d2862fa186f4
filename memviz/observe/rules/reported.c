#include "memviz/observe/rules/reported.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/model/model_apply.h"
#include "memviz/observe/rules/sentence.h"

/* COM2's registers (16550 data sheet): while the divisor latch bit of the line control
 * register is set, the data port is half of the divisor. */
#define COM2_DATA    0x2f8u
#define COM2_CONTROL 0x2fbu
#define LATCH        0x80u

/* The time stamp is read a few instructions before or after a step begins. */
#define STAMP_SLACK 64u

/* The kernel's heap pads an allocation to this. */
#define HEAP_PAD 16u

struct reported {
    struct observer *observer;
    struct model *model;
    struct record_decoder decoder;
    bool latch;
    bool heap;                      /* a record of it has come */
    bool stacks;                    /* both marks have come */
    unsigned compared;              /* statements */
    bool steps[MODEL_STEP_MAX + 1]; /* compared already */
};

static bool begin_as(struct reported *reported, struct sentence *sentence, enum rule rule,
                     uint64_t key)
{
    reported->observer->about = ALLOWED_NOWHERE;
    return sentence_begin(sentence, reported->observer, rule, key);
}

static bool begin(struct reported *reported, struct sentence *sentence, uint64_t key)
{
    return begin_as(reported, sentence, RULE_REPORTED, key);
}

/* Until when the time stamp of a step may have been read. Strata's loader reads it before the
 * step's label, except for step 1; another kernel may do so at any time in the step. */
static uint64_t get_latest(const struct layout *layout, unsigned step, uint64_t now)
{
    unsigned end = layout->own && step > 1 ? step : step + 1;

    return end <= layout->step ? layout->reached_at[end] : now;
}

static void compare_step(struct reported *reported, unsigned step)
{
    const struct layout *layout = reported->observer->layout;
    const struct model_step *said = &reported->model->steps[step];
    struct sentence sentence;

    if (step > layout->doc.step_count || reported->steps[step])
        return;
    reported->steps[step] = true;
    reported->compared++;
    uint64_t from = layout->reached_at[step > 1 ? step - 1 : 1];
    uint64_t until = get_latest(layout, step, reported->observer->tick);
    bool early = step > layout->step + 1;
    bool wrong = said->timed && (said->tsc + STAMP_SLACK < from || said->tsc > until + STAMP_SLACK);
    if ((!early && !wrong) || !begin(reported, &sentence, step))
        return;
    say(&sentence, "the telemetry reports boot step %u (%s)", step,
        doc_step_name(&layout->doc, step));
    if (early)
        say(&sentence, " in step %u (%s): what lies between has not begun", layout->step,
            doc_step_name(&layout->doc, layout->step));
    else
        say(&sentence,
            " at time stamp %" PRIu64 ", but it was observed between %" PRIu64 " and %" PRIu64,
            said->tsc, from, until);
}

/* A stack reached an address when it was the lowest once. Bytes that a frame left at the
 * value of the paint count as unused; where there is paint, the lowest byte still has it. */
static bool was_low(const struct observer *observer, unsigned row, uint64_t at)
{
    const struct layout_lows *lows = &observer->layout->lows[observer->layout->stack_of[row]];
    struct shadow_byte paint =
        shadow_get(&observer->shadow, observer->layout->doc.rows[row].at.start);
    bool painted = store_log_get(&observer->log, paint.store)->kind == STORE_FILL;

    for (unsigned i = 0; i < lows->count; i++) {
        uint64_t low = lows->values[i];
        while (painted && low < at && shadow_get(&observer->shadow, low).value == paint.value)
            low++;
        if (low == at)
            return true;
    }
    return lows->count == LAYOUT_LOWS_MAX;
}

static void compare_low(struct reported *reported, const char *symbol, uint64_t at)
{
    struct observer *observer = reported->observer;
    unsigned row = layout_find_row(observer->layout, at);
    struct sentence sentence;
    bool stack = row != LAYOUT_NO_ROW && layout_is_stack(observer->layout, row);

    if (!observer->layout->has_stacks)
        return;
    reported->compared++;
    const struct layout_lows *lows =
        stack ? &observer->layout->lows[observer->layout->stack_of[row]] : NULL;
    if ((stack && was_low(observer, row, at)) || !begin(reported, &sentence, at))
        return;
    say(&sentence, "the telemetry reports %s 0x%" PRIx64, symbol, at);
    if (!stack)
        say(&sentence, ", which is in no stack of the layout");
    else if (lows->count == 0)
        say(&sentence, ", but nothing was stored to %s", observer->layout->doc.rows[row].symbol);
    else
        say(&sentence,
            ", but %s was never used down to there and no further: it is at 0x%" PRIx64 " now",
            observer->layout->doc.rows[row].symbol, lows->values[lows->count - 1]);
}

/* The first store that ends at the cursor, and the highest before it. */
static void compare_heap(struct reported *reported)
{
    struct observer *observer = reported->observer;
    uint64_t start = reported->model->heap.start;
    uint64_t cursor = reported->model->heap.cursor;
    uint64_t high = start;
    struct sentence sentence;

    for (uint32_t i = 1; i < observer->log.count; i++) {
        const struct store *store = store_log_get(&observer->log, i);
        uint64_t end = (uint64_t)store->address + store->length;
        if (store->address < start || store->address >= reported->model->heap.end)
            continue;
        if (end > high)
            high = end;
        if ((end + HEAP_PAD - 1) / HEAP_PAD * HEAP_PAD == cursor)
            break;
    }
    reported->compared++;
    if ((high + HEAP_PAD - 1) / HEAP_PAD * HEAP_PAD == cursor ||
        !begin(reported, &sentence, UINT64_MAX))
        return;
    say(&sentence, "the telemetry reports the heap's cursor at 0x%" PRIx64, cursor);
    if (high > cursor)
        say(&sentence, ", but stores reached 0x%" PRIx64 " before", high);
    else
        say(&sentence, ", but the heap was never used beyond 0x%" PRIx64, high);
}

/* The guest has found out itself that something is wrong, and says what. */
static void take_failure(struct reported *reported, const char *code, const char *text)
{
    struct sentence sentence;

    if (begin_as(reported, &sentence, RULE_GAVE_UP, 0))
        say(&sentence, "the guest reports %s: %s", code, text);
}

/* Compares what a record has changed. */
static void compare(struct reported *reported, const struct record *record)
{
    const struct model *model = reported->model;
    uint64_t at;

    if (strcmp(record->type, "fail") == 0)
        take_failure(reported, model->fail.code, model->fail.text);
    else if (strcmp(record->type, "fault") == 0)
        take_failure(reported, model->fault.name, model->fault.text);
    if (reported->observer->layout == NULL)
        return;
    if (strcmp(record->type, "boot") == 0) {
        for (unsigned step = 1; step <= MODEL_STEP_MAX; step++)
            if (model->steps[step].reached)
                compare_step(reported, step);
    } else if (strcmp(record->type, "heap") == 0 && model->heap.known) {
        reported->heap = true;
        if (reported->observer->layout->own)
            compare_heap(reported);
    } else if (strcmp(record->type, "mark") == 0 && !reported->stacks &&
               model_find_mark(model, "stack_low", &at)) {
        reported->stacks = true;
        compare_low(reported, "stack_low", at);
        if (model_find_mark(model, "real_stack_low", &at))
            compare_low(reported, "real_stack_low", at);
    }
}

static bool take_record(void *context, const struct record *record)
{
    struct reported *reported = context;

    if (record->new_boot)
        model_reset(reported->model);
    if (!model_apply_record(reported->model, record))
        return false;
    compare(reported, record);
    return true;
}

static void take_damage(void *context)
{
    struct reported *reported = context;

    model_note_damage(reported->model);
}

struct reported *reported_create(struct observer *observer)
{
    struct reported *reported = calloc(1, sizeof *reported);

    if (reported == NULL)
        return NULL;
    reported->observer = observer;
    reported->model = model_create();
    if (reported->model == NULL) {
        free(reported);
        return NULL;
    }
    const struct record_sink sink = {
        .take = take_record, .damage = take_damage, .context = reported};
    record_decoder_init(&reported->decoder, &sink);
    return reported;
}

void reported_free(struct reported *reported)
{
    if (reported == NULL)
        return;
    model_destroy(reported->model);
    free(reported);
}

void reported_take(struct reported *reported, const struct port_access *port)
{
    if (!port->write)
        return;
    uint8_t byte = (uint8_t)port->value;
    if (port->port == COM2_CONTROL)
        reported->latch = (byte & LATCH) != 0;
    else if (port->port == COM2_DATA && !reported->latch)
        record_decoder_feed(&reported->decoder, &byte, 1);
}

const struct model *reported_get_model(const struct reported *reported)
{
    return reported->model;
}

unsigned reported_count(const struct reported *reported)
{
    return reported->compared;
}

bool reported_is_due(const struct reported *reported)
{
    return reported->observer->layout != NULL && reported->decoder.started &&
           !(reported->heap && reported->stacks);
}
