/*
 * The instructions that calls of the memory core take, counted in Bochs.
 *
 * Owns the counting and its output. The benchmark is a kernel of its own: the
 * measured modules are linked into it as the kernel has them, with the kernel's
 * flags, so what is counted is what ships. Bochs's time-stamp counter advances by
 * one an instruction, so the figures are the same on every host and under any load.
 */
#ifndef STRATA_BENCH_BENCH_H
#define STRATA_BENCH_BENCH_H

#include <stdbool.h>
#include <stdint.h>

/* One call to be counted: count.asm knows this layout. */
struct bench_call {
    void *function;
    uint32_t argument[4];
    int result; /* of a status */
};

/* Calls and what they took. */
struct bench_sum {
    uint32_t calls;
    uint32_t total;
    uint32_t most; /* the dearest call */
};

/* Memory above 16 MiB, whose contents are unknown; never given back. */
void *bench_memory(uint32_t bytes);

/* Calls the function and adds the instructions of it and its callees to sum.
 * Returns what the function returned. */
int bench_count(struct bench_sum *sum, struct bench_call *call);

/* Prints a line: the name (as for fmt_print()), the mean of the calls rounded up,
 * the most. */
void bench_print(const struct bench_sum *sum, const char *name, ...);

/* Prints a line that is no figure. */
void bench_note(const char *format, ...);

/* Ends the benchmark with a line that says what went wrong, where ok is false. */
void bench_require(bool ok, const char *what);

/* The next number of a repeatable sequence: the same on every machine.
 * xorshift32 (G. Marsaglia, Xorshift RNGs, 2003); *seed must not be zero. */
static inline uint32_t bench_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* The benchmarks: cleaning, single frames, runs of frames. */
void bench_e820(void);
void bench_frames(void);
void bench_runs(void);

#endif
