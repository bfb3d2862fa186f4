# Long recordings, and what they cost memviz.

MEMVIZ_BENCH := $(B)/memviz-bench

$(MEMVIZ_BENCH)/%: tests/memviz/%.c $(MEMVIZ_LIBRARY)
	@mkdir -p $(@D)
	$(call step,LD,$@)$(HOSTCC) $(HOST_CFLAGS) $(MEMVIZ_CFLAGS) -o $@ $^ $(MEMVIZ_LIBS)

# A recording of about as many records as its name says.
$(B)/recordings/long-%.rec: $(MEMVIZ_BENCH)/big_recording
	@mkdir -p $(@D)
	$(call step,GEN,$@)$< $* > $@

bench-programs: $(MEMVIZ_BENCH)/bench_recording $(B)/recordings/long-1000000.rec

unit-tests: $(MEMVIZ_BENCH)/bench_recording $(MEMVIZ_BENCH)/big_recording

$(B)/tests/memviz_recording_test $(B)/tests/memviz_timeline_test: $(B)/recordings/long-20000.rec
$(B)/tests/memviz_recording_test $(B)/tests/memviz_timeline_test \
$(B)/tests/memviz_damage_test: $(MEMVIZ_RECORDINGS)
