#!/bin/sh
# The Bochs debugger at the first instruction of stage1, with symbols and a breakpoint each step.
set -eu
. "$(dirname "$0")/machine.sh"

machine_prepare
script=$run_dir/debug.rc
# Step 1 is where the BIOS jumps to: the session starts stopped there. `c` goes to the next step.
{
    printf 'ldsym global "build/strata.sym"\n'
    printf 'pb 0x7c00\n'
    for step in step2_stage2 step3_e820 step4_load step5_protected step6_kernel; do
        printf 'lb "%s"\n' "$step"
    done
    printf 'c\n'
} >"$script"

socat "PTY,link=$com1,raw,echo=0" "PTY,link=$com1-terminal,raw,echo=0" &
line=$!
trap 'kill "$line" 2>/dev/null || true' EXIT
machine_wait_line
cat <<EOT
strata: stopped at 0x7c00, step 1. The other steps have breakpoints:
  c          go on to the next step (2 stage2, 3 e820, 4 load, 5 protected, 6 kernel)
  s, n       one instruction; over a call          r, creg, sreg   registers
  x /32xb A  memory                                u /10           disassemble
  lb "NAME"  break at a symbol (build/strata.sym)  info break      the breakpoints
  q          leave
The shell on COM1, from another terminal: socat -,raw,echo=0,escape=0x1d $com1-terminal
The telemetry so far: make watch
EOT
(machine_exec "$script") || true
