/*
 * The two 8259A interrupt controllers.
 *
 * Owns which lines are let through. Lines 0 to 15 arrive as vectors from
 * PIC_VECTOR on. (Intel 8259A data sheet.)
 */
#ifndef STRATA_HW_PIC_H
#define STRATA_HW_PIC_H

#include <stdbool.h>
#include <stdint.h>

#define PIC_VECTOR 32u
#define PIC_LINES  16u

/* Where the BIOS has lines 0 to 7: at exceptions. */
#define PIC_BIOS_VECTOR 8u

/* Programs both controllers; every line is masked. */
void pic_init(void);

/* Lets a line (0 to 15) through. */
void pic_unmask(unsigned line);

/* Returns whether the interrupt just taken on line (7 or 15) is spurious: the line went
 * quiet before the processor answered. For line 15 it sends the end of interrupt that
 * the master still expects. */
bool pic_is_spurious(unsigned line);

/* Returns whether an interrupt on line has been taken and not been ended. */
bool pic_is_in_service(unsigned line);

/* Ends the interrupt just taken on line. */
void pic_end(unsigned line);

#endif
