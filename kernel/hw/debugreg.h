/*
 * The debug registers.
 *
 * Owns DR0 to DR3, DR6 and DR7. (Intel SDM volume 3B, section 17.2.)
 */
#ifndef STRATA_HW_DEBUGREG_H
#define STRATA_HW_DEBUGREG_H

#include <stdint.h>

/* Bits of DR6: which of DR0 to DR3 has matched; a single step is done. */
#define DEBUGREG_SLOTS 0xfu
#define DEBUGREG_STEP  0x4000u

/* Loads the four addresses, and then DR7. */
void debugreg_load(const uint32_t *addresses, uint32_t control);

/* Sets DR7 alone. */
void debugreg_set_control(uint32_t control);

/* Returns DR6 and clears it: the processor only ever sets its bits. */
uint32_t debugreg_take_status(void);

#endif
