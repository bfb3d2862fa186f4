# What `make gdb` tells gdb: symbols, breakpoints at the boot steps, and the strata commands.
set pagination off
set confirm off
set disassembly-flavor intel
add-symbol-file build/boot/boot.elf
python import sys
python sys.dont_write_bytecode = True
python sys.path.insert(0, "tools/gdb")
python import commands, session

# Breakpoint N is boot step N. At an address (*): gdb would move a function's past its prologue.
break *step1_stage1
break *step2_stage2
break *step3_e820
break *step4_load
break *step5_protected
break *step6_kernel

python session.begin()
