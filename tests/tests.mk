# Programs under tests/ that are more than one module's unit test.

# The benchmark of the memory core: a kernel of its own, made of the kernel's objects and flags, so that
# what is counted is what ships. Bochs boots it from an image like any other kernel.
BENCH_CORE    := $(addprefix kernel/core/,e820.o fmt.o frames.o frames_bounds.o)
BENCH_OBJECTS := $(addprefix $(B)/kernel32/,kernel/entry.asm.o kernel/string.o kernel/hw/cpu.o \
                 kernel/hw/power.o $(BENCH_CORE) $(patsubst %.c,%.o,$(wildcard tests/bench/*.c)) \
                 $(patsubst %.asm,%.asm.o,$(wildcard tests/bench/*.asm)))

$(B)/bench/bench.elf: $(BENCH_OBJECTS) kernel/kernel.ld $(B)/gen/layout.ld
	@mkdir -p $(@D)
	$(call step,LD,$@)$(KERNEL_LINK) -o $@ $(BENCH_OBJECTS)

$(B)/bench/bench.bin: $(B)/bench/bench.elf
	$(call step,GEN,$@)objcopy -O binary $< $@

$(B)/bench/disk.img: $(B)/mkimage $(BOOT_STAGES) $(B)/bench/bench.bin
	$(call step,GEN,$@)$< --disk $@ $(BOOT_STAGES) $(B)/bench/bench.bin

-include $(BENCH_OBJECTS:.o=.d)

.PHONY: bench-programs
bench-programs: $(B)/bench/disk.img
	@:

# That the writers of telemetry are equal: the kernel's, and the two in include/ for other kernels.
HEADER_TEST := $(B)/tests/header_test

$(B)/tests/tests/include/records.o: tests/include/records.asm include/strata_telemetry.inc include/strata_frames.inc
	@mkdir -p $(@D)
	$(call step,NASM,$<)$(NASM) -f elf64 -w+error -I./ -o $@ $<

# core.mk, which names this library, is read after this file.
$(HEADER_TEST): tests/include/header_test.c $(B)/tests/tests/include/records.o $(B)/tests/core.a
	$(call step,CC,$@)$(CC) $(TEST_CFLAGS) -MMD -MP -o $@ $(filter %.c %.o %.a,$^) -lcmocka -ljansson

UNIT_TESTS += $(HEADER_TEST)
-include $(HEADER_TEST).d
