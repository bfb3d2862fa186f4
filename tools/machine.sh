# Sourced by the scripts that start Bochs for a person: one machine a checkout, files in build/run.
#
# Nothing here is shared with another checkout or user: no ports, no names outside build/. A second
# machine in one checkout takes a folder and a recording of its own: STRATA_RUN and STRATA_REC.
# shellcheck shell=sh

cd "$(dirname "$0")/.." || exit 1
run_dir=${STRATA_RUN:-build/run}
com1=$run_dir/com1
recording=${STRATA_REC:-build/telemetry.rec}
# The side of socat that is COM1. wait-slave: without it socat does not notice that Bochs is gone.
# It comes first on the command line, so that until Bochs is there the terminal takes Ctrl-C.
com1_side="PTY,link=$com1,raw,echo=0,wait-slave,pty-interval=0.05"

# Says what is wrong and ends.
fail() {
    printf 'strata: %s\n' "$*" >&2
    exit 1
}

# Makes build/run ready for a new machine; refuses when one runs there already. The lock lives as
# long as this shell and what it starts, however they end.
machine_prepare() {
    mkdir -p "$run_dir"
    exec 9>"$run_dir/lock"
    flock -n 9 || fail "a machine of this checkout runs already; poweroff in its shell ends it"
    # A copy: the machine may write to its disk, and a build may replace the image while it runs.
    rm -f "$run_dir"/disk.img* "$com1" "$run_dir"/bochs.log "$run_dir"/bochs.err "$run_dir/ended"
    cp build/disk.img "$run_dir/disk.img"
    # Bochs makes the recording with the first byte: until then the viewer is to find an empty one.
    : >"$recording"
    machine_memory
}

# What MAP and MEGS ask for: MEGS=N, a machine of N MiB; MAP=LOG, one whose BIOS gives the memory
# map that a log has, by an option ROM. A map of more memory than the machine has warns.
machine_memory() {
    case ${MEGS:-128} in
    *[!0-9]*) fail "MEGS is a number of MiB, not ${MEGS:-}" ;;
    esac
    [ -n "${MAP:-}" ] || return 0
    build/memviz e820 --rom "$run_dir/map.rom" --megs "${MEGS:-128}" "$MAP" \
        >"$run_dir/map.txt" 2>"$run_dir/map.err" || fail "$(cat "$run_dir/map.err")"
}

# Says which memory the machine has, when it is not the one of bochsrc.
machine_banner() {
    [ -z "${MEGS:-}" ] || printf 'strata: a machine of %s MiB\n' "$MEGS"
    [ -n "${MAP:-}" ] || return 0
    printf 'strata: the BIOS gives the memory map of %s\n' "$MAP"
    sed 's/^/strata: /' "$run_dir/map.txt" "$run_dir/map.err"
}

# Waits until socat has made the terminal that is to be COM1.
machine_wait_line() {
    tries=0
    until [ -e "$com1" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 50 ] || fail "no terminal for COM1 after 5 seconds (see $run_dir)"
        sleep 0.1
    done
}

# Becomes Bochs with debugger script $1, so that the caller's subshell has its process id. A window
# only on request: STRATA_WINDOW=1. Bochs lists its plugins on standard error before it opens its
# log: that goes to a file, where machine_verdict finds what Bochs did not live to log.
machine_exec() {
    script=$1
    shift
    if [ -z "${STRATA_WINDOW:-}" ]; then
        export SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy
    fi
    export STRATA_RUN="$run_dir" STRATA_COM="$com1" STRATA_REC="$recording"
    if [ -n "${MEGS:-}" ] && [ "$MEGS" -gt 2048 ]; then
        set -- "$@" "memory: guest=$MEGS, host=512"
    elif [ -n "${MEGS:-}" ]; then
        set -- "$@" "megs: $MEGS"
    fi
    [ -z "${MAP:-}" ] || set -- "$@" "optromimage1: file=$run_dir/map.rom, address=0xd0000"
    exec bochs -q -unlock -f bochsrc -rc "$script" "$@" 2>"$run_dir/bochs.err"
}

# Runs Bochs with debugger script $1 in this terminal. Notes that Bochs ended by itself, which is
# how machine_verdict tells that from a user who left.
machine_run() {
    machine_banner
    machine_watch_halt &
    watch=$!
    (machine_exec "$1") || true
    kill "$watch" 2>/dev/null || true
    : >"$run_dir/ended"
}

# Says that the processor halts with interrupts off, once Bochs has logged it: such a machine shows
# no other sign of life or death.
machine_watch_halt() {
    until grep -q 'HLT instruction with IF=0' "$run_dir/bochs.log" 2>/dev/null; do
        sleep 0.5
    done
    printf '\r\nstrata: the processor halted with interrupts off, and nothing can wake it.\r\n'
    printf 'strata: the shell shows the reason where the kernel or the loader reported one;\r\n'
    printf 'strata: make observe finds it where nothing did.\r\n'
}

# Says how the machine ended; 0 when the guest switched it off or the user left. Bochs itself exits
# with 1 even then.
machine_verdict() {
    log=$run_dir/bochs.log
    if grep -q 'shutdown requested' "$log" 2>/dev/null; then
        printf 'strata: the machine was switched off\n'
        return 0
    fi
    reason=$(sed -n 's/^[0-9]*p\[\(.*\)/\1/p' "$log" "$run_dir/bochs.err" 2>/dev/null | tail -n 1)
    case $reason in
    *'User requested shutdown'*) # what the SDL window makes of a signal, or of its close button
        printf 'strata: you left; the machine was stopped\n'
        return 0
        ;;
    *'3rd (13) exception'*)
        printf 'strata: the machine died of a triple fault; make observe names its cause\n'
        return 1
        ;;
    ?*)
        printf 'strata: Bochs ended: %s (log: %s)\n' "$reason" "$log"
        return 1
        ;;
    esac
    if [ ! -e "$run_dir/ended" ] || grep -q 'quit_sim' "$log" "$run_dir/bochs.err" 2>/dev/null; then
        printf 'strata: you left; the machine was stopped\n'
        return 0
    fi
    printf 'strata: Bochs ended without a reason (see %s and %s)\n' "$log" "$run_dir/bochs.err"
    return 1
}
