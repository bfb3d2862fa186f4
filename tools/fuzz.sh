#!/bin/sh
# Runs the libFuzzer targets, all at once, each for so many seconds.
#
# usage: tools/fuzz.sh SECONDS      exit code 1 when one of them found something
#
# New inputs go to build/fuzz/found, where the next run starts from; what made a target fail is left
# in build/fuzz. The corpus of the tree is only read.
set -u
cd "$(dirname "$0")/.." || exit 1
seconds=$1
targets='e820 record'
mkdir -p build/fuzz
failed=0

# Says that a target was not run and why: what is not tried must never look as if it had passed.
skip() {
    for target in $targets; do
        printf 'fuzz: SKIPPED %s: %s\n' "$target" "$1"
    done
    exit 0
}

# -timeout: an input that takes so long is a failure as well.
start() {
    mkdir -p "build/fuzz/found/$1"
    "build/fuzz/$1_fuzz" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
        -print_final_stats=1 -artifact_prefix="build/fuzz/$1-" \
        "build/fuzz/found/$1" "tests/fuzz/corpus/$1" >"build/fuzz/$1.txt" 2>&1 &
}

# Waits for process $2 and tells how target $1 did; no run at all is no success.
finish() {
    wait "$2"
    code=$?
    runs=$(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "build/fuzz/$1.txt")
    if [ "$code" = 0 ] && [ "${runs:-0}" -gt 0 ]; then
        printf 'fuzz: ok     %s (%s inputs in %s s)\n' "$1" "$runs" "$seconds"
    else
        tail -n 40 "build/fuzz/$1.txt"
        printf 'fuzz: FAILED %s (exit code %s)\n' "$1" "$code"
        failed=1
    fi
}

command -v clang >/dev/null 2>&1 || skip 'there is no clang'
probe=$(mktemp)
echo 'int LLVMFuzzerTestOneInput(const char *d, long n) { return d == 0 && n < 0; }' |
    clang -fsanitize=fuzzer,address -x c -o "$probe" - 2>/dev/null
code=$?
rm -f "$probe"
[ "$code" = 0 ] || skip 'clang has no libFuzzer here'

if ! make --no-print-directory fuzz-programs >build/fuzz-build.txt 2>&1; then
    tail -n 40 build/fuzz-build.txt
    for target in $targets; do
        printf 'fuzz: FAILED %s (does not build)\n' "$target"
    done
    exit 1
fi
start e820
e820=$!
start record
record=$!
finish e820 "$e820"
finish record "$record"
exit "$failed"
