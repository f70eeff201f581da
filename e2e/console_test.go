package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// held names the button of the console that has the focus, by its form.
const held = `(e=>e.closest("form")?.dataset.key||e.tagName)(document.activeElement)`

// A trainer who works by keyboard presses the same button again and again while the console is drawn anew around it: it
// never becomes another one.
func TestTheTrainersFocusStaysOnItsButton(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	one, two := mobile.named("one").open(t, guide.url), mobile.named("two").open(t, guide.url)
	r.join(one)
	r.join(two)

	eval[bool](r.trainer, `(document.querySelector("form[data-key=next] button").focus(),true)`)
	for n := 1; n <= 3; n++ { // at the first there is no way back yet: a button comes before this one
		r.trainer.key(kb.Enter)
		r.trainer.waitFor(fmt.Sprintf(`.drive-steps li:nth-child(%d).current`, n+1))
		if got := eval[string](r.trainer, held); got != "next" {
			t.Fatalf("after %d presses the focus is on %q, want next", n, got)
		}
	}

	for _, p := range []*tab{one, two} { // the class is at the QR code: a page that goes on by itself once it has one
		p.wait("a code", `(e=>!!e&&!["making",""].includes(e.dataset.state))(document.querySelector(".live"))`)
	}
	one.press(`.room-bar [data-call]`)
	r.trainer.waitFor(`.waits li[data-key="1"]`)
	two.press(`.room-bar [data-call]`)
	r.trainer.waitFor(`.waits li[data-key="2"]`)
	eval[bool](r.trainer, `(document.querySelector("form[data-key=answer-2] button").focus(),true)`)
	one.press(`[data-uncall]`)
	r.trainer.waitGone(`.waits li[data-key="1"]`)
	if got := eval[string](r.trainer, held); got != "answer-2" {
		t.Fatalf("when another was answered the focus went to %q, want answer-2", got)
	}
	r.trainer.key(kb.Enter)
	r.trainer.waitGone(`.waits`)
	r.trainer.wait("the focus on the heading of the calls", `document.activeElement.id==="calls"`)
	one.press(`.room-bar [data-call]`)
	r.trainer.waitFor(`.waits li[data-key="1"]`)
	eval[any](r.trainer, `new Promise(r=>requestAnimationFrame(()=>requestAnimationFrame(r))).then(()=>null)`) // where it would be lost
	if got := eval[string](r.trainer, `document.activeElement.id`); got != "calls" {
		t.Errorf("at the next call the focus went from the heading to %q", got)
	}
}

// What a finger is on stays where it is until it has been pressed, however much happens meanwhile.
func TestNothingMovesUnderATrainersFinger(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	const freeze = `form[data-key=freeze] button`
	at := eval[spot](r.trainer, `(b=>{window.pressed=b; const r=b.getBoundingClientRect(); return {X:r.x+r.width/2,Y:r.y+r.height/2}})(document.querySelector("`+freeze+`"))`)
	hand := func(what input.DispatchMouseEventType) {
		r.trainer.do("the hand", chromedp.MouseEvent(what, at.X, at.Y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	}
	hand(input.DispatchMouseEventTypeMouseMoved)
	hand(input.DispatchMouseEventTypeMousePressed)
	fetched := `performance.getEntriesByType("resource").filter(e=>e.name.endsWith("/trainer")).length`
	before := eval[int](r.trainer, fetched)
	r.board.key(kb.ArrowRight)
	r.trainer.wait("the console to hear of it", fmt.Sprintf(`%s>%d`, fetched, before))
	hand(input.DispatchMouseEventTypeMouseReleased)
	r.board.waitFor(".wall-paused")
	if !eval[bool](r.trainer, `window.pressed.isConnected&&window.pressed.closest("form").dataset.key==="freeze"`) {
		t.Error("the button that was pressed is another one now")
	}
	r.trainer.waitFor(`.drive-steps li:nth-child(2).current`)
}

// A trainer who has begun a run presses "pause" where it was before: whatever the class does, the buttons keep their place.
func TestTheConsolesButtonsKeepTheirPlace(t *testing.T) {
	t.Parallel()
	site := startForWriters(t)
	inOneLanguage(t, "th", func(t *testing.T, lang string) {
		at := map[string]float64{}
		for _, state := range someOf(6, "gather", "last-step", "run", "after-run", "frozen", "run-event", "step", "last-step-run", "event", "timer-paused") {
			p := pc.open(t, site.url) // each state has a trainer of its own, whose cookie a late answer of the last would take away
			p.visit("/_screens/" + lang + "/room/console/" + state)
			at[state] = eval[float64](p, `document.querySelector("form[data-key=freeze] button").getBoundingClientRect().top`)
			if at[state] != at["gather"] {
				t.Errorf("%s: the button is at %.0f while %s, and at %.0f while gathering", lang, at[state], state, at["gather"])
			}
		}
	})
}

// Where the large button stood that ends a pause, or an event, no button stands once it has done so: whoever presses there again, even
// much later, leads the class nowhere.
func TestWhereAPauseWasEndedNoButtonStands(t *testing.T) {
	t.Parallel()
	r := openRoom(t, commonSite(t)).withoutWall()
	devices := someOf(3, pc, pc.sized(800, 1000), mobile, pc.sized(1920, 1080), pc.sized(1280, 720), pc.sized(1100, 768))
	for _, lang := range someOf(1, languages...) {
		r.trainer.visit("/" + lang + "/workshop/" + r.id + "/trainer")
		for _, step := range []string{"choose-thaid", "cannot-sign-in"} {
			r.lead(step)
			for begin, end := range map[string]string{"freeze on=yes": "resume", "inject event=expired/qr-expired": "undo"} {
				what, fields, _ := strings.Cut(begin, " ")
				r.post(what, fields)
				r.trainer.waitFor("form[data-key=" + end + "] button")
				var stood []string
				for _, dev := range devices {
					r.trainer.become(dev)
					stood = append(stood, eval[string](r.trainer, `JSON.stringify((b=>[b.left,b.top,b.right,b.bottom])(document.querySelector("form[data-key=`+end+`] button").getBoundingClientRect()))`))
				}
				eval[bool](r.trainer, `(document.querySelector("form[data-key=`+end+`] button").click(),true)`) // a hand's press so soon after the last would count as its second
				r.trainer.waitGone("form[data-key=" + end + "]")
				for i, dev := range devices {
					r.trainer.become(dev)
					if there := eval[string](r.trainer, `(([l,t,r,b])=>[...document.querySelectorAll("#c-drive button,#c-drive a")].filter(e=>{const at=e.getBoundingClientRect();return at.left<r&&at.right>l&&at.top<b&&at.bottom>t}).map(e=>e.textContent.trim()).join("; "))(`+stood[i]+`)`); there != "" {
						t.Errorf("%s at %s, %dx%d: where %q stood there is now %s", lang, step, dev.width, dev.height, end, there)
					}
				}
			}
		}
	}
}

// The link to the end of the class shows the way to it on the page as it is, by keyboard too: one more press on the same key ends
// nothing, and what does is in view.
func TestTheLinkToTheEndOfTheClassShowsTheWayToItByKeyboard(t *testing.T) {
	t.Parallel()
	r := openRoom(t, commonSite(t))
	eval[bool](r.trainer, `(window.same=true,document.querySelector(".console-jumps a[href$='#end']").focus(),true)`)
	r.trainer.key(kb.Enter)
	r.trainer.key(kb.Enter)
	r.trainer.waitFor("#end:target")
	r.trainer.wait("the button to be in view", `(r=>r.top>0&&r.bottom<innerHeight)(document.querySelector("#end button").getBoundingClientRect())`)
	if !eval[bool](r.trainer, `window.same&&document.getElementById("end").contains(document.activeElement)&&!document.activeElement.closest("button,a")`) {
		t.Error("the page was loaded anew, or the focus is not on the words")
	}
	r.trainer.press("#end label")
	r.trainer.send("#end button")
	r.board.waitFor(".wall-ok")
}

// A press on the console is answered on the edge of the card in which it was pressed, in a word that fits each press: it covers no
// words and moves nothing. Whoever looks for the report at the end of the class finds it with the end.
func TestAPressOnTheConsoleIsAnsweredOnTheEdgeOfItsCard(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	one := mobile.open(t, guide.url)
	r.join(one)
	const tall = `document.querySelector(".at-runs").getBoundingClientRect().height`
	const done, paused = "✓ เรียบร้อย", "ทุกจอพักอยู่ จะเห็นเมื่อกดเลิกพัก"
	says := func(card, words string) {
		t.Helper()
		r.trainer.wait("an answer in "+card, `(e=>!!e&&e.textContent===`+quote(words)+`)(document.querySelector("`+card+`>p.sent"))`)
	}
	answered := func(card, words string) {
		t.Helper()
		says(card, words)
		if covered := eval[string](r.trainer, `(()=>{const s=document.querySelector("p.sent").getBoundingClientRect(),out=[];
			if(s.top<document.getElementById("c-top").getBoundingClientRect().bottom||s.bottom>innerHeight)out.push("it is out of view");
			for(const w=document.createTreeWalker(document.getElementById("main"),NodeFilter.SHOW_TEXT);w.nextNode();){
				if(!w.currentNode.data.trim()||w.currentNode.parentElement.closest("p.sent,dialog,template,.visually-hidden"))continue;
				const g=document.createRange();g.selectNodeContents(w.currentNode);
				for(const b of g.getClientRects())if(b.width&&Math.min(b.right,s.right)-Math.max(b.left,s.left)>1&&Math.min(b.bottom,s.bottom)-Math.max(b.top,s.top)>4)out.push(w.currentNode.data.trim());
			}return out.join("; ")})()`); covered != "" {
			t.Errorf("the answer in %s covers %s", card, covered)
		}
		eval[bool](r.trainer, `(document.querySelector("p.sent").remove(),true)`)
	}
	one.press(`form[action$="/call"] button`)
	r.trainer.press(`form[data-key="answer-1"] button`)
	answered(".at-calls", done)
	r.trainer.waitGone(`form[data-key="answer-1"]`) // what stands below the list of calls comes up
	before := eval[float64](r.trainer, tall)
	r.trainer.press(".runs summary")
	r.trainer.press(`form[data-key="start-standard"] button`)
	answered(".at-runs", done)
	if after := eval[float64](r.trainer, tall); after != before {
		t.Errorf("the card was %v tall and is %v", before, after)
	}
	r.trainer.press("form[data-key=ask-which] button")
	answered(".at-notes", done)
	r.trainer.press("form[data-key=ask-end] button")
	answered(".at-notes", done)

	// In a pause nobody sees what is sent, wherever it is pressed.
	r.trainer.press("form[data-key=freeze] button")
	r.trainer.waitFor(".badge.paused")
	r.trainer.press(".runs summary")
	r.trainer.press(`form[data-key="start-standard"] button`)
	answered(".at-runs", paused)
	r.trainer.press(".drive-steps li:nth-child(2) button")
	says(".at-drive", paused)
	r.trainer.press("form[data-key=resume] button")
	r.trainer.waitGone(".badge.paused")
	r.trainer.press(".runs summary")
	r.trainer.press(`form[data-key="start-standard"] button`)
	answered(".at-runs", done)

	r.trainer.press(`.console-jumps a[href="#end"]`)
	if !r.trainer.try(`(e=>{const b=e.getBoundingClientRect();return b.top>=0&&b.bottom<=innerHeight})(document.querySelector("#end a[href$='/report']"))`) {
		t.Error("the report is not beside the end of the class")
	}
	r.trainer.press("#end a[href$='/report']")
	r.trainer.arriveAt(`/report$`)
}

// Who speaks sees at one look what the wall shows, what it shows next and what to say: beside each other, at the top of the console,
// whatever the step. A question that is asked, and a call, move none of it, nor the buttons that ask.
func TestTheWallTheNextSlideAndTheNotesAreSeenAtOneLook(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone := mobile.open(t, guide.url)
	r.join(phone)
	const at = `JSON.stringify([".mirror","#c-next","#c-notes","form[data-key=ask-go-on] button","form[data-key=freeze] button"].map(q=>{const b=(document.querySelector(q)||document.body).getBoundingClientRect();return [b.left,b.top,b.width].map(Math.round)}))`
	sizes := someOf(2, pc.sized(1280, 720), pc.sized(1366, 768), pc.sized(1920, 1080))
	inSizes := func(look string) (seen string) {
		for _, size := range sizes {
			r.trainer.become(size)
			seen += eval[string](r.trainer, look) + "\n"
		}
		return seen
	}
	for _, lang := range someOf(1, "en", "th") { // the longer words
		r.trainer.visit("/" + lang + "/workshop/" + r.id + "/trainer")
		r.trainer.waitFor(".has-mirror .mirror")
		for _, step := range someOf(2, "scan-qr", "cannot-sign-in", "start", "choose-thaid", "signed-in") {
			r.lead(step)
			for _, size := range sizes {
				r.trainer.become(size)
				if fault := eval[string](r.trainer, `(()=>{
					scrollTo({top:0,behavior:"instant"});
					const box=(q)=>{const e=document.querySelector(q);return e&&e.offsetHeight?e.getBoundingClientRect():null};
					const wall=box(".mirror"),next=box("#c-next .preview"),notes=box("#c-notes ul");
					if(!wall||!notes||!next&&`+quote(step)+`!=="cannot-sign-in")return "one of them is missing";
					const out=[];
					for(const [n,b] of [["wall",wall],["next",next],["notes",notes]])if(b&&(b.top<0||b.bottom>innerHeight||b.left<0||b.right>innerWidth))out.push(n+" ends at "+Math.round(b.bottom)+" of "+innerHeight);
					if(wall.width<200)out.push("the wall is "+Math.round(wall.width)+" px wide");
					if(wall.bottom<=notes.top||wall.top>=notes.bottom)out.push("notes are not beside the wall");
					for(const [n,b] of [["wall",wall],["next",next]])if(b&&b.right>notes.left)out.push("notes are below "+n);
					return out.join("; ")})()`); fault != "" {
					t.Errorf("%s, %s at %dx%d: %s", lang, step, size.width, size.height, fault)
				}
			}
		}
		r.lead("choose-thaid")
		before := inSizes(at)
		r.post("ask", "question=which")
		r.trainer.waitFor("form[data-key=ask-end]")
		if after := inSizes(at); after != before {
			t.Errorf("%s: a question moves %s to %s", lang, before, after)
		}
		r.post("ask", "question=")
		r.trainer.waitGone("form[data-key=ask-end]")
	}
	before := eval[string](r.trainer, at)
	phone.press(`.room-bar [data-call]`)
	r.trainer.waitFor(`.waits li[data-key="1"]`)
	if after := eval[string](r.trainer, at); after != before {
		t.Errorf("a call moves %s to %s", before, after)
	}

	// A practice that is sent has no next slide: what asks the room stays where a finger may be on its way to it.
	const asks = `JSON.stringify(["ask-go-on","ask-which"].map(k=>Math.round(document.querySelector("form[data-key="+k+"] button").getBoundingClientRect().top)))`
	sizes = []device{pc.sized(1280, 720), pc.sized(1100, 768), pc.sized(800, 1000), pc}
	before = inSizes(asks)
	r.post("start", "run=standard")
	r.trainer.wait("the run", `!!document.querySelector(".runlist .current")`)
	if after := inSizes(asks); after != before {
		t.Errorf("a practice that is sent moves the buttons that ask from %s to %s", before, after)
	}
}
