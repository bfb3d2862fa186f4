#include "memviz/time/timebase.h"

/* Start bit, eight data bits, stop bit. */
#define LINE_BYTES_PER_S 11520u

/* Two heartbeats that lie further apart than this are of a machine that was
 * stopped in a debugger: nobody wants to wait through it. */
#define PAUSE_MS 10000u

/* Point 0 is the start of the stream, so that every position has one before it. */
void timebase_reset(struct timebase *timebase)
{
    timebase->points[0] = (struct timebase_point){0};
    timebase->last = timebase->points[0];
    timebase->count = 1;
    timebase->stride = 1;
    timebase->skipped = 0;
    timebase->beat_ms = UINT64_MAX;
}

/* The least that so many bytes take, and the only clock there is before the
 * kernel beats. */
static uint64_t get_line_ms(uint64_t bytes)
{
    return bytes * 1000 / LINE_BYTES_PER_S;
}

/* The start stays. */
static void thin_out(struct timebase *timebase)
{
    size_t kept = 1;

    for (size_t i = 2; i < timebase->count; i += 2)
        timebase->points[kept++] = timebase->points[i];
    timebase->count = kept;
    timebase->stride *= 2;
}

/* A clock that goes back is that of another boot; one that leaps was stopped. In
 * both cases the bytes tell how long it was. */
void timebase_note_beat(struct timebase *timebase, const struct timebase_point *place,
                        uint64_t beat_ms)
{
    struct timebase_point point = *place;
    uint64_t passed = beat_ms - timebase->beat_ms;

    if (beat_ms < timebase->beat_ms || passed > PAUSE_MS)
        passed = get_line_ms(place->offset - timebase->last.offset);
    point.ms = timebase->last.ms + passed;
    timebase->last = point;
    timebase->beat_ms = beat_ms;
    if (++timebase->skipped < timebase->stride)
        return;
    timebase->skipped = 0;
    if (timebase->count == TIMEBASE_POINTS_MAX)
        thin_out(timebase);
    timebase->points[timebase->count++] = point;
}

/* Point i; the number after the last point stands for the end of the stream. */
static struct timebase_point get_point(const struct timebase *timebase,
                                       const struct timebase_point *end, size_t i)
{
    if (i < timebase->count)
        return timebase->points[i];
    struct timebase_point point = *end;
    point.ms = timebase->last.ms + get_line_ms(end->offset - timebase->last.offset);
    return point;
}

/* value, which runs from `from` to `to`, on the scale from start to end. */
static uint64_t scale(uint64_t value, const uint64_t from_to[2], const uint64_t start_end[2])
{
    uint64_t span = from_to[1] - from_to[0];
    uint64_t passed = value > from_to[0] ? value - from_to[0] : 0;

    if (span == 0 || passed >= span)
        return start_end[1];
    double part = (double)passed / (double)span;
    return start_end[0] + (uint64_t)(part * (double)(start_end[1] - start_end[0]));
}

/* Between two beats records are spread evenly: nothing in them says when they
 * were sent. */
uint64_t timebase_get_ms(const struct timebase *timebase, const struct timebase_point *end,
                         uint64_t position)
{
    size_t low = 0;
    size_t high = timebase->count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (timebase->points[middle].position <= position)
            low = middle;
        else
            high = middle;
    }
    struct timebase_point before = timebase->points[low];
    struct timebase_point after = get_point(timebase, end, low + 1);
    if (position <= before.position)
        return before.ms;
    return scale(position, (uint64_t[]){before.position, after.position},
                 (uint64_t[]){before.ms, after.ms});
}

/* The same search as above with the axes exchanged. */
uint64_t timebase_find(const struct timebase *timebase, const struct timebase_point *end,
                       uint64_t ms)
{
    size_t low = 0;
    size_t high = timebase->count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (timebase->points[middle].ms <= ms)
            low = middle;
        else
            high = middle;
    }
    struct timebase_point before = timebase->points[low];
    struct timebase_point after = get_point(timebase, end, low + 1);
    return scale(ms, (uint64_t[]){before.ms, after.ms},
                 (uint64_t[]){before.position, after.position});
}
