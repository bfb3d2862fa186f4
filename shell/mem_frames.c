#include "shell/mem_frames.h"

#include "kernel/core/bits.h"
#include "kernel/core/units.h"

/* Two words of the bitmap a row; what is shown unless asked is 16 rows, 4 MiB. */
#define ROW_FRAMES     64u
#define DEFAULT_FRAMES 1024u

/* 64 bits: the end of the last frame can be 4 GiB. */
static uint64_t address_of(uint32_t frame)
{
    return (uint64_t)frame << FRAME_SHIFT;
}

/* Reads the optional START and END into frame numbers [*start, *end); refuses
 * what lies outside the managed frames. */
static bool read_range(const struct shell_call *call, uint32_t *start, uint32_t *end)
{
    uint64_t top = address_of(call->shell->machine->frames.count);
    uint64_t from = 0;
    uint64_t to = top;

    if (call->args->count > 0 && !shell_read_address(call, 0, &from))
        return false;
    if (call->args->count > 1 && !shell_read_address(call, 1, &to))
        return false;
    if (from >= top || to > top) {
        shell_refuse(call, "'%s' is outside the managed frames, 0 to 0x%llx",
                     call->args->words[from >= top ? 0 : 1], top);
        return false;
    }
    if (from >= to) {
        shell_refuse(call, "END '%s' is not above START '%s'", call->args->words[1],
                     call->args->words[0]);
        return false;
    }
    /* A frame that is touched at all is shown. */
    *start = (uint32_t)(from >> FRAME_SHIFT);
    *end = (uint32_t)((to + FRAME_SIZE - 1) >> FRAME_SHIFT);
    return true;
}

/* The refusals stand here because each is a mistake of someone: a count that is not 0
 * is where to begin to look. */
static void print_totals(struct shell *shell)
{
    const struct frames *f = &shell->machine->frames;

    shell_print(shell, "frames %u of 4 KiB, 0 to 0x%llx\n", f->count, address_of(f->count));
    shell_print(shell, "free %u (%k), used %u (%k), reserved %u (%k)\n", f->free,
                address_of(f->free), f->used, address_of(f->used), frames_reserved_count(f),
                address_of(frames_reserved_count(f)));
    shell_print(shell, "refused: %u not allocated, %u reserved, %u out of range, %u no memory\n",
                f->refused_not_allocated, f->refused_reserved, f->refused_range,
                f->refused_no_memory);
}

/* Nine digits: the end of the last run can be 4 GiB. */
static void print_runs(struct shell *shell, uint32_t start, uint32_t end)
{
    const struct frames *f = &shell->machine->frames;

    while (start < end && !shell_pump_stopped(shell)) {
        uint32_t run_end = frames_run_end(f, start, end);
        shell_print(shell, "0x%09llx-0x%09llx %8u frames  %s\n", address_of(start),
                    address_of(run_end), run_end - start,
                    frames_state_name(frames_state(f, start)));
        start = run_end;
    }
}

/* The totals are of all frames, also where only some runs are asked for. */
static void print_json(struct shell *shell, uint32_t start, uint32_t end)
{
    const struct frames *f = &shell->machine->frames;
    struct json json = shell_json_open(shell);

    json_number(&json, "frames", f->count);
    json_number(&json, "used", f->used);
    json_number(&json, "free", f->free);
    json_number(&json, "reserved", frames_reserved_count(f));
    json_open_list(&json, "runs");
    while (start < end) {
        uint32_t run_end = frames_run_end(f, start, end);
        json_open_object(&json, NULL);
        json_hex(&json, "start", address_of(start));
        json_hex(&json, "end", address_of(run_end));
        json_text(&json, "state", frames_state_name(frames_state(f, start)));
        json_close_object(&json);
        start = run_end;
    }
    json_close_list(&json);
    shell_json_close(shell, &json);
}

void mem_frames_run(const struct shell_call *call)
{
    uint32_t start;
    uint32_t end;

    if (!read_range(call, &start, &end))
        return;
    if (call->args->json) {
        print_json(call->shell, start, end);
        return;
    }
    print_totals(call->shell);
    print_runs(call->shell, start, end);
}

/* In groups of eight, lowest frame first, as memory is read; the words of -x have the
 * lowest frame in the lowest bit, as the processor has them:
 *
 *      00800000 11110000 00000000 00000000 00000000 ...
 *      00800000 0000000f 00000000 ...                       with -x */
static void print_bits_row(struct shell *shell, uint32_t start, uint32_t end)
{
    const uint32_t *bitmap = shell->machine->frames.bitmap;

    shell_print(shell, "%08llx ", address_of(start));
    for (uint32_t frame = start; frame < end; frame++) {
        if (frame > start && (frame - start) % 8 == 0)
            fmt_put(shell->out, ' ');
        fmt_put(shell->out, bits_test(bitmap, frame) ? '1' : '0');
    }
    shell_print(shell, "\n");
}

/* Bits past the last frame are 1: they are not available either. */
static void print_words_row(struct shell *shell, uint32_t start, uint32_t end)
{
    const uint32_t *bitmap = shell->machine->frames.bitmap;

    shell_print(shell, "%08llx ", address_of(start));
    for (uint32_t frame = start; frame < end; frame += BITS_WORD)
        shell_print(shell, frame == start ? "%08x" : " %08x", bitmap[frame / BITS_WORD]);
    shell_print(shell, "\n");
}

/* Reads START (an address) and FRAMES (a count) into frames [*start, *end). */
static bool read_bitmap_range(const struct shell_call *call, uint32_t *start, uint32_t *end)
{
    uint32_t count = call->shell->machine->frames.count;
    uint64_t from = 0;
    uint64_t length = DEFAULT_FRAMES;

    if (call->args->count > 0 && !shell_read_address(call, 0, &from))
        return false;
    if (!shell_read_count(call, 1, &length))
        return false;
    if (from >= address_of(count)) {
        shell_refuse(call, "'%s' is outside the managed frames, 0 to 0x%llx", call->args->words[0],
                     address_of(count));
        return false;
    }
    /* FRAMES is how many to show at most: the end of memory is no mistake. */
    *start = (uint32_t)(from >> FRAME_SHIFT);
    *end = length < count - *start ? *start + (uint32_t)length : count;
    return true;
}

/* The raw words: the JSON form of -x and of plain rows alike. */
static void print_words_json(struct shell *shell, uint32_t start, uint32_t end)
{
    struct json json = shell_json_open(shell);

    json_hex(&json, "start", address_of(start));
    json_number(&json, "frames", end - start);
    json_open_list(&json, "words");
    for (uint32_t frame = start; frame < end; frame += BITS_WORD)
        json_hex(&json, NULL, shell->machine->frames.bitmap[frame / BITS_WORD]);
    json_close_list(&json);
    shell_json_close(shell, &json);
}

void mem_bitmap_run(const struct shell_call *call)
{
    /* A word takes as much room as eight bits and shows four times as much. */
    uint32_t step = call->args->hex ? 4 * ROW_FRAMES : ROW_FRAMES;
    uint32_t start;
    uint32_t end;

    if (!read_bitmap_range(call, &start, &end))
        return;
    if (call->args->hex || call->args->json)
        start -= start % BITS_WORD; /* words are shown whole */
    if (call->args->json) {
        print_words_json(call->shell, start, end);
        return;
    }
    for (; start < end && !shell_pump_stopped(call->shell); start += step) {
        uint32_t row_end = end - start < step ? end : start + step;
        if (call->args->hex)
            print_words_row(call->shell, start, row_end);
        else
            print_bits_row(call->shell, start, row_end);
    }
}
