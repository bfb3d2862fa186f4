#include "memviz/ui/bars.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "memviz/model/identity.h"
#include "memviz/screen/text.h"

/* Blanks around what stands in a bar. */
#define GAP 2u

/* What the keys must have at least: the way to the help. */
#define SHORT_KEYS_WIDTH 12u

/* In the largest unit that does not hide more than half of it. */
static void format_silence(char text[TEXT_NUMBER_SIZE], uint64_t seconds)
{
    if (seconds < 100)
        snprintf(text, TEXT_NUMBER_SIZE, "%" PRIu64 " s", seconds);
    else if (seconds < 6000)
        snprintf(text, TEXT_NUMBER_SIZE, "%" PRIu64 " min", seconds / 60);
    else
        snprintf(text, TEXT_NUMBER_SIZE, "%" PRIu64 " h", seconds / 3600);
}

/* Where in time, when it is not the end that is shown. The machine's own time
 * stands beside it. */
static void format_instant(char *text, size_t size, const struct timeline_status *time)
{
    char at[TEXT_NUMBER_SIZE];
    char end[TEXT_NUMBER_SIZE];

    text_format_grouped(at, time->position);
    text_format_grouped(end, time->end);
    if (time->mode == TIMELINE_PLAYING)
        snprintf(text, size, "replay x%g  %s of %s", time->speed, at, end);
    else
        snprintf(text, size, "%s %s of %s", time->replay ? "paused at" : "held at", at, end);
}

/* Words, and in them what can be done about it: "halted" says for how long, a
 * file that cannot be read why. */
static void format_phase(char *text, size_t size, const struct ui_scene *scene)
{
    const struct feed_status *status = scene->status;

    if (status->time.mode != TIMELINE_LIVE) {
        format_instant(text, size, &status->time);
        return;
    }
    char silence[TEXT_NUMBER_SIZE];
    switch (status->phase) {
    case FEED_WAITING:
        snprintf(text, size, "waiting for it");
        break;
    case FEED_LOADING:
        snprintf(text, size, "loading %u%%", status->percent);
        break;
    case FEED_LIVE:
        snprintf(text, size, "live");
        break;
    case FEED_HALTED:
        format_silence(silence, status->silent_ms / 1000);
        snprintf(text, size, "halted: no heartbeat %s", silence);
        break;
    case FEED_LOST:
        snprintf(text, size, "lost: the source is gone");
        break;
    case FEED_FINISHED:
        snprintf(text, size, "finished file");
        break;
    case FEED_FAILED:
        snprintf(text, size, "cannot read: %s", feed_describe_error(status->error));
        break;
    }
}

/* A finished recording is no fault; a machine that fell silent may be one. */
static bool phase_is_good(enum feed_phase phase)
{
    return phase != FEED_HALTED && phase != FEED_FAILED && phase != FEED_LOST;
}

/* The last part of a path is what tells files apart. */
static const char *get_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (strcmp(path, "-") == 0)
        return "standard input";
    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

/* Uptime is the machine's word, and stands still when it does. */
static void format_kernel(char *text, size_t size, const struct model *model)
{
    char up[64] = "";

    if (model->beat.known) {
        snprintf(up, sizeof up, "  up %" PRIu64 ".%" PRIu64 " s", model->beat.ms / 1000,
                 model->beat.ms / 100 % 10);
    }
    char kernel[IDENTITY_SIZE];
    identity_format(kernel, model);
    snprintf(text, size, "%s%s", kernel, up);
}

/* A bar spans the screen, so that it shows as one also without colour. */
static struct pen start_bar(struct grid *grid, unsigned row)
{
    struct window window = grid_window(grid);
    struct pen pen = window_pen(&window, row);

    pen.role = ROLE_BAR;
    pen_fill_to(&pen, pen.end, ' ');
    pen.col = 1;
    return pen;
}

/* From the right: what the source does and whether the model is true. What is
 * left goes to names, whole ones only. */
void bars_draw_top(struct grid *grid, const struct ui_scene *scene)
{
    struct pen pen = start_bar(grid, 0);
    char phase[96];
    char sync[96];

    format_phase(phase, sizeof phase, scene);
    sync_format(sync, sizeof sync, &scene->status->sync);
    /* The reason is dropped before the verdict is. */
    if (text_width(phase) + text_width(sync) + GAP + 2 > grid->cols)
        snprintf(sync, sizeof sync, "not in sync");
    /* The right end says what matters: it has its room first. */
    size_t right = text_width(phase) + text_width(sync) + GAP + 1;
    unsigned from = right + 1 < grid->cols ? grid->cols - (unsigned)right : 1;
    struct pen verdict = pen;
    verdict.col = from;
    const char *fault = scene->model->fault.known ? scene->model->fault.name : "";
    verdict.role = phase_is_good(scene->status->phase) ? ROLE_BAR : ROLE_BAR_BAD;
    pen_text(&verdict, phase);
    pen_text_as(&verdict, ROLE_BAR, "  ");
    verdict.role = scene->status->sync.state == SYNC_OK ? ROLE_BAR_GOOD : ROLE_BAR_BAD;
    pen_text(&verdict, sync);

    char kernel[IDENTITY_SIZE + 64];
    format_kernel(kernel, sizeof kernel, scene->model);
    const char *name = get_file_name(scene->status->name);
    const char *parts[] = {"memviz", name, kernel};
    pen.end = from > GAP ? from - GAP : pen.col;
    if (fault[0] != '\0') {
        pen_text_as(&pen, ROLE_BAR_BAD, "FAULT: ");
        pen_text_as(&pen, ROLE_BAR_BAD, fault);
        pen_text(&pen, "  ");
    }
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (text_width(parts[i]) <= pen_room(&pen)) {
            pen_text(&pen, parts[i]);
            pen_text(&pen, "  ");
        }
    }
}

/* The counts that a reader must not miss, with the worst first. */
static void format_counts(char *text, size_t size, const struct ui_scene *scene)
{
    const struct record_counts *counts = &scene->status->counts;
    char records[TEXT_NUMBER_SIZE];

    text_format_grouped(records, counts->accepted);
    int length = snprintf(text, size, "%s records  %" PRIu64 " lost  %" PRIu64 " rejected", records,
                          counts->lost, counts->rejected);
    if (counts->resynchronised > 0 && length > 0 && (size_t)length < size) {
        length += snprintf(text + length, size - (size_t)length, "  %" PRIu64 " resynced",
                           counts->resynchronised);
    }
    if (scene->model->beat.known && scene->model->beat.lost > 0 && length > 0 &&
        (size_t)length < size) {
        snprintf(text + length, size - (size_t)length, "  %" PRIu64 " input bytes lost",
                 scene->model->beat.lost);
    }
}

/* The four from which all others can be found. */
static void draw_keys(struct pen *pen)
{
    static const struct {
        const char *key;
        const char *what;
    } hints[] = {{"?", "help"}, {"Tab", "pane"}, {"Enter", "zoom"}, {"q", "quit"}};
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        if (text_width(hints[i].key) + text_width(hints[i].what) + 1 > pen_room(pen))
            return;
        pen_text_as(pen, ROLE_BAR, hints[i].key);
        pen_text(pen, " ");
        pen_text(pen, hints[i].what);
        pen_text(pen, "  ");
    }
}

/* What differs from the marked instant takes the place of the keys. */
static void draw_mark(struct pen *pen, const struct feed_status *status)
{
    char position[TEXT_NUMBER_SIZE];
    char difference[128];

    text_format_grouped(position, status->time.mark_position);
    model_diff_format(difference, sizeof difference, &status->diff);
    char since[2 * TEXT_NUMBER_SIZE + 32];
    snprintf(since, sizeof since,
             "since %" PRIu64 ".%" PRIu64 " s (record %s): ", status->time.mark_ms / 1000,
             status->time.mark_ms / 100 % 10, position);
    pen_text_as(pen, ROLE_BAR, since);
    pen_text_as(pen, ROLE_BAR_GOOD, difference);
}

/* The end of what is typed is what must be seen. */
static void draw_prompt(struct pen *pen, const struct prompt *prompt)
{
    size_t room = pen_room(pen) > 4 ? pen_room(pen) - 4 : 0;
    size_t skip = prompt->length > room ? prompt->length - room : 0;

    pen_text_as(pen, ROLE_BAR_GOOD, "/");
    pen_text(pen, prompt->text + skip);
    pen_text(pen, "_");
    if (prompt->length == 0)
        pen_text(pen, "  address, symbol or symbol+offset");
}

/* One row for several things, of which the one that the user is busy with has
 * it: the prompt, its answer, the comparison, the keys. */
void bars_draw_bottom(struct grid *grid, const struct ui_scene *scene, const struct ui *ui)
{
    struct pen pen = start_bar(grid, grid->rows - 1);

    if (ui->prompt.open || ui->prompt.message[0] != '\0') {
        if (ui->prompt.open)
            draw_prompt(&pen, &ui->prompt);
        else
            pen_text_as(&pen, ROLE_BAR_BAD, ui->prompt.message);
        return;
    }
    char counts[128];
    format_counts(counts, sizeof counts, scene);
    bool marked = scene->status->time.marked;
    /* What must be seen is whether anything was lost. The rest of the screen shows
     * that records have come. */
    if (marked || text_width(counts) + SHORT_KEYS_WIDTH > grid->cols) {
        snprintf(counts, sizeof counts, "%" PRIu64 " lost  %" PRIu64 " rejected",
                 scene->status->counts.lost, scene->status->counts.rejected);
    }
    size_t width = text_width(counts) + 1;
    struct pen right = pen;
    right.col = width + 1 < grid->cols ? grid->cols - (unsigned)width : 1;
    bool bad = scene->status->counts.lost > 0 || scene->status->counts.rejected > 0 ||
               scene->status->counts.resynchronised > 0;
    pen_text_as(&right, bad ? ROLE_BAR_BAD : ROLE_BAR, counts);
    pen.end = grid->cols > width + GAP ? grid->cols - (unsigned)width - GAP : pen.col;
    if (marked)
        draw_mark(&pen, scene->status);
    else
        draw_keys(&pen);
}

/* What stands at the right of a title: rows out of sight, then the summary. */
static void draw_title_end(struct pen *pen, const struct bars_title *title)
{
    char more[64] = "";

    if (title->above > 0 && title->below > 0)
        snprintf(more, sizeof more, "%zu above %zu below", title->above, title->below);
    else if (title->above > 0)
        snprintf(more, sizeof more, "%zu above", title->above);
    else if (title->below > 0)
        snprintf(more, sizeof more, "%zu below", title->below);
    char text[sizeof more + sizeof title->summary + 8];
    bool both = more[0] != '\0' && title->summary[0] != '\0';
    snprintf(text, sizeof text, " %s%s%s ", title->summary, both ? "  " : "", more);
    if (text_width(text) + 2 > pen_room(pen))
        snprintf(text, sizeof text, " %s ", more[0] != '\0' ? more : title->summary);
    size_t width = text_width(text);
    if (width <= 2 || width + 2 > pen_room(pen))
        return;
    pen->col = pen->end - (unsigned)width - 1;
    /* The summary may hold glyphs of ours, which pen_text would not pass. */
    const char *from = text;
    while (*from != '\0')
        pen_put(pen, text_next_char(&from));
}

/* The number is the key that brings the focus there. */
void bars_draw_title(const struct window *window, const struct bars_title *title)
{
    const struct glyphs *glyphs = window->grid->glyphs;
    struct pen pen = window_pen(window, 0);

    pen.role = ROLE_DIM;
    pen_fill_to(&pen, pen.end, glyphs->horizontal);
    pen.col = window->col;
    char name[64];
    snprintf(name, sizeof name, "%u %s ", title->number, title->name);
    pen.role = title->focused ? ROLE_FOCUS : ROLE_TITLE;
    pen_put(&pen, title->focused ? glyphs->focus : ' ');
    pen_text(&pen, name);
    pen.role = title->focused ? ROLE_TITLE : ROLE_DIM;
    draw_title_end(&pen, title);
}
