/*
 * What a step does to the flow of control: tables, calls, loops, rest.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_CONTROL_H
#define STRATA_MEMVIZ_OBSERVE_CONTROL_H

#include "memviz/observe/rules/observation.h"

/* Descriptor tables, page tables and the interrupt flag. */
void control_take(struct observer *observer, const struct step *step);

/* Before an instruction of the guest runs: whether it runs in protected mode with the code
 * segment of real mode. */
void control_follow_mode(struct observer *observer, const struct step *step);

/* Calls and returns. */
void control_follow_calls(struct observer *observer, const struct step *step);

/* An interrupt that was delivered: its frame. */
void control_take_interrupt(struct observer *observer, const struct step *step);

/* How long the guest stays in a few instructions. */
void control_follow_loop(struct observer *observer, const struct step *step);

/* Whether it halts again and again, or waits for a key. */
void control_follow_rest(struct observer *observer, const struct step *step);

#endif
