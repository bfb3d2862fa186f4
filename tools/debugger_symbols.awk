# Makes one list of symbols for the Bochs debugger out of the loader's and the kernel's.
#
# Bochs shows an address under the first name it was given for it, so the order decides: boot steps
# and the start of .bss, then other names, then the rest of the linker's and the ends of regions.
# Which variable is the first of .bss changes from build to build, and who looks at the start of
# .bss means the section. A name of a number, not of a place, is left out: Bochs would show it for
# whatever lies above that number. Bochs takes for every address the symbol at or below it: the last
# line keeps what lies above the kernel from being called by the kernel's last symbol.
$2 ~ /^__(name_[0-9]+|bss_words|k_(load|memory)_size)$/ { next }
$2 ~ /^(step[1-6]_.*|__bss_start)$/ { print; next }
$2 ~ /^__|_END$/                    { ends = ends $0 "\n"; next }
                                    { others = others $0 "\n" }
END { printf "%s%sffffffff end_of_symbols\n", others, ends }
