# The shell is compiled into the kernel (kernel/kernel.mk); here are its tests on
# the host, where it runs over a piece of ordinary memory.

