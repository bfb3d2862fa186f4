#!/bin/sh
# What cleaning, allocation and boot cost, each beside its budget; exit code 1 when one is over.
#
# Instructions and ticks are counted by Bochs with its clock pinned: neither depends on the host's
# speed or load. The first table is that of tests/bench: calls of the memory core as it ships.
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

/usr/bin/python3 -B tests/bench/core.py || over=1

# Machine, budget and text of each boot, from 0x7c00 to the prompt; the steps' own figure for one.
while read -r megs padded budget text; do
    boot=$(/usr/bin/python3 -B tests/boot_ticks.py "$megs" "$padded")
    [ "$megs" != 128 ] || [ "$padded" != 0 ] ||
        row 'boot from step 1 to step 6 (Bochs, 128 MiB)' "${boot% *}" ticks 650000
    row "boot from 0x7c00 to the prompt (Bochs, $text)" "${boot#* }" ticks "$budget"
done <<'EOT'
4 0 837000 4 MiB
128 0 862000 128 MiB
2048 0 1050000 2048 MiB
128 2097152 4275000 128 MiB, kernel padded to 2 MiB
EOT
tools/bench_memviz.sh || over=1
exit "$over"
