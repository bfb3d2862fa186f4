# The line editor's tests. Each program has the whole editor in it: what a key does is asserted on the
# screen it leaves.

LINE_SOURCES := $(filter-out %_test.c,$(wildcard shell/line/*.c)) kernel/core/fmt.c
LINE_TESTS   := $(patsubst shell/line/%.c,$(B)/tests/%,$(wildcard shell/line/*_test.c))
UNIT_TESTS   += $(LINE_TESTS)

$(LINE_TESTS): $(B)/tests/%: shell/line/%.c $(LINE_SOURCES) $(wildcard shell/line/*.h kernel/core/*.h)
	@mkdir -p $(@D)
	$(call step,CC,$@)$(CC) $(TEST_CFLAGS) -o $@ $< $(LINE_SOURCES) -lcmocka
