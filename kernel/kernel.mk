# The kernel: one C dialect for the pure core, the shell and the device drivers.

# -ffreestanding -nostdlib: there is no C library. -mno-sse -mno-mmx -mno-80387: no trap saves those
# registers. -fno-stack-protector: gcc for Linux would read the canary through %gs, which is flat here.
# -fno-pic: the image runs where it is linked. -fno-omit-frame-pointer, -fno-optimize-sibling-calls: the
# stack can be walked, and shows every caller.
# -fno-asynchronous-unwind-tables: nobody unwinds by table. -Os: every byte is read from disk, copied and
# checksummed at boot. For the same reason arguments go in eax, edx and ecx (-mregparm=3), the stack is
# aligned for nothing larger than a word, and functions that nobody calls are left out. -march=i586: a
# Pentium is what the loader asks for; it has the time-stamp counter and no cmov.
KERNEL_CFLAGS := -m32 -march=i586 -std=c11 -Os -g $(WARN) -ffreestanding -fno-pic -fno-pie \
                 -fno-stack-protector -fno-omit-frame-pointer -fno-optimize-sibling-calls \
                 -fno-asynchronous-unwind-tables -mno-sse -mno-mmx -mno-80387 \
                 -mpreferred-stack-boundary=2 -mregparm=3 -ffunction-sections -I. -I$(B)/gen

# What is counted in instructions (make bench) is built for speed, where a call a frame adds up.
# -mtune=generic: for a Pentium gcc would take every addition to memory apart into three instructions.
KERNEL_FAST := $(addprefix $(B)/kernel32/kernel/core/,frames.o frames_bounds.o e820.o)
$(KERNEL_FAST): KERNEL_CFLAGS += -O2 -mtune=generic

CORE_SOURCES   := $(filter-out %_test.c,$(wildcard kernel/core/*.c))
SHELL_SOURCES  := $(filter-out %_test.c,$(wildcard shell/*.c shell/line/*.c))
KERNEL_SOURCES := $(wildcard kernel/*.c kernel/hw/*.c) $(CORE_SOURCES) $(SHELL_SOURCES)
KERNEL_ASM     := $(wildcard kernel/*.asm)
KERNEL_LINK    := ld -m elf_i386 -nostdlib -z noexecstack --no-warn-rwx-segments --gc-sections \
                  -L $(B)/gen -T kernel/kernel.ld

KERNEL_OBJECTS := $(KERNEL_ASM:%.asm=$(B)/kernel32/%.asm.o) $(KERNEL_SOURCES:%.c=$(B)/kernel32/%.o) \
                  $(B)/kernel32/layout_rows.o

$(B)/kernel32/%.asm.o: %.asm $(GENERATED)
	@mkdir -p $(@D)
	$(call step,NASM,$<)$(NASM) -f elf32 -g -F dwarf -I $(B)/gen/ -MD $(@:.o=.d) -MP -o $@ $<

$(B)/kernel32/%.o: %.c kernel/kernel.mk | $(GENERATED)
	@mkdir -p $(@D)
	$(call step,CC,$<)$(CC) $(KERNEL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/kernel32/layout_rows.o: $(B)/gen/layout_rows.c kernel/kernel.mk
	@mkdir -p $(@D)
	$(call step,CC,$<)$(CC) $(KERNEL_CFLAGS) -MMD -MP -c -o $@ $<

# The image is one flat piece, loaded whole: segments and their rights come from the page tables, not
# from the ELF file, hence --no-warn-rwx-segments.
# Beside the image: the map, the disassembly and the symbols, for debuggers.
#
# Linked three times: without the table of symbols, to learn how many there are; with one of the final
# size, to learn where the objects come to lie; then with the right one. The build stops if a symbol
# still moved.
$(B)/kernel/symbols0.asm: tools/symbols.awk
	@mkdir -p $(@D)
	$(call step,GEN,$@)awk -f $< /dev/null > $@

$(B)/kernel/kernel0.elf $(B)/kernel/kernel1.elf $(B)/kernel/kernel.elf: $(KERNEL_OBJECTS) kernel/kernel.ld $(B)/gen/layout.ld

$(B)/kernel/kernel0.elf: $(B)/kernel/symbols0.o
	$(call step,LD,$@)$(KERNEL_LINK) -o $@ $(KERNEL_OBJECTS) $(B)/kernel/symbols0.o

$(B)/kernel/kernel1.elf: $(B)/kernel/symbols1.o
	$(call step,LD,$@)$(KERNEL_LINK) -o $@ $(KERNEL_OBJECTS) $(B)/kernel/symbols1.o

$(B)/kernel/kernel.elf: $(B)/kernel/symbols2.o
	$(call step,LD,$@)$(KERNEL_LINK) -Map $(B)/kernel/kernel.map -o $@ $(KERNEL_OBJECTS) $(B)/kernel/symbols2.o
	$(Q)readelf -sW $@ | awk -f tools/symbol_names.awk | LC_ALL=C sort | cmp - $(B)/kernel/names2

$(B)/kernel/names1: $(B)/kernel/kernel0.elf tools/symbol_names.awk
	$(call step,GEN,$@)readelf -sW $< | awk -f tools/symbol_names.awk | LC_ALL=C sort > $@

$(B)/kernel/names2: $(B)/kernel/kernel1.elf tools/symbol_names.awk
	$(call step,GEN,$@)readelf -sW $< | awk -f tools/symbol_names.awk | LC_ALL=C sort > $@

$(B)/kernel/symbols1.asm $(B)/kernel/symbols2.asm: $(B)/kernel/symbols%.asm: $(B)/kernel/names% tools/symbols.awk
	$(call step,GEN,$@)awk -f tools/symbols.awk $< > $@

$(B)/kernel/symbols0.o $(B)/kernel/symbols1.o $(B)/kernel/symbols2.o: %.o: %.asm
	$(call step,NASM,$<)$(NASM) -f elf32 -o $@ $<

$(B)/kernel/kernel.bin: $(B)/kernel/kernel.elf
	$(call step,GEN,$@)objcopy -O binary $< $@

# "address name" lines for the Bochs debugger, without nm's type letters.
$(B)/kernel/kernel.sym: $(B)/kernel/kernel.elf
	$(call step,GEN,$@)nm -n $< | awk 'NF == 3 && $$3 !~ /\./ { print $$1, $$3 }' > $@

$(B)/kernel/kernel.lst: $(B)/kernel/kernel.elf
	$(call step,GEN,$@)objdump -d -M intel $< > $@

-include $(KERNEL_OBJECTS:.o=.d)
