package e2e

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// export writes the site out as files.
func export(t *testing.T, args ...string) string {
	t.Helper()
	file, err := built()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "a site") // a folder's name may have a space
	if out, err := exec.Command(file, append([]string{"export", dir, "--live-url", liveURL}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

// inEachPlace runs a test on an export opened from a disk, and from a plain web server under a path of its own.
func inEachPlace(t *testing.T, f func(t *testing.T, base string)) {
	dir := export(t)
	t.Run("from a disk", func(t *testing.T) { f(t, "file://"+strings.ReplaceAll(filepath.ToSlash(dir), " ", "%20")) })
	if !thorough {
		return // a learning system's lesson stands below a path as well
	}
	t.Run("below a path", func(t *testing.T) {
		mux := http.NewServeMux()
		mux.Handle("/some/prefix/", http.StripPrefix("/some/prefix", http.FileServer(http.Dir(dir))))
		srv := httptest.NewServer(mux)
		t.Cleanup(srv.Close)
		f(t, srv.URL+"/some/prefix")
	})
}

// at waits until the tab stands at a file of the export; FileServer calls an index.html by its folder's name.
func (p *tab) at(name string) {
	p.t.Helper()
	want := []string{p.base + "/" + name, p.base + "/" + strings.TrimSuffix(name, "index.html")}
	p.wait("to stand at "+name, `[`+quote(want[0])+`,`+quote(want[1])+`].includes(location.href.split("#")[0]) && document.readyState==="complete"`)
}

// byTheScreensPhone goes through the on-screen phone.
func (p *tab) byTheScreensPhone(actions ...string) {
	p.t.Helper()
	for _, a := range actions {
		p.press(".phone [data-action=" + a + "]")
	}
}

func TestAnExportTeachesEverythingWithoutAServer(t *testing.T) {
	t.Parallel()
	inEachPlace(t, func(t *testing.T, base string) {
		p := pc.open(t, base)
		p.visit("/index.html")
		p.at("th/index.html")
		p.press(".door.first")
		p.at("th/guide/start.html")
		p.press(".sim [data-action=sign-in-oss]")
		p.at("th/guide/choose-thaid.html")
		p.press(".sim [data-action=thaid]")
		p.at("th/guide/scan-qr.html")
		if p.sees(".make-grant") || p.sees("[data-user-code]") || !p.sees(".sample svg") {
			t.Error("the QR screen offers what no server is there for")
		}
		before := p.text(".live")
		p.byTheScreensPhone("open-app", "passcode", "scan")
		p.wait("the computer's words to follow the phone", `document.querySelector(".live").dataset.state==="scanned" && document.querySelector(".live").innerText.trim()!==`+quote(before))
		p.byTheScreensPhone("allow")
		p.at("th/guide/signed-in.html")
		p.press(".sim [data-action=finish]")
		p.at("th/guide/cannot-sign-in.html")
		p.press(".sim [data-action=go-back]")
		p.at("th/summary.html")

		p.visit("/th/index.html")
		p.waitFor("[data-resume]")
		p.press("[data-resume] a")
		p.at("th/practice/with-hints/napplus.html")

		p.press(".lang a[hreflang=en]")
		p.at("en/practice/with-hints/napplus.html")
		p.visit("/en/practice/index.html")
		p.press("[data-scenario=expired] .button")
		p.at("en/practice/expired/napplus.html")
		p.press(".sim [data-action=sign-in-oss]")
		p.press(".sim [data-action=thaid]")
		p.at("en/practice/expired/qr-short.html")
		if said := p.text("main"); strings.Contains(said, "Do not scan") || !strings.Contains(said, "Tap the ThaID icon") { // no time runs here
			t.Errorf("in an export who is to use the drawn phone reads %q", said)
		}
		p.byTheScreensPhone("open-app", "passcode")
		p.at("en/practice/expired/qr-expired.html")
		p.press(".sim [data-action=new-code]")
		p.byTheScreensPhone("open-app", "passcode", "scan", "allow")
		p.at("en/practice/expired/dashboard.html")

		p.visit("/en/quiz.html")
		p.answerAll(nil)
		p.waitFor("[data-verdict=all]")

		p.visit("/en/launch.html")
		if to := eval[string](p, `document.querySelector("a.go").href`); to != liveURL {
			t.Errorf("the launcher leads to %s", to)
		}
		p.visit("/en/present/index.html")
		p.press(".turn.next")
		p.at("en/present/start.html")
		p.press(".turn.next")
		p.at("en/present/choose-thaid.html")

		p.visit("/en/workshop.html")
		if !strings.Contains(p.text("#check"), "start the program") || p.sees("#open form") {
			t.Error("the kit does not say that rooms need the program")
		}
		for _, name := range []string{"/th/print.html", "/th/finish.html", "/th/help.html#address", "/th/stuck.html", "/th/prepare.html", "/th/privacy.html"} {
			p.visit(name)
			p.wait("the page to be whole", `document.readyState==="complete" && document.body.dataset.static===""`)
		}
	})
}

func TestAnExportWorksWithoutScript(t *testing.T) {
	t.Parallel()
	inEachPlace(t, func(t *testing.T, base string) {
		p := pc.withoutScript().open(t, base)
		p.visit("/th/guide/start.html")
		p.press(".sim [data-action=sign-in-oss]")
		p.at("th/guide/choose-thaid.html")
		p.press(".sim [data-action=thaid]")
		p.at("th/guide/scan-qr.html")
		p.byTheScreensPhone("open-app", "passcode", "scan", "allow")
		p.at("th/guide/signed-in.html")
		p.visit("/th/quiz.html")
		p.waitFor("noscript .note")
	})
}

// Words of an export are true where it stands: on a stick without a network, opened out of a ZIP, on a projector.
func TestWhatAnExportSaysIsTrueWhereItIsOpened(t *testing.T) {
	t.Parallel()
	dir := export(t)
	base := "file://" + strings.ReplaceAll(filepath.ToSlash(dir), " ", "%20")
	p := pc.withCalm().open(t, base)
	p.before(`Object.defineProperty(window,"localStorage",{get(){throw new DOMException("a store for each file","SecurityError")}});Object.defineProperty(navigator,"onLine",{get:()=>false})`)
	p.visit("/th/guide/start.html")
	if p.sees(".offline") || p.sees(".bare") {
		t.Error("a page on a stick speaks of a network, or of a ZIP file")
	}
	p.press(".sim [data-action=sign-in-oss]")
	p.at("th/guide/choose-thaid.html")
	p.wait("the step to be ticked", `document.querySelectorAll(".rail .done").length===1`) // without any store
	p.visit("/th/present/start.html")
	if p.try(`document.querySelector("[data-do=full]")`) || !p.try(`document.getElementById("keys").textContent.includes("F11")`) {
		t.Error("full screen is promised that ends with the slide")
	}
	// One page alone, as a ZIP file's window or a chat hands it out.
	alone := t.TempDir()
	raw, err := os.ReadFile(filepath.Join(dir, "th", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(alone, "index.html"), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	q := pc.open(t, "file://"+filepath.ToSlash(alone)).expect(`ERR_FILE_NOT_FOUND`, `console error`)
	q.visit("/index.html")
	q.wait("it to say what to do", `document.querySelector(".bare").getBoundingClientRect().height>0&&document.body.innerText.includes("ZIP")`)
}
