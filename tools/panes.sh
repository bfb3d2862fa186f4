# Sourced by run.sh, debug.sh and gdb.sh: the panes of a session, by what the terminal has room for.
#
# Three programs share the terminal: the viewer (the map), the shell on COM1, and the machine's own
# pane, which is Bochs, its debugger, or gdb. One of the last two is the lead: the pane in use. The
# map comes first and the lead second, whatever the size; what has no room for both its lines and a
# border goes to a window of its own.
#
#   160 columns and 24 rows or more: the viewer beside the two others
#   32 rows or more:                 all three above each other
#   20 rows or more:                 viewer and lead above each other, the third in window 2
#   fewer:                           a window each
#
# One key visits all of them in turn, panes and windows alike, so that a user need not know which of
# the four it is.
# shellcheck shell=sh disable=SC2154 # the script that sources this has sourced machine.sh

# A relative path: a socket's absolute one would be too long in a deep checkout.
mux="tmux -u -S $run_dir/tmux.sock -f tools/tmux.conf"
line_pane='tools/run.sh line'
viewer_pane="build/memviz $recording"

# Starts the session with the pane that runs $1 under the title $2.
panes_begin() {
    $mux new-session -d -s strata -x "$columns" -y "$rows" "$1"
    $mux select-pane -T "$2"
}

# Splits the selected pane with the options $1 for a pane that runs $2 under the title $3.
panes_split() {
    # shellcheck disable=SC2086 # a list of options
    $mux split-window $1 "$2"
    $mux select-pane -T "$3"
}

# Opens a window for the pane that runs $1 under the title $2.
panes_window() {
    $mux new-window "$1"
    $mux select-pane -T "$2"
}

# Sets the line at the bottom: the first of $@ that fits the terminal.
panes_status() {
    for text in "$@"; do
        [ "${#text}" -gt "$columns" ] || break
    done
    $mux set-option -g 'status-format[0]' "$text"
}

# Arranges the panes. $1: the lead, `line` or `machine`. $2, $3: command and title of the machine's
# pane. The panes and windows are numbered in the order in which they are made here.
panes_open() {
    lead=$1 machine_pane=$2 machine_title=$3
    columns=$(tput cols) rows=$(tput lines)
    if [ "$columns" -ge 160 ] && [ "$rows" -ge 24 ]; then
        panes_beside
    elif [ "$rows" -ge 32 ]; then
        panes_stacked
    else
        panes_windows
    fi
}

# Machine and shell on the left, the viewer on the right.
panes_beside() {
    panes_begin "$machine_pane" "$machine_title"
    panes_split -h "$viewer_pane" memviz
    $mux select-pane -t strata:0.0
    if [ "$lead" = line ]; then
        panes_split "-v -l $((rows - 10))" "$line_pane" 'shell (COM1)'
    else
        panes_split '-v -l 25%' "$line_pane" 'shell (COM1)'
        $mux select-pane -t strata:0.0
    fi
}

# The viewer above, the lead below it, the third in what is left.
panes_stacked() {
    panes_begin "$viewer_pane" memviz
    if [ "$lead" = line ]; then
        panes_split "-v -l $((rows * 4 / 10))" "$line_pane" 'shell (COM1)'
        panes_split '-v -l 3' "$machine_pane" "$machine_title"
    else
        panes_split "-v -l $((rows * 55 / 100))" "$machine_pane" "$machine_title"
        panes_split '-v -l 7' "$line_pane" 'shell (COM1)'
    fi
    $mux select-pane -t strata:0.1
}

# Below 32 rows: two panes and a window, or three windows.
panes_windows() {
    panes_begin "$viewer_pane" memviz
    [ "$rows" -ge 20 ] || $mux set-option -g pane-border-status off
    if [ "$lead" = line ]; then
        panes_lead "$line_pane" 'shell (COM1)'
        panes_window "$machine_pane" "$machine_title"
    else
        panes_lead "$machine_pane" "$machine_title"
        panes_window "$line_pane" 'shell (COM1)'
    fi
    if [ "$rows" -ge 20 ]; then
        $mux select-window -t strata:0
        $mux select-pane -t strata:0.1
    else
        $mux select-window -t strata:1
    fi
}

# The lead that runs $1 under the title $2: below the viewer, or in a window.
panes_lead() {
    if [ "$rows" -ge 20 ]; then
        panes_split "-v -l $((rows * 4 / 10))" "$1" "$2"
    else
        panes_window "$1" "$2"
    fi
}

# Shows the session until it ends or the user leaves it, and ends what still runs.
panes_attach() {
    $mux attach-session -t strata >/dev/null || true
    $mux kill-server 2>/dev/null || true
}
