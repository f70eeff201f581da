package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// overhear notes from now on, in order, what live regions say: what a screen reader speaks without being asked. The
// notes outlive the page, which goes on by itself.
func (p *tab) overhear() {
	p.t.Helper()
	eval[any](p, js("listen"))
}

func (p *tab) said() []string {
	p.t.Helper()
	return slices.Compact(eval[[]string](p, `JSON.parse(sessionStorage.getItem("heard")||"[]")`))
}

// focused waits until the focus is on an element of the selector.
func (p *tab) focused(sel string) {
	p.t.Helper()
	p.wait("the focus on "+sel, `document.activeElement&&document.activeElement.matches(`+quote(sel)+`)`)
}

func TestWhatHappensToTheCodeIsSaidOnceAndNotEachSecond(t *testing.T) {
	t.Parallel()
	inOneLanguage(t, "th", func(t *testing.T, lang string) {
		words := map[string][]string{"th": {"หนึ่งนาที", "สแกนแล้ว", "อนุญาตแล้ว"}, "en": {"One minute", "Scanned", "Allowed"}}[lang]
		site := start(t, "--grant-ttl", "70s")
		computer, phone := asNurse(lang).open(t, site.url), mobile.open(t, site.url)
		computer.visit("/" + lang + "/guide/scan-qr")
		computer.showCode()
		computer.overhear()
		computer.waitFor(".countdown")
		time.Sleep(5 * time.Second) // five changes of the countdown: none of them may be spoken
		if got := computer.said(); len(got) != 1 || !strings.Contains(got[0], words[0]) {
			t.Errorf("in the last minute a screen reader hears %q", got)
		}
		phone.scanFrom(computer)
		phone.asked(computer)
		if !phone.hears("heading", map[string]string{"th": "ยืนยัน", "en": "Confirm"}[lang]) {
			t.Errorf("the phone's question has no heading: %v", phone.tree())
		}
		computer.state("scanned")
		phone.press("form.allow button")
		computer.arrive("/" + lang + "/guide/signed-in")
		got := computer.said()
		if len(got) != 3 || !strings.Contains(strings.ToLower(got[1]), strings.ToLower(words[1])) || !strings.Contains(got[2], words[2]) {
			t.Errorf("from the last minute to the answer a screen reader hears %q", got)
		}
		phone.kind("approved")
		if !slices.ContainsFunc(phone.tree(), func(h heard) bool { return h.role == "status" && h.words != "" }) {
			t.Errorf("what came of it is no status on the phone: %v", phone.tree())
		}
	})
}

// Whoever reads slowly on the phone hears of the last minute once, and is not left with a question that nobody waits for.
func TestThePhoneIsToldBeforeItsCodeRunsOut(t *testing.T) {
	t.Parallel()
	inOneLanguage(t, "en", func(t *testing.T, lang string) {
		site := start(t, "--grant-ttl", "75s")
		computer, phone := asNurse(lang).open(t, site.url), mobile.open(t, site.url)
		computer.visit("/" + lang + "/guide/scan-qr")
		computer.showCode()
		phone.scanFrom(computer)
		phone.asked(computer)
		phone.overhear()
		phone.wait("the last minute", `document.querySelector(".moment").textContent===document.querySelector(".moment").dataset.minute`)
		time.Sleep(2 * time.Second)
		if got := phone.said(); len(got) != 1 || !strings.Contains(got[0], map[string]string{"th": "หนึ่งนาที", "en": "a minute"}[lang]) {
			t.Errorf("in the last minute the phone says %q", got)
		}
		phone.press("form.allow button")
		phone.kind("approved")
	})
}

func TestTheFocusGoesWhereSomethingChangesAndEscClosesIt(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	p := pc.withCalm().open(t, site.url)
	const enter = "\r"

	p.visit("/th/guide/start")
	p.tabTo(".sim [data-action=password]")
	p.key(enter)
	p.focused("#why-napplus-password")
	p.key(kb.Escape)
	p.waitGone("#why-napplus-password")
	p.focused(".sim [data-action=password]")
	p.tabTo("a.skip")
	p.visit("/th/guide/start")
	p.tabTo("a.hint")
	p.key(enter)
	p.focused("#hint")
	p.key(kb.Escape)
	p.waitGone("#hint li")
	p.focused("a.hint")

	p.key("?")
	p.waitFor("dialog[open]")
	if !p.try(`document.querySelector("dialog[open]").contains(document.activeElement)`) {
		t.Error("the list of shortcuts does not take the focus")
	}
	p.key(kb.Escape)
	p.waitGone("dialog[open]")
	p.focused("a.hint")

	p.visit("/th/guide/scan-qr")
	p.showCode()
	p.tabTo(".phone [data-action=open-camera]")
	p.key(enter)
	p.focused("#why-open-camera")
	p.key(kb.Escape)
	p.waitGone("#why-open-camera")
	p.focused(".phone [data-action=open-camera]")
	p.tabTo(".phone [data-action=open-app]")
	p.key(enter)
	p.focused("#phone-passcode")
	p.tabTo("#phone-passcode [data-action=passcode]")
	p.key(enter)
	p.focused("#phone-scanner")
	p.tabTo("#phone-scanner [data-action=scan]")
	p.key(enter)
	p.focused("#phone-consent")

	p.visit("/th/quiz")
	p.answerAll(nil)
	p.focused("#result")

	p.visit("/th/launch")
	p.tabTo("#after [data-show=not-in]")
	p.key(enter)
	p.focused("#not-in")
}
