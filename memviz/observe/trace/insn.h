/*
 * An instruction, read from the disassembly that Bochs prints.
 *
 * Owns the mnemonics and operands of Bochs's disassembler as far as an observer
 * needs them: what is loaded, stored, pushed, called, and which registers
 * change. The text is used and not the bytes, because it already holds what
 * depends on the mode: operand size, address size and the segment.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_INSN_H
#define STRATA_MEMVIZ_OBSERVE_INSN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest instruction of the architecture. */
#define INSN_SIZE_MAX 15u

/* What an instruction does, as far as it matters here. */
enum insn_op {
    OP_OTHER,   /* does not matter, except that it may change its first operand */
    OP_NOTHING, /* changes no register: nop, cld, test, cmp and the like */
    OP_MOV,
    OP_MOVZX,
    OP_MOVSX,
    OP_LEA,
    OP_XCHG,
    OP_ADD,
    OP_SUB,
    OP_AND,
    OP_OR,
    OP_XOR,
    OP_INC,
    OP_DEC,
    OP_SHL,
    OP_SHR,
    OP_NOT,
    OP_NEG,
    OP_MUL,      /* changes ax and dx */
    OP_LOAD_FAR, /* lds and its siblings */
    OP_PUSH,
    OP_POP,
    OP_PUSHA,
    OP_POPA,
    OP_PUSHF,
    OP_POPF,
    OP_ENTER,
    OP_LEAVE,
    OP_CALL,
    OP_CALL_FAR,
    OP_RET,
    OP_RET_FAR,
    OP_IRET,
    OP_INT,
    OP_JMP,
    OP_JMP_FAR,
    OP_JCC,
    OP_LOOP,
    OP_CMP, /* compares or tests: decides, changes nothing */
    OP_MOVS,
    OP_STOS,
    OP_LODS,
    OP_CMPS,
    OP_SCAS,
    OP_INS,
    OP_OUTS,
    OP_LGDT,
    OP_LIDT,
    OP_LTR,
    OP_CLI,
    OP_STI,
    OP_HLT,
    OP_IN,
    OP_OUT,
    OP_CLOBBER_ALL, /* cpuid, and what is not known at all */
};

/* General registers by their numbers in the encoding; then segments; then others. */
enum insn_register {
    REG_AX,
    REG_CX,
    REG_DX,
    REG_BX,
    REG_SP,
    REG_BP,
    REG_SI,
    REG_DI,
    REG_GENERAL_COUNT,
    REG_ES = REG_GENERAL_COUNT,
    REG_CS,
    REG_SS,
    REG_DS,
    REG_FS,
    REG_GS,
    REG_SEGMENT_END,
    REG_CR0 = REG_SEGMENT_END,
    REG_CR3,
    REG_OTHER, /* r8 to r15, other control registers, x87, vectors */
    REG_NONE,
};

enum operand_kind {
    OPERAND_NONE,
    OPERAND_REGISTER,
    OPERAND_IMMEDIATE, /* also the target of a relative jump, as a linear address */
    OPERAND_FAR,       /* selector:offset in value */
    OPERAND_MEMORY,
    OPERAND_OTHER,
};

/* One operand. A memory operand is segment:[base + index * scale + displacement]. */
struct operand {
    uint8_t kind;
    uint8_t reg;  /* of a register operand */
    uint8_t size; /* bytes; 0 when the text does not tell */
    bool high;    /* ah, ch, dh or bh */
    uint8_t segment;
    uint8_t base;
    uint8_t index;
    uint8_t scale;
    bool wide; /* addresses of 32 bits or more */
    uint16_t selector;
    uint64_t value; /* immediate; displacement, modulo 2^64 */
};

#define INSN_OPERANDS 3u

struct insn {
    uint8_t op; /* enum insn_op */
    uint8_t size;
    bool rep;
    bool relative;   /* a jump or call whose target is relative to it */
    bool byte_zeros; /* all its bytes are zero: 00 00 is an addition */
    bool carry_test; /* jumps on carry, adds with carry, or saves the flags */
    uint8_t bytes[INSN_SIZE_MAX];
    struct operand operands[INSN_OPERANDS];
};

/* Returns whether an operand is memory at a constant offset: a variable with a name. */
static inline bool insn_is_variable(const struct operand *operand)
{
    return operand->kind == OPERAND_MEMORY && operand->base == REG_NONE &&
           operand->index == REG_NONE;
}

/* "ds" and its siblings; "?" for what is no segment register. */
const char *insn_segment_name(unsigned reg);

/* "ax" or "eax" and its siblings, by the size in bytes. */
const char *insn_register_name(unsigned reg, unsigned size);

#endif
