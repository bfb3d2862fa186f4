#!/bin/sh
# Draws the golden screens of memviz again, from the recordings that the build
# makes. memviz/ui/screens_test.c lists the same screens.
#
# usage: tests/golden/draw.sh
set -eu
cd "$(dirname "$0")/../.."

# usage: draw NAME SCENARIO COLSxROWS [OPTION]...
draw() {
    name=$1 scenario=$2 size=$3
    shift 3
    LC_ALL=C.UTF-8 build/memviz --color never "$@" --once "$size" \
        "build/recordings/$scenario.rec" >"tests/golden/$name.txt"
}

draw worked-80x24 worked 80x24
draw worked-80x24-ascii worked 80x24 --ascii
draw worked-132x43 worked 132x43
draw worked-40x12 worked 40x12
draw worked-39x12 worked 39x12
draw failed-80x24-ascii failed 80x24 --ascii
draw lossy-80x24 lossy 80x24
draw worked-80x11 worked 80x11
draw worked-100x14 worked 100x14
draw worked-60x24 worked 60x24
draw worked-40x6 worked 40x6
draw worked-100x30 worked 100x30
draw worked-180x50 worked 180x50
