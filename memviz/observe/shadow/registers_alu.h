/*
 * The arithmetic that is done again to follow registers.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_REGISTERS_ALU_H
#define STRATA_MEMVIZ_OBSERVE_REGISTERS_ALU_H

#include <stdbool.h>
#include <stdint.h>

#include "memviz/observe/trace/insn.h"

/* The result of an operation on its operands; the caller cuts it to size. False
 * for an operation that is not done here. */
static inline bool registers_alu(unsigned op, uint32_t left, uint32_t right, uint32_t *result)
{
    switch (op) {
    case OP_ADD:
        *result = left + right;
        return true;
    case OP_SUB:
        *result = left - right;
        return true;
    case OP_AND:
        *result = left & right;
        return true;
    case OP_OR:
        *result = left | right;
        return true;
    case OP_XOR:
        *result = left ^ right;
        return true;
    case OP_INC:
        *result = left + 1;
        return true;
    case OP_DEC:
        *result = left - 1;
        return true;
    case OP_SHL:
        *result = right < 32 ? left << right : 0;
        return true;
    case OP_SHR:
        *result = right < 32 ? left >> right : 0;
        return true;
    case OP_NOT:
        *result = ~left;
        return true;
    case OP_NEG:
        *result = 0 - left;
        return true;
    default:
        return false;
    }
}

#endif
