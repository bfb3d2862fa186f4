/*
 * Pebble: the smallest kernel that memviz shows whole.
 *
 * Owns nothing of Strata but the header in include/. It takes the BIOS's memory map, hands out
 * frames and a little heap, and sends what it knows on COM2, over and over, without waiting for
 * the line: records go into a ring, and the main loop moves bytes from there to the UART.
 */
#define STRATA_TELEMETRY_IMPLEMENTATION
#include "include/strata_telemetry.h"
#include "include/strata_ring.h"

#define COM2             0x2f8
#define PIT_HZ           1193182ul
#define E820_LIST        0x1000ul
#define KERNEL_STACK     0x70000ul
#define KERNEL_STACK_END 0x80000ul /* boot.asm sets it */
#define HEAP             0x200000ul
#define HEAP_END         0x240000ul
#define FRAMES_MAX       16384ul /* 64 MiB: what Pebble manages at most */
#define STEPS            4

/* From boot.asm and pebble.ld. */
extern const unsigned long long boot_steps[STEPS - 1];
extern const unsigned long boot_e820_count;
extern const unsigned long strata_next;
extern const char image_start[], bss_start[], bss_end[];

struct raw_entry {
    unsigned long long base;
    unsigned long long length;
    unsigned long type;
    unsigned long attr;
};

static const struct raw_entry *const raw = (const struct raw_entry *)E820_LIST;

static char frame_states[FRAMES_MAX];
static struct strata_frames frames;
static struct strata_total total;
static struct strata_owner owners[4];
static unsigned long owner_count;
static struct strata_heap heap = {HEAP, HEAP, HEAP_END, 0};
static struct strata_alloc allocs[4];
static unsigned long long kernel_tsc;

static unsigned char ring_bytes[4096];
static struct strata_ring ring;
static struct strata_telemetry telemetry;
static unsigned long ms; /* since the kernel started */

static void out8(unsigned short port, unsigned char value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static unsigned char in8(unsigned short port)
{
    unsigned char value;

    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static unsigned long long read_tsc(void)
{
    unsigned long long tsc;

    __asm__ volatile("rdtsc" : "=A"(tsc));
    return tsc;
}

/* Reads the timer that counts down from 65536, 18 times a second. The loop comes here far more
 * often, so no round is missed. */
static void clock_poll(void)
{
    static unsigned short last;
    static unsigned long fraction; /* of a millisecond, in 1/PIT_HZ */
    unsigned short now;

    out8(0x43, 0); /* latch counter 0 */
    now = in8(0x40);
    now = (unsigned short)(now | in8(0x40) << 8);
    fraction += (unsigned short)(last - now) * 1000ul;
    last = now;
    while (fraction >= PIT_HZ) {
        fraction -= PIT_HZ;
        ms++;
    }
}

static void uart_drain(void)
{
    int byte;

    while ((in8(COM2 + 5) & 0x20) != 0 && (byte = strata_ring_get(&ring)) >= 0)
        out8(COM2, (unsigned char)byte);
}

static char frame_state(void *context, unsigned long frame)
{
    (void)context;
    return frame_states[frame];
}

static unsigned long *count_of(char state)
{
    return state == 'F' ? &total.free : state == 'U' ? &total.used : &total.reserved;
}

static void set_state(unsigned long frame, char state)
{
    --*count_of(frame_states[frame]);
    frame_states[frame] = state;
    ++*count_of(state);
}

/* RAM above 1 MiB is free, except for the heap; all else is reserved. A frame that a later entry
 * calls something else is not RAM. */
static void frames_init(void)
{
    unsigned long i, frame;

    for (frame = 0; frame < FRAMES_MAX; frame++)
        frame_states[frame] = 'R';
    total.frames = total.reserved = FRAMES_MAX;
    for (i = 0; i < boot_e820_count; i++) {
        for (frame = HEAP_END >> 12; raw[i].type == 1 && frame < FRAMES_MAX; frame++) {
            unsigned long long start = (unsigned long long)frame << 12;
            if (start >= raw[i].base && start + 4096 <= raw[i].base + raw[i].length)
                set_state(frame, 'F');
        }
    }
    for (i = 0; i < boot_e820_count; i++) {
        for (frame = 0; raw[i].type != 1 && frame < FRAMES_MAX; frame++) {
            unsigned long long start = (unsigned long long)frame << 12;
            if (start + 4096 > raw[i].base && start < raw[i].base + raw[i].length)
                set_state(frame, 'R');
        }
    }
    frames.count = FRAMES_MAX;
    frames.state = frame_state;
}

/* Takes the lowest run of free frames that is long enough. */
static void frames_take(unsigned long length, const char *tag)
{
    unsigned long frame, run = 0;

    for (frame = 0; frame < FRAMES_MAX && run < length; frame++)
        run = frame_states[frame] == 'F' ? run + 1 : 0;
    if (run < length || owner_count == 4)
        return;
    owners[owner_count].start = (strata_u64)(frame - length) << 12;
    owners[owner_count].end = (strata_u64)frame << 12;
    owners[owner_count++].tag = tag;
    while (run-- > 0)
        set_state(--frame, 'U');
}

static void heap_take(unsigned long size, const char *tag)
{
    if (heap.allocations == 4 || heap.cursor + size > heap.end)
        return;
    allocs[heap.allocations].start = heap.cursor;
    allocs[heap.allocations].size = size;
    allocs[heap.allocations++].tag = tag;
    heap.cursor += size;
}

static void send_step(unsigned long step)
{
    static const char *const names[STEPS] = {"sector", "loaded", "protected mode", "main"};
    struct strata_step record;

    record.step = step;
    record.of = STEPS;
    record.name = names[step - 1];
    record.tsc = step < STEPS ? boot_steps[step - 1] : kernel_tsc;
    strata_boot(&telemetry, &record);
}

static void send_region(unsigned long i)
{
    const struct strata_region list[] = {
        {E820_LIST, E820_LIST + 24 * 64, "bios_map", "what the BIOS said of memory", 1},
        {0x6000, 0x7000, "real_stack", "the stack before protected mode", 0},
        {(unsigned long)image_start, (unsigned long)bss_start, "pebble", "code and data", 1},
        {(unsigned long)bss_start, (unsigned long)bss_end, "pebble_bss", "variables", 1},
        {KERNEL_STACK, KERNEL_STACK_END, "stack", "the stack", 1},
        {0xb8000, 0xc0000, "screen", "text mode", 1},
        {HEAP, HEAP_END, "heap", "small things, never given back", 1},
    };

    strata_region(&telemetry, i, sizeof list / sizeof list[0], &list[i]);
}

#define REGIONS 7

static void send_raw(unsigned long i)
{
    struct strata_entry entry;

    entry.base = raw[i].base;
    entry.length = raw[i].length;
    entry.type = raw[i].type;
    entry.attr = raw[i].attr;
    strata_raw(&telemetry, i, boot_e820_count, &entry);
}

/* Sends a record of a list whose items are counted; returns whether piece is one of them. What
 * comes after the list gets its number in *piece. */
static int in_list(unsigned long *piece, unsigned long count)
{
    if (*piece < count)
        return 1;
    *piece -= count;
    return 0;
}

/* Sends piece number piece of a round; 0 after the last one. */
static int send_piece(unsigned long piece)
{
    static unsigned long round;

    if (in_list(&piece, 1))
        strata_snap(&telemetry, round++);
    else if (in_list(&piece, 1))
        strata_hello(&telemetry, "Pebble", "0.1", "clean marks");
    else if (in_list(&piece, STEPS))
        send_step(piece + 1);
    else if (in_list(&piece, 1))
        strata_map(&telemetry, boot_e820_count != 0 ? "e820" : "none", 0);
    else if (in_list(&piece, boot_e820_count))
        send_raw(piece);
    else if (in_list(&piece, REGIONS))
        send_region(piece);
    else if (in_list(&piece, 1))
        strata_total(&telemetry, &total);
    else if (in_list(&piece, FRAMES_MAX / STRATA_BLOCK_FRAMES))
        strata_block(&telemetry, &frames, piece);
    else if (in_list(&piece, owner_count))
        strata_owner(&telemetry, piece, owner_count, &owners[piece]);
    else if (in_list(&piece, 1))
        strata_heap(&telemetry, &heap);
    else if (in_list(&piece, heap.allocations))
        strata_alloc(&telemetry, piece, &allocs[piece]);
    else if (in_list(&piece, 1))
        strata_log(&telemetry, 0, kernel_tsc, "Pebble has started, and waits for nothing");
    else
        return 0;
    return 1;
}

void pebble_main(void);

/* One record at a time, and the next when the line has taken it: the ring never overflows. */
void pebble_main(void)
{
    unsigned long piece = 0, next_beat = 0, next_round = 0;
    char *byte;

    for (byte = (char *)bss_start; byte != bss_end; byte++)
        *byte = 0;
    kernel_tsc = read_tsc();
    out8(0x43, 0x34); /* counter 0, mode 2, from 65536 */
    out8(0x40, 0);
    out8(0x40, 0);
    strata_ring_init(&ring, ring_bytes, sizeof ring_bytes);
    strata_telemetry_init(&telemetry, strata_ring_put, &ring, strata_next);
    frames_init();
    frames_take(16, "page tables");
    frames_take(300, "disk cache");
    frames_take(64, "log");
    heap_take(0x400, "tasks");
    heap_take(0x2000, "names");
    for (;;) {
        clock_poll();
        uart_drain();
        if (ring.read != ring.written)
            continue;
        if (ms >= next_beat) {
            strata_beat(&telemetry, ms, 0);
            next_beat = ms + 1000;
        } else if (ms >= next_round && !send_piece(piece++)) {
            piece = 0;
            next_round = ms + 2000;
        }
    }
}
