//go:build audit

package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// have ends the test where a program of the system is missing.
func have(t *testing.T, programs ...string) {
	t.Helper()
	for _, name := range programs {
		if _, err := exec.LookPath(name); err != nil {
			t.Fatalf("%s is missing: .ci/audit/setup installs it", name)
		}
	}
}

// asRoot ends the test where a file system cannot be mounted.
func asRoot(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Fatal("mounting a file system takes root: run the audits as root")
	}
}

// system runs a program of the system.
func system(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// teaches fails the test unless everything that needs no store is served, and a code that was made before is shown.
func teaches(t *testing.T, guide *program, holder *caller, made madeGrant) {
	t.Helper()
	for _, path := range []string{"/th/", "/en/guide/start", "/th/practice/standard/qr", "/healthz"} {
		if status, _, _ := guide.get(path); status != http.StatusOK {
			t.Errorf("%s: %d", path, status)
		}
	}
	if status, _, err := holder.do(http.MethodGet, made.Page, nil, "Accept", "text/html"); status != http.StatusOK {
		t.Errorf("a code that was made before: %d %v", status, err)
	}
	if status, _, _ := guide.get("/readyz"); status != http.StatusServiceUnavailable {
		t.Errorf("readyz: %d", status)
	}
}

// refusedInWords fails the test unless who wants a new code is told to wait, in both languages, as a page and as JSON.
func refusedInWords(t *testing.T, guide *program) {
	t.Helper()
	for lang, words := range map[string]string{"th": "ขอเวลาสักครู่", "en": "One moment, please"} {
		for _, accept := range []string{"text/html", "application/json"} {
			status, body, err := newCaller(guide.url).do(http.MethodPost, "/"+lang+"/practice/standard/grant", map[string][]string{}, "Accept", accept)
			if status != http.StatusServiceUnavailable || !bytes.Contains(body, []byte(words)) {
				t.Errorf("a new code in %s as %s: %d %v, without %q", lang, accept, status, err, words)
			}
		}
	}
}

// oneLine fails the test unless the log has exactly one line at WARN or above since before, with these words in it.
func oneLine(t *testing.T, guide *program, before int, words ...string) {
	t.Helper()
	got := guide.faults()[before:]
	if len(got) != 1 {
		t.Errorf("%d lines in the log:\n%s", len(got), strings.Join(got, "\n"))
		return
	}
	for _, w := range words {
		if !strings.Contains(got[0], w) {
			t.Errorf("the log's line does not say %q: %s", w, got[0])
		}
	}
	t.Logf("the log says: %s", got[0])
}

func works(guide *program) bool {
	g, err := newCaller(guide.url).grant()
	return err == nil && newCaller(guide.url).answer(g, "approve") == nil
}

func TestAuditFaultsAFullDisk(t *testing.T) {
	asRoot(t)
	guide := prepare(t, "127.0.0.1", lean)
	disk := filepath.Join(guide.dir, "disk")
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=24m"); err != nil {
		t.Skipf("no small file system can be mounted here: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(disk, syscall.MNT_DETACH) })
	guide.flag = append(guide.flag, "--data", filepath.Join(disk, "data"))
	guide.run()
	t.Cleanup(guide.stop)
	holder := newCaller(guide.url)
	made, err := holder.grant()
	if err != nil {
		t.Fatal(err)
	}

	ballast := filepath.Join(disk, "ballast")
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	for chunk := make([]byte, 64<<10); ; {
		if _, err := f.Write(chunk); err != nil {
			break
		}
	}
	f.Close()
	for range 20 { // a class that goes on pressing
		refusedInWords(t, guide)
	}
	teaches(t, guide, holder, made)
	oneLine(t, guide, 0, disk, "full", "free some space")

	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	took := eventually(t, "practice goes on once there is room", 30*time.Second, func() bool { return works(guide) })
	if len(guide.logged("available again")) != 1 {
		t.Errorf("the log does not say that it is over:\n%s", guide.out)
	}
	t.Logf("a full disk: 80 refusals in words, one line in the log; it worked again %s after there was room", took.Round(time.Millisecond))
}

// A disk with a fault is turned read-only by Linux under the running program, and stays so until it is mounted anew.
func TestAuditFaultsADiskThatTurnsReadOnly(t *testing.T) {
	asRoot(t)
	have(t, "mkfs.ext4", "mount", "umount", "losetup")
	guide := prepare(t, "127.0.0.1", lean)
	image, disk := filepath.Join(guide.dir, "disk.img"), filepath.Join(guide.dir, "disk")
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	system(t, "truncate", "-s", "48M", image)
	system(t, "mkfs.ext4", "-q", "-F", image)
	mount := func() string {
		if out, err := exec.Command("mount", "-o", "loop,errors=remount-ro", image, disk).CombinedOutput(); err != nil {
			t.Skipf("no file system can be mounted from a file here: %s", out)
		}
		return filepath.Base(system(t, "findmnt", "-no", "SOURCE", disk))
	}
	loop := mount()
	t.Cleanup(func() { exec.Command("umount", "-l", disk).Run() })
	guide.flag = append(guide.flag, "--data", filepath.Join(disk, "data"))
	guide.run()
	t.Cleanup(guide.stop)
	holder := newCaller(guide.url)
	made, err := holder.grant()
	if err != nil {
		t.Fatal(err)
	}
	if err := newCaller(guide.url).answer(made, "approve"); err != nil {
		t.Fatal(err)
	}

	trigger := filepath.Join("/sys/fs/ext4", loop, "trigger_fs_error")
	if err := os.WriteFile(trigger, []byte("1"), 0o200); err != nil {
		t.Skipf("this kernel turns no file system read-only on request: %v", err)
	}
	began := time.Now()
	newCaller(guide.url).grant() // the first to meet it waits for an answer that JetStream never gives
	first := time.Since(began)
	for range 20 {
		refusedInWords(t, guide)
	}
	teaches(t, guide, holder, made)
	time.Sleep(5 * time.Second) // two looks of the store at its folder
	refusedInWords(t, guide)
	oneLine(t, guide, 0, disk, "read-only file system", "make it writable")

	// It says what to do; this is doing it.
	guide.stop()
	system(t, "umount", disk)
	exec.Command("fsck.ext4", "-p", image).Run()
	mount()
	guide.run()
	var now struct{ State string }
	if err := holder.event(made.Events, &now); err != nil || now.State != "approved" {
		t.Errorf("afterwards the answered code is %q, %v", now.State, err)
	}
	if !works(guide) {
		t.Error("practice does not work afterwards")
	}
	t.Logf("a disk turned read-only: the first refusal after %s, then at once; one line in the log; everything is there after it was mounted anew", first.Round(time.Millisecond))
}

func TestAuditFaultsAReadOnlyFolderAtTheStart(t *testing.T) {
	asRoot(t)
	guide := prepare(t, "127.0.0.1", lean)
	disk := filepath.Join(guide.dir, "disk")
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=24m"); err != nil {
		t.Skipf("no small file system can be mounted here: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(disk, syscall.MNT_DETACH) })
	guide.flag = append(guide.flag, "--data", filepath.Join(disk, "data"))
	guide.run()
	guide.stop()
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	line := refusesToStart(t, guide)
	for _, want := range []string{"--data", disk, "read-only file system", "make it writable"} {
		if !strings.Contains(line, want) {
			t.Errorf("it does not say %q: %s", want, line)
		}
	}
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT, ""); err != nil {
		t.Fatal(err)
	}
	guide.run()
	guide.stop()
}

// refusesToStart runs a program that must end with exit code 1 and one line, which it returns.
func refusesToStart(t *testing.T, guide *program) string {
	t.Helper()
	file, err := guide.file()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	out, err := exec.Command(file, guide.flag...).CombinedOutput()
	exit, ended := errors.AsType[*exec.ExitError](err)
	if !ended || exit.ExitCode() != 1 || strings.Count(strings.TrimSpace(string(out)), "\n") > 0 {
		t.Fatalf("it ended with %v and said:\n%s", err, out)
	}
	t.Logf("after %s it says: %s", time.Since(began).Round(time.Millisecond), bytes.TrimSpace(out))
	return string(out)
}

func TestAuditFaultsASecondProgramOnTheSameFolder(t *testing.T) {
	guide := startLean(t)
	second := prepare(t, "127.0.0.1", lean, "--data", filepath.Join(guide.dir, "data"))
	line := refusesToStart(t, second)
	for _, want := range []string{"--data", filepath.Join(guide.dir, "data"), "in use", "running already"} {
		if !strings.Contains(line, want) {
			t.Errorf("it does not say %q: %s", want, line)
		}
	}
	if !works(guide) {
		t.Error("the first no longer works")
	}
	if got := guide.faults(); len(got) > 0 {
		t.Errorf("the first complains: %v", got)
	}
}

// Files that are damaged while the program is stopped are server/store's tests; here they are damaged under it.
func TestAuditFaultsFilesDamagedUnderTheRunningProgram(t *testing.T) {
	for _, kind := range []string{"1.blk", "meta.inf"} {
		for how, damage := range map[string]func([]byte) []byte{
			"flipped": func(b []byte) []byte { b[len(b)/2] ^= 0xff; return b },
			"torn":    func(b []byte) []byte { return b[:len(b)/2] },
		} {
			t.Run(kind+" "+how, func(t *testing.T) {
				t.Parallel()
				guide := startLean(t)
				holder, trainer, seat := newCaller(guide.url), newCaller(guide.url), newCaller(guide.url)
				var last madeGrant
				for range 10 {
					g, err := holder.grant()
					if err != nil {
						t.Fatal(err)
					}
					last = g
				}
				room, err := trainer.openRoom()
				if err != nil {
					t.Fatal(err)
				}
				if _, err := seat.join(room); err != nil {
					t.Fatal(err)
				}
				time.Sleep(12 * time.Second) // until JetStream has let go of what it had read
				n := 0
				err = filepath.WalkDir(filepath.Join(guide.dir, "data"), func(path string, d fs.DirEntry, err error) error {
					if err != nil || d.Name() != kind {
						return err
					}
					b, err := os.ReadFile(path)
					if err != nil || len(b) == 0 {
						return err
					}
					n++
					return os.WriteFile(path, damage(b), 0o600)
				})
				if err != nil || n != 2 {
					t.Fatalf("%d files were damaged: %v", n, err)
				}

				if status, _, err := holder.do(http.MethodGet, last.Page, nil, "Accept", "text/html"); status != http.StatusOK {
					t.Errorf("a code that was made before: %d %v", status, err)
				}
				if status, _, _ := guide.get("/en/guide/start"); status != http.StatusOK {
					t.Errorf("a page: %d", status)
				}
				if !works(guide) {
					t.Error("a new code does not work")
				}
				if _, err := newCaller(guide.url).join(room); err != nil {
					t.Errorf("joining the room: %v", err)
				}
				said := guide.faults()
				if len(said) > 1 {
					t.Errorf("%d lines in the log:\n%s", len(said), strings.Join(said, "\n"))
				}
				guide.stop()
				guide.run() // on what there is
				if !works(guide) {
					t.Error("after a new start a new code does not work")
				}
				again := guide.faults()
				if len(again) > 2 {
					t.Errorf("the new start has %d lines:\n%s", len(again), strings.Join(again, "\n"))
				}
				status, _, _ := trainer.do(http.MethodGet, "/th/workshop/"+room+"/trainer", nil, "Accept", "text/html")
				t.Logf("%d files %s; while it ran: %s; after a new start the room answers %d, and: %s", n, how, said, status, again)
				if status != http.StatusOK {
					t.Error("everything stands in the journal too, and yet the room is gone")
				}
			})
		}
	}
}

// What kill -9 cannot show, because the system still has what was written: that it is on the disk before it is acknowledged.
func TestAuditFaultsWhatIsAcknowledgedWasSyncedToTheDisk(t *testing.T) {
	have(t, "strace")
	guide := startLean(t)
	trace := filepath.Join(guide.dir, "trace")
	strace := exec.Command("strace", "-f", "-e", "trace=fsync,fdatasync", "-o", trace, "-p", fmt.Sprint(guide.cmd.Process.Pid))
	if err := strace.Start(); err != nil {
		t.Skipf("no other process can be watched here: %v", err)
	}
	defer func() { strace.Process.Signal(syscall.SIGINT); strace.Wait() }()
	count := func() int {
		b, _ := os.ReadFile(trace)
		return bytes.Count(b, []byte("sync("))
	}
	who := newCaller(guide.url)
	eventually(t, "strace to watch", 20*time.Second, func() bool { who.grant(); return count() > 0 })
	time.Sleep(300 * time.Millisecond)
	const writes = 20
	before := count()
	for range writes {
		other := newCaller(guide.url)
		if _, err := other.grant(); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(300 * time.Millisecond)
	got := count() - before
	t.Logf("%d codes, each two keys: %d syncs", writes, got)
	if got < 2*writes {
		t.Errorf("%d codes were acknowledged with %d syncs", writes, got)
	}
}
