#include "memviz/cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define MEMVIZ_VERSION "0.1"

/* What --once draws without being told, and what a pipe gets. */
#define DEFAULT_COLS 80u
#define DEFAULT_ROWS 24u

enum option_id { OPTION_ONCE = 256, OPTION_JSON, OPTION_ASCII, OPTION_COLOUR, OPTION_VERSION };

static const struct option long_options[] = {
    {"once", required_argument, NULL, OPTION_ONCE},
    {"json", no_argument, NULL, OPTION_JSON},
    {"ascii", no_argument, NULL, OPTION_ASCII},
    {"color", required_argument, NULL, OPTION_COLOUR},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

void cli_write_help(FILE *out)
{
    fputs("usage: memviz [OPTION]... FILE\n"
          "\n"
          "Shows the memory of a machine from its telemetry. FILE is a recording, also one\n"
          "that grows or does not exist yet; a FIFO, tty or pty; or - for standard input.\n"
          "\n"
          "  --once COLSxROWS  print one frame as text and exit (also when the output is\n"
          "                    no terminal, then 80x24)\n"
          "  --json            print the state as one JSON object and exit\n"
          "  --ascii           draw with ASCII only\n"
          "  --color WHEN      auto, always or never; auto obeys NO_COLOR\n"
          "  --help            this text\n"
          "  --version         name and version\n"
          "\n"
          "Exit status: 0 done, 1 FILE cannot be read, 2 the command line is wrong.\n"
          "Keys are shown by ?.\n",
          out);
}

void cli_write_version(FILE *out)
{
    fputs("memviz " MEMVIZ_VERSION "\n", out);
}

static bool refuse(const char *what, const char *value)
{
    fprintf(stderr, "memviz: %s%s%s; try memviz --help\n", what, value[0] != '\0' ? ": " : "",
            value);
    return false;
}

/* Reads a number from 1 to CLI_SCREEN_MAX and moves *text past it. */
static bool parse_extent(const char **text, unsigned *value)
{
    size_t digits = strspn(*text, "0123456789");
    if (digits == 0 || digits > 4) {
        return false;
    }
    *value = (unsigned)strtoul(*text, NULL, 10);
    *text += digits;
    return *value >= 1 && *value <= CLI_SCREEN_MAX;
}

static bool parse_screen(struct cli_options *options, const char *argument)
{
    const char *text = argument;
    if (!parse_extent(&text, &options->cols) || *text++ != 'x' ||
        !parse_extent(&text, &options->rows) || *text != '\0') {
        return refuse("--once takes COLSxROWS, such as 80x24, not", argument);
    }
    return true;
}

static bool parse_colour(struct cli_options *options, const char *argument)
{
    static const char *const names[] = {"auto", "always", "never"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(argument, names[i]) == 0) {
            options->colour = (enum cli_colour)i;
            return true;
        }
    }
    return refuse("--color takes auto, always or never, not", argument);
}

/* Two ways of output at once would have to be one of them. */
static bool choose_mode(struct cli_options *options, enum cli_mode mode)
{
    if (options->mode != CLI_VIEW && options->mode != mode) {
        return refuse("--once and --json exclude each other", "");
    }
    options->mode = mode;
    return true;
}

static bool take_option(struct cli_options *options, int id, const char *option)
{
    switch (id) {
    case OPTION_ONCE:
        return choose_mode(options, CLI_ONCE) && parse_screen(options, optarg);
    case OPTION_JSON:
        return choose_mode(options, CLI_JSON);
    case OPTION_ASCII:
        options->ascii = true;
        return true;
    case OPTION_COLOUR:
        return parse_colour(options, optarg);
    case ':':
        return refuse("an option lacks its argument", option);
    default:
        return refuse("unknown option", option);
    }
}

bool cli_parse(struct cli_options *options, int argc, char **argv)
{
    *options = (struct cli_options){.cols = DEFAULT_COLS, .rows = DEFAULT_ROWS};
    for (;;) {
        /* The leading colon: the messages are ours. */
        int index = optind;
        int id = getopt_long(argc, argv, ":h", long_options, NULL);
        if (id == -1) {
            break;
        }
        if (id == 'h' || id == OPTION_VERSION) {
            options->mode = id == 'h' ? CLI_HELP : CLI_VERSION;
            return true;
        }
        if (!take_option(options, id, argv[index])) {
            return false;
        }
    }
    if (optind == argc) {
        return refuse("which FILE?", "");
    }
    if (optind + 1 < argc) {
        return refuse("more than one FILE", argv[optind + 1]);
    }
    options->path = argv[optind];
    return true;
}
