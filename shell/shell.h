/*
 * The shell as its commands see it.
 *
 * Owns the types that a command is made of, and what every command needs: text to
 * the terminal, words read as numbers, addresses and tags, refusals and JSON. A
 * refusal is one line that names what was wrong and shows the usage, and nothing
 * has changed then. session.h has the other side: lines in, commands called.
 */
#ifndef STRATA_SHELL_SHELL_H
#define STRATA_SHELL_SHELL_H

#include "kernel/core/fault.h"
#include "kernel/core/fmt.h"
#include "kernel/core/json.h"
#include "kernel/core/machine.h"
#include "kernel/core/watch.h"
#include "shell/args.h"
#include "shell/line/line.h"
#include "shell/names.h"
#include "shell/output.h"

/* The classic mistakes that the shell can make on purpose. */
enum shell_crash {
    SHELL_CRASH_NULL,
    SHELL_CRASH_STACK,
    SHELL_CRASH_TEXT,
    SHELL_CRASH_DOUBLE_FREE,
    SHELL_CRASH_WILD,
    SHELL_CRASH_REDZONE,
    SHELL_CRASH_DIVIDE,
    SHELL_CRASH_OPCODE,
    SHELL_CRASH_ASSERT,
    SHELL_CRASH_RETIRED,
};

/* What a command does, which decides when it may be run. */
enum shell_use {
    SHELL_LOOKS,   /* changes nothing: always, also once the kernel is dead */
    SHELL_CHANGES, /* changes the machine: only while the kernel runs */
    SHELL_WATCHES, /* changes the watches: also while the kernel is stopped */
    SHELL_RESUMES, /* lets a stopped kernel go on: only while it is stopped */
};

/* How a stopped kernel goes on. */
enum shell_resume {
    SHELL_RESUME_NOT, /* not yet */
    SHELL_RESUME_GO,
    SHELL_RESUME_STEP, /* for steps instructions */
    SHELL_RESUME_OVER, /* until the instruction at address is to be executed */
};

/* A kernel that is stopped in the middle of what it does, by a watch or after a step. */
struct shell_stop {
    struct fault_registers registers; /* of what was stopped */
    enum shell_resume resume;         /* set by the command that ends the stop */
    uint32_t steps;
    uint32_t address;
};

/* The shell's way to the hardware. All must be set. */
struct shell_ops {
    bool (*interrupted)(void); /* Ctrl-C waits in the input; lets other work go on meanwhile */
    int (*wait_key)(void);     /* the next byte typed, while other work goes on */
    void (*drop_input)(void);  /* forgets the input up to that Ctrl-C */
    uint64_t (*uptime_ms)(void);
    uint32_t (*input_lost)(void); /* bytes lost on the way in */
    bool (*in_bochs)(void);
    void (*debug_break)(void);
    void (*reboot)(void);
    void (*power_off)(void); /* returns where nothing cut the power */
    void (*read_registers)(struct fault_registers *registers); /* of the caller */
    const struct symbols *(*symbols)(void);
    /* Makes the mistake; returns NULL where nothing caught it, or the reason why it
     * could not be made. */
    const char *(*crash)(struct machine *machine, enum shell_crash crash);
    /* The watches of the processor; what is changed in them holds once applied. Between a
     * pause that begins and its end nothing is noted. */
    struct watches *(*watches)(void);
    void (*apply_watches)(void);
    void (*pause_watches)(bool begins);
    /* How often the kernel has been stopped: another shell has then used the terminal. */
    uint32_t (*stops)(void);
    /* Lets writes to read-only pages through, or no longer. */
    void (*allow_writes)(bool allowed);
    /* Has the debugger watch free and retired memory, or no longer; false where
     * there is no device that can. */
    bool (*bochs_watch)(struct machine *machine, bool on);
};

struct shell_command;

struct shell {
    struct machine *machine;              /* changed by commands only */
    const struct shell_command *commands; /* the table; its last name is NULL */
    const struct shell_ops *ops;
    struct fmt_sink raw;    /* the terminal */
    struct fmt_sink out;    /* what commands print to */
    struct output output;   /* between the two */
    bool more;              /* the pager is wanted */
    char repeat[LINE_SIZE]; /* what Enter alone runs; a command may set it */
    uint64_t hits_due_ms;   /* hits of watches are not reported before */
    const char *version;
    uint32_t lost_told;        /* lost input that the user knows of */
    const struct fault *fault; /* NULL while the kernel lives; then what ended it */
    struct shell_stop *stop;   /* NULL but in the shell of a stopped kernel */
    uint32_t stops_seen;       /* stops after which the line was shown again */
    struct line line;
};

struct shell_call;

/* A command, and a member of the mem family: the same thing. */
struct shell_command {
    const char *name;
    const char *usage;   /* the whole form, "mem dump ADDR [LEN]"; see commands.h */
    const char *summary; /* one line, for the list */
    const char *detail;  /* more lines for help COMMAND, or NULL */
    unsigned words_min;  /* words after the name */
    unsigned words_max;
    enum shell_use use;
    void (*run)(const struct shell_call *call);
};

/* One call of a command. */
struct shell_call {
    struct shell *shell;
    const struct shell_command *command;
    const struct args *args; /* the words after the command's name, and the options */
};

/* Why a command cannot be run in this shell as it is now; NULL where it can. */
const char *shell_obstacle(const struct shell *shell, const struct shell_command *command);

/* Prints as fmt_print(). */
void shell_print(struct shell *shell, const char *format, ...);

/* Prints a refusal: "error: ..." and a line "usage: ...", or an object with the
 * members "error" and "usage" where the command was asked to answer in JSON. */
void shell_refuse(const struct shell_call *call, const char *format, ...);

/* Read word index as a number, an address or a tag; on failure they refuse and
 * are false. */
bool shell_read_number(const struct shell_call *call, size_t index, uint64_t *value);
bool shell_read_address(const struct shell_call *call, size_t index, uint64_t *value);
bool shell_read_tag(const struct shell_call *call, size_t index, const char **tag);

/* Reads word index, where there is one, as a number of at least 1, or as a length in
 * bytes: an expression of at least 1. Without that word *value stays as it is. */
bool shell_read_count(const struct shell_call *call, size_t index, uint64_t *value);
bool shell_read_length(const struct shell_call *call, size_t index, uint64_t *value);

/* Returns whether the length bytes (at least 1) from address on, which word index gave, can all
 * be read; refuses where they cannot. */
bool shell_accept_memory(const struct shell_call *call, size_t index, uint64_t address,
                         uint64_t length);

/* Reads the value of -w, 1, 2, 4 or 8; without the option *width stays as it is. */
bool shell_read_width(const struct shell_call *call, unsigned *width);

/* Looks at memory, guarded or watched, from begin to end: the accesses between the two
 * are the shell's own, and no mistake of anyone. */
void shell_begin_access(const struct shell *shell);
void shell_end_access(const struct shell *shell);

/* How far a long command has come. Zero but for shell. */
struct shell_progress {
    struct shell *shell; /* NULL: nothing is shown */
    uint64_t shown_ms;
};

/* Prints a line like "  40% done" where the last one, or the first call, is more than
 * PROGRESS_MS ago; then lets other work go on as shell_pump_stopped() does. */
bool shell_progress_stopped(struct shell_progress *progress, struct shell *shell, uint64_t done,
                            uint64_t total);

/* The names that stand for addresses. */
struct names shell_names(const struct shell *shell);

/* Returns whether the user wants the running command to stop. To be asked now and then
 * by everything that can take long. */
bool shell_pump_stopped(struct shell *shell);

/* Opens and closes the one object of a -j answer. */
struct json shell_json_open(struct shell *shell);
void shell_json_close(struct shell *shell, struct json *json);

#endif
