#!/bin/sh
# Formatting, static analysis and the house rules. Prints a line a check, and for a failing one why.
#
# usage: tools/lint.sh      exit code 1 when a check failed
set -u
cd "$(dirname "$0")/.." || exit 1
failed=0
areas='boot kernel shell memviz tests tools include examples'

# The files of the tree with suffix $1 (and $2); a name never contains a space.
files() {
    # shellcheck disable=SC2086 # areas is a list
    find $areas \( -name "*.$1" -o -name "*.${2:-$1}" \) 2>/dev/null | sort
}

# Runs the check named $1: the command that follows must succeed.
check() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        printf 'lint: ok     %s\n' "$name"
    else
        printf '%s\n' "$output" | head -n 60
        printf 'lint: FAILED %s\n' "$name"
        failed=1
    fi
}

# What is suppressed: headers of the system, which are not this tree's; and uninitialised variables,
# where cppcheck 2.10 takes passing an address to a function that fills it for a read, and addresses
# of locals, where it does not see that a callee's context ends first (gcc and the sanitizers look
# for both).
analyse() {
    # shellcheck disable=SC2046 # a list of files
    cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr -j 2 -I. -Ibuild/gen \
        --enable=warning,performance,portability --suppress=missingIncludeSystem \
        --suppress=missingInclude --suppress=uninitvar --suppress=uninitStructMember \
        --suppress=autoVariables $(files c)
}

# Each shell script parses.
parse_scripts() {
    for script in tools/*.sh .ci/run; do
        sh -n "$script" || return 1
    done
}

# shellcheck disable=SC2046 # a list of files
check format clang-format --dry-run -Werror $(files c h)
check analysis analyse
for rule in sizes columns parameters direction dialect grid routines paths; do
    check "$rule" /usr/bin/python3 -B tools/lint "$rule"
done
check scripts parse_scripts
exit "$failed"
