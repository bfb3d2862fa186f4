/*
 * Makes a recording of as many records as asked for: a machine of 128 MiB that
 * takes and gives back frames, grabs heap memory, logs, beats once a second of
 * its time, and repeats its whole state now and then, as docs/telemetry.md has
 * it. What it says is true: a reader is in sync at the end.
 *
 * usage: big_recording RECORDS > FILE
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/model/framemap.h"
#include "memviz/stream/record.h"

#define FRAMES         32752u
#define FIRST_FREE     0x800u
#define HEAP_START     0x10b000u
#define HEAP_END       0x800000u
#define ALLOCS_MAX     400u
#define RUNS_SIZE      360u
#define SNAP_INTERVAL  4000u
#define LOG_KEPT       64u
#define BYTES_PER_BEAT 11520u

struct machine {
    struct framemap frames;
    uint64_t n;
    uint64_t bytes;
    uint64_t beat_at; /* bytes at which the next heartbeat is due */
    uint64_t ms;
    uint32_t cursor;
    uint32_t allocs;
    uint32_t log;
    uint32_t snaps;
    uint32_t seed;
    uint32_t alloc_start[ALLOCS_MAX];
};

static uint32_t get_random(struct machine *machine)
{
    machine->seed ^= machine->seed << 13;
    machine->seed ^= machine->seed >> 17;
    machine->seed ^= machine->seed << 5;
    return machine->seed;
}

/* Writes a record: its type and members come as a format, with ' for ". */
__attribute__((format(printf, 2, 3))) static void send(struct machine *machine, const char *format,
                                                       ...)
{
    char body[RECORD_BODY_MAX + 1];
    int length = snprintf(body, sizeof body, "{'n':'%" PRIx64 "','t':", machine->n++);
    va_list arguments;

    va_start(arguments, format);
    length += vsnprintf(body + length, sizeof body - (size_t)length, format, arguments);
    va_end(arguments);
    for (int i = 0; i < length; i++)
        body[i] = body[i] == '\'' ? '"' : body[i];
    unsigned check = record_fletcher16(body, (size_t)length);
    machine->bytes += (uint64_t)printf("\x1e%s,\"c\":\"%04X\"}\n", body, check);
}

static void send_total(struct machine *machine)
{
    struct frame_counts counts = framemap_count(&machine->frames, 0, FRAMES);

    send(machine, "'total','frames':%u,'used':%u,'free':%u,'reserved':%u", FRAMES,
         counts.of[FRAME_USED], counts.of[FRAME_FREE], counts.of[FRAME_RESERVED]);
}

/* Records for the frames [start, end), each as long as it may get. */
static void send_frames(struct machine *machine, uint32_t start, uint32_t end)
{
    static const char letters[] = "?FUR";

    while (start < end) {
        char runs[RUNS_SIZE + 16];
        size_t length = 0;
        uint32_t frame = start;
        while (frame < end && length < RUNS_SIZE) {
            uint32_t run_end = framemap_find_run_end(&machine->frames, frame, end);
            length +=
                (size_t)snprintf(runs + length, sizeof runs - length, "%c%x",
                                 letters[framemap_get(&machine->frames, frame)], run_end - frame);
            frame = run_end;
        }
        send(machine, "'frames','from':'%x','runs':'%s'", start, runs);
        start = frame;
    }
}

static void send_sum(struct machine *machine, uint32_t block)
{
    send(machine, "'sum','block':%u,'crc':'%x'", block,
         framemap_sum_block(&machine->frames, block, FRAMES));
}

static void send_heap(struct machine *machine, uint32_t first)
{
    send(machine, "'heap','start':'%x','cursor':'%x','end':'%x','allocations':%u", HEAP_START,
         machine->cursor, HEAP_END, machine->allocs);
    for (uint32_t i = first; i < machine->allocs; i++) {
        send(machine, "'alloc','i':%u,'start':'%x','size':'%x','tag':'object %u'", i,
             machine->alloc_start[i], 0x80 + i, i);
    }
}

static void send_log_line(struct machine *machine, uint32_t i)
{
    send(machine, "'log','i':%u,'tsc':'%" PRIx64 "','text':'mem: line %u of the log'", i,
         UINT64_C(17000000) + i * UINT64_C(40000), i);
}

static void send_map(struct machine *machine)
{
    static const char *const entries[] = {
        "'base':'0','length':'9f000','type':1",
        "'base':'9f000','length':'1000','type':2",
        "'base':'100000','length':'7ef0000','type':1",
        "'base':'7ff0000','length':'10000','type':3",
    };

    send(machine, "'map','source':'e820','truncated':false");
    for (unsigned i = 0; i < 4; i++) {
        send(machine, "'raw','i':%u,'of':4,%s,'attr':1", i, entries[i]);
        send(machine, "'clean','i':%u,'of':4,%s", i, entries[i]);
    }
}

/* The whole state. */
static void send_snap(struct machine *machine)
{
    send(machine, "'snap','k':%u", machine->snaps++);
    send(machine, "'hello','version':'Big 1','frame':'1000','block':8192");
    for (unsigned step = 1; step <= 6; step++)
        send(machine, "'boot','step':%u,'tsc':'%x'", step, 0xf00000 + step * 0x10000);
    send_map(machine);
    send(machine, "'region','i':0,'of':2,'start':'7c00','end':'7e00','symbol':'STAGE1',"
                  "'what':'boot sector','alive':false");
    send(machine, "'region','i':1,'of':2,'start':'100000','end':'800000',"
                  "'symbol':'KERNEL_OFFSET2','what':'kernel and heap','alive':true");
    send(machine, "'mark','i':0,'of':1,'symbol':'ram_end','at':'7ff0000'");
    send_total(machine);
    for (uint32_t block = 0; block * FRAMEMAP_BLOCK_FRAMES < FRAMES; block++) {
        uint32_t start = block * FRAMEMAP_BLOCK_FRAMES;
        uint32_t end = start + FRAMEMAP_BLOCK_FRAMES;
        send_frames(machine, start, end < FRAMES ? end : FRAMES);
        send_sum(machine, block);
    }
    send_heap(machine, 0);
    uint32_t first = machine->log > LOG_KEPT ? machine->log - LOG_KEPT : 0;
    for (uint32_t i = first; i < machine->log; i++)
        send_log_line(machine, i);
}

/* A few frames change, and all that follows from it is reported. */
static void change_frames(struct machine *machine)
{
    uint32_t start = FIRST_FREE + get_random(machine) % (FRAMES - FIRST_FREE - 16);
    uint32_t end = start + 1 + get_random(machine) % 16;

    framemap_set(&machine->frames, start, end,
                 get_random(machine) % 2 != 0 ? FRAME_USED : FRAME_FREE);
    send_frames(machine, start, end);
    if (get_random(machine) % 8 == 0) {
        send_total(machine);
        send_sum(machine, start / FRAMEMAP_BLOCK_FRAMES);
    }
}

static void do_something(struct machine *machine)
{
    uint32_t what = get_random(machine) % 100;

    if (machine->bytes >= machine->beat_at) {
        send(machine, "'beat','ms':%" PRIu64 ",'lost':0", machine->ms);
        machine->ms += 1000;
        machine->beat_at = machine->bytes + BYTES_PER_BEAT;
    } else if (what < 4) {
        send_log_line(machine, machine->log++);
    } else if (what < 6 && machine->allocs < ALLOCS_MAX) {
        machine->alloc_start[machine->allocs++] = machine->cursor + 32;
        machine->cursor += 0x80 + machine->allocs + 48;
        send_heap(machine, machine->allocs - 1);
    } else {
        change_frames(machine);
    }
}

int main(int argc, char **argv)
{
    uint64_t records = argc == 2 ? strtoull(argv[1], NULL, 10) : 0;

    if (records == 0) {
        fputs("usage: big_recording RECORDS > FILE\n", stderr);
        return 2;
    }
    static struct machine machine = {.seed = 0x1badb002, .cursor = HEAP_START};
    static char buffer[1 << 20];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    framemap_clear(&machine.frames);
    framemap_set(&machine.frames, 0, FIRST_FREE, FRAME_RESERVED);
    framemap_set(&machine.frames, FIRST_FREE, FRAMES, FRAME_FREE);
    send(&machine, "'boot','step':1");
    uint64_t snap_at = 1;
    while (machine.n < records) {
        if (machine.n >= snap_at) {
            send_snap(&machine);
            snap_at = machine.n + SNAP_INTERVAL;
        }
        do_something(&machine);
    }
    /* The end is a state that a reader can be sure of. */
    send_snap(&machine);
    return fflush(stdout) == 0 ? 0 : 1;
}
