package e2e

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// throughThePhone is what the on-screen phone asks for before its question.
const throughThePhone = "open-app passcode scan"

// run is a practice run as a test walks it: what is pressed, in order, and where it ends.
type run struct {
	id    string
	right string // the actions of the right way
	wrong string // the actions of a wrong one, from the start
	says  string // the explanation that the wrong way meets: an answer's key, or ".err-head" of a lesson
	end   string // the state where the right way ends
	from  string // the state where it begins, if not where the practice page leads
}

// begin goes to where the run begins.
func (r run) begin(p *tab, lang string) {
	p.t.Helper()
	if r.from != "" {
		p.visit("/" + lang + "/practice/" + r.id + "/" + r.from)
		return
	}
	p.visit("/" + lang + "/practice/")
	p.press("[data-scenario=" + r.id + "] .button")
}

func runs() []run {
	return []run{
		{"with-hints", "sign-in-oss thaid " + throughThePhone + " allow", "sign-in-oss other-method", "#why-sso-other-method", "dashboard", ""},
		{"standard", "sign-in-oss thaid " + throughThePhone + " allow", "sign-in-oss password", "#why-sso-password", "dashboard", ""},
		{"wrong-method", "sign-in-oss password go-back sign-in-oss thaid " + throughThePhone + " allow", "sign-in-oss thaid", "#why-sso-thaid", "dashboard", ""},
		{"expired", "sign-in-oss thaid open-app passcode new-code " + throughThePhone + " allow", "sign-in-oss thaid open-camera", "#why-open-camera", "dashboard", ""},
		{"declined", "sign-in-oss thaid " + throughThePhone + " decline new-code " + throughThePhone + " allow", "sign-in-oss thaid " + throughThePhone + " allow", ".lesson-screen .err-head", "dashboard", ""},
		{"no-rights", "sign-in-oss thaid " + throughThePhone + " allow go-back sign-in-oss thaid " + throughThePhone + " allow call-admin", "sign-in-oss thaid " + throughThePhone + " allow go-back sign-in-oss thaid " + throughThePhone + " allow go-back", "#why-error-again-go-back", "told", ""},
		{"lookalike", "leave next go-on next go-on next leave next go-on next leave next", "go-on", ".lesson-screen .err-head", "done", ""},
		{"relayed-code", "refuse help-them next", "scan-for-them allow", ".lesson-screen .err-head", "refused", ""},
		{"surprise", "go-on next leave next", "leave", ".lesson-screen .err-head", "4-done", "4-link-1"},
	}
}

// offers is what offers an action: the simulated computer, what stands beside it, or the on-screen phone.
func offers(action string) string {
	return strings.ReplaceAll(".sim [data-action=X], .aside [data-action=X], .phone [data-action=X]", "X", action)
}

// walk presses one action after another wherever it is offered, and waits for the page that each leads to.
func (p *tab) walk(actions string) {
	p.t.Helper()
	for a := range strings.FieldsSeq(actions) {
		sel := offers(a)
		if p.phoneWaits(sel) {
			p.press(".no-phone")
		}
		p.waitFor(sel)
		href := eval[string](p, `[...document.querySelectorAll(`+quote(sel)+`)].find(e=>e.offsetParent).getAttribute("href")`)
		p.press(sel)
		if path, _, _ := strings.Cut(href, "#"); path != "" {
			// A QR screen calls itself by its grant's name as soon as it has one.
			p.arriveAt("^(" + regexp.QuoteMeta(path) + "|/(th|en)/g/[A-Za-z0-9_-]{16})$")
		}
	}
}

func TestEveryRunByItsRightWayEndsWithItsDebrief(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	inOneLanguage(t, "th", func(t *testing.T, lang string) {
		nurse := asNurse(lang).withCalm().open(t, site.url)
		for _, r := range runs() {
			r.begin(nurse, lang)
			right := r.right
			if r.id == "expired" && os.Getenv("GUIDE_E2E_NAME") != "" { // where phones can come there is nothing to tap: one waits until it runs out
				right = strings.Replace(right, "open-app passcode ", "", 1)
			}
			nurse.walk(right)
			nurse.arrive("/" + lang + "/practice/" + r.id + "/" + r.end)
			if !nurse.sees("#debrief") {
				t.Errorf("%s ends without a word on what it was about: %s", r.id, nurse.excerpt())
			}
		}
		nurse.visit("/" + lang + "/practice/")
		for _, r := range runs() {
			if !nurse.sees("[data-scenario=" + r.id + "] .done-mark") {
				t.Errorf("the practice page does not mark %s as done", r.id)
			}
		}
		nurse.visit("/" + lang + "/")
		nurse.press("[data-resume] summary")
		nurse.press("[data-resume] button")
		nurse.visit("/" + lang + "/practice/")
		if nurse.sees(".done-mark") {
			t.Error("cleared, and still marked")
		}
	})
}

func TestDecliningARelayedCodeWithARealPhoneIsTheRightWayAndAllowingIsTheTrap(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, c := range []struct{ answer, leads string }{{"deny", "person"}, {"allow", "chat-taken"}} {
		nurse := asNurse("th").open(t, site.url)
		nurse.visit("/th/practice/relayed-code/chat")
		nurse.press(".sim [data-action=scan-for-them]")
		nurse.showCode()
		phone := mobile.open(t, site.url)
		phone.scanFrom(nurse)
		phone.asked(nurse)
		phone.press("form." + c.answer + " button")
		nurse.arrive("/th/practice/relayed-code/" + c.leads)
	}
}

func TestInTheExpiredRunTheRealCodeRunsOutAndANewOneGetsIn(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	nurse := asNurse("en").open(t, site.url)
	nurse.visit("/en/practice/expired/qr-short")
	nurse.showCode()
	nurse.arrive("/en/practice/expired/qr-expired") // by itself, when its twenty seconds are over
	nurse.press(".sim [data-action=new-code]")
	nurse.showCode()
	phone := mobile.open(t, site.url)
	phone.scanFrom(nurse)
	phone.press("form.allow button")
	nurse.arrive("/en/practice/expired/dashboard")
}

func TestWithoutScriptProgressIsKeptInACookieMarkedOfferedAndCleared(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	nurse := asNurse("th").withoutScript().open(t, site.url)
	nurse.visit("/th/")
	if nurse.sees(".resume") {
		t.Error("a new browser is offered to go on")
	}
	nurse.visit("/th/guide/start")
	nurse.press(".sim [data-action=sign-in-oss]")
	nurse.arrive("/th/guide/choose-thaid")
	nurse.reload()
	if !nurse.sees(".rail .done [data-step=start]") || nurse.sees(".rail .done [data-step=scan-qr]") {
		t.Error("the row of steps does not mark the one that is done, and it alone")
	}
	nurse.visit("/th/practice/standard/dashboard") // by its address, with nothing done
	nurse.visit("/th/practice/lookalike/link-1")
	nurse.visit("/th/practice/lookalike/done")
	nurse.visit("/th/practice/")
	if !nurse.sees("[data-scenario=lookalike] .done-mark") || nurse.sees("[data-scenario=standard] .done-mark") {
		t.Error("the practice page does not mark the run that is done, and it alone")
	}
	nurse.visit("/th/guide/choose-thaid")
	nurse.visit("/th/")
	nurse.press(".resume a")
	nurse.arrive("/th/guide/choose-thaid")
	nurse.visit("/th/")
	nurse.press(".resume summary")
	nurse.press(".resume button")
	nurse.waitGone(".resume")
	nurse.reload()
	if nurse.sees(".resume") {
		t.Error("cleared, and still offered")
	}
}

// At the end of the addresses it is said how many were told rightly at first; what is answered again after that does not count,
// and a new run counts anew.
func TestTheAddressesEndWithHowManyWereToldRightlyAtFirst(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	nurse := asNurse("th").withCalm().open(t, site.url)
	right := []string{"leave", "go-on", "go-on", "leave", "go-on", "leave"}
	judge := func(n int, how string) {
		nurse.walk(how)
		nurse.wait("the answer's note", fmt.Sprintf(`Number(JSON.parse(sessionStorage.getItem("nap.judged.lookalike")||"{}")[%d])>=0`, n))
	}
	for round, want := range []string{"5 จาก 6", "6 จาก 6"} {
		nurse.visit("/th/practice/lookalike/link-1")
		for i, how := range right {
			if round == 0 && i == 2 { // a genuine page is left, then thought about again
				judge(i+1, "leave")
				nurse.visit(fmt.Sprintf("/th/practice/lookalike/link-%d", i+1))
			}
			judge(i+1, how)
			nurse.walk("next")
		}
		nurse.waitFor("[data-at-first]:not([hidden])")
		if got := nurse.text("[data-at-first]"); !strings.Contains(got, want) {
			t.Errorf("round %d: %q, want %s", round+1, got, want)
		}
		if tick, first := nurse.sees(".lesson-screen > svg"), nurse.text(".came .actions .strong"); tick != (round == 1) || (first == "ฝึกอีกครั้ง") != (round == 0) {
			t.Errorf("round %d ends with a tick: %v, and leads first to %q", round+1, tick, first)
		}
		const marks = `[...document.querySelectorAll("ul.compare li")].map(e=>e.querySelector("small")).map(e=>e&&e.textContent)`
		wants := []string{"✓ คุณตอบถูก", "✓ คุณตอบถูก", []string{"× คุณตอบไม่ถูก", "✓ คุณตอบถูก"}[round], "✓ คุณตอบถูก", "✓ คุณตอบถูก", "✓ คุณตอบถูก"}
		if got := eval[[]string](nurse, marks); !slices.Equal(got, wants) {
			t.Errorf("round %d: the addresses are marked %q, want %q", round+1, got, wants)
		}
		if nurse.sees(".compare svg") {
			t.Error("beside the addresses stand marks that can be read as one's own")
		}
	}
	other := asNurse("en").open(t, site.url)
	other.visit("/en/practice/lookalike/done")
	if other.sees("[data-at-first], .compare small") {
		t.Error("who has judged nothing is told a count")
	}
}

// Where allowing is the trap no phone praises it: the real one and the drawn one say what the computer says, with no green tick.
func TestNoPhonePraisesAllowingWhereItIsTheTrap(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, at := range someOf(1, "relayed-code/chat-code", "relayed-code/person-code", "declined/qr-decline") {
		nurse := asNurse("th").open(t, site.url)
		nurse.visit("/th/practice/" + at)
		nurse.showCode()
		who := mobile
		if at == "relayed-code/person-code" {
			who = who.withoutScript()
		}
		phone := who.open(t, site.url)
		phone.scanFrom(nurse)
		phone.press("form.allow button")
		phone.waitFor(".outcome h1")
		nurse.waitFor(".lesson-screen .err-head")
		if said, want := phone.text(".outcome h1"), nurse.text(".lesson-screen .err-head"); said != want || phone.sees(".outcome .ok") {
			t.Errorf("%s: the computer says %q and the phone %q, with a tick: %v", at, want, said, phone.sees(".outcome .ok"))
		}
		nurse.visit("/th/practice/" + at)
		if praise := eval[string](nurse, `document.querySelector("#phone-done h2").textContent.trim()`); strings.ReplaceAll(praise, "\u2060", "") == "อนุญาตแล้ว" {
			t.Errorf("%s: the drawn phone says %q", at, praise)
		}
	}
}

// Where a mistake led is not where one goes on: the page would not say any more why one stands there.
func TestOneGoesOnFromBeforeAMistake(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, who := range []device{asNurse("th"), asNurse("th").withoutScript()} {
		p := who.open(t, site.url)
		p.visit("/th/practice/standard/sso")
		p.press(".sim [data-action=password]")
		p.arrive("/th/practice/standard/error")
		p.visit("/th/")
		p.press("[data-resume] a")
		p.arrive("/th/practice/standard/sso")
	}
}

// On a small phone the answers to an address are in view with it, and a result comes with what one presses next in view, which lies
// upon no addresses that are compared, and stays in view while one reads.
func TestOnAPhoneAResultComesWithWhatIsPressedNext(t *testing.T) {
	t.Parallel()
	p := mobile.sized(360, 640).withCalm().open(t, commonSite(t).url)
	const inView = `[...document.querySelectorAll("[data-action=next],.came .actions .strong")].some(e=>(r=>r.height>=44&&r.top>0&&r.bottom<=innerHeight&&e.contains(document.elementFromPoint(r.left+r.width/2,r.top+r.height/2)))(e.getBoundingClientRect()))`
	for _, lang := range []string{"th", "en"} {
		for _, c := range [][2]string{{"lookalike/link-1", "leave"}, {"lookalike/link-2", "go-on"}, {"lookalike/link-4", "leave"}, {"lookalike/link-6", "leave"}, {"relayed-code/person", "refuse"}} {
			p.visit("/" + lang + "/practice/" + c[0])
			if !p.try(`!document.querySelector(".link-view")||[...document.querySelectorAll(".choices .button")].every(e=>(r=>r.top>0&&r.bottom<=innerHeight&&e.contains(document.elementFromPoint(r.left+r.width/2,r.bottom-4)))(e.getBoundingClientRect()))`) {
				t.Errorf("%s %s: one of the two answers is out of view", lang, c[0])
			}
			p.walk(c[1])
			p.wait("the result", `!document.querySelector("[data-action=`+c[1]+`]")`)
			if !p.try(inView) {
				t.Errorf("%s %s: what comes next is out of view", lang, c[0])
			}
			if got := eval[float64](p, `(e=>e?e.getBoundingClientRect().bottom-document.querySelector(".choices").getBoundingClientRect().top:0)(document.querySelector("dl.compare"))`); got > 0 {
				t.Errorf("%s %s: what comes next lies upon %.0f px of the addresses compared", lang, c[0], got)
			}
		}
		p.visit("/" + lang + "/practice/lookalike/link-1-went-on")
		if eval[string](p, `getComputedStyle(document.querySelector(".choices")).position`) == "sticky" {
			t.Errorf("%s: after a wrong answer the way on lies upon the words that are to be read first", lang)
		}
	}
}

// What the keyboard reaches comes into view above what one presses next.
func TestOnAPhoneTheKeyboardReachesNothingUnderTheWayOn(t *testing.T) {
	t.Parallel()
	p := mobile.sized(360, 640).withCalm().open(t, commonSite(t).url)
	for _, lang := range []string{"th", "en"} {
		p.visit("/" + lang + "/practice/no-rights/told#earned")
		p.tabTo(".came .actions [data-to-record]") // a press of the key at a time, it looks whether anything lies upon where one stands
	}
}

// The names of sites that one is to judge are no smaller than the words around them, and stand in one line on a small phone.
func TestOnAPhoneAJudgedNameIsAsLargeAsTheWordsAroundIt(t *testing.T) {
	t.Parallel()
	p := mobile.sized(360, 640).withCalm().open(t, commonSite(t).url)
	for _, at := range []string{"link-1", "link-4", "link-5", "link-6", "link-6-went-on", "done#earned"} {
		p.visit("/th/practice/lookalike/" + at)
		names := `[...document.querySelectorAll(".addr.whole b,.host")].filter(e=>e.getClientRects().length)`
		p.wait("a name", names+`.length>0`)
		if faults := eval[[]string](p, names+`.filter(e=>{const own=parseFloat(getComputedStyle(e).fontSize);return [...e.querySelectorAll("*")].some(part=>parseFloat(getComputedStyle(part).fontSize)!==own)||own<parseFloat(getComputedStyle(document.body).fontSize)||e.getBoundingClientRect().height>2*own||e.scrollWidth>e.clientWidth+1&&getComputedStyle(e).display==="block"}).map(e=>e.textContent.trim())`); len(faults) > 0 {
			t.Errorf("%s: small, or broken: %q", at, faults)
		}
	}
}
