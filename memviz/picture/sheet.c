#include "memviz/picture/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/model/identity.h"
#include "memviz/picture/sheet_low.h"
#include "memviz/picture/sheet_map.h"
#include "memviz/picture/sheet_notes.h"
#include "memviz/picture/sheet_side.h"
#include "memviz/picture/sheet_whole.h"
#include "memviz/screen/text.h"
#include "kernel/core/units.h"

/* The page. Its height follows from what it shows. */
#define PAGE_WIDTH 1690.0
#define MARGIN     40.0
#define BODY_TOP   172.0
/* What a bar needs to show anything to scale, however little stands beside it. */
#define BODY_LEAST  620.0
#define BAR_MOST    1000.0 /* beside a long map alone */
#define LEGEND_STEP 30.0

/* Columns: all of memory, the first MiB with its regions, what stands beside.
 * The side has its head where the bars have theirs. */
#define WHOLE_WIDTH 390.0
#define LOW_LEFT    (MARGIN + WHOLE_WIDTH + 62.0)
#define LOW_WIDTH   654.0
#define SIDE_LEFT   1185.0
#define SIDE_TOP    (BODY_TOP - 30.0)
#define PART_GAP    26.0

/* Without the first MiB the side moves up to the bar. */
#define SIDE_LEFT_ALONE (MARGIN + WHOLE_WIDTH + 90.0)

static void format_title(char *text, size_t size, const struct memory_index *index)
{
    /* In whole MiB: what the firmware keeps of the last one was paid for too. */
    uint64_t ram = sheet_memory_sum_ram(index);
    uint64_t rest = ram % MIB;

    ram += rest > 0 && ram < UINT64_MAX - MIB ? MIB - rest : 0;
    char bytes[SHEET_RANGE_SIZE];
    sheet_format_size(bytes, ram);
    if (index->range_count > 0 && ram == 0)
        snprintf(text, size, "Physical memory of a PC without RAM");
    else if (ram > 0)
        snprintf(text, size, "Physical memory of a PC with %s", bytes);
    else
        snprintf(text, size, "Physical memory of a PC, no map yet");
}

/* Also the title inside an SVG, which screen readers say. */
void sheet_format_title(char *text, size_t size, const struct model *model)
{
    struct memory_index *index = malloc(sizeof *index);

    snprintf(text, size, "Physical memory");
    if (index != NULL) {
        memory_index_build(index, model);
        format_title(text, size, index);
    }
    free(index);
}

/* Which kernel reports, and whether its report is whole. */
static void format_subtitle(char *text, size_t size, const struct sheet *sheet)
{
    char words[128];
    const struct model *model = sheet->model;

    sync_format(words, sizeof words, &sheet->verdict);
    if (model->fault.known) {
        snprintf(text, size, "fault: %s at %s: %s", model->fault.name, model->fault.place,
                 model->fault.text);
    } else if (model->fail.known) {
        snprintf(text, size, "boot failed: %s, %s", model->fail.code, model->fail.text);
    } else if (model->hello.known) {
        char kernel[IDENTITY_SIZE];
        identity_format(kernel, model);
        snprintf(text, size, "%s \xc2\xb7 %s", kernel,
                 sheet->verdict.state == SYNC_OK ? "all checksums agree" : words);
    } else if (model->any) {
        snprintf(text, size, "%s",
                 identity_is_strata(model) ? "the loader runs \xc2\xb7 what the layout declares"
                                           : "no hello record has come yet");
    } else if (sheet->notes != NULL) {
        snprintf(text, size, "from its e820 map \xc2\xb7 %s%s", sheet->notes->source,
                 sheet->notes->count == 0   ? ""
                 : sheet->notes->count == 1 ? " \xc2\xb7 1 warning, below"
                                            : " \xc2\xb7 several warnings, below");
    } else {
        snprintf(text, size, "from its e820 map");
    }
}

/* The title is what one would call the machine; below it stands who says so. */
static void draw_title(struct sheet *sheet)
{
    char text[2 * MODEL_TEXT_SIZE + 128];
    struct picture_style title = sheet_style(PICTURE_BOLD, 30, PICTURE_LEFT);
    struct picture_style small = sheet_style(PICTURE_SANS, 16, PICTURE_LEFT);

    title.room = small.room = PAGE_WIDTH - 2 * MARGIN;
    small.ink = INK_MUTED;
    format_title(text, sizeof text, &sheet->index);
    picture_add_text(sheet->picture, (struct picture_point){MARGIN, 46}, &title, text);
    format_subtitle(text, sizeof text, sheet);
    picture_add_text(sheet->picture, (struct picture_point){MARGIN, 82}, &small, text);
}

/* One colour and what it means; returns where the next begins. */
static double draw_key(struct sheet *sheet, struct picture_point at, struct picture_look look,
                       const char *text)
{
    look.stroke = INK_RULE;
    picture_add_rect(sheet->picture, (struct picture_box){at.x, at.y - 8, 22, 16}, look);
    struct picture_style style = sheet_style(PICTURE_SANS, SHEET_NAME, PICTURE_LEFT);
    at.x += 30;
    return at.x + picture_add_text(sheet->picture, at, &style, text) + 26;
}

/* Only what the picture shows needs a key. */
static bool shows(const struct picture *picture, struct picture_look look)
{
    for (size_t i = 0; i < picture->count; i++) {
        const struct picture_shape *shape = &picture->shapes[i];
        if (shape->kind == PICTURE_RECT && shape->look.fill == look.fill &&
            shape->look.hatched == look.hatched)
            return true;
    }
    return false;
}

/* Returns whether a kind before this one has the same look, and so the same key. */
static bool is_alike(struct picture_look look, unsigned kind)
{
    for (unsigned other = MEMORY_FREE; other < kind; other++) {
        struct picture_look others = sheet_memory_look((enum memory_kind)other);
        if (others.fill == look.fill && others.hatched == look.hatched)
            return true;
    }
    return false;
}

static void draw_legend(struct sheet *sheet, double y)
{
    struct picture_point at = {MARGIN, y};

    for (unsigned kind = MEMORY_FREE; kind < MEMORY_KINDS; kind++) {
        struct picture_look look = sheet_memory_look((enum memory_kind)kind);
        if (!is_alike(look, kind) && shows(sheet->picture, look))
            at.x = draw_key(sheet, at, look, sheet_memory_name((enum memory_kind)kind));
    }
    const struct picture_look alive = {INK_ALIVE, INK_RULE, false};
    const struct picture_look reusable = {INK_FREE, INK_RULE, true};
    if (shows(sheet->picture, alive))
        at.x = draw_key(sheet, at, alive, "region, alive");
    if (shows(sheet->picture, reusable))
        draw_key(sheet, at, reusable, "region, reusable");
}

/* The parts one below the other; an absent one takes no room. */
static double draw_side(struct sheet *sheet, double left)
{
    double (*const parts[])(struct sheet *, struct picture_box) = {
        sheet_draw_map, sheet_draw_frames, sheet_draw_heap, sheet_draw_boot};
    struct picture_box area = {left, SIDE_TOP, PAGE_WIDTH - MARGIN - left, 0};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        double end = parts[i](sheet, area);
        area.y = end > area.y ? end + PART_GAP : area.y;
    }
    return area.y - PART_GAP;
}

static void draw_whole_head(struct sheet *sheet, const struct sheet_bar *bar)
{
    char text[SHEET_RANGE_SIZE];
    struct picture_style style = sheet_style(PICTURE_BOLD, SHEET_NAME, PICTURE_CENTRE);
    struct picture_point at = {bar->x + bar->width / 2, bar->top - 30};

    picture_add_text(sheet->picture, at, &style, "all memory");
    style = sheet_style(PICTURE_SANS, SHEET_SMALL, PICTURE_CENTRE);
    style.ink = INK_MUTED;
    at.y = bar->top - 13;
    sheet_format_size(text, bar->end);
    picture_add_text(sheet->picture, at, &style, bar->end > 0 ? text : "no map yet");
}

static double max_double(double a, double b)
{
    return a > b ? a : b;
}

/* The side is drawn first because its height is known only then, and the bars
 * are made as high as it. */
static void draw_sheet(struct sheet *sheet)
{
    bool low = sheet->low.count > 0;
    struct sheet_bar bar;
    double height = max_double(BODY_LEAST, low ? sheet_measure_low(sheet) : 0);

    draw_title(sheet);
    double side = draw_side(sheet, low ? SIDE_LEFT : SIDE_LEFT_ALONE);
    double bottom = max_double(side, BODY_TOP + height);
    height = low || bottom - BODY_TOP < BAR_MOST ? bottom - BODY_TOP : BAR_MOST;
    sheet_draw_whole(sheet, (struct picture_box){MARGIN, BODY_TOP, WHOLE_WIDTH, height}, &bar);
    draw_whole_head(sheet, &bar);
    if (low)
        sheet_draw_low(sheet, (struct picture_box){LOW_LEFT, BODY_TOP, LOW_WIDTH, height}, &bar);
    draw_legend(sheet, bottom + LEGEND_STEP + 8);
    bottom += 2 * LEGEND_STEP + 8;
    struct picture_box notes = {MARGIN, bottom + 12, PAGE_WIDTH - 2 * MARGIN, 0};
    sheet->picture->height = sheet_draw_notes(sheet, notes) - 4;
}

/* All in memory, and written afterwards: a picture that cannot be drawn leaves
 * no half of a file. */
bool sheet_draw(struct picture *picture, struct model *model, const struct sheet_notes *notes)
{
    picture_init(picture, PAGE_WIDTH, 0);
    struct sheet *sheet = malloc(sizeof *sheet);
    if (sheet == NULL)
        return false;
    sheet->picture = picture;
    sheet->model = model;
    sheet->notes = notes;
    sheet->verdict = sync_compute_verdict(model); /* computes the checksums that states depend on */
    memory_index_build(&sheet->index, model);
    low_rows_build(&sheet->low, model);
    draw_sheet(sheet);
    free(sheet);
    return !picture->failed;
}
