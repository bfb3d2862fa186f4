#!/bin/sh
# A million commands with random addresses and ten million operations of the frame bitmap on the
# host, 2,000 commands in Bochs; a million damaged lines of a trace; 100,000 damaged memory maps of
# each form; the suites with all their cases; 100 flipped bits of the loader; one machine under
# commands, allocations and noise for so many minutes (default 10); then, for half as long, the fuzz
# targets, which would else take the machine's time.
#
# usage: tools/soak.sh [MINUTES]
set -eu
cd "$(dirname "$0")/.."
minutes=${1:-10}
build/tests/shell_random_test 1000000
build/tests/frames_soak_test 10000000
STRATA_COMMANDS=2000 /usr/bin/python3 -B -m pytest -p no:cacheprovider -q \
    tests/test_random_commands.py
STRATA_SOAK=1 build/tests/memviz_observer_test
make --no-print-directory build/tests/e820_property_fast
E820_TRIES=100000 build/tests/e820_property_fast
# The suites that have more cases than make test has time for.
STRATA_SOAK=1 /usr/bin/python3 -B -m pytest -p no:cacheprovider -q -n "$(nproc)" \
    $(grep -l STRATA_SOAK tests/test_*.py)
PYTHONPATH=tests /usr/bin/python3 -B -m mutants --flips 100
/usr/bin/python3 -B tests/soak.py "$minutes"
tools/fuzz.sh "$(awk "BEGIN { print int($minutes * 30) + 1 }")"
