#!/bin/sh
# What this computer lacks to build, run and debug Strata: a line a check, and what to do about it.
#
# usage: tools/doctor.sh [--machine]     --machine: only what keeps a machine from starting, and
#                                        only what is wrong
# Exit code 0 when nothing is wrong, 1 otherwise. A hint does not count: what it names is needed by
# some targets only.
set -u
cd "$(dirname "$0")/.." || exit 1
. tools/doctor_checks.sh
brief=
[ "${1:-}" != --machine ] || brief=yes
problems=0

# The three outcomes of a check: name $1, what was found $2, what to do $3.
good() { [ -n "$brief" ] || printf 'ok      %-10s %s\n' "$1" "$2"; }
bad() {
    printf 'PROBLEM %-10s %s\n' "$1" "$2"
    printf '        %-10s %s\n' '' "$3"
    problems=$((problems + 1))
}
hint() {
    printf 'hint    %-10s %s\n' "$1" "$2"
    printf '        %-10s %s\n' '' "$3"
}

check_packages
check_bochs
check_display
check_bios
check_socat
check_terminals
check_tmux
check_build
check_space
if [ -z "$brief" ]; then
    check_locale
    check_size
    check_gdb
    check_kvm
fi

if [ "$problems" != 0 ]; then
    printf 'doctor: %d problem(s)\n' "$problems"
    exit 1
fi
[ -n "$brief" ] || printf 'doctor: all is well\n'
