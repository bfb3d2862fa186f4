#!/bin/sh
# What cleaning, allocation and boot cost, each beside its budget; exit code 1 when one is over.
#
# Instructions are counted by callgrind inside the measured function alone, ticks by Bochs with its
# clock pinned: neither depends on the host's speed or load.
set -eu
cd "$(dirname "$0")/.."
over=0

# Prints a row: what, figure, unit, budget; a figure over its budget is marked.
row() {
    mark=
    if [ "$2" -gt "$4" ]; then
        mark='  OVER'
        over=1
    fi
    printf '%-58s %9d %-12s (at most %s)%s\n' "$1" "$2" "$3" "$4" "$mark"
}

# Prints the instructions a call of function $1 takes in the program that follows.
instructions() {
    function=$1
    shift
    report=$(mktemp)
    # The program prints the number of calls, callgrind what it counted.
    calls=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null --collect-atstart=no \
        --toggle-collect="$function" "$@" 2>"$report") || { cat "$report" >&2; exit 1; }
    collected=$(sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$report")
    rm -f "$report"
    # Rounded up: a budget is kept or it is not.
    echo $(((collected + calls - 1) / calls))
}

while read -r entries budget; do
    figure=$(instructions e820_clean build/bench/bench_e820 "$entries" 100)
    row "clean a map of $entries overlapping entries" "$figure" instructions "$budget"
done <<'EOT'
6 1400
32 10950
128 68000
EOT

while read -r way frames text; do
    figure=$(instructions frames_alloc build/bench/bench_frames "$way" "$frames")
    row "allocate a frame, $text" "$figure" instructions 60
done <<'EOT'
fill 32768 filling 128 MiB
fill 1048576 filling 4 GiB
churn 32768 95 % full, freed at random, 128 MiB
churn 1048576 95 % full, freed at random, 4 GiB
EOT

boot=$(/usr/bin/python3 -B tests/boot_ticks.py)
steps=${boot% *}
ticks=${boot#* }
row 'boot from step 1 to step 6 (Bochs, 128 MiB, hard disk)' "$steps" ticks 604000
row 'boot from 0x7c00 to the prompt (Bochs, 128 MiB, hard disk)' "$ticks" ticks 5000000
tools/bench_memviz.sh || over=1
exit "$over"
