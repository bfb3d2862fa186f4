#!/bin/sh
# Runs every test and ends with one line: N passed, N failed.
#
# usage: tools/test.sh UNIT_TEST...     the cmocka programs; exit code 1 when anything failed
set -u
cd "$(dirname "$0")/.." || exit 1
passed=0
failed=0
reports=build/tests/reports
rm -rf "$reports"
mkdir -p "$reports"

# Adds $1 to what passed and $2 to what failed (either may be empty: none).
count() {
    passed=$((passed + ${1:-0}))
    failed=$((failed + ${2:-0}))
}

# Runs one cmocka program. One that dies before its summary has failed once, whatever it printed.
run_unit() {
    report=$reports/$(basename "$1").txt
    "$1" >"$report" 2>&1
    code=$?
    good=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test(s).*/\1/p' "$report" | tail -n 1)
    bad=$(sed -n 's/^\[  FAILED  \] *[^ ]*: \([0-9]*\) test(s).*/\1/p' "$report" | tail -n 1)
    if [ "$code" != 0 ] || [ -z "$good" ]; then
        tail -n 60 "$report"
        printf 'unit: FAILED %s (exit code %s)\n' "$1" "$code"
        [ "${bad:-0}" != 0 ] || bad=1
    else
        printf 'unit: ok     %s (%s)\n' "$1" "$good"
    fi
    count "${good:-0}" "${bad:-0}"
}

# Runs the pytest suites, two machines at a time on two cores. A suite that cannot even be collected
# is an error, and an error is a failure.
run_pytest() {
    report=$reports/pytest.txt
    /usr/bin/python3 -B -m pytest -p no:cacheprovider -q --durations=5 -n "$(nproc)" tests 2>&1 |
        tee "$report"
    summary=$(tail -n 1 "$report")
    good=$(printf '%s' "$summary" | sed -n 's/.*\b\([0-9]\+\) passed.*/\1/p')
    bad=$(printf '%s' "$summary" | sed -n 's/.*\b\([0-9]\+\) failed.*/\1/p')
    errors=$(printf '%s' "$summary" | sed -n 's/.*\b\([0-9]\+\) error.*/\1/p')
    [ -n "$good$bad$errors" ] || errors=1
    count "${good:-0}" $((${bad:-0} + ${errors:-0}))
}

# Runs the checks of make lint, each of which counts as a test.
run_lint() {
    report=$reports/lint.txt
    tools/lint.sh | tee "$report"
    count "$(grep -c '^lint: ok ' "$report")" "$(grep -c '^lint: FAILED ' "$report")"
}

# Runs the fuzz targets, each of which counts as a test; what was skipped says so and counts not.
run_fuzz() {
    report=$reports/fuzz.txt
    tools/fuzz.sh "$1" | tee "$report"
    count "$(grep -c '^fuzz: ok ' "$report")" "$(grep -c '^fuzz: FAILED ' "$report")"
}

for program in "$@"; do
    run_unit "$program"
done
run_lint
run_fuzz 20
run_pytest

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
