# The kernel's symbol table as NASM source, from the sorted lines of tools/symbol_names.awk. The
# layout is struct symbols of kernel/core/symbols.h.
#
# A name of "" marks memory that belongs to no symbol: the strings between two objects, and the end.
# A gap of less than GAP bytes is padding, and saves such a mark.

function hex(text,   i, value) {
    value = 0
    for (i = 1; i <= length(text); i++)
        value = value * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
    return value
}

function add(where, symbol) {
    if (count && where == address[count - 1]) { # a mark gives way to what begins there
        if (name[count - 1] == "")
            name[count - 1] = symbol
        return
    }
    address[count] = where
    name[count++] = symbol
}

BEGIN {
    GAP = 32
    count = 0
    end = 0
    print "; Made from the linked kernel: its functions and objects, and where they start."
    print "section .symbols progbits alloc noexec nowrite align=4"
    print "; const struct symbols *symbol_table(void): in -, out eax, clobbers -"
    print "global symbol_table"
    print "__symbols:"
}

{
    start = hex($1)
    if (end && start >= end + GAP)
        add(end, "")
    add(start, $3 == "-" ? "" : $3)
    # readelf prints a size above 99999 in hex, and assembly gives none.
    size = $2 ~ /^0x/ ? hex(substr($2, 3)) : $2 + 0
    end = size ? start + size : 0
}

END {
    if (end)
        add(end, "")
    printf "    dd %d, 0x%x, __symbols_steps, __symbols_names\n", count, count ? address[0] : 0
    print "__symbols_steps:"
    for (i = 0; i < count; i++) {
        step = i ? address[i] - address[i - 1] : 0
        printf "    dw %d\n", step
        if (step > 65535)
            printf "  %%fatal the symbol after %s is too far for a step of 16 bits\n", name[i - 1]
    }
    print "__symbols_names:"
    for (i = 0; i < count; i++)
        printf "    db \"%s\", 0\n", name[i]
    print "section .text"
    print "symbol_table:"
    print "    mov eax, __symbols"
    print "    ret"
    print "section .note.GNU-stack noalloc noexec nowrite progbits"
}
