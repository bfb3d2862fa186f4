# Pebble, an example of a kernel that is not Strata and talks to memviz (docs/telemetry.md): a boot sector
# with the NASM include, 32-bit C with the header, one flat image. It shares no flag and no file with
# the kernel but include/.

PEBBLE := $(B)/examples/pebble

$(PEBBLE)/boot.o: examples/pebble/boot.asm include/strata_telemetry.inc
	@mkdir -p $(@D)
	$(call step,NASM,$<)$(NASM) -f elf32 -w+error -I./ -o $@ $<

$(PEBBLE)/kernel.o: examples/pebble/kernel.c include/strata_telemetry.h include/strata_ring.h
	@mkdir -p $(@D)
	$(call step,CC,$@)$(CC) -m32 -march=i586 -std=gnu89 -Os $(WARN) -ffreestanding -fno-pic -fno-stack-protector \
	    -fno-asynchronous-unwind-tables -mno-sse -I. -c -o $@ $<

$(PEBBLE)/pebble.elf: $(PEBBLE)/boot.o $(PEBBLE)/kernel.o examples/pebble/pebble.ld
	$(call step,LD,$@)ld -m elf_i386 -nostdlib -z noexecstack --no-warn-rwx-segments -T examples/pebble/pebble.ld -o $@ \
	    $(PEBBLE)/boot.o $(PEBBLE)/kernel.o

# A megabyte: what Bochs needs to believe in a disk of whole cylinders (2 of 16 heads, 63 sectors).
$(B)/pebble.img: $(PEBBLE)/pebble.elf
	$(call step,GEN,$@)objcopy -O binary $< $@
	$(Q)truncate -s 1032192 $@

# The tests boot it.
products: $(B)/pebble.img
