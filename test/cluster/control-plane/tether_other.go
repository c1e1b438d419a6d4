//go:build !linux

package main

import "syscall"

func tetheredAttributes() *syscall.SysProcAttr { return nil }
