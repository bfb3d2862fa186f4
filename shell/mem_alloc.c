#include "shell/mem_alloc.h"

#include "kernel/core/bytes.h"
#include "kernel/core/units.h"

static uint64_t address_of(uint32_t frame)
{
    return (uint64_t)frame << FRAME_SHIFT;
}

static void report_frames(struct shell *shell, const struct args *args, const char *verb,
                          uint32_t first, uint32_t length)
{
    if (args->json) {
        struct json json = shell_json_open(shell);
        json_hex(&json, "start", address_of(first));
        json_hex(&json, "end", address_of(first + length));
        json_number(&json, "frames", length);
        shell_json_close(shell, &json);
    } else {
        shell_print(shell, "%s %u frame%s: 0x%llx-0x%llx\n", verb, length, length == 1 ? "" : "s",
                    address_of(first), address_of(first + length));
    }
}

/* Reads [N] [TAG]; a word that begins with a digit is a number. */
static bool read_alloc(struct shell *shell, const struct shell_command *command,
                       const struct args *args, uint64_t *length, const char **tag)
{
    size_t tag_index = 0;

    *length = 1;
    *tag = NULL;
    if (args->count > 0 && (args->count > 1 || !args_is_tag(args->words[0]) ||
                            (args->words[0][0] >= '0' && args->words[0][0] <= '9'))) {
        if (!shell_read_number(shell, command, args, 0, length))
            return false;
        tag_index = 1;
    }
    if (args->count > tag_index)
        *tag = args->words[tag_index];
    if (*length == 0) {
        shell_refuse(shell, command, args, "N must be at least 1");
        return false;
    }
    if (*tag != NULL && !args_is_tag(*tag)) {
        shell_refuse(shell, command, args, "'%s' is no tag: 1 to 15 letters, digits, . - _", *tag);
        return false;
    }
    return true;
}

void mem_alloc_run(struct shell *shell, const struct shell_command *command,
                   const struct args *args)
{
    struct machine *m = shell->machine;
    uint64_t length;
    const char *tag;
    uint32_t first;

    if (!read_alloc(shell, command, args, &length, &tag))
        return;
    if (tag != NULL && m->owners.count == OWNERS_MAX) {
        shell_refuse(shell, command, args, "the table of %u tags is full; leave the TAG out",
                     OWNERS_MAX);
        return;
    }
    uint32_t wanted = length > FRAMES_MAX ? FRAMES_MAX : (uint32_t)length;
    if (length > FRAMES_MAX || frames_alloc_run(&m->frames, wanted, 1, &first) != STATUS_OK) {
        shell_refuse(shell, command, args,
                     "no %llu adjacent free frames; %u are free, the longest run is %u", length,
                     m->frames.free, frames_longest_free(&m->frames));
        return;
    }
    if (tag != NULL)
        owners_add(&m->owners, first, first + wanted, tag);
    report_frames(shell, args, "took", first, wanted);
}

static void refuse_free(struct shell *shell, const struct shell_command *command,
                        const struct args *args, enum status status, uint32_t frame)
{
    uint64_t address = address_of(frame);

    if (status == STATUS_NOT_ALLOCATED)
        shell_refuse(shell, command, args,
                     "frame 0x%x at 0x%llx is free: freed twice, or never allocated", frame,
                     address);
    else if (status == STATUS_RESERVED)
        shell_refuse(shell, command, args, "frame 0x%x at 0x%llx is reserved, not allocated", frame,
                     address);
    else
        shell_refuse(shell, command, args, "0x%llx is outside the managed frames, 0 to 0x%llx",
                     address, address_of(shell->machine->frames.count));
}

static bool read_free(struct shell *shell, const struct shell_command *command,
                      const struct args *args, uint32_t *first, uint32_t *length)
{
    uint64_t address;
    uint64_t count = 1;

    if (!shell_read_address(shell, command, args, 0, &address))
        return false;
    if (args->count > 1 && !shell_read_number(shell, command, args, 1, &count))
        return false;
    if (address % FRAME_SIZE != 0)
        shell_refuse(shell, command, args, "0x%llx is not the start of a frame of 4 KiB", address);
    else if (count == 0)
        shell_refuse(shell, command, args, "N must be at least 1");
    else if (address >> FRAME_SHIFT >= FRAMES_MAX || count > FRAMES_MAX)
        shell_refuse(shell, command, args, "0x%llx and %llu frames from it are not below 4 GiB",
                     address, count);
    else {
        *first = (uint32_t)(address >> FRAME_SHIFT);
        *length = (uint32_t)count;
        return true;
    }
    return false;
}

void mem_free_run(struct shell *shell, const struct shell_command *command, const struct args *args)
{
    struct machine *m = shell->machine;
    uint32_t first;
    uint32_t length;
    uint32_t bad;

    if (!read_free(shell, command, args, &first, &length))
        return;
    enum status status = frames_check_free(&m->frames, first, length, &bad);
    if (status != STATUS_OK) {
        frames_free_run(&m->frames, first, length); /* so that the refusal is counted */
        machine_log(m, "refused: free of frame 0x%x", bad);
        refuse_free(shell, command, args, status, bad);
        return;
    }
    if (owners_remove(&m->owners, first, first + length) != STATUS_OK) {
        shell_refuse(shell, command, args, "the table of %u tags is full and cannot split a run",
                     OWNERS_MAX);
        return;
    }
    frames_free_run(&m->frames, first, length);
    report_frames(shell, args, "freed", first, length);
}

void mem_reclaim_run(struct shell *shell, const struct shell_command *command,
                     const struct args *args)
{
    struct machine *m = shell->machine;
    uint32_t count;

    if (!text_equal(args->words[0], "acpi")) {
        shell_refuse(shell, command, args, "'%s' cannot be reclaimed", args->words[0]);
        return;
    }
    if (machine_reclaim_acpi(m, &count) != STATUS_OK) {
        shell_refuse(shell, command, args, "ACPI memory has been reclaimed already");
        return;
    }
    machine_log(m, "reclaimed %u frames of ACPI memory", count);
    shell_print(shell, "reclaimed %u frames of ACPI memory (%k); %u free\n", count,
                address_of(count), m->frames.free);
}
