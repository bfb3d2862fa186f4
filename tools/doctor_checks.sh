# Sourced by tools/doctor.sh: one function a check. Each calls good, bad or hint once: with its
# name, what it found, and for the latter two what to do.
# shellcheck shell=sh

apt='apt-get install --no-install-recommends'
columns_needed=80
rows_needed=24
mebibytes_needed=100

has() { command -v "$1" >/dev/null 2>&1; }

check_packages() {
    lacking=
    for tool in make gcc ld nasm pkg-config awk; do
        has "$tool" || lacking="$lacking $tool"
    done
    if [ -z "$lacking" ]; then
        good build 'make, compiler, assembler and linker are here'
    else
        bad build "missing:$lacking" "$apt make gcc libc6-dev binutils nasm pkg-config mawk"
    fi
}

# Every run starts at the debugger's prompt and is given a script: a Bochs without debugger knows
# neither -rc nor breakpoints.
check_bochs() {
    if ! has bochs; then
        bad bochs 'no bochs' "$apt bochs bochs-sdl bochsbios vgabios"
    elif bochs --help 2>&1 </dev/null | grep -q -e '-rc'; then
        good bochs 'here, with its debugger'
    else
        bad bochs 'this bochs was built without its debugger (it has no option -rc)' \
            "use Debian's: $apt bochs; or build with --enable-debugger"
    fi
}

# There is no display library that shows nothing, so even headless runs need this one.
check_display() {
    plugin=
    for folder in ${LTDL_LIBRARY_PATH:-/usr/lib/*/bochs/plugins /usr/lib/bochs/plugins}; do
        set -- "$folder"/libbx_sdl2_gui.so*
        [ ! -e "$1" ] || plugin=$1
    done
    if [ -n "$plugin" ]; then
        good display 'the display library sdl2 of Bochs is here (headless runs use it as well)'
    else
        bad display 'Bochs has no display library sdl2 (libbx_sdl2_gui.so)' "$apt bochs-sdl"
    fi
}

check_bios() {
    lacking=
    # The paths are those that bochsrc names.
    for file in $(sed -n 's/^\(vga\)\{0,1\}romimage: file=\([^,]*\).*/\2/p' bochsrc); do
        [ -s "$file" ] || lacking="$lacking $file"
    done
    if [ -z "$lacking" ]; then
        good bios 'BIOS and VGA BIOS are where bochsrc says'
    else
        bad bios "missing:$lacking" "$apt bochsbios vgabios; or correct the path in bochsrc"
    fi
}

check_socat() {
    if has socat; then
        good socat 'here: it makes the terminal that is COM1'
    else
        bad socat 'no socat: nothing could make the terminal that is COM1' "$apt socat"
    fi
}

check_terminals() {
    if [ -c /dev/ptmx ] && [ -d /dev/pts ]; then
        good pty 'pseudo-terminals can be made'
    else
        bad pty 'no pseudo-terminals (/dev/ptmx, /dev/pts)' \
            'mount them: mount -t devpts -o ptmxmode=0666 devpts /dev/pts'
    fi
}

# split-window -l N% came with 3.1.
check_tmux() {
    version=$(tmux -V 2>/dev/null | sed 's/[^0-9.]//g')
    case $version in
    '') bad tmux 'no tmux: make run has no panes' "$apt tmux; or PLAIN=1 make debug" ;;
    [012].* | 3.0*) bad tmux "tmux $version is too old" 'use 3.1 or newer; or PLAIN=1 make debug' ;;
    *) good tmux "$version" ;;
    esac
}

# Asked of the C library and not of the name: a name in LC_ALL may belong to no installed locale.
check_locale() {
    charmap=$(locale charmap 2>/dev/null)
    if [ "$charmap" = UTF-8 ]; then
        good locale 'UTF-8'
    else
        bad locale "not UTF-8 but ${charmap:-unknown}: frames and bars would be drawn wrong" \
            'export LC_ALL=C.UTF-8; or tell memviz --ascii'
    fi
}

# COLUMNS and LINES count where there is no terminal to ask.
check_size() {
    size=$(stty size 2>/dev/null </dev/tty || echo "${LINES:-0} ${COLUMNS:-0}")
    rows=${size% *}
    columns=${size#* }
    if [ "$columns" = 0 ]; then
        good terminal 'none here: make run would show the demonstration'
    elif [ "$columns" -lt "$columns_needed" ] || [ "$rows" -lt "$rows_needed" ]; then
        bad terminal "too small: $columns x $rows" \
            "make it at least $columns_needed x $rows_needed (160 x 50 shows all side by side)"
    else
        good terminal "$columns x $rows"
    fi
}

check_build() {
    if mkdir -p build/run 2>/dev/null && (: >build/run/.doctor) 2>/dev/null; then
        rm -f build/run/.doctor
        good build/ 'can be written'
    else
        bad build/ 'cannot be written' "give it to yourself: sudo chown -R $(id -un) build"
    fi
}

check_space() {
    free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
    if [ "${free:-0}" -ge "$mebibytes_needed" ]; then
        good disk "$free MiB free"
    else
        bad disk "only ${free:-0} MiB free here" "free $mebibytes_needed MiB; make clean helps"
    fi
}

check_gdb() {
    if has gdb && has qemu-system-i386; then
        good gdb 'gdb and QEMU are here, for make gdb'
    else
        hint gdb 'make gdb needs gdb and QEMU' "$apt gdb qemu-system-x86"
    fi
}

check_kvm() {
    if [ -r /dev/kvm ] && [ -w /dev/kvm ]; then
        good kvm 'QEMU may use it'
    else
        hint kvm 'no access to /dev/kvm: the tests leave out KVM, all else works' \
            'add yourself to the group kvm, where the machine has it'
    fi
}
