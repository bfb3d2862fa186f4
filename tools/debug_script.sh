# Sourced by the scripts that start a debugger: which commands it gets first, and where it begins.
#
# STEP=1 to 6 begins at that boot step; without it, at the boot sector's first instruction.
# shellcheck shell=sh disable=SC2034 # whoever sources this uses debug_begin

debug_steps='step1_stage1 step2_stage2 step3_e820 step4_load step5_protected step6_kernel'

# Ends with a sentence when STEP is no boot step. Sets debug_begin, for the greeting.
debug_check_step() {
    case ${STEP:-} in
    '') debug_begin='stopped at 0x7c00, before the first instruction of the boot sector' ;;
    [1-6]) debug_begin="stopped at boot step $STEP" ;;
    *) fail "STEP=$STEP is not a boot step: give a number from 1 to 6" ;;
    esac
}

# Writes the Bochs debugger's script to file $1. The breakpoint of a step has the step's number. The
# BIOS's jump to the boot sector is waited for with one that goes again.
debug_write_script() {
    printf 'ldsym global "build/strata.sym"\n' >"$1"
    for name in $debug_steps; do
        printf 'lb "%s"\n' "$name" >>"$1"
    done
    if [ -z "${STEP:-}" ]; then
        printf 'pb 0x7c00\nc\nd 7\n' >>"$1"
        return
    fi
    step=0
    while [ "$step" -lt "$STEP" ]; do
        printf 'c\n' >>"$1"
        step=$((step + 1))
    done
}
