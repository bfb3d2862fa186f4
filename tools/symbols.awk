# The kernel's symbol table as NASM source, from `nm -n` of the kernel linked
# without one. The layout is struct symbols of kernel/core/symbols.h.
#
# Only functions: the table is for backtraces. It is placed after all code, so
# that adding it moves no function (the build compares).

# Behind the code are the constants, which nm calls text as well.
$3 == "__k_code_end" { address[end = count] = $1; after_code = 1 }
$2 ~ /^[tT]$/ && $3 !~ /^__/ && !after_code { add($1, $3) }

# What belongs together is one function: local labels (main.loop), the entries of
# all vectors (trap_entry_13). Nor is it told which clone of a function gcc made.
function add(where, symbol) {
    sub(/\..*|_[0-9]+$/, "", symbol)
    if (count && name[count - 1] == symbol)
        return
    address[count] = where
    name[count++] = symbol
}

BEGIN {
    count = 0
    print "; Made from the linked kernel: the functions and where they start."
    print "section .symbols progbits alloc noexec nowrite align=4"
    print "; const struct symbols *symbol_table(void): in -, out eax, clobbers -"
    print "global symbol_table"
    print "__symbols:"
}

END {
    base = count ? "0x" address[0] : "0"
    printf "    dd %d, %s, __symbols_distances, __symbols_names\n", count ? count + 1 : 0, base
    print "__symbols_distances:"
    for (i = 0; count && i <= count; i++)
        printf "    dw 0x%s - %s\n", address[i], base
    if (count) # a word holds the distances only as long as the code is below 64 KiB
        printf "%%if 0x%s - %s > 0xffff\n  %%fatal the code is too large for this table\n%%endif\n",
            address[end], base
    print "__symbols_names:"
    for (i = 0; i < count; i++)
        printf "    db \"%s\", 0\n", name[i]
    print "section .text"
    print "symbol_table:"
    print "    mov eax, __symbols"
    print "    ret"
    print "section .note.GNU-stack noalloc noexec nowrite progbits"
}
