/*
 * What is known of the machine whose trace is read.
 *
 * Owns the form of that knowledge: the observer fills it in, the rules look at
 * it. It knows neither the text of traces nor files.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_OBSERVATION_H
#define STRATA_MEMVIZ_OBSERVE_OBSERVATION_H

#include "memviz/observe/trace/disk.h"
#include "memviz/observe/layout/allowed.h"
#include "memviz/observe/layout/expected.h"
#include "memviz/observe/layout/layout.h"
#include "memviz/observe/rules/findings.h"
#include "memviz/observe/shadow/frames.h"
#include "memviz/observe/shadow/registers.h"
#include "memviz/observe/shadow/shadow.h"
#include "memviz/observe/trace/sites.h"
#include "memviz/observe/trace/steps.h"
#include "memviz/observe/shadow/store_log.h"

/* Where a BIOS loads a boot sector, and how long it is. */
#define BOOT_SECTOR      0x7c00u
#define BOOT_SECTOR_SIZE 512u

#define OBSERVER_RECENT 8u
#define OBSERVER_CHAIN  12u

/* How control came to an instruction. */
enum arrival {
    ARRIVAL_FIRST,
    ARRIVAL_NEXT,    /* from the one before it */
    ARRIVAL_NEAR,    /* by a jump or call that names its target relatively */
    ARRIVAL_FAR,     /* by a far or indirect one */
    ARRIVAL_RETURN,  /* by a return */
    ARRIVAL_HANDLER, /* by the delivery of an interrupt */
};

/* A descriptor table register. */
struct table {
    bool known;
    uint64_t base;
    uint32_t limit;
    uint32_t site; /* who loaded it */
    uint64_t tick;
};

/* An entry of a table that the processor read. */
struct table_read {
    uint64_t address; /* physical */
    uint64_t value;
    uint64_t tick;
    bool top;
};

/* A link of a chain of faults: what was found or delivered. */
struct link {
    bool delivery;
    bool hardware;
    uint32_t vector;
    uint32_t error;
    bool read;      /* an entry was read for it */
    uint64_t entry; /* its linear address */
    uint64_t entry_value;
    uint32_t entry_length;
};

/* How the machine ended, as far as the trace tells. */
enum ending {
    ENDING_RUNNING,    /* the trace ends while it runs */
    ENDING_TRIPLE,     /* a third fault: the processor shut down */
    ENDING_HALTED,     /* hlt with interrupts off */
    ENDING_IDLE,       /* hlt, woken by interrupts only */
    ENDING_LOOP,       /* a loop that does nothing */
    ENDING_FAULT_LOOP, /* the same fault again and again */
    ENDING_KEY,        /* the BIOS waits for a key */
};

struct observer {
    struct sites sites;
    struct shadow shadow;
    struct store_log log;
    struct registers registers;
    struct frames frames;
    struct disk disk;
    struct findings findings;
    struct layout *layout;     /* what is declared; NULL: nothing is compared with it */
    struct reported *reported; /* what the guest says of itself; NULL without a layout */
    struct expected expected;
    struct allowed allowed;
    uint64_t about; /* the address that the rules look at; ALLOWED_NOWHERE for none */
    bool forgiven;  /* the step had a finding that the user allows */

    uint64_t start_tick;
    uint64_t tick;
    uint64_t instructions; /* of the guest, without firmware */
    uint64_t ram_size;     /* 0 when unknown */
    bool started;
    bool real;
    bool interrupts_on;
    bool interrupts_known;    /* unknown until something sets them */
    uint32_t interrupts_site; /* who switched them last */
    bool gate_closed;         /* the A20 gate, as far as an event shows */
    uint32_t gate_site;
    bool paging;
    bool task_loaded; /* the task register, by ltr */
    uint32_t
        switch_site;     /* who switched to protected mode, while CS still is real mode's; else 0 */
    uint32_t switch_age; /* instructions since */
    uint32_t cr3_loads;
    struct table gdt;
    struct table idt;

    uint32_t site;         /* of the last instruction */
    uint32_t guest_site;   /* of the last that was no firmware */
    enum arrival arrival;  /* of the one that is looked at */
    uint32_t from;         /* where control came from */
    bool handler_known;    /* where the handler of the last interrupt begins */
    uint64_t handler;      /* linear; physical without paging */
    struct frame returned; /* the frame that the last return gave up */
    bool returned_known;
    uint32_t recent[OBSERVER_RECENT];
    unsigned recent_count;

    bool derailed; /* what runs is not what was meant: all that follows is consequence */
    unsigned zero_run;
    uint32_t zero_start;
    uint32_t zero_store; /* who had written the first of them */
    uint32_t zero_from;
    uint32_t undefined[REG_GENERAL_COUNT];         /* address that a register was loaded from */
    uint32_t undefined_version[REG_GENERAL_COUNT]; /* valid while the register has it */
    uint32_t undefined_site[REG_GENERAL_COUNT];

    unsigned stack_hits;          /* pushes over what was loaded and not used */
    struct table_read descriptor; /* the descriptor that was read last */
    struct table_read walk;       /* the page-table entry that was read last */

    struct link chain[OBSERVER_CHAIN];
    unsigned chain_count;
    uint64_t fault_repeats;
    uint64_t fault_key;
    enum ending ending;
    uint64_t idle_rounds; /* of hlt, without much else between them */
    uint64_t idle_start;  /* guest instructions at the last of them */
    uint64_t key_looks;   /* of the BIOS at its keyboard buffer, for one guest instruction */
    uint32_t loop_low;    /* the addresses that the last instructions stayed between */
    uint32_t loop_high;
    uint64_t loop_count;
    uint64_t loop_stores;

    bool failed_pending; /* a BIOS read failed, and nobody has looked yet */
    struct frame failed;
    uint32_t failed_age;

    const char *(*symbol)(void *context, uint64_t address, char *text, size_t size);
    void *symbol_context;
};

#endif
