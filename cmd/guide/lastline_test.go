package main

import (
	"net"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"
)

// Whoever watches over the program starts it again once it has ended, so that it must end, whoever reads why.
func TestAProgramThatCannotServeEndsThoughNobodyReadsWhy(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Log("a full pipe cannot be made there")
		return
	}
	port, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	cmd := exec.Command(os.Args[0], "serve", "--addr", port.Addr().String(), "--admin-addr", "", "--data", "")
	cmd.Env = append(os.Environ(), "GUIDE_TEST_RUN=1")
	cmd.Dir = t.TempDir()
	_, stdout := outlet(t, false)
	_, stderr := outlet(t, false)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() { cmd.Process.Kill() })
	select {
	case <-ended:
		if code := cmd.ProcessState.ExitCode(); code != exitFail {
			t.Errorf("it ended with %d", code)
		}
	case <-time.After(patient):
		t.Error("it does not end")
	}
}
