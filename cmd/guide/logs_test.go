package main

import (
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// outlet is a pipe of which nobody reads, or of which the reader has gone.
func outlet(t *testing.T, gone bool) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	if gone {
		r.Close()
		return r, w
	}
	if err := w.SetWriteDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := w.Write(make([]byte, 4096)); err != nil { // full
			return r, w
		}
	}
}

// The trainer clicks into the console's window, or closes what the log was piped to: the class goes on.
func TestAReaderOfTheLogThatStandsStillOrGoesHoldsUpNothing(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Log("a full pipe cannot be made there")
		return
	}
	for _, gone := range []bool{false, true} {
		t.Run(map[bool]string{false: "stands still", true: "has gone"}[gone], func(t *testing.T) {
			t.Parallel()
			port, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			addr := port.Addr().String()
			port.Close()
			admin, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			adminAddr := admin.Addr().String()
			admin.Close()
			cmd := exec.Command(os.Args[0], "serve", "--addr", addr, "--admin-addr", adminAddr, "--data", "")
			cmd.Env = append(os.Environ(), "GUIDE_TEST_RUN=1")
			cmd.Dir = t.TempDir()
			_, stdout := outlet(t, gone)
			_, stderr := outlet(t, gone)
			cmd.Stdout, cmd.Stderr = stdout, stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			t.Cleanup(func() { cmd.Process.Kill() })
			client := &http.Client{Timeout: patient}
			get := func(url, host string) (int, string) {
				req, _ := http.NewRequest(http.MethodGet, url, nil)
				req.Host = host
				res, err := client.Do(req)
				if err != nil {
					return 0, err.Error()
				}
				defer res.Body.Close()
				body, _ := io.ReadAll(res.Body)
				return res.StatusCode, string(body)
			}
			for end := time.Now().Add(patient); ; time.Sleep(10 * time.Millisecond) {
				if status, _ := get("http://"+addr+"/healthz", ""); status == 200 {
					break
				}
				select {
				case err := <-ended:
					t.Fatalf("it ended: %v", err)
				default:
				}
				if time.Now().After(end) {
					t.Fatal("it never answers")
				}
			}
			for range 30 { // each is logged
				if status, body := get("http://"+addr+"/th/", "evil.example"); status != 421 {
					t.Fatalf("%d %s", status, body)
				}
			}
			if status, _ := get("http://"+addr+"/th/", ""); status != 200 {
				t.Error(status)
			}
			if gone {
				for end := time.Now().Add(patient); ; time.Sleep(10 * time.Millisecond) {
					_, figures := get("http://"+adminAddr+"/metrics", "")
					_, dropped, _ := strings.Cut(figures, "\nguide_log_lines_dropped_total ")
					if dropped != "" && dropped[0] != '0' {
						break
					}
					if time.Now().After(end) {
						t.Fatal("what was dropped is not counted")
					}
				}
			}
			cmd.Process.Signal(syscall.SIGTERM)
			select {
			case err := <-ended:
				if err != nil {
					t.Errorf("it ended with %v", err)
				}
			case <-time.After(patient):
				t.Error("it does not end")
			}
		})
	}
}
