#include "memviz/observe/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "memviz/screen/text.h"

#define PERIOD_MS 200u

static uint64_t get_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void progress_init(struct progress *progress)
{
    *progress = (struct progress){.shown = isatty(STDERR_FILENO) != 0};
}

/* The rate is that of the whole run: it is what tells how long a run will take. */
void progress_show(struct progress *progress, const struct steps *steps)
{
    char tick[TEXT_NUMBER_SIZE];
    char instructions[TEXT_NUMBER_SIZE];
    char rate[TEXT_NUMBER_SIZE];

    if (!progress->shown)
        return;
    uint64_t now = get_ms();
    if (progress->begun_ms == 0)
        progress->begun_ms = now;
    if (now - progress->shown_ms < PERIOD_MS)
        return;
    progress->shown_ms = now;
    uint64_t spent = now - progress->begun_ms;
    text_format_grouped(tick, steps->tick);
    text_format_grouped(instructions, steps->instructions);
    text_format_grouped(rate, spent > 0 ? steps->lines * 1000 / spent : 0);
    fprintf(stderr, "\rtick %s, %s instructions, %s lines a second\033[K", tick, instructions,
            rate);
    fflush(stderr);
}

void progress_clear(const struct progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
}
