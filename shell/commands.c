#include "shell/commands.h"

#include "kernel/core/bytes.h"
#include "shell/cmd_system.h"
#include "shell/mem_alloc.h"
#include "shell/mem_bytes.h"
#include "shell/mem_check.h"
#include "shell/mem_e820.h"
#include "shell/mem_frames.h"
#include "shell/mem_heap.h"
#include "shell/mem_layout.h"
#include "shell/mem_story.h"
#include "shell/mem_stress.h"
#include "shell/mem_who.h"

static const struct shell_command commands[] = {
    {"mem", "mem [-j]", "the whole story on one screen", NULL, 0, 0, mem_story_run, NULL},
    {"mem layout", "mem layout [-j]", "declared regions, gaps and run-time rows", NULL, 0, 0,
     mem_layout_run, NULL},
    {"mem e820", "mem e820 [raw|clean|why] [-j]", "the BIOS memory map",
     "raw: what the BIOS gave, in its order\n"
     "clean: sorted, merged, the most restrictive type where entries overlap\n"
     "why: each clean range with the raw entries and the rule that made it",
     0, 1, mem_e820_run, "raw clean why"},
    {"mem frames", "mem frames [START [END]] [-j]", "totals and runs of frames",
     "START and END are addresses; without them, all managed frames.", 0, 2, mem_frames_run, NULL},
    {"mem bitmap", "mem bitmap [START [FRAMES]] [-x]", "the frame bitmap itself",
     "64 frames a row from address START on: 0 available, 1 not.\n"
     "-x shows the raw words, 32 frames each, frame 0 in the lowest bit.",
     0, 2, mem_bitmap_run, NULL},
    {"mem heap", "mem heap [-j]", "the heap cursor and every allocation", NULL, 0, 0, mem_heap_run,
     NULL},
    {"mem who", "mem who ADDR [-j]", "everything known of one address", NULL, 1, 1, mem_who_run,
     NULL},
    {"mem dump", "mem dump ADDR [LEN]", "memory in hex and ASCII",
     "LEN is 256 unless given. Equal rows are squeezed to *. Ctrl-C stops.", 1, 2, mem_dump_run,
     NULL},
    {"mem find", "mem find TEXT|0xBYTES [START [END]]", "where bytes occur in RAM",
     "0x and an even number of hex digits: these bytes in this order; else text.\n"
     "Reserved ranges above 1 MiB are passed over: a read there may reach a device.",
     1, 3, mem_find_run, NULL},
    {"mem alloc", "mem alloc [N] [TAG] [-j]", "take N adjacent frames", NULL, 0, 2, mem_alloc_run,
     ""},
    {"mem free", "mem free ADDR [N] [-j]", "give back N frames from ADDR on", NULL, 1, 2,
     mem_free_run, NULL},
    {"mem grab", "mem grab SIZE [TAG] [-j]", "take SIZE bytes of the heap (for good)", NULL, 1, 2,
     mem_grab_run, ""},
    {"mem check", "mem check [-j]", "verify every invariant", NULL, 0, 0, mem_check_run, NULL},
    {"mem stress", "mem stress ROUNDS [SEED]", "random allocations, each verified",
     "Ends with all of them given back. The same SEED does the same.", 1, 2, mem_stress_run, ""},
    {"mem reclaim", "mem reclaim acpi", "make ACPI reclaimable memory free",
     "Nothing here reads the ACPI tables: after this nothing can.", 1, 1, mem_reclaim_run, "acpi"},
    {"boot", "boot", "the boot steps with their tick counts", NULL, 0, 0, cmd_boot_run, NULL},
    {"break", "break", "stop in the Bochs debugger", NULL, 0, 0, cmd_break_run, NULL},
    {"help", "help [COMMAND]", "this list, or more of one command", NULL, 0, 2, cmd_help_run, NULL},
    {"log", "log", "the kernel log", NULL, 0, 0, cmd_log_run, NULL},
    {"poweroff", "poweroff", "turn the machine off", NULL, 0, 0, cmd_poweroff_run, NULL},
    {"reboot", "reboot", "restart the machine", NULL, 0, 0, cmd_reboot_run, NULL},
    {"uptime", "uptime", "time since the kernel started", NULL, 0, 0, cmd_uptime_run, NULL},
    {"version", "version", "which Strata this is", NULL, 0, 0, cmd_version_run, NULL},
};

const struct shell_command *commands_at(size_t index)
{
    return index < sizeof commands / sizeof commands[0] ? &commands[index] : NULL;
}

/* How many of the words a command's name takes; 0 where they do not match. */
static size_t name_matches(const char *name, const char *const *words, size_t count)
{
    size_t first = text_length(words[0]);

    if (!text_starts(name, words[0]))
        return 0;
    if (name[first] == '\0')
        return 1;
    if (name[first] == ' ' && count > 1 && text_equal(name + first + 1, words[1]))
        return 2;
    return 0;
}

/* Whether a command is the head of a family and takes no words itself: then a
 * second word is meant as a member. */
static bool is_family(const struct shell_command *command)
{
    return command->words_max == 0 && text_equal(command->name, "mem");
}

const struct shell_command *commands_find(const char *const *words, size_t count, size_t *consumed)
{
    const struct shell_command *found = NULL;

    *consumed = 0;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        size_t taken = name_matches(commands[i].name, words, count);
        if (taken <= *consumed)
            continue;
        *consumed = taken;
        found = &commands[i];
    }
    return found != NULL && *consumed == 1 && count > 1 && is_family(found) ? NULL : found;
}
