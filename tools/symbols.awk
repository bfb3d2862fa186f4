# The kernel's symbol table as NASM source, from `nm -n` of the kernel linked
# without one. The layout is struct symbols of kernel/core/symbols.h.
#
# Only functions: the table is for backtraces. It is placed behind all code, so
# that adding it moves no function (the build compares).

$2 ~ /^[tT]$/ && $3 !~ /^__/ { address[count] = $1; name[count++] = $3 }
$3 == "__k_code_end" { end = $1 }

BEGIN {
    count = 0
    print "; Made from the linked kernel: the functions and where they start."
    print "section .symbols progbits alloc noexec nowrite align=4"
    print "; const struct symbols *symbol_table(void): in -, out eax, clobbers -"
    print "global symbol_table"
    print "__symbol_table_data:"
}

END {
    printf "    dd %d\n    dd __symbol_entries\n__symbol_entries:\n", count ? count + 1 : 0
    for (i = 0; i < count; i++)
        printf "    dd 0x%s, __name_%d\n", address[i], i
    if (count)
        printf "    dd 0x%s, 0\n", end
    for (i = 0; i < count; i++)
        printf "__name_%d: db \"%s\", 0\n", i, name[i]
    print "section .text"
    print "symbol_table:"
    print "    mov eax, __symbol_table_data"
    print "    ret"
    print "section .note.GNU-stack noalloc noexec nowrite progbits"
}
