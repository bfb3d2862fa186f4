/*
 * A machine for the tests of everything that reads one.
 *
 * Owns the physical memory it runs on: an arena in place of the first 8 MiB,
 * cleared and with the stack painted each time a machine is made.
 */
#ifndef STRATA_TESTS_CORE_FIXTURE_H
#define STRATA_TESTS_CORE_FIXTURE_H

#include "kernel/core/machine.h"
#include "kernel/core/publish.h"

/* The kernel that the fixture pretends to be. */
#define FIXTURE_KERNEL_START 0x100000u
#define FIXTURE_TEXT_START   0x101000u
#define FIXTURE_TEXT_END     0x103456u
#define FIXTURE_KERNEL_END   0x123450u

/* Boot information with count raw entries, and with the six of Bochs at 128 MiB. */
void fixture_boot(struct bootinfo *boot, const struct e820_entry *raw, uint32_t count);
void fixture_boot_bochs(struct bootinfo *boot);

/* Makes a machine of boot; what machine_init() returns. */
enum status fixture_machine(struct machine *machine, const struct bootinfo *boot);

/* Makes the machine of Bochs at 128 MiB, which must work. */
void fixture_machine_bochs(struct machine *machine);

/* The byte at a physical address below 8 MiB. */
uint8_t *fixture_reach(uint64_t address);

/* What the machine reaches memory with: the same, and above it seventeen frames that
 * come again and again. */
uint8_t *fixture_reach_far(uint64_t address);

/* Returns whether all changes have been sent, so that only the repetition is left. */
bool fixture_all_published(const struct publish *publish);

#endif
