//go:build audit && linux

package main

import (
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// prngSource is a DLL that Go's runtime loads and that older versions of wine lack.
const prngSource = `#include <windows.h>
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE p, SIZE_T n) {
	BOOLEAN (WINAPI *random)(PVOID, ULONG) = (void *)GetProcAddress(LoadLibraryA("advapi32.dll"), "SystemFunction036");
	return random(p, (ULONG)n);
}
`

// wine is Windows as far as wine is, with the program in it.
type wine struct {
	t       *testing.T
	dir     string
	exe     string // the program
	env     []string
	browser func() string
	enter   []string // what a command line begins with, so that even root is refused what others are
}

func newWine(t *testing.T) *wine {
	t.Helper()
	w := &wine{t: t, dir: t.TempDir(), browser: fakeBrowser(t)}
	w.exe = filepath.Join(w.dir, "guide.exe")
	if os.Getuid() == 0 {
		w.enter = []string{"setpriv", "--bounding-set", "-net_bind_service,-dac_override,-dac_read_search", "--"}
	}
	prefix := filepath.Join(w.dir, "prefix")
	w.env = append(os.Environ(), "WINEPREFIX="+prefix, "WINEDEBUG=-all", "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0", "GUIDE_ADMIN_ADDR=")
	do := func(name string, args ...string) {
		t.Helper()
		line := append(append([]string{}, w.enter...), append([]string{name}, args...)...) // wine's server asks the system for all of its programs
		cmd := exec.Command(line[0], line[1:]...)
		cmd.Env = w.env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
	}
	do("go", "build", "-o", w.exe, ".")
	do("wine", "wineboot", "-i")
	t.Cleanup(func() {
		end := exec.Command("wineserver", "-k")
		end.Env = w.env
		_ = end.Run() // only this prefix's
	})
	dll := filepath.Join(prefix, "drive_c/windows/system32/bcryptprimitives.dll")
	if _, err := os.Stat(dll); err != nil {
		source := filepath.Join(w.dir, "prng.c")
		if err := os.WriteFile(source, []byte(prngSource), 0o600); err != nil {
			t.Fatal(err)
		}
		do("x86_64-w64-mingw32-gcc", "-shared", "-O2", "-o", dll, source)
	}
	return w
}

// window is the console window of a double click.
type window struct {
	t     *testing.T
	cmd   *exec.Cmd
	keys  io.Writer
	mu    sync.Mutex
	text  bytes.Buffer
	ended chan struct{}
}

func (w *window) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

var terminalSign = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]|\r")

// shown is what stands in the window, its lines as they were before the window broke them.
func (w *window) shown() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.ReplaceAll(terminalSign.ReplaceAllString(w.text.String(), ""), "\n", "")
}

// doubleClick starts the program, which it puts into a folder, with a terminal of its own and no arguments.
func (w *wine) doubleClick(dir string, env ...string) *window {
	w.t.Helper()
	exe := filepath.Join(dir, "guide.exe")
	if _, err := os.Stat(exe); err != nil {
		if err := os.Link(w.exe, exe); err != nil {
			w.t.Fatal(err)
		}
	}
	v := &window{t: w.t, ended: make(chan struct{})}
	v.cmd = exec.Command("script", "-qfec", strings.Join(append(w.enter, "wine", "'"+exe+"'"), " "), "/dev/null")
	v.cmd.Dir, v.cmd.Env, v.cmd.Stdout = dir, append(w.env, env...), v
	keys, err := v.cmd.StdinPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	v.keys = keys
	if err := v.cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	go func() { _ = v.cmd.Wait(); close(v.ended) }()
	w.t.Cleanup(func() { v.cmd.Process.Kill(); <-v.ended })
	return v
}

func (w *window) waitFor(words ...string) {
	w.t.Helper()
	for _, want := range words {
		for until := time.Now().Add(2 * time.Minute); !strings.Contains(w.shown(), want); time.Sleep(50 * time.Millisecond) {
			if time.Now().After(until) {
				w.t.Fatalf("the window never says %q:\n%s", want, w.shown())
			}
		}
	}
}

// stays holds that the window is open until Enter is pressed.
func (w *window) stays() {
	w.t.Helper()
	w.waitFor("กด Enter เพื่อปิดหน้าต่างนี้", "Press Enter to close this window.")
	select {
	case <-w.ended:
		w.t.Error("the window closed before it could be read")
		return
	case <-time.After(2 * time.Second):
	}
	io.WriteString(w.keys, "\r")
	select {
	case <-w.ended:
	case <-time.After(time.Minute):
		w.t.Error("the window stays after Enter")
	}
}

func TestAuditWindows(t *testing.T) {
	w := newWine(t)
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()

	t.Run("a port that another program has", func(t *testing.T) {
		v := w.doubleClick(t.TempDir(), "GUIDE_ADDR="+busy.Addr().String())
		v.waitFor("มีโปรแกรมอื่นใช้อยู่", "is in use by another program", "--addr :3001")
		v.stays()
	})
	t.Run("an address that the machine has not", func(t *testing.T) {
		v := w.doubleClick(t.TempDir(), "GUIDE_ADDR=192.0.2.7:3055")
		v.waitFor("เครื่องนี้ไม่มีที่อยู่ตามที่ตั้งไว้", "this machine does not have the address", "--addr")
		v.stays()
	})
	t.Run("a port that the system keeps", func(t *testing.T) {
		v := w.doubleClick(t.TempDir(), "GUIDE_ADDR=127.0.0.1:80")
		v.waitFor("ระบบไม่ให้ใช้พอร์ต 80", "the system does not let it use port 80", "the system does not give this port away", "--addr")
		v.stays()
	})
	t.Run("a folder in which it may not write", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.Chmod(dir, 0o555); err != nil { // #nosec G302 -- a folder that can be opened
			t.Fatal(err)
		}
		v := w.doubleClick(dir, "GUIDE_ADDR=127.0.0.1:0")
		v.waitFor("จึงเก็บห้องไว้ที่", "Nothing can be kept here", "The trainer's page: http://127.0.0.1:")
		if w.browser() == "" {
			t.Error("no browser is opened")
		}
	})
	t.Run("a wrong value", func(t *testing.T) {
		v := w.doubleClick(t.TempDir(), "GUIDE_PUBLIC_URL=nonsense")
		v.waitFor("ถ่ายรูปหน้าต่างนี้ส่งให้ฝ่าย IT", "take a picture of this window", "--public-url")
		v.stays()
	})
	t.Run("twice", func(t *testing.T) {
		dir := t.TempDir()
		first := w.doubleClick(dir, "GUIDE_ADDR=127.0.0.1:0", "GUIDE_ADMIN_ADDR="+busy.Addr().String())
		first.waitFor("The trainer's page: http://127.0.0.1:", "--admin-addr chooses another", "The rooms stay in")
		base := regexp.MustCompile(`The trainer's page: (http://127\.0\.0\.1:\d+)/`).FindStringSubmatch(first.shown())[1]
		if got := w.browser(); got != base+"/th/workshop" {
			t.Errorf("the browser opens %q", got)
		}
		second := w.doubleClick(dir, "GUIDE_ADDR=127.0.0.1:0")
		second.waitFor("โปรแกรมนี้เปิดอยู่แล้ว", "The program is already open", base)
		select {
		case <-second.ended:
		case <-time.After(time.Minute):
			t.Error("the second one stays")
		}
	})
	t.Run("the usual port is another program's", func(t *testing.T) {
		other, err := net.Listen("tcp", defaultAddr)
		if err != nil {
			t.Log("port 3000 is taken on this machine already:", err)
		} else {
			defer other.Close()
		}
		v := w.doubleClick(t.TempDir())
		v.waitFor("จึงใช้พอร์ต 30", "so port 30", "The trainer's page: http://127.0.0.1:30")
	})
}
