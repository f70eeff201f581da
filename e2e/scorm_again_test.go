package e2e

import (
	"archive/zip"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// scormPack is the package as the program writes it, made once.
var scormPack = sync.OnceValues(func() (string, error) {
	file, err := built()
	if err != nil {
		return "", err
	}
	pack := filepath.Join(scratch, "nap-login.zip")
	if out, err := exec.Command(file, "export", "--scorm", pack, "--live-url", liveURL).CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return pack, nil
})

const lmsPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A learning system</title><link rel="icon" href="/pkg/scorm.css">
<style>body{margin:0}header{height:400px;background:#ddd}footer{height:2000px}iframe{width:1200px;height:900px;border:0}</style>
<header>A bar of the learning system</header><iframe title="lesson" allow="fullscreen"></iframe><footer></footer>
<script src="/lib/scorm12.js"></script><script src="/lib/cross-frame-lms.js"></script><script src="/lms.js"></script></html>`

// lms serves a learning system made of scorm-again, and the package below /pkg/.
func lms(t *testing.T) string {
	t.Helper()
	pack, err := scormPack()
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.OpenReader(pack)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { z.Close() })
	page := func(html string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, html)
		}
	}
	mux := http.NewServeMux()
	mux.Handle("/pkg/", http.StripPrefix("/pkg", http.FileServer(http.FS(z))))
	mux.Handle("/lib/", http.StripPrefix("/lib", http.FileServer(http.Dir("node_modules/scorm-again/dist"))))
	mux.HandleFunc("/lms.js", func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, scripts, "js/lms.js") })
	mux.HandleFunc("/favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("/sandboxed/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "sandbox allow-scripts")
		http.StripPrefix("/sandboxed", http.FileServer(http.FS(z))).ServeHTTP(w, r)
	})
	mux.HandleFunc("/lms", page(lmsPage))
	mux.HandleFunc("/empty", page(`<!doctype html><title>-</title><link rel="icon" href="/pkg/scorm.css">`))
	// The learning system in a frame of its own page: its API stands in the page around the window that opens the lesson.
	mux.HandleFunc("/outer", page(`<!doctype html><title>outer</title><link rel="icon" href="/pkg/scorm.css"><iframe></iframe><script src="/lib/scorm12.js"></script><script src="/lms.js"></script>`))
	// A player: the lesson in a frame of the window that was opened.
	mux.HandleFunc("/player", func(w http.ResponseWriter, r *http.Request) {
		page(`<!doctype html><title>player</title><link rel="icon" href="/pkg/scorm.css"><iframe title="lesson" width="1100" height="600" src="`+r.FormValue("lesson")+`"></iframe>`)(w, r)
	})
	// scorm-again's own way across origins: a frame of the lesson's origin that passes everything on by messages.
	mux.HandleFunc("/across", page(`<!doctype html><title>across</title><link rel="icon" href="/pkg/scorm.css"><script src="/lib/cross-frame-api.js"></script>
<script>window.API=new CrossFrameAPI()</script><iframe title="lesson" width="1100" height="380" src="/pkg/scorm.html"></iframe>`))
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv.URL
}

// lesson is a tab at the learning system.
type lesson struct{ *tab }

func openLesson(t *testing.T, url, query string) lesson {
	t.Helper()
	p := pc.open(t, url).expect(`a field to write into: <iframe`, `SCORM Error`, `Blocked script execution`, `The Content Security Policy directive`, `violates the following Content Security Policy`, `sandbox`, `request to another host: http://127.0.0.1:`, `wildcard origin`)
	p.visit("/lms?" + query)
	return lesson{p}
}

func (l lesson) at(name string) {
	l.t.Helper()
	l.wait("the lesson to stand at "+name, `at(`+quote(name)+`)`)
}

func (l lesson) press(sel string) { l.t.Helper(); eval[bool](l.tab, `press(`+quote(sel)+`)`) }

func (l lesson) hears(name, value string) {
	l.t.Helper()
	l.wait(name+" to be "+value, `valueOf_(`+quote(name)+`)===`+quote(value))
}

// steps goes through the steps from the one given on.
func (l lesson) steps(from int) {
	l.t.Helper()
	for i, s := range []struct{ page, sel string }{
		{"start", ".sim [data-action=sign-in-oss]"}, {"choose-thaid", ".sim [data-action=thaid]"}, {"scan-qr", ""},
		{"signed-in", ".sim [data-action=finish]"}, {"cannot-sign-in", ".sim [data-action=go-back]"},
	} {
		if i < from {
			continue
		}
		l.at("th/guide/" + s.page + ".html")
		if s.sel != "" {
			l.press(s.sel)
			continue
		}
		for _, action := range []string{"open-app", "passcode", "scan", "allow"} {
			l.press(".phone [data-action=" + action + "]")
		}
	}
	l.at("th/summary.html")
}

func (l lesson) quiz() {
	l.t.Helper()
	eval[bool](l.tab, `go("th/quiz.html")`)
	l.at("th/quiz.html")
	eval[bool](l.tab, `(`+script("answer-quiz")+`)(guide(),0)`)
}

// byHand makes a script's press one of a person: a window opens only then.
func byHand(p *runtime.EvaluateParams) {
	yes := true
	p.UserGesture = &yes
}

// before runs a script in every page and frame, before its own.
func (p *tab) before(js string) {
	p.t.Helper()
	p.do("preparing pages", func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: js})
		return chromedp.Void{}, err
	})
}

// framesSay waits until some frame, of whatever site, shows the words.
func (p *tab) framesSay(words string) {
	p.t.Helper()
	all, deep := true, int64(-1)
	var text func(n *cdp.Node) string
	text = func(n *cdp.Node) string {
		if n == nil || n.NodeName == "SCRIPT" || n.NodeName == "STYLE" {
			return ""
		}
		out := text(n.ContentDocument)
		if n.NodeName == "#text" {
			out += n.NodeValue
		}
		for _, c := range n.Children {
			out += text(c)
		}
		return out
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		var root *cdp.Node
		p.do("reading every frame", func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
			res, err := cdp.Call(ctx, t, dom.GetDocument, dom.GetDocumentParams{Depth: &deep, Pierce: &all})
			if err == nil {
				root = res.Root
			}
			return chromedp.Void{}, err
		})
		got := text(root)
		if strings.Contains(got, words) {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("no frame says %q; they say %q", words, tail(got, 500))
		}
	}
}

func TestEveryWayToShowALessonIsRecordedOrSaysThatItIsNot(t *testing.T) {
	t.Parallel()
	url, other := lms(t), lms(t) // two origins
	t.Run("a frame", func(t *testing.T) {
		l := openLesson(t, url, "how=frame")
		l.at("th/index.html")
		l.hears("cmi.core.lesson_status", "incomplete")
		l.press(".door.first")
		l.at("th/guide/start.html")
		l.press(".sim [data-action=password]") // explained, and the pages around stay where they are
		l.wait("the explanation to be in view", `(()=>{const a=guide().querySelector(".answer.show"),b=a&&a.getBoundingClientRect();return b&&b.top>=0&&b.bottom<=guide().defaultView.innerHeight})()`)
		l.press("a.hint")
		l.press("a.skip, a[href='#main']") // a part of the page, by the browser's own way
		time.Sleep(200 * time.Millisecond)
		l.wait("the learning system's page to be back where it was, after a link within ours", `scrollY===0`)
		l.steps(0)
		l.hears("cmi.core.lesson_status", "completed")
		if told := eval[string](l.tab, `bar()`); told != "" {
			t.Errorf("it says %q", told)
		}
		l.wait("the learning system's page to be back where it was, after a link to a part of the next", `scrollY===0`)
		l.visit("/empty") // leaving is the end, and only then
		if got := eval[string](l.tab, `sessionStorage.getItem("attempt")`); !strings.Contains(got, `"completed"`) || !strings.Contains(got, `"suspend"`) {
			t.Errorf("kept: %s", got)
		}
	})
	for _, name := range someOf(1, "a window with frames", "a window of its own", "an API that comes late") {
		t.Run(name, func(t *testing.T) {
			query := map[string]string{"a window of its own": "how=popup", "a window with frames": "how=framed-popup", "an API that comes late": "how=frame&late=1"}[name]
			l := openLesson(t, url, query)
			if strings.Contains(query, "popup") {
				l.do("opening a window", func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
					_, err := chromedp.Evaluate[bool](`openPopup()`, byHand)(ctx, t)
					return chromedp.Void{}, err
				})
			}
			l.at("th/index.html")
			l.hears("cmi.core.lesson_status", "incomplete")
			l.press(".door.first")
			l.at("th/guide/start.html")
			l.press(".sim [data-action=sign-in-oss]")
			l.at("th/guide/choose-thaid.html")
			l.wait("the step to be told", `valueOf_("cmi.suspend_data").includes('"steps":["start"]')`)
			l.hears("cmi.core.lesson_location", "th/guide/choose-thaid.html")
			if told := eval[string](l.tab, `bar()`); told != "" {
				t.Errorf("it says %q", told)
			}
		})
	}
	t.Run("a frame of another site, by messages", func(t *testing.T) {
		l := openLesson(t, url, "how=frame&none=1&across=1&lesson="+other+"/across")
		l.hears("cmi.core.lesson_status", "incomplete")
		l.wait("its place to be told", `valueOf_("cmi.core.lesson_location")==="th/index.html"`)
	})
	t.Run("a frame of another site", func(t *testing.T) {
		l := openLesson(t, url, "how=frame&lesson="+other+"/pkg/scorm.html")
		l.framesSay("ระบบเรียนไม่ตอบ")
	})
	t.Run("a sandboxed frame", func(t *testing.T) { // its origin is none, as behind this header
		p := pc.open(t, url).expect(`a field to write into: <iframe`, `request to another host`)
		p.visit("/sandboxed/scorm.html")
		p.wait("the lesson to say that nobody records", `document.getElementById("told").innerText.includes("ระบบเรียนไม่ตอบ")&&!document.getElementById("told").hidden`)
	})
	t.Run("a frame that may store nothing", func(t *testing.T) {
		l := lesson{pc.open(t, url).expect(`a field to write into: <iframe`)}
		l.before(`Object.defineProperty(window,"localStorage",{get(){throw new DOMException("denied","SecurityError")}})`)
		l.visit("/lms?how=frame")
		l.at("th/index.html")
		l.press(".door.first")
		l.steps(0)
		l.hears("cmi.core.lesson_status", "completed")
	})
}

func TestALearningSystemHearsBothOfPassedAndCompletedWhicheverComesLast(t *testing.T) {
	t.Parallel()
	l := openLesson(t, lms(t), "how=frame&refuse=cmi.suspend_data") // progress that does not fit holds up neither
	l.at("th/index.html")
	eval[bool](l.tab, `go("th/guide/start.html")`)
	l.at("th/guide/start.html")
	l.press(".sim [data-action=sign-in-oss]")
	l.at("th/guide/choose-thaid.html")
	l.quiz()
	l.hears("cmi.core.lesson_status", "passed")
	l.hears("cmi.core.score.raw", "100")
	// Why it is not completed is said, with the steps that are left.
	l.wait("the lesson to say what is left", `bar().includes("ยังเหลือ") && sco().document.querySelectorAll("#told a").length===4`)
	eval[bool](l.tab, `(sco().document.querySelector("#told a").click(),true)`)
	l.steps(1)
	l.wait("both to be told", `statuses()==="incomplete,passed,completed,passed"`)
	l.wait("nothing more to be said", `bar()===""`)
	l.wait("the attempt to end here", `told.filter((t)=>t.startsWith("cmi.core.exit=")).pop()==="cmi.core.exit="`)
}

func TestALaterAttemptAndALookBackBehave(t *testing.T) {
	t.Parallel()
	url := lms(t)
	l := openLesson(t, url, "how=frame")
	l.at("th/index.html")
	eval[bool](l.tab, `go("th/guide/start.html")`)
	l.at("th/guide/start.html")
	l.press(".sim [data-action=sign-in-oss]")
	l.at("th/guide/choose-thaid.html")
	l.wait("the place to be told", `valueOf_("cmi.core.lesson_location")==="th/guide/choose-thaid.html"`)

	l.visit("/lms?how=frame&entry=resume")
	l.at("th/guide/choose-thaid.html")
	if n := eval[int](l.tab, `guide().querySelectorAll(".rail .done").length`); n != 1 {
		t.Errorf("%d steps are ticked", n)
	}
	l.visit("/lms?how=frame&entry=resume&late=1") // also by a system whose API comes after the page
	l.at("th/guide/choose-thaid.html")
	l.visit("/lms?how=frame&entry=resume&mode=review") // nothing is written
	l.at("th/guide/choose-thaid.html")
	l.press(".sim [data-action=thaid]")
	l.at("th/guide/scan-qr.html")
	l.wait("the lesson to say that nothing is recorded", `bar().includes("ย้อนหลัง")`)
	if told := eval[string](l.tab, `told.join()`); told != "" {
		t.Errorf("while looking back it wrote %q", told)
	}
	// A new attempt, on a machine that remembers the old one, and a system that leaves the old data lying about.
	l.visit("/lms?how=frame&entry=ab-initio")
	l.at("th/index.html")
	eval[bool](l.tab, `go("th/guide/start.html")`)
	l.at("th/guide/start.html")
	if n := eval[int](l.tab, `guide().querySelectorAll(".rail .done").length`); n != 0 {
		t.Errorf("a new attempt begins with %d steps", n)
	}
}

func TestWhoComesBackToALessonBeginsAgain(t *testing.T) {
	t.Parallel()
	l := openLesson(t, lms(t), "how=frame")
	l.at("th/index.html")
	away := `(sco().dispatchEvent(new PageTransitionEvent("pagehide",{persisted:true})),told.includes("finish"))`
	back := `(sco().dispatchEvent(new PageTransitionEvent("pageshow",{persisted:true})),true)`
	if eval[bool](l.tab, `(sco().dispatchEvent(new Event("beforeunload")),told.includes("finish"))`) {
		t.Error("who is only asked whether to leave has left")
	}
	if !eval[bool](l.tab, away) {
		t.Error("leaving was not told")
	}
	eval[bool](l.tab, `(api.reset(),api.loadFromJSON(JSON.parse(sessionStorage.getItem("attempt")).cmi,"cmi"),true)`)
	eval[bool](l.tab, back)
	eval[bool](l.tab, `go("th/guide/start.html")`)
	l.hears("cmi.core.lesson_location", "th/guide/start.html")
	// A system that takes nobody back is not written to in vain: that is said.
	eval[bool](l.tab, away)
	eval[bool](l.tab, `(window.over=true)`)
	eval[bool](l.tab, back)
	l.wait("the lesson to say that the attempt is over", `bar().includes("ปิดรอบนี้ไปแล้ว")`)
}

func TestALessonThatCannotBeSavedSaysSoUntilItCan(t *testing.T) {
	t.Parallel()
	l := openLesson(t, lms(t), "how=frame")
	l.at("th/index.html")
	eval[bool](l.tab, `(window.refusing=true,go("en/guide/start.html"))`)
	l.wait("the lesson to say it in the page's language", `bar().includes("cannot record")`)
	eval[bool](l.tab, `(window.refusing=false,go("th/guide/start.html"))`)
	l.wait("it to be over", `bar()===""`)
}
