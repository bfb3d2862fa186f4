#include "shell/table.h"

#include "shell/cmd_fault.h"
#include "shell/cmd_stop.h"
#include "shell/cmd_system.h"
#include "shell/cmd_watch.h"
#include "shell/mem_alloc.h"
#include "shell/mem_check.h"
#include "shell/mem_compare.h"
#include "shell/mem_dump.h"
#include "shell/mem_e820.h"
#include "shell/mem_find.h"
#include "shell/mem_frames.h"
#include "shell/mem_heap.h"
#include "shell/mem_layout.h"
#include "shell/mem_map.h"
#include "shell/mem_march.h"
#include "shell/mem_overview.h"
#include "shell/mem_poison.h"
#include "shell/mem_snap.h"
#include "shell/mem_stack.h"
#include "shell/mem_stress.h"
#include "shell/mem_who.h"
#include "shell/mem_write.h"

/* Short, so that the columns fit. */
#define LOOKS   SHELL_LOOKS
#define CHANGES SHELL_CHANGES
#define WATCHES SHELL_WATCHES
#define RESUMES SHELL_RESUMES

/* In the order of the list: the mem family, then the commands around it by name. The
 * whole of it is constant and lies in memory that cannot be written: no table to be
 * filled at start, and none that a stray write can turn against the user. */
const struct shell_command shell_table[] = {
    {"mem", "mem [-j]", "an overview on one screen", NULL, 0, 0, LOOKS, mem_overview_run},
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
    {"mem dump", "mem dump ADDR [LEN] [-w 1|2|4|8] [-j]", "memory in hex and ASCII",
     "LEN is 256 unless given. Equal rows are squeezed to *. Ctrl-C stops.\n"
     "-w: bytes to a number, lowest first in memory. With -w 4, a line for each word\n"
     "that points into the kernel.",
     1, 2, LOOKS, mem_dump_run},
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
    {"mem set", "mem set ADDR VALUE... [-w 1|2|4|8] [-f] [-j]", "write VALUEs from ADDR on",
     "A VALUE has 1 byte, or as many as -w says. Frames and what nobody uses can be\n"
     "written; -f writes to memory that is alive. Each write is logged.",
     2, ARGS_MAX - 2, CHANGES, mem_set_run},
    {"mem fill", "mem fill ADDR LEN VALUE [-w 1|2|4|8] [-f] [-j]", "write VALUE all over",
     "As mem set does.", 3, 3, CHANGES, mem_fill_run},
    {"mem copy", "mem copy FROM TO LEN [-f] [-j]", "copy LEN bytes",
     "The ranges may overlap. What may be written is what mem set may write.", 3, 3, CHANGES,
     mem_copy_run},
    {"mem compare", "mem compare ADDR ADDR LEN [-j]", "which of LEN bytes differ", NULL, 3, 3,
     LOOKS, mem_compare_run},
    {"mem crc", "mem crc ADDR LEN [-j]", "the CRC-32 of LEN bytes", NULL, 2, 2, LOOKS, mem_crc_run},
    {"mem snap", "mem snap [START [END]] [-j]", "remember what memory holds",
     "Without START, all below the heap's end. It keeps a checksum for each block.", 0, 2, CHANGES,
     mem_snap_run},
    {"mem diff", "mem diff [-j]", "what has changed since mem snap",
     "Whole blocks, by the thing they lie in. The stack, the log and the serial\n"
     "buffers change all the time.",
     0, 0, LOOKS, mem_diff_run},
    {"mem test", "mem test [START LEN] [PASSES] [-j]", "test free frames, bit by bit",
     "Each word's address, then March C-, in every free frame of the range.", 0, 3, CHANGES,
     mem_march_run},
    {"mem map", "mem map [START [END]] [-j]", "what is mapped where, by runs",
     "Virtual addresses, the physical ones they lead to, and the rights.", 0, 2, LOOKS,
     mem_map_run},
    {"mem walk", "mem walk VADDR [-j]", "the page walk of one address", NULL, 1, 1, LOOKS,
     mem_walk_run},
    {"mem stack", "mem stack [-j]", "how deep the stack has ever been", NULL, 0, 0, LOOKS,
     mem_stack_run},
    {"mem poison", "mem poison [on|off] [-j]", "fill freed frames, and check them",
     "A frame that is handed out again, or checked, and has changed is named.", 0, 1, CHANGES,
     mem_poison_run},
    {"boot", "boot", "the boot steps with their tick counts", NULL, 0, 0, LOOKS, cmd_boot_run},
    {"bp", "bp ADDR [-s]", "report when an instruction runs",
     "As watch ADDR x does: a line for each time, and the kernel goes on; with -s it\n"
     "stops before the instruction, at the prompt of a debugger.",
     1, 1, WATCHES, cmd_bp_run},
    {"break", "break", "stop in the Bochs debugger", NULL, 0, 0, CHANGES, cmd_break_run},
    {"bt", "bt", "the calls that led here", NULL, 0, 0, LOOKS, cmd_bt_run},
    {"clear", "clear", "an empty screen", NULL, 0, 0, LOOKS, cmd_clear_run},
    {"crash", "crash [NAME]", "make a classic mistake on purpose",
     "Without a NAME, lists them. The kernel dies; the post-mortem shell stays.", 0, 1, CHANGES,
     cmd_crash_run},
    {"go", "go", "let the stopped kernel run on", NULL, 0, 0, RESUMES, cmd_go_run},
    {"guard", "guard on|off", "have Bochs watch free and retired RAM",
     "Bochs cannot forget a range: a frame that is taken later still stops it.", 1, 1, CHANGES,
     cmd_guard_run},
    {"help", "help [COMMAND]", "this list, or more of one command", NULL, 0, 2, LOOKS,
     cmd_help_run},
    {"history", "history", "the lines that Up and Ctrl-R bring back", NULL, 0, 0, LOOKS,
     cmd_history_run},
    {"log", "log", "the kernel log", NULL, 0, 0, LOOKS, cmd_log_run},
    {"more", "more on|off", "stop after each page",
     "For answers longer than a screen of 24 lines; off at the start.", 1, 1, LOOKS, cmd_more_run},
    {"over", "over", "as step, but a call is one step",
     "Needs a free debug register, to stop after the call.", 0, 0, RESUMES, cmd_over_run},
    {"poweroff", "poweroff", "turn the machine off", NULL, 0, 0, LOOKS, cmd_poweroff_run},
    {"reboot", "reboot", "restart the machine", NULL, 0, 0, LOOKS, cmd_reboot_run},
    {"regs", "regs", "the registers, of the fault or of now", NULL, 0, 0, LOOKS, cmd_regs_run},
    {"step", "step [N]", "execute N instructions of the stopped kernel",
     "N is 1 unless given. A line for each shows where it is next, and the registers\n"
     "that have changed. Interrupts are served in between, unseen; sti may take the\n"
     "instruction after it along. Ctrl-C ends it.",
     0, 1, RESUMES, cmd_step_run},
    {"uptime", "uptime", "time since the kernel started", NULL, 0, 0, LOOKS, cmd_uptime_run},
    {"version", "version", "which Strata this is", NULL, 0, 0, LOOKS, cmd_version_run},
    {"watch", "watch [ADDR [LEN] [w|rw|x]] [-s]", "report who writes, reads or runs memory",
     "Without ADDR, lists the watches. LEN is the rest of a word of 4 bytes unless given.\n"
     "w: writes, rw: reads too, x: runs. The processor has four debug registers, each for\n"
     "1, 2 or 4 aligned bytes. What the shell itself looks at is not reported.\n"
     "-s: the kernel stops at a hit, where step, over and go are.",
     0, 3, WATCHES, cmd_watch_run},
    {"watch off", "watch off N|all", "give up a watch", NULL, 1, 1, WATCHES, cmd_watch_off_run},
    {0},
};
