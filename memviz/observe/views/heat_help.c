#include "memviz/observe/views/heat_help.h"

/* The keys are those of memviz/screen/keys.c; what they do here is a little different,
 * since there is memory in rows and a run in slices. */
void heat_help_write(FILE *out)
{
    fputs("What a cell of memory shows: x executed, w written, r read; a capital is what "
          "happened in the last slice of time, or since the debugger stopped before. A dot was "
          "touched at another time, a blank never. Rows without any are left out.\n"
          "With 2, 3 or 4 a level shows how often: each stands for about ten times as much as the "
          "one below.\n"
          "The row above is the run from its start to its end: how many stores there were; ! "
          "is where something was found.\n"
          "\n"
          "arrows hjkl   move the cursor; PgUp PgDn Home G by pages and to the ends\n"
          "/             go to an address (hexadecimal) or a symbol; asks about that one byte\n"
          "+ -           cells of less or more memory\n"
          "1 2 3 4       all kinds; writes, reads, executions alone\n"
          "[ ]           a slice of time back, forward; < > a twentieth of the run\n"
          "{ }           to the boot step, disk read or finding before, after\n"
          "Space End     freeze and go on; to the newest instant\n"
          "d             show only what happens after this instant; again: everything\n"
          "Tab           map, inspector, findings; Enter z the lower pane alone\n"
          "?             this help; Esc closes it; Ctrl-L draws again; q quits\n",
          out);
}
