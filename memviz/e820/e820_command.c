#include "memviz/e820/e820_command.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "memviz/e820/e820_compare.h"
#include "memviz/e820/e820_input.h"
#include "memviz/e820/e820_rom.h"
#include "memviz/e820/e820_view.h"
#include "memviz/e820/e820_warn.h"
#include "memviz/screen/output.h"
#include "memviz/screen/term.h"

/* How long the loop sleeps: a change of size shows within this time. */
#define WAIT_MS 100

/* How far a notch of the wheel scrolls. */
#define WHEEL_ROWS 3u

/* A loop of its own: there is no time in a log, and no panes, so what follows a
 * machine would be in the way. */
struct viewer {
    const struct e820_text *text; /* the caller's; report points into it */
    const struct e820_output *output;
    struct e820_report report;
    char problem[E820_REPORT_PROBLEM_SIZE]; /* why report has no map */
    struct e820_view view;
    size_t left_scroll; /* of the map, while the help is shown */
    struct grid grid;
    bool dirty; /* what is on the screen is not what is to be shown */
    bool done;
};

static int report_problem(const char *path, const char *problem)
{
    output_report(path, problem);
    return 1;
}

/* The system's own text where it says enough. */
static const char *explain_error(const char *path)
{
    struct stat status;

    if (errno == EBADMSG)
        return "its compression is damaged";
    if (errno == ENODATA)
        return "its compressed data has been cut off: the log is not whole";
    if (errno == ENOENT && stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        return "a directory that is not made like /sys/firmware/memmap: 0/start, 0/end and "
               "0/type are not there";
    }
    return strerror(errno);
}

struct e820_text *e820_command_read(const char *path)
{
    struct e820_text *text = e820_input_read(path);

    if (text == NULL)
        report_problem(path, explain_error(path));
    return text;
}

static int finish_output(void)
{
    return output_finish() ? 0 : 1;
}

/* Remarks are members of the object, and also go where a person reads. */
static int run_json(const struct e820_report *report)
{
    json_t *object = e820_report_export(report);

    if (object == NULL)
        return report_problem(report->path, "not enough memory");
    e820_warn_remarks(report);
    return output_write_json(object) ? 0 : 1;
}

/* In a pipe the whole page, however long; with --once one screen of it. */
static int run_text(const struct e820_report *report, const struct e820_output *output)
{
    struct grid grid;
    struct e820_view view = {0};
    size_t rows = output->page ? e820_view_count_rows(report, output->cols) : output->rows;

    if (!grid_init(&grid, output->cols, (unsigned)rows, output->glyphs))
        return report_problem(report->path, "not enough memory");
    if (output->page)
        e820_view_draw_page(&grid, report);
    else
        e820_view_draw(&view, &grid, report, "");
    grid_write(&grid, stdout, output->colour);
    grid_free(&grid);
    return finish_output();
}

/* The grid follows the size of the terminal; a viewer that nobody touches draws
 * nothing. */
static bool draw(struct viewer *viewer)
{
    unsigned cols;
    unsigned rows;

    term_get_size(&cols, &rows);
    if (cols != viewer->grid.cols || rows != viewer->grid.rows) {
        grid_free(&viewer->grid);
        if (!grid_init(&viewer->grid, cols, rows, viewer->output->glyphs))
            return false;
        viewer->dirty = true;
    }
    if (!viewer->dirty)
        return true;
    viewer->dirty = false;
    e820_view_draw(&viewer->view, &viewer->grid, &viewer->report, viewer->problem);
    term_draw(&viewer->grid);
    return true;
}

/* Shows the next map of the text, or the one before. A map that cannot be read
 * shows why. */
static void step_map(struct viewer *viewer, bool forward)
{
    size_t maps = e820_text_count_maps(viewer->text);
    size_t number = viewer->report.number;

    number = forward ? number % maps + 1 : (number + maps - 2) % maps + 1;
    struct e820_choice choice = {E820_FORM_NONE, number};
    e820_report_make(&viewer->report, viewer->text, &choice, viewer->problem);
    viewer->view.scroll = 0;
}

/* Only the wheel has a meaning: there is one pane. */
static void take_mouse(struct viewer *viewer)
{
    struct mouse_event mouse;

    if (!term_get_mouse(&mouse) || mouse.kind == MOUSE_CLICK)
        return;
    for (unsigned i = 0; i < WHEEL_ROWS; i++)
        e820_view_apply(&viewer->view, mouse.kind == MOUSE_WHEEL_UP ? INTENT_UP : INTENT_DOWN);
}

/* The map is where it was after the help. */
static void toggle_help(struct viewer *viewer)
{
    size_t scroll = viewer->view.scroll;

    viewer->view.help = !viewer->view.help;
    viewer->view.scroll = viewer->left_scroll;
    viewer->left_scroll = viewer->view.help ? scroll : 0;
}

/* The same keys as elsewhere where they mean something, and Tab or ] for the next map. */
static void take_key(struct viewer *viewer, int key)
{
    if (key == KEY_CODE_MOUSE) {
        take_mouse(viewer);
        return;
    }
    enum intent intent = key == KEY_CODE_HANGUP ? INTENT_QUIT : keys_find_intent(key);
    if (intent == INTENT_HELP || (intent == INTENT_BACK && viewer->view.help))
        toggle_help(viewer);
    else if (intent == INTENT_QUIT || intent == INTENT_BACK)
        viewer->done = true;
    else if (intent == INTENT_NEXT || intent == INTENT_RECORD_NEXT)
        step_map(viewer, true);
    else if (intent == INTENT_PREVIOUS || intent == INTENT_RECORD_BACK)
        step_map(viewer, false);
    else if (intent == INTENT_REDRAW)
        term_repaint();
    else
        e820_view_apply(&viewer->view, intent);
}

/* Ends by the signal that ended it, so that a shell sees how. */
static int run_viewer(const struct e820_report *report, const struct e820_output *output)
{
    struct viewer viewer = {.text = report->text, .output = output, .report = *report};

    viewer.grid.glyphs = output->glyphs;
    if (!term_open(output->colour))
        return 1;
    if (output->mouse)
        term_use_mouse();
    while (!viewer.done && term_get_signal() == 0 && draw(&viewer)) {
        int key = term_read_key(WAIT_MS);
        if (key != KEY_CODE_NONE) {
            viewer.dirty = true;
            take_key(&viewer, key);
        }
    }
    term_close();
    grid_free(&viewer.grid);
    int number = term_get_signal();
    if (number != 0)
        output_end_by_signal(number);
    return 0;
}

/* A script that asked for JSON gets an object also where there is no map. */
static int run_nothing(const struct e820_text *text, const char *path, const char *problem,
                       bool json)
{
    json_t *object = json ? e820_report_export_nothing(text, problem) : NULL;

    if (object != NULL) {
        json_dumpf(object, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(object);
    }
    return report_problem(path, problem);
}

/* Another map of the same text, by its number. */
static bool make_other(struct e820_report *other, const struct e820_report *report, size_t number)
{
    struct e820_choice choice = {E820_FORM_NONE, number};
    char problem[E820_REPORT_PROBLEM_SIZE];

    *other = (struct e820_report){.path = report->path};
    if (e820_report_make(other, report->text, &choice, problem))
        return true;
    report_problem(report->path, problem);
    return false;
}

static int run_diff(const struct e820_report *report, const struct e820_task *task)
{
    struct e820_report old;
    struct e820_report new;

    if (!make_other(&old, report, task->diff_old) || !make_other(&new, report, task->diff_new))
        return 1;
    if (e820_compare_write(stdout, &old, &new) == 0)
        printf("maps %zu and %zu are the same\n", task->diff_old, task->diff_new);
    return finish_output();
}

/* The clean maps are compared: what a map means, in whatever form it is written. */
static int run_expect(const struct e820_report *report, const char *path)
{
    static const struct e820_choice any;
    struct e820_report expected = {.path = path};
    char problem[E820_REPORT_PROBLEM_SIZE];
    struct e820_text *text = e820_command_read(path);

    if (text == NULL)
        return 1;
    int status = 1;
    if (!e820_report_make(&expected, text, &any, problem)) {
        report_problem(path, problem);
    } else if (e820_compare_write(stdout, &expected, report) == 0) {
        e820_warn_remarks(report);
        status = finish_output();
    } else {
        finish_output();
        report_problem(report->path, "the map is not the expected one; - is expected, + is there");
    }
    e820_text_destroy(text);
    return status;
}

static int run_report(const struct e820_report *report, const struct e820_task *task,
                      const struct e820_output *output)
{
    if (task->rom != NULL)
        return e820_rom_write(report, task->rom, task->megs) ? 0 : 1;
    if (task->expect != NULL)
        return run_expect(report, task->expect);
    if (output->json)
        return run_json(report);
    if (output->page || output->rows != 0)
        return run_text(report, output);
    return run_viewer(report, output);
}

/* The text is read whole before anything is shown: which map is meant may depend
 * on its last line. */
int e820_command_run(const char *path, const struct e820_task *task,
                     const struct e820_output *output)
{
    char problem[E820_REPORT_PROBLEM_SIZE];
    struct e820_report report = {.path = path};
    struct e820_text *text = e820_command_read(path);
    int status;

    if (text == NULL)
        return 1;
    report.text = text;
    if (task->diff_old != 0)
        status = run_diff(&report, task);
    else if (!e820_report_make(&report, text, &task->choice, problem))
        status = run_nothing(text, path, problem, output->json);
    else
        status = run_report(&report, task, output);
    e820_text_destroy(text);
    return status;
}
