/*
 * Frames and heap as gauges, and the boot steps.
 */
#include "memviz/picture/sheet_side.h"

#include <stdio.h>
#include <string.h>

#include "kernel/core/layout.h"
#include "memviz/memory/heap_tags.h"
#include "memviz/model/identity.h"
#include "memviz/screen/text.h"

#define HEAD_HEIGHT  22.0
#define GAUGE_HEIGHT 22.0
#define WORDS_HEIGHT 22.0
#define DISC         22.0
#define STEP_INDENT  34.0
#define STEP_LINE    17.0

/* Tags that the heap's words name. */
#define TAGS_MAX 4u

/* Words below a gauge: left and right. */
static void draw_words(struct sheet *sheet, const struct picture_box *box, const char *left,
                       const char *right)
{
    struct picture_style style = sheet_style(PICTURE_SANS, SHEET_SMALL, PICTURE_RIGHT);
    double taken = picture_add_text(
        sheet->picture, (struct picture_point){box->x + box->width, box->y}, &style, right);

    style.anchor = PICTURE_LEFT;
    style.room = box->width - taken - 12;
    picture_add_text(sheet->picture, (struct picture_point){box->x, box->y}, &style, left);
}

/* A part of a gauge, from one fraction of it to another. An empty one draws
 * nothing: the key lists only what is drawn. */
static void draw_part(struct sheet *sheet, const struct picture_box *gauge,
                      const double fractions[2], enum memory_kind state)
{
    if (fractions[0] >= fractions[1])
        return;
    picture_add_rect(sheet->picture,
                     (struct picture_box){gauge->x + fractions[0] * gauge->width, gauge->y,
                                          (fractions[1] - fractions[0]) * gauge->width,
                                          gauge->height},
                     sheet_memory_look(state));
}

/* Last, over the parts, so that its line is whole. */
static void draw_frame(struct sheet *sheet, const struct picture_box *gauge)
{
    picture_add_rect(sheet->picture, *gauge, (struct picture_look){INK_NONE, INK_RULE, false});
}

/* Reserved first, where it lies in memory as a rule. */
double sheet_draw_frames(struct sheet *sheet, struct picture_box area)
{
    const struct model *model = sheet->model;

    if (!model->total.known || model->total.frames == 0)
        return area.y;
    double all = model->total.frames;
    double reserved = model->total.reserved / all;
    double used = reserved + model->total.used / all;
    struct picture_box gauge = {area.x, area.y + HEAD_HEIGHT, area.width, GAUGE_HEIGHT};
    char left[128];
    char right[128];
    char numbers[4][TEXT_NUMBER_SIZE];
    text_format_grouped(numbers[0], model->total.frames);
    text_format_grouped(numbers[1], model->total.reserved);
    text_format_grouped(numbers[2], model->total.used);
    text_format_grouped(numbers[3], model->total.free);
    snprintf(left, sizeof left, "Frames");
    sheet_add_head(sheet, area.x, area.y, left);
    snprintf(right, sizeof right, "%s of 4 KiB", numbers[0]);
    draw_words(sheet, &(struct picture_box){area.x, area.y, area.width, 0}, "", right);
    draw_part(sheet, &gauge, (double[2]){0, reserved}, MEMORY_RESERVED);
    draw_part(sheet, &gauge, (double[2]){reserved, used}, MEMORY_USED);
    draw_part(sheet, &gauge, (double[2]){used, 1}, MEMORY_FREE);
    draw_frame(sheet, &gauge);
    snprintf(left, sizeof left, "%s reserved, %s used", numbers[1], numbers[2]);
    snprintf(right, sizeof right, "%s free", numbers[3]);
    area.y = gauge.y + gauge.height + 14;
    draw_words(sheet, &area, left, right);
    return area.y + 10;
}

/* What the heap's allocations are for: the largest tags, and how many times each. */
static void format_tags(char *text, size_t size, const struct model *model)
{
    struct heap_tags tags;

    heap_tags_build(&tags, model);
    text[0] = '\0';
    for (size_t i = 0; i < tags.count && i < TAGS_MAX; i++) {
        const struct heap_tag *tag = &tags.tags[i];
        char bytes[SHEET_RANGE_SIZE];
        char count[16] = "";
        char one[MODEL_SYMBOL_SIZE + SHEET_RANGE_SIZE + sizeof count + 8];
        sheet_format_size(bytes, tag->size);
        if (tag->count > 1)
            snprintf(count, sizeof count, "%u ", tag->count);
        snprintf(one, sizeof one, "%s%s%s %s", i > 0 ? ", " : "", count, tag->tag, bytes);
        strncat(text, one, size - strlen(text) - 1);
    }
    if (tags.count > TAGS_MAX) {
        char more[48];
        snprintf(more, sizeof more, ", %zu tags more", tags.count - TAGS_MAX);
        strncat(text, more, size - strlen(text) - 1);
    }
}

/* A triangle below the gauge points at the cursor. */
static void draw_cursor(struct sheet *sheet, const struct picture_box *gauge, double fraction)
{
    double x = gauge->x + fraction * gauge->width;
    double y = gauge->y + gauge->height;
    const struct picture_point points[4] = {{x, y - 3}, {x + 6, y + 8}, {x - 6, y + 8}, {x, y - 3}};

    picture_add_quad(sheet->picture, points, (struct picture_look){INK_TEXT, INK_NONE, false});
}

/* The heap is nearly empty at boot: the gauge shows the taken part as it is,
 * to scale, and the words say the rest. */
double sheet_draw_heap(struct sheet *sheet, struct picture_box area)
{
    const struct model *model = sheet->model;

    if (!model->heap.known || model->heap.start >= model->heap.end)
        return area.y;
    struct picture_box gauge = {area.x, area.y + HEAD_HEIGHT, area.width, GAUGE_HEIGHT};
    double span = (double)(model->heap.end - model->heap.start);
    double cursor = (double)(model->heap.cursor - model->heap.start) / span;
    cursor = cursor >= 0 && cursor <= 1 ? cursor : 1;
    char left[320];
    char right[SHEET_RANGE_SIZE];
    sheet_add_head(sheet, area.x, area.y, "Heap");
    sheet_format_range(right, model->heap.start, model->heap.end - 1);
    draw_words(sheet, &(struct picture_box){area.x, area.y, area.width, 0}, "", right);
    draw_part(sheet, &gauge, (double[2]){0, cursor}, MEMORY_HEAP);
    draw_part(sheet, &gauge, (double[2]){cursor, 1}, MEMORY_HEAP_LEFT);
    draw_frame(sheet, &gauge);
    draw_cursor(sheet, &gauge, cursor);
    area.y = gauge.y + gauge.height + 20;
    snprintf(left, sizeof left, "cursor at 0x%llx", (unsigned long long)model->heap.cursor);
    snprintf(right, sizeof right, "%u allocation%s", model->heap.allocations,
             model->heap.allocations == 1 ? "" : "s");
    draw_words(sheet, &area, left, right);
    area.y += WORDS_HEIGHT - 2;
    format_tags(left, sizeof left, model);
    draw_words(sheet, &area, left, "");
    return area.y + 10;
}

/* The rows of the layout that a step brings alive or gives free; empty for none. */
static void list_rows(char *text, size_t size, unsigned step, bool reuse)
{
    size_t count;
    const struct layout_row *rows = layout_rows(&count);

    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        unsigned at = reuse ? rows[i].reuse_step : rows[i].alive_step;
        if (rows[i].kind == LAYOUT_DECLARED && at == step) {
            const char *before = text[0] != '\0' ? ", " : reuse ? "reusable: " : "alive: ";
            strncat(text, before, size - strlen(text) - 1);
            strncat(text, rows[i].symbol, size - strlen(text) - 1);
        }
    }
}

/* The ticks since the step before it, where both are known. */
static void format_ticks(char text[TEXT_NUMBER_SIZE * 2], const struct model *model, unsigned step)
{
    const struct model_step *own = &model->steps[step];
    const struct model_step *before = &model->steps[step > 1 ? step - 1 : step];

    text[0] = '\0';
    if (!own->reached) {
        strcpy(text, "not yet");
    } else if (step > 1 && own->timed && before->timed && own->tsc >= before->tsc) {
        char number[TEXT_NUMBER_SIZE];
        text_format_grouped(number, own->tsc - before->tsc);
        snprintf(text, TEXT_NUMBER_SIZE * 2, "+%s ticks", number);
    }
}

/* Number, name and ticks. */
static void draw_step_head(struct sheet *sheet, const struct picture_box *area, unsigned step)
{
    struct picture_box disc = {area->x, area->y, DISC, DISC};
    struct picture_look look = {sheet->model->steps[step].reached ? INK_MUTED : INK_PAPER, INK_RULE,
                                false};

    picture_add_rect(sheet->picture, disc, look);
    struct picture_style number = sheet_style(PICTURE_BOLD, SHEET_NAME, PICTURE_CENTRE);
    number.ink = picture_get_ink_on(look.fill);
    char text[TEXT_NUMBER_SIZE * 2];
    snprintf(text, sizeof text, "%u", step);
    double middle = area->y + DISC / 2;
    picture_add_text(sheet->picture, (struct picture_point){area->x + DISC / 2, middle}, &number,
                     text);
    struct picture_style name = sheet_style(PICTURE_BOLD, SHEET_NAME, PICTURE_LEFT);
    picture_add_text(sheet->picture, (struct picture_point){area->x + STEP_INDENT, middle}, &name,
                     identity_get_step_name(sheet->model, step));
    format_ticks(text, sheet->model, step);
    draw_words(sheet, &(struct picture_box){area->x, middle, area->width, 0}, "", text);
}

/* Returns where the step ends: below as many lines as there are things to say. */
static double draw_step(struct sheet *sheet, const struct picture_box *area, unsigned step)
{
    struct picture_style style = sheet_style_muted(PICTURE_SANS, SHEET_SMALL - 0.5, PICTURE_LEFT);

    style.room = area->width - STEP_INDENT;
    struct picture_point at = {area->x + STEP_INDENT, area->y + DISC + 6};
    draw_step_head(sheet, area, step);
    for (int reuse = 0; reuse < 2 && identity_is_strata(sheet->model); reuse++) {
        char text[256];
        list_rows(text, sizeof text, step, reuse != 0);
        at.y += picture_add_text(sheet->picture, at, &style, text) > 0 ? STEP_LINE : 0;
    }
    return at.y;
}

/* Only where something of the boot was heard: a map from a log has none. */
double sheet_draw_boot(struct sheet *sheet, struct picture_box area)
{
    unsigned steps = identity_count_steps(sheet->model);

    if (model_last_step(sheet->model) == 0)
        return area.y;
    sheet_add_head(sheet, area.x, area.y, "Boot");
    area.y += HEAD_HEIGHT - 4;
    for (unsigned step = 1; step <= steps; step++)
        area.y = draw_step(sheet, &area, step);
    return area.y - STEP_LINE / 2;
}
