# memviz, the host viewer: a room a folder, and on top of them main and the command line.

# POSIX, cfmakeraw and wide-character curses lie beyond strict C11.
MEMVIZ_CFLAGS := -D_GNU_SOURCE
# Asked when linking: while this file is read pkg-config may not be there yet.
MEMVIZ_CURSES = $$(pkg-config --libs ncursesw 2>/dev/null || echo -lncursesw -ltinfo)
MEMVIZ_LIBS    = $(MEMVIZ_CURSES) -ljansson -lcairo -lz -lzstd -llzma -lbz2

MEMVIZ_SOURCES := $(filter-out %_test.c,$(wildcard memviz/*.c memviz/*/*.c memviz/*/*/*.c))
MEMVIZ_SHARED  := $(addprefix kernel/core/,crc32.c e820.c fmt.c) $(B)/gen/layout_rows.c \
                  $(addprefix tools/layoutc/,cells.c doc.c parse.c report.c roles.c)

# Two libraries of the same sources: the one that ships, and one with the sanitizers for the tests.
# The linker takes from a library what a program needs, so no list says which test needs what.
MEMVIZ_LIBRARY := $(B)/memviz-objects/memviz.a
MEMVIZ_CHECKED := $(B)/memviz-objects/checked/memviz.a
MEMVIZ_OBJECTS := $(patsubst %.c,$(B)/memviz-objects/%.o,\
                             $(filter-out memviz/main.c,$(MEMVIZ_SOURCES)) $(MEMVIZ_SHARED))
MEMVIZ_FIXTURE := $(addprefix $(B)/memviz-objects/checked/tests/memviz/,e820_print.o test_stream.o)
MEMVIZ_TESTED  := $(MEMVIZ_OBJECTS:$(B)/memviz-objects/%=$(B)/memviz-objects/checked/%) $(MEMVIZ_FIXTURE)

$(B)/memviz-objects/%.o: %.c | $(GENERATED)
	@mkdir -p $(@D)
	$(call step,CC,$<)$(HOSTCC) $(HOST_CFLAGS) $(MEMVIZ_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/memviz-objects/checked/%.o: %.c | $(GENERATED)
	@mkdir -p $(@D)
	$(call step,CC,$<)$(HOSTCC) $(TEST_CFLAGS) $(MEMVIZ_CFLAGS) -MMD -MP -c -o $@ $<

# The option ROM that memviz e820 writes, as the bytes of a C array.
$(B)/gen/e820_rom.inc: memviz/e820/e820_rom.asm
	@mkdir -p $(@D)
	$(call step,NASM,$<)$(NASM) -f bin -w+error -o $(B)/gen/e820_rom.bin $<
	$(Q)od -An -v -tx1 $(B)/gen/e820_rom.bin | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g' >$@

$(B)/memviz-objects/memviz/e820/e820_rom.o $(B)/memviz-objects/checked/memviz/e820/e820_rom.o: \
    $(B)/gen/e820_rom.inc

# Our own layout document, which memviz observe compares a boot of Strata with.
$(B)/gen/layout_document.inc: docs/layout.md
	@mkdir -p $(@D)
	$(call step,GEN,$@)od -An -v -tu1 $< | sed 's/ *\([0-9][0-9]*\)/(char)\1,/g' >$@

$(B)/memviz-objects/memviz/observe/layout/layout.o \
$(B)/memviz-objects/checked/memviz/observe/layout/layout.o: $(B)/gen/layout_document.inc

$(MEMVIZ_LIBRARY): $(MEMVIZ_OBJECTS)
$(MEMVIZ_CHECKED): $(MEMVIZ_TESTED)
$(MEMVIZ_LIBRARY) $(MEMVIZ_CHECKED):
	@rm -f $@
	$(call step,AR,$@)$(AR) rcs $@ $^

$(B)/memviz: $(B)/memviz-objects/memviz/main.o $(MEMVIZ_LIBRARY)
	$(call step,LD,$@)$(HOSTCC) $(HOST_CFLAGS) -o $@ $^ $(MEMVIZ_LIBS)

# What memviz observe preloads into Bochs; it works without, fifteen times as long.
MEMVIZ_BUFFER := $(B)/memviz-buffer.so

$(MEMVIZ_BUFFER): tools/memviz_buffer.c
	@mkdir -p $(@D)
	$(call step,CC,$@)$(HOSTCC) $(HOST_CFLAGS) $(MEMVIZ_CFLAGS) -fPIC -shared -pthread -o $@ $<

# The tests of every room; the names of their programs leave the room out.
MEMVIZ_TEST_SOURCES := $(wildcard memviz/*_test.c memviz/*/*_test.c memviz/*/*/*_test.c)
MEMVIZ_TESTS        := $(patsubst %.c,$(B)/tests/memviz_%,$(notdir $(MEMVIZ_TEST_SOURCES)))
UNIT_TESTS          += $(MEMVIZ_TESTS)

define MEMVIZ_TEST_RULE
$(B)/tests/memviz_$(notdir $(1:.c=)): $(1)
endef
$(foreach source,$(MEMVIZ_TEST_SOURCES),$(eval $(call MEMVIZ_TEST_RULE,$(source))))

$(MEMVIZ_TESTS): $(MEMVIZ_CHECKED)
	@mkdir -p $(@D)
	$(call step,CC,$@)$(HOSTCC) $(TEST_CFLAGS) $(MEMVIZ_CFLAGS) -o $@ $(filter %.c,$^) \
	    $(MEMVIZ_CHECKED) $(MEMVIZ_LIBS) -lcmocka -lm

# Without the sanitizers, for a hundred thousand maps of each form.
$(B)/tests/e820_property_fast: memviz/e820/e820_property_test.c tests/memviz/e820_print.c \
    $(MEMVIZ_LIBRARY)
	$(call step,LD,$@)$(HOSTCC) $(HOST_CFLAGS) $(MEMVIZ_CFLAGS) -o $@ $^ $(MEMVIZ_LIBS) -lcmocka -lm

# The recordings that the golden screens are drawn from.
MEMVIZ_RECORDINGS := $(patsubst %,$(B)/recordings/%.rec,booted worked repeated loader failed lossy \
                                                        faulted corrupt messy big other owned)

$(MEMVIZ_RECORDINGS): $(B)/recordings/%.rec: tests/gen_recording.py $(B)/gen/layout_rows.c
	@mkdir -p $(@D)
	$(call step,GEN,$@)/usr/bin/python3 $< --scenario $* $@

$(B)/tests/memviz_screens_test $(B)/tests/memviz_golden_test $(B)/tests/memviz_sheet_test: \
    $(MEMVIZ_RECORDINGS)

# Draws the golden screens again after a change that was meant; look at the
# difference before you commit it.
.PHONY: golden-screens
golden-screens: $(B)/memviz $(B)/tests/memviz_golden_test $(B)/tests/memviz_heat_view_test \
    $(MEMVIZ_RECORDINGS)
	tests/golden/draw.sh
	MEMVIZ_GOLDEN=write $(B)/tests/memviz_golden_test
	MEMVIZ_GOLDEN=write $(B)/tests/memviz_heat_view_test

# The pictures of the README, from a recorded boot in Bochs. What is drawn here
# and what is committed may differ only until the latter is drawn again.
PICTURES := $(addprefix $(B)/picture/boot-128m,.svg .png)

$(PICTURES) &: tests/data/boot-128m.rec $(B)/memviz
	@mkdir -p $(@D)
	$(call step,GEN,$@)$(B)/memviz --no-config --svg $(B)/picture/boot-128m.svg --png $(B)/picture/boot-128m.png $<

# The recording is made again when the kernel it shows is too old.
.PHONY: docs-picture picture-recording
docs-picture: $(PICTURES)
	cp $(PICTURES) docs/picture/
picture-recording: images $(B)/memviz
	/usr/bin/python3 -B tests/record_boot.py tests/data/boot-128m.rec

# GNU's names for the places, so that packagers need not look them up.
PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
MANDIR  ?= $(PREFIX)/share/man
DOCDIR  ?= $(PREFIX)/share/doc/memviz
LIBDIR  ?= $(PREFIX)/lib/memviz
COMPDIR ?= $(PREFIX)/share/bash-completion/completions

.PHONY: install-memviz
install-memviz: $(B)/memviz $(MEMVIZ_BUFFER)
	install -D -m 755 $(B)/memviz $(DESTDIR)$(BINDIR)/memviz
	install -D -m 644 $(MEMVIZ_BUFFER) $(DESTDIR)$(LIBDIR)/$(notdir $(MEMVIZ_BUFFER))
	install -D -m 644 man/memviz.1 $(DESTDIR)$(MANDIR)/man1/memviz.1
	install -D -m 644 completions/memviz $(DESTDIR)$(COMPDIR)/memviz
	install -D -m 644 -t $(DESTDIR)$(DOCDIR) README.md LICENSE docs/telemetry.md

-include $(MEMVIZ_OBJECTS:.o=.d) $(MEMVIZ_TESTED:.o=.d) $(B)/memviz-objects/memviz/main.d
