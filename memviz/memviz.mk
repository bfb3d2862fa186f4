# memviz, the host viewer. All of it but the command line, the loop and the
# terminal goes into its unit tests too.

# POSIX, cfmakeraw and wide-character curses lie beyond strict C11.
MEMVIZ_CFLAGS := -D_GNU_SOURCE
# Asked when linking: while this file is read pkg-config may not be there yet.
MEMVIZ_CURSES = $$(pkg-config --libs ncursesw 2>/dev/null || echo -lncursesw -ltinfo)

MEMVIZ_SOURCES := $(filter-out %_test.c memviz/test_%.c,$(wildcard memviz/*.c))
MEMVIZ_EDGE    := $(addprefix memviz/,cli.c e820_command.c follow.c main.c picture_png.c sheet_file.c term.c)
MEMVIZ_SHARED  := kernel/core/crc32.c kernel/core/e820.c kernel/core/fmt.c $(B)/gen/layout_rows.c

MEMVIZ_OBJECTS := $(MEMVIZ_SOURCES:memviz/%.c=$(B)/memviz-objects/%.o)
MEMVIZ_TESTED  := $(patsubst memviz/%.c,$(B)/memviz-objects/checked/%.o,\
                             $(filter-out $(MEMVIZ_EDGE),$(MEMVIZ_SOURCES)))

$(B)/memviz-objects/%.o: memviz/%.c | $(GENERATED)
	@mkdir -p $(@D)
	$(HOSTCC) $(HOST_CFLAGS) $(MEMVIZ_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/memviz-objects/checked/%.o: memviz/%.c | $(GENERATED)
	@mkdir -p $(@D)
	$(HOSTCC) $(TEST_CFLAGS) $(MEMVIZ_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/memviz: $(MEMVIZ_OBJECTS) $(MEMVIZ_SHARED)
	$(HOSTCC) $(HOST_CFLAGS) -o $@ $^ $(MEMVIZ_CURSES) -ljansson -lcairo -lz -lzstd

MEMVIZ_TESTS := $(patsubst memviz/%.c,$(B)/tests/memviz_%,$(wildcard memviz/*_test.c))
UNIT_TESTS   += $(MEMVIZ_TESTS)

$(MEMVIZ_TESTS): $(B)/tests/memviz_%: memviz/%.c memviz/test_stream.c memviz/test_stream.h \
                 $(MEMVIZ_TESTED) $(MEMVIZ_SHARED)
	@mkdir -p $(@D)
	$(HOSTCC) $(TEST_CFLAGS) $(MEMVIZ_CFLAGS) -o $@ $(filter %.c %.o,$^) -ljansson -lz -lzstd -lcmocka -lm

# The recordings that the golden screens are drawn from.
MEMVIZ_RECORDINGS := $(patsubst %,$(B)/recordings/%.rec,booted worked repeated loader failed lossy \
                                                        faulted corrupt messy big)

$(MEMVIZ_RECORDINGS): $(B)/recordings/%.rec: tests/gen_recording.py
	@mkdir -p $(@D)
	/usr/bin/python3 $< --scenario $* $@

$(B)/tests/memviz_screens_test $(B)/tests/memviz_golden_test $(B)/tests/memviz_sheet_test: \
    $(MEMVIZ_RECORDINGS)

# Draws the golden screens anew, after a change that was meant; look at the
# difference before committing it.
.PHONY: golden-screens
golden-screens: $(B)/memviz $(B)/tests/memviz_golden_test $(MEMVIZ_RECORDINGS)
	tests/golden/draw.sh
	MEMVIZ_GOLDEN=write $(B)/tests/memviz_golden_test

# The pictures of the README, from a recorded boot in Bochs. What is drawn here
# and what is committed may differ only until the latter is drawn anew.
PICTURES := $(addprefix $(B)/picture/boot-128m,.svg .png)

$(PICTURES) &: tests/data/boot-128m.rec $(B)/memviz
	@mkdir -p $(@D)
	$(B)/memviz --no-config --svg $(B)/picture/boot-128m.svg --png $(B)/picture/boot-128m.png $<

# The recording is made anew when the kernel it shows is too old.
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
COMPDIR ?= $(PREFIX)/share/bash-completion/completions

.PHONY: install-memviz
install-memviz: $(B)/memviz
	install -D -m 755 $(B)/memviz $(DESTDIR)$(BINDIR)/memviz
	install -D -m 644 man/memviz.1 $(DESTDIR)$(MANDIR)/man1/memviz.1
	install -D -m 644 completions/memviz $(DESTDIR)$(COMPDIR)/memviz
	install -D -m 644 -t $(DESTDIR)$(DOCDIR) README.md LICENSE docs/telemetry.md

-include $(MEMVIZ_OBJECTS:.o=.d) $(MEMVIZ_TESTED:.o=.d)
