#include "shell/mem_write.h"

#include "kernel/core/units.h"
#include "shell/mem_reader.h"
#include "shell/mem_target.h"
#include "shell/place.h"

#define WIDTH_MAX 8u

/* A write in progress: [start, start + done) has been written. */
struct write {
    const struct shell_call *call;
    struct shell_progress progress;
    uint64_t start;
    uint64_t length;
    uint64_t done;
    bool stopped;
    bool lost; /* some byte was not kept; the first is at lost_at */
    uint64_t lost_at;
};

static void refuse_target(const struct shell_call *call, enum mem_target target, uint64_t address)
{
    static const char *const reasons[] = {
        [MEM_TARGET_ALIVE] = "is alive",
        [MEM_TARGET_TABLE] = "is a table in use",
        [MEM_TARGET_TEXT] = "is the kernel's code or constants",
    };
    struct names names = shell_names(call->shell);
    struct fmt_buffer buffer;
    char place[PLACE_SIZE];

    if (target == MEM_TARGET_MISSING) {
        shell_refuse(call, "there is no memory to write to at 0x%llx", address);
        return;
    }
    place_print(fmt_buffer_init(&buffer, place, sizeof place), &names, address, true);
    shell_refuse(call, "0x%llx (%s) %s; -f writes there all the same", address, place,
                 reasons[target]);
}

/* Begins a write of length bytes, at least 1; false where it was refused. */
static bool begin(struct write *w, const struct shell_call *call, uint64_t start, uint64_t length)
{
    struct names names = shell_names(call->shell);
    uint64_t address = start;
    enum mem_target target = MEM_TARGET_MISSING;

    *w = (struct write){.call = call, .start = start, .length = length};
    if (!call->args->json)
        w->progress.shell = call->shell;
    if (start < 4 * GIB && length <= 4 * GIB - start)
        target = mem_target_find(&names, start, start + length - 1, &address);
    if (target == MEM_TARGET_MISSING || (target != MEM_TARGET_OPEN && !call->args->force)) {
        refuse_target(call, target, address);
        return false;
    }
    call->shell->ops->allow_writes(true);
    return true;
}

/* Writes one byte and reads it back: ROM takes a write without a fault and drops it. */
static void put_byte(struct write *w, volatile uint8_t *bytes, uint64_t address, uint8_t value)
{
    volatile uint8_t *byte = bytes + address % FRAME_SIZE;

    *byte = value;
    if (*byte != value && !w->lost) {
        w->lost = true;
        w->lost_at = address;
    }
}

/* A free frame that was written to by hand is no mistake for mem check to find. */
static void forget_poison(const struct write *w)
{
    struct machine *m = w->call->shell->machine;
    uint64_t start = w->start >> FRAME_SHIFT;
    uint64_t end = (w->start + w->done + FRAME_SIZE - 1) >> FRAME_SHIFT;

    if (end > m->frames.count)
        end = m->frames.count;
    if (start < end)
        poison_forget(&m->poison, (uint32_t)start, (uint32_t)end);
}

/* The log has every write: what was changed by hand explains what happens later. */
static void end(struct write *w, const char *verb)
{
    const struct shell_call *call = w->call;
    struct shell *shell = call->shell;
    struct names names = shell_names(shell);
    struct fmt_buffer buffer;
    char place[PLACE_SIZE];

    shell->ops->allow_writes(false);
    forget_poison(w);
    place_print(fmt_buffer_init(&buffer, place, sizeof place), &names, w->start, true);
    machine_log(shell->machine, "mem %s: %llu bytes at 0x%llx, %s", verb, w->done, w->start, place);
    if (call->args->json) {
        struct json json = shell_json_open(shell);
        json_hex(&json, "start", w->start);
        json_hex(&json, "length", w->done);
        json_bool(&json, "complete", !w->stopped);
        json_bool(&json, "kept", !w->lost);
        shell_json_close(shell, &json);
        return;
    }
    shell_print(shell, "wrote %llu byte%s at 0x%llx-0x%llx, %s\n", w->done, w->done == 1 ? "" : "s",
                w->start, w->start + w->done, place);
    if (w->lost)
        shell_print(shell, "warning: 0x%llx did not keep what was written\n", w->lost_at);
}

/* Reads word index as a value of width bytes into bytes, lowest first. */
static bool read_value(const struct shell_call *call, size_t index, unsigned width, uint8_t *bytes)
{
    uint64_t value;

    if (!shell_read_address(call, index, &value))
        return false;
    if (width < WIDTH_MAX && value >> 8 * width != 0) {
        shell_refuse(call, "'%s' does not fit in %u byte%s; -w sets the width",
                     call->args->words[index], width, width == 1 ? "" : "s");
        return false;
    }
    for (unsigned i = 0; i < width; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
    return true;
}

/* Writes size bytes over and over to fill the range; a piece at a time lies in one frame. */
static void fill(struct write *w, const uint8_t *pattern, unsigned size)
{
    struct mem_reader reader = mem_reader_init(w->call->shell->machine);
    unsigned next = 0; /* of the pattern */

    while (w->done < w->length && !w->stopped) {
        shell_begin_access(w->call->shell);
        do {
            uint64_t at = w->start + w->done;
            put_byte(w, mem_reader_frame(&reader, at), at, pattern[next]);
            next = next + 1 < size ? next + 1 : 0;
            w->done++;
        } while (w->done < w->length && (w->start + w->done) % FRAME_SIZE != 0);
        shell_end_access(w->call->shell);
        w->stopped = shell_progress_stopped(&w->progress, w->call->shell, w->done, w->length);
    }
    w->stopped = w->done < w->length;
}

void mem_set_run(const struct shell_call *call)
{
    uint8_t bytes[ARGS_MAX * WIDTH_MAX];
    unsigned width = 1;
    unsigned size = 0;
    uint64_t start;
    struct write w;

    if (!shell_read_width(call, &width) || !shell_read_address(call, 0, &start))
        return;
    for (size_t i = 1; i < call->args->count; i++, size += width) {
        if (!read_value(call, i, width, bytes + size))
            return;
    }
    if (!begin(&w, call, start, size))
        return;
    fill(&w, bytes, size);
    end(&w, "set");
}

void mem_fill_run(const struct shell_call *call)
{
    uint8_t pattern[WIDTH_MAX];
    unsigned width = 1;
    uint64_t start;
    uint64_t length;
    struct write w;

    if (!shell_read_width(call, &width) || !shell_read_address(call, 0, &start) ||
        !shell_read_length(call, 1, &length) || !read_value(call, 2, width, pattern))
        return;
    if ((length & (width - 1)) != 0) {
        shell_refuse(call, "'%s' is no multiple of the width, %u bytes", call->args->words[1],
                     width);
        return;
    }
    if (!begin(&w, call, start, length))
        return;
    fill(&w, pattern, width);
    end(&w, "fill");
}

/* From the end down where the target lies above the source and overlaps it, so that no byte
 * is overwritten before it is read. */
static void copy(struct write *w, uint64_t from)
{
    struct shell *shell = w->call->shell;
    struct mem_reader source = mem_reader_init(shell->machine);
    struct mem_reader target = mem_reader_init(shell->machine);
    bool down = from < w->start;

    while (w->done < w->length && !w->stopped) {
        shell_begin_access(shell);
        do {
            uint64_t offset = down ? w->length - 1 - w->done : w->done;
            uint8_t byte = mem_reader_byte(&source, from + offset);
            put_byte(w, mem_reader_frame(&target, w->start + offset), w->start + offset, byte);
            w->done++;
        } while (w->done < w->length && w->done % FRAME_SIZE != 0);
        shell_end_access(shell);
        w->stopped = shell_progress_stopped(&w->progress, shell, w->done, w->length);
    }
    w->stopped = w->done < w->length;
    if (down && w->stopped) /* then the upper end was written */
        w->start += w->length - w->done;
}

void mem_copy_run(const struct shell_call *call)
{
    uint64_t from;
    uint64_t to;
    uint64_t length;
    struct write w;

    if (!shell_read_address(call, 0, &from) || !shell_read_address(call, 1, &to) ||
        !shell_read_length(call, 2, &length) || !shell_accept_memory(call, 0, from, length) ||
        !begin(&w, call, to, length))
        return;
    copy(&w, from);
    end(&w, "copy");
}
