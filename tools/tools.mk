# What the build needs on the host: the layout compiler and the offsets that
# the loader is assembled against. GENERATED lists all they make.

LAYOUTC_SOURCES := $(filter-out %_test.c,$(wildcard tools/layoutc/*.c))
LAYOUTC_OBJECTS := $(LAYOUTC_SOURCES:%.c=$(B)/%.o)

LAYOUT_GENERATED := $(addprefix $(B)/gen/,layout.inc layout_constants.h layout.ld layout_rows.c \
                    layout.watch1 layout.watch2 layout.watch3 layout.watch4 layout.watch5 layout.watch6)
GENERATED        := $(LAYOUT_GENERATED) $(B)/gen/offsets.inc

$(LAYOUTC_OBJECTS): $(B)/%.o: %.c
	@mkdir -p $(@D)
	$(call step,CC,$<)$(HOSTCC) $(HOST_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/layoutc: $(LAYOUTC_OBJECTS)
	$(call step,LD,$@)$(HOSTCC) $(HOST_CFLAGS) -o $@ $^

# One run makes them all, or none when it refuses the document.
$(LAYOUT_GENERATED) &: docs/layout.md $(B)/layoutc
	@mkdir -p $(B)/gen
	$(call step,GEN,$@)$(B)/layoutc --out $(B)/gen docs/layout.md

$(B)/tools/offsets: tools/offsets.c $(B)/gen/layout_constants.h
	@mkdir -p $(@D)
	$(call step,CC,$@)$(HOSTCC) $(HOST_CFLAGS) -MMD -MP -o $@ $<

$(B)/gen/offsets.inc: $(B)/tools/offsets
	$(call step,GEN,$@)$< > $@.new && mv $@.new $@

# The loader's labels for gdb, which reads ELF files only.
$(B)/boot/boot.elf: tools/boot_elf.awk $(B)/boot/boot.sym
	$(call step,GEN,$@)awk -f $^ > $(@:.elf=.elf.asm)
	$(Q)$(NASM) -f elf32 -o $(@:.elf=.elf.o) $(@:.elf=.elf.asm)
	$(Q)ld -m elf_i386 --section-start=.boot=0 -e 0 -o $@ $(@:.elf=.elf.o)

# Redraws the picture of the map after the tables have changed.
.PHONY: layout-picture
layout-picture: $(B)/layoutc
	$(call step,GEN,$@)$(B)/layoutc --picture docs/layout.md

# Each test program is built from the modules it needs, all with sanitizers.
LAYOUTC_TESTS := $(patsubst tools/layoutc/%_test.c,$(B)/tests/layoutc_%_test,\
                            $(wildcard tools/layoutc/*_test.c))
LAYOUTC_TESTED := $(filter-out %/main.c,$(LAYOUTC_SOURCES))
UNIT_TESTS += $(LAYOUTC_TESTS)

$(LAYOUTC_TESTS): $(B)/tests/layoutc_%: tools/layoutc/%.c $(LAYOUTC_TESTED) \
                  $(wildcard tools/layoutc/*.h)
	@mkdir -p $(@D)
	$(call step,CC,$@)$(CC) $(TEST_CFLAGS) -o $@ $< $(LAYOUTC_TESTED) -lcmocka

-include $(LAYOUTC_OBJECTS:.o=.d) $(B)/tools/offsets.d
