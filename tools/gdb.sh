#!/bin/sh
# gdb on a QEMU machine: symbols of loader and kernel, a breakpoint for each boot step, and beside
# it the shell and the viewer.
#
# usage: tools/gdb.sh [GDB ARGUMENT...]     all of it, in tmux; with arguments, PLAIN=1 or no tmux:
#                                           gdb alone, here
#        tools/gdb.sh machine               the pane of gdb, started by the former
# STEP=1 to 6 begins at that boot step.
set -eu
. "$(dirname "$0")/machine.sh"
. tools/debug_script.sh
. tools/panes.sh
socket=$run_dir/gdb.sock

# Starts QEMU with COM1 on the character device $1, and waits until gdb can reach it. It has a
# session of its own (setsid): Ctrl-C in this terminal is meant for gdb, and would end a QEMU in the
# same group. It listens on a socket of this checkout, not on QEMU's usual TCP port, which all
# machines of a host would share.
start_machine() {
    rm -f "$socket"
    setsid qemu-system-i386 -machine pc -m 128M -accel tcg -S \
        -gdb "unix:$socket,server=on,wait=off" \
        -drive "file=$run_dir/disk.img,format=raw,if=ide" -display none -nic none -no-reboot \
        -chardev "$1" -serial chardev:com1 -serial "file:$recording" \
        </dev/null >"$run_dir/qemu.log" 2>&1 &
    machine=$!
    trap 'kill "$machine" 2>/dev/null || true' EXIT
    trap 'exit 129' HUP
    tries=0
    until [ -S "$socket" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 50 ] || fail "QEMU does not answer: $(tail -n 1 "$run_dir/qemu.log")"
        sleep 0.1
    done
}

# Runs gdb in this terminal.
run_gdb() {
    printf 'strata: %s; c goes on to the next step, Ctrl-C stops the machine\n' "$debug_begin"
    printf 'strata: help strata lists what it tells of a stopped machine\n'
    trap : INT # Ctrl-C is for gdb
    export STEP="${STEP:-0}" STRATA_SOCKET="$socket"
    gdb -q -nx -x tools/gdb/strata.gdb "$@" build/kernel/kernel.elf
}

# gdb alone. COM1 is a terminal that QEMU makes.
run_plain() {
    start_machine "pty,id=com1,path=$com1"
    printf 'strata: the shell, from another terminal: socat -,raw,echo=0,escape=0x1d %s\n' "$com1"
    printf 'strata: the viewer, from another terminal: make watch\n'
    run_gdb "$@"
}

# The pane of gdb. COM1 is the terminal that the shell's pane made.
run_pane() {
    machine_wait_line
    start_machine "serial,id=com1,path=$com1"
    run_gdb
    : >"$run_dir/ended"
    $mux kill-server
}

debug_check_step
if [ "${1:-}" = machine ]; then
    run_pane
    exit
fi
machine_prepare
if [ $# -gt 0 ] || [ -n "${PLAIN:-}" ] || [ ! -t 0 ] || [ ! -t 1 ] ||
    ! command -v tmux >/dev/null; then
    run_plain "$@"
    exit
fi
unset TMUX # inside another tmux: ours is a server of its own
export LC_ALL="${LC_ALL:-C.UTF-8}"
panes_open machine 'tools/gdb.sh machine' 'gdb (QEMU)'
panes_status \
    ' Strata: c goes to the next boot step, Ctrl-C stops, q ends all. Ctrl-B then o: next pane.' \
    ' c: next boot step, Ctrl-C: stop, q: end. Ctrl-B then o: next pane.' \
    ' Ctrl-B o: next  Ctrl-B d: leave'
panes_attach
printf 'strata: gdb ended; the machine was stopped\n'
