#!/bin/sh
# Installs the Debian packages that the named groups need, if any is missing.
#
# usage: tools/deps.sh GROUP...      groups: build, run, gdb, test
#
# Asks the file system first and calls apt only when something is not there, so on a machine that
# has everything this costs a few milliseconds and needs neither rights nor a network.
set -eu

# group, package, and a file or command that only that package puts there. Python's modules are
# installed for /usr/bin/python3, so the scripts call that one, whatever comes first in PATH.
packages() {
    cat <<'LIST'
build gcc               gcc
build libc6-dev         /usr/include/stdio.h
build binutils          ld
build nasm              nasm
build libncurses-dev    /usr/include/curses.h
build libjansson-dev    /usr/include/jansson.h
build libcairo2-dev     /usr/include/cairo/cairo.h
build fonts-dejavu-core /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
build zlib1g-dev       /usr/include/zlib.h
build libzstd-dev      /usr/include/zstd.h
build liblzma-dev      /usr/include/lzma.h
build libbz2-dev       /usr/include/bzlib.h
build pkg-config        pkg-config
run   bochs             bochs-bin
run   bochs-sdl         /var/lib/dpkg/info/bochs-sdl.list
run   bochsbios         /usr/share/bochs/BIOS-bochs-latest
run   vgabios           /usr/share/vgabios/vgabios.bin
run   socat             socat
run   tmux              tmux
run   python3           /usr/bin/python3
gdb   gdb               gdb
gdb   qemu-system-x86   qemu-system-i386
test  gdb               gdb
test  qemu-system-x86   qemu-system-x86_64
test  seabios           /usr/share/seabios/bios.bin
test  python3-pytest    /usr/lib/python3/dist-packages/pytest/__init__.py
test  python3-pytest-xdist /usr/lib/python3/dist-packages/xdist/__init__.py
test  python3-pexpect   /usr/lib/python3/dist-packages/pexpect/__init__.py
test  python3-pyte      /usr/lib/python3/dist-packages/pyte/__init__.py
test  libcmocka-dev     /usr/include/cmocka.h
test  clang-format      clang-format
test  clang             clang
test  libclang-rt-14-dev /usr/share/doc/libclang-rt-14-dev
test  cppcheck          cppcheck
test  groff-base        groff
test  valgrind          valgrind
LIST
}

# Whether the proof $1 is there: a path starts with a slash, anything else is a command.
present() {
    case $1 in
    /*) [ -e "$1" ] ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

# The packages of the groups in $* whose proof is not there.
missing_packages() {
    packages | while read -r group package proof; do
        case " $* " in
        *" $group "*) present "$proof" || printf '%s ' "$package" ;;
        esac
    done
}

# Says what to do by hand, and ends.
give_up() {
    printf 'strata: %s\n' "$1" >&2
    printf 'strata: missing packages: %s\n' "$missing" >&2
    printf 'strata: install them with: apt-get install --no-install-recommends %s\n' "$missing" >&2
    exit 1
}

# Sets $root to what makes a command run with the rights to install.
find_rights() {
    if [ "$(id -u)" = 0 ]; then
        root='env'
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        root='sudo -n'
    elif command -v sudo >/dev/null 2>&1 && [ -t 0 ]; then
        root=sudo
    else
        give_up 'packages are missing, and this user may not install any'
    fi
}

missing=$(missing_packages "$@")
missing=${missing% }
[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null 2>&1 || give_up 'packages are missing, and there is no apt-get here'
find_rights

printf 'strata: installing %s\n' "$missing"
# apt's own output matters only when it fails.
report=$(mktemp)
trap 'rm -f "$report"' EXIT
# A failing update (a third-party source is down, say) is not yet a failure: the install decides.
# shellcheck disable=SC2086 # root and missing are lists of words
if ! {
    $root apt-get -q update || true
    $root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qy --no-install-recommends install $missing
} >"$report" 2>&1 </dev/null; then
    tail -n 20 "$report" >&2
    give_up 'apt-get failed, see above'
fi

missing=$(missing_packages "$@")
[ -z "$missing" ] || give_up 'apt-get succeeded, yet something is still not there'
