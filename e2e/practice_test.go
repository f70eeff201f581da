package e2e

import (
	"strings"
	"testing"
)

func TestASecondPressOnTheOnScreenPhoneAnswersNothingAndAKeyboardsDoes(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	p := asNurse("th").open(t, site.url)
	p.visit("/th/guide/scan-qr")
	p.press(".phone [data-action=open-app]")
	p.press("#phone-passcode [data-key]")
	p.press("#phone-passcode [data-key]")
	p.press("#phone-passcode [data-erase]")
	if n := eval[int](p, `document.querySelectorAll(".dots8 .on").length`); n != 1 {
		t.Errorf("two digits, one erased: %d stand", n)
	}
	p.press("#phone-passcode [data-action=passcode]")
	p.waitFor("#phone-scanner")
	box := `(s=>{const r=document.querySelector(s).getBoundingClientRect();return [r.left,r.top,r.right,r.bottom].map(Math.round)})`
	scan := eval[[]int](p, box+`("#phone-scanner [data-action=scan]")`)
	/* One press scans; the second, of the same double click, meets whatever is there now. */
	got := eval[[]string](p, `(()=>{
		const click=(s,detail)=>{const e=new MouseEvent("click",{bubbles:true,cancelable:true,detail,clientX:`+"300,clientY:300"+`});document.querySelector(s).dispatchEvent(e);return String(e.defaultPrevented)};
		const view=()=>document.querySelector(".phone").dataset.view, out=[];
		click("#phone-scanner [data-action=scan]",1); out.push(view());
		out.push(click("#phone-consent [data-action=allow]",2), view());
		return out})()`)
	if len(got) != 3 || got[0] != "consent" || got[1] != "true" || got[2] != "consent" {
		t.Errorf("a double click on Scan: %v", got)
	}
	decline := eval[[]int](p, box+`("#phone-consent [data-action=decline]")`)
	if scan[0] < decline[2] && decline[0] < scan[2] && scan[1] < decline[3] && decline[1] < scan[3] {
		t.Errorf("Decline %v stands where Scan stood %v", decline, scan)
	}
	if view := eval[string](p, `(()=>{document.querySelector("#phone-consent [data-action=allow]").dispatchEvent(new MouseEvent("click",{bubbles:true,cancelable:true,detail:0}));return document.querySelector(".phone").dataset.view})()`); view != "done" {
		t.Errorf("a keyboard's press right after is ignored: %q", view)
	}
	p.arrive("/th/guide/signed-in")
}

func TestWhatIsPressedWronglyStaysWhereItIsWhileTheAnswerIsShown(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, dev := range []device{pc, mobile} {
		p := dev.withCalm().open(t, site.url)
		for _, c := range []struct{ page, press, answer string }{
			{"/th/guide/start", ".sim [data-action=password]", "#why-napplus-password"},
			{"/th/practice/standard/dashboard", ".sim [data-action=menu]", "#why-dashboard-menu"},
			{"/th/practice/standard/qr", ".phone [data-action=open-camera]", "#why-open-camera"},
		} {
			p.visit(c.page)
			p.waitFor(".has-answers body")
			if p.dev.width < 600 && strings.HasPrefix(c.press, ".phone") {
				p.press("[data-tab-to=phone]")
			}
			p.waitFor(c.press)
			moved := eval[int](p, `(e=>{e.scrollIntoView({block:"center",behavior:"instant"});const was=e.getBoundingClientRect().top;e.click();return Math.round(e.getBoundingClientRect().top-was)})(document.querySelector(`+quote(c.press)+`))`)
			p.waitFor(c.answer)
			if moved != 0 {
				t.Errorf("%s on %s: what was pressed moves by %d pixels", c.page, dev.name, moved)
			}
			if out := eval[bool](p, `(r=>r.bottom>innerHeight+1||r.top<0)(document.querySelector(`+quote(c.answer)+`).getBoundingClientRect())`); out {
				t.Errorf("%s on %s: the answer is out of view", c.page, dev.name)
			}
		}
	}
}

// Where one is signed in, nobody reads that they have done it who came there in another way than by the scan: heading and band say
// when the page comes, and to scan is what is asked for. With script and without it, whoever pressed Allow is praised; with script,
// on another day too.
func TestOnlyWhoHasScannedIsPraised(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	for name, d := range map[string]device{"script": pc, "a phone": mobile.sized(360, 640), "without script": pc.withoutScript()} {
		for _, lang := range someOf(1, languages...) {
			words := map[string][4]string{"th": {"หลังสแกน", "ยังไม่ได้สแกน ถ้าพร้อม กด \"สแกนเลย\"", "สแกนเลย", `กด "ต่อไป"`}, "en": {"After the scan", "Not scanned yet. When ready, press \"Scan now\"", "Scan now", `press "Next"`}}[lang]
			p := d.named(name+" "+lang).speaking(lang).open(t, guide.url)
			p.visit("/" + lang + "/guide/signed-in")
			if !p.sees("p.unless") || !strings.HasPrefix(p.text("h1"), words[0]) || p.sees(".dash-banner strong") || p.sees(".dash-banner > svg") || p.sees(".spot") || p.text(".dash-banner .strong") != words[2] || !p.sees(".dash-banner [data-action=finish]") {
				t.Errorf("%s in %s, by the page's address: %q, %q", name, lang, p.text("h1"), p.text(".dash-banner"))
			}
			if now := p.text(".practise"); !strings.HasSuffix(now, words[1]) || strings.Contains(now, words[3]) {
				t.Errorf("%s in %s: who has not scanned is to do %q", name, lang, now)
			}
			p.press(".hint")
			if now := p.text(".hints"); now != words[1] {
				t.Errorf("%s in %s: who has not scanned has as a hint %q", name, lang, now)
			}
			p.press(".dash-banner .strong")
			p.arriveAt("/guide/scan-qr$|/g/")
			p.visit(eval[string](p, `document.querySelector(".phone [data-action=allow]").getAttribute("href")`))
			p.waitGone(".unless") // a browser looks at the address's fragment once the page can be painted
			if strings.HasPrefix(p.text("h1"), words[0]) || !p.sees(".dash-banner strong") || !p.sees(".dash-banner > svg") {
				t.Errorf("%s in %s, after Allow: %q, %q", name, lang, p.text("h1"), p.text(".dash-banner"))
			}
			if now := p.text(".practise"); !strings.Contains(now, words[3]) || strings.Contains(now, words[1]) || !p.sees(".spot") {
				t.Errorf("%s in %s: who has scanned is to do %q", name, lang, now)
			}
			if !d.noScript { // it knows again who has scanned
				p.visit("/" + lang + "/help")
				eval[bool](p, `(localStorage.setItem("nap.progress",JSON.stringify({steps:["scan-qr"],scenarios:[]})),true)`)
				p.visit("/" + lang + "/guide/signed-in")
				p.waitGone(".unless")
				if !p.sees(".dash-banner strong") || !p.sees(".spot") || strings.HasPrefix(p.text("h1"), words[0]) {
					t.Errorf("%s in %s, another day: %q, %q", name, lang, p.text("h1"), p.text(".dash-banner"))
				}
			}
		}
	}
}

// The help for a phone that cannot come is of no use to who has chosen the drawn one: it folds up, and does not unfold by itself.
func TestTheHelpForARealPhoneGoesWithTheChoiceOfTheDrawnOne(t *testing.T) {
	t.Parallel()
	guide := startNamed(t, lanAddress)
	for _, lang := range []string{"th", "en"} {
		for _, choice := range []string{".no-phone", ".phone [data-action=open-app]"} {
			p := pc.named(lang+choice).speaking(lang).open(t, guide.url)
			p.visit("/" + lang + "/guide/scan-qr")
			p.waitFor(".ref:not([data-waits])")
			p.press(".help-scan summary")
			p.waitFor(".help-scan[open]")
			p.press(choice)
			p.waitGone(".help-scan[open]")
		}
	}
}
