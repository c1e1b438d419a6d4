package main

import "syscall"

// On Linux the kernel ends the command even when the tether itself is killed outright.
func tetheredAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
