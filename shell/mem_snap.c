#include "shell/mem_snap.h"

#include "kernel/core/bytes.h"
#include "kernel/core/units.h"
#include "shell/mem_reader.h"
#include "shell/place.h"

#define TAG             "snapshot"
#define MAGIC           0x50414e53u /* "SNAP" */
#define SNAP_BLOCKS_MAX 0x20000u    /* 512 KiB of checksums */
#define BLOCK_MIN_SHIFT 4u
/* FNV-1a by words: each step is a bijection, so a single word that differs shows. */
#define HASH_BASIS 0x811c9dc5u
#define HASH_PRIME 0x01000193u

/* In the heap. */
struct snapshot {
    uint32_t magic; /* set last: an interrupted snapshot is none */
    uint32_t shift; /* a block is 1 << shift bytes */
    uint32_t count;
    uint32_t capacity;
    uint64_t start; /* of block 0, a multiple of the block */
    uint64_t end;
    uint32_t sums[];
};

/* The ranges that have changed, one by one. */
struct diff {
    struct shell *shell;
    const struct snapshot *snapshot;
    bool in_json;
    struct json json;
    uint64_t start; /* of the range that is growing; none where it is end */
    uint64_t end;
    char place[PLACE_SIZE];      /* of the first byte */
    char last_place[PLACE_SIZE]; /* of the last: a block can lie in several things */
    uint32_t ranges;
    uint64_t bytes;
};

/* The allocation of the snapshot; NULL where none was ever taken. */
static struct snapshot *find_snapshot(const struct machine *m, uint64_t *address)
{
    struct heap_allocation a;

    for (bool more = heap_first(&m->heap, &a); more; more = heap_next(&m->heap, &a)) {
        if (text_equal(a.tag, TAG)) {
            *address = a.start;
            return heap_pointer(&m->heap, a.start);
        }
    }
    return NULL;
}

/* The checksum of block number index, but for what of it is the snapshot itself; 0 where
 * it is not all there. */
static uint32_t sum_block(const struct snapshot *s, struct mem_reader *reader, uint64_t own,
                          uint32_t index)
{
    uint64_t size = 1ull << s->shift;
    uint64_t start = s->start + index * size;
    uint64_t own_end = own + sizeof *s + s->capacity * sizeof s->sums[0];
    uint64_t last;
    uint32_t sum = HASH_BASIS;

    if (mem_reader_piece(reader->machine, start, start + size - 1, &last) !=
            MACHINE_MEMORY_PRESENT ||
        last != start + size - 1)
        return 0;
    for (uint64_t at = start; at < start + size; at += FRAME_SIZE) {
        const volatile uint32_t *word =
            (const volatile uint32_t *)(mem_reader_frame(reader, at) + at % FRAME_SIZE);
        uint32_t count = (size < FRAME_SIZE ? (uint32_t)size : FRAME_SIZE) / sizeof *word;
        /* Both loops see every byte of the range; only a few blocks need the second. */
        if (start >= own_end || own >= start + size) {
            while (count-- > 0)
                sum = (sum ^ *word++) * HASH_PRIME;
            continue;
        }
        for (uint32_t i = 0; i < count; i++) {
            if (at + 4 * i < own || at + 4 * i >= own_end)
                sum = (sum ^ word[i]) * HASH_PRIME;
        }
    }
    return sum;
}

/* Chooses the block for the range. */
static void set_range(struct snapshot *s, uint64_t start, uint64_t end)
{
    s->magic = 0;
    s->shift = BLOCK_MIN_SHIFT;
    while ((end - start) >> s->shift >= s->capacity - 1)
        s->shift++;
    uint64_t size = 1ull << s->shift;
    s->start = start & ~(size - 1);
    s->end = (end + size - 1) & ~(size - 1);
    s->count = (uint32_t)((s->end - s->start) >> s->shift);
}

/* Makes room for as many blocks as the range may need; a later snapshot of a larger range
 * has larger blocks, as the heap takes nothing back. */
static struct snapshot *make_snapshot(struct machine *m, uint64_t length, uint64_t *own)
{
    struct snapshot *s = find_snapshot(m, own);
    uint64_t blocks = (length >> BLOCK_MIN_SHIFT) + 3;
    uint32_t capacity = blocks < SNAP_BLOCKS_MAX ? (uint32_t)blocks : SNAP_BLOCKS_MAX;
    const struct heap_request wanted = {
        .size = sizeof *s + capacity * sizeof s->sums[0], .align = 16, .tag = TAG};

    if (s != NULL)
        return s;
    if (heap_alloc(&m->heap, &wanted, own) != STATUS_OK)
        return NULL;
    s = heap_pointer(&m->heap, *own);
    s->capacity = capacity;
    return s;
}

/* Reads [START [END]]: without them, all that the kernel and the loader used. */
static bool read_range(const struct shell_call *call, uint64_t range[2])
{
    range[0] = 0;
    range[1] = call->shell->machine->heap.end;
    if (call->args->count > 0 && !shell_read_address(call, 0, &range[0]))
        return false;
    if (call->args->count > 1 && !shell_read_address(call, 1, &range[1]))
        return false;
    if (range[0] < range[1] && range[1] <= 4 * GIB)
        return true;
    shell_refuse(call, "0x%llx-0x%llx is no range below 4 GiB", range[0], range[1]);
    return false;
}

void mem_snap_run(const struct shell_call *call)
{
    struct shell *shell = call->shell;
    struct mem_reader reader = mem_reader_init(shell->machine);
    struct shell_progress progress = {.shell = call->args->json ? NULL : shell};
    uint64_t range[2];
    uint64_t own;

    if (!read_range(call, range))
        return;
    struct snapshot *s = make_snapshot(shell->machine, range[1] - range[0], &own);
    if (s == NULL) {
        shell_refuse(call, "the heap has no room for a snapshot");
        return;
    }
    set_range(s, range[0], range[1]);
    shell_begin_access(shell);
    for (uint32_t i = 0; i < s->count; i++) {
        s->sums[i] = sum_block(s, &reader, own, i);
        if (i % 1024 == 0 && shell_progress_stopped(&progress, shell, i, s->count)) {
            shell_end_access(shell);
            shell_refuse(call, "interrupted: there is no snapshot now");
            return;
        }
    }
    shell_end_access(shell);
    s->magic = MAGIC;
    if (call->args->json) {
        struct json json = shell_json_open(shell);
        json_hex(&json, "start", s->start);
        json_hex(&json, "end", s->end);
        json_hex(&json, "block", 1u << s->shift);
        shell_json_close(shell, &json);
        return;
    }
    shell_print(shell, "snapshot of 0x%llx-0x%llx, in blocks of %u bytes\n", s->start, s->end,
                1u << s->shift);
}

/* Ends the range that is growing, if there is one. */
static void end_range(struct diff *d)
{
    if (d->start == d->end)
        return;
    d->ranges++;
    d->bytes += d->end - d->start;
    if (d->in_json) {
        json_open_object(&d->json, NULL);
        json_hex(&d->json, "start", d->start);
        json_hex(&d->json, "end", d->end);
        json_text(&d->json, "place", d->place);
        json_text(&d->json, "last_place", d->last_place);
        json_close_object(&d->json);
    } else {
        shell_print(d->shell, "0x%08llx-0x%08llx %7llu  %s\n", d->start, d->end, d->end - d->start,
                    d->place);
        if (!text_equal(d->place, d->last_place))
            shell_print(d->shell, "%31s.. %s\n", "", d->last_place);
    }
    d->start = d->end;
}

/* Adjacent blocks of one thing are one range. */
static void add_block(struct diff *d, uint64_t start, uint64_t end)
{
    struct names names = shell_names(d->shell);
    struct fmt_buffer buffer;
    char place[PLACE_SIZE];

    place_print(fmt_buffer_init(&buffer, place, sizeof place), &names, start, false);
    if (d->end != start || !text_equal(place, d->last_place))
        end_range(d);
    if (d->start == d->end) {
        d->start = start;
        text_copy(d->place, place, sizeof d->place);
    }
    d->end = end;
    place_print(fmt_buffer_init(&buffer, d->last_place, sizeof d->last_place), &names, end - 1,
                false);
}

/* False when interrupted. */
static bool compare(struct diff *d, uint64_t own)
{
    const struct snapshot *s = d->snapshot;
    struct mem_reader reader = mem_reader_init(d->shell->machine);
    struct shell_progress progress = {.shell = d->in_json ? NULL : d->shell};

    for (uint32_t i = 0; i < s->count; i++) {
        uint64_t start = s->start + ((uint64_t)i << s->shift);
        if (sum_block(s, &reader, own, i) != s->sums[i])
            add_block(d, start, start + (1ull << s->shift));
        if (i % 1024 == 0 && shell_progress_stopped(&progress, d->shell, i, s->count))
            return false;
    }
    end_range(d);
    return true;
}

void mem_diff_run(const struct shell_call *call)
{
    struct diff d = {.shell = call->shell, .in_json = call->args->json};
    uint64_t own;

    d.snapshot = find_snapshot(call->shell->machine, &own);
    if (d.snapshot == NULL || d.snapshot->magic != MAGIC) {
        shell_refuse(call, "there is no snapshot; mem snap takes one");
        return;
    }
    if (d.in_json) {
        d.json = shell_json_open(call->shell);
        json_open_list(&d.json, "ranges");
        bool complete = compare(&d, own);
        json_close_list(&d.json);
        json_hex(&d.json, "block", 1u << d.snapshot->shift);
        json_bool(&d.json, "complete", complete);
        shell_json_close(call->shell, &d.json);
    } else if (compare(&d, own)) {
        shell_print(call->shell, "%u range%s changed, %llu bytes in blocks of %u\n", d.ranges,
                    d.ranges == 1 ? "" : "s", d.bytes, 1u << d.snapshot->shift);
    }
}
