#!/bin/sh
# Machine, shell and viewer in one terminal; without a terminal, the demonstration.
#
# usage: tools/run.sh                 all of it; MAP=LOG: on the memory map of that log, MEGS=N:
#                                     with so many MiB
#        tools/run.sh machine|line    one pane, started by the former
set -eu
. "$(dirname "$0")/machine.sh"
. tools/panes.sh

# The pane of the machine: Bochs and its debugger's console. Its end is the end of all.
run_machine() {
    machine_wait_line
    echo c >"$run_dir/run.rc"
    machine_run "$run_dir/run.rc"
    $mux kill-server
}

# The pane of the shell: COM1. The escape key of socat stays off; the keys are all the guest's.
run_line() {
    exec socat "$com1_side" -,raw,echo=0
}

# All of it. tmux starts with a terminal's size, and a server of its own inside another tmux.
run_all() {
    unset TMUX
    export LC_ALL="${LC_ALL:-C.UTF-8}"
    panes_open line 'tools/run.sh machine' 'machine (Bochs)'
    panes_status \
        ' Strata: type mem in the shell. Ctrl-B then o: next pane. Ctrl-B then d: leave.' \
        ' Ctrl-B o: next  Ctrl-B d: leave'
    panes_attach
    machine_verdict
}

case ${1:-} in
machine) run_machine ;;
line) run_line ;;
*)
    tools/doctor.sh --machine || exit 1
    if [ ! -t 0 ] || [ ! -t 1 ]; then
        [ -z "${MAP:-}${MEGS:-}" ] ||
            fail "MAP and MEGS need a terminal; without one there is only the demonstration"
        exec tools/demo.sh
    fi
    machine_prepare
    run_all
    ;;
esac
