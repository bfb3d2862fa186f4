#!/bin/sh
# The viewer on the recording of this checkout; the machine may start before or after it.
set -eu
. "$(dirname "$0")/machine.sh"

[ -e "$recording" ] || printf 'strata: nothing recorded yet: start a machine with make run or make shell\n'
[ -t 1 ] || exec build/memviz --once 80x24 "$recording"
exec build/memviz "$recording"
