package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestAnOpenPageFollowsTheWriter(t *testing.T) {
	t.Parallel()
	file, err := built()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "my-guide")
	if out, err := exec.Command(file, "init", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	help := filepath.Join(dir, "th", "help.md")
	edit := func(from, to string) {
		t.Helper()
		raw, err := os.ReadFile(help)
		if err != nil || !strings.Contains(string(raw), from) {
			t.Fatalf("no %q (%v)", from, err)
		}
		if err := os.WriteFile(help, []byte(strings.Replace(string(raw), from, to, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p := pc.open(t, start(t, "--content", dir, "--dev").url)
	p.visit("/th/help#address")
	p.wait("the page to follow", `performance.getEntriesByType("resource").some(r=>r.name.endsWith("/_dev/dev.js"))`)
	edit("ปิดเน็ตมือถือไว้ก่อน", "ปิดเน็ตมือถือไว้ก่อนนะ")
	p.wait("the edit to be shown where one was", `document.body.textContent.includes("ไว้ก่อนนะ") && location.hash==="#address"`)
	edit("id: help", "id: hepl")
	p.waitFor(".dev-bar")
	if bar := p.text(".dev-bar"); !strings.Contains(bar, "th/help.md:2") || !strings.Contains(bar, "write id: help") {
		t.Errorf("the bar says %s", bar)
	}
	if !p.try(`document.body.textContent.includes("ไว้ก่อนนะ")`) {
		t.Error("the last good version is gone")
	}
	edit("id: hepl", "id: help")
	p.waitGone(".dev-bar")
	p.visit("/_screens")
	p.waitFor(`a[href="/_screens/th/grant/standard.qr/scanned"]`)
}
