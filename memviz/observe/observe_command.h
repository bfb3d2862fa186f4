/*
 * `memviz observe`: reads a trace, or runs an image for one, and says what it found.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_OBSERVE_COMMAND_H
#define STRATA_MEMVIZ_OBSERVE_OBSERVE_COMMAND_H

/* Takes the command line after "memviz"; the word "observe" is argv[0]. Returns
 * the exit status. */
int observe_command_run(int argc, char **argv);

#endif
