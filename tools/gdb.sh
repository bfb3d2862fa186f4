#!/bin/sh
# gdb on a QEMU machine: symbols of loader and kernel, a breakpoint for each boot step.
#
# usage: tools/gdb.sh [GDB ARGUMENT...]     STEP=1 to 6 begins at that boot step
set -eu
. "$(dirname "$0")/machine.sh"
. tools/debug_script.sh

debug_check_step
machine_prepare
socket=$run_dir/gdb.sock
# A socket of this checkout, not QEMU's usual TCP port, which all machines of a host would share.
# COM1 is a terminal that QEMU makes.
qemu-system-i386 -machine pc -m 128M -accel tcg -S -gdb "unix:$socket,server=on,wait=off" \
    -drive "file=$run_dir/disk.img,format=raw,if=ide" -display none -nic none -no-reboot \
    -chardev "pty,id=com1,path=$com1" -serial chardev:com1 -serial "file:$recording" \
    </dev/null >"$run_dir/qemu.log" 2>&1 &
machine=$!
trap 'kill "$machine" 2>/dev/null || true' EXIT
tries=0
until [ -S "$socket" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 50 ] || fail "QEMU does not answer: $(tail -n 1 "$run_dir/qemu.log")"
    sleep 0.1
done
printf 'strata: %s; c goes on to the next step\n' "$debug_begin"
printf 'strata: help strata lists what it tells of a stopped machine: e820, frames, regions\n'
trap : INT # Ctrl-C is for gdb
export STEP="${STEP:-0}" STRATA_SOCKET="$socket"
gdb -q -nx -x tools/strata.gdb "$@" build/kernel/kernel.elf
