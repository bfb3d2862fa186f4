#include "shell/commands.h"

#include "kernel/core/bytes.h"
#include "shell/cmd_fault.h"
#include "shell/cmd_system.h"
#include "shell/mem_alloc.h"
#include "shell/mem_check.h"
#include "shell/mem_dump.h"
#include "shell/mem_e820.h"
#include "shell/mem_find.h"
#include "shell/mem_frames.h"
#include "shell/mem_heap.h"
#include "shell/mem_layout.h"
#include "shell/mem_map.h"
#include "shell/mem_stack.h"
#include "shell/mem_overview.h"
#include "shell/mem_stress.h"
#include "shell/mem_who.h"

/* For the column `changes`: a row of bare true and false would have to be
 * counted off against the struct. */
#define LOOKS   false
#define CHANGES true

/* In the order of the list: the mem family, then the commands around it by name. The
 * whole of it is constant and lies in memory that cannot be written: no table to be
 * filled at start, and none that a stray write can turn against the user. */
static const struct shell_command commands[] = {
    {"mem", "mem [-j]", "the whole story on one screen", NULL, 0, 0, LOOKS, mem_overview_run},
    {"mem layout", "mem layout [-j]", "declared regions, gaps, run-time rows",
     "A row with + is known only to the running kernel and lies inside a declared one.", 0, 0,
     LOOKS, mem_layout_run},
    {"mem e820", "mem e820 [raw|clean|why] [-j]", "the BIOS memory map",
     "raw: what the BIOS gave, in its order\n"
     "clean: sorted, merged, the most restrictive type where entries overlap\n"
     "why: each clean range with the raw entries and the rule that made it",
     0, 1, LOOKS, mem_e820_run},
    {"mem frames", "mem frames [START [END]] [-j]", "totals and runs of frames",
     "START and END are addresses; without them, all managed frames.", 0, 2, LOOKS, mem_frames_run},
    {"mem bitmap", "mem bitmap [START [FRAMES]] [-x] [-j]", "the frame bitmap itself",
     "64 frames a row from address START on: 0 available, 1 not.\n"
     "-x shows the raw words, 32 frames each, the first frame in the lowest bit.",
     0, 2, LOOKS, mem_bitmap_run},
    {"mem heap", "mem heap [-j]", "the heap cursor and every allocation", NULL, 0, 0, LOOKS,
     mem_heap_run},
    {"mem who", "mem who ADDR [-j]", "everything known of one address", NULL, 1, 1, LOOKS,
     mem_who_run},
    {"mem dump", "mem dump ADDR [LEN] [-j]", "memory in hex and ASCII",
     "LEN is 256 unless given. Equal rows are squeezed to *. Ctrl-C stops.", 1, 2, LOOKS,
     mem_dump_run},
    {"mem find", "mem find TEXT|0xBYTES [START [END]] [-j]", "where bytes occur in RAM",
     "0x and an even number of hex digits: these bytes in this order; else text.\n"
     "Reserved ranges above 1 MiB are passed over: a read there may reach a device.\n"
     "What was typed is in memory too: the shell's own copies of it are found.",
     1, 3, LOOKS, mem_find_run},
    {"mem alloc", "mem alloc [N] [TAG] [-j]", "take N adjacent frames",
     "N is 1 unless given. TAG is a letter, then up to 14 letters, digits, . - _", 0, 2, CHANGES,
     mem_alloc_run},
    {"mem free", "mem free ADDR [N] [-j]", "give back N frames from ADDR on",
     "All of them or none: each must have been taken by mem alloc.", 1, 2, CHANGES, mem_free_run},
    {"mem grab", "mem grab SIZE [TAG] [-j]", "take SIZE bytes of the heap (for good)",
     "Up to the heap's end: mem heap says what is left.", 1, 2, CHANGES, mem_grab_run},
    {"mem check", "mem check [-j]", "verify every invariant", NULL, 0, 0, LOOKS, mem_check_run},
    {"mem stress", "mem stress ROUNDS [SEED] [-j]", "random allocations, each verified",
     "Ends with all of them given back. The same SEED does the same.", 1, 2, CHANGES,
     mem_stress_run},
    {"mem reclaim", "mem reclaim acpi [-j]", "make ACPI reclaimable memory free",
     "Nothing here reads the ACPI tables: after this nothing can.", 1, 1, CHANGES, mem_reclaim_run},
    {"mem map", "mem map [START [END]] [-j]", "what is mapped where, by runs",
     "Virtual addresses, the physical ones behind them, and the rights.", 0, 2, LOOKS, mem_map_run},
    {"mem walk", "mem walk VADDR [-j]", "the page walk of one address", NULL, 1, 1, LOOKS,
     mem_walk_run},
    {"mem stack", "mem stack [-j]", "how deep the stack has ever been", NULL, 0, 0, LOOKS,
     mem_stack_run},
    {"mem poison", "mem poison [on|off] [-j]", "fill freed frames, and check them",
     "A frame that is handed out again, or checked, and has changed is named.", 0, 1, CHANGES,
     mem_poison_run},
    {"boot", "boot", "the boot steps with their tick counts", NULL, 0, 0, LOOKS, cmd_boot_run},
    {"break", "break", "stop in the Bochs debugger", NULL, 0, 0, CHANGES, cmd_break_run},
    {"bt", "bt", "the calls that led here", NULL, 0, 0, LOOKS, cmd_bt_run},
    {"crash", "crash [NAME]", "make a classic mistake on purpose",
     "Without a NAME, lists them. The kernel dies; the post-mortem shell stays.", 0, 1, CHANGES,
     cmd_crash_run},
    {"guard", "guard on|off", "have Bochs watch free and retired RAM",
     "Bochs cannot forget a range: a frame that is taken later still stops it.", 1, 1, CHANGES,
     cmd_guard_run},
    {"help", "help [COMMAND]", "this list, or more of one command", NULL, 0, 2, LOOKS,
     cmd_help_run},
    {"log", "log", "the kernel log", NULL, 0, 0, LOOKS, cmd_log_run},
    {"poweroff", "poweroff", "turn the machine off", NULL, 0, 0, LOOKS, cmd_poweroff_run},
    {"reboot", "reboot", "restart the machine", NULL, 0, 0, LOOKS, cmd_reboot_run},
    {"regs", "regs", "the registers, of the fault or of now", NULL, 0, 0, LOOKS, cmd_regs_run},
    {"uptime", "uptime", "time since the kernel started", NULL, 0, 0, LOOKS, cmd_uptime_run},
    {"version", "version", "which Strata this is", NULL, 0, 0, LOOKS, cmd_version_run},
};

const struct shell_command *commands_at(size_t index)
{
    return index < sizeof commands / sizeof commands[0] ? &commands[index] : NULL;
}

/* How many of the words a command's name takes; 0 where they do not match. A
 * name of two words is one string with one space, so usage, help and list need
 * not put it together. */
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

/* A member is found before the head of its family because it takes more words. Names
 * are never completed here: a command that a later version adds must not change what an
 * abbreviation in someone's script does. */
const struct shell_command *commands_find(const char *const *words, size_t count, size_t *consumed)
{
    const struct shell_command *found = NULL;

    *consumed = 0;
    /* The table is short and a line is typed by hand: no search tree. */
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        size_t taken = name_matches(commands[i].name, words, count);
        if (taken <= *consumed)
            continue;
        *consumed = taken;
        found = &commands[i];
    }
    return found != NULL && *consumed == 1 && count > 1 && is_family(found) ? NULL : found;
}

/* The next word of the usage at *text, brackets taken off: *text gets where it
 * begins. Returns its length, 0 at the end. */
static size_t next_usage_word(const char **text)
{
    size_t length = 0;

    while (**text == ' ' || **text == '[' || **text == ']')
        (*text)++;
    while ((*text)[length] != '\0' && (*text)[length] != ' ' && (*text)[length] != ']')
        length++;
    return length;
}

/* Counts the operands of the usage itself, where options are passed over: they
 * may stand anywhere on the line and have no number. */
size_t commands_operand(const struct shell_command *command, size_t index, const char **text)
{
    size_t length;

    *text = command->usage + text_length(command->name);
    /* Options are recognised by their dash. */
    for (; (length = next_usage_word(text)) != 0; *text += length) {
        if (**text != '-' && index-- == 0)
            return length;
    }
    return 0;
}

/* No second table of options, which the usage could come to contradict. */
bool commands_has_option(const struct shell_command *command, const char *option)
{
    const char *text = command->usage + text_length(command->name);
    size_t length;

    for (; (length = next_usage_word(&text)) != 0; text += length) {
        if (length == text_length(option) && bytes_equal(text, option, length))
            return true;
    }
    return false;
}
