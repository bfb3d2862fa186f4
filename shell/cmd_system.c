#include "shell/cmd_system.h"

#include "kernel/core/bytes.h"
#include "kernel/core/layout.h"
#include "shell/commands.h"

/* The list is made from the table, so no command can be left out. The usage of each is
 * not in it: the longest would not leave room for a summary in 80 columns. */
static void list_commands(struct shell *shell)
{
    for (const struct shell_command *c = shell->commands; c->name != NULL; c++) {
        /* A running kernel lists all: step is one watch away. */
        if ((shell->fault != NULL || shell->stop != NULL) && shell_obstacle(shell, c) != NULL)
            continue;
        shell_print(shell, "%-12s %s\n", c->name, c->summary);
    }
    shell_print(shell,
                "\nAddresses: 0x100000, 1M, symbols of layout and kernel, "
                "KERNEL_OFFSET2+4K,\n*ADDR, the word there. Tab completes. -j answers in "
                "JSON. Ctrl-C stops.\nCOMMAND | grep TEXT picks lines. Enter alone goes on "
                "with mem dump.\nhelp COMMAND says more. Short: ? md mw cmp crc32 meminfo\n");
}

/* A topic is a command's whole name; "help mem dump" is two words, so more than the
 * name would be silently left out if it were let pass. */
void cmd_help_run(const struct shell_call *call)
{
    size_t consumed;

    if (call->args->count == 0) {
        list_commands(call->shell);
        return;
    }
    /* By the search that dispatch uses: what help explains is what would run. */
    const struct shell_command *topic =
        commands_find(call->shell->commands, call->args->words, call->args->count, &consumed);
    if (topic == NULL || consumed != call->args->count) {
        shell_refuse(call, "no command '%s%s%s'", call->args->words[0],
                     call->args->count > 1 ? " " : "",
                     call->args->count > 1 ? call->args->words[1] : "");
        return;
    }
    shell_print(call->shell, "usage: %s\n%s\n", topic->usage, topic->summary);
    if (topic->detail != NULL)
        shell_print(call->shell, "%s\n", topic->detail);
}

void cmd_history_run(const struct shell_call *call)
{
    const struct line_history *history = &call->shell->line.history;

    for (size_t age = history->count; age > 0; age--)
        shell_print(call->shell, "%3u  %s\n", (unsigned)(history->count - age + 1),
                    line_history_at(history, age));
}

/* By the sequence of Ctrl-L, to the terminal itself: it is no line to be picked or paged. */
void cmd_clear_run(const struct shell_call *call)
{
    fmt_text(call->shell->raw, LINE_CLEAR_SCREEN);
}

void cmd_more_run(const struct shell_call *call)
{
    const char *word = call->args->words[0];

    if (!text_equal(word, "on") && !text_equal(word, "off")) {
        shell_refuse(call, "'%s' is neither on nor off", word);
        return;
    }
    call->shell->more = text_equal(word, "on");
    shell_print(call->shell, "more is %s\n", word);
}

/* The number comes from the loader, so it may be one that we do not know. */
static const char *a20_name(unsigned method)
{
    /* They stand in the order in which the loader tries them, so a late one
     * shows what kind of machine this is. */
    static const char *const names[] = {"unknown", "open already", "opened by the BIOS",
                                        "opened by the fast gate",
                                        "opened by the keyboard controller"};

    return names[method <= BOOT_A20_KEYBOARD ? method : 0];
}

/* Ticks, not milliseconds: what a tick is worth is known to nobody before the timer
 * runs, and in Bochs they are the same at every boot, so that they can be compared. */
void cmd_boot_run(const struct shell_call *call)
{
    const struct bootinfo *boot = &call->shell->machine->boot;
    uint64_t before = boot->step_tsc[1];

    shell_print(call->shell, "step  name                ticks  since the step before\n");
    for (unsigned step = 1; step <= BOOT_STEP_COUNT; step++) {
        uint64_t now = boot->step_tsc[step];
        if (now < before) { /* the loader left no time: the difference would wrap */
            shell_print(call->shell, "%u     %-12s %12s\n", step, layout_step_name(step),
                        "unknown");
            continue;
        }
        shell_print(call->shell, "%u     %-12s %12llu  %21llu\n", step, layout_step_name(step), now,
                    now - before);
        before = now;
    }
    shell_print(call->shell, "from stage1 to the kernel: %llu ticks\n", before - boot->step_tsc[1]);
    shell_print(call->shell, "drive 0x%02x by %s, %u sectors of kernel; A20 gate: %s; map by %s\n",
                boot->drive, boot->disk_mode == BOOT_DISK_LBA ? "LBA" : "CHS", boot->kernel_sectors,
                a20_name(boot->a20_method), e820_source_name(boot->map_source));
}

/* The log is a ring. The number of lines that were overwritten is printed, because the
 * first line shown would otherwise pass for the first one written. Times are ticks, as
 * in boot. */
void cmd_log_run(const struct shell_call *call)
{
    const struct log *log = &call->shell->machine->log;
    uint32_t first = log_first(log);

    if (first > 0)
        shell_print(call->shell, "(%u older lines are gone)\n", first);
    for (uint32_t i = first; i < log->count && !shell_pump_stopped(call->shell); i++)
        shell_print(call->shell, "%5u %14llu  %s\n", i, log_at(log, i)->tsc, log_at(log, i)->text);
}

void cmd_version_run(const struct shell_call *call)
{
    shell_print(call->shell, "Strata %s\n", call->shell->version);
}

void cmd_uptime_run(const struct shell_call *call)
{
    uint32_t milliseconds;
    /* 64 bits: in 32 the milliseconds wrap after 49 days. */
    uint64_t seconds = fmt_divide(call->shell->ops->uptime_ms(), 1000, &milliseconds);

    shell_print(call->shell, "%llu.%02u s since the kernel started\n", seconds, milliseconds / 10);
}

/* Outside Bochs the magic instruction is an exchange of a register with itself: the
 * user would wait for a debugger that does not come. */
void cmd_break_run(const struct shell_call *call)
{
    if (!call->shell->ops->in_bochs()) {
        shell_refuse(call,
                     "this is not Bochs, or its bochsrc lacks port_e9_hack: enabled=1; to stop, "
                     "magic_break: enabled=1 is needed as well");
        return;
    }
    call->shell->ops->debug_break();
}

/* The announcement comes first, because the next text on the line is the BIOS's. */
void cmd_reboot_run(const struct shell_call *call)
{
    shell_print(call->shell, "restarting\n");
    call->shell->ops->reboot();
}

/* power_off() returns on a machine that it cannot switch off, and then the user has to
 * do it. */
void cmd_poweroff_run(const struct shell_call *call)
{
    shell_print(call->shell, "powering off\n");
    call->shell->ops->power_off();
    shell_refuse(call, "nothing here cuts the power; turn the machine off by hand");
}
