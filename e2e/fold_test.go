package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// onMedium shows the page as it is on a medium, such as "print"; "" is the screen.
func (p *tab) onMedium(medium string) {
	p.t.Helper()
	p.do("showing it on another medium", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: medium})
		return err
	}))
}

// On a phone the screen of a step stands first; its words are folded below it, and yet found: by a tap, by a link into them,
// on paper, and where there is room.
func TestTheWordsOfAStepAreFoldedBelowItsScreenOnAPhone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../content")); err != nil {
		t.Fatal(err)
	}
	for lang, words := range map[string]string{"th": "## อ่านชื่อเว็บ {#name-of-site}\n\nดูที่แถบบนสุด\n", "en": "## Read the site's name {#name-of-site}\n\nLook at the bar at the top\n"} {
		file := filepath.Join(dir, lang, "guide", "start.md")
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(strings.TrimRight(string(raw), "\n")+"\n\n"+words), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	site := start(t, "--content", dir)
	for _, d := range []device{mobile.sized(390, 844), mobile.sized(360, 640).withCalm(), mobile.sized(360, 640).withoutScript()} {
		p := d.open(t, site.url)
		p.visit("/th/guide/start")
		p.waitFor(".sim")
		if p.sees(".say .prose > p") {
			t.Errorf("%s: the words of a step stand open", p.dev.name)
		}
		below := `document.querySelector(".fold").getBoundingClientRect().top >= document.querySelector(".sim").getBoundingClientRect().bottom`
		if !eval[bool](p, below) {
			t.Errorf("%s: what unfolds the words stands above the screen", p.dev.name)
		}
		if !d.noScript {
			p.wait("its script", `!document.querySelector(".clear").hidden`)
		}
		arrow := `(s => s.display + " " + s.listStyleType)(getComputedStyle(document.querySelector(".fold summary")))`
		if shut := eval[string](p, arrow); shut != "list-item disclosure-closed" {
			t.Errorf("%s: what unfolds the words does not look folded: %s", p.dev.name, shut)
		}
		eval[bool](p, `(s => { s.scrollIntoView(false); s.click(); return true; })(document.querySelector(".fold summary"))`) // at the window's foot
		p.waitFor(".say .prose > p")
		if open := eval[string](p, arrow); open != "list-item disclosure-open" {
			t.Errorf("%s: what unfolds the words does not look unfolded: %s", p.dev.name, open)
		}
		if !d.noScript {
			p.wait("the beginning of the words in view", `[".fold summary", ".say .prose > p"].map((s) => document.querySelector(s).getBoundingClientRect()).every((b) => b.top >= 0 && b.bottom <= innerHeight)`)
		}
		p.press(".fold summary")
		p.waitGone(".say .prose > p")
		if d.noScript {
			continue
		}
		p.onMedium("print")
		p.waitFor(".say .prose > p")
		if p.sees(".fold") {
			t.Error("on paper there is something to tap")
		}
		p.onMedium("")
		p.waitGone(".say .prose > p")
		p.visit("/th/guide/start#name-of-site")
		p.waitFor("#name-of-site")
	}
	p := pc.withoutScript().open(t, site.url)
	p.visit("/th/guide/start")
	p.waitFor(".say .prose > p")
	if p.sees(".fold") {
		t.Error("where there is room, words are offered that stand open")
	}
}

// Whoever refused rightly meets what happens next from its top, and the word of praise is in view.
func TestAnAnswerThatOneArrivesWithIsReadFromTheTopOfThePage(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, d := range []device{mobile.sized(360, 640), mobile.sized(360, 640).withoutScript()} {
		p := d.open(t, site.url)
		p.visit("/th/practice/relayed-code/person#why-chat-code-decline")
		p.waitFor("#why-chat-code-decline")
		p.wait("the page's top, and the answer", `(b => scrollY < 60 && b.bottom <= innerHeight + 1 && b.top > 0)(document.querySelector("#why-chat-code-decline").getBoundingClientRect())`)
	}
}

// On a phone the sizes of text stand in the head, as large as a finger, and nothing in the head lies over another.
func TestOnAPhoneTheSizesOfTextStandInTheHead(t *testing.T) {
	t.Parallel()
	p := mobile.sized(360, 640).open(t, commonSite(t).url)
	for _, path := range []string{"/th/", "/en/help", "/th/guide/start"} {
		p.visit(path)
		p.waitFor(".top .sizes")
		for _, fault := range eval[[]string](p, `(all=>all.flatMap((e,i)=>{
			const r=e.getBoundingClientRect(),out=[];
			if(r.width<44||r.height<44||r.left<0||r.right>innerWidth)out.push(e.className+" "+e.textContent.trim()+" is small, or cut off");
			for(const o of all.slice(i+1)){const b=o.getBoundingClientRect();if(Math.min(r.right,b.right)-Math.max(r.left,b.left)>1&&Math.min(r.bottom,b.bottom)-Math.max(r.top,b.top)>1)out.push(e.textContent.trim()+" lies over "+o.textContent.trim())}
			return out}))([...document.querySelectorAll(".brand,.sizes button,.lang a,.lang span,.menu-link,.to-launch")])`) {
			t.Errorf("%s: %s", path, fault)
		}
		if tall := eval[float64](p, `document.querySelector(".top").offsetHeight`); tall > 130 {
			t.Errorf("%s: the head takes %v px", path, tall)
		}
	}
}

// On a phone the buttons over a practice screen stand beside each other, of one width.
func TestOnAPhoneTheButtonsOverARunAreOfOneWidth(t *testing.T) {
	t.Parallel()
	p := mobile.sized(360, 640).open(t, commonSite(t).url)
	for _, lang := range []string{"th", "en"} {
		p.visit("/" + lang + "/practice/with-hints/napplus")
		if !p.try(`(([a,b])=>Math.abs(a.width-b.width)<1&&a.top===b.top)([...document.querySelectorAll(".run-head .button")].map(e=>e.getBoundingClientRect()))`) {
			t.Errorf("%s: the buttons are a ragged row", lang)
		}
	}
}
