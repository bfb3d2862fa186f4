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
    uint32_t length;
    uint64_t parent; /* page tables: the entry of the directory that led here; 0 without one */
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

/* The interrupt of a device that the controller holds to be in service. */
struct service {
    bool pending; /* no end of interrupt has come for it */
    uint32_t vector;
    uint32_t return_site; /* the iret of its handler; 0 before it */
    uint64_t returned;    /* instructions of the guest then */
    bool automatic;       /* the controller needs no end of interrupt */
    bool fourth;          /* an ICW4 is to come */
    unsigned words_left;  /* initialization words that are to come */
};

/* What a program that reads a text byte by byte has read so far. */
struct text_run {
    uint32_t site;
    uint64_t start;
    uint64_t next;
    uint32_t ran; /* bytes of it that were executed */
    bool printable;
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
    uint32_t
        switch_site;     /* who switched to protected mode, while CS still is real mode's; else 0 */
    uint32_t switch_age; /* instructions since */
    uint32_t cr3_loads;
    uint32_t cr3; /* its last value, when cr3_known */
    bool cr3_known;
    uint32_t cr3_site;
    uint32_t ltr_site; /* who loaded the task register; 0 for nobody */
    struct table gdt;
    struct table idt;

    uint32_t site;         /* of the last instruction */
    uint32_t guest_site;   /* of the last that was no firmware */
    enum arrival arrival;  /* of the one that is looked at */
    uint32_t from;         /* where control came from */
    bool handler_known;    /* where the handler of the last interrupt begins */
    uint64_t handler;      /* linear; physical without paging */
    uint64_t gate;         /* physical address of the vector or gate that named it */
    struct access slot;    /* where the last return took its target from */
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

    struct service service;
    struct text_run text;
    struct link fault; /* the first of the last chain of faults */
    uint64_t fault_tick;
    unsigned stack_hits;          /* pushes over what was loaded and not used */
    struct table_read descriptor; /* the descriptor that was read last */
    struct table_read walk;       /* the page-table entry that was read last */
    struct table_read fault_walk; /* the same, when the first fault of the chain came */

    struct link chain[OBSERVER_CHAIN];
    unsigned chain_count;
    uint64_t fault_repeats;
    uint64_t fault_key;
    uint64_t fault_count; /* how often the instruction had run when it faulted last */
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
