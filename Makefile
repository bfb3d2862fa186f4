# Strata: every target a person types. `make help` lists them.
#
# Each area brings its own fragment (boot/boot.mk and so on) with the rules for its files; this file
# brings the tools they share and the targets. One make knows all dependencies. The targets below start
# a second one only to have the packages installed first: under -j nothing else would order the two.
#
# Nothing here may need more than make and a POSIX shell while the file is read: on a fresh machine
# neither compiler nor Python is there yet.

B      := build
CC     := gcc
HOSTCC := gcc
NASM   := nasm

# A warning is a defect: the tree compiles without any.
WARN := -Wall -Wextra -Werror

# Host programs. -I.: includes are written from the root, so that each names its module's place.
# -Ibuild/gen: the constants compiled from docs/layout.md.
HOST_CFLAGS := -std=c11 -O2 -g $(WARN) -I. -I$(B)/gen

# Unit tests. -O1: ASan's stack traces stay readable. UBSan's findings end the test, else they would
# only be printed and the test would pass.
TEST_CFLAGS := -std=c11 -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all $(WARN) \
               -I. -I$(B)/gen

# Fragments add their cmocka programs to it, as build/tests/NAME.
UNIT_TESTS :=

# What a recipe shows: a short line for each step, or its commands when V=1. $(call step,WHAT,FILE)
# begins its first command, $(Q) the others.
Q    := $(if $(filter 1,$(V)),,@)
step = $(if $(Q),@printf '%-4s %s\n' '$(1)' '$(patsubst $(B)/%,%,$(2))'; )

# A rule that fails half-way must not leave a file that looks finished.
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

# The fragments, those of tools first: they name the generated files that the others depend on.
include $(wildcard tools/*.mk) $(filter-out tools/%,$(wildcard */*.mk */*/*.mk))

IMAGES := $(B)/disk.img $(B)/floppy.img
SYMBOLS := $(B)/strata.sym

.PHONY: all run demo debug debug-gui gdb doctor shell watch image example test lint observe bench soak mutants gallery picture install clean help
.PHONY: products images unit-tests

# On all cores, unless make was told how many jobs to run.
JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$$(nproc))
SUBMAKE_FLAGS = --no-print-directory $(JOBS)

## all: the disk images and the viewer
all:
	@tools/deps.sh build
	@$(MAKE) $(SUBMAKE_FLAGS) products

## run: machine, shell and viewer side by side (MAP=LOG: on that log's memory map, MEGS=N: so many MiB)
run:
	@tools/deps.sh build run || { tools/doctor.sh --machine; exit 1; }
	@$(MAKE) $(SUBMAKE_FLAGS) products
	@tools/run.sh

## demo: boot headless, type the mem commands, print the answers and one frame of the viewer
demo:
	@tools/deps.sh build run
	@$(MAKE) $(SUBMAKE_FLAGS) products
	@tools/demo.sh

## debug: the Bochs debugger with a breakpoint for each boot step, shell and viewer (STEP=4: from step 4)
debug:
	@tools/deps.sh build run
	@$(MAKE) $(SUBMAKE_FLAGS) products $(SYMBOLS)
	@tools/debug.sh

## debug-gui: the same in the windows of the Bochs debugger's graphical front end
debug-gui:
	@tools/deps.sh build run
	@$(MAKE) $(SUBMAKE_FLAGS) products $(SYMBOLS)
	@tools/debug-gui.sh

## gdb: the same in QEMU with gdb, which can print the memory map, frames and regions
gdb:
	@tools/deps.sh build run gdb
	@$(MAKE) $(SUBMAKE_FLAGS) products $(B)/boot/boot.elf
	@tools/gdb.sh

## doctor: what this computer lacks to build, run and debug Strata, and what to do about it
doctor:
	@tools/doctor.sh

## shell: boot headless and connect this terminal to the shell on COM1
shell:
	@tools/deps.sh build run
	@$(MAKE) $(SUBMAKE_FLAGS) products
	@tools/shell.sh

## watch: the viewer on the recording of the machine that runs now, or ran last
watch:
	@tools/deps.sh build
	@$(MAKE) $(SUBMAKE_FLAGS) $(B)/memviz
	@tools/watch.sh

## image: build/disk.img and build/floppy.img
image:
	@tools/deps.sh build
	@$(MAKE) $(SUBMAKE_FLAGS) images

## example: build/pebble.img, a kernel that is not Strata and talks to memviz (docs/telemetry.md)
example:
	@tools/deps.sh build
	@$(MAKE) $(SUBMAKE_FLAGS) $(B)/pebble.img $(B)/memviz

## test: everything that can be checked: unit tests, layout, boots in Bochs and QEMU, lint
test:
	@tools/deps.sh build run test
	@$(MAKE) $(SUBMAKE_FLAGS) products unit-tests $(SYMBOLS)
	@tools/test.sh $(UNIT_TESTS)

## lint: formatting, static analysis and the house rules
lint:
	@tools/deps.sh build test
	@$(MAKE) $(SUBMAKE_FLAGS) $(GENERATED)
	@tools/lint.sh

## observe: boot from disk and floppy in Bochs, and hold what the traces tell against the layout
OBSERVE_SYMBOLS = --symbols $(SYMBOLS) --symbols $(B)/kernel/kernel.elf
observe:
	@tools/deps.sh build run
	@$(MAKE) $(SUBMAKE_FLAGS) products $(SYMBOLS)
	@$(B)/memviz observe --megs 128 --until prompt $(OBSERVE_SYMBOLS) $(B)/disk.img
	@$(B)/memviz observe --megs 128 --until prompt $(OBSERVE_SYMBOLS) $(B)/floppy.img

## bench: what cleaning, allocation, boot and the viewer cost, each beside its budget
bench:
	@tools/deps.sh build run test
	@$(MAKE) $(SUBMAKE_FLAGS) products $(SYMBOLS) bench-programs
	@tools/bench.sh

## soak: commands, allocations and noise against one machine for MINUTES minutes (10); then fuzzing
soak:
	@tools/deps.sh build run test
	@$(MAKE) $(SUBMAKE_FLAGS) products $(B)/tests/shell_random_test $(B)/tests/frames_soak_test \
	    $(B)/tests/memviz_observer_test
	@tools/soak.sh $(MINUTES)

## mutants: some 80 mistakes planted one at a time, and who names each; then FLIPS flipped bits (1000)
mutants:
	@tools/deps.sh build run
	@$(MAKE) $(SUBMAKE_FLAGS) images $(SYMBOLS)
	@PYTHONPATH=tests /usr/bin/python3 -B -m mutants
	@PYTHONPATH=tests /usr/bin/python3 -B -m mutants --flips $(or $(FLIPS),1000)

## gallery: 23 boot mistakes, made on purpose, and what Strata says of each
gallery:
	@tools/deps.sh build run
	@$(MAKE) $(SUBMAKE_FLAGS) images
	@PYTHONPATH=tests /usr/bin/python3 -B -m gallery

## picture: draw docs/picture again, from a recorded boot
picture:
	@tools/deps.sh build
	@$(MAKE) $(SUBMAKE_FLAGS) docs-picture

## install: the viewer, its man page and completion, below DESTDIR and PREFIX (/usr/local)
install:
	@tools/deps.sh build
	@$(MAKE) $(SUBMAKE_FLAGS) install-memviz

## clean: remove all that was built
clean:
	rm -rf $(B)

## help: this list
help:
	@sed -n 's/^## \([a-z-]*\): /  make \1\t/p' Makefile | expand -t 17

# What the Bochs debugger loads: "address name" lines.
$(SYMBOLS): tools/debugger_symbols.awk $(B)/boot/boot.sym $(B)/kernel/kernel.sym
	$(call step,GEN,$@)awk -f $^ > $@

# The targets above make these, once the packages are there. The empty recipes keep make from saying
# that there was nothing to do.
products: images $(B)/memviz $(MEMVIZ_BUFFER) $(PICTURES)
	@:
images: $(IMAGES)
	@:
unit-tests: $(UNIT_TESTS)
	@:
