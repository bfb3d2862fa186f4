#!/bin/sh
# The demonstration: a machine boots, answers the mem commands, and the viewer shows what it saw.
set -eu
cd "$(dirname "$0")/.."
exec /usr/bin/python3 -B tests/demo.py
