package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
)

// waitForStarter returns when the process that started this one is gone. It holds the other end of standard
// input for as long as it lives, and the kernel closes that however it ends, SIGKILL included: the only sign of
// death that needs no co-operation.
func waitForStarter() {
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// endWithStarter ends this process with its starter, at once: nobody is left who could want its data.
func endWithStarter() {
	go func() {
		waitForStarter()
		os.Exit(1)
	}()
}

// runTethered gives a foreign program (COMMAND ARGS...) the same end.
func runTethered(args []string) {
	if len(args) == 0 {
		fmt.Fprintln(os.Stderr, "usage: control-plane tether COMMAND [ARGS...]")
		os.Exit(2)
	}
	runtime.LockOSThread() // the death signal is tied to the thread that forks, not to the process
	command := exec.Command(args[0], args[1:]...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	command.SysProcAttr = tetheredAttributes()
	if err := command.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	go func() {
		waitForStarter()
		_ = command.Process.Kill()
	}()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		for received := range signals {
			_ = command.Process.Signal(received)
		}
	}()

	var exit *exec.ExitError
	if err := command.Wait(); errors.As(err, &exit) {
		os.Exit(exit.ExitCode())
	}
}
