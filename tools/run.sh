#!/bin/sh
# Machine, shell and viewer in one tmux window; without a terminal, the demonstration.
#
# usage: tools/run.sh                 all of it
#        tools/run.sh machine|line    one pane, started by the former
set -eu
. "$(dirname "$0")/machine.sh"
# A relative path: a socket's absolute one would be too long in a deep checkout.
mux="tmux -u -S $run_dir/tmux.sock -f tools/tmux.conf"

# The pane of the machine: Bochs and its debugger's console. Its end is the end of all.
run_machine() {
    machine_wait_line
    echo c >"$run_dir/run.rc"
    (machine_exec "$run_dir/run.rc") || true
    $mux kill-server
}

# The pane of the shell: COM1. The escape key of socat stays off; the keys are all the guest's.
run_line() {
    exec socat "$com1_side" -,raw,echo=0
}

# Arranges the panes: side by side where the terminal is wide enough for two of 80 columns.
open_panes() {
    direction=-v
    [ "$(tput cols)" -lt 160 ] || direction=-h
    $mux new-session -d -s strata -x "$(tput cols)" -y "$(tput lines)" 'tools/run.sh line'
    $mux select-pane -T 'shell (COM1)'
    $mux split-window $direction "build/memviz $recording"
    $mux select-pane -T 'memviz'
    $mux select-pane -t strata:0.0
    $mux split-window -v -b -l 8 'tools/run.sh machine'
    $mux select-pane -T 'machine (Bochs)'
    $mux select-pane -t strata:0.1
}

case ${1:-} in
machine) run_machine ;;
line) run_line ;;
*)
    tools/doctor.sh --machine || exit 1
    if [ ! -t 0 ] || [ ! -t 1 ]; then
        exec tools/demo.sh
    fi
    machine_prepare
    unset TMUX # inside another tmux: ours is a server of its own
    export LC_ALL="${LC_ALL:-C.UTF-8}"
    open_panes
    $mux attach-session -t strata >/dev/null || true
    $mux kill-server 2>/dev/null || true
    machine_verdict
    ;;
esac
