#include "memviz/cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/model/model.h"
#include "memviz/options.h"
#include "memviz/screen/output.h"

#define MEMVIZ_VERSION "0.1"

/* What --once draws when no size is given, and what a pipe gets. */
#define DEFAULT_COLS 80u
#define DEFAULT_ROWS 24u

/* More rows than options.h has. */
#define OPTIONS_MAX 32u

void cli_write_version(FILE *out)
{
    fputs("memviz " MEMVIZ_VERSION "\n", out);
}

/* Always false, so that a caller refuses and returns in one expression. */
static bool refuse(const char *what, const char *value)
{
    fprintf(stderr, "memviz: %s%s", what, value[0] != '\0' ? ": " : "");
    output_write_safe(stderr, value);
    fputs("; try memviz --help\n", stderr);
    return false;
}

/* Reads a number from 1 to CLI_SCREEN_MAX and moves *text past it. */
static bool parse_extent(const char **text, unsigned *value)
{
    size_t digits = strspn(*text, "0123456789");

    if (digits == 0 || digits > 4)
        return false;
    *value = (unsigned)strtoul(*text, NULL, 10);
    *text += digits;
    return *value >= 1 && *value <= CLI_SCREEN_MAX;
}

/* The numbers are parsed by hand: sscanf() accepts signs, blanks and any text after them. */
static bool parse_screen(struct cli_options *options, const char *argument)
{
    const char *text = argument;

    if (!parse_extent(&text, &options->cols) || *text++ != 'x' ||
        !parse_extent(&text, &options->rows) || *text != '\0')
        return refuse("--once takes COLSxROWS, such as 80x24, not", argument);
    return true;
}

/* A number of records, or "step" and the number of a boot step. */
static bool parse_position(struct cli_options *options, const char *argument)
{
    bool step = strncmp(argument, "step", 4) == 0;
    const char *digits = step ? argument + 4 : argument;
    size_t length = strspn(digits, "0123456789");
    uint64_t value = strtoull(digits, NULL, 10);

    if (length == 0 || length > 18 || digits[length] != '\0' ||
        (step && (value < 1 || value > MODEL_STEP_MAX)))
        return refuse("--at takes a number of records or a boot step such as step4, not", argument);
    options->at = step ? CLI_AT_STEP : CLI_AT_RECORD;
    options->at_value = value;
    return true;
}

/* Through the same function as the configuration file: what one takes, the other
 * does. */
static bool take_setting(struct cli_options *options, const char *name, const char *argument)
{
    const char *problem = settings_set(&options->settings, name, argument);

    if (problem == NULL)
        return true;
    char text[96];
    snprintf(text, sizeof text, "--%s %s, not", name, problem);
    return refuse(text, argument);
}

/* Two ways of output at once would have to be one of them. */
static bool choose_mode(struct cli_options *options, enum cli_mode mode)
{
    if (options->mode != CLI_VIEW && options->mode != mode)
        return refuse("--once, --json and pictures exclude each other", "");
    options->mode = mode;
    return true;
}

/* --svg and --png go together: they are two forms of one picture. */
static bool choose_picture(struct cli_options *options, const char **place)
{
    *place = optarg;
    return choose_mode(options, CLI_PICTURE);
}

/* One form only may be wanted where a log holds a map twice, from the firmware
 * and from the system. */
static bool take_form(struct cli_options *options, const char *argument)
{
    options->e820.choice.form = e820_form_find(argument);
    return options->e820.choice.form != E820_FORM_NONE || refuse("--form knows no form", argument);
}

/* From 1, as people count and as the reports number them. */
static bool take_map(struct cli_options *options, const char *argument)
{
    size_t digits = strspn(argument, "0123456789");

    options->e820.choice.number = strtoul(argument, NULL, 10);
    if (digits == 0 || digits > 9 || argument[digits] != '\0' || options->e820.choice.number == 0)
        return refuse("--map takes a number from 1, not", argument);
    return true;
}

/* A number from 1 at *text, which moves past it; 0 for none. */
static size_t parse_map(const char **text)
{
    size_t digits = strspn(*text, "0123456789");
    size_t number = digits == 0 || digits > 9 ? 0 : strtoul(*text, NULL, 10);

    *text += digits;
    return number;
}

/* Two numbers in one argument: "1 2", "1,2" or "1-2". */
static bool take_diff(struct cli_options *options, const char *argument)
{
    const char *text = argument;

    options->e820.diff_old = parse_map(&text);
    text += *text == ' ' || *text == ',' || *text == '-';
    options->e820.diff_new = parse_map(&text);
    if (options->e820.diff_old == 0 || options->e820.diff_new == 0 || *text != '\0')
        return refuse("--diff takes the numbers of two maps, such as 1,2, not", argument);
    return true;
}

static bool take_megs(struct cli_options *options, const char *argument)
{
    const char *text = argument;

    options->e820.megs = (unsigned)parse_map(&text);
    if (options->e820.megs == 0 || *text != '\0')
        return refuse("--megs takes a number of MiB, not", argument);
    return true;
}

/* A case an option, and each says its own refusal. */
static bool take_option(struct cli_options *options, int id, const char *option)
{
    switch (id) {
    case OPTION_ONCE:
        return choose_mode(options, CLI_ONCE) && parse_screen(options, optarg);
    case OPTION_JSON:
        return choose_mode(options, CLI_JSON);
    case OPTION_SVG:
        return choose_picture(options, &options->svg);
    case OPTION_PNG:
        return choose_picture(options, &options->png);
    case OPTION_AT:
        return parse_position(options, optarg);
    case OPTION_SPEED:
        return take_setting(options, "speed", optarg);
    case OPTION_FORM:
        return take_form(options, optarg);
    case OPTION_MAP:
        return take_map(options, optarg);
    case OPTION_DIFF:
        return take_diff(options, optarg);
    case OPTION_EXPECT:
        options->e820.expect = optarg;
        return true;
    case OPTION_ROM:
        options->e820.rom = optarg;
        return true;
    case OPTION_MEGS:
        return take_megs(options, optarg);
    case OPTION_COLOUR:
        return take_setting(options, "color", optarg);
    case OPTION_ASCII:
        return take_setting(options, "ascii", "yes");
    case OPTION_NO_MOUSE:
        return take_setting(options, "mouse", "no");
    case OPTION_NO_CONFIG:
        options->no_config = true;
        return true;
    case ':':
        return refuse("an option lacks its argument", option);
    default:
        return refuse("unknown option", option);
    }
}

/* The rows of options.h in the form of getopt; the last one is all zero. */
static void list_options(struct option list[OPTIONS_MAX])
{
    size_t count;
    const struct option_row *rows = options_get_rows(&count);

    memset(list, 0, OPTIONS_MAX * sizeof list[0]);
    for (size_t i = 0; i < count && i < OPTIONS_MAX - 1; i++) {
        list[i] = (struct option){rows[i].name,
                                  rows[i].argument != NULL ? required_argument : no_argument, NULL,
                                  rows[i].id};
    }
}

/* Takes the command when the first word is one. True when it was. */
static bool take_command(struct cli_options *options, const char *word)
{
    if (strcmp(word, "replay") == 0)
        options->command = CLI_REPLAY;
    else if (strcmp(word, "e820") == 0)
        options->command = CLI_E820;
    else if (strcmp(word, "check") == 0)
        options->command = CLI_CHECK;
    return options->command != CLI_FOLLOW;
}

/* The words that are no options: [COMMAND] FILE. */
static bool take_words(struct cli_options *options, int count, char **words)
{
    if (count > 0 && take_command(options, words[0])) {
        count--;
        words++;
    }
    if (count == 0 && options->command != CLI_E820)
        return refuse("which FILE?", "");
    if (count > 1)
        return refuse("more than one FILE", words[1]);
    options->path = count == 0 ? "-" : words[0];
    return true;
}

/* What options ask of each other. */
static bool check_options(const struct cli_options *options)
{
    if (options->settings.speed != 0 && options->command != CLI_REPLAY)
        return refuse("--speed is for memviz replay", "");
    if ((options->e820.choice.form != E820_FORM_NONE || options->e820.choice.number != 0) &&
        options->command != CLI_E820)
        return refuse("--form and --map are for memviz e820", "");
    if ((options->e820.diff_old != 0 || options->e820.expect != NULL || options->e820.rom != NULL ||
         options->e820.megs != 0) &&
        options->command != CLI_E820)
        return refuse("--diff, --expect, --rom and --megs are for memviz e820", "");
    if (options->at != CLI_AT_END && options->command != CLI_FOLLOW)
        return refuse("--at is for recordings that are not played", "");
    if (options->at != CLI_AT_END && options->mode == CLI_VIEW)
        return refuse("--at is for --once, --json, --svg and --png", "");
    if (options->command == CLI_CHECK && options->mode != CLI_VIEW && options->mode != CLI_JSON)
        return refuse("a check takes --json and no other form of output", "");
    if (options->command == CLI_REPLAY && options->mode != CLI_VIEW)
        return refuse("a replay is for a terminal; use --at for one instant", "");
    return true;
}

/* Nothing is opened or printed here but refusals, so that every command line can
 * be tested. Help ends the reading: what follows it is not looked at. */
bool cli_parse(struct cli_options *options, int argc, char **argv)
{
    struct option list[OPTIONS_MAX];

    list_options(list);
    *options = (struct cli_options){.cols = DEFAULT_COLS, .rows = DEFAULT_ROWS};
    for (;;) {
        /* The leading colon: the messages are ours. */
        int index = optind;
        int id = getopt_long(argc, argv, ":h", list, NULL);
        if (id == -1)
            break;
        if (id == OPTION_HELP || id == OPTION_VERSION || id == OPTION_KEYS) {
            options->mode = id == OPTION_HELP      ? CLI_HELP
                            : id == OPTION_VERSION ? CLI_VERSION
                                                   : CLI_KEYS;
            return true;
        }
        if (!take_option(options, id, argv[index]))
            return false;
    }
    return take_words(options, argc - optind, argv + optind) && check_options(options);
}
