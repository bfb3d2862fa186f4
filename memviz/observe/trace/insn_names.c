#include "memviz/observe/trace/insn_names.h"

#include <string.h>

struct op_name {
    const char *name;
    enum insn_op op;
};

/* As Bochs's disassembler spells them; what is missing clobbers everything. */
static const struct op_name op_names[] = {
    {"mov", OP_MOV},
    {"movzx", OP_MOVZX},
    {"movsx", OP_MOVSX},
    {"movsxd", OP_MOVSX},
    {"lea", OP_LEA},
    {"xchg", OP_XCHG},
    {"add", OP_ADD},
    {"sub", OP_SUB},
    {"and", OP_AND},
    {"or", OP_OR},
    {"xor", OP_XOR},
    {"inc", OP_INC},
    {"dec", OP_DEC},
    {"shl", OP_SHL},
    {"sal", OP_SHL},
    {"shr", OP_SHR},
    {"not", OP_NOT},
    {"neg", OP_NEG},
    {"mul", OP_MUL},
    {"imul", OP_MUL},
    {"div", OP_MUL},
    {"idiv", OP_MUL},
    {"cwd", OP_MUL},
    {"cdq", OP_MUL},
    {"cbw", OP_MUL},
    {"cwde", OP_MUL},
    {"rdtsc", OP_MUL},
    {"rdmsr", OP_MUL},
    {"lds", OP_LOAD_FAR},
    {"les", OP_LOAD_FAR},
    {"lfs", OP_LOAD_FAR},
    {"lgs", OP_LOAD_FAR},
    {"lss", OP_LOAD_FAR},
    {"push", OP_PUSH},
    {"pop", OP_POP},
    {"pusha", OP_PUSHA},
    {"pushad", OP_PUSHA},
    {"popa", OP_POPA},
    {"popad", OP_POPA},
    {"pushf", OP_PUSHF},
    {"pushfd", OP_PUSHF},
    {"pushfq", OP_PUSHF},
    {"popf", OP_POPF},
    {"popfd", OP_POPF},
    {"popfq", OP_POPF},
    {"enter", OP_ENTER},
    {"leave", OP_LEAVE},
    {"call", OP_CALL},
    {"callf", OP_CALL_FAR},
    {"ret", OP_RET},
    {"retf", OP_RET_FAR},
    {"iret", OP_IRET},
    {"iretd", OP_IRET},
    {"iretq", OP_IRET},
    {"int", OP_INT},
    {"int3", OP_INT},
    {"into", OP_INT},
    {"jmp", OP_JMP},
    {"jmpf", OP_JMP_FAR},
    {"loop", OP_LOOP},
    {"loope", OP_LOOP},
    {"loopne", OP_LOOP},
    {"cmp", OP_CMP},
    {"test", OP_CMP},
    {"movsb", OP_MOVS},
    {"movsw", OP_MOVS},
    {"movsd", OP_MOVS},
    {"movsq", OP_MOVS},
    {"stosb", OP_STOS},
    {"stosw", OP_STOS},
    {"stosd", OP_STOS},
    {"stosq", OP_STOS},
    {"lodsb", OP_LODS},
    {"lodsw", OP_LODS},
    {"lodsd", OP_LODS},
    {"lodsq", OP_LODS},
    {"cmpsb", OP_CMPS},
    {"cmpsw", OP_CMPS},
    {"cmpsd", OP_CMPS},
    {"cmpsq", OP_CMPS},
    {"scasb", OP_SCAS},
    {"scasw", OP_SCAS},
    {"scasd", OP_SCAS},
    {"scasq", OP_SCAS},
    {"insb", OP_INS},
    {"insw", OP_INS},
    {"insd", OP_INS},
    {"outsb", OP_OUTS},
    {"outsw", OP_OUTS},
    {"outsd", OP_OUTS},
    {"lgdt", OP_LGDT},
    {"lidt", OP_LIDT},
    {"ltr", OP_LTR},
    {"cli", OP_CLI},
    {"sti", OP_STI},
    {"hlt", OP_HLT},
    {"in", OP_IN},
    {"out", OP_OUT},
    {"bt", OP_CMP},
    {"nop", OP_NOTHING},
    {"cld", OP_NOTHING},
    {"std", OP_NOTHING},
    {"clc", OP_NOTHING},
    {"stc", OP_NOTHING},
    {"cmc", OP_NOTHING},
    {"pause", OP_NOTHING},
    {"sahf", OP_NOTHING},
    {"lldt", OP_NOTHING},
    {"sgdt", OP_NOTHING},
    {"sidt", OP_NOTHING},
    {"wbinvd", OP_NOTHING},
    {"invlpg", OP_NOTHING},
    {"lmsw", OP_NOTHING},
    {"clts", OP_NOTHING},
    {"wrmsr", OP_NOTHING},
    {"fninit", OP_NOTHING},
    {"fwait", OP_NOTHING},
    {"prefetch", OP_NOTHING},
    {"endbr32", OP_NOTHING},
    {"endbr64", OP_NOTHING},
    {"verr", OP_NOTHING},
    {"verw", OP_NOTHING},
    {"(invalid)", OP_NOTHING},
    {"adc", OP_OTHER},
    {"sbb", OP_OTHER},
    {"sar", OP_OTHER},
    {"rol", OP_OTHER},
    {"ror", OP_OTHER},
    {"rcl", OP_OTHER},
    {"rcr", OP_OTHER},
    {"shld", OP_OTHER},
    {"shrd", OP_OTHER},
    {"bsr", OP_OTHER},
    {"bsf", OP_OTHER},
    {"bts", OP_OTHER},
    {"btr", OP_OTHER},
    {"btc", OP_OTHER},
    {"bswap", OP_OTHER},
    {"smsw", OP_OTHER},
    {"str", OP_OTHER},
    {"sldt", OP_OTHER},
    {"lar", OP_OTHER},
    {"lsl", OP_OTHER},
    {"lahf", OP_MUL},
    {"salc", OP_MUL},
    {"xlat", OP_MUL},
    {"aaa", OP_MUL},
    {"aam", OP_MUL},
    {"aad", OP_MUL},
    {"daa", OP_MUL},
    {"das", OP_MUL},
    {"fnstsw", OP_OTHER},
    {"fnstcw", OP_NOTHING},
    {"fldcw", OP_NOTHING},
};

static const char *const prefixes[] = {"rep", "repe", "repne", "repz", "repnz", "lock"};

bool insn_names_is_prefix(const char *word)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (strcmp(word, prefixes[i]) == 0)
            return true;
    return false;
}

/* The jumps and sets that look at the carry flag, alone or with others. */
static bool tests_carry(const char *name)
{
    static const char *const names[] = {"jb",    "jnb",    "jbe",  "jnbe",  "adc",   "sbb",
                                        "rcl",   "rcr",    "setb", "setnb", "setbe", "setnbe",
                                        "pushf", "pushfd", "lahf", "salc",  "cmovb", "cmovnb"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

enum insn_op insn_names_find_op(const char *mnemonic, bool *carry)
{
    *carry = tests_carry(mnemonic);
    for (size_t i = 0; i < sizeof op_names / sizeof op_names[0]; i++)
        if (strcmp(op_names[i].name, mnemonic) == 0)
            return op_names[i].op;
    if (mnemonic[0] == 'j')
        return OP_JCC;
    if (strncmp(mnemonic, "set", 3) == 0 || strncmp(mnemonic, "cmov", 4) == 0)
        return OP_OTHER;
    /* x87 and vector instructions change no general register. */
    if (mnemonic[0] == 'f')
        return OP_NOTHING;
    return OP_CLOBBER_ALL;
}

unsigned insn_names_find_size(const char *text)
{
    static const struct {
        const char *name;
        unsigned size;
    } sizes[] = {{"byte ", 1}, {"word ", 2}, {"dword ", 4}, {"qword ", 8}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (strncmp(text, sizes[i].name, strlen(sizes[i].name)) == 0)
            return sizes[i].size;
    return 0;
}

/* The general registers: one to two letters, with an e or r before them. */
static bool find_general(const char *name, struct operand *operand)
{
    static const char words[] = "axcxdxbxspbpsidi";
    static const char bytes[] = "alcldlblahchdhbh";
    bool longer = strlen(name) == 3;
    unsigned size = longer && name[0] == 'e' ? 4 : longer && name[0] == 'r' ? 8 : 2;
    const char *core = size > 2 ? name + 1 : name;

    if (strlen(core) != 2)
        return false;
    for (unsigned i = 0; i < 16; i += 2) {
        if (memcmp(core, words + i, 2) == 0) {
            operand->reg = (uint8_t)(i / 2);
            operand->size = (uint8_t)size;
            return true;
        }
        if (size == 2 && memcmp(core, bytes + i, 2) == 0) {
            operand->reg = (uint8_t)(i / 2 % 4);
            operand->high = i >= 8;
            operand->size = 1;
            return true;
        }
    }
    return false;
}

bool insn_names_find_register(const char *name, struct operand *operand)
{
    static const char segments[] = "escsssdsfsgs";

    operand->kind = OPERAND_REGISTER;
    operand->high = false;
    if (find_general(name, operand))
        return true;
    operand->size = 2;
    for (unsigned i = 0; i < 6; i++)
        if (name[0] == segments[2 * i] && name[1] == 's' && name[2] == '\0') {
            operand->reg = (uint8_t)(REG_ES + i);
            return true;
        }
    operand->size = name[0] == 'r' ? 8 : 4;
    operand->reg = strcmp(name, "cr0") == 0   ? REG_CR0
                   : strcmp(name, "cr3") == 0 ? REG_CR3
                                              : REG_OTHER;
    return (name[0] == 'c' || name[0] == 'd' || name[0] == 'r') && name[1] != '\0';
}
