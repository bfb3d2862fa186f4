#!/bin/sh
# Boots Bochs headless and connects this terminal to the shell on COM1.
set -eu
. "$(dirname "$0")/machine.sh"

if [ ! -t 0 ] || [ ! -t 1 ]; then
    fail "make shell needs a terminal; make demo does not"
fi
machine_prepare
echo c >"$run_dir/shell.rc"
printf 'strata: poweroff ends the machine; Ctrl-] leaves (and ends it too)\n'

# Bochs waits for the terminal that socat makes. Neither outlives the other: when Bochs closes COM1
# socat ends, and when socat is left the machine is stopped.
(machine_wait_line && machine_exec "$run_dir/shell.rc") </dev/null >"$run_dir/console.txt" 2>&1 &
machine=$!
socat "$com1_side" -,raw,echo=0,escape=0x1d || true
printf '\n'
sleep 0.3
kill -TERM "$machine" 2>/dev/null || true
wait "$machine" || true
machine_verdict || true
