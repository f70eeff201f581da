package main

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTheDoctorTellsWhatATrainerNeedsToKnowInBothLanguages(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	for lang, want := range map[string][]string{
		"th": {"ตรวจเครื่องก่อนสอน", "พอร์ต ", "ไฟร์วอลล์", "ที่เก็บข้อมูลว่าง", "นาฬิกาของเครื่องนี้บอก", "โทรศัพท์ของคุณ"},
		"en": {"Check this machine before the class", "Port ", "firewall", "free for the data", "clock says", "your own phone"},
	} {
		code, out, stderr := end(t, "doctor", "--lang", lang, "--addr", freeAddr(t), "--data", data)
		for _, w := range want {
			if !strings.Contains(out, w) {
				t.Errorf("%s: there is no %q in\n%s%s", lang, w, out, stderr)
			}
		}
		if code != exitFail { // on the loopback address no phone comes
			t.Errorf("%s: code %d", lang, code)
		}
	}
	if code, out, _ := end(t, "doctor", "--addr", ":0", "--public-url", "https://guide.example.org", "--data", data); code != exitOK || !strings.Contains(out, "guide.example.org") {
		t.Errorf("with a public address: code %d\n%s", code, out)
	}
	if code, _, stderr := end(t, "doctor", "--addr", "nonsense"); code != exitFail || !strings.Contains(stderr, "--addr") {
		t.Errorf("a wrong address: code %d, %s", code, stderr)
	}
}

func TestTheDoctorTellsOurOwnPortFromAnothersAndWhetherAPhoneArrived(t *testing.T) {
	t.Parallel()
	_, out, _ := end(t, "doctor", "--addr", busyAddr(t), "--data", t.TempDir())
	if !strings.Contains(out, "Another program is using port") {
		t.Errorf("another program's port:\n%s", out)
	}
	data := t.TempDir()
	p := launch(t, "--addr", "127.0.0.1:0", "--data", data, "--admin-addr", "127.0.0.1:0")
	u, err := url.Parse(p.url)
	if err != nil {
		t.Fatal(err)
	}
	_, out, _ = end(t, "doctor", "--addr", u.Host, "--data", data)
	if !strings.Contains(out, "The program is running on port "+u.Port()) || !strings.Contains(out, "No other machine has come through yet") {
		t.Errorf("our own port:\n%s", out)
	}
	machine := page(t, p, "/en/workshop/machine")
	for _, want := range []string{"The program is running on port", "No other machine has come through yet", "clock says", "free for the data"} {
		if !strings.Contains(machine, want) {
			t.Errorf("the kit's own page does not say %q", want)
		}
	}
	if kit := page(t, p, "/en/workshop"); !strings.Contains(kit, `href="/en/workshop/machine"`) {
		t.Error("the kit does not lead there")
	}
	if !askArrival(t.Context(), data).IsZero() {
		t.Error("a phone is said to have come")
	}
}

func TestWhoeverComesOverAProxyIsToldNothingOfTheMachine(t *testing.T) {
	t.Parallel()
	p := launch(t, "--addr", "127.0.0.1:0", "--data", "", "--admin-addr", "")
	b := p.browser()
	res := b.do("GET", "/en/workshop/machine", map[string]string{"X-Forwarded-For": "192.0.2.7"})
	if body := readAll(t, res); strings.Contains(body, "clock says") || res.Request.URL.Path != "/en/workshop" {
		t.Errorf("it is at %s", res.Request.URL)
	}
}

func TestADiskThatCannotBeWrittenIsToldBeforeTheClass(t *testing.T) {
	t.Parallel()
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	m := machineOf(filepath.Join(blocked, "data"), "3000", nil)
	if !m.Refused {
		t.Error("a folder that cannot be made is called writable")
	}
	if m := machineOf(filepath.Join(t.TempDir(), "not", "yet", "there"), "3000", nil); m.Free == 0 {
		t.Error("nothing is free where a folder is to be made")
	}
	if at := builtAt(); at.After(time.Now()) {
		t.Errorf("built at %s", at)
	}
}
