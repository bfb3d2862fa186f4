# The loader, the image builder and the boot images.
#
# Beside each stage lie its listing and its map; boot.sym has the labels of both.

BOOT_STAGES := $(B)/boot/stage1.bin $(B)/boot/stage2.bin

# All sources of both stages are prerequisites of both: NASM 2.16 names no included file in its
# dependencies when it assembles in the same run, and they are assembled in no time.
BOOT_SOURCES := $(wildcard boot/*/*.asm boot/*/*.inc)

# MAP_FILE: where the map directive of the source writes. -w+error: a warning of the assembler, such as
# a value that does not fit its operand, is a defect.
$(BOOT_STAGES): $(B)/boot/%.bin: $(BOOT_SOURCES) $(LAYOUT_GENERATED) $(B)/gen/offsets.inc
	@mkdir -p $(@D)
	$(call step,NASM,$<)$(NASM) -f bin -w+error -I./ -I$(B)/gen/ -DMAP_FILE=$(@:.bin=.map) \
	    -l $(@:.bin=.lst) -o $@ boot/$*/$*.asm

# "address name" lines, as the Bochs debugger and kernel.sym have them. The maps have each label's
# address twice; constants and NASM's own names stay out.
$(B)/boot/boot.sym: $(BOOT_STAGES)
	$(call step,GEN,$@)awk 'NF == 3 && $$1 ~ /^[0-9A-F]+$$/ && $$1 == $$2 && $$3 !~ /\./ \
	    { print tolower(substr("00000000" $$1, length($$1) + 1)), $$3 }' \
	    $(BOOT_STAGES:.bin=.map) > $@.unsorted
	$(Q)sort $@.unsorted > $@

IMAGE_OBJECTS   := $(B)/tools/image.o $(B)/kernel/core/crc32.o
MKIMAGE_OBJECTS := $(B)/tools/mkimage.o $(IMAGE_OBJECTS)
IMAGE_TEST      := $(B)/tests/image_test

$(sort $(MKIMAGE_OBJECTS)): $(B)/%.o: %.c | $(LAYOUT_GENERATED)
	@mkdir -p $(@D)
	$(call step,CC,$<)$(HOSTCC) $(HOST_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/mkimage: $(MKIMAGE_OBJECTS)
	$(call step,LD,$@)$(HOSTCC) $(HOST_CFLAGS) -o $@ $^

$(IMAGE_TEST): tools/image_test.c tools/image.c kernel/core/crc32.c | $(LAYOUT_GENERATED)
	@mkdir -p $(@D)
	$(call step,CC,$@)$(HOSTCC) $(TEST_CFLAGS) -MMD -MP -o $@ $(filter %.c,$^) -lcmocka

UNIT_TESTS += $(IMAGE_TEST)

$(B)/disk.img: $(B)/mkimage $(BOOT_STAGES) $(B)/kernel/kernel.bin
	$(call step,GEN,$@)$< --disk $@ $(BOOT_STAGES) $(B)/kernel/kernel.bin

$(B)/floppy.img: $(B)/mkimage $(BOOT_STAGES) $(B)/kernel/kernel.bin
	$(call step,GEN,$@)$< --floppy $@ $(BOOT_STAGES) $(B)/kernel/kernel.bin

# A kernel that only checks and prints what the loader hands over, and images with it in place of the
# kernel.
$(B)/boot_stub/stub.bin: tests/boot_stub/stub.asm $(LAYOUT_GENERATED) $(B)/gen/offsets.inc
	@mkdir -p $(@D)
	$(call step,NASM,$<)$(NASM) -f bin -w+error -I./ -I$(B)/gen/ -MD $(@:.bin=.d) -MP -MT $@ -l $(@:.bin=.lst) -o $@ $<

$(B)/boot_stub/disk.img: $(B)/mkimage $(BOOT_STAGES) $(B)/boot_stub/stub.bin
	$(call step,GEN,$@)$< --disk $@ $(BOOT_STAGES) $(B)/boot_stub/stub.bin

$(B)/boot_stub/floppy.img: $(B)/mkimage $(BOOT_STAGES) $(B)/boot_stub/stub.bin
	$(call step,GEN,$@)$< --floppy $@ $(BOOT_STAGES) $(B)/boot_stub/stub.bin

.PHONY: boot-stub
boot-stub: $(B)/boot_stub/disk.img $(B)/boot_stub/floppy.img
# The tests in tests/boot_stub use them.
unit-tests: boot-stub

-include $(B)/boot_stub/stub.d $(MKIMAGE_OBJECTS:.o=.d) $(IMAGE_TEST).d
