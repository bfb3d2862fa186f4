# The unit tests of the memory core. Every module is compiled once with the sanitizers into a library;
# each test takes from it what it needs.

CORE_TESTS        := $(patsubst kernel/core/%.c,$(B)/tests/%,$(wildcard kernel/core/*_test.c))
CORE_TEST_SOURCES := $(filter-out %_test.c,$(wildcard kernel/core/*.c)) $(wildcard tests/core/*.c)
CORE_TEST_LIBRARY := $(B)/tests/core.a
CORE_TEST_OBJECTS := $(CORE_TEST_SOURCES:%.c=$(B)/tests/%.o) $(B)/tests/gen/layout_rows.o
UNIT_TESTS += $(CORE_TESTS)

# Generated headers first; -MMD then keeps track of those that are used.
$(CORE_TEST_OBJECTS) $(CORE_TESTS:$(B)/tests/%=$(B)/tests/kernel/core/%.o): | $(B)/gen/layout_constants.h

$(B)/tests/kernel/core/%.o: kernel/core/%.c
	@mkdir -p $(@D)
	$(call step,CC,$<)$(CC) $(TEST_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/tests/tests/core/%.o: tests/core/%.c
	@mkdir -p $(@D)
	$(call step,CC,$<)$(CC) $(TEST_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/tests/gen/%.o: $(B)/gen/%.c
	@mkdir -p $(@D)
	$(call step,CC,$<)$(CC) $(TEST_CFLAGS) -MMD -MP -c -o $@ $<

$(CORE_TEST_LIBRARY): $(CORE_TEST_OBJECTS)
	@rm -f $@
	$(call step,AR,$@)$(AR) rcs $@ $^

$(CORE_TESTS): $(B)/tests/%: $(B)/tests/kernel/core/%.o $(CORE_TEST_LIBRARY)
	$(call step,LD,$@)$(CC) $(TEST_CFLAGS) -o $@ $^ -lcmocka -ljansson

-include $(CORE_TEST_OBJECTS:.o=.d) $(CORE_TESTS:$(B)/tests/%=$(B)/tests/kernel/core/%.d)
