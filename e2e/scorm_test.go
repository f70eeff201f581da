package e2e

import (
	"archive/zip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// hostPage is a learning system as far as one SCO can tell, written from the SCORM 1.2 Run-Time Environment: the API
// adapter, its errors, and the data model elements with their types. What it keeps outlives the page.
const hostPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A learning system</title><link rel="icon" href="/pkg/scorm.css">
<iframe src="/pkg/scorm.html" title="SCO" width="1200" height="650"></iframe><script src="/host.js"></script></html>`

// learning serves the host page with a package unzipped below /pkg/.
func learning(t *testing.T, pack string) string {
	t.Helper()
	z, err := zip.OpenReader(pack)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { z.Close() })
	mux := http.NewServeMux()
	mux.Handle("/pkg/", http.StripPrefix("/pkg", http.FileServer(http.FS(z))))
	mux.HandleFunc("/favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("/host", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, hostPage)
	})
	mux.HandleFunc("/host.js", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, scripts, "js/lms-host.js")
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv.URL
}

func TestALearningSystemHearsWhatWasDoneAndResumes(t *testing.T) {
	t.Parallel()
	file, err := built()
	if err != nil {
		t.Fatal(err)
	}
	pack := filepath.Join(t.TempDir(), "nap-login.zip")
	if out, err := exec.Command(file, "export", "--scorm", pack, "--live-url", liveURL).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	p := pc.open(t, learning(t, pack)).expect(`a field to write into: <iframe src="/pkg/`) // the learning system's own frame
	kept := func(name string) string { return eval[string](p, `kept(`+quote(name)+`)`) }
	at := func(name string) { t.Helper(); p.wait("the package to stand at "+name, `at(`+quote(name)+`)`) }
	click := func(sel string) { t.Helper(); eval[bool](p, `click(`+quote(sel)+`)`) }

	// A machine on which somebody else has practised before.
	p.visit("/host.js")
	eval[bool](p, `localStorage.setItem("nap.progress",JSON.stringify({steps:["start","scan-qr"],scenarios:[]}))||true`)
	p.visit("/host")
	at("th/index.html")
	if got := kept("cmi.core.lesson_status"); got != "incomplete" {
		t.Errorf("at the start it is %s", got)
	}
	click(".door.first")
	at("th/guide/start.html")
	click(".sim [data-action=sign-in-oss]")
	at("th/guide/choose-thaid.html")
	click(".sim [data-action=thaid]")
	at("th/guide/scan-qr.html")
	p.wait("the place to be told", `kept("cmi.core.lesson_location")==="th/guide/scan-qr.html"`)

	// Away, and back another day, on another machine.
	p.visit("/host.js")
	eval[bool](p, `localStorage.removeItem("nap.progress")||true`)
	p.visit("/host")
	at("th/guide/scan-qr.html")
	p.wait("the progress to be back", `JSON.parse(localStorage.getItem("nap.progress")).steps.join()==="start,choose-thaid"`)
	if got := eval[int](p, `kept("finished")`); got != 1 {
		t.Errorf("the first session was finished %d times", got)
	}
	for _, action := range []string{"open-app", "passcode", "scan", "allow"} {
		click(".phone [data-action=" + action + "]")
	}
	at("th/guide/signed-in.html")
	click(".sim [data-action=finish]")
	at("th/guide/cannot-sign-in.html")
	click(".sim [data-action=go-back]")
	at("th/summary.html")
	p.wait("it to be completed", `kept("cmi.core.lesson_status")==="completed"`)

	eval[bool](p, `(inner().location.href="/pkg/site/th/quiz.html",true)`)
	at("th/quiz.html")
	eval[bool](p, `(`+script("answer-quiz")+`)(inner(),3)`)
	p.wait("the score to be told", `kept("cmi.core.score.raw")==="77"`)
	if got := kept("cmi.core.lesson_status"); got != "completed" {
		t.Errorf("with 70 %% it is %s", got)
	}
	click("[data-again]")
	eval[bool](p, `(`+script("answer-quiz")+`)(inner(),0)`)
	p.wait("it to be passed", `kept("cmi.core.lesson_status")==="passed" && kept("cmi.core.score.raw")==="100" && kept("cmi.core.score.max")==="100"`)
	if faults := eval[[]string](p, `faults`); len(faults) > 0 {
		t.Errorf("the learning system found fault with %q", faults)
	}
	p.visit("/host.js")
	if got := eval[string](p, `localStorage.getItem("host")`); !regexpSession.MatchString(got) {
		t.Errorf("it kept %s", got)
	}
}

var regexpSession = regexp.MustCompile(`"cmi\.core\.session_time":"\d{4}:\d\d:\d\d".*"finished":2|"finished":2.*"cmi\.core\.session_time":"\d{4}:\d\d:\d\d"`)
