#include "shell/mem_alloc.h"

#include "kernel/core/bytes.h"
#include "kernel/core/units.h"

/* 64 bits: the end of the last frame can be 4 GiB. */
static uint64_t address_of(uint32_t frame)
{
    return (uint64_t)frame << FRAME_SHIFT;
}

/* The answer has the end of the range too, because mem frames asks for it. */
static void report_frames(const struct shell_call *call, const char *verb, uint32_t first,
                          uint32_t length)
{
    if (call->args->json) {
        struct json json = shell_json_open(call->shell);
        json_hex(&json, "start", address_of(first));
        json_hex(&json, "end", address_of(first + length));
        json_number(&json, "frames", length);
        shell_json_close(call->shell, &json);
    } else {
        shell_print(call->shell, "%s %u frame%s: 0x%llx-0x%llx\n", verb, length,
                    length == 1 ? "" : "s", address_of(first), address_of(first + length));
    }
}

/* Reads [N] [TAG]. A single word is what it looks like: no number is a tag. */
static bool read_alloc(const struct shell_call *call, uint64_t *length, const char **tag)
{
    /* A tag begins with a letter and a number with a digit, so one word is never
     * both. */
    size_t tag_index = call->args->count == 1 && args_is_tag(call->args->words[0]) ? 0 : 1;

    /* What is not typed: one frame, and nobody's name on it. */
    *length = 1;
    *tag = NULL;
    if (tag_index == 1 && !shell_read_count(call, 0, length))
        return false;
    return tag_index >= call->args->count || shell_read_tag(call, tag_index, tag);
}

/* The table is asked before a frame is taken: a refusal changes nothing. More
 * frames than there can be are refused here, with the number that was typed: cut
 * to 32 bits it would be another, and could succeed. */
void mem_alloc_run(const struct shell_call *call)
{
    struct machine *m = call->shell->machine;
    uint64_t length;
    const char *tag;
    uint32_t first;

    if (!read_alloc(call, &length, &tag))
        return;
    uint32_t wanted = length > FRAMES_MAX ? FRAMES_MAX : (uint32_t)length;
    enum status status = STATUS_NO_MEMORY;
    if (length <= FRAMES_MAX)
        status = machine_alloc_frames(m, wanted, tag, &first);
    if (status == STATUS_FULL) {
        shell_refuse(call, "no room for '%s': the table of %u tags is full", tag, OWNERS_MAX);
        return;
    }
    if (status != STATUS_OK) {
        shell_refuse(call, "'%s' adjacent frames are not free: %u are, the longest run is %u",
                     length == 1 ? "1" : call->args->words[0], m->frames.free,
                     frames_longest_free(&m->frames));
        return;
    }
    report_frames(call, "took", first, wanted);
}

/* The three ways in which a free can be wrong are three different bugs in whoever holds
 * the frame, so each has its own sentence, with the frame that was the first to be wrong
 * in a run of many. */
static void refuse_free(const struct shell_call *call, enum status status, uint32_t frame)
{
    const char *from = call->args->words[0];
    uint64_t address = address_of(frame);

    if (status == STATUS_NOT_ALLOCATED)
        shell_refuse(call, "'%s': frame 0x%x at 0x%llx is free: freed twice, or never allocated",
                     from, frame, address);
    else if (status == STATUS_RESERVED)
        shell_refuse(call, "'%s': frame 0x%x at 0x%llx is reserved, not allocated", from, frame,
                     address);
    else
        shell_refuse(call, "'%s': 0x%llx is outside the managed frames, 0 to 0x%llx", from, address,
                     address_of(call->shell->machine->frames.count));
}

/* Reads ADDR [N] into frame numbers, which have 32 bits: what does not fit is
 * refused here, all else by the bitmap. */
static bool read_free(const struct shell_call *call, uint32_t *first, uint32_t *length)
{
    uint64_t address;
    uint64_t count = 1;

    if (!shell_read_address(call, 0, &address) || !shell_read_count(call, 1, &count))
        return false;
    /* An address inside a frame is likelier a slip than a wish to free that
     * frame: what would be freed is not what was typed. */
    if (address % FRAME_SIZE != 0)
        shell_refuse(call, "'%s' is not the start of a frame of 4 KiB", call->args->words[0]);
    else if (address >> FRAME_SHIFT >= FRAMES_MAX)
        shell_refuse(call, "'%s' is not below 4 GiB", call->args->words[0]);
    else if (count > FRAMES_MAX)
        shell_refuse(call, "'%s' frames are more than there are below 4 GiB", call->args->words[1]);
    else {
        *first = (uint32_t)(address >> FRAME_SHIFT);
        *length = (uint32_t)count;
        return true;
    }
    return false;
}

/* Everything is verified before anything is done: half a run given back helps nobody. */
void mem_free_run(const struct shell_call *call)
{
    struct machine *m = call->shell->machine;
    uint32_t first;
    uint32_t length;
    uint32_t bad;

    if (!read_free(call, &first, &length))
        return;
    enum status status = machine_free_frames(m, first, length, &bad);
    if (status == STATUS_FULL) {
        shell_refuse(call, "'%s' would split a tagged run, and the table of %u tags is full",
                     call->args->words[0], OWNERS_MAX);
        return;
    }
    if (status != STATUS_OK) {
        refuse_free(call, status, bad);
        return;
    }
    report_frames(call, "freed", first, length);
}

/* "acpi" is spelled out: what it gives up cannot be had back. */
void mem_reclaim_run(const struct shell_call *call)
{
    struct machine *m = call->shell->machine;
    uint32_t count;

    if (!text_equal(call->args->words[0], "acpi")) {
        shell_refuse(call, "'%s' cannot be reclaimed, only acpi", call->args->words[0]);
        return;
    }
    if (machine_reclaim_acpi(m, &count) != STATUS_OK) {
        shell_refuse(call, "ACPI memory has been reclaimed already");
        return;
    }
    /* In the log, because a map that has changed since boot puzzles whoever
     * compares it with the BIOS's. */
    machine_log(m, "reclaimed %u frames of ACPI memory", count);
    if (call->args->json) {
        struct json json = shell_json_open(call->shell);
        json_number(&json, "reclaimed", count);
        json_number(&json, "free", m->frames.free);
        shell_json_close(call->shell, &json);
        return;
    }
    shell_print(call->shell, "reclaimed %u frames of ACPI memory (%k); %u free\n", count,
                address_of(count), m->frames.free);
}
