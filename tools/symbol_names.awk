# From `readelf -sW` of the linked kernel: one line for each function and object,
# "ADDRESS SIZE NAME", with a name that no other has. Not sorted.
#
# A name that several files use gets its file before it: uart.state. What gcc adds for a clone or a
# static of a function (.part.0, .1) is left out where that leaves the name alone. In assembly,
# local labels (main.loop) belong to the function before them, and the entries of all vectors
# (trap_entry_13) are one.

BEGIN { count = 0 }
$4 == "FILE" { file = $8; sub(/.*\//, "", file); sub(/\..*/, "", file) }
$5 != "LOCAL" { file = "" }
$7 ~ /^[0-9]+$/ && $4 ~ /^(FUNC|OBJECT|NOTYPE)$/ && $8 !~ /^__/ && !($4 == "NOTYPE" && $8 ~ /\./) {
    if ($4 == "NOTYPE" && sub(/_[0-9]+$/, "", $8) && $8 in entries)
        next
    entries[$8] = 1
    base = $8
    sub(/\..*/, "", base)
    from[count] = file
    full[count] = $8
    short[count] = base
    line[count++] = $2 " " $3
    bases[base]++
    qualified[file "." base]++
}
$8 == "__k_code_end" || $8 == "__symbols" || $8 == "__k_text_end" { print $2, 0, "-" }

END {
    for (i = 0; i < count; i++) {
        name = short[i]
        if (bases[name] > 1 && from[i] != "")
            name = from[i] "." (qualified[from[i] "." name] > 1 ? full[i] : name)
        print line[i], name
    }
}
