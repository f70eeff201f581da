package e2e

import (
	"strings"
	"testing"
)

// mirrored is the console's small picture of the wall, as an expression of script.
const mirrored = `document.querySelector(".mirror iframe").contentDocument`

// The console's small picture of the wall is the wall: the same words, in the same places, whatever the wall shows.
func TestTheConsoleShowsTheWallAsItIs(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	phone := mobile.open(t, guide.url)
	r.join(phone)
	r.board.become(wall.sized(1280, 720))
	r.trainer.waitFor(".has-mirror .mirror")
	same := func(what string) {
		t.Helper()
		const seen = `[...PAGE.querySelectorAll("main h1, main .wall-code, main .sim, main svg path[fill='#000']")].map(e=>{const r=e.getBoundingClientRect();return [e.tagName+" "+e.textContent.trim(),r.left,r.top,r.width,r.height]})`
		of := func(page string) string { return strings.ReplaceAll(seen, "PAGE", page) }
		want := eval[string](r.board, "JSON.stringify("+of("document")+")")
		if want == "[]" {
			t.Fatalf("%s: nothing is on the wall", what)
		}
		r.trainer.wait("the wall in small, "+what, `((small,wall)=>small.length===wall.length&&small.every((e,i)=>e.every((v,k)=>k?Math.abs(v-wall[i][k])<3:v===wall[i][k])))(`+of(mirrored)+`,`+want+`)`)
	}
	same("while people join")
	r.lead("start")
	r.board.waitFor(".slide-step .sim[data-screen=napplus]")
	same("at a step")
	r.lead("scan-qr")
	phone.arriveAt("^/th/(g/|guide/scan-qr)")
	const turned = `.querySelector(".phone[data-view=scanner]")`
	r.board.press(`.turns-of-phone a[data-view-to=scanner]`)
	r.trainer.wait("the phone's scanner in small", mirrored+turned)
	r.trainer.wait("the phone's scanner to be seen in small", mirrored+`.querySelector("#phone-scanner").offsetHeight>0&&`+mirrored+`.querySelector("#phone-home").offsetHeight===0`)
	phone.waitFor(".room-bar")
	eval[bool](phone, `document.dispatchEvent(new Event("step-done"))`)
	r.board.wait("the wall to count", `document.body.textContent.includes("1/1")`)
	if !r.board.try(`!!document` + turned) {
		t.Error("the wall's phone is at its beginning again, because somebody got done")
	}
	r.trainer.wait("the phone's scanner in small once more", mirrored+turned)
	r.lead("start")
	r.board.waitFor(".slide-step .sim[data-screen=napplus]")
	r.trainer.press(`form[data-key=dark] button`)
	r.trainer.wait("the dark in small", mirrored+`.querySelector(".blackout:not([hidden])")`)
	r.trainer.press(`form[data-key=dark] button`)
	r.trainer.press(`form[data-key=ask-go-on] button`)
	r.board.wait("the question", `document.body.dataset.wall==="ask"`)
	same("with a question")
	if inside := eval[[]string](r.trainer, `[...`+mirrored+`.querySelectorAll("script, a[href], button, input, select, [tabindex]")].map(e=>e.outerHTML)`); len(inside) > 0 {
		t.Errorf("what runs or takes the focus stands in the small picture: %q", inside)
	}
	if eval[bool](r.trainer, `document.querySelector("#c-wall").parentElement.offsetWidth>1`) {
		t.Error("the words that stand for the picture are seen beside it")
	}
}

func TestWithoutScriptTheConsoleSaysWhatTheWallShows(t *testing.T) {
	t.Parallel()
	p := pc.withoutScript().open(t, commonSite(t).url)
	p.visit("/th/workshop")
	p.press("#open form button")
	p.arriveAt(`^/th/workshop/\d{6}/trainer$`)
	if !p.sees("#c-wall p") || p.sees(".mirror") {
		t.Error("without script the words are hidden, or an empty frame is seen")
	}
}

// Whatever the wall shows fits its screen as the server drew it. What is higher is moved once the script sets it smaller.
func TestNoWallIsHigherThanItsScreen(t *testing.T) {
	t.Parallel()
	site := startForWriters(t)
	p := wall.withoutScript().open(t, site.url)
	for _, at := range places(site, "/room/wall/") {
		p.visit(at.path)
		for _, size := range someOf(1, [2]int64{1280, 720}, [2]int64{1920, 1080}) {
			p.become(wall.withoutScript().sized(size[0], size[1]))
			if over := eval[int](p, `document.scrollingElement.scrollHeight-innerHeight`); over > 0 {
				t.Errorf("%s at %dx%d is %d px higher than its screen", at.name, size[0], size[1], over)
			}
		}
	}
}
