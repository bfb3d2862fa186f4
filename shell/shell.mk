# The shell is compiled into the kernel (kernel/kernel.mk); here are its tests on the host, where it runs
# over a piece of ordinary memory. The line editor's are in line/line.mk.

SHELL_TESTED  := $(filter-out %_test.c,$(wildcard shell/*.c shell/line/*.c)) $(wildcard tests/shell/*.c)
SHELL_OBJECTS := $(SHELL_TESTED:%.c=$(B)/tests/%.o)
SHELL_LIBRARY := $(B)/tests/shell.a
SHELL_TESTS   := $(patsubst shell/%.c,$(B)/tests/%,$(wildcard shell/*_test.c))
UNIT_TESTS    += $(SHELL_TESTS)

$(SHELL_OBJECTS) $(SHELL_TESTS:$(B)/tests/%=$(B)/tests/shell/%.o): | $(B)/gen/layout_constants.h

$(B)/tests/shell/%.o: shell/%.c
	@mkdir -p $(@D)
	$(call step,CC,$<)$(CC) $(TEST_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/tests/tests/shell/%.o: tests/shell/%.c
	@mkdir -p $(@D)
	$(call step,CC,$<)$(CC) $(TEST_CFLAGS) -MMD -MP -c -o $@ $<

$(SHELL_LIBRARY): $(SHELL_OBJECTS)
	@rm -f $@
	$(call step,AR,$@)$(AR) rcs $@ $^

# Every test has the whole shell in it; the core comes from the library of its own tests.
$(SHELL_TESTS): $(B)/tests/%: $(B)/tests/shell/%.o $(SHELL_LIBRARY) $(B)/tests/core.a
	$(call step,LD,$@)$(CC) $(TEST_CFLAGS) -o $@ $^ -lcmocka -ljansson

# The viewer's account of a machine is compared with the shell's.
$(B)/tests/mem_memviz_test: | $(B)/memviz

-include $(SHELL_OBJECTS:.o=.d) $(SHELL_TESTS:$(B)/tests/%=$(B)/tests/shell/%.d)
