package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// program is the guide as it is shipped, or a peer that it is measured against, as a process of its own.
type program struct {
	url string
	cmd *exec.Cmd
}

// product is the program's own module, as seen from the folder in which bench runs.
const product = ".."

// buildGuide compiles the program as `make release` does: stripped, without C, with the flags of release/goflags.
func buildGuide(ctx context.Context, dir string) (string, error) {
	flags, err := os.ReadFile(filepath.Join(product, "release/goflags"))
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "guide")
	cmd := exec.CommandContext(ctx, "go", "build", "-C", product, "-ldflags", "-s -w -buildid=", "-o", file, "./cmd/guide")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS="+strings.Join(strings.Fields(string(flags)), " "))
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the program: %w\n%s", err, out)
	}
	return file, nil
}

// launch starts a program, on one core where core is not negative, and does not wait for it.
func launch(ctx context.Context, core int, url, file string, args ...string) (*program, error) {
	if core >= 0 {
		args = append([]string{"-c", fmt.Sprint(core), file}, args...)
		file = "taskset"
	}
	cmd := exec.CommandContext(ctx, file, args...)
	cmd.Stderr = os.Stderr
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "GUIDE_") {
			cmd.Env = append(cmd.Env, kv)
		}
	}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	return &program{url: url, cmd: cmd}, cmd.Start()
}

// await asks for a path until there is an answer.
func (p *program) await(ctx context.Context, path string) error {
	for ctx.Err() == nil {
		res, err := http.Get(p.url + path)
		if err == nil {
			io.Copy(io.Discard, res.Body)
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	return errors.New("a program under measurement did not answer")
}

// stop ends the program and waits until it has gone.
func (p *program) stop() {
	p.cmd.Process.Signal(syscall.SIGTERM)
	p.cmd.Wait()
}

func (p *program) pid() int { return p.cmd.Process.Pid }

// freeAddr is a loopback address that nobody listens on.
func freeAddr() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer ln.Close()
	return ln.Addr().String(), nil
}

// startProgram starts the guide on a free loopback port and waits until it answers.
func startProgram(ctx context.Context, core int, file string, flags ...string) (*program, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	args := append([]string{"serve", "--addr", addr, "--admin-addr", "", "--live-url", "https://napplus.invalid/", "--public-url", "http://" + addr}, flags...)
	p, err := launch(ctx, core, "http://"+addr, file, args...)
	if err != nil {
		return nil, err
	}
	if err := p.await(ctx, "/readyz"); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}
