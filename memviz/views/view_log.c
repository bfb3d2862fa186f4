/*
 * The kernel log: each line with the time-stamp counter it was written at.
 * Lines that were lost, and not yet repeated, show as missing. When the boot
 * failed or the kernel gave up, the sentence of the failure stands below it.
 */
#include "memviz/views/view_log.h"

#include <stdio.h>

#include "memviz/screen/text.h"

/* Of ticks since the reset of the machine, not of the kernel's start. */
#define TICKS_WIDTH 14u

/* The failure as one text, to be wrapped. */
#define FAIL_SIZE (MODEL_SYMBOL_SIZE + MODEL_TEXT_SIZE + 32u)

/* Lost lines between two that came count too: a gap that is shown can be asked
 * about. */
static size_t count_lines(const struct model *model)
{
    return model->log_end - model_log_start(model);
}

/* Boot and kernel fail by the same record; which it was, hello says. A panic
 * sends the same record as a boot that failed. */
static void format_fail(char text[FAIL_SIZE], const struct model *model)
{
    if (model->fault.known) {
        snprintf(text, FAIL_SIZE, "fault, %.63s at %.160s: %.320s", model->fault.name,
                 model->fault.place, model->fault.text);
        return;
    }
    snprintf(text, FAIL_SIZE, "%s, code %s: %s", model->hello.known ? "halted" : "boot failed",
             model->fail.code, model->fail.text);
}

/* A failed boot, or a panic, has the last word, in as many rows as it takes. */
static size_t count_fail_rows(const struct view_context *context)
{
    if ((!context->model->fail.known && !context->model->fault.known) || context->cols == 0)
        return 0;
    char text[FAIL_SIZE];
    format_fail(text, context->model);
    return (text_width(text) + context->cols - 1) / context->cols;
}

static size_t count_rows(const struct view_context *context)
{
    return count_lines(context->model) + count_fail_rows(context);
}

/* Wrapped and never cut: it is the one sentence that must be read whole. */
static void draw_fail(struct pen *pen, const struct view_context *context, size_t row)
{
    char text[FAIL_SIZE];

    format_fail(text, context->model);
    const char *from = text;
    for (size_t skip = row * context->cols; skip > 0 && *from != '\0'; skip--)
        text_next_char(&from);
    pen_text_as(pen, ROLE_BAD, from);
}

/* Ticks as the kernel has them: they can be compared with those of the boot steps. */
static void draw_line(struct pen *pen, const struct view_context *context, size_t row)
{
    const struct model *model = context->model;
    const struct model_log_line *line =
        model_get_log_line(model, model_log_start(model) + (uint32_t)row);
    char ticks[TEXT_NUMBER_SIZE] = "-";
    uint32_t number = model_log_start(model) + (uint32_t)row;
    struct change what = {context->fresh, number, number + 1, CHANGE_LOG};
    bool fresh = context->fresh != CHANGES_NONE && changes_has(&model->changes, &what);

    if (line != NULL)
        text_format_grouped(ticks, line->tsc);
    pen->role = ROLE_DIM;
    pen_right(pen, TICKS_WIDTH, ticks);
    pen_text(pen, "  ");
    pen->role = line == NULL ? ROLE_UNKNOWN : fresh ? ROLE_CHANGED : ROLE_NORMAL;
    pen_left(pen, pen_room(pen), line != NULL ? line->text : "(not received)");
}

static void draw(const struct window *window, const struct view_context *context)
{
    size_t lines = count_lines(context->model);
    size_t end = count_rows(context);

    for (unsigned i = 0; i < window->rows && context->top + i < end; i++) {
        struct pen pen = window_pen(window, i);
        size_t row = context->top + i;
        if (row < lines)
            draw_line(&pen, context, row);
        else
            draw_fail(&pen, context, row - lines);
    }
}

static void summarise(char *text, size_t size, const struct view_context *context)
{
    if (context->model->fault.known)
        snprintf(text, size, "FAULT");
    else if (context->model->fail.known)
        snprintf(text, size, "%s", context->model->hello.known ? "HALTED" : "BOOT FAILED");
    else if (context->model->log_end == 0)
        snprintf(text, size, "empty");
    else
        snprintf(text, size, "%u lines", context->model->log_end);
}

const struct view *view_log_get(void)
{
    static const struct view view = {"Log", true, count_rows, draw, summarise, NULL, NULL};

    return &view;
}
