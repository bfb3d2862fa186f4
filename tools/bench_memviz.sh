#!/bin/sh
# What memviz costs, each figure beside its budget; exit code 1 when one is over: a recording of a
# million records (to load it, to go to any record, memory), the screen, and memviz observe.
set -u
cd "$(dirname "$0")/.." || exit 1
over=0
build/memviz-bench/bench_recording build/recordings/long-1000000.rec || over=1
LC_ALL=C.UTF-8 /usr/bin/python3 -B tests/memviz/bench_screen.py || over=1
/usr/bin/python3 -B tests/memviz/bench_observe.py || over=1
exit "$over"
