#include "shell/mem_check.h"

#include "kernel/core/check.h"

/* Not cut short by Ctrl-C: half an object is of no use to anyone. */
static void print_json(struct shell *shell)
{
    struct json json = shell_json_open(shell);
    struct check_result result;
    unsigned failed = 0;

    json_open_list(&json, "checks");
    for (size_t i = 0; check_run(shell->machine, i, &result); i++) {
        json_open_object(&json, NULL);
        json_text(&json, "name", result.name);
        json_bool(&json, "ok", result.ok);
        json_text(&json, "text", result.text);
        json_close_object(&json);
        failed += !result.ok;
    }
    json_close_list(&json);
    json_number(&json, "failed", failed);
    shell_json_close(shell, &json);
}

/* Each check is one line that begins with ok or FAIL, so that a script may search for
 * FAIL; it is run only when its line is due, so a slow one shows where it is:
 *
 *      ok    bitmap  30704 free + 0 used + 2048 reserved = 32752 frames */
void mem_check_run(const struct shell_call *call)
{
    struct check_result result;
    unsigned failed = 0;
    unsigned count = 0;

    if (call->args->json) {
        print_json(call->shell);
        return;
    }
    while (check_run(call->shell->machine, count, &result)) {
        shell_print(call->shell, "%-4s  %-7s %s\n", result.ok ? "ok" : "FAIL", result.name,
                    result.text);
        failed += !result.ok;
        count++;
        if (shell_pump_stopped(call->shell))
            return;
    }
    shell_print(call->shell, "%u checks, %u failed\n", count, failed);
}
