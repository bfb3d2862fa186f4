#!/bin/sh
# The Bochs debugger with symbols and a breakpoint for each boot step, shell and viewer beside it.
#
# usage: tools/debug.sh             all of it, in tmux; PLAIN=1 or no tmux: the debugger alone, here
#        tools/debug.sh machine     the debugger's pane, started by the former
# STEP=1 to 6 begins at that boot step.
set -eu
. "$(dirname "$0")/machine.sh"
. tools/debug_script.sh
. tools/panes.sh

greet() {
    cat <<EOT
strata: $debug_begin. Breakpoints 1 to 6 are the boot steps:
  c            on to the next step              s, n         one instruction; over a call
  r, creg      registers                        u /10        disassemble
  x /8xh ADDR  memory; ADDR may be "SYMBOL"     info break   the breakpoints
  source build/gen/layout.watch3                stop at writes where step 3 has nothing to write
  q            leave                            Ctrl-C       stop a running machine
docs/tour.md is the guided tour.
EOT
}

# Runs Bochs in this terminal; the shell's Ctrl-C is the debugger's.
run_debugger() {
    trap : INT
    debug_write_script "$run_dir/debug.rc"
    machine_wait_line
    greet
    machine_run "$run_dir/debug.rc"
}

# The debugger alone. COM1 is a pair of terminals, of which the far one is for the shell's user.
run_plain() {
    socat "PTY,link=$com1,raw,echo=0" "PTY,link=$com1-terminal,raw,echo=0" &
    line=$!
    trap 'kill "$line" 2>/dev/null || true' EXIT
    printf 'strata: the shell, from another terminal: socat -,raw,echo=0,escape=0x1d %s\n' \
        "$com1-terminal"
    printf 'strata: the viewer, from another terminal: make watch\n'
    run_debugger
}

debug_check_step
if [ "${1:-}" = machine ]; then
    run_debugger
    exec $mux kill-server
fi
machine_prepare
if [ -n "${PLAIN:-}" ] || [ ! -t 0 ] || [ ! -t 1 ] || ! command -v tmux >/dev/null; then
    run_plain
    exit
fi
unset TMUX # inside another tmux: ours is a server of its own
export LC_ALL="${LC_ALL:-C.UTF-8}"
panes_open machine 'tools/debug.sh machine' 'debugger (Bochs)'
panes_status \
    ' c goes to the next boot step, q ends all. Ctrl-B then o: next pane. Ctrl-B then d: leave.' \
    ' c: next boot step, q: end. Ctrl-B then o: next pane. Ctrl-B then d: leave.' \
    ' Ctrl-B o: next  Ctrl-B d: leave'
panes_attach
machine_verdict
