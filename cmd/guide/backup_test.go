package main

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestABackupTakenWhileTheGuideRunsBringsTheRoomsBackAfterKillMinus9(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "guide-data")
	p := launch(t, "--addr", "127.0.0.1:0", "--data", data)
	trainer := p.browser()
	res := trainer.form("/workshop", url.Values{"lang": {"th"}})
	res.Body.Close()
	console := res.Request.URL.Path
	if !strings.HasSuffix(console, "/trainer") {
		t.Fatalf("opening a room leads to %s", console)
	}
	writing, stop := make(chan struct{}), make(chan struct{})
	go func() { // the site is full of life meanwhile
		defer close(writing)
		for n := 0; ; n++ {
			select {
			case <-stop:
				if n > 5 {
					return
				}
			default:
			}
			p.browser().makeGrant()
		}
	}()
	file := filepath.Join(t.TempDir(), "สำรอง.zip")
	if code, out, stderr := end(t, "backup", file, "--data", data); code != exitOK || !strings.Contains(out, "rooms 1, numbers 0") {
		t.Fatalf("code %d, %s%s", code, out, stderr)
	}
	close(stop)
	<-writing
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info.Mode(), err)
	}
	if code, _, stderr := end(t, "backup", file, "--data", data); code != exitFail || !strings.Contains(stderr, "nothing is ever overwritten") {
		t.Errorf("a second time: code %d, %s", code, stderr)
	}
	if code, _, stderr := end(t, "restore", file, "--data", data); code != exitFail || !strings.Contains(stderr, "stop it first") {
		t.Errorf("restoring under a running guide: code %d, %s", code, stderr)
	}
	p.cmd.Process.Kill() // the machine is gone
	p.cmd.Wait()

	for _, to := range []string{filepath.Join(t.TempDir(), "guide-data"), data} {
		if code, out, stderr := end(t, "restore", file, "--data", to); code != exitOK || !strings.Contains(out, "rooms 1, numbers 0") {
			t.Fatalf("code %d, %s%s", code, out, stderr)
		}
		again := launch(t, "--addr", "127.0.0.1:0", "--data", to)
		trainer.base = again.url
		if res := trainer.do("GET", console, nil); res.StatusCode != 200 || res.Request.URL.Path != console {
			t.Errorf("the room's console after restoring: %s at %s", res.Status, res.Request.URL)
		}
		again.browser().makeGrant() // and it can be written to
		if err := again.stop(); err != nil {
			t.Error(err)
		}
	}
}

func TestABackupThatCannotBeMadeOrUsedIsOneLineInBothLanguages(t *testing.T) {
	empty := t.TempDir()
	picture := filepath.Join(t.TempDir(), "picture.zip")
	if err := os.WriteFile(picture, []byte("no archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out.zip")
	for what, v := range map[string]struct {
		args     []string
		en, thai string
	}{
		"nothing there":     {[]string{"backup", out, "--data", empty}, "no data to back up", "ไม่มีข้อมูลให้สำรอง"},
		"only memory":       {[]string{"backup", out, "--data", ""}, "everything is in memory", "ข้อมูลอยู่ในหน่วยความจำทั้งหมด"},
		"no such folder":    {[]string{"backup", filepath.Join(empty, "no", "x.zip"), "--data", empty}, "the file or its folder is not there", "ไม่พบไฟล์หรือโฟลเดอร์นั้น"},
		"no backup":         {[]string{"restore", picture, "--data", empty}, "the file is no backup", "ไฟล์นี้ไม่ใช่ไฟล์สำรอง"},
		"no such file":      {[]string{"restore", out + "x", "--data", empty}, "the file or its folder is not there", "ไม่พบไฟล์หรือโฟลเดอร์นั้น"},
		"a backup of a few": {[]string{"restore"}, "<file>", "<file>"},
	} {
		for lang, want := range map[string]string{"en": v.en, "th": v.thai} {
			code, stdout, stderr := end(t, append([]string{"--lang", lang}, v.args...)...)
			if code == exitOK || !strings.Contains(stderr, want) {
				t.Errorf("%s in %s: code %d, %s%s", what, lang, code, stdout, stderr)
			}
		}
	}
	for _, dir := range []string{filepath.Dir(out), empty} {
		if entries, _ := os.ReadDir(dir); len(entries) > 0 {
			t.Errorf("%s is left in %s", entries[0].Name(), dir)
		}
	}
	t.Setenv("GUIDE_NATS", "nats://127.0.0.1:4222")
	if code, _, stderr := end(t, "backup", out); code != exitFail || !strings.Contains(stderr, "nats stream backup") {
		t.Errorf("with a cluster: code %d, %s", code, stderr)
	}
}
