package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"napguide/server/locale"
)

// devState is what the stream for writers says.
type devState struct {
	Edit   int
	Faults []struct{ At, Msg, Mend string }
}

// follow reads the stream until what it says is as wanted.
func follow(t *testing.T, res *http.Response) func(what string, wanted func(devState) bool) {
	late := time.AfterFunc(2*patient, func() { res.Body.Close() })
	t.Cleanup(func() { late.Stop() })
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	return func(what string, wanted func(devState) bool) {
		t.Helper()
		for lines.Scan() {
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			if !ok || data == "1" { // the latter is a beat
				continue
			}
			var s devState
			if err := json.Unmarshal([]byte(data), &s); err != nil {
				t.Fatal(err)
			}
			if wanted(s) {
				return
			}
		}
		t.Fatalf("the stream ended before %s", what)
	}
}

func TestAWriterSeesEachEditAndAFaultKeepsTheLastGoodSite(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, nil)
	p := launch(t, "--addr", "127.0.0.1:0", "--data", "", "--content", dir, "--dev")
	b := p.browser()
	get := func(path string) string { return readAll(t, b.do("GET", path, nil)) }
	if !strings.Contains(get("/th/help"), `src="/_dev/dev.js"`) {
		t.Error("pages do not follow the edits")
	}
	res := b.do("GET", "/_dev/events", nil)
	defer res.Body.Close()
	saw := follow(t, res)
	saw("the start", func(s devState) bool { return s.Edit == 0 && len(s.Faults) == 0 })

	began := time.Now()
	write(t, filepath.Join(dir, "th/help.md"), "ปิดเน็ตมือถือไว้ก่อน→ปิดเน็ตมือถือไว้ก่อนนะ")
	saw("the edit", func(s devState) bool { return s.Edit == 1 })
	t.Logf("%s from saving to reloading", time.Since(began))
	if !strings.Contains(locale.Unjoin(get("/th/help")), "ปิดเน็ตมือถือไว้ก่อนนะ") {
		t.Error("the edit is not shown")
	}

	write(t, filepath.Join(dir, "th/help.md"), "id: help→id: hepl")
	saw("the fault", func(s devState) bool {
		return s.Edit == 1 && len(s.Faults) > 0 && strings.HasSuffix(s.Faults[0].At, "th/help.md:2") && s.Faults[0].Mend == "write id: help"
	})
	if body := locale.Unjoin(get("/th/help")); !strings.Contains(body, "ปิดเน็ตมือถือไว้ก่อนนะ") {
		t.Error("the last good site is gone")
	}

	write(t, filepath.Join(dir, "th/help.md"), "id: hepl→id: help")
	write(t, filepath.Join(dir, "locales/active.en.toml"), `help = "→help = "Ask `)
	saw("the repair", func(s devState) bool { return s.Edit >= 2 && len(s.Faults) == 0 })
	for end := time.Now().Add(patient); !strings.Contains(get("/en/"), "Ask "); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("an edit of the words is not shown")
		}
	}

	list := get("/_screens")
	for _, want := range []string{`href="/en/practice/expired/qr-short"`, `href="/_screens/th/grant/standard.qr/scanned"`, `href="/_screens/en/phone/answered/-"`, `href="/_screens/th/failure/too-many-all/503"`} {
		if !strings.Contains(list, want) {
			t.Errorf("the list of screens lacks %s", want)
		}
	}
	for _, m := range screenHref.FindAllStringSubmatch(list, -1) {
		res := b.do("GET", m[1], nil)
		if body := readAll(t, res); res.StatusCode != 200 || !strings.Contains(body, "</html>") {
			t.Errorf("%s: %s", m[1], res.Status)
		}
	}
}

// A step that a writer has just added is one that a room can be led to.
func TestAWorkshopFollowsTheEditsToo(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, nil)
	p := launch(t, "--addr", "127.0.0.1:0", "--data", "", "--content", dir, "--dev")
	b := p.browser()
	res := b.form("/workshop", url.Values{"lang": {"en"}})
	readAll(t, res)
	room := strings.Split(res.Request.URL.Path, "/")[3]
	lead := func() int {
		res := b.form("/workshop/"+room+"/lead", url.Values{"step": {"sign-out"}})
		readAll(t, res)
		return res.StatusCode
	}
	if status := lead(); status != 400 {
		t.Fatalf("led to a step that is not there: %d", status)
	}
	stream := b.do("GET", "/_dev/events", nil)
	defer stream.Body.Close()
	for _, lang := range []string{"th", "en"} { // English first would be a fault for a moment; the stream waits for both
		run := filepath.Join(dir, lang, "scenarios/guide.md")
		steps, err := os.ReadFile(run)
		if err != nil {
			t.Fatal(err)
		}
		lead, out := "- finish\n", "- finish\n\n## Out {#out}\n\n- finish\n"
		if lang == "th" {
			lead, out = "- finish -> error\n", "- finish -> out\n\n## Out {#out screen=dashboard .end}\n\n- finish -> error\n"
		}
		if !strings.Contains(string(steps), lead) {
			t.Fatalf("%s has no %q", run, lead)
		}
		write(t, run, strings.Replace(string(steps), lead, out, 1))
		raw, err := os.ReadFile(filepath.Join(dir, lang, "guide/signed-in.md"))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer("id: signed-in", "id: sign-out", "order: 4", "order: 6", "state: dashboard", "state: out").Replace(string(raw))
		write(t, filepath.Join(dir, lang, "guide/sign-out.md"), text)
	}
	for _, file := range []string{"en/guide/sign-out.md", "en/scenarios/guide.md"} {
		if code, stdout, _ := end(t, "check", "--content", dir, "--record", file); code != exitOK && file == "en/scenarios/guide.md" {
			t.Fatal(stdout)
		}
	}
	follow(t, stream)("the new step", func(s devState) bool { return s.Edit > 0 && len(s.Faults) == 0 })
	for end := time.Now().Add(patient); lead() != 200; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the room cannot be led to the new step")
		}
	}
}

func TestOnlyWritersHaveTheirPages(t *testing.T) {
	t.Parallel()
	p := launch(t, "--addr", "127.0.0.1:0", "--data", "")
	for _, path := range []string{"/_screens", "/_dev/events", "/_dev/dev.js"} {
		if res := p.browser().do("GET", path, nil); res.StatusCode != 404 {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
	if code, _, stderr := end(t, "--dev"); code != exitFail || !strings.Contains(stderr, "--content") {
		t.Errorf("code %d: %s", code, stderr)
	}
}

func TestAUnitsOwnDetailsAreShownEscapedAndAbsentWithoutThem(t *testing.T) {
	t.Parallel()
	unit := filepath.Join(t.TempDir(), "unit.toml")
	write(t, unit, "admin = \"งาน <b>ทะเบียน</b>\"\nphone = \"02 123 4567 ต่อ 89\"\nnotice = { th = \"มีคนช่วยวันพุธ\", en = \"Help on Wednesdays\" }\n[name]\nth = \"โรงพยาบาลตัวอย่าง\"\nen = \"Example & Sons\"\n")
	with := launch(t, "--addr", "127.0.0.1:0", "--data", "", "--unit", unit).browser()
	without := launch(t, "--addr", "127.0.0.1:0", "--data", "").browser()
	for _, path := range []string{"/help", "/launch", "/print", "/practice/no-rights/told"} {
		th, en := readAll(t, with.do("GET", "/th"+path, nil)), readAll(t, with.do("GET", "/en"+path, nil))
		for _, want := range []string{"งาน &lt;", "02 123 4567 ต่อ 89"} {
			if !strings.Contains(th, want) {
				t.Errorf("/th%s has no %q", path, want)
			}
		}
		if strings.Contains(th, "<b>ทะเบียน") || strings.Contains(readAll(t, without.do("GET", "/th"+path, nil)), `class="unit`) {
			t.Errorf("/th%s: not escaped, or not absent", path)
		}
		if path != "/practice/no-rights/told" && (!strings.Contains(th, "โรงพยาบาลตัวอย่าง") || !strings.Contains(en, "&amp;") || !strings.Contains(en, "Example")) {
			t.Errorf("%s lacks the unit's name", path)
		}
	}
	for text, want := range map[string]string{
		"admin = \"คุณสมศรี\"\n":  "unit.toml:1: admin looks like a person's name",
		"\nphone = \"call me\"\n": "unit.toml:2: phone is no number",
		"boss = \"x\"\n":          `unit.toml:1: the key "boss" is unknown`,
		"notice = \"โครงการผู้ติดเชื้อ\"": "unit.toml:1: notice names the programme's patients",
		"name = { fr = \"x\" }": `unit.toml:1: name: there is no language "fr"`,
		"name = \n":             "unit.toml:1: the line cannot be read",
		"hours = \"" + strings.Repeat("x", 81) + "\"": "unit.toml:1: hours is longer than 80",
		"hours = \"\"": "unit.toml:1: hours is empty",
	} {
		if err := os.WriteFile(unit, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _, stderr := end(t, "--unit", unit); code != exitFail || !strings.Contains(stderr, want) {
			t.Errorf("code %d, %s; want %s", code, stderr, want)
		}
		if code, stdout, _ := end(t, "check", "--unit", unit); code != exitFail || !strings.Contains(stdout, want) {
			t.Errorf("check: code %d, %s", code, stdout)
		}
	}
	if _, _, stderr := end(t, "--unit", "/nonexistent/unit.toml"); strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "--unit") {
		t.Errorf("%q", stderr)
	}
}

var screenHref = regexp.MustCompile(`href="(/_screens/[^"]+)"`)
