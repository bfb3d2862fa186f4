#include "memviz/observe/trace/insn.h"

const char *insn_segment_name(unsigned reg)
{
    static const char *const names[] = {"es", "cs", "ss", "ds", "fs", "gs"};

    return reg >= REG_ES && reg < REG_SEGMENT_END ? names[reg - REG_ES] : "?";
}

const char *insn_register_name(unsigned reg, unsigned size)
{
    static const char *const wide[] = {"eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"};

    if (reg >= REG_GENERAL_COUNT)
        return insn_segment_name(reg);
    return size >= 4 ? wide[reg] : wide[reg] + 1;
}
