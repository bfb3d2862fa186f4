/*
 * The boot timeline: the steps, the time-stamp counter at each, the ticks
 * since the one before and, where there is room, a bar on a common scale, and
 * what each step brought alive and left reusable.
 */
#include "memviz/views/view_boot.h"

#include <stdio.h>
#include <string.h>

#include "kernel/core/layout.h"
#include "memviz/model/identity.h"
#include "memviz/screen/text.h"

#define NAME_WIDTH 10u
/* Ten digits and their commas: a boot takes some 600,000 ticks in Bochs,
 * billions on hardware. */
#define TICKS_WIDTH 13u
#define DELTA_WIDTH 14u
#define BAR_MIN     12u

/* Where rows are plenty, each step of Strata has a second one for what it did. */
static bool shows_effects(const struct view_context *context)
{
    return identity_is_strata(context->model) && context->rows >= 2 * BOOT_STEP_COUNT;
}

static size_t count_rows(const struct view_context *context)
{
    return identity_count_steps(context->model) * (shows_effects(context) ? 2 : 1);
}

/* Ticks from the step before to this one; false when either is not known. */
static bool get_delta(const struct model *model, unsigned step, uint64_t *delta)
{
    const struct model_step *now = &model->steps[step];
    const struct model_step *before = &model->steps[step - 1];

    if (step == 1 || !now->timed || !before->timed || now->tsc < before->tsc)
        return false;
    *delta = now->tsc - before->tsc;
    return true;
}

/* Where ticks lie on a bar of width cells from the first step to the last. */
static unsigned scale_ticks(const struct model *model, uint64_t ticks, unsigned width)
{
    uint64_t first = model->steps[1].tsc;
    uint64_t span = model->steps[identity_count_steps(model)].tsc - first;

    return span == 0 ? 0 : (unsigned)((double)(ticks - first) / (double)span * width);
}

/* The regions for which a step is the first, or the first that may reuse them. */
static void append_regions(char *text, size_t size, unsigned step, bool alive)
{
    size_t count;
    const struct layout_row *rows = layout_rows(&count);
    bool any = false;

    for (size_t i = 0; i < count; i++) {
        unsigned at = alive ? rows[i].alive_step : rows[i].reuse_step;
        if (at == step && rows[i].kind == LAYOUT_DECLARED) {
            snprintf(text + strlen(text), size - strlen(text), "%s%s",
                     any     ? " "
                     : alive ? "alive "
                             : "reusable ",
                     rows[i].symbol);
            any = true;
        }
    }
}

/* What a step brought alive and what it left reusable, as declared. */
static void draw_effect(struct pen *pen, unsigned step)
{
    char text[512] = "";

    append_regions(text, sizeof text, step, true);
    pen_text(pen, "    ");
    pen_text_as(pen, ROLE_ALIVE, text);
    unsigned gap = text[0] != '\0' ? 2 : 0;
    text[0] = '\0';
    append_regions(text, sizeof text, step, false);
    pen_fill_to(pen, pen->col + (text[0] != '\0' ? gap : 0), ' ');
    pen->role = ROLE_REUSABLE;
    pen_left(pen, pen_room(pen), text);
}

/* All on one scale, so that a slow step is seen at a glance; before the last
 * step is timed there is none. */
static void draw_bar(struct pen *pen, const struct view_context *context, unsigned step)
{
    const struct model *model = context->model;
    uint64_t delta;

    const struct model_step *last = &model->steps[identity_count_steps(model)];
    if (pen_room(pen) < BAR_MIN || !model->steps[1].timed || !last->timed ||
        last->tsc < model->steps[1].tsc || !get_delta(model, step, &delta))
        return;
    pen_text(pen, "  ");
    unsigned left = pen->col;
    unsigned width = pen_room(pen);
    unsigned from = scale_ticks(model, model->steps[step - 1].tsc, width);
    unsigned to = scale_ticks(model, model->steps[step].tsc, width);
    pen_fill_to(pen, left + from, ' ');
    pen->role = ROLE_GOOD;
    /* However short, a step shows. */
    pen_fill_to(pen, left + (to > from ? to : from + 1), context->glyphs->bar);
}

/* Total and difference: Bochs counts the same ticks at every boot, so both can
 * be compared between versions. */
static void draw_step(struct pen *pen, const struct view_context *context, unsigned step)
{
    const struct model_step *state = &context->model->steps[step];
    char text[TEXT_NUMBER_SIZE];

    snprintf(text, sizeof text, "%u ", step);
    struct change what = {context->fresh, step, step + 1, CHANGE_STEP};
    bool changed = context->fresh != CHANGES_NONE && changes_has(&context->model->changes, &what);
    pen->role = changed ? ROLE_CHANGED : state->reached ? ROLE_NORMAL : ROLE_DIM;
    pen_text(pen, text);
    pen_left(pen, NAME_WIDTH, identity_get_step_name(context->model, step));
    if (!state->reached) {
        pen_right(pen, TICKS_WIDTH, "not yet");
        return;
    }
    pen->role = ROLE_NUMBER;
    text_format_grouped(text, state->tsc);
    /* The loader says a step when it is reached, and the kernel the ticks later:
     * until then a dash. */
    pen_right(pen, TICKS_WIDTH, state->timed ? text : "-");
    uint64_t delta;
    bool known = get_delta(context->model, step, &delta);
    if (known) {
        char digits[TEXT_NUMBER_SIZE];
        text_format_grouped(digits, delta);
        snprintf(text, sizeof text, "+%.30s", digits);
    }
    pen_right(pen, DELTA_WIDTH, known ? text : "-");
    draw_bar(pen, context, step);
}

/* The effects follow from the layout and not from what was reported, so they are
 * there before the step is. */
static void draw(const struct window *window, const struct view_context *context)
{
    unsigned each = shows_effects(context) ? 2 : 1;
    unsigned steps = identity_count_steps(context->model);

    for (unsigned i = 0; i < window->rows && context->top + i < steps * each; i++) {
        struct pen pen = window_pen(window, i);
        unsigned row = (unsigned)context->top + i;
        if (row % each == 0)
            draw_step(&pen, context, row / each + 1);
        else
            draw_effect(&pen, row / each + 1);
    }
}

static void summarise(char *text, size_t size, const struct view_context *context)
{
    snprintf(text, size, "%s",
             context->model->fail.known && !context->model->hello.known ? "FAILED"
                                                                        : "ticks  since previous");
}

const struct view *view_boot_get(void)
{
    static const struct view view = {"Boot", false, count_rows, draw, summarise, NULL, NULL};

    return &view;
}
