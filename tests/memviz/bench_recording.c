/*
 * What a long recording costs memviz, each beside its budget; exit code 1 when
 * one is over: to load it, to go to any record, to step back one, and memory.
 *
 * usage: bench_recording FILE
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "memviz/time/feed.h"

#define SEEKS 300u
#define LOADS 3u

#define LOAD_BUDGET_MS    560u
#define SEEK_BUDGET_MS    6u
#define MEMORY_BUDGET_MIB 17u

static bool over;

static void print_row(const char *what, double figure, const char *unit, double budget)
{
    bool bad = figure > budget;

    over = over || bad;
    printf("%-58s %9.1f %-12s (at most %g)%s\n", what, figure, unit, budget, bad ? "  OVER" : "");
}

/* Of the processor: what the viewer costs does not depend on who else runs. */
static double get_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1000000;
}

static void go(struct feed *feed, enum timeline_move to)
{
    timeline_move(feed_get_timeline(feed), to, 0);
}

/* Positions from all over the recording, each from another direction. */
static double measure_seeks(struct recording *recording, struct recording_cursor *cursor)
{
    uint64_t end = recording_get_end(recording);
    uint64_t position = 0;
    double worst = 0;

    for (unsigned i = 0; i < SEEKS; i++) {
        position = (position + end / 3 + i * 7919) % (end + 1);
        double start = get_ms();
        if (!recording_seek(recording, cursor, position)) {
            fprintf(stderr, "bench_recording: record %" PRIu64 " cannot be read\n", position);
            exit(1);
        }
        double took = get_ms() - start;
        worst = took > worst ? took : worst;
    }
    return worst;
}

static double measure_steps(struct feed *feed, enum timeline_move to)
{
    double worst = 0;

    for (unsigned i = 0; i < SEEKS; i++) {
        double start = get_ms();
        go(feed, to);
        double took = get_ms() - start;
        worst = took > worst ? took : worst;
    }
    return worst;
}

/* Loads the recording LOADS times and keeps the last; *took gets the quickest. */
static struct feed *load(const char *path, double *took)
{
    struct feed *feed = NULL;

    for (unsigned i = 0; i < LOADS; i++) {
        feed_destroy(feed);
        double start = get_ms();
        feed = feed_create(path);
        if (feed == NULL || !feed_read_all(feed, 0)) {
            perror(path);
            exit(1);
        }
        double now = get_ms() - start;
        *took = i == 0 || now < *took ? now : *took;
    }
    return feed;
}

/* The peak of this program alone. getrusage() counts what its parent had at the fork, too. */
static double get_peak_mib(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    unsigned long kib = 0;

    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        if (sscanf(line, "VmHWM: %lu kB", &kib) == 1)
            break;
    }
    if (kib == 0) {
        fputs("bench_recording: /proc/self/status does not tell the peak of memory\n", stderr);
        exit(1);
    }
    fclose(status);
    return (double)kib / 1024;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: bench_recording FILE\n", stderr);
        return 2;
    }
    double took = 0;
    struct feed *feed = load(argv[1], &took);
    struct recording *recording = feed_get_recording(feed);
    struct recording_cursor cursor;
    printf("%" PRIu64 " records, keyframes %.1f MiB\n", recording_get_end(recording),
           (double)recording_get_keyframe_bytes(recording) / (1 << 20));
    print_row("load the recording, the quickest of 3", took, "ms of CPU", LOAD_BUDGET_MS);
    if (!recording_cursor_init(&cursor))
        return 1;
    print_row("go to a record anywhere, the slowest of 300", measure_seeks(recording, &cursor),
              "ms of CPU", SEEK_BUDGET_MS);
    print_row("step back a record, the slowest of 300", measure_steps(feed, TIMELINE_RECORD_BACK),
              "ms of CPU", SEEK_BUDGET_MS);
    print_row("seek back a twentieth, the slowest of 300", measure_steps(feed, TIMELINE_SEEK_BACK),
              "ms of CPU", SEEK_BUDGET_MS);
    print_row("seek forward a twentieth, the slowest of 300",
              measure_steps(feed, TIMELINE_SEEK_NEXT), "ms of CPU", SEEK_BUDGET_MS);
    print_row("memory", get_peak_mib(), "MiB", MEMORY_BUDGET_MIB);
    recording_cursor_free(&cursor);
    feed_destroy(feed);
    return over;
}
