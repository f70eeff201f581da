package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"napguide/content"
	"napguide/locales"
	"napguide/server/upgrade"
)

// betweenTheSteps leaves a folder as a program does that dies after it has put the old one aside.
func betweenTheSteps(t *testing.T, dir string) {
	t.Helper()
	result, err := upgrade.Convert(os.DirFS(dir), upgrade.Program{Content: content.FS, Locales: locales.FS})
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := os.MkdirTemp(filepath.Dir(dir), newOf(dir)+"*")
	if err == nil {
		err = writeFresh(dir, fresh, result)
	}
	if err == nil {
		err = os.Rename(dir, filepath.Join(filepath.Dir(dir), beforeOf(dir)+"2026-11-26"))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestAFolderWhoseUpgradeWasCutShortBetweenItsTwoStepsIsNamedAndFinished(t *testing.T) {
	t.Parallel()
	dir := olderFolder(t, "before-screens", map[string]string{"th/about.md": "\ntitle: →\ntitle: ของเรา "})
	was := fingerprints(t, dir)
	betweenTheSteps(t, dir)
	for _, command := range [][]string{{"check", "--content", dir}, {"serve", "--addr", "127.0.0.1:0", "--data", "", "--content", dir}, {"export", filepath.Join(t.TempDir(), "out"), "--content", dir}} {
		for lang, want := range map[string]string{"en": "was cut short, which left the folder under another name; finish it with: guide init --upgrade ", "th": "หยุดกลางทาง"} {
			if code, stdout, stderr := end(t, append(command, "--lang", lang)...); code == exitOK || !strings.Contains(stdout+stderr, want) {
				t.Errorf("%v: code %d, %s%s", command[0], code, stdout, stderr)
			}
		}
	}
	code, stdout, stderr := end(t, "init", "--upgrade", dir, "--lang", "en")
	if code != exitOK || !strings.Contains(stdout, "it is finished now: ") || !strings.Contains(stdout, ".before-2026-11-26") {
		t.Fatalf("code %d: %s%s", code, stdout, stderr)
	}
	if raw, err := os.ReadFile(filepath.Join(dir, "th/about.md")); err != nil || !strings.Contains(string(raw), "title: ของเรา ") {
		t.Errorf("the unit's own words are gone (%v)", err)
	}
	sameFolderAs(t, "the copy", fingerprints(t, backups(t, dir)[0]), was)
	if left := besideIt(dir, newOf(dir)); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, stdout, _ := end(t, "init", "--upgrade", dir, "--lang", "en"); !strings.Contains(stdout, "has today's form already") {
		t.Errorf("once more: %s", stdout)
	}
}

func TestAnUpgradeThatIsKilledAtAnyMomentLosesNothing(t *testing.T) {
	t.Parallel()
	for _, after := range []int{0, 20, 60, 120, 250} { // ms
		dir := olderFolder(t, "before-phones", map[string]string{"th/about.md": "\ntitle: →\ntitle: ของเรา "})
		was := fingerprints(t, dir)
		cmd := exec.Command(os.Args[0], "init", "--upgrade", dir)
		cmd.Env = append(os.Environ(), "GUIDE_TEST_RUN=1")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(after) * time.Millisecond)
		_ = cmd.Process.Kill() // or it has ended
		_ = cmd.Wait()
		if code, stdout, stderr := end(t, "init", "--upgrade", dir); code != exitOK {
			t.Fatalf("killed after %d ms, then: code %d, %s%s", after, code, stdout, stderr)
		}
		raw, err := os.ReadFile(filepath.Join(dir, "th/about.md"))
		if err != nil || !strings.Contains(string(raw), "title: ของเรา ") {
			t.Errorf("killed after %d ms, the unit's own words are gone (%v)", after, err)
		}
		copies := backups(t, dir)
		if len(copies) != 1 {
			t.Fatalf("killed after %d ms, the copies are %v", after, copies)
		}
		sameFolderAs(t, "the copy", fingerprints(t, copies[0]), was)
		if left := besideIt(dir, newOf(dir)); len(left) > 0 {
			t.Errorf("killed after %d ms, left behind: %v", after, left)
		}
	}
}
