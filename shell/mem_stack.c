#include "shell/mem_stack.h"

#include "kernel/core/units.h"
#include "layout_constants.h"

/* The entry paints the stack before it is used; what has kept the paint was
 * never written to. A depth that is reached and leaves no trace goes unseen,
 * which is rare enough for a hint at how large the stack must be. */
void mem_stack_run(const struct shell_call *call)
{
    const struct machine *m = call->shell->machine;
    uint64_t real_used = LAYOUT_REAL_STACK_END - m->real_stack_low;
    uint64_t size = m->image.stack_end - m->image.stack_start;
    uint64_t used = machine_stack_used(m);

    if (call->args->json) {
        struct json json = shell_json_open(call->shell);
        json_hex(&json, "start", m->image.stack_start);
        json_hex(&json, "end", m->image.stack_end);
        if (machine_stack_depth_known(m)) {
            json_hex(&json, "used", used);
            json_hex(&json, "headroom", size - used);
        }
        json_hex(&json, "real_used", real_used);
        json_hex(&json, "real_headroom", m->real_stack_low - LAYOUT_REAL_STACK);
        shell_json_close(call->shell, &json);
        return;
    }
    shell_print(call->shell,
                "stack      0x%llx-0x%llx, grows down; guard page 0x%llx-0x%llx below it\n",
                m->image.stack_start, m->image.stack_end, m->image.stack_start - FRAME_SIZE,
                m->image.stack_start);
    if (machine_stack_depth_known(m)) {
        shell_print(call->shell, "high water %llu of %llu bytes, down to 0x%llx\n", used, size,
                    m->image.stack_end - used);
        shell_print(call->shell, "headroom   %llu bytes never touched\n", size - used);
    } else {
        shell_print(call->shell,
                    "high water not known: the paint is damaged; mem check says how\n");
    }
    shell_print(call->shell,
                "real mode  0x%x-0x%x, the loader's: %llu bytes used, down to 0x%llx; %llu never\n",
                LAYOUT_REAL_STACK, LAYOUT_REAL_STACK_END, real_used, m->real_stack_low,
                m->real_stack_low - LAYOUT_REAL_STACK);
}
