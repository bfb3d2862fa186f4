#!/bin/sh
# One machine under commands, allocations and noise for so many minutes (default 10).
#
# usage: tools/soak.sh [MINUTES]
set -eu
cd "$(dirname "$0")/.."
exec /usr/bin/python3 -B tests/soak.py "${1:-10}"
