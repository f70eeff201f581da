package e2e

import (
	"regexp"
	"strings"
	"testing"
)

// languages are all of the site's, the source language first.
var languages = []string{"th", "en"}

// inEachLanguage runs a test once for each language.
func inEachLanguage(t *testing.T, f func(t *testing.T, lang string)) {
	for _, lang := range languages {
		t.Run(lang, func(t *testing.T) { f(t, lang) })
	}
}

// inOneLanguage runs a test in that language; `make audit-languages` runs it in each. What differs is words, which the tests
// of pages, content and messages read in both.
func inOneLanguage(t *testing.T, lang string, f func(t *testing.T, lang string)) {
	if thorough {
		inEachLanguage(t, f)
		return
	}
	t.Run(lang, func(t *testing.T) { f(t, lang) })
}

// inEachLanguageAndFont runs a test once for each language on each set of fonts; a set that only one needs shows that, but for
// the audit.
func inEachLanguageAndFont(t *testing.T, f func(t *testing.T, lang, fonts string)) {
	for _, set := range fontSets {
		for _, lang := range languages {
			if !thorough && set.shows != "" && set.shows != lang {
				continue
			}
			t.Run(set.name+" "+lang, func(t *testing.T) { f(t, lang, set.name) })
		}
	}
}

// asNurse is the hospital PC of somebody who reads that language.
func asNurse(lang string) device {
	if lang == "en" {
		return pc.speaking("en-GB,en")
	}
	return pc
}

// walkToTheCode goes from the first page through the steps to the QR code, each time by pressing what the step asks for.
func (p *tab) walkToTheCode(lang string) {
	p.t.Helper()
	p.visit("/" + lang + "/")
	p.press(".door.first")
	p.arrive("/" + lang + "/guide/start")
	p.press(".sim [data-action=sign-in-oss]")
	p.arrive("/" + lang + "/guide/choose-thaid")
	p.press(".sim [data-action=thaid]")
	p.arriveAtTheCode(lang, "/guide/scan-qr")
	p.showCode()
}

// arriveAtTheCode waits for a QR screen. Its script shows the code in place and then calls the page by the grant's name,
// so that a reload keeps the code.
func (p *tab) arriveAtTheCode(lang, page string) {
	p.t.Helper()
	p.arriveAt("^/" + lang + "(" + page + "|/g/[A-Za-z0-9_-]{16})$")
	p.wait("the page of the code", `!!document.querySelector("[data-grant]")`)
}

// showCode stands at a QR screen and brings a live code about: with script it comes by itself, else by its button.
func (p *tab) showCode() {
	p.t.Helper()
	if p.dev.noScript {
		p.press(".make-grant button")
		p.arriveAt("^/(th|en)/g/[A-Za-z0-9_-]{16}$")
	}
	p.wait("a live code", `(d=>d&&/^\d{3} \d{3} \d{3}$/.test(d.textContent.trim()))(document.querySelector("[data-user-code]"))&&document.querySelector(".live").dataset.state==="pending"`)
}

// digits are those of the code, "123 456 789", which are folded away until somebody's camera does not work.
func (p *tab) digits() string {
	p.t.Helper()
	p.wait("the digits", `(d=>d&&(d.closest("details").open=true)&&!!d.textContent.trim())(document.querySelector("[data-user-code]"))`)
	return eval[string](p, `document.querySelector("[data-user-code]").textContent.trim()`)
}

var scanURL = regexp.MustCompile(`^(http://[^/]+)/D/[A-Z2-7]{26}$`)

// scanFrom reads the QR code off the computer's screen and opens what it carries, as a phone's camera app does.
func (p *tab) scanFrom(computer *tab) string {
	p.t.Helper()
	computer.wait("the code in view", `(e=>{if(!e)return false;e.scrollIntoView({block:"center",behavior:"instant"});return true})(document.querySelector(".qr"))`)
	content := computer.camera()
	if m := scanURL.FindStringSubmatch(content); m == nil || m[1] != p.base {
		p.t.Fatalf("the QR code carries %q, not an address of %s", content, p.base)
	}
	p.visit(content)
	p.openApp()
	return content
}

// openApp taps the app's icon where the phone shows its drawn home screen, and waits until a tap is taken again.
func (p *tab) openApp() {
	p.t.Helper()
	p.waitFor("main.device")
	p.wait("taps to be taken", `!document.querySelector("[data-settling]")`)
	if p.sees("main[data-kind=home]") {
		at := strings.Replace(p.path(), "/D/", "/d/", 1)
		p.press(".apps [data-action=open-app]")
		p.arrive(at + "/app")
		p.wait("taps to be taken", `!document.querySelector("[data-settling]")`)
	}
}

// asked waits for the phone's question and expects the computer's reference number on it.
func (p *tab) asked(computer *tab) {
	p.t.Helper()
	p.waitFor("main[data-kind=ask]")
	p.wait("taps to be taken", `!document.querySelector("[data-settling]")`)
	there, here := computer.text(".computer [data-reference]"), p.text("[data-reference]")
	if here == "" || here != there {
		p.t.Errorf("reference number %q on the phone, %q on the computer", here, there)
	}
}

// state waits until the computer says where the grant stands.
func (p *tab) state(want string) {
	p.t.Helper()
	p.wait("the state "+want, `(e=>e&&e.dataset.state===`+quote(want)+`)(document.querySelector(".live"))`)
}

func (p *tab) kind(want string) {
	p.t.Helper()
	p.wait("the phone to say "+want, `document.querySelector("main").dataset.kind===`+quote(want))
	switch want {
	case "approved", "denied", "expired", "answered", "drawn": // what came of it stands in the middle, with all that is said below it
		aside := eval[string](p, `[...document.querySelectorAll("main.device h1,main.device p")].filter(e=>e.offsetParent&&getComputedStyle(e).textAlign!=="center").map(e=>e.textContent.trim()).join(" / ")`)
		if aside != "" {
			p.t.Errorf("%s, %s: not in the middle: %s", p.dev.name, want, aside)
		}
	}
}

func (p *tab) speaks(lang string) {
	p.t.Helper()
	if got := eval[string](p, `document.documentElement.lang`); got != lang {
		p.t.Errorf("%s: the page %s is in %q, not %q", p.dev.name, p.path(), got, lang)
	}
}

// finishTheSteps goes on from "signed in" over the error page to the summary and the launcher.
func (p *tab) finishTheSteps(lang string) {
	p.t.Helper()
	p.press(".sim [data-action=finish]")
	p.arrive("/" + lang + "/guide/cannot-sign-in")
	p.press(".sim [data-action=go-back]")
	p.arrive("/" + lang + "/summary")
	p.press("main a[href='/" + lang + "/launch']")
	p.arrive("/" + lang + "/launch")
	if got := eval[string](p, `document.querySelector("a.button.go").href`); got != liveURL {
		p.t.Errorf("the launcher leads to %q", got)
	}
}

func TestFromTheFirstPageToTheDoorOfTheRealLoginWithARealPhone(t *testing.T) {
	t.Parallel()
	inEachLanguage(t, func(t *testing.T, lang string) {
		for n, dev := range []device{mobile, mobile.inLine()} {
			if !thorough && languages[n] != lang { // the audit shows both phones in both languages
				continue
			}
			t.Run(dev.name, func(t *testing.T) {
				site := commonSite(t)
				computer, phone := asNurse(lang).open(t, site.url), dev.open(t, site.url)
				computer.walkToTheCode(lang)
				if got := computer.camera(); !scanURL.MatchString(got) { // before anybody has scrolled
					t.Errorf("the code carries %q", got)
				}
				phone.scanFrom(computer)
				phone.asked(computer)
				phone.speaks(lang) // the computer's language, though the phone's browser may prefer another
				computer.state("scanned")

				both := eval[[]float64](phone, `["allow","deny"].flatMap(f=>{const b=document.querySelector("form."+f+" button").getBoundingClientRect();return [b.width,b.height]})`)
				if len(both) != 4 || both[0] != both[2] || both[1] != both[3] {
					t.Errorf("Allow and Decline differ in size: %v", both)
				}
				looks := eval[[]string](phone, `["allow","deny"].map(f=>{const s=getComputedStyle(document.querySelector("form."+f+" button"));return [s.color,s.backgroundColor,s.borderColor,s.borderWidth,s.fontWeight].join()})`)
				if looks[0] != looks[1] {
					t.Errorf("Allow and Decline look different: %v", looks)
				}

				phone.press("form.allow button")
				phone.kind("approved")
				computer.arrive("/" + lang + "/guide/signed-in")
				computer.speaks(lang)
				computer.finishTheSteps(lang)
			})
		}
	})
}

func TestAFreeRunForgivesWrongTurns(t *testing.T) {
	t.Parallel()
	inOneLanguage(t, "en", func(t *testing.T, lang string) {
		site := commonSite(t)
		computer, phone := asNurse(lang).open(t, site.url), mobile.open(t, site.url)
		computer.visit("/" + lang + "/practice/")
		computer.press("main a[href='/" + lang + "/practice/standard/napplus']")
		run := "/" + lang + "/practice/standard/"
		computer.arrive(run + "napplus")
		computer.press(".sim [data-action=password]")
		computer.waitFor("#why-napplus-password")
		computer.press("#why-napplus-password [data-close]")
		computer.waitGone("#why-napplus-password")
		computer.press(".sim [data-action=sign-in-oss]")
		computer.arrive(run + "sso")
		computer.press(".sim [data-action=password]")
		computer.arrive(run + "error")
		computer.press(".sim [data-action=go-back]")
		computer.arrive(run + "napplus")
		computer.press(".sim [data-action=sign-in-oss]")
		computer.arrive(run + "sso")
		computer.press(".sim [data-action=other-method]")
		computer.arrive(run + "error")
		computer.press(".sim [data-action=go-back]")
		computer.press(".sim [data-action=sign-in-oss]")
		computer.arrive(run + "sso")
		computer.press(".sim [data-action=thaid]")
		computer.arriveAtTheCode(lang, "/practice/standard/qr")
		computer.showCode()
		phone.scanFrom(computer)
		phone.asked(computer)
		phone.press("form.allow button")
		computer.arrive(run + "dashboard")
		computer.press(".sim [data-action=menu]")
		computer.waitFor("#why-dashboard-menu")
		computer.press("main a[href='/" + lang + "/launch']")
		computer.arrive("/" + lang + "/launch")
	})
}

func TestAWrongPressInAStepIsAnsweredKindlyAndStaysThere(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, dev := range []device{pc, pc.withoutScript()} {
		p := dev.open(t, site.url)
		p.visit("/th/guide/start")
		p.press(".sim [data-action=password]")
		p.waitFor("#why-napplus-password")
		p.arrive("/th/guide/start")
		p.visit("/th/guide/choose-thaid")
		p.press(".sim [data-action=other-method]")
		p.waitFor("#why-sso-other-method")
		p.press(".sim [data-action=password]")
		p.waitFor("#why-sso-password")
		p.waitGone("#why-sso-other-method")
		p.arrive("/th/guide/choose-thaid")
		p.press("a.hint")
		p.waitFor(".hints li")
		p.press("a.skip")
		p.arriveAtTheCode("th", "/guide/scan-qr")
	}
}

// drillOnScreen goes through the on-screen phone's own hand movements up to its question.
func (p *tab) drillOnScreen() {
	p.t.Helper()
	p.press(".phone [data-action=open-app]")
	p.waitFor("#phone-passcode")
	if p.dev.noScript {
		p.press("#phone-passcode [data-action=passcode]")
	} else {
		for range 8 {
			p.press("#phone-passcode [data-key]")
		}
	}
	p.press("#phone-scanner [data-action=scan]")
	p.waitFor("#phone-consent")
}

func TestTheOnScreenPhoneDoesTheSameForPeopleWithoutOne(t *testing.T) {
	t.Parallel()
	inOneLanguage(t, "th", func(t *testing.T, lang string) {
		site := commonSite(t)
		for _, dev := range []device{asNurse(lang), asNurse(lang).withoutScript().named("computer without script")} {
			p := dev.open(t, site.url)
			p.visit("/" + lang + "/guide/scan-qr")
			p.press(".phone [data-action=open-camera]")
			p.waitFor("#why-open-camera")
			p.drillOnScreen()
			p.press("#phone-consent [data-action=allow]")
			p.arrive("/" + lang + "/guide/signed-in")
		}
	})
}

func TestDecliningOnTheOnScreenPhoneIsExplained(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, dev := range []device{pc, pc.withoutScript()} {
		p := dev.open(t, site.url)
		p.visit("/th/practice/standard/qr")
		p.drillOnScreen()
		p.press("#phone-consent [data-action=decline]")
		p.arrive("/th/practice/standard/qr-declined")
		p.press("[data-action=new-code]")
		p.arriveAtTheCode("th", "/practice/standard/qr")
	}
}

// A code that the drawn phone declined in the steps is as dead as one that a real phone declined: the computer offers another, and
// that leads the drawn phone back to its start.
func TestACodeThatTheDrawnPhoneDeclinedIsSpent(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, dev := range []device{pc, pc.withoutScript(), mobile} {
		p := dev.open(t, site.url)
		p.visit("/th/guide/scan-qr")
		p.showCode()
		digits := `document.querySelector("[data-user-code]").textContent`
		first := eval[string](p, digits)
		p.drillOnScreen()
		p.press("#phone-consent [data-action=decline]")
		p.waitFor("#phone-spent")
		for _, again := range []bool{false, true} {
			if again {
				p.reload()
				p.waitFor("#phone-spent")
			}
			if dev.width < 600 {
				p.press(".tabs li:first-child a")
			}
			p.waitFor(".make-grant button")
			if got := p.text(".make-grant button"); got != "ขอโค้ดใหม่" {
				t.Errorf("%s: beside the spent code stands %q", dev.name, got)
			}
			if said := eval[string](p, scans); said != "" || p.sees(".phone [data-action=scan]") || p.sees(".phone [data-action=allow]") {
				t.Errorf("%s: the code is spent, and beside it stands %s", dev.name, said)
			}
		}
		p.press(".make-grant button")
		p.wait("another code", digits+`!==`+quote(first))
		p.state("pending")
		if dev.width < 600 {
			p.press(".tabs li:last-child a")
		}
		p.press(".phone [data-action=open-app]")
		p.waitFor("#phone-passcode")
	}
	inEachPlace(t, func(t *testing.T, base string) {
		for _, dev := range someOf(1, mobile, pc, pc.withoutScript()) {
			p := dev.open(t, base)
			p.visit("/th/guide/scan-qr.html")
			p.byTheScreensPhone("open-app", "passcode", "scan", "decline")
			p.waitFor("#phone-spent")
			if said := eval[string](p, scans); dev.width > 599 && (said != "" || !p.sees(".to-renew")) {
				t.Errorf("%s: the code is spent, and beside it stands %s", dev.name, said)
			}
			p.byTheScreensPhone("new-code", "open-app", "passcode", "scan", "allow")
			p.at("th/guide/signed-in.html")
		}
	})
}

func TestWithOnlyAPhoneComputerAndPhoneAreTwoTabs(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, dev := range []device{mobile, mobile.withoutScript()} {
		p := dev.open(t, site.url)
		p.visit("/th/guide/start")
		p.press(".sim [data-action=sign-in-oss]")
		p.arrive("/th/guide/choose-thaid")
		p.press(".sim [data-action=thaid]")
		p.arriveAtTheCode("th", "/guide/scan-qr")
		p.waitFor(".phone") // whose tab stands first, with a line on what the computer shows
		p.waitFor(".phone-side .own-screen")
		p.waitGone(".computer .sim")
		p.press("[data-tab-to=computer]")
		p.waitFor(".computer .sim")
		p.waitGone(".phone")
		p.press("[data-tab-to=phone]")
		p.drillOnScreen()
		p.press("#phone-consent [data-action=allow]")
		p.arrive("/th/guide/signed-in")
	}
}

func TestWithoutScriptTheWholeJourneyWorks(t *testing.T) {
	t.Parallel()
	inOneLanguage(t, "th", func(t *testing.T, lang string) {
		site := commonSite(t)
		computer, phone := asNurse(lang).withoutScript().open(t, site.url), mobile.withoutScript().open(t, site.url)
		computer.walkToTheCode(lang)
		phone.scanFrom(computer)
		phone.asked(computer)
		phone.speaks(lang)
		phone.press("form.deny button")
		phone.kind("denied")
		computer.state("denied") // the page refreshes itself
		computer.press(".make-grant button")
		computer.state("pending")

		phone.scanFrom(computer)
		phone.asked(computer)
		phone.press("form.allow button")
		phone.kind("approved")
		computer.waitFor("[data-screen=dashboard]")
		computer.finishTheSteps(lang)
	})
}

func TestByKeyboardAloneFromTheFirstPageToTheRealLogin(t *testing.T) {
	t.Parallel()
	inOneLanguage(t, "th", func(t *testing.T, lang string) {
		const enter = "\r"
		site := commonSite(t)
		p := asNurse(lang).open(t, site.url)
		p.visit("/" + lang + "/")
		p.tabTo(".skip-link")
		p.key(enter)
		p.wait("the content to have the focus", `location.hash==="#main"`)
		for _, step := range []struct{ press, arrive string }{
			{".door.first", "/guide/start"},
			{".sim [data-action=sign-in-oss]", "/guide/choose-thaid"},
		} {
			p.tabTo(step.press)
			p.key(enter)
			p.arrive("/" + lang + step.arrive)
		}
		p.tabTo(".sim [data-action=thaid]")
		p.key(enter)
		p.arriveAtTheCode(lang, "/guide/scan-qr")
		p.showCode()
		p.tabTo(".phone [data-action=open-app]")
		p.key(enter)
		p.waitFor("#phone-passcode")
		p.tabTo("#phone-passcode [data-key]")
		for range 8 {
			p.key(enter)
		}
		p.tabTo("#phone-scanner [data-action=scan]")
		p.key(enter)
		p.tabTo("#phone-consent [data-action=allow]")
		p.key(enter)
		p.arrive("/" + lang + "/guide/signed-in")
		p.tabTo(".sim [data-action=finish]")
		p.key(enter)
		p.arrive("/" + lang + "/guide/cannot-sign-in")
		p.tabTo(".sim [data-action=go-back]")
		p.key(enter)
		p.arrive("/" + lang + "/summary")
		p.tabTo("main a[href='/" + lang + "/launch']")
		p.key(enter)
		p.arrive("/" + lang + "/launch")
		p.tabTo("a.button.go")
	})
}

func TestAScreenReaderHearsTheCodeAndItsState(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	computer, phone := pc.open(t, site.url), mobile.open(t, site.url)
	computer.visit("/th/guide/scan-qr")
	computer.showCode()
	if !computer.hears("image", "คิวอาร์โค้ด") && !computer.hears("img", "คิวอาร์โค้ด") {
		t.Error("the QR code has no name")
	}
	status := func() string {
		var all []string
		for _, h := range computer.tree() {
			if h.role == "status" {
				all = append(all, h.words)
			}
		}
		return strings.Join(all, "; ")
	}
	before := status()
	if !strings.Contains(before, "รอ") {
		t.Errorf("the status says %q", before)
	}
	phone.scanFrom(computer)
	phone.asked(computer)
	computer.state("scanned")
	if after := status(); after == before {
		t.Errorf("the status still says %q after the scan", after)
	}
	if !phone.hears("button", "อนุญาต") || !phone.hears("button", "ปฏิเสธ") {
		t.Errorf("the phone's buttons have no names: %v", phone.tree())
	}
	if !computer.sees(".no-phone") && !computer.hears("complementary", "โทรศัพท์จำลอง") { // where phones can come it stands behind that link
		t.Error("the on-screen phone has no name")
	}
}
