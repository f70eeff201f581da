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
	guide := start(t)
	r := openRoom(t, guide)
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
	r.trainer.press(`form[data-key=dark] button`)
	r.trainer.wait("the dark in small", mirrored+`.querySelector(".blackout:not([hidden])")`)
	r.trainer.press(`form[data-key=dark] button`)
	r.trainer.press(`form[data-key=ask-go-on] button`)
	r.board.wait("the question", `document.body.dataset.wall==="ask"`)
	same("with a question")
	if inside := eval[[]string](r.trainer, `[...`+mirrored+`.querySelectorAll("script, a[href], button, input, select, [tabindex]")].map(e=>e.outerHTML)`); len(inside) > 0 {
		t.Errorf("what runs or takes the focus stands in the small picture: %q", inside)
	}
	if eval[bool](r.trainer, `document.querySelector("#c-wall").offsetWidth>1`) {
		t.Error("the words that stand for the picture are seen beside it")
	}
}

func TestWithoutScriptTheConsoleSaysWhatTheWallShows(t *testing.T) {
	t.Parallel()
	p := pc.withoutScript().open(t, start(t).url)
	p.visit("/th/workshop")
	p.press("#open form button")
	p.arriveAt(`^/th/workshop/\d{6}/trainer$`)
	if !p.sees("#c-wall p") || p.sees(".mirror") {
		t.Error("without script the words are hidden, or an empty frame is seen")
	}
}

// A network's name and password stand on the wall in one line each, as far as they may be long, and nothing is cut off.
func TestALongNetworkNameStandsOnTheWallInOneLine(t *testing.T) {
	t.Parallel()
	guide := start(t)
	r := openRoom(t, guide)
	for _, c := range [][2]string{{"OPD", "napnapnap"}, {"RPH-Meeting-Room-Building3-5GHz0", "Password-of-32-characters-0000000"}, {"ห้องประชุม", strings.Repeat("Abcd-1234", 7)}} {
		r.trainer.press(`.at-door details:has(#wifi):not([open]) summary`)
		eval[bool](r.trainer, `["wifi","pass"].every(id=>{document.getElementById(id).value="";return true})`)
		r.trainer.do("typing", typed("#wifi", c[0]), typed("#pass", c[1]))
		r.trainer.press(`.at-door form[action$="/wifi"] button`)
		r.board.wait(c[0], `[...document.querySelectorAll(".wall-qr.wifi p b")].some(b=>b.textContent===`+quote(c[0])+`)`)
		for _, size := range [][2]int64{{1280, 720}, {1920, 1080}} {
			r.board.become(wall.sized(size[0], size[1]))
			for _, fault := range eval[[]string](r.board, `[...document.querySelectorAll(".wall-qr.wifi p b")].flatMap(b=>{
				const r=document.createRange(); r.selectNodeContents(b);
				const box=b.closest("p").getBoundingClientRect(), text=r.getBoundingClientRect(), lines=new Set([...r.getClientRects()].map(l=>Math.round(l.top))).size;
				return [b.textContent.length<=32&&lines>1?"in "+lines+" lines":"", text.left<box.left-1||text.right>box.right+1?"wider than its place":"", box.bottom>innerHeight?"below the wall":"", parseFloat(getComputedStyle(b).fontSize)<innerWidth/1920*26?"too small":""].filter(s=>s).map(s=>b.textContent+" is "+s);
			})`) {
				t.Errorf("at %dx%d %s", size[0], size[1], fault)
			}
		}
	}
}
