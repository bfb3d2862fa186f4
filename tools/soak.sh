#!/bin/sh
# One machine under commands, allocations and noise for so many minutes (default 10); then, for half
# as long, the fuzz targets, which would else take the machine's time.
#
# usage: tools/soak.sh [MINUTES]
set -eu
cd "$(dirname "$0")/.."
minutes=${1:-10}
/usr/bin/python3 -B tests/soak.py "$minutes"
tools/fuzz.sh "$(awk "BEGIN { print int($minutes * 30) + 1 }")"
