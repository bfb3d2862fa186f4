# Programs under tests/ that are more than one module's unit test.

BENCH_SOURCES  := $(wildcard tests/bench/*.c)
BENCH_PROGRAMS := $(BENCH_SOURCES:tests/bench/%.c=$(B)/bench/%)
# What they measure, and what that needs.
BENCH_CORE := $(addprefix kernel/core/,e820.c fmt.c frames.c)

$(B)/bench/%: tests/bench/%.c $(BENCH_CORE) $(wildcard kernel/core/*.h tests/bench/*.h)
	@mkdir -p $(@D)
	$(HOSTCC) $(HOST_CFLAGS) -o $@ $(filter %.c,$^)

.PHONY: bench-programs
bench-programs: $(BENCH_PROGRAMS)
	@:
