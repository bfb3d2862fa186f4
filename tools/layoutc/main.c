/* The command: reads the document, checks it, and does what the option says. */
#define _GNU_SOURCE /* fmemopen, getdelim */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/layoutc/check.h"
#include "tools/layoutc/doc.h"
#include "tools/layoutc/output.h"
#include "tools/layoutc/parse.h"
#include "tools/layoutc/picture.h"
#include "tools/layoutc/report.h"

/* make prints only the number, so it tells the two apart: 1 is a mistake in the document,
 * 2 a mistake in the call. */
enum exit_status {
    EXIT_GOOD = 0,
    EXIT_REFUSED = 1, /* the document has mistakes */
    EXIT_TROUBLE = 2, /* wrong usage, or a file cannot be read or written */
};

/* A run does one of these. What is written depends on a document that was found to be
 * good. */
enum action {
    ACTION_CHECK,
    ACTION_GENERATE,
    ACTION_DRAW_PICTURE,
    ACTION_CHECK_PICTURE,
    ACTION_HELP,
};

struct command {
    enum action action;
    const char *directory; /* for ACTION_GENERATE */
    const char *path;      /* of the document */
};

/* This does not lie on the stack, because the report alone has some 64 KiB. */
static struct {
    struct doc doc;
    struct report report;
} state;

static const char usage[] = "usage: layoutc [--out DIR | --picture | --check-picture] FILE\n"
                            "       layoutc --help\n";

static const char help[] =
    "Compiles the tables of the layout document FILE (docs/layout.md), or says in\n"
    "which lines they are wrong. Without an option it only checks them.\n"
    "\n"
    "  --out DIR        write layout.inc, layout_constants.h, layout.ld,\n"
    "                   layout_rows.c and layout.watch1 to 6 into DIR\n"
    "  --picture        redraw the picture of the map inside FILE\n"
    "  --check-picture  say whether that picture shows what the tables say\n"
    "\n"
    "exit status: 0 all is well; 1 the document is refused, and nothing was written;\n"
    "2 wrong usage, or a file that cannot be read or written.\n";

/* The arguments are read by hand: there is at most one option, and getopt_long would take
 * more lines. */
static bool parse_arguments(int argc, char **argv, struct command *command)
{
    int next = 1;

    if (next < argc && strcmp(argv[next], "--help") == 0) {
        command->action = ACTION_HELP;
        return true;
    }
    if (next + 1 < argc && strcmp(argv[next], "--out") == 0) {
        command->action = ACTION_GENERATE;
        command->directory = argv[next + 1];
        next += 2;
    } else if (next < argc && strcmp(argv[next], "--picture") == 0) {
        command->action = ACTION_DRAW_PICTURE;
        next++;
    } else if (next < argc && strcmp(argv[next], "--check-picture") == 0) {
        command->action = ACTION_CHECK_PICTURE;
        next++;
    }
    /* A file whose name begins with a dash is likelier an option with a slip. */
    if (next + 1 != argc || argv[next][0] == '-')
        return false;
    command->path = argv[next];
    return true;
}

/* Reads a whole text file, which the caller frees. Prints the reason and returns NULL where
 * it cannot be read. */
static char *read_text(const char *path)
{
    char *text = NULL;
    size_t capacity = 0;
    FILE *in = fopen(path, "r");
    /* The byte 0 cannot occur in text, so reading up to it reads all. */
    ssize_t length = in == NULL ? -1 : getdelim(&text, &capacity, '\0', in);

    if (length < 0)
        fprintf(stderr, "layoutc: %s: %s\n", path, errno != 0 ? strerror(errno) : "file is empty");
    if (in != NULL)
        fclose(in);
    if (length >= 0)
        return text;
    free(text);
    return NULL;
}

/* Checks run even when rows could not be read, so that one run lists all there is
 * to mend. */
static void read_document(char *text)
{
    FILE *in = fmemopen(text, strlen(text), "r");

    if (in == NULL)
        abort();
    report_init(&state.report);
    parse_document(in, &state.doc, &state.report);
    fclose(in);
    check_document(&state.doc, &state.report);
}

/* Redraws the picture, or with ACTION_CHECK_PICTURE only compares it. */
static int update_picture(const struct command *command, const char *text)
{
    unsigned line = 0;
    char *fresh = picture_splice(&state.doc, text, &line, &state.report);

    if (fresh == NULL)
        return EXIT_REFUSED;
    int status = EXIT_GOOD;
    if (command->action == ACTION_DRAW_PICTURE) {
        if (!output_replace(command->path, fresh))
            status = EXIT_TROUBLE;
    } else if (strcmp(fresh, text) != 0) {
        report_add(&state.report, line,
                   "the picture does not show what the tables say: redraw it with layoutc "
                   "--picture %s",
                   command->path);
        status = EXIT_REFUSED;
    }
    free(fresh);
    return status;
}

/* Nothing is written for a document with mistakes, whatever was asked for. */
static int run(const struct command *command, char *text)
{
    read_document(text);
    if (state.report.count != 0)
        return EXIT_REFUSED;
    switch (command->action) {
    case ACTION_GENERATE:
        return output_write_generated(&state.doc, command->directory) ? EXIT_GOOD : EXIT_TROUBLE;
    case ACTION_DRAW_PICTURE:
    case ACTION_CHECK_PICTURE:
        return update_picture(command, text);
    default:
        return EXIT_GOOD;
    }
}

int main(int argc, char **argv)
{
    struct command command = {.action = ACTION_CHECK};

    if (!parse_arguments(argc, argv, &command)) {
        fputs(usage, stderr);
        return EXIT_TROUBLE;
    }
    if (command.action == ACTION_HELP) {
        printf("%s\n%s", usage, help);
        return EXIT_GOOD;
    }
    char *text = read_text(command.path);
    if (text == NULL)
        return EXIT_TROUBLE;
    /* The report goes out after all is done: mistakes of the picture come last. */
    int status = run(&command, text);
    report_print(&state.report, command.path, stderr);
    free(text);
    return status;
}
