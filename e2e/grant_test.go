package e2e

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// atTheCode opens the QR screen of the free run on a computer, with a live code.
func (d device) atTheCode(t *testing.T, site *program) *tab {
	t.Helper()
	p := d.open(t, site.url)
	p.visit("/th/practice/standard/qr")
	p.showCode()
	return p
}

const dashboard = "/th/practice/standard/dashboard"

func TestDecliningOnTheRealPhoneLeavesTheComputerOutsideAndOffersAnotherCode(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	computer, phone := pc.atTheCode(t, site), mobile.open(t, site.url)
	first := phone.scanFrom(computer)
	phone.asked(computer)
	phone.press("form.deny button")
	phone.kind("denied")
	computer.arrive("/th/practice/standard/qr-declined") // it says what happened, and is not signed in
	computer.press("[data-action=new-code]")
	computer.arriveAtTheCode("th", "/practice/standard/qr")
	computer.showCode()
	second := phone.scanFrom(computer)
	if first == second {
		t.Error("the new code is the old one")
	}
	phone.asked(computer)
	phone.press("form.allow button")
	phone.kind("approved")
	computer.arrive(dashboard)
}

// A phone that answers what was answered on the computer's drawn phone meanwhile hears so, whatever either pressed.
func TestAPhoneThatAnswersAfterTheDrawnOneHearsSo(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for action, press := range map[string]string{"allow": "form.deny button", "decline": "form.allow button"} {
		computer, phone := pc.open(t, site.url), mobile.open(t, site.url)
		computer.visit("/th/practice/relayed-code/person-code")
		computer.showCode()
		phone.scanFrom(computer)
		phone.asked(computer)
		here := computer.path()
		computer.press(".phone .pv#phone-consent [data-action=" + action + "]")
		computer.wait("the run goes on", `location.pathname!==`+quote(here))
		phone.press(press)
		phone.kind("drawn")
		phone.snap("drawn-" + action)
	}
}

func TestACodeThatRunsOutIsRenewedQuietlyInPlace(t *testing.T) {
	t.Parallel()
	site := start(t, "--grant-ttl", "15s")
	computer, phone := pc.atTheCode(t, site), mobile.open(t, site.url)
	first, digits := computer.camera(), computer.digits()
	eval[bool](computer, `window.same=true`)
	computer.waitFor(".countdown") // within its last minute, and with the words that the real one may differ
	if got := computer.text(".countdown"); !strings.Contains(got, "ของจริงอาจต่างไป") {
		t.Errorf("the countdown says %q", got)
	}
	computer.wait("another code", `document.querySelector("[data-user-code]").textContent.trim()!==`+quote(digits))
	if !eval[bool](computer, `window.same===true`) {
		t.Error("the page was loaded anew; the code should change in place")
	}
	phone.visit(first)
	phone.kind("expired")
	if got := phone.scanFrom(computer); got == first {
		t.Error("the QR code still carries the code that ran out")
	}
	phone.press("form.allow button")
	phone.kind("approved")
	computer.arrive(dashboard)
}

func TestACodeThatRunsOutUnderThePhoneIsSaidThere(t *testing.T) {
	t.Parallel()
	site := start(t, "--grant-ttl", "12s")
	for _, dev := range someOf(1, mobile, mobile.withoutScript()) {
		computer, phone := pc.withoutScript().atTheCode(t, site), dev.open(t, site.url)
		phone.scanFrom(computer)
		phone.asked(computer)
		if dev.noScript {
			time.Sleep(12 * time.Second) // the code's life: what is tested
			phone.press("form.allow button")
		}
		phone.kind("expired")     // with script the page says so by itself
		computer.state("expired") // the page refreshes itself
		computer.press(".make-grant button")
		computer.state("pending")
	}
}

func TestAReloadOnEitherSideLosesNothing(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, dev := range someOf(1, pc, pc.withoutScript()) {
		computer, phone := dev.atTheCode(t, site), mobile.open(t, site.url)
		reference, digits := computer.text(".computer [data-reference]"), computer.digits()
		computer.reload()
		computer.state("pending")
		if computer.text(".computer [data-reference]") != reference || computer.digits() != digits {
			t.Errorf("after a reload the computer shows another code")
		}
		phone.scanFrom(computer)
		phone.asked(computer)
		computer.state("scanned")
		computer.reload()
		computer.state("scanned")
		phone.reload()
		phone.asked(computer)
		phone.press("form.allow button")
		phone.kind("approved")
		computer.waitFor("[data-screen=dashboard]")
		phone.reload()
		phone.kind("approved")
		computer.reload()
		computer.waitFor("[data-screen=dashboard]")
	}
}

func TestTheBackButtonLeadsToNoDeadEnd(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, dev := range someOf(1, pc, pc.withoutScript()) {
		computer, phone := dev.atTheCode(t, site), mobile.open(t, site.url)
		phone.visit("/th/")
		phone.scanFrom(computer)
		phone.asked(computer)
		phone.press("form.allow button")
		phone.kind("approved")
		computer.waitFor("[data-screen=dashboard]")

		// The phone: back to the question it has answered, and the same answer once more.
		phone.back()
		phone.wait("the question or its outcome", `["ask","approved"].includes((document.querySelector("main")||{dataset:{}}).dataset.kind) || location.pathname==="/th/"`)
		if phone.sees("form.allow button") {
			phone.press("form.allow button")
			phone.kind("approved")
		}

		// The computer: back from the dashboard, then on with what stands there.
		computer.visit(dashboard)
		computer.back()
		computer.wait("a simulated screen", `document.readyState==="complete" && document.querySelector(".sim[data-screen]")`)
		if computer.sees("[data-screen=qr]") {
			computer.showCode()
		}
	}
}

func TestBackFromALaterStepShowsACodeThatWorks(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	computer, phone := pc.open(t, site.url), mobile.open(t, site.url)
	computer.walkToTheCode("th")
	computer.press("a.skip")
	computer.arrive("/th/guide/signed-in")
	computer.back()
	computer.waitFor("[data-grant]")
	computer.showCode()
	phone.scanFrom(computer)
	phone.asked(computer)
	phone.press("form.allow button")
	computer.arrive("/th/guide/signed-in")
}

func TestEachTabHasACodeOfItsOwn(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	first, phone := pc.whoseTabsHide().atTheCode(t, site), mobile.open(t, site.url)
	second := first.another()
	second.visit("/th/practice/standard/qr")
	second.showCode()
	if a, b := first.digits(), second.digits(); a == b {
		t.Errorf("both tabs show %s", a)
	}
	phone.scanFrom(second)
	phone.asked(second)
	phone.press("form.allow button")
	second.arrive(dashboard)
	first.front()
	first.state("pending")
	phone.scanFrom(first)
	phone.asked(first)
	phone.press("form.allow button")
	first.arrive(dashboard)
}

func TestAPhoneThatOnlyLookedBindsNobodyAndTheFirstAnswerCounts(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	computer := pc.atTheCode(t, site)
	chat, browser := mobile.named("browser inside a chat").open(t, site.url), mobile.named("the phone's own browser").open(t, site.url)
	chat.scanFrom(computer)
	chat.asked(computer)
	computer.state("scanned")
	browser.scanFrom(computer)
	browser.asked(computer)
	browser.press("form.allow button")
	browser.kind("approved")
	computer.arrive(dashboard)
	chat.press("form.deny button")
	chat.kind("answered")
}

func TestACodeAnsweredTwiceKeepsItsFirstAnswer(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	computer := pc.atTheCode(t, site)
	// Without script neither phone reports its scan, so both are asked.
	one, two := mobile.withoutScript().open(t, site.url), mobile.withoutScript().named("second phone").open(t, site.url)
	one.scanFrom(computer)
	two.scanFrom(computer)
	one.asked(computer)
	two.asked(computer)
	one.press("form.deny button")
	one.kind("denied")
	two.press("form.allow button")
	two.kind("answered")
	computer.arrive("/th/practice/standard/qr-declined")
	one.visit(one.path())
	one.kind("denied")
}

func TestNineTypedDigitsDoWhatTheCodeDoes(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	inOneLanguage(t, "th", func(t *testing.T, lang string) {
		for _, dev := range []device{mobile, mobile.withoutScript()} {
			computer, phone := pc.open(t, site.url), dev.open(t, site.url)
			computer.visit("/" + lang + "/practice/standard/qr")
			computer.showCode()
			digits := computer.digits()
			if got := computer.text(".typed"); !strings.Contains(got, strings.TrimPrefix(site.url, "http://")+"/d") {
				t.Errorf("the page does not say where to type: %q", got)
			}
			phone.visit("/" + lang + "/?lang=" + lang)
			phone.visit("/d")
			phone.openApp()
			phone.kind("type")
			phone.speaks(lang)

			phone.expect(`40[04]`)
			for _, wrong := range []string{"12", other(digits)} {
				phone.press("#code")
				eval[bool](phone, `document.getElementById("code").value="",true`)
				phone.key(wrong)
				phone.send("form.type button")
				phone.waitFor(".alert[role=alert]")
				phone.kind("type")
			}
			phone.press("#code")
			eval[bool](phone, `document.getElementById("code").value="",true`)
			phone.key(thaiDigits(digits))
			phone.press("form.type button")
			phone.asked(computer)
			phone.press("form.allow button")
			phone.kind("approved")
			phone.speaks(lang)
			computer.waitFor("[data-screen=dashboard]")
		}
	})
}

// other is nine digits that differ from these.
func other(digits string) string {
	last := digits[len(digits)-1]
	return digits[:len(digits)-1] + string('0'+(last-'0'+1)%10)
}

// thaiDigits writes the code as a Thai keyboard does.
func thaiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '๐' + r - '0'
		}
		return r
	}, s)
}

func TestThePhoneKeepsTheLanguageItHasChosen(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	computer, phone := pc.atTheCode(t, site), mobile.open(t, site.url)
	phone.scanFrom(computer)
	phone.asked(computer)
	phone.speaks("th")
	phone.press(".lang a")
	phone.wait("English", `document.documentElement.lang==="en"`)
	phone.asked(computer)
	phone.press("form.allow button")
	phone.kind("approved")
	phone.speaks("en")
	computer.arrive(dashboard)
}

func TestEightTabsWaitAtOnceAndNoneStalls(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, where := range someOf(1, "eight windows", "one window") { // all are seen, and a browser opens six connections; all but one are hidden
		device, next := pc, (*tab).window
		if where == "one window" {
			device, next = pc.whoseTabsHide(), (*tab).another
		}
		tabs := []*tab{device.atTheCode(t, site)}
		for len(tabs) < 8 {
			p := next(tabs[0])
			p.visit("/th/practice/standard/qr")
			p.showCode()
			tabs = append(tabs, p)
		}
		phone := mobile.open(t, site.url)
		for _, p := range someOf(3, tabs[0], tabs[6], tabs[7], tabs[1], tabs[2], tabs[3], tabs[4], tabs[5]) { // the first, and those beyond the six
			if where == "one window" {
				p.front()
				p.state("pending")
			}
			phone.scanFrom(p)
			phone.asked(p)
			p.state("scanned")
			phone.press("form.allow button")
			phone.kind("approved")
			p.arrive(dashboard)
		}
	}
}

func TestAServerThatComesBackFindsItsBrowsersWaiting(t *testing.T) {
	t.Parallel()
	for _, name := range someOf(1, "killed", "stopped") {
		t.Run(name, func(t *testing.T) {
			site := start(t)
			end := map[string]func(*program){"killed": (*program).kill, "stopped": (*program).stop}[name]
			scripted, plain := pc.atTheCode(t, site), pc.withoutScript().named("computer without script").atTheCode(t, site)
			phone, phone2 := mobile.open(t, site.url), mobile.named("second phone").open(t, site.url)
			phone.scanFrom(scripted)
			phone.asked(scripted)
			scripted.state("scanned")
			for _, p := range []*tab{scripted, plain, phone, phone2} { // a phone may just be fetching its icon
				p.expect(`ERR_CONNECTION_REFUSED`, `ERR_INCOMPLETE_CHUNKED_ENCODING`, `ERR_CONNECTION_RESET`, `ERR_EMPTY_RESPONSE`, `ERR_SOCKET_NOT_CONNECTED`, `\b503\b`)
			}
			was := scripted.digits()
			end(site)
			time.Sleep(3 * time.Second) // long enough for the browsers to have noticed and tried in vain
			site.run()
			phone.press("form.allow button")
			phone.kind("approved")
			scripted.arrive(dashboard) // by itself

			// Without script the browser shows its own error page when the refresh meets no server; a person reloads that.
			plain.visit("/th/practice/standard/qr")
			plain.showCode()
			phone2.scanFrom(plain)
			phone2.asked(plain)
			phone2.press("form.allow button")
			plain.waitFor("[data-screen=dashboard]")
			if was == "" {
				t.Error("no code was shown")
			}
		})
	}
}

func TestTooManyOpenCodesAreSaidInWordsAndTheOnScreenPhoneStillWorks(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	p := pc.atTheCode(t, site)
	eval[bool](p, `(async()=>{for(let i=0;i<25;i++) await fetch("/th/practice/standard/grant",{method:"POST",headers:{Accept:"application/json"},body:new URLSearchParams()});return true})()`)
	p.expect(`429`)
	p.visit("/th/practice/standard/qr")
	p.state("refused")
	if got := p.text(".live"); !regexp.MustCompile(`[ก-๙]`).MatchString(got) {
		t.Errorf("the refusal says %q", got)
	}
	p.drillOnScreen()
	p.press("#phone-consent [data-action=allow]")
	p.arrive(dashboard)
}

func TestWithALoopbackAddressOnlyThePageSaysThatPhonesCannotReachIt(t *testing.T) {
	t.Parallel()
	site := start(t, "--public-url", "")
	p := pc.atTheCode(t, site)
	if got := p.text("[data-grant]"); !strings.Contains(got, "โทรศัพท์จริงยังเปิดเว็บนี้ไม่ได้") {
		t.Errorf("it says %q", got)
	}
	if got := p.camera(); !strings.HasPrefix(got, site.url+"/D/") {
		t.Errorf("the code carries %q", got)
	}
	if _, err := os.Stat(site.dir + "/data"); err != nil {
		t.Error("the data folder is not where --data says")
	}
}

func TestMoreTimeCanBeHadBeforeTheCodeRunsOut(t *testing.T) {
	t.Parallel()
	site := start(t, "--grant-ttl", "15s")
	for _, dev := range someOf(1, pc, pc.withoutScript()) {
		computer := dev.atTheCode(t, site)
		digits := computer.digits()
		for range 4 { // a code of a quarter of a minute lasts over one then
			computer.press(".more-time button")
			if dev.noScript {
				computer.wait("the page again", `document.readyState==="complete"`)
			} else {
				computer.wait("to be told", `document.querySelector(".live span").innerText.includes("เพิ่มเวลาให้แล้ว")`)
			}
		}
		computer.waitGone(".countdown")
		if !dev.noScript {
			computer.waitGone(".more-time")
			if !computer.try(`document.activeElement.matches(".live")`) {
				t.Error("the focus is lost with the button")
			}
		}
		time.Sleep(16 * time.Second) // longer than the code would have lived: what is tested
		if got := computer.digits(); got != digits {
			t.Errorf("the code has changed from %s to %s", digits, got)
		}
		phone := mobile.open(t, site.url)
		phone.scanFrom(computer)
		phone.press("form.allow button")
		phone.kind("approved")
		computer.waitFor("[data-screen=dashboard]")
	}
}

// Declining is no fault: the step's own page says so, and offers another code in the same place.
func TestADeclinedCodeOfTheStepsIsExplainedAndAnotherIsOffered(t *testing.T) {
	t.Parallel()
	inOneLanguage(t, "en", func(t *testing.T, lang string) {
		site := commonSite(t)
		computer, phone := asNurse(lang).open(t, site.url), mobile.open(t, site.url)
		computer.visit("/" + lang + "/guide/scan-qr")
		computer.showCode()
		phone.scanFrom(computer)
		phone.asked(computer)
		phone.press("form.deny button")
		phone.kind("denied")
		computer.wait("why that was right", `document.querySelector(".qr-side").innerText.includes(`+quote(map[string]string{"th": "ทำถูกแล้ว", "en": "right"}[lang])+`)`)
		computer.press(".make-grant button")
		computer.state("pending")
	})
}

// scans is what beside a code or above it says to scan it.
const scans = `[...document.querySelectorAll(".no-phone, .to-scan, .qr-side .scan, .qr-side .beside, .qr-side .by-camera, .qr-side > .trouble")].filter(e=>e.getClientRects().length&&getComputedStyle(e).visibility==="visible").map(e=>e.className+": "+e.textContent.trim()).join("; ")`

// A code that is spent is not to be scanned any more: nothing beside it or above it says so, with script and without, and what is said
// is to ask for another. With another code it is said again. Links for a real phone are of no use then, nor while the drawn one is open.
func TestBesideASpentCodeNothingSaysToScanIt(t *testing.T) {
	t.Parallel()
	site := startNamed(t, lanName)
	for _, script := range someOf(1, true, false) {
		who := asNurse("th")
		if !script {
			who = who.withoutScript()
		}
		computer := who.open(t, site.url)
		computer.visit("/th/guide/scan-qr")
		if script {
			computer.showCode()
		} else {
			computer.press(".make-grant button")
		}
		computer.waitFor(`.live[data-state="pending"]`)
		if eval[string](computer, scans) == "" {
			t.Error("nothing says to scan the code")
		}
		phone := mobile.open(t, site.url)
		phone.scanFrom(computer)
		phone.press("form.deny button")
		phone.kind("denied")
		computer.waitFor(`.live[data-state="denied"]`)
		computer.wait("the page that says it", `!!document.querySelector(".denied-note")`)
		if said := eval[string](computer, scans); said != "" {
			t.Errorf("script %v: beside a spent code: %s", script, said)
		}
		if !computer.sees(".to-renew") {
			t.Errorf("script %v: what is to be pressed is not said", script)
		}
		computer.press(".make-grant button")
		computer.waitFor(`.live[data-state="pending"]`)
		if eval[string](computer, scans) == "" || computer.sees(".to-renew") {
			t.Errorf("script %v: nothing says to scan the new code", script)
		}
		if script {
			computer.press(".no-phone")
			computer.waitFor(".phone")
			if said := eval[string](computer, scans); strings.Contains(said, "trouble") {
				t.Errorf("beside the drawn phone: %s", said)
			}
		}
	}
}

// A code that has expired is spent too, and so is one that was refused. Without script an old engine, which does not know of
// @media (scripting), reads that as well; with script nothing moves for it when the code is renewed.
func TestBesideACodeThatHasExpiredOrWasRefusedNothingSaysToScanIt(t *testing.T) {
	t.Parallel()
	site := start(t, "--grant-ttl", "8s")
	for _, at := range someOf(1, "guide/scan-qr", "practice/declined/qr") {
		p := asNurse("th").withoutScript().open(t, site.url)
		p.visit("/th/" + at)
		p.press(".make-grant button")
		p.state("pending")
		if eval[string](p, scans) == "" {
			t.Errorf("%s: nothing says to scan the code", at)
		}
		p.state("expired") // the page refreshes itself
		eval[bool](p, `(()=>{for(const s of document.styleSheets)for(let i=s.cssRules.length;i--;)if(/scripting/.test(s.cssRules[i].conditionText||""))s.deleteRule(i);return true})()`)
		if said := eval[string](p, scans); said != "" {
			t.Errorf("%s: beside an expired code: %s", at, said)
		}
		if at == "guide/scan-qr" && !p.sees(".to-renew") {
			t.Errorf("%s: what is to be pressed is not said", at)
		}
	}
	p := asNurse("th").open(t, site.url)
	p.visit("/th/guide/scan-qr")
	p.showCode()
	eval[bool](p, `(async()=>{for(let i=0;i<25;i++) await fetch("/th/practice/standard/grant",{method:"POST",headers:{Accept:"application/json"},body:new URLSearchParams()});return true})()`)
	p.expect(`429`)
	p.visit("/th/guide/scan-qr")
	p.state("refused")
	if said := eval[string](p, scans); said != "" || !p.sees(".to-renew") {
		t.Errorf("beside a code that was refused: %q, what is to be pressed is said: %v", said, p.sees(".to-renew"))
	}
}

// Where one waits for a code to run out, the drawn phone says how long yet, and nothing there moves for it.
func TestTheDrawnPhoneCountsDownACodeThatIsToRunOut(t *testing.T) {
	t.Parallel()
	phone := mobile.sized(360, 640).open(t, commonSite(t).url)
	phone.visit("/th/practice/expired/qr-short")
	const icon = `document.querySelector(".phone [data-action=open-app]").getBoundingClientRect().top+scrollY`
	phone.waitFor(".phone .apps")
	stood := eval[float64](phone, icon)
	phone.waitFor(".phone .countdown")
	if at := eval[float64](phone, icon); at != stood {
		t.Errorf("the icons moved from %v to %v when the time came", stood, at)
	}
	if !phone.try(`/^เหลือเวลา 0:(20|[01]\d) · ของจริงอาจต่างไป$/.test(document.querySelector(".phone .countdown").innerText.trim()) && document.querySelector(".phone [data-action=open-app] strong").getBoundingClientRect().bottom<=innerHeight`) {
		t.Errorf("the phone says %q, or the app's icon is out of view", phone.text(".phone .countdown"))
	}
	was := phone.text(".phone .countdown")
	phone.wait("the time to pass", `document.querySelector(".phone .countdown").innerText.trim()!==`+quote(was))
	phone.visit("/th/practice/with-hints/qr") // another code is to be scanned
	phone.waitFor(".phone .apps")
	if phone.sees(".phone .countdown") {
		t.Error("the time is counted where nobody waits for it")
	}
}
