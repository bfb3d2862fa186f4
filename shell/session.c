#include "shell/session.h"

#include "kernel/core/bytes.h"
#include "shell/commands.h"
#include "shell/complete.h"
#include "shell/near.h"
#include "shell/table.h"

/* The mark differs as it does between a user's prompt and root's: what may be
 * typed differs. */
#define PROMPT             "strata> "
#define PROMPT_POST_MORTEM "strata! "

/* Commands write LF, as everything in the core does; only here, and in no command, is
 * it known that a terminal wants CR LF. */
static void put_line_text(void *context, char c)
{
    struct shell *shell = context;

    if (c == '\n')
        fmt_put(shell->raw, '\r');
    fmt_put(shell->raw, c);
}

void shell_init(struct shell *shell, struct machine *machine, const struct shell_ops *ops,
                struct fmt_sink out)
{
    shell->machine = machine;
    shell->commands = shell_table;
    shell->ops = ops;
    shell->raw = out;
    shell->out = (struct fmt_sink){put_line_text, shell};
    /* Members are set one by one and not by a compound literal, which would
     * build 20 KiB on a stack of 20 KiB and copy them. */
    shell->version = "";
    shell->lost_told = 0;
    shell->fault = NULL;
    line_init(&shell->line, PROMPT, complete_word, shell);
}

/* The empty line first keeps the greeting apart from what the loader has written. */
void shell_start(struct shell *shell, const char *version)
{
    shell->version = version;
    shell_print(shell, "\nStrata %s. Type help.\n", version);
    line_start(&shell->line, shell->raw);
}

void shell_start_post_mortem(struct shell *shell, const char *version, const struct fault *fault)
{
    shell->version = version;
    shell->fault = fault;
    /* Input lost while the kernel lived has been reported already, or was lost on
     * the way down. */
    shell->lost_told = shell->ops->input_lost();
    /* Once more, for the other prompt: the editor is given it only here. */
    line_init(&shell->line, PROMPT_POST_MORTEM, complete_word, shell);
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
        shell_run(shell, line_text(&shell->line));
    if (shell->ops->interrupted()) {
        shell->ops->drop_input();
        shell_print(shell, "^C\n");
    }
    tell_lost_input(shell);
    line_start(&shell->line, shell->raw);
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
    /* What led to the fault must stay to be looked at. */
    else if (command->changes && call->shell->fault != NULL)
        shell_refuse(call, "the kernel has ended: this shell only looks");
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

void shell_run(struct shell *shell, const char *line)
{
    struct args args;
    size_t consumed = 0;
    struct shell_call call = {shell, NULL, &args};

    /* A line with only an option is not empty: it was meant as a command, so it is
     * refused. */
    args_split(&args, line);
    if (args_is_empty(&args))
        return;
    if (args.count > 0)
        call.command = commands_find(shell->commands, args.words, args.count, &consumed);
    if (call.command == NULL) {
        refuse_command(shell, &args, consumed);
        return;
    }
    /* Commands see only the words after their name. */
    args.count -= consumed;
    for (size_t i = 0; i < args.count; i++)
        args.words[i] = args.words[i + consumed];
    if (!accept_words(&call))
        return;
    /* What only looks may look anywhere, also where a guard or a watch lies. */
    if (!call.command->changes)
        shell_begin_access(shell);
    call.command->run(&call);
    if (!call.command->changes)
        shell_end_access(shell);
}
