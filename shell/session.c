#include "shell/session.h"

#include "kernel/core/bytes.h"
#include "shell/cmd_watch.h"
#include "shell/commands.h"
#include "shell/complete.h"
#include "shell/near.h"
#include "shell/table.h"

/* The mark differs as it does between a user's prompt and root's: what may be
 * typed differs. */
#define PROMPT             "strata> "
#define PROMPT_POST_MORTEM "strata! "
#define PROMPT_STOPPED     "strata? "

void shell_init(struct shell *shell, struct machine *machine, const struct shell_ops *ops,
                struct fmt_sink out)
{
    shell->machine = machine;
    shell->commands = shell_table;
    shell->ops = ops;
    shell->raw = out;
    output_init(&shell->output, out, ops->wait_key);
    shell->out = output_sink(&shell->output);
    shell->more = false;
    shell->hits_due_ms = 0;
    shell->repeat[0] = '\0';
    /* Members are set one by one and not by a compound literal, which would
     * build 20 KiB on a stack of 20 KiB and copy them. */
    shell->version = "";
    shell->lost_told = 0;
    shell->fault = NULL;
    shell->stop = NULL;
    shell->stops_seen = ops->stops();
    line_init(&shell->line, PROMPT, complete_word, shell);
}

/* The empty line first keeps the greeting apart from what the loader has written. */
void shell_start(struct shell *shell, const char *version)
{
    shell->version = version;
    shell_print(shell, "\nStrata %s. Type help.\n", version);
    line_start(&shell->line, shell->raw);
}

/* Made from the table, so that nothing is listed that would be refused. */
static void list_what_looks(struct shell *shell)
{
    struct fmt_buffer buffer;
    char text[OUTPUT_LINE - 30];
    struct fmt_sink list = fmt_buffer_init(&buffer, text, sizeof text);

    for (const struct shell_command *c = shell->commands; c->name != NULL; c++) {
        bool is_member = text_starts(c->name, "mem ");
        if (shell_obstacle(shell, c) == NULL)
            fmt_print(list, "%s%s",
                      c == shell->commands ? ""
                      : is_member          ? ", "
                                           : ", ",
                      is_member ? c->name + 4 : c->name);
    }
    shell_print(shell, "This shell only looks: %s\n", text);
}

void shell_start_post_mortem(struct shell *shell, const char *version, const struct fault *fault)
{
    shell->version = version;
    shell->fault = fault;
    /* Input lost while the kernel lived has been reported already, or was lost on
     * the way down. */
    shell->lost_told = shell->ops->input_lost();
    list_what_looks(shell);
    /* Once more, for the other prompt: the editor is given it only here. */
    line_init(&shell->line, PROMPT_POST_MORTEM, complete_word, shell);
    line_start(&shell->line, shell->raw);
}

void shell_init_stopped(struct shell *shell, const char *version)
{
    shell->version = version;
    shell->lost_told = shell->ops->input_lost();
    line_init(&shell->line, PROMPT_STOPPED, complete_word, shell);
}

void shell_start_stopped(struct shell *shell)
{
    line_start(&shell->line, shell->raw);
}

/* Lost input is reported where the user looks: before the next prompt. */
static void tell_lost_input(struct shell *shell)
{
    uint32_t lost = shell->ops->input_lost();

    /* The counter only grows, and it wraps, so only equality means anything. */
    if (lost == shell->lost_told)
        return;
    shell_print(shell,
                "warning: %u bytes of input were lost: sent faster than they could be read\n",
                lost - shell->lost_told);
    shell->lost_told = lost;
}

/* A Ctrl-C that came while the command ran is still in the input. It is taken out here,
 * with everything before it, or it would cancel the next line as well. What was typed
 * after it stays. */
void shell_feed(struct shell *shell, uint8_t byte)
{
    enum line_result result = line_feed(&shell->line, byte, shell->raw);

    if (result == LINE_MORE)
        return;
    if (result == LINE_READY)
        shell_run(shell,
                  line_text(&shell->line)[0] == '\0' ? shell->repeat : line_text(&shell->line));
    /* The kernel goes on now, and the prompt is for the next stop. */
    if (shell->stop != NULL && shell->stop->resume != SHELL_RESUME_NOT)
        return;
    shell->stops_seen = shell->ops->stops();
    if (shell->ops->interrupted()) {
        shell->ops->drop_input();
        shell_print(shell, "^C\n");
    }
    if (shell->stop == NULL && cmd_watch_is_due(shell))
        cmd_watch_report(shell);
    tell_lost_input(shell);
    line_start(&shell->line, shell->raw);
}

void shell_leave_line(struct shell *shell, struct fmt_sink out)
{
    line_interrupt(&shell->line, out);
}

void shell_show_line(struct shell *shell, struct fmt_sink out)
{
    line_resume(&shell->line, out);
}

void shell_idle(struct shell *shell)
{
    if (shell->stops_seen != shell->ops->stops()) {
        shell->stops_seen = shell->ops->stops();
        line_resume(&shell->line, shell->raw);
    }
    if (!cmd_watch_is_due(shell))
        return;
    if (!cmd_watch_has_news(shell)) {
        cmd_watch_report(shell);
        return;
    }
    line_interrupt(&shell->line, shell->raw);
    cmd_watch_report(shell);
    line_resume(&shell->line, shell->raw);
}

/* Names the operand as the usage does, so that the eye finds it there. */
static void refuse_missing(const struct shell_call *call)
{
    const char *operand;
    char name[sizeof "TEXT|0xBYTES"]; /* the longest there is; cut would still be clear */
    size_t size = commands_operand(call->command, call->args->count, &operand) + 1;

    text_copy(name, operand, size < sizeof name ? size : sizeof name);
    shell_refuse(call, "%s is missing", name);
}

/* An option that the command does not have, or NULL. To ignore it would be worse than to
 * refuse it: the caller would parse text for JSON. */
static const char *foreign_option(const struct shell_call *call)
{
    const struct args *args = call->args;
    static const char *const options[] = {"-f", "-j", "-s", "-x", "-w"};
    const bool given[] = {args->force, args->json, args->stop, args->hex, args->width != NULL};

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (given[i] && !commands_has_option(call->command, options[i]))
            return options[i];
    }
    return NULL;
}

/* Says why a command with these words cannot run; true where it can. */
static bool accept_words(const struct shell_call *call)
{
    const struct shell_command *command = call->command;
    const struct args *args = call->args;
    const char *bad = args->bad_option;
    const char *obstacle = shell_obstacle(call->shell, command);

    if (bad == NULL)
        bad = foreign_option(call);
    if (bad != NULL)
        shell_refuse(call, "no option %s", bad);
    else if (args->count > command->words_max || args->too_many != NULL)
        shell_refuse(call, "'%s' is one word too many",
                     args->count > command->words_max ? args->words[command->words_max]
                                                      : args->too_many);
    else if (args->count < command->words_min)
        refuse_missing(call);
    else if (obstacle != NULL)
        shell_refuse(call, "%s", obstacle);
    else
        return true;
    return false;
}

/* The command whose name is nearest to what was typed, or NULL. */
static const char *find_near(const struct shell_command *table, const char *typed)
{
    struct near near = near_begin(typed, text_length(typed));
    const char *found = NULL;

    for (; table->name != NULL; table++) {
        if (near_offer(&near, table->name))
            found = table->name;
    }
    return found;
}

/* known: how many of the words were recognised. */
static void refuse_command(struct shell *shell, const struct args *args, size_t known)
{
    static const struct shell_command list = {.usage = "help"};
    const struct shell_call call = {shell, &list, args};
    struct fmt_buffer buffer;
    char typed[LINE_SIZE];

    if (args->count == 0) {
        shell_refuse(&call, "no command before the option");
        return;
    }
    /* "mem dmup": the family is known, so its member is what was mistyped. */
    bool in_family = known > 0 && known < args->count;
    fmt_print(fmt_buffer_init(&buffer, typed, sizeof typed), "%s%s%s", args->words[0],
              in_family ? " " : "", in_family ? args->words[known] : "");
    const char *near = find_near(shell->commands, typed);
    if (near != NULL)
        shell_refuse(&call, "no command '%s'; did you mean '%s'?", typed, near);
    else
        shell_refuse(&call, "no command '%s'", typed);
}

/* Cuts "| grep TEXT" off the line: *pattern gets TEXT, or NULL where there is none. False
 * where something else follows the bar. */
static bool cut_filter(char *line, const char **pattern)
{
    char *bar = line;

    *pattern = NULL;
    while (*bar != '\0' && (*bar != '|' || (bar > line && bar[-1] != ' ')))
        bar++;
    if (*bar == '\0')
        return true;
    *bar++ = '\0';
    while (*bar == ' ')
        bar++;
    if (!text_starts(bar, "grep ") || bar[5] == '\0')
        return false;
    *pattern = bar + 5;
    return true;
}

/* Runs the command that the words name; they are taken apart. */
static void run_words(struct shell *shell, struct args *args)
{
    struct shell_call call = {shell, NULL, args};
    size_t consumed = 0;

    if (args->count > 0)
        call.command = commands_find(shell->commands, args->words, args->count, &consumed);
    if (call.command == NULL) {
        refuse_command(shell, args, consumed);
        return;
    }
    /* Commands see only the words after their name. */
    args->count -= consumed;
    for (size_t i = 0; i < args->count; i++)
        args->words[i] = args->words[i + consumed];
    if (!accept_words(&call))
        return;
    /* What only looks may look anywhere, also where a guard or a watch lies. */
    if (call.command->use == SHELL_LOOKS)
        shell_begin_access(shell);
    call.command->run(&call);
    if (call.command->use == SHELL_LOOKS)
        shell_end_access(shell);
}

/* The line is copied because the filter is cut off it, and because it may be the one in
 * shell->repeat. */
void shell_run(struct shell *shell, const char *line)
{
    static const struct shell_command filter = {.usage = "COMMAND | grep TEXT"};
    char text[LINE_SIZE];
    struct args args;
    const struct shell_call call = {shell, &filter, &args};
    const char *pattern;

    text_copy(text, line, sizeof text);
    bool understood = cut_filter(text, &pattern);
    args_split(&args, text);
    /* A line with only an option is not empty: it was meant as a command, so it is
     * refused. */
    if (args_is_empty(&args) && understood && pattern == NULL)
        return;
    shell->repeat[0] = '\0';
    if (!understood || (pattern != NULL && args.json)) {
        shell_refuse(&call, understood ? "grep picks lines, and -j answers in one"
                                       : "only grep and a text may follow |");
        return;
    }
    output_begin(&shell->output, pattern, args.json, shell->more && !args.json);
    run_words(shell, &args);
    output_end(&shell->output);
}
