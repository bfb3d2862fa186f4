#include <inttypes.h>
#include <stdio.h>

#include "memviz/observe/views/boot_parts.h"
#include "memviz/screen/text.h"

#define BOOT_COLUMN ((BOOT_PLOT_RIGHT - BOOT_PLOT_LEFT) / BOOT_COLUMNS)
#define AXIS_LABELS 5u

/* What the colours stand for. */
static const struct {
    enum picture_ink ink;
    const char *name;
} writers[BOOT_WRITERS] = {[BOOT_DISK] = {INK_KERNEL, "disk read, boot sector"},
                           [BOOT_FIRMWARE] = {INK_RESERVED, "BIOS"},
                           [BOOT_PLAIN] = {INK_USED, "store"},
                           [BOOT_FILL] = {INK_NVS, "fill"},
                           [BOOT_COPY] = {INK_ACPI, "copy"},
                           [BOOT_PUSH] = {INK_HEAP, "push, call, interrupt"}};

struct picture_style boot_style(enum picture_font font, double size, enum picture_ink ink,
                                double room)
{
    return (struct picture_style){font, size, ink, PICTURE_LEFT, room};
}

enum picture_ink boot_writer_ink(enum boot_writer writer)
{
    return writers[writer].ink;
}

const char *boot_writer_name(enum boot_writer writer)
{
    return writers[writer].name;
}

/* What a cell shows in one of three layers: a thin line of the owner, a block of who
 * wrote, a dark line of what was executed. */
static enum picture_ink get_ink(const struct boot_cell *cell, unsigned layer)
{
    if (layer == 0)
        return cell->wrote == BOOT_NOBODY && cell->owner != BOOT_NOBODY
                   ? boot_writer_ink(cell->owner)
                   : INK_NONE;
    if (layer == 1)
        return cell->wrote != BOOT_NOBODY ? boot_writer_ink(cell->wrote) : INK_NONE;
    return cell->executed ? INK_TEXT : INK_NONE;
}

/* A run of equal cells is one rectangle. */
static void draw_row(struct boot *boot, unsigned row, double y, double height)
{
    static const double parts[][2] = {{0.4, 0.2}, {0, 1}, {0.3, 0.4}};

    for (unsigned layer = 0; layer < 3; layer++) {
        unsigned from = 0;
        enum picture_ink ink = get_ink(boot_raster_get(&boot->raster, row, 0), layer);
        for (unsigned column = 1; column <= BOOT_COLUMNS; column++) {
            enum picture_ink next =
                column < BOOT_COLUMNS ? get_ink(boot_raster_get(&boot->raster, row, column), layer)
                                      : INK_COUNT;
            if (next == ink)
                continue;
            struct picture_box box = {BOOT_PLOT_LEFT + from * BOOT_COLUMN,
                                      y + parts[layer][0] * height, (column - from) * BOOT_COLUMN,
                                      parts[layer][1] * height};
            if (ink != INK_NONE)
                picture_add_rect(boot->picture, box, (struct picture_look){ink, INK_NONE, false});
            from = column;
            ink = next;
        }
    }
}

static void draw_band(struct boot *boot, unsigned number)
{
    const struct boot_band *band = &boot->bands.list[number];
    struct picture_style name =
        boot_style(PICTURE_BOLD, BOOT_SMALL_SIZE, INK_TEXT, BOOT_PLOT_LEFT - 50);
    struct picture_style range =
        boot_style(PICTURE_MONO, BOOT_SMALL_SIZE, INK_MUTED, BOOT_PLOT_LEFT - 50);
    unsigned first = boot->raster.first_row[number];
    unsigned rows = boot->raster.first_row[number + 1] - first;
    double height = (band->bottom - band->top) / rows;
    double middle = boot->top + (band->top + band->bottom) / 2;
    char text[64];

    picture_add_rect(boot->picture,
                     (struct picture_box){BOOT_PLOT_LEFT, boot->top + band->top,
                                          BOOT_PLOT_RIGHT - BOOT_PLOT_LEFT,
                                          band->bottom - band->top},
                     (struct picture_look){INK_SHADE, INK_NONE, false});
    for (unsigned row = 0; row < rows; row++)
        draw_row(boot, first + row, boot->top + band->top + row * height, height);
    snprintf(text, sizeof text, "0x%" PRIx64 "-0x%" PRIx64, band->start, band->end);
    picture_add_text(
        boot->picture,
        (struct picture_point){BOOT_MARGIN, band->name[0] != '\0' ? middle + 7 : middle}, &range,
        text);
    picture_add_text(boot->picture, (struct picture_point){BOOT_MARGIN, middle - 7}, &name,
                     band->name);
}

/* Ticks of some columns; a tick is an instruction, or a while of waiting. */
static void draw_axis(struct boot *boot)
{
    struct picture_style style = boot_style(PICTURE_SANS, BOOT_SMALL_SIZE, INK_MUTED, 0);
    double y = boot->top + boot->bands.height;
    char number[TEXT_NUMBER_SIZE];
    char text[64];

    for (unsigned i = 0; i <= AXIS_LABELS; i++) {
        uint32_t slice = boot->heat->slice_count * i / AXIS_LABELS;
        bool last = i == AXIS_LABELS;
        const struct heat_slice *at = &boot->heat->slices[last ? slice - 1 : slice];
        double x = BOOT_PLOT_LEFT + (BOOT_PLOT_RIGHT - BOOT_PLOT_LEFT) * i / AXIS_LABELS;
        text_format_grouped(number, last ? at->last_tick : at->first_tick);
        snprintf(text, sizeof text, "%s%s", i == 0 ? "tick " : "", number);
        style.anchor = last ? PICTURE_RIGHT : i == 0 ? PICTURE_LEFT : PICTURE_CENTRE;
        picture_add_text(boot->picture, (struct picture_point){x, y + 12}, &style, text);
    }
    boot->y = y + 34;
}

/* Adds a line down the plot at a tick, with a label above that overlaps no other. */
static void add_mark(struct boot *boot, uint64_t tick, const char *label, enum picture_ink ink)
{
    struct picture_style style = boot_style(PICTURE_BOLD, BOOT_SMALL_SIZE, ink, 0);
    struct boot_mark *mark = &boot->marks[boot->mark_count];
    struct picture_box area = {BOOT_PLOT_LEFT, boot->top - BOOT_MARKS_HEIGHT,
                               BOOT_PLOT_RIGHT - BOOT_PLOT_LEFT, BOOT_MARKS_HEIGHT};

    if (boot->mark_count == BOOT_MARKS_MAX)
        return;
    mark->x = BOOT_PLOT_LEFT + boot_raster_column(boot->heat, tick) * BOOT_COLUMN;
    mark->ink = ink;
    snprintf(mark->label, sizeof mark->label, "%s", label);
    mark->box = (struct picture_box){mark->x, boot->top - 20,
                                     picture_font_measure(style.font, style.size, label) + 4, 14};
    boot->mark_count += boot_labels_place(&boot->labels, &mark->box, area);
}

static void list_marks(struct boot *boot)
{
    const struct layout *layout = boot->observer->layout;
    const struct findings *findings = &boot->observer->findings;
    char label[64];

    for (unsigned i = 0; i < findings->count; i++)
        if (findings->list[i].severity != SEVERITY_NOTE)
            add_mark(boot, findings->list[i].tick, findings_rule_name(findings->list[i].rule),
                     INK_TEXT);
    for (unsigned step = 1; layout != NULL && step <= layout->doc.step_count; step++) {
        if (layout->reached_at[step] == 0)
            continue;
        snprintf(label, sizeof label, "%u %s", step, doc_step_name(&layout->doc, step));
        add_mark(boot, layout->reached_at[step], label, INK_MUTED);
    }
}

/* All lines first, then the labels on paper of their own, so that no line goes through
 * a word. */
static void draw_marks(struct boot *boot)
{
    list_marks(boot);
    for (unsigned i = 0; i < boot->mark_count; i++) {
        const struct boot_mark *mark = &boot->marks[i];
        double x = mark->x;
        picture_add_line(boot->picture,
                         (struct picture_point){mark->box.x, mark->box.y + mark->box.height},
                         (struct picture_point){x, boot->top - 3}, mark->ink);
        picture_add_line(boot->picture, (struct picture_point){x, boot->top - 3},
                         (struct picture_point){x, boot->top + boot->bands.height}, mark->ink);
    }
    for (unsigned i = 0; i < boot->mark_count; i++) {
        const struct boot_mark *mark = &boot->marks[i];
        struct picture_style style = boot_style(PICTURE_BOLD, BOOT_SMALL_SIZE, mark->ink, 0);
        picture_add_rect(boot->picture, mark->box,
                         (struct picture_look){INK_PAPER, INK_NONE, false});
        picture_add_text(boot->picture,
                         (struct picture_point){mark->box.x, mark->box.y + mark->box.height / 2},
                         &style, mark->label);
    }
}

/* The numbers of the list, where the writing began. */
static void draw_numbers(struct boot *boot)
{
    for (unsigned i = 0; i < boot->list.count; i++) {
        const struct boot_entry *entry = &boot->list.list[i];
        const struct boot_band *band = &boot->bands.list[entry->band];
        double part = (double)(entry->start - band->start) / (double)(band->end - band->start);
        struct picture_box box = {
            BOOT_PLOT_LEFT + boot_raster_column(boot->heat, entry->first_tick) * BOOT_COLUMN,
            boot->top + band->top + part * (band->bottom - band->top), 18, 13};
        struct picture_style style = boot_style(PICTURE_BOLD, BOOT_SMALL_SIZE, INK_TEXT, 0);
        char number[16];
        style.anchor = PICTURE_CENTRE;
        if (!boot_labels_place(&boot->labels, &box,
                               (struct picture_box){BOOT_PLOT_LEFT, boot->top,
                                                    BOOT_PLOT_RIGHT - BOOT_PLOT_LEFT,
                                                    boot->bands.height}))
            continue;
        picture_add_rect(boot->picture, box,
                         (struct picture_look){INK_PAPER, boot_writer_ink(entry->writer), false});
        snprintf(number, sizeof number, "%u", i + 1);
        picture_add_text(boot->picture,
                         (struct picture_point){box.x + box.width / 2, box.y + box.height / 2},
                         &style, number);
    }
}

void boot_plot_draw(struct boot *boot)
{
    for (unsigned i = 0; i < boot->bands.count; i++)
        draw_band(boot, i);
    draw_marks(boot);
    draw_numbers(boot);
    draw_axis(boot);
}
