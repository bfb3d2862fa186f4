#include "shell/cmd_stop.h"

#include <stddef.h>

#include "kernel/core/fault_place.h"
#include "kernel/core/step.h"
#include "shell/cmd_watch.h"

/* Steps of one command: each is a line, and a number with a digit too many would print for
 * hours. */
#define STEPS_MAX 100000u

#define REGISTERS 8u

void cmd_go_run(const struct shell_call *call)
{
    call->shell->stop->resume = SHELL_RESUME_GO;
}

void cmd_step_run(const struct shell_call *call)
{
    uint64_t steps = 1;

    if (!shell_read_count(call, 0, &steps))
        return;
    if (steps > STEPS_MAX) {
        shell_refuse(call, "'%s' is too many: at most %u", call->args->words[0], STEPS_MAX);
        return;
    }
    call->shell->stop->steps = (uint32_t)steps;
    call->shell->stop->resume = SHELL_RESUME_STEP;
}

/* The bytes at the instruction that is to be executed; returns how many can be read. */
static size_t read_code(const struct shell *shell, uint8_t *code)
{
    uint64_t address = shell->stop->registers.eip;
    size_t size = 0;
    uint64_t end;

    while (size < STEP_BYTES &&
           machine_memory_at(shell->machine, address + size, &end) == MACHINE_MEMORY_PRESENT) {
        code[size] = *shell->machine->ops.reach(address + size);
        size++;
    }
    return size;
}

void cmd_over_run(const struct shell_call *call)
{
    struct shell_stop *stop = call->shell->stop;
    uint8_t code[STEP_BYTES];
    size_t length = step_over_length(code, read_code(call->shell, code));

    if (length == 0) {
        stop->steps = 1;
        stop->resume = SHELL_RESUME_STEP;
        return;
    }
    if (watch_free_slots(call->shell->ops->watches()) == 0) {
        shell_refuse(call, "a call takes a debug register, and none is free: watch off one, "
                           "or step");
        return;
    }
    stop->address = stop->registers.eip + (uint32_t)length;
    stop->resume = SHELL_RESUME_OVER;
}

static void print_place(struct shell *shell)
{
    fault_print_place(shell->out, shell->ops->symbols(), shell->stop->registers.eip);
}

/* The row begun by whoever was stopped is left first. */
void cmd_stop_show(struct shell *shell)
{
    fmt_text(shell->raw, "\r\n");
    cmd_watch_show_stop(shell);
    shell_print(shell, "stopped before ");
    print_place(shell);
    shell_print(shell, "; step, over, go, bt, regs\n");
}

/* The registers in the order of the names. */
static void list_registers(const struct fault_registers *r, uint32_t *list)
{
    const uint32_t values[REGISTERS] = {r->eax, r->ebx, r->ecx, r->edx,
                                        r->esi, r->edi, r->ebp, r->esp};

    for (size_t i = 0; i < REGISTERS; i++)
        list[i] = values[i];
}

void cmd_stop_show_step(struct shell *shell, const struct fault_registers *before)
{
    static const char *const names[REGISTERS] = {"eax", "ebx", "ecx", "edx",
                                                 "esi", "edi", "ebp", "esp"};
    uint32_t then[REGISTERS];
    uint32_t now[REGISTERS];

    list_registers(before, then);
    list_registers(&shell->stop->registers, now);
    print_place(shell);
    for (size_t i = 0; i < REGISTERS; i++) {
        if (now[i] != then[i])
            shell_print(shell, " %s=%08x", names[i], now[i]);
    }
    shell_print(shell, "\n");
}
