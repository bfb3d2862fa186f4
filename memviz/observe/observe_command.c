#include "memviz/observe/observe_command.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "memviz/observe/declared.h"
#include "memviz/observe/trace/bochs.h"
#include "memviz/observe/names.h"
#include "memviz/observe/observe_options.h"
#include "memviz/observe/observe_views.h"
#include "memviz/observe/progress.h"
#include "memviz/observe/rules/observer.h"
#include "memviz/observe/stopping.h"
#include "memviz/observe/trace/trace_reader.h"
#include "memviz/observe/rules/verdict.h"
#include "memviz/observe/rules/writers.h"
#include "memviz/screen/output.h"

/* A Bochs that prints nothing for so long hangs; before its first line it may
 * still be in the BIOS. */
#define START_MS   60000
#define SILENCE_MS 20000

/* One run, from the first byte to the verdict. */
struct run {
    const struct observe_options *options;
    struct observer *observer;
    struct steps *steps;
    struct stopping stopping;
    struct bochs bochs;
    struct names names;
    struct observe_views views;
    struct trace_reader *reader;
    gzFile record;
    bool whole_lines; /* the trace ends with a newline */
    struct progress progress;
    uint64_t bytes;
    char problem[DECLARED_PROBLEM_SIZE];
};

/* The signal that asked for the end, or 0. */
static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
    interrupted = signal;
}

/* Has the type of a trace_taker. */
static bool take_text(void *context, const char *text, size_t size)
{
    struct run *run = context;
    const char *end = text + size;

    run->bytes += size;
    run->whole_lines = text[size - 1] == '\n';
    const char *start = text;
    bool more = true;
    while (text < end && more) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *stop = newline != NULL ? newline : end;
        if (newline == NULL)
            break;
        steps_take(run->steps, text, (size_t)(stop - text));
        text = stop + 1;
        more = !stopping_is_due(&run->stopping, run->observer, run->steps);
    }
    /* What was not looked at is not kept either: the record gives the same verdict. */
    if (run->record != NULL)
        gzwrite(run->record, start, (unsigned)((more ? end : text) - start));
    progress_show(&run->progress, run->steps);
    return more && !interrupted;
}

static void set_problem(struct run *run, const char *what, const char *why)
{
    snprintf(run->problem, sizeof run->problem, "%s%s%s", what, why[0] != '\0' ? ": " : "", why);
}

/* Bochs ended by itself: after a panic that is the machine's death, or because
 * it could not even boot. */
static void take_end(struct run *run)
{
    char words[256];

    if (run->options->trace != NULL) {
        if (!run->whole_lines && run->bytes > 0)
            set_problem(run, "the trace is cut: its last line has no end", "");
        return;
    }
    bochs_get_last_words(&run->bochs, words, sizeof words);
    if (run->steps->instructions == 0)
        set_problem(run, "Bochs ended before the image ran",
                    words[0] != '\0' ? words : "see `bochs` on this computer");
}

/* Waits for bytes; false when none come any more. */
static bool await_bytes(struct run *run)
{
    struct pollfd fd = {.fd = run->bochs.trace, .events = POLLIN};

    if (run->options->trace != NULL)
        return true;
    int ready = poll(&fd, 1, run->steps->instructions == 0 ? START_MS : SILENCE_MS);
    if (ready != 0)
        return true;
    if (run->steps->instructions == 0)
        set_problem(run, "Bochs did not reach the boot sector within a minute", "");
    run->stopping.why = "Bochs fell silent";
    return false;
}

static void read_all(struct run *run)
{
    while (!interrupted && await_bytes(run)) {
        switch (trace_reader_step(run->reader, take_text, run)) {
        case TRACE_READ_MORE:
        case TRACE_READ_INTERRUPTED:
            break;
        case TRACE_READ_STOPPED:
            return;
        case TRACE_READ_ENDED:
            take_end(run);
            return;
        case TRACE_READ_DAMAGED:
            set_problem(run, "the compressed trace is damaged or cut", "");
            return;
        case TRACE_READ_FAILED:
            set_problem(run, "the trace cannot be read", strerror(errno));
            return;
        }
    }
}

/* The trace does not show what the BIOS loaded; the image does. */
static void tell_boot_sector(struct run *run)
{
    uint8_t sector[BOOT_SECTOR_SIZE];
    FILE *file = fopen(run->options->image, "rb");

    if (file == NULL)
        return;
    if (fread(sector, 1, sizeof sector, file) == sizeof sector && sector[510] == 0x55 &&
        sector[511] == 0xaa)
        observer_set_boot_sector(run->observer, sector);
    fclose(file);
}

/* Opens the trace: a file, standard input, or a Bochs that starts now. */
static int open_trace(struct run *run)
{
    const struct observe_options *options = run->options;

    if (options->trace != NULL && strcmp(options->trace, "-") == 0)
        return STDIN_FILENO;
    if (options->trace != NULL) {
        int fd = open(options->trace, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            set_problem(run, strerror(errno), "");
        return fd;
    }
    struct bochs_config config = {
        .image = options->image, .floppy = options->floppy, .megs = options->megs};
    if (!bochs_start(&run->bochs, &config)) {
        set_problem(run, run->bochs.problem, "");
        return -1;
    }
    run->observer->ram_size = (uint64_t)options->megs << 20;
    tell_boot_sector(run);
    return run->bochs.trace;
}

static bool open_record(struct run *run)
{
    const char *path = run->options->record;
    size_t length = path != NULL ? strlen(path) : 0;

    if (path == NULL)
        return true;
    bool packed = length > 3 && strcmp(path + length - 3, ".gz") == 0;
    run->record = gzopen(path, packed ? "wb1" : "wbT");
    if (run->record == NULL)
        set_problem(run, path, strerror(errno));
    return run->record != NULL;
}

static void close_record(struct run *run)
{
    if (run->record != NULL && gzclose(run->record) != Z_OK)
        set_problem(run, run->options->record, "the trace could not be written whole");
}

static void watch(struct run *run)
{
    int fd = open_record(run) ? open_trace(run) : -1;

    run->reader = fd >= 0 ? trace_reader_create(fd) : NULL;
    if (fd >= 0 && run->reader == NULL)
        set_problem(run, "not enough memory", "");
    if (run->reader != NULL) {
        read_all(run);
        steps_end(run->steps);
        observer_end(run->observer);
    }
    if (fd > STDIN_FILENO && run->options->trace != NULL)
        close(fd);
    bochs_stop(&run->bochs);
    trace_reader_destroy(run->reader);
    close_record(run);
    progress_clear(&run->progress);
}

/* Names for places, where a file was given. */
static bool load_names(struct run *run)
{
    const struct observe_options *options = run->options;

    if (options->symbol_files == 0) {
        if (options->until == UNTIL_SYMBOL)
            set_problem(run, "--until symbol needs --symbols FILE", "");
        return options->until != UNTIL_SYMBOL;
    }
    for (unsigned i = 0; i < options->symbol_files; i++)
        if (!names_load(&run->names, options->symbols[i])) {
            set_problem(run, options->symbols[i],
                        errno != 0 ? strerror(errno) : "it names no address, or is damaged");
            return false;
        }
    run->observer->symbol = names_describe_line;
    run->observer->symbol_context = &run->names;
    if (options->until == UNTIL_SYMBOL &&
        !names_find(&run->names, options->until_symbol, &run->stopping.address)) {
        set_problem(run, options->until_symbol, "--symbols has no such name");
        return false;
    }
    return true;
}

/* What was asked about single bytes comes after the verdict. */
static void answer_questions(struct run *run)
{
    const struct observe_options *options = run->options;

    if (options->who)
        writers_write_who(run->observer, options->who_address, options->who_tick, stdout);
    if (options->writes)
        writers_write_range(run->observer, options->writes_range.start, options->writes_range.end,
                            stdout);
}

static int give_verdict(struct run *run, int *ended_by)
{
    const struct observe_options *options = run->options;
    const char *missed = stopping_get_missed(&run->stopping);
    const struct expected_file *idle = expected_find_idle(&run->observer->expected);

    if (run->problem[0] == '\0' && interrupted != 0)
        set_problem(run, "interrupted; nothing was found until then", "");
    if (run->problem[0] == '\0' && missed != NULL)
        set_problem(run, missed, "");
    if (run->problem[0] == '\0' && idle != NULL)
        set_problem(run, idle->name, "nothing of it ran where --file says it lies");
    struct verdict_input input = {.observer = run->observer,
                                  .steps = run->steps,
                                  .name = options->image != NULL ? options->image : options->trace,
                                  .problem = run->problem[0] != '\0' ? run->problem : NULL,
                                  .ended = interrupted ? "interrupted" : run->stopping.why};
    enum verdict verdict =
        options->json ? verdict_write_json(&input, stdout) : verdict_write_text(&input, stdout);

    if (!options->json)
        answer_questions(run);
    if (fflush(stdout) == 0 && (interrupted == 0 || interrupted == SIGINT) &&
        run->steps->instructions > 0 && !observe_views_show(&run->views, &input, ended_by))
        verdict = VERDICT_NONE;
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "memviz observe: standard output: %s\n", strerror(errno));
        return VERDICT_NONE;
    }
    return verdict;
}

int observe_command_run(int argc, char **argv)
{
    struct observe_options options;
    struct sigaction action = {.sa_handler = interrupt};

    if (!observe_options_parse(&options, argc, argv))
        return VERDICT_NONE;
    if (options.help) {
        observe_options_write_help(stdout);
        return VERDICT_CLEAN;
    }
    struct run run = {.options = &options, .bochs = {.trace = -1}};

    progress_init(&run.progress);
    run.observer = malloc(sizeof *run.observer);
    run.steps = malloc(sizeof *run.steps);
    int status = VERDICT_NONE;
    int ended_by = 0;
    if (run.observer != NULL && run.steps != NULL && observer_init(run.observer) &&
        observe_views_init(&run.views, &options, run.observer, &run.names)) {
        steps_init(run.steps, &run.observer->sites, observe_views_take, &run.views);
        stopping_init(&run.stopping, &options);
        sigaction(SIGINT, &action, NULL);
        sigaction(SIGTERM, &action, NULL);
        if (load_names(&run) && declared_prepare(&options, &run.names, run.observer, run.problem))
            watch(&run);
        status = give_verdict(&run, &ended_by);
        observe_views_free(&run.views);
        observer_free(run.observer);
        names_free(&run.names);
    } else
        fputs("memviz observe: not enough memory\n", stderr);
    free(run.observer);
    free(run.steps);
    if (ended_by != 0)
        output_end_by_signal(ended_by);
    return status;
}
