#include "shell/cmd_fault.h"

#include "kernel/core/backtrace.h"
#include "kernel/core/bytes.h"

/* name is typed, what ends the sentence "about to ..." on the line and in the log.
 * The kernel's crash operation has one case for each. */
static const struct {
    const char *name;
    const char *what;
    enum shell_crash crash;
} crashes[] = {
    {"null", "write through a null pointer", SHELL_CRASH_NULL},
    {"stack", "call without end until the stack runs out", SHELL_CRASH_STACK},
    {"text", "write to the kernel's code", SHELL_CRASH_TEXT},
    {"double-free", "free a frame twice", SHELL_CRASH_DOUBLE_FREE},
    {"wild", "write to a frame that was never allocated", SHELL_CRASH_WILD},
    {"redzone", "write past the end of a heap allocation", SHELL_CRASH_REDZONE},
    {"divide", "divide by zero", SHELL_CRASH_DIVIDE},
    {"opcode", "run an instruction that does not exist", SHELL_CRASH_OPCODE},
    {"assert", "break an assertion", SHELL_CRASH_ASSERT},
    {"retired", "write to memory that was the loader's", SHELL_CRASH_RETIRED},
};

#define CRASHES (sizeof crashes / sizeof crashes[0])

/* Both commands serve a live kernel and a dead one; only where the registers come from
 * differs. Those of this moment are read in the command itself, by way of the operations as the
 * host has none: the frame of a function that has returned is gone before it is walked. */
void cmd_regs_run(const struct shell_call *call)
{
    struct fault now = {.vector = FAULT_NOT_A_VECTOR};

    if (call->shell->fault == NULL && call->shell->stop == NULL)
        shell_print(call->shell, "nothing has faulted; as they are in this command:\n");
    call->shell->ops->read_registers(&now.registers);
    fault_print_registers(call->shell->out,
                          &(call->shell->fault != NULL ? call->shell->fault : &now)->registers);
}

void cmd_bt_run(const struct shell_call *call)
{
    /* What is stopped has an instruction that is to be executed next, as a fault has; a
     * command has a call that it will return from. */
    struct fault now = {.vector = call->shell->stop != NULL ? FAULT_DEBUG : FAULT_NOT_A_VECTOR};

    call->shell->ops->read_registers(&now.registers);
    backtrace_print(call->shell->out, call->shell->machine, call->shell->ops->symbols(),
                    call->shell->fault != NULL ? call->shell->fault : &now);
}

/* For completion, which offers them one by one. */
const char *cmd_crash_name(size_t index)
{
    return index < CRASHES ? crashes[index].name : NULL;
}

/* Each line is a command that can be typed as it stands. */
static void list_crashes(struct shell *shell)
{
    for (size_t i = 0; i < CRASHES; i++)
        shell_print(shell, "crash %-12s %s\n", crashes[i].name, crashes[i].what);
}

void cmd_crash_run(const struct shell_call *call)
{
    if (call->args->count == 0) {
        list_crashes(call->shell);
        return;
    }
    for (size_t i = 0; i < CRASHES; i++) {
        if (!text_equal(call->args->words[0], crashes[i].name))
            continue;
        /* Said and logged first, and the operation flushes the line: afterwards there
         * may be no kernel to say what was tried. */
        shell_print(call->shell, "about to %s\n", crashes[i].what);
        machine_log(call->shell->machine, "crash %s: about to %s", crashes[i].name,
                    crashes[i].what);
        const char *obstacle = call->shell->ops->crash(call->shell->machine, crashes[i].crash);
        if (obstacle != NULL) {
            shell_refuse(call, "cannot %s: %s", crashes[i].what, obstacle);
            return;
        }
        /* Reached where a protection is off or broken. The tests look for these
         * words. */
        shell_print(call->shell, "NOT CAUGHT: the mistake went through\n");
        return;
    }
    shell_refuse(call, "no mistake '%s'", call->args->words[0]);
}

void cmd_guard_run(const struct shell_call *call)
{
    /* Nothing is taken for "on" by default: a guard that is thought to be on is
     * worse than none. */
    bool on = text_equal(call->args->words[0], "on");

    if (!on && !text_equal(call->args->words[0], "off")) {
        shell_refuse(call, "'%s' is neither on nor off", call->args->words[0]);
        return;
    }
    if (!call->shell->ops->bochs_watch(call->shell->machine, on)) {
        shell_refuse(call, "there is no iodebug device here: only Bochs has one");
        return;
    }
    shell_print(call->shell,
                on ? "on: Bochs stops in its debugger where free or retired memory is touched\n"
                   : "off\n");
}
