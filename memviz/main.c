/*
 * memviz: shows the memory of a machine from its telemetry
 * (docs/telemetry.md). This file chooses between its ways of output; see
 * `memviz --help`.
 */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memviz/check.h"
#include "memviz/cli.h"
#include "memviz/config.h"
#include "memviz/e820/e820_command.h"
#include "memviz/e820/e820_warn.h"
#include "memviz/e820/e820_model.h"
#include "memviz/model/export.h"
#include "memviz/ui/follow.h"
#include "memviz/observe/observe_command.h"
#include "memviz/options.h"
#include "memviz/picture/sheet_file.h"
#include "memviz/screen/output.h"
#include "memviz/ui/ui_draw.h"

/* The manual page promises these to scripts. */
enum exit_status { EXIT_DONE = 0, EXIT_TROUBLE = 1, EXIT_USAGE = 2 };

/* A stream that has been silent this long is taken to be complete. */
#define STREAM_SILENCE_MS 1500u

/* The file's name and what to do about it, in one line, as everywhere. */
static int report_problem(const char *path, const char *problem)
{
    output_report(path, problem);
    return EXIT_TROUBLE;
}

/* A file that is not there is the likeliest trouble and has the likeliest remedy. */
static int report_unreadable(const char *path)
{
    return report_problem(path, errno == ENOENT
                                    ? "no such file; start the machine first, or name a recording"
                                    : feed_describe_error(errno));
}

/* A terminal that can place a cursor; a dumb one gets plain text, as a file does. */
static bool is_screen(void)
{
    const char *type = getenv("TERM");

    return isatty(STDOUT_FILENO) && (type == NULL || strcmp(type, "dumb") != 0);
}

/* Asked for, or forbidden, or else by what the output is. */
static bool wants_colour(const struct cli_options *options)
{
    enum settings_colour colour = options->settings.colour;

    if (colour == COLOUR_ALWAYS || colour == COLOUR_NEVER)
        return colour == COLOUR_ALWAYS;
    /* https://no-color.org: set and not empty, whatever it says; the command line
     * and the configuration file go before it. */
    const char *no_color = getenv("NO_COLOR");
    return (no_color == NULL || no_color[0] == '\0') && is_screen();
}

/* By the locale's encoding: the terminal's own cannot be asked without asking it. */
static const struct glyphs *choose_glyphs(const struct cli_options *options)
{
    bool ascii = options->settings.ascii == SETTINGS_YES;

    return glyphs_get(ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0);
}

static int finish_output(void)
{
    return output_finish() ? EXIT_DONE : EXIT_TROUBLE;
}

/* The same drawing as on a terminal, so what is tested here holds there. */
static int run_once(struct feed *feed, const struct cli_options *options)
{
    struct grid grid;
    struct ui ui;

    if (!grid_init(&grid, options->cols, options->rows, choose_glyphs(options)))
        return report_problem(options->path, "not enough memory");
    struct feed_status status = feed_get_status(feed, feed_get_clock_ms());
    /* One frame has no time: what was read is a recording. */
    status.phase = FEED_FINISHED;
    if (feed_is_cut(feed))
        status.sync.state = SYNC_CUT;
    struct ui_scene scene = {feed_get_model(feed), &status, CHANGES_NONE};
    ui_init(&ui);
    ui_draw(&ui, &grid, &scene);
    grid_write(&grid, stdout, wants_colour(options));
    grid_free(&grid);
    return finish_output();
}

static int run_json(struct feed *feed)
{
    return output_write_json(export_model(feed_get_model(feed))) ? EXIT_DONE : EXIT_TROUBLE;
}

/* A log or a document: bytes have come, and no record among them. */
static bool holds_no_telemetry(struct feed *feed)
{
    const struct record_counts *counts = recording_get_counts(feed_get_recording(feed));

    return counts->accepted == 0 && counts->rejected == 0 && counts->resynchronised > 0;
}

static int report_no_telemetry(const char *path)
{
    return report_problem(path,
                          "holds no telemetry; if it is a log with a memory map, try memviz e820");
}

static int run_view(struct feed *feed, const struct cli_options *options)
{
    /* What can never be read is reported at once; what does not exist yet is waited for. */
    feed_pump(feed, feed_get_clock_ms());
    struct feed_status status = feed_get_status(feed, feed_get_clock_ms());
    if (status.phase == FEED_FAILED)
        return report_problem(options->path, feed_describe_error(status.error));
    if (status.phase == FEED_FINISHED && holds_no_telemetry(feed))
        return report_no_telemetry(options->path);
    if (options->command == CLI_REPLAY) {
        double speed = options->settings.speed > 0 ? options->settings.speed : 1;
        timeline_start_replay(feed_get_timeline(feed), speed, feed_get_clock_ms());
    }
    struct follow_options follow = {.colour = wants_colour(options),
                                    .mouse = options->settings.mouse != SETTINGS_NO,
                                    .glyphs = choose_glyphs(options)};
    return follow_run(feed, &follow);
}

/* Goes to the instant that was asked for. */
static bool go_to_instant(struct feed *feed, const struct cli_options *options)
{
    struct timeline *timeline = feed_get_timeline(feed);

    switch (options->at) {
    case CLI_AT_RECORD:
        return timeline_hold_record(timeline, options->at_value);
    case CLI_AT_STEP:
        return timeline_hold_step(timeline, (unsigned)options->at_value);
    default:
        return true;
    }
}

/* Without a terminal the view is printed once, so `memviz FILE | less` shows
 * something. */
static int run(struct feed *feed, const struct cli_options *options)
{
    if (options->mode == CLI_VIEW && is_screen())
        return run_view(feed, options);
    if (!feed_read_all(feed, STREAM_SILENCE_MS))
        return report_unreadable(options->path);
    if (holds_no_telemetry(feed))
        return report_no_telemetry(options->path);
    if (feed_is_cut(feed)) {
        report_problem(options->path, "its compressed data is cut; what came after is missing");
        model_note_damage(feed_get_model(feed));
    }
    /* After all has been read, since whether there is such an instant is known
     * only then. */
    if (!go_to_instant(feed, options))
        return report_problem(options->path, "the recording has no such instant; see --at");
    if (options->mode == CLI_PICTURE) {
        bool drawn = sheet_file_spares(options->path, options->svg, options->png) &&
                     sheet_file_write(feed_get_model(feed), NULL, options->svg, options->png);
        return drawn ? EXIT_DONE : EXIT_TROUBLE;
    }
    return options->mode == CLI_JSON ? run_json(feed) : run_once(feed, options);
}

/* The picture says what the report remarks: it is passed on without its log. */
static bool write_e820_picture(const struct cli_options *options, const struct e820_report *report,
                               struct model *model)
{
    char source[E820_REPORT_PROBLEM_SIZE];
    char remarks[E820_REPORT_REMARKS_MAX][E820_REPORT_PROBLEM_SIZE];
    const char *lines[E820_REPORT_REMARKS_MAX];
    struct sheet_notes notes = {source, lines, 0};

    e820_report_describe(report, source, sizeof source);
    while (notes.count < E820_REPORT_REMARKS_MAX &&
           e820_report_remark(report, notes.count, remarks[notes.count], sizeof remarks[0])) {
        lines[notes.count] = remarks[notes.count];
        notes.count++;
    }
    return sheet_file_spares(options->path, options->svg, options->png) &&
           sheet_file_write(model, &notes, options->svg, options->png);
}

/* A report is drawn by way of a model that knows no more than the map. */
static int draw_e820(const struct cli_options *options, const struct e820_text *text)
{
    struct e820_report report = {.path = options->path};
    char problem[E820_REPORT_PROBLEM_SIZE];

    if (!e820_report_make(&report, text, &options->e820.choice, problem))
        return report_problem(options->path, problem);
    e820_warn_remarks(&report);
    struct model *model = e820_model_create(&report);
    if (model == NULL)
        return report_problem(options->path, "not enough memory");
    bool drawn = write_e820_picture(options, &report, model);
    model_destroy(model);
    return drawn ? EXIT_DONE : EXIT_TROUBLE;
}

static int run_e820_picture(const struct cli_options *options)
{
    struct e820_text *text = e820_command_read(options->path);
    int status = text != NULL ? draw_e820(options, text) : EXIT_TROUBLE;

    e820_text_destroy(text);
    return status;
}

/* Which of its forms the output takes is decided here, where terminal and
 * options are known. */
static int run_e820(const struct cli_options *options)
{
    if (options->mode == CLI_PICTURE)
        return run_e820_picture(options);
    bool screen = options->mode == CLI_VIEW && is_screen();
    struct e820_output output = {.glyphs = choose_glyphs(options),
                                 .colour = wants_colour(options),
                                 .mouse = options->settings.mouse != SETTINGS_NO,
                                 .json = options->mode == CLI_JSON,
                                 .page = options->mode == CLI_VIEW && !screen,
                                 .cols = options->cols,
                                 .rows = screen ? 0 : options->rows};
    return e820_command_run(options->path, &options->e820, &output);
}

/* A log is read as a whole and forgotten; telemetry is followed. */
static int run_command(const struct cli_options *options)
{
    if (options->command == CLI_E820)
        return run_e820(options);
    if (options->command == CLI_CHECK)
        return check_run(options->path, options->mode == CLI_JSON);
    struct feed *feed = feed_create(options->path);
    if (feed == NULL)
        return report_problem(options->path, "not enough memory");
    int status = run(feed, options);
    feed_destroy(feed);
    return status;
}

/* The configuration file fills in what the command line leaves open. */
static bool load_settings(struct cli_options *options)
{
    struct settings file = {0};

    if (options->no_config)
        return true;
    if (!config_load(&file))
        return false;
    settings_merge(&options->settings, &file);
    return true;
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    /* Numbers are written with a point, here and in the configuration file. */
    setlocale(LC_NUMERIC, "C");
    if (argc > 1 && strcmp(argv[1], "observe") == 0)
        return observe_command_run(argc - 1, argv + 1);
    struct cli_options options;
    if (!cli_parse(&options, argc, argv))
        return EXIT_USAGE;
    void (*const write)(FILE *) = options.mode == CLI_HELP      ? options_write_help
                                  : options.mode == CLI_KEYS    ? options_write_keys
                                  : options.mode == CLI_VERSION ? cli_write_version
                                                                : NULL;
    if (write != NULL) {
        write(stdout);
        return finish_output();
    }
    return load_settings(&options) ? run_command(&options) : EXIT_USAGE;
}
