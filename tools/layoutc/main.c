#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tools/layoutc/doc.h"
#include "tools/layoutc/output.h"
#include "tools/layoutc/parse.h"
#include "tools/layoutc/report.h"

enum exit_status {
    EXIT_GOOD = 0,
    EXIT_REFUSED = 1, /* the document has mistakes */
    EXIT_USAGE = 2,
};

static const char usage[] = "usage: layoutc [--out DIR] FILE\n";

static struct {
    struct doc doc;
    struct report report;
} state;

int main(int argc, char **argv)
{
    if (argc != 4 || strcmp(argv[1], "--out") != 0) {
        fputs(usage, stderr);
        return EXIT_USAGE;
    }
    const char *path = argv[3];
    FILE *in = fopen(path, "r");
    if (in == NULL) {
        fprintf(stderr, "layoutc: %s: %s\n", path, strerror(errno));
        return EXIT_USAGE;
    }
    report_init(&state.report);
    parse_document(in, &state.doc, &state.report);
    fclose(in);
    if (state.report.count != 0) {
        report_print(&state.report, path, stderr);
        return EXIT_REFUSED;
    }
    return output_write_generated(&state.doc, argv[2]) ? EXIT_GOOD : EXIT_REFUSED;
}
