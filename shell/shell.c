#include "shell/shell.h"

#include "kernel/core/bytes.h"
#include "kernel/core/units.h"
#include "shell/expression.h"
#include "shell/mem_reader.h"

/* A command that takes longer than twice this has shown that it lives. */
#define PROGRESS_MS 1000u

/* What led to a fault must stay to be looked at, and what a stopped kernel was about to
 * change must be as it left it. */
const char *shell_obstacle(const struct shell *shell, const struct shell_command *command)
{
    if (command->use == SHELL_LOOKS)
        return NULL;
    if (shell->fault != NULL)
        return "the kernel has ended: this shell only looks";
    if (shell->stop != NULL && command->use == SHELL_CHANGES)
        return "the kernel is stopped: this shell only looks; go lets it run";
    if (shell->stop == NULL && command->use == SHELL_RESUMES)
        return "nothing is stopped; watch -s and bp -s stop the kernel at a hit";
    return NULL;
}

/* Not through a buffer: an answer may be of any length, and the line has its own queue. */
void shell_print(struct shell *shell, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fmt_print_list(shell->out, format, arguments);
    va_end(arguments);
}

/* The text goes through a buffer because JSON has to escape it. -j counts even where the
 * command line was wrong otherwise: a program that asked for JSON can read the error. */
void shell_refuse(const struct shell_call *call, const char *format, ...)
{
    char text[LINE_SIZE + 80]; /* a word is shorter than a line, the rest than 80 */
    struct fmt_buffer buffer;
    va_list arguments;

    va_start(arguments, format);
    fmt_print_list(fmt_buffer_init(&buffer, text, sizeof text), format, arguments);
    va_end(arguments);
    /* A refusal is shown whatever was to be picked out of the answer. */
    call->shell->output.pattern = NULL;
    if (call->args->json) {
        struct json json = shell_json_open(call->shell);
        json_text(&json, "error", text);
        json_text(&json, "usage", call->command->usage);
        shell_json_close(call->shell, &json);
        return;
    }
    shell_print(call->shell, "error: %s\nusage: %s\n", text, call->command->usage);
}

/* Too large and malformed have different messages, because the remedies differ; the
 * examples show what would be accepted. */
bool shell_read_number(const struct shell_call *call, size_t index, uint64_t *value)
{
    const char *word = call->args->words[index];
    enum args_number result = args_read_number(word, value);

    if (result == ARGS_NUMBER_TOO_LARGE)
        shell_refuse(call, "'%s' does not fit in 64 bits", word);
    else if (result == ARGS_NUMBER_MALFORMED)
        shell_refuse(call, "'%s' is not a number (12, 0x1f, 4K, 2M)", word);
    return result == ARGS_NUMBER_OK;
}

/* 0 of anything is refused everywhere: it is what a failed computation produces. */
bool shell_read_count(const struct shell_call *call, size_t index, uint64_t *value)
{
    if (index >= call->args->count)
        return true;
    if (!shell_read_number(call, index, value))
        return false;
    if (*value == 0)
        shell_refuse(call, "'%s' is too few: at least 1", call->args->words[index]);
    return *value != 0;
}

struct names shell_names(const struct shell *shell)
{
    return (struct names){shell->machine, shell->ops->symbols()};
}

/* The term is named, not the whole word, so that the eye finds what is wrong in a sum. */
static void refuse_term(const struct shell_call *call, const char *term, size_t length)
{
    struct names names = shell_names(call->shell);
    struct names_walk walk;
    char text[LINE_SIZE];
    const char *near = names_near(&names, &walk, term, length);

    text_copy(text, term, length < sizeof text ? length + 1 : sizeof text);
    shell_refuse(call, "'%s' is neither a number (12, 0x1f, 4K, 2M) nor a symbol%s%s%s", text,
                 near == NULL ? "" : "; did you mean ", near == NULL ? "" : near,
                 near == NULL ? "" : "?");
}

/* Returns whether anything is at the address is for the command to say: mem who answers
 * for all. */
bool shell_read_address(const struct shell_call *call, size_t index, uint64_t *value)
{
    const char *word = call->args->words[index];
    struct names names = shell_names(call->shell);
    struct expression_error error;
    enum expression_result result = expression_read(&names, word, value, &error);

    if (result == EXPRESSION_TOO_LARGE)
        shell_refuse(call, "'%s' does not fit in 64 bits", word);
    else if (result == EXPRESSION_NEGATIVE)
        shell_refuse(call, "'%s' is below 0", word);
    else if (result == EXPRESSION_NO_WORD)
        shell_refuse(call, "'%s': there is no memory to read a word from at 0x%llx", word,
                     error.address);
    else if (result != EXPRESSION_OK)
        refuse_term(call, error.term, error.length);
    return result == EXPRESSION_OK;
}

/* A length may be a difference of two addresses. */
bool shell_read_length(const struct shell_call *call, size_t index, uint64_t *value)
{
    if (index >= call->args->count)
        return true;
    if (!shell_read_address(call, index, value))
        return false;
    if (*value == 0)
        shell_refuse(call, "'%s' is too few: at least 1", call->args->words[index]);
    return *value != 0;
}

bool shell_accept_memory(const struct shell_call *call, size_t index, uint64_t address,
                         uint64_t length)
{
    uint64_t last = address;

    if (address < 4 * GIB && length <= 4 * GIB - address) {
        if (mem_reader_piece(call->shell->machine, address, address + length - 1, &last) ==
            MACHINE_MEMORY_PRESENT) {
            if (last == address + length - 1)
                return true;
            last++;
        } else {
            last = address;
        }
    }
    shell_refuse(call, "'%s' and %llu bytes: there is no memory to read at 0x%llx",
                 call->args->words[index], length, last);
    return false;
}

bool shell_read_width(const struct shell_call *call, unsigned *width)
{
    const char *word = call->args->width;

    if (word == NULL)
        return true;
    if (word[0] != '\0' && word[1] == '\0' &&
        (word[0] == '1' || word[0] == '2' || word[0] == '4' || word[0] == '8')) {
        *width = (unsigned)(word[0] - '0');
        return true;
    }
    shell_refuse(call, "'%s' is no width for -w: 1, 2, 4 or 8", word);
    return false;
}

bool shell_read_tag(const struct shell_call *call, size_t index, const char **tag)
{
    const char *word = call->args->words[index];

    if (!args_is_tag(word)) {
        shell_refuse(call, "'%s' is no tag: a letter, then up to 14 letters, digits, . - _", word);
        return false;
    }
    *tag = word;
    return true;
}

/* On the kernel this is also where telemetry and the log's mirror go on: a
 * command that never asks stops them. */
bool shell_pump_stopped(struct shell *shell)
{
    return shell->ops->interrupted() || shell->output.quits;
}

void shell_begin_access(const struct shell *shell)
{
    shell->ops->pause_watches(true);
    if (shell->machine->ops.free_access != NULL)
        shell->machine->ops.free_access(shell->machine, true);
}

void shell_end_access(const struct shell *shell)
{
    if (shell->machine->ops.free_access != NULL)
        shell->machine->ops.free_access(shell->machine, false);
    shell->ops->pause_watches(false);
}

/* Lines, not a figure that is overwritten: a script and a dumb terminal can read them. */
bool shell_progress_stopped(struct shell_progress *progress, struct shell *shell, uint64_t done,
                            uint64_t total)
{
    uint32_t rest;
    uint64_t now = shell->ops->uptime_ms();

    if (progress->shell != NULL && progress->shown_ms == 0)
        progress->shown_ms = now;
    if (progress->shell != NULL && now - progress->shown_ms >= PROGRESS_MS) {
        progress->shown_ms = now;
        uint32_t percent = (uint32_t)fmt_divide(total, 100, &rest) + 1;
        shell_print(shell, "%3llu%% done\n", fmt_divide(done, percent, &rest));
    }
    return shell_pump_stopped(shell);
}

/* One object on one line: a script reads to the LF and parses. */
struct json shell_json_open(struct shell *shell)
{
    struct json json = json_init(shell->out);

    json_open_object(&json, NULL);
    return json;
}

void shell_json_close(struct shell *shell, struct json *json)
{
    json_close_object(json);
    shell_print(shell, "\n");
}
