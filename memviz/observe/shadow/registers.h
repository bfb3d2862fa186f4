/*
 * What the trace lets one know of the processor's registers.
 *
 * Owns a register file in which each byte is known or not. Bochs prints no
 * registers, but constants, loaded values and addresses give most of them away.
 * What is not certain is unknown; nothing here is a guess.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_REGISTERS_H
#define STRATA_MEMVIZ_OBSERVE_REGISTERS_H

#include "memviz/observe/trace/steps.h"

struct general {
    uint32_t value;
    uint8_t known;    /* a bit for each byte */
    uint32_t version; /* counts the changes */
    uint32_t site;    /* who changed it last; 0 for nobody since the boot sector began */
};

struct segment {
    uint16_t selector;
    bool selector_known;
    bool base_known;
    bool limit_known;
    bool from_table; /* loaded from a descriptor, not by real mode's rule */
    uint64_t base;
    uint32_t limit; /* of what the descriptor held: the last offset */
    uint32_t site;  /* who loaded it last; 0 for nobody */
    uint64_t tick;
};

struct registers {
    struct general general[REG_GENERAL_COUNT];
    struct segment segments[6];
    bool stack_known; /* where the stack pointer points, as a linear address */
    uint64_t stack;
    uint32_t stack_site; /* who set it to a place of its own; 0 for the BIOS */
    uint64_t stack_top;  /* its value then */
    bool stack_moved;    /* by the last step: set, not pushed or popped */
    bool direction_known;
    bool direction_down;
};

void registers_init(struct registers *registers);

/* The offset that a memory operand has now; false when it is not known. */
bool registers_offset(const struct registers *registers, const struct operand *operand,
                      uint64_t *offset);

/* The value of a register of 1, 2 or 4 bytes; false when it is not known. */
bool registers_get(const struct registers *registers, const struct operand *operand,
                   uint32_t *value);

static inline struct segment *registers_segment(struct registers *registers, unsigned reg)
{
    return &registers->segments[reg - REG_ES];
}

/* Writes an operand's bits of a register; value NULL makes them unknown. */
void registers_set_one(struct registers *registers, const struct operand *operand,
                       const uint32_t *value, uint32_t site);

/* Writes a register of 16 or 32 bits; who changed it last stays. */
void registers_set_word(struct registers *registers, unsigned reg, uint32_t value, bool wide);

/* Makes a register unknown. */
void registers_forget_one(struct registers *registers, unsigned reg, uint32_t site);

/* The first load, or the first store, of a step that is no page walk; NULL without one. */
const struct access *step_find_access(const struct step *step, bool write);

/* What a source operand holds; false when it is not known. */
bool registers_get_value(const struct registers *registers, const struct step *step,
                         const struct operand *operand, uint32_t *value);

/* Loads a segment register; selector NULL when it is not known. */
void registers_load_segment(struct registers *registers, unsigned reg, const struct step *step,
                            const uint32_t *selector);

/* The stack pointer points to a linear address now. */
void registers_place_stack(struct registers *registers, uint64_t linear);

/* The stack pointer was set by an operation that neither pushes nor pops. */
void registers_move_stack(struct registers *registers, uint32_t site, const struct insn *insn);

/* Takes the stack pointer from the accesses of a push or pop. */
void registers_follow_stack(struct registers *registers, const struct step *step,
                            const struct insn *insn);

/* Works out one unknown part of an address from an access that shows it. */
void registers_infer_address(struct registers *registers, const struct step *step,
                             const struct operand *operand);

#endif
