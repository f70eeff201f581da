//go:build audit

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"napguide/internal/recipe"
)

// cooked is a copy of the shipped content after a recipe of content/README.md; of the ninth, the second system.
func cooked(t *testing.T, number string) string {
	t.Helper()
	raw, err := os.ReadFile("../content/README.md")
	if err != nil {
		t.Fatal(err)
	}
	all, err := recipe.Read(string(raw))
	if err != nil {
		t.Fatal(err)
	}
	from := "../content"
	if number == "9" {
		from = "../server/testdata/stores"
	}
	dir := filepath.Join(t.TempDir(), "content")
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if r.Number == number {
			if err := r.Apply(dir); err != nil {
				t.Fatal(err)
			}
			guideRuns(t, "check", "--content", dir, "--record")
			guideRuns(t, "check", "--content", dir)
			return dir
		}
	}
	t.Fatalf("there is no recipe %s", number)
	return ""
}

// guideRuns runs the program to its end.
func guideRuns(t *testing.T, args ...string) {
	t.Helper()
	file, err := built()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(file, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// allowOnThePhone answers a code with a phone of its own.
func allowOnThePhone(t *testing.T, computer *tab) {
	t.Helper()
	phone := mobile.open(t, computer.base)
	phone.scanFrom(computer)
	phone.press(".allow button")
	phone.waitFor("main[data-kind=approved]")
}

// TestEachOfNineChangesOfContentIsWalked performs what content/README.md says, and walks what comes of it, each in another way.
func TestEachOfNineChangesOfContentIsWalked(t *testing.T) {
	t.Parallel()
	t.Run("a button renamed and moved, guided", func(t *testing.T) {
		t.Parallel()
		p := pc.open(t, start(t, "--content", cooked(t, "1")).url)
		p.visit("/th/guide/start")
		if text := p.text(".sim [data-action=sign-in-oss]"); text != "เข้าใช้งานด้วย ThaID" {
			t.Errorf("the button says %q", text)
		}
		if left := eval[float64](p, `(b=>(b(".sim [data-action=sign-in-oss]").left-b(".sim").left)/b(".sim").width)(s=>document.querySelector(s).getBoundingClientRect())`); left > .3 {
			t.Errorf("the button stands at %.2f of the screen's width", left)
		}
		p.press(".sim [data-action=sign-in-oss]")
		p.arrive("/th/guide/choose-thaid")
	})
	t.Run("the notice, without script", func(t *testing.T) {
		t.Parallel()
		p := pc.withoutScript().open(t, start(t, "--content", cooked(t, "2")).url)
		p.visit("/th/practice/standard/napplus")
		if text := p.text(".notice"); !strings.Contains(text, "ปิดปรับปรุงระบบ") {
			t.Errorf("the notice says %q", text)
		}
		p.press(".notice summary")
		p.waitFor(".notice details[open] p")
	})
	t.Run("a way to sign in, exported", func(t *testing.T) {
		t.Parallel()
		dir := export(t, "--content", cooked(t, "3"))
		p := pc.open(t, "file://"+strings.ReplaceAll(filepath.ToSlash(dir), " ", "%20"))
		p.visit("/en/practice/standard/sso.html")
		p.press(".sim [data-action=staff-card]")
		p.waitFor("#why-sso-staff-card")
		if text := p.text("#why-sso-staff-card"); !strings.Contains(text, "staff card does not work") {
			t.Errorf("the answer is %q", text)
		}
	})
	t.Run("a page in between, with a real phone", func(t *testing.T) {
		t.Parallel()
		p := pc.open(t, start(t, "--content", cooked(t, "4")).url)
		p.visit("/en/guide/start")
		p.press(".sim [data-action=sign-in-oss]")
		p.arrive("/en/guide/terms")
		if text := p.text(".eyebrow"); !strings.Contains(text, "2 of 5") {
			t.Errorf("the page counts %q", text)
		}
		p.press(".sim [data-action=accept]")
		p.arrive("/en/guide/choose-thaid")
		p.press(".sim [data-action=thaid]")
		p.arriveAtTheCode("en", "/guide/scan-qr")
		p.showCode()
		allowOnThePhone(t, p)
		p.arrive("/en/guide/signed-in")
	})
	t.Run("a run of one's own, in a class", func(t *testing.T) {
		t.Parallel()
		site := start(t, "--content", cooked(t, "5"))
		r := openRoom(t, site)
		nurse := mobile.open(t, site.url)
		r.join(nurse)
		r.trainer.press(".runs summary")
		r.trainer.press(`.runlist li:has(input[value="left-open"]) button`)
		nurse.waitFor(`a[href$="/practice/left-open/found"], .sim [data-action=go-on]`)
		nurse.visit("/th/practice/left-open/found")
		nurse.press(`[data-action=go-on]`)
		nurse.waitFor("#why-found-go-on")
		nurse.walk("sign-out sign-in-oss thaid " + throughThePhone + " allow")
		nurse.waitFor("#debrief")
	})
	t.Run("one more step, on the projector and on paper", func(t *testing.T) {
		t.Parallel()
		p := pc.open(t, start(t, "--content", cooked(t, "6")).url)
		p.visit("/th/present/")
		if n := eval[int](p, `document.querySelectorAll(".four .picture").length`); n != 5 {
			t.Errorf("the slide shows %d pictures", n)
		}
		p.key("5")
		p.arrive("/th/present/sign-out")
		p.key("6")
		p.arrive("/th/present/cannot-sign-in")
		p.visit("/th/print")
		if n := eval[int](p, `document.querySelectorAll(".big-four .picture").length`); n != 5 {
			t.Errorf("the sheet shows %d pictures", n)
		}
	})
	t.Run("the unit's contact, where one is stuck", func(t *testing.T) {
		t.Parallel()
		dir := cooked(t, "7")
		p := mobile.open(t, start(t, "--content", dir, "--unit", filepath.Join(dir, "unit.toml")).url)
		for _, path := range []string{"/th/stuck", "/th/help", "/th/print"} {
			p.visit(path)
			if text := p.text(".unit"); !strings.Contains(text, "เวรนอกเวลา") || !strings.Contains(text, "1234") {
				t.Errorf("%s says %q", path, text)
			}
		}
	})
	t.Run("a third language, begun", func(t *testing.T) {
		t.Parallel()
		p := pc.speaking("lo").open(t, start(t, "--content", cooked(t, "8")).url)
		p.visit("/")
		p.arrive("/lo/")
		p.visit("/lo/summary")
		if text := p.text("h1"); text != "ສະຫຼຸບ" {
			t.Errorf("the page is headed %q", text)
		}
		p.visit("/lo/guide/start")
		p.waitFor(".note")
		p.press(".sim [data-action=sign-in-oss]")
		p.arrive("/lo/guide/choose-thaid")
	})
	t.Run("another system", func(t *testing.T) {
		t.Parallel()
		dir := cooked(t, "9")
		site := start(t, "--content", dir)
		p := pc.open(t, site.url)
		p.visit("/th/guide/gate") // guided, with a real phone
		p.press(".sim [data-action=enter]")
		p.arrive("/th/guide/key")
		p.press(".sim [data-action=kite]")
		p.arriveAtTheCode("th", "/guide/look")
		p.showCode()
		allowOnThePhone(t, p)
		p.arrive("/th/guide/place")
		p.press(".sim [data-action=central]")
		p.arrive("/th/guide/work")
		p.press(".sim [data-action=finish]")
		p.arrive("/th/guide/shut")

		free := mobile.withoutScript().open(t, site.url) // alone, without script, five turns
		free.visit("/en/practice/errand/call")
		free.walk("ask refuse tell sign keep")
		free.arrive("/en/practice/errand/end")

		r := openRoom(t, site) // in a class
		nurse := pc.open(t, site.url)
		r.join(nurse)
		r.lead("place")
		nurse.arrive("/th/guide/place")

		out := export(t, "--content", dir) // from a disk
		q := pc.open(t, "file://"+strings.ReplaceAll(filepath.ToSlash(out), " ", "%20"))
		q.visit("/th/guide/gate.html")
		for _, action := range []string{"enter", "kite", "open-app", "passcode", "scan", "allow", "central"} {
			q.press(offers(action))
		}
		q.at("th/guide/work.html")

		pack := filepath.Join(t.TempDir(), "course.zip") // in a learning system
		guideRuns(t, "export", "--scorm", pack, "--content", dir)
		s := pc.open(t, learning(t, pack)).expect(`a field to write into: <iframe src="/pkg/`)
		s.visit("/host")
		s.wait("the package to stand at its beginning", `at("th/index.html")`)
		eval[bool](s, `click(".door.first")`)
		for _, step := range [][]string{{"gate", "enter"}, {"key", "kite"}, {"look", "open-app", "passcode", "scan", "allow"}, {"place", "central"}, {"work", "finish"}, {"shut", "walk-back"}} {
			s.wait("the step", `at("th/guide/`+step[0]+`.html")`)
			for _, action := range step[1:] {
				eval[bool](s, `click(`+quote(offers(action))+`)`)
			}
		}
		s.wait("it to be completed", `kept("cmi.core.lesson_status")==="completed"`)
	})
}
