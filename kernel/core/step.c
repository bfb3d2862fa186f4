#include "kernel/core/step.h"

#include <stdbool.h>

#define CALL_NEAR 0xe8u
#define CALL_FAR  0x9au
#define GROUP_5   0xffu /* its members 2 and 3 are the indirect calls */

#define PREFIX_OPERAND 0x66u /* halves the size of operands */
#define PREFIX_ADDRESS 0x67u /* and of addresses: the ModR/M byte has another form then */

/* Prefixes that leave the lengths as they are: segments and LOCK. */
static bool is_plain_prefix(uint8_t byte)
{
    return byte == 0x26 || byte == 0x2e || byte == 0x36 || byte == 0x3e || byte == 0x64 ||
           byte == 0x65 || byte == 0xf0;
}

static bool is_repeat(uint8_t byte)
{
    return byte == 0xf2 || byte == 0xf3;
}

/* INS, OUTS, MOVS, CMPS, STOS, LODS and SCAS; TEST with an immediate value is between. */
static bool is_string(uint8_t opcode)
{
    return (opcode >= 0x6c && opcode <= 0x6f) ||
           (opcode >= 0xa4 && opcode <= 0xaf && opcode != 0xa8 && opcode != 0xa9);
}

/* What follows the opcode: the ModR/M byte, the SIB byte and the displacement. */
static size_t operand_length(uint8_t modrm, uint8_t sib)
{
    unsigned mod = modrm >> 6;
    bool has_sib = mod != 3 && (modrm & 7u) == 4;
    size_t length = has_sib ? 2 : 1;

    if (mod == 1)
        return length + 1;
    if (mod == 2)
        return length + 4;
    if (mod == 0 && ((modrm & 7u) == 5 || (has_sib && (sib & 7u) == 5)))
        return length + 4;
    return length;
}

/* The length from the opcode on; code[0] to code[2] can be read. */
static size_t call_length(const uint8_t *code, bool halved)
{
    unsigned member = code[1] >> 3 & 7u;

    if (code[0] == CALL_NEAR)
        return halved ? 3 : 5;
    if (code[0] == CALL_FAR)
        return halved ? 5 : 7;
    if (code[0] == GROUP_5 && (member == 2 || member == 3))
        return 1 + operand_length(code[1], code[2]);
    return 0;
}

size_t step_over_length(const uint8_t *code, size_t size)
{
    bool halved = false;
    bool repeated = false;
    size_t at = 0;

    for (; at < size; at++) {
        halved = halved || code[at] == PREFIX_OPERAND;
        repeated = repeated || is_repeat(code[at]);
        if (code[at] != PREFIX_OPERAND && !is_repeat(code[at]) && !is_plain_prefix(code[at]))
            break;
    }
    if (at == size || code[at] == PREFIX_ADDRESS)
        return 0;
    if (repeated && is_string(code[at]))
        return at + 1;
    uint8_t padded[3] = {0};
    for (size_t i = 0; i < sizeof padded && at + i < size; i++)
        padded[i] = code[at + i];
    size_t length = call_length(padded, halved);
    return length == 0 || at + length > size ? 0 : at + length;
}
