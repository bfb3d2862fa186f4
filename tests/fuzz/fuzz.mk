# The libFuzzer targets: any bytes into the readers of what comes from outside. gcc has no libFuzzer, so
# clang builds these, and only these.

FUZZ_CC     := clang
FUZZ_CFLAGS := -std=c11 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all $(WARN) \
               -I. -I$(B)/gen $(MEMVIZ_CFLAGS)

FUZZ_PROGRAMS := $(B)/fuzz/e820_fuzz $(B)/fuzz/record_fuzz

FUZZ_E820   := $(addprefix memviz/e820_,export.c forms.c line.c report.c scan.c strip.c text.c view.c \
                                        words.c) \
               $(addprefix memviz/,glyphs.c grid.c role.c text.c) $(addprefix kernel/core/,e820.c fmt.c)
FUZZ_RECORD := $(addprefix memviz/,changes.c fields.c framemap.c history.c indexed.c members.c model.c \
                                   model_apply.c model_frames.c record.c sync.c text.c) \
               kernel/core/crc32.c $(B)/gen/layout_rows.c

$(B)/fuzz/e820_fuzz: tests/fuzz/e820_fuzz.c $(FUZZ_E820)
$(B)/fuzz/record_fuzz: tests/fuzz/record_fuzz.c $(FUZZ_RECORD)

$(FUZZ_PROGRAMS): $(wildcard memviz/*.h kernel/core/*.h) | $(GENERATED)
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_CFLAGS) -o $@ $(filter %.c,$^) -ljansson

.PHONY: fuzz-programs
fuzz-programs: $(FUZZ_PROGRAMS)
	@:
