#include "memviz/observe/observe_options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* What Bochs 2.7 can be given. */
#define MEGS_DEFAULT 32u
#define MEGS_MAX     2048u

enum option_id {
    ID_TRACE = 256,
    ID_FLOPPY,
    ID_UNTIL,
    ID_MEGS,
    ID_SYMBOLS,
    ID_LAYOUT,
    ID_FILE,
    ID_ALLOW,
    ID_WHO,
    ID_WRITES,
    ID_JSON,
    ID_RECORD,
    ID_HEAT,
    ID_SVG,
    ID_HELP,
};

static const struct option long_options[] = {
    {"trace", required_argument, NULL, ID_TRACE},
    {"floppy", no_argument, NULL, ID_FLOPPY},
    {"until", required_argument, NULL, ID_UNTIL},
    {"megs", required_argument, NULL, ID_MEGS},
    {"symbols", required_argument, NULL, ID_SYMBOLS},
    {"layout", required_argument, NULL, ID_LAYOUT},
    {"file", required_argument, NULL, ID_FILE},
    {"allow", required_argument, NULL, ID_ALLOW},
    {"who", required_argument, NULL, ID_WHO},
    {"writes", required_argument, NULL, ID_WRITES},
    {"json", no_argument, NULL, ID_JSON},
    {"record", required_argument, NULL, ID_RECORD},
    {"heat", no_argument, NULL, ID_HEAT},
    {"svg", required_argument, NULL, ID_SVG},
    {"help", no_argument, NULL, ID_HELP},
    {NULL, 0, NULL, 0},
};

static bool refuse(const char *what, const char *value)
{
    fprintf(stderr, "memviz observe: %s%s%s; try memviz observe --help\n", what,
            value[0] != '\0' ? ": " : "", value);
    return false;
}

/* A number, decimal or after 0x; moves *text past it. */
static bool take_number(const char **text, uint64_t *value)
{
    char *end;

    if ((*text)[0] < '0' || (*text)[0] > '9')
        return false;
    *value = strtoull(*text, &end, 0);
    *text = end;
    return true;
}

static bool parse_number(const char *text, uint64_t *value)
{
    return take_number(&text, value) && *text == '\0';
}

/* "tick N", "address A", "symbol S": in one word or two, with a blank or = between. */
static bool parse_until(struct observe_options *options, const char *argument)
{
    static const struct {
        const char *name;
        enum observe_until until;
    } kinds[] = {{"tick", UNTIL_TICK}, {"address", UNTIL_ADDRESS}, {"symbol", UNTIL_SYMBOL}};
    if (strcmp(argument, "idle") == 0 || strcmp(argument, "prompt") == 0) {
        options->until = UNTIL_IDLE;
        return true;
    }
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t length = strlen(kinds[i].name);
        const char *value = argument + length + 1;
        if (strncmp(argument, kinds[i].name, length) != 0 ||
            (argument[length] != ' ' && argument[length] != '=') || *value == '\0')
            continue;
        options->until = kinds[i].until;
        options->until_symbol = value;
        return kinds[i].until == UNTIL_SYMBOL || parse_number(value, &options->until_value) ||
               refuse("--until takes a number after tick and address, not", value);
    }
    return refuse("--until takes prompt, idle, \"tick N\", \"address A\" or \"symbol S\", not",
                  argument);
}

/* A-B, half-open; moves *text past it. */
static bool take_range(const char **text, uint64_t *start, uint64_t *end)
{
    return take_number(text, start) && *(*text)++ == '-' && take_number(text, end) && *start < *end;
}

static bool parse_range(struct observe_range *range, const char *argument)
{
    const char *text = argument;

    return (take_range(&text, &range->start, &range->end) && *text == '\0') ||
           refuse("--writes takes START-END with END above START, not", argument);
}

/* A-B=reason. */
static bool parse_allow(struct observe_options *options, const char *argument)
{
    struct allowed *allowed = &options->allowed;
    struct allowed_range range = {0};
    const char *text = argument;

    if (!take_range(&text, &range.start, &range.end) || *text != '=' || text[1] == '\0')
        return refuse("--allow takes START-END=REASON with END above START, not", argument);
    if (allowed->count == ALLOWED_MAX)
        return refuse("more than 16 times --allow: name larger ranges", argument);
    range.reason = text + 1;
    allowed->ranges[allowed->count++] = range;
    return true;
}

/* PATH@ADDRESS; a path may hold an @ itself. */
static bool parse_file(struct observe_options *options, const char *argument)
{
    const char *at = strrchr(argument, '@');
    struct observe_file *file = &options->files[options->file_count];

    if (options->file_count == EXPECTED_MAX)
        return refuse("more than 8 times --file", argument);
    if (at == NULL || at == argument || (size_t)(at - argument) >= sizeof file->path ||
        !parse_number(at + 1, &file->address))
        return refuse("--file takes PATH@ADDRESS, not", argument);
    snprintf(file->path, sizeof file->path, "%.*s", (int)(at - argument), argument);
    options->file_count++;
    return true;
}

static bool parse_who(struct observe_options *options, const char *argument)
{
    const char *text = argument;

    options->who = true;
    options->who_tick = UINT64_MAX;
    bool whole = take_number(&text, &options->who_address);
    if (whole && *text == '@') {
        text++;
        whole = take_number(&text, &options->who_tick);
    }
    return (whole && *text == '\0') || refuse("--who takes ADDRESS or ADDRESS@TICK, not", argument);
}

static bool parse_megs(struct observe_options *options, const char *argument)
{
    uint64_t megs;

    if (!parse_number(argument, &megs) || megs < 1 || megs > MEGS_MAX)
        return refuse("--megs takes 1 to 2048, not", argument);
    options->megs = (unsigned)megs;
    return true;
}

/* Options that name what the run is seen against. */
static bool take_reference(struct observe_options *options, int id)
{
    switch (id) {
    case ID_SYMBOLS:
        if (options->symbol_files == NAMES_FILES_MAX)
            return refuse("more than 4 times --symbols", optarg);
        options->symbols[options->symbol_files++] = optarg;
        return true;
    case ID_LAYOUT:
        options->layout = optarg;
        return true;
    case ID_FILE:
        return parse_file(options, optarg);
    default:
        return parse_allow(options, optarg);
    }
}

static bool take_option(struct observe_options *options, int id, const char *option)
{
    switch (id) {
    case ID_TRACE:
        options->trace = optarg;
        return true;
    case ID_FLOPPY:
        options->floppy = true;
        return true;
    case ID_UNTIL:
        return parse_until(options, optarg);
    case ID_MEGS:
        return parse_megs(options, optarg);
    case ID_SYMBOLS:
    case ID_LAYOUT:
    case ID_FILE:
    case ID_ALLOW:
        return take_reference(options, id);
    case ID_WHO:
        return parse_who(options, optarg);
    case ID_WRITES:
        options->writes = true;
        return parse_range(&options->writes_range, optarg);
    case ID_JSON:
        options->json = true;
        return true;
    case ID_RECORD:
        options->record = optarg;
        return true;
    case ID_HEAT:
        options->heat = true;
        return true;
    case ID_SVG:
        options->svg = optarg;
        return true;
    case ID_HELP:
    case 'h':
        options->help = true;
        return true;
    case ':':
        return refuse("an option lacks its argument", option);
    default:
        return refuse("unknown option", option);
    }
}

static bool check_words(struct observe_options *options, int count, char **words)
{
    if (options->help)
        return true;
    if (count > 1)
        return refuse("more than one IMAGE", words[1]);
    if (count == 1 && options->trace != NULL)
        return refuse("an IMAGE is run and a --trace is read: give one of them", words[0]);
    if (count == 0 && options->trace == NULL)
        return refuse("which IMAGE?", "");
    if (options->heat && options->json)
        return refuse("--heat is to be looked at, --json is for programs: give one of them", "");
    if (options->trace != NULL && options->record != NULL)
        return refuse("--record is for an IMAGE: the trace is a file already", "");
    options->image = count == 1 ? words[0] : NULL;
    return true;
}

bool observe_options_parse(struct observe_options *options, int argc, char **argv)
{
    *options = (struct observe_options){.megs = MEGS_DEFAULT};
    opterr = 0;
    optind = 1;
    for (;;) {
        int id = getopt_long(argc, argv, ":h", long_options, NULL);
        if (id == -1)
            break;
        if (!take_option(options, id, argv[optind - 1]))
            return false;
        if (options->help)
            return true;
    }
    return check_words(options, argc - optind, argv + optind);
}

void observe_options_write_help(FILE *out)
{
    fputs(
        "usage: memviz observe [OPTION]... IMAGE           run a boot image in Bochs and watch it\n"
        "       memviz observe [OPTION]... --trace FILE    the same from a recorded trace\n"
        "\n"
        "Reads Bochs's trace, knows of every byte who wrote it, and names what went wrong\n"
        "with memory in one line: docs/observe.md lists the rules.\n"
        "\n"
        "  --floppy              IMAGE is a floppy disk (known by its size otherwise)\n"
        "  --megs N              memory of the machine in MiB, 1 to 2048 (32)\n"
        "  --until WHEN          prompt, idle, \"tick N\", \"address A\" or \"symbol S\"; without\n"
        "                        it until the machine dies, halts, idles or has run long\n"
        "  --trace FILE          a trace, plain or compressed by gzip or zstd; - for stdin\n"
        "  --record FILE         keep the trace; compressed when FILE ends in .gz\n"
        "  --symbols FILE        names of places: a NASM map, \"address name\" lines, or an ELF\n"
        "                        file, which gives lines of the source too; up to four\n"
        "  --layout FILE.md      compare with this layout document, of the form of "
        "docs/layout.md;\n"
        "                        an image of Strata is compared with that when it has --symbols\n"
        "  --file PATH@ADDRESS   the file must lie there, byte for byte, when it first runs\n"
        "  --allow START-END=REASON  findings about these addresses are notes, with the reason\n"
        "  --who ADDRESS[@TICK]  who wrote a byte, and who before\n"
        "  --writes START-END    all stores to a range\n"
        "  --heat                then show a map of writes, reads and executions, with a time\n"
        "                        axis; one screen of text when standard output is no terminal\n"
        "  --svg FILE            draw the boot: memory down, time across, who wrote what\n"
        "  --json                the verdict as one JSON object\n"
        "  --help                this text, also as -h\n"
        "\n"
        "Exit status: 0 clean, 1 findings, 2 no verdict (Bochs is missing, the trace is cut or\n"
        "has unknown lines, the end was not reached) or a wrong command line.\n",
        out);
}
