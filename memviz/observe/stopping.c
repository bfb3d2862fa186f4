#include "memviz/observe/stopping.h"

#include <inttypes.h>

#include "memviz/observe/rules/reported.h"

/* Without a wish of the user's a run is cut here. */
#define INSTRUCTIONS_MAX  5000000u
#define INSTRUCTIONS_LONG 200000000u

/* After control was lost the end is waited for this long. */
#define DERAILED_MAX 200000u

/* A jump to itself that was taken this often is for good. */
#define SPIN_MAX 100000u

/* So many rounds of hlt without anything else are idleness. */
#define IDLE_MAX 60u

/* So many looks of the BIOS at its keyboard buffer wait for a key. */
#define KEY_MAX 20000u

/* So long is the telemetry of an idle kernel waited for. */
#define REPORT_MAX 5000000u

void stopping_init(struct stopping *stopping, const struct observe_options *options)
{
    *stopping = (struct stopping){.options = options, .live = options->trace == NULL};
    if (options->until == UNTIL_ADDRESS)
        stopping->address = options->until_value;
}

/* A kernel that idles may still send what its telemetry has to say of heap and stacks. */
static bool awaits_report(struct stopping *stopping, const struct observer *observer)
{
    if (observer->reported == NULL || !reported_is_due(observer->reported))
        return false;
    if (stopping->rested == 0)
        stopping->rested = observer->instructions;
    return observer->instructions - stopping->rested < REPORT_MAX;
}

/* What the user asked for. */
static bool is_wished(struct stopping *stopping, const struct observer *observer)
{
    const struct observe_options *options = stopping->options;

    switch (options->until) {
    case UNTIL_TICK:
        return observer->tick >= options->until_value;
    case UNTIL_ADDRESS:
    case UNTIL_SYMBOL:
        return observer->site != 0 && stopping->address != 0 &&
               sites_get(&observer->sites, observer->site)->physical == stopping->address;
    case UNTIL_IDLE:
        return observer->ending == ENDING_KEY ||
               (observer->ending == ENDING_IDLE && !awaits_report(stopping, observer) &&
                sites_get(&observer->sites, observer->guest_site)->insn.op == OP_HLT);
    default:
        return false;
    }
}

/* The last instruction jumps to itself, or halts, again and again. */
static void find_rest(struct observer *observer)
{
    const struct site *site = sites_get(&observer->sites, observer->guest_site);

    if (observer->ending != ENDING_RUNNING)
        return;
    if (observer->idle_rounds >= IDLE_MAX)
        observer->ending = ENDING_IDLE;
    else if (observer->key_looks >= KEY_MAX)
        observer->ending = ENDING_KEY;
    else if (site->insn.op == OP_JMP && site->insn.relative &&
             observer->loop_low == observer->loop_high && observer->loop_count >= SPIN_MAX)
        observer->ending = ENDING_LOOP;
}

bool stopping_is_due(struct stopping *stopping, struct observer *observer,
                     const struct steps *steps)
{
    find_rest(observer);
    if (is_wished(stopping, observer)) {
        stopping->reached = true;
        return true;
    }
    if (!stopping->live)
        return false;
    if (observer->derailed && stopping->derailed == 0)
        stopping->derailed = steps->instructions;
    bool wish = stopping->options->until != UNTIL_END;
    bool over = stopping->derailed != 0 && steps->instructions - stopping->derailed > DERAILED_MAX;
    bool limit = steps->instructions >= (wish ? INSTRUCTIONS_LONG : INSTRUCTIONS_MAX);
    if (limit)
        stopping->why = "stopped after so many instructions; --until tells when else";
    if (observer->ending == ENDING_HALTED || observer->ending == ENDING_LOOP ||
        observer->ending == ENDING_FAULT_LOOP || over || limit)
        return true;
    return !wish && (observer->ending == ENDING_IDLE || observer->ending == ENDING_KEY);
}

const char *stopping_get_missed(struct stopping *stopping)
{
    const struct observe_options *options = stopping->options;

    if (stopping->reached || options->until == UNTIL_END)
        return NULL;
    static const char *const names[] = {
        [UNTIL_IDLE] = "it never came to rest: --until prompt or idle",
        [UNTIL_TICK] = "it never came to that tick: --until tick",
        [UNTIL_ADDRESS] = "it never came to that address: --until address",
        [UNTIL_SYMBOL] = "it never came to that symbol: --until symbol"};
    snprintf(stopping->missed, sizeof stopping->missed, "%s", names[options->until]);
    return stopping->missed;
}
