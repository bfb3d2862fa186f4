#!/bin/sh
# The graphical front end of the Bochs debugger: the same script as make debug, in windows.
set -eu
. "$(dirname "$0")/machine.sh"
. tools/debug_script.sh

debug_check_step
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    fail 'no display (DISPLAY and WAYLAND_DISPLAY are empty); make debug needs none'
fi
# The front end is GTK's; a Bochs built without it ignores the option.
bochs=$(command -v bochs-bin || command -v bochs) || fail 'bochs is missing; make doctor says more'
ldd "$bochs" | grep -q libgtk ||
    fail 'this bochs was built without the graphical debugger (Debian 12 has it); use make debug'
machine_prepare
debug_write_script "$run_dir/debug.rc"
socat "PTY,link=$com1,raw,echo=0" "PTY,link=$com1-terminal,raw,echo=0" &
line=$!
trap 'kill "$line" 2>/dev/null || true' EXIT
machine_wait_line
printf 'strata: the shell, from another terminal: socat -,raw,echo=0,escape=0x1d %s\n' \
    "$com1-terminal"
export STRATA_WINDOW=1
(machine_exec "$run_dir/debug.rc" 'display_library: sdl2, options="gui_debug"')
