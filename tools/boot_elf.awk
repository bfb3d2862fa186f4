# Makes NASM source of the loader's labels, "address name" lines in address order: an ELF file with
# symbols and no code, linked at address 0, for debuggers that read nothing simpler.
BEGIN { print "section .boot nobits alloc exec" }
{
    printf "resb 0x%s - %s\nglobal %s:function\n%s:\n", $1, last == "" ? "0" : "0x" last, $2, $2
    last = $1
}
END { print "section .note.GNU-stack noalloc noexec nowrite progbits" }
