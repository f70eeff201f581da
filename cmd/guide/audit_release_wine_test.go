//go:build audit && linux

package main

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// unpackRelease unpacks the folder for Windows that `make release` has made, and is where its program stands.
func unpackRelease(t *testing.T, dir string) string {
	t.Helper()
	dist := os.Getenv("GUIDE_DIST")
	if dist == "" {
		dist = "../../dist"
	}
	found, err := filepath.Glob(filepath.Join(dist, "nap-guide-*-windows-amd64.zip"))
	if err != nil || len(found) != 1 {
		t.Fatalf("dist/ has %q (%v); make release first", found, err)
	}
	z, err := zip.OpenReader(found[0])
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if err := os.CopyFS(dir, z); err != nil {
		t.Fatal(err)
	}
	programs, err := filepath.Glob(filepath.Join(dir, "*", "guide.exe"))
	if err != nil || len(programs) != 1 {
		t.Fatalf("the folder has %q (%v)", programs, err)
	}
	return programs[0]
}

// The folder for Windows, as people unpack it and where they double-click.
func TestAuditReleaseWindows(t *testing.T) {
	w := newWine(t)
	own := func() string { // where this user's programs keep what is theirs
		found, _ := filepath.Glob(filepath.Join(w.dir, "prefix", "drive_c", "users", "*", "AppData", "Roaming"))
		if len(found) == 0 {
			t.Fatal("wine has no folder of the user's")
		}
		return filepath.Join(found[0], "napguide", dataFolder)
	}
	keeps := func(dir string) {
		t.Helper()
		for until := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
			if _, err := os.Stat(filepath.Join(dir, "journal")); err == nil {
				return
			}
			if time.Now().After(until) {
				t.Errorf("nothing is kept in %s", dir)
				return
			}
		}
	}
	click := func(exe string) *window {
		return w.doubleClick(filepath.Dir(exe), "GUIDE_ADDR=127.0.0.1:0")
	}
	t.Run("a folder with a Thai name", func(t *testing.T) {
		exe := unpackRelease(t, filepath.Join(t.TempDir(), "ฝึกเข้า NAP (1)"))
		v := click(exe)
		v.waitFor("The trainer's page: http://127.0.0.1:", "The rooms stay in")
		keeps(filepath.Join(filepath.Dir(exe), dataFolder))
		if got := w.browser(); !strings.HasSuffix(got, "/th/workshop") {
			t.Errorf("the browser opens %q", got)
		}
		v.cmd.Process.Kill()
	})
	t.Run("a folder that may only be read", func(t *testing.T) {
		exe := unpackRelease(t, t.TempDir())
		for _, dir := range []string{filepath.Join(filepath.Dir(exe), dataFolder), filepath.Dir(exe)} {
			if err := os.Chmod(dir, 0o555); err != nil { // #nosec G302 -- a folder that can be opened
				t.Fatal(err)
			}
			t.Cleanup(func() { os.Chmod(dir, 0o755) })
		}
		v := click(exe)
		v.waitFor("จึงเก็บห้องไว้ที่", "Nothing can be kept here", "The trainer's page: http://127.0.0.1:")
		keeps(own())
		v.cmd.Process.Kill()
	})
	t.Run("from inside the ZIP", func(t *testing.T) {
		if err := os.RemoveAll(own()); err != nil {
			t.Fatal(err)
		}
		temps, _ := filepath.Glob(filepath.Join(w.dir, "prefix", "drive_c", "users", "*", "AppData", "Local"))
		if len(temps) == 0 {
			t.Fatal("wine has no temporary folder")
		}
		exe := unpackRelease(t, filepath.Join(temps[0], "Temp", "Temp1_nap-guide.zip"))
		v := click(exe)
		v.waitFor("แตกไฟล์ ZIP", "from inside the ZIP file", "The trainer's page: http://127.0.0.1:")
		keeps(own())
		v.cmd.Process.Kill()
	})
}
