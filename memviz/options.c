#include "memviz/options.h"

#include <string.h>

#include "memviz/screen/keys.h"

/* Where the help says what an option does. */
#define WHAT_COLUMN 20

/* The room that --keys gives to the keys. */
#define KEYS_WIDTH 14

/* The one list of options: help, parsing, the manual page and the completions
 * are compared with it. */
static const struct option_row rows[] = {
    {OPTION_ONCE, "once", "COLSxROWS",
     "print one frame as text and exit (also when the\n"
     "output is no terminal, then 80x24)"},
    {OPTION_JSON, "json", NULL, "print the state as one JSON object and exit"},
    {OPTION_SVG, "svg", "FILE", "draw the state into FILE, as SVG, and exit"},
    {OPTION_PNG, "png", "FILE", "the same as PNG; both may be given"},
    {OPTION_AT, "at", "POSITION",
     "with --once, --json, --svg and --png: the state after\n"
     "so many records, or at a boot step, such as step4"},
    {OPTION_SPEED, "speed", "N", "replay N times as fast as it was recorded (1)"},
    {OPTION_FORM, "form", "NAME",
     "with e820: take maps of this form only: strata, linux,\n"
     "linux-old, linux-2.4, xen, freebsd, multiboot, seabios,\n"
     "coreboot, tboot, crash, sel4, limine, ipxe, kexec,\n"
     "iomem, efi or memmap"},
    {OPTION_MAP, "map", "N", "with e820: take the Nth map of the text, from 1"},
    {OPTION_DIFF, "diff", "MAPS",
     "with e820: print what changed between two maps of the\n"
     "text, such as 1,2"},
    {OPTION_EXPECT, "expect", "FILE",
     "with e820: compare with the map of FILE, and exit with\n"
     "status 1 when it differs"},
    {OPTION_ROM, "rom", "FILE",
     "with e820: write an option ROM that gives this map to\n"
     "whatever boots in Bochs or QEMU"},
    {OPTION_MEGS, "megs", "N",
     "with --rom: the machine has N MiB; warn when the map\n"
     "has more"},
    {OPTION_COLOUR, "color", "WHEN", "auto, always or never; auto obeys NO_COLOR"},
    {OPTION_ASCII, "ascii", NULL, "draw with ASCII only"},
    {OPTION_NO_MOUSE, "no-mouse", NULL, "leave the mouse to the terminal"},
    {OPTION_NO_CONFIG, "no-config", NULL, "do not read the configuration file"},
    {OPTION_KEYS, "keys", NULL, "list the keys; ? shows them on the screen"},
    {OPTION_HELP, "help", NULL, "this text, also as -h"},
    {OPTION_VERSION, "version", NULL, "name and version"},
};

const struct option_row *options_get_rows(size_t *count)
{
    *count = sizeof rows / sizeof rows[0];
    return rows;
}

/* Later lines of a text begin below the first. */
static void write_row(FILE *out, const struct option_row *row)
{
    int used = fprintf(out, "  --%s%s%s", row->name, row->argument != NULL ? " " : "",
                       row->argument != NULL ? row->argument : "");
    const char *line = row->what;

    for (;;) {
        size_t length = strcspn(line, "\n");
        fprintf(out, "%*s%.*s\n", WHAT_COLUMN - used, "", (int)length, line);
        if (line[length] == '\0')
            return;
        line += length + 1;
        used = 0;
    }
}

/* The bindings themselves are listed, so a key that is added shows up here. */
void options_write_keys(FILE *out)
{
    size_t count;
    const struct key_binding *bindings = keys_get_bindings(&count);

    for (size_t i = 0; i < count; i++)
        fprintf(out, "  %-*s%s\n", KEYS_WIDTH, bindings[i].shown, bindings[i].what);
}

void options_write_help(FILE *out)
{
    fputs("usage: memviz [OPTION]... FILE          follow a machine, or show a recording\n"
          "       memviz replay [OPTION]... FILE   play a recording as it happened\n"
          "       memviz e820 [OPTION]... [FILE]   show the e820 map that a log contains\n"
          "       memviz check [--json] FILE       name each fault of a recording\n"
          "       memviz observe [OPTION]... IMAGE name what goes wrong in a boot image\n"
          "\n"
          "Shows the memory of a machine from its telemetry. FILE is a recording, also one\n"
          "that grows or does not exist yet; a FIFO, tty or pty; or - for standard input.\n"
          "\n",
          out);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        write_row(out, &rows[i]);
    fputs("\n"
          "Configuration: $XDG_CONFIG_HOME/memviz/config, lines of `name = value` with the\n"
          "names color, ascii, mouse and speed.\n"
          "Exit status: 0 done, 1 FILE cannot be read, the output not be written or a check\n"
          "found a fault, 2 the command line or the configuration is wrong.\n",
          out);
}
