#include "shell/mem_poison.h"

#include "kernel/core/bytes.h"

/* The count is of frames, not of bytes written: one stray loop over a frame is
 * one mistake. */
static void report_poison(const struct shell_call *call)
{
    const struct poison *poison = &call->shell->machine->poison;

    if (call->args->json) {
        struct json json = shell_json_open(call->shell);
        json_bool(&json, "on", poison->on);
        json_number(&json, "frames", poison->count);
        json_number(&json, "damaged", call->shell->machine->poison_damaged);
        shell_json_close(call->shell, &json);
        return;
    }
    shell_print(call->shell, "poison is %s; %u free frames hold it, %u were found written to\n",
                poison->on ? "on: frames are filled as they are freed" : "off", poison->count,
                call->shell->machine->poison_damaged);
}

void mem_poison_run(const struct shell_call *call)
{
    struct machine *m = call->shell->machine;
    const char *word = call->args->count > 0 ? call->args->words[0] : "";

    if (call->args->count > 0 && !text_equal(word, "on") && !text_equal(word, "off")) {
        shell_refuse(call, "'%s' is neither on nor off", word);
        return;
    }
    /* The bitmap of what is filled is taken from the heap when poison is first
     * wanted, and kept: most runs do without. */
    if (call->args->count > 0 &&
        poison_set(&m->poison, &m->heap, text_equal(word, "on")) != STATUS_OK) {
        shell_refuse(call, "the heap has no room for the poison bitmap");
        return;
    }
    report_poison(call);
}
