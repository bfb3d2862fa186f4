/*
 * Why something was refused.
 *
 * A function that can refuse returns an enum status: STATUS_OK or a negative
 * reason; results go through out pointers, untouched on refusal.
 */
#ifndef STRATA_CORE_STATUS_H
#define STRATA_CORE_STATUS_H

enum status {
    STATUS_OK = 0,
    STATUS_NO_MEMORY = -1,     /* nothing left of what was asked for */
    STATUS_RANGE = -2,         /* an address or count outside what is managed */
    STATUS_RESERVED = -3,      /* the frame is reserved and never allocated */
    STATUS_NOT_ALLOCATED = -4, /* the frame is free: double free, or never allocated */
    STATUS_CORRUPT = -5,       /* an invariant does not hold */
    STATUS_ARGUMENT = -6,      /* an argument that makes no sense: zero size, bad alignment */
    STATUS_FULL = -7,          /* a table of fixed size is full */
    STATUS_TOO_SMALL = -8,     /* the machine has too little memory for any plan */
};

#endif
