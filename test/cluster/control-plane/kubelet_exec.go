package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"time"

	"k8s.io/cri-streaming/pkg/streaming/remotecommand"
	utilexec "k8s.io/utils/exec"
)

const (
	execIdleTimeout     = 10 * time.Minute
	execCreationTimeout = 30 * time.Second
)

var execProtocols = []string{"v4.channel.k8s.io", "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io"}

func (k kubelet) serveExec(w http.ResponseWriter, r *http.Request) {
	options, err := remotecommand.NewOptions(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	path, found := findFile(k.scripts, r, "")
	run := script{path: path, found: found, namespace: r.PathValue("namespace")}
	remotecommand.ServeExec(w, r, run, r.PathValue("pod"), "", r.PathValue("container"), r.URL.Query()["command"],
		options, execIdleTimeout, execCreationTimeout, execProtocols)
}

type script struct {
	path      string
	found     bool
	namespace string
}

// ExecInContainer runs the script with nothing of our own environment but PATH: what a container "has" is what
// the script says.
func (s script) ExecInContainer(
	ctx context.Context, pod, _, container string, command []string,
	in io.Reader, out, errorOut io.WriteCloser, _ bool, _ <-chan remotecommand.TerminalSize, _ time.Duration,
) error {
	if !s.found {
		return utilexec.CodeExitError{Err: os.ErrNotExist, Code: 127}
	}
	process := exec.CommandContext(ctx, s.path, command...)
	process.Env = []string{"PATH=" + os.Getenv("PATH"), "POD_NAMESPACE=" + s.namespace, "POD_NAME=" + pod, "CONTAINER=" + container}
	process.Stdout, process.Stderr = out, out
	if errorOut != nil {
		process.Stderr = errorOut
	}
	if in != nil {
		// os/exec would wait for a client that never closes its input; a pipe of our own does not.
		pipe, err := process.StdinPipe()
		if err != nil {
			return err
		}
		go func() {
			_, _ = io.Copy(pipe, in)
			_ = pipe.Close()
		}()
	}
	return withExitCode(process.Run())
}

func withExitCode(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return utilexec.CodeExitError{Err: err, Code: exit.ExitCode()}
	}
	return err
}
