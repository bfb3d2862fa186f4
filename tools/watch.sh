#!/bin/sh
# The viewer on the recording of this checkout; the machine may start before or after it.
set -eu
. "$(dirname "$0")/machine.sh"

if [ ! -e "$recording" ]; then
    printf 'strata: nothing recorded yet; make run and make shell start a machine\n'
    mkdir -p build
    : >"$recording"
fi
[ -t 1 ] || exec build/memviz --once 80x24 "$recording"
exec build/memviz "$recording"
