# The libFuzzer targets: any bytes into the readers of what comes from outside. gcc has no libFuzzer, so
# clang builds these, and only these.

FUZZ_CC     := clang
FUZZ_CFLAGS := -std=c11 -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all $(WARN) \
               -I. -I$(B)/gen $(MEMVIZ_CFLAGS)

FUZZ_PROGRAMS := $(B)/fuzz/e820_fuzz $(B)/fuzz/record_fuzz

# The rooms that a target reads with, compiled into it: the sanitizer must see all of them.
FUZZ_ROOM    = $(filter-out %_test.c,$(wildcard memviz/$(1)/*.c memviz/$(1)/*/*.c))
FUZZ_SOURCES := $(foreach room,screen stream model memory e820,$(call FUZZ_ROOM,$(room))) $(MEMVIZ_SHARED)
FUZZ_OBJECTS := $(patsubst %.c,$(B)/fuzz/objects/%.o,$(FUZZ_SOURCES))
FUZZ_LIBRARY := $(B)/fuzz/rooms.a

$(B)/fuzz/objects/%.o: %.c | $(GENERATED)
	@mkdir -p $(@D)
	$(call step,CC,$<)$(FUZZ_CC) $(FUZZ_CFLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

$(FUZZ_LIBRARY): $(FUZZ_OBJECTS)
	@rm -f $@
	$(call step,AR,$@)$(AR) rcs $@ $^

$(FUZZ_PROGRAMS): $(B)/fuzz/%: tests/fuzz/%.c $(FUZZ_LIBRARY)
	@mkdir -p $(@D)
	$(call step,LD,$@)$(FUZZ_CC) $(FUZZ_CFLAGS) -fsanitize=fuzzer -o $@ $^ $(MEMVIZ_LIBS)

-include $(FUZZ_OBJECTS:.o=.d)

.PHONY: fuzz-programs
fuzz-programs: $(FUZZ_PROGRAMS)
	@:
