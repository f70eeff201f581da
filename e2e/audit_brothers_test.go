//go:build audit

package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// Tests whose kind is shown by another in make test; `make audit-languages` runs them.

// Whoever has come to what happens to everybody is with the class on every screen to which it leads: nothing says that the class has
// gone on, and nothing takes back a new code. Once it is taken back each is where they were, from wherever it led.
func TestWhoGoesOnFromWhatHappensToEverybodyIsWithTheClass(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	for _, event := range []string{"standard/qr-declined", "expired/qr-expired"} {
		r := openRoom(t, guide).withoutWall()
		phone, computer, plain := mobile.sized(360, 640).open(t, guide.url), pc.named("computer").open(t, guide.url), mobile.named("without script").withoutScript().open(t, guide.url)
		all := []*tab{phone, computer}
		for _, p := range append(all, plain) {
			r.join(p)
		}
		run, _, _ := strings.Cut(event, "/")
		r.lead("signed-in")
		for _, p := range all {
			p.arrive("/th/guide/signed-in")
			p.waitFor(".room-bar")
		}
		calmDown(computer)
		r.post("inject", "event="+event)
		plain.visit("/workshop/" + r.id + "/now?lang=th")
		quiet := func(p *tab, where string) {
			t.Helper()
			if p != plain {
				p.waitFor(".room-bar:not([hidden])")
				p.wait("the strip", `!!document.querySelector(".room-note").textContent`)
			}
			if !p.try(`!document.querySelector(".room-bar.moved") && ![...document.querySelectorAll(".room-bar [data-go],.room-bar a.button")].some(b=>b.getClientRects().length)`) {
				t.Errorf("%s: %s (%s): %s", event, where, p.path(), p.text(".room-bar"))
			}
		}
		for _, p := range append(all, plain) {
			p.arrive("/th/practice/" + event)
			quiet(p, "where it happens")
			p.wait("the heading to say what happens", `document.querySelector("h1").textContent==="`+map[string]string{"expired": "วิทยากรจำลองให้ทุกคน: โค้ดหมดอายุ", "standard": "วิทยากรจำลองให้ทุกคน: โทรศัพท์กดปฏิเสธ"}[run]+`"`)
			p.press(`.sim [data-action="new-code"], .sim .spot`)
			p.arriveAt("^/th/(g/|practice/" + run + "/qr$)")
			quiet(p, "the new code")
		}
		for _, p := range all {
			calmDown(p)
			quiet(p, "the new code, a moment later")
			p.visit("/th/practice/" + run + "/dashboard")
			p.waitFor(".room-bar")
			quiet(p, "the end")
		}
		calmDown(computer)
		r.post("inject", "event=")
		for _, p := range all {
			p.arrive("/th/guide/signed-in")
		}
		r.post("inject", "event="+event)
		for _, p := range all {
			p.arrive("/th/practice/" + event)
			p.waitFor(".room-bar")
		}
		calmDown(computer)
		r.post("start", "run="+run) // the run in which it happens: all begin with its first page
		for _, p := range all {
			p.arriveAt("^/th/practice/" + run + "/(napplus|qr-short)$")
			quiet(p, "the run")
		}
	}
}

// Two events follow one another within a run that was sent, and somebody looks elsewhere in the second: each is back on their own
// page after them.
func TestAfterTwoEventsInARowEachIsBackOnTheirOwnPage(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone := mobile.open(t, guide.url)
	r.join(phone)
	r.trainer.wait("the phone to be connected", `document.body.textContent.replace(/\s+/g," ").includes("ต่ออยู่ 1")`)
	r.post("start", "run=expired")
	phone.arriveAt("^/th/practice/expired/")
	phone.visit("/th/practice/expired/dashboard#earned")
	phone.waitFor(".room-bar")
	calmDown(phone)
	for _, event := range []string{"standard/qr-declined", "expired/qr-expired"} {
		r.post("inject", "event="+event)
		phone.arrive("/th/practice/" + event)
		phone.waitFor(".room-bar")
		calmDown(phone)
	}
	phone.visit("/th/help")
	phone.press(".room-bar [data-go]")
	phone.arrive("/th/practice/expired/qr-expired")
	phone.waitFor(".room-bar")
	calmDown(phone)
	r.post("inject", "event=")
	phone.arrive("/th/practice/expired/dashboard")
	phone.waitFor(".dash-banner strong")
}

// What one has achieved is read before what happens to everybody takes the page. Who calls stays where the trainer finds them; who
// has opened another page by themselves reads it to its end.
func TestWhoReadsOrHasCalledIsAskedOnly(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone, busy := mobile.sized(360, 640).open(t, guide.url), mobile.named("busy").open(t, guide.url)
	r.join(phone)
	r.join(busy)
	r.lead("scan-qr")
	for _, p := range []*tab{phone, busy} {
		p.arriveAt("^/th/(g/|guide/scan-qr)")
		p.waitFor(".room-bar")
		calmDown(p)
	}
	phone.visit("/th/guide/signed-in#earned") // what one has achieved is read before what happens to everybody
	eval[bool](phone, `(performance.now=()=>0,true)`)
	r.post("inject", "event=expired/qr-expired")
	phone.waitFor(".room-bar.moved [data-go]")
	eval[bool](phone, `delete performance.now`)
	phone.arrive("/th/practice/expired/qr-expired")
	r.post("inject", "event=")

	r.lead("signed-in")
	for _, p := range []*tab{phone, busy} {
		p.visit("/th/guide/signed-in")
		p.waitFor(".room-bar")
	}
	busy.press(".room-bar [data-call]")
	busy.press("[data-small]")
	phone.visit("/th/stuck")
	phone.waitFor(".room-bar.moved [data-away]")
	calmDown(busy)
	r.lead("start")
	for _, p := range []*tab{phone, busy} {
		p.wait("says where the class is", `document.querySelector(".room-note").textContent.startsWith("ห้องอยู่ที่: ขั้นที่ 1")`)
		if note := p.text(".room-note"); strings.Contains(note, "พาไปเอง") {
			t.Errorf("who is only asked reads %q", note)
		}
	}
	calmDown(busy)
	if at := phone.path(); at != "/th/stuck" {
		t.Errorf("who read something else was taken to %s", at)
	}
	if at := busy.path(); at != "/th/guide/signed-in" {
		t.Errorf("who had called was taken to %s", at)
	}
	r.lead("cannot-sign-in")
	phone.wait("says where the class is", `document.querySelector(".room-note").textContent.includes("เข้าไม่ได้")`)
	phone.press(".room-bar [data-away]")
	r.trainer.wait("who chose to stay on a page that is not one of the class", `[...document.querySelectorAll("#c-slow .eyebrow")].some(p=>p.textContent.trim()==="เลือกอยู่หน้าเดิมเอง: หมายเลข 1")`)
}

// A code that was declined is of no more use: who asks for a hint then is shown where another is to be had, and not how one scans.
func TestAHintAfterADeclineLeadsToAnotherCode(t *testing.T) {
	t.Parallel()
	site := startNamed(t, lanName)
	drawn := pc.withCalm().open(t, site.url)
	drawn.visit("/th/guide/scan-qr")
	drawn.waitFor(".ref:not([data-waits])")
	drawn.press(".no-phone")
	for _, view := range []string{"open-app", "passcode", "scan", "decline"} {
		drawn.press(".phone [data-action=" + view + "]")
	}
	asked := map[string]*tab{"declined on the drawn phone": drawn}
	for name, d := range map[string]device{"declined on a real phone": pc.withCalm(), "declined on a real phone, without script": pc.withoutScript()} {
		p := d.open(t, site.url)
		p.visit("/th/guide/scan-qr")
		p.showCode()
		phone := mobile.open(t, site.url)
		phone.scanFrom(p)
		phone.press("form.deny button")
		phone.waitFor(".outcome")
		if strings.Contains(name, "without") {
			p.visit(p.path())
		}
		asked[name] = p
	}
	for name, p := range asked {
		p.waitFor(".qr.spent .cover button")
		p.press("a.hint")
		if !strings.Contains(name, "without") {
			p.waitFor(".qr.pulse")
			p.waitFor(".live.show")
		}
		p.wait("another code in view: "+name, `(b=>b.top>=0&&b.bottom<=innerHeight)(document.querySelector(".cover button").getBoundingClientRect())`)
		if p.sees(".hints li") {
			t.Errorf("%s: the hint says how one scans: %q", name, p.text(".hints"))
		}
	}
}

// Where phones can come, the way to the drawn one stands below the code.
func TestTheWayToTheDrawnPhoneStandsBelowTheCode(t *testing.T) {
	t.Parallel()
	site := startNamed(t, lanName)
	for _, dev := range []device{pc, pc.withoutScript(), pc.sized(820, 1180).named("tablet")} {
		p := dev.atTheCode(t, site)
		p.waitFor(".no-phone")
		if !eval[bool](p, `(b=>b(".no-phone").top>=b(".ref").bottom&&b(".no-phone").right<=b(".qr-side").left+1||b(".no-phone").top>=b(".ref").bottom&&b(".qr-side").top>=b(".no-phone").bottom)(s=>document.querySelector(s).getBoundingClientRect())`) {
			t.Errorf("%s: the way to the drawn phone does not stand below the code", dev.name)
		}
		p.press(".no-phone")
		p.waitFor("#phone-home")
		var wide []float64
		for _, view := range []string{"open-app", "passcode"} {
			wide = append(wide, eval[float64](p, `document.querySelector(".phone").offsetWidth`))
			p.press(".phone [data-action=" + view + "]")
		}
		if now := eval[float64](p, `document.querySelector(".phone").offsetWidth`); wide[0] != now || wide[1] != now {
			t.Errorf("%s: the drawn phone is %v, then %v wide", dev.name, wide, now)
		}
	}
}

// What the real login takes is said before its door, on a computer as well, where it needs no press; and the door stays in view.
func TestWhatTheRealLoginTakesStandsBeforeItsDoor(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, d := range []device{pc.sized(1366, 768), pc.withoutScript(), mobile.sized(360, 640)} {
		p := d.open(t, site.url)
		for lang, words := range map[string]string{"th": "โทรศัพท์ที่ลงทะเบียนแอป ThaID", "en": "a phone with ThaID registered"} {
			p.visit("/" + lang + "/launch")
			if !p.sees(".needs p") || !strings.Contains(strings.Join(strings.Fields(p.text(".needs")), " "), words) {
				t.Errorf("%s does not say %q on a %s", p.path(), words, d.name)
			}
			if eval[bool](p, `(b=>b(".needs").bottom>b("[data-launch]").top)(s=>document.querySelector(s).getBoundingClientRect())`) {
				t.Errorf("%s: the door comes first", p.path())
			}
			if onPhone := d.width < 600; p.sees(".needs pre") != onPhone || !onPhone && eval[bool](p, `document.querySelector("[data-launch]").getBoundingClientRect().bottom>innerHeight`) {
				t.Errorf("%s on a %s: the address to send to a computer stands there, or not; or the door is out of view", p.path(), d.name)
			}
			if over := eval[float64](p, `document.querySelector(".there .picture").getBoundingClientRect().bottom-innerHeight`); d.width >= 600 && over > 0 {
				t.Errorf("%s: what to press once there ends %v px below the view", p.path(), over)
			}
			opens := eval[string](p, `getComputedStyle(document.querySelector("[data-launch]")).backgroundColor`)
			p.visit("/" + lang + "/finish")
			if d.width >= 600 && eval[string](p, `getComputedStyle(document.querySelector(".launch-go .button")).backgroundColor`) == opens {
				t.Errorf("%s: the way to the door looks like the door", p.path())
			}
		}
	}
}

// Who has not scrolled yet sees that the page to choose ThaID on goes on, in a practice run too, where nothing says so: its icon
// peeks in, and the page stays as long as the real one. English words take lines more: on a phone the words above it peek in.
func TestTheIconToScrollForPeeksIn(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, d := range []device{pc.sized(1366, 768), pc.sized(1366, 768).withoutScript(), mobile.sized(360, 640)} {
		p := d.open(t, site.url)
		for _, lang := range []string{"th", "en"} {
			p.visit("/" + lang + "/practice/standard/sso")
			peeks := "[data-action=thaid]"
			if lang == "en" && d.width < 600 {
				peeks = ".signin .said"
			}
			if seen := eval[float64](p, `(b=>Math.min(b(".view.scrolls").bottom,innerHeight)-b(`+quote(peeks)+`).top)(s=>document.querySelector(s).getBoundingClientRect())`); seen < 20 {
				t.Errorf("%s: %v px of %s are seen", p.path(), seen, peeks)
			}
			if d.width > 600 && eval[bool](p, `(v=>v.scrollHeight<v.clientHeight+60)(document.querySelector(".view.scrolls"))`) {
				t.Errorf("%s: there is next to nothing to scroll for", p.path())
			}
			p.visit("/" + lang + "/guide/choose-thaid")
			if !eval[bool](p, `(b=>b(".cue").bottom<=Math.min(innerHeight,b(".view.scrolls").bottom)&&b(".cue").bottom<=b("#below").top)(s=>document.querySelector(s).getBoundingClientRect())`) {
				t.Errorf("%s: the pill that says to scroll is cut, or covers words", p.path())
			}
		}
	}
}

// Without script no keys are drawn, so the passcode's picture says how one gets on. What is to be pressed stands clear of the
// class's strip, on the smallest phone, in both languages.
func TestWithoutScriptTheDrawnPhonesButtonsStandClearOfTheStrip(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	small := mobile.sized(360, 640).withoutScript()
	inClass, alone := small.named("phone in a class").open(t, guide.url), small.named("phone alone").open(t, guide.url)
	r.join(inClass)
	r.lead("scan-qr")
	for _, p := range []*tab{inClass, alone} {
		for _, lang := range []string{"th", "en"} {
			for view, buttons := range map[string]string{"passcode": "[data-action=passcode]", "scanner": "[data-action=scan]", "consent": "[data-action=allow], [data-action=decline]"} {
				p.visit("/" + lang + "/guide/scan-qr#phone-" + view)
				p.waitFor("#phone-" + view)
				for _, fault := range eval[[]string](p, `(strip=>[...document.querySelectorAll(`+quote(buttons)+`)].filter(b=>{b=b.getBoundingClientRect();return b.top<0||b.bottom>(strip?strip.getBoundingClientRect().top:innerHeight)}).map(b=>b.textContent.trim()))(document.querySelector(".room-bar"))`) {
					t.Errorf("%s, %s: %q is not clear of what lies over the page", p.dev.name, lang, fault)
				}
			}
			p.visit("/" + lang + "/guide/scan-qr#phone-passcode")
			if p.sees(".pad") || !p.sees(".no-keys") || !eval[bool](p, `(b=>b(".dots8").bottom<b("[data-action=passcode]").top&&b("[data-action=passcode]").top-b(".dots8").bottom<60)(s=>document.querySelector(s).getBoundingClientRect())`) {
				t.Errorf("%s, %s: the passcode's picture does not say how one gets on, below its circles", p.dev.name, lang)
			}
		}
	}
	if !inClass.sees(".room-bar") {
		t.Error("the class has no strip")
	}
}

// Who asks a run for a hint beside the code sees the code ringed and reads the hint, without scrolling; nothing moves for it, and it
// goes as it came.
func TestTheHintBesideACodeRingsIt(t *testing.T) {
	t.Parallel()
	site := startNamed(t, lanName) // where phones come: else the drawn one stands beside the code, and is what one looks at
	for _, dev := range []device{pc, pc.withoutScript(), mobile.sized(360, 640)} {
		p := dev.open(t, site.url)
		p.visit("/th/practice/with-hints/qr")
		p.showCode()
		place := `document.querySelector(".stage").getBoundingClientRect().top+scrollY`
		before := eval[float64](p, place)
		p.press("a.hint")
		p.wait("the hint in view", `(b=>b.height>0&&b.top>=0&&b.bottom<=innerHeight)(document.querySelector(".hints").getBoundingClientRect())`)
		if dev == pc {
			p.wait("a ring in view, and the hint not over it", `((e,h)=>{const b=e.getBoundingClientRect();return getComputedStyle(e).boxShadow!=="none"&&b.top>=0&&b.bottom<=innerHeight&&b.right<=h.getBoundingClientRect().left})(document.querySelector(".qr"),document.querySelector(".hints"))`)
			if near := eval[float64](p, `new Promise(done=>{const t0=performance.now();let least=1e9;(function look(){
				least=Math.min(least,document.querySelector(".ref strong").getBoundingClientRect().top-document.querySelector(".qr").getBoundingClientRect().bottom);
				if(performance.now()-t0<1200)requestAnimationFrame(look);else done(least)})()})`); near < 6 { // the ring's own width
				t.Errorf("the ring grows over the reference number: %v px are left", near)
			}
		}
		if after := eval[float64](p, place); after != before {
			t.Errorf("%s: the hint moves the screen by %v", dev.name, after-before)
		}
		p.press(".hints [data-close]")
		p.waitGone(".hints")
	}
}

// Whatever the letters' size, what came of a run begins where the page does, and what one presses next lies on none of it.
func TestOnAPhoneNothingLiesUponWhatCameOfARun(t *testing.T) {
	t.Parallel()
	p := mobile.withCalm().open(t, commonSite(t).url)
	const hidden = `(h=>{const r=document.createRange();r.selectNodeContents(h);return [...r.getClientRects()].filter(b=>b.width).some((b,line)=>{const at=document.elementFromPoint(b.left+b.width/2,b.top+b.height*.75);return at?!h.contains(at):line===0})})([...document.querySelectorAll(".dash-banner strong,.err-head")].find(e=>e.getClientRects().length))`
	for _, lang := range []string{"th", "en"} {
		for _, at := range []string{"expired/dashboard#earned", "lookalike/done#earned", "relayed-code/refused#earned", "no-rights/told#earned", "lookalike/link-4-left-rightly", "relayed-code/person-helped"} {
			p.visit("/" + lang + "/practice/" + at)
			for _, size := range [][2]int64{{360, 640}, {390, 844}} {
				p.become(mobile.sized(size[0], size[1]).withCalm())
				for _, letters := range []string{"", "1", "2"} {
					eval[any](p, `void(document.documentElement.dataset.size=`+quote(letters)+`||delete document.documentElement.dataset.size,scrollTo(0,0))`)
					if eval[bool](p, hidden) {
						t.Errorf("%s %s at %v with letters %q: what came of the run is covered, or out of view", lang, at, size, letters)
					}
				}
			}
		}
	}
}

// Who has used ThaID and meets the same page again is told that it is the second time, and what one may decide is in view with the
// page, at a hospital's computer.
func TestTheSecondRefusalSaysSoAndWhatToDecideIsInView(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, size := range [][2]int64{{1366, 768}, {1280, 720}} {
		p := pc.sized(size[0], size[1]).withCalm().open(t, site.url)
		for lang, again := range map[string]string{"th": "ครั้งที่สอง", "en": "second time"} {
			p.visit("/" + lang + "/practice/no-rights/error")
			p.waitFor(".choices .button")
			first := eval[float64](p, `document.querySelector(".choices .button").getBoundingClientRect().bottom`)
			p.visit("/" + lang + "/practice/no-rights/qr-again")
			p.showCode()
			p.walk(throughThePhone + " allow")
			p.waitFor("#why-qr-again-allow")
			if told := p.text(".answer.came"); !strings.Contains(told, again) {
				t.Errorf("%s: the page that came back says %q", lang, told)
			}
			if !p.try(`[".answer.came",".choices .button"].every(s=>(b=>b.top>=0&&b.bottom<=innerHeight)(document.querySelector(s).getBoundingClientRect()))`) || first > float64(size[1]) {
				t.Errorf("%s at %v: what one may decide is out of view, or ended at %v px the first time", lang, size, first)
			}
		}
	}
}

// A place of the greatest length is cut off nowhere: not in the report, not in what it offers to paste, not on paper.
func TestALongPlaceFitsTheReport(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	place := string([]rune(strings.Repeat("ห้องประชุมเฉลิมพระเกียรติ ", 5))[:99]) + "จ"
	r.trainer.visit("/th/workshop/" + r.id + "/report")
	r.trainer.typeInto("#place", place)
	r.trainer.send(`form[action$="/place"] button`)
	for _, size := range [][2]int64{{1366, 768}, {360, 640}} {
		r.trainer.become(pc.sized(size[0], size[1]))
		if got := r.trainer.text(".a4 .eyebrow"); !strings.Contains(got, place) || !strings.Contains(r.trainer.text(".a4 pre"), place) {
			t.Errorf("at %dx%d the report says %q", size[0], size[1], got)
		}
		if wide := eval[int](r.trainer, `Math.max(...[...document.querySelectorAll(".a4, .a4 .eyebrow, .a4 pre")].map(e=>e.scrollWidth-e.clientWidth),document.documentElement.scrollWidth-innerWidth)`); wide > 0 {
			t.Errorf("at %dx%d something is %d px too wide", size[0], size[1], wide)
		}
	}
	for _, on := range papers {
		if got := len(pdfPage.FindAll(r.trainer.print(on), -1)); got != 1 {
			t.Errorf("the report on %s has %d pages", on.name, got)
		}
	}
}

// The wall's last page is the one that says most: all that it may say keeps clear of its head and its foot.
func TestTheWallsLastPageKeepsClearOfItsFoot(t *testing.T) {
	t.Parallel()
	guide := start(t, "--public-url", "http://practise-nap-login.hospital-with-a-long-name.example.go.th")
	r := openRoom(t, guide)
	p := mobile.open(t, guide.url)
	p.visit("/j/" + r.id)
	p.press(`form[action$="/join"] button`)
	p.waitFor(".bignumber")
	if !eval[bool](p, `fetch("/workshop/`+r.id+`/progress",{method:"POST",headers:{"Content-Type":"application/x-www-form-urlencoded"},body:"at=guide/scan-qr&finish=scan-qr"}).then(r=>r.ok)`) {
		t.Fatal("nobody has signed in")
	}
	r.post("end", "answers=evening")
	for _, lang := range languages {
		r.board.visit("/" + lang + "/workshop/" + r.id + "/screen")
		for _, size := range [][2]int64{{1280, 720}, {1920, 1080}} {
			r.board.become(wall.sized(size[0], size[1]))
			r.board.snap(fmt.Sprintf("wall-end-%s-%d", lang, size[1]))
			if fault := eval[string](r.board, `(()=>{
				const of=(e)=>e.getBoundingClientRect(),all=[...document.querySelectorAll(".say-middle > *")],em=parseFloat(getComputedStyle(document.documentElement).fontSize);
				if(all.length!==6)return "it says "+all.map(e=>e.textContent.trim()).join(" / ");
				const above=of(all[0]).top-of(document.querySelector(".slide-head svg")).bottom,below=of(document.querySelector(".slide-foot")).top-of(all[5]).bottom;
				return above<0||below<em?"there is room for "+Math.round(above)+" above and for "+Math.round(below)+" below":""})()`); fault != "" {
				t.Errorf("%s at %d: %s", lang, size[1], fault)
			}
		}
	}
}

// The sign that the line is lost comes and goes, and moves nothing: neither the wall's picture nor the console's buttons.
func TestALostLineMovesNothing(t *testing.T) {
	t.Parallel()
	site := startForWriters(t)
	all := distinct(places(site, "/room/wall/", "/room/console/"))
	for _, dev := range []device{wall, pc} {
		p := dev.open(t, site.url)
		p.expect(`404`)
		for _, at := range all {
			at.reach(p)
			moved := eval[string](p, js("moved"))
			if moved != "" {
				t.Errorf("%s on a %s: %s", at.name, dev.name, moved)
			}
		}
	}
}

// What each key does stands beside it, in one column; where there is no room for two columns, right below it and nearer to it than to
// the next key.
func TestTheListOfKeysStandsInItsColumns(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	for _, lang := range languages {
		for _, path := range []string{"/guide/start", "/present/start", "/workshop/" + r.id + "/trainer", "/workshop/" + r.id + "/screen"} {
			r.trainer.visit("/" + lang + path)
			r.trainer.wait("the keys", `!!document.querySelector("[data-keys]")&&document.readyState==="complete"&&(!document.querySelector("[data-show-shortcuts]")||!document.querySelector("[data-show-shortcuts]").hidden)`)
			r.trainer.strike(thaiList)
			r.trainer.waitFor("dialog[open] dl")
			for _, d := range []device{pc, wall, pc.sized(390, 844), pc.sized(360, 640)} {
				r.trainer.become(d)
				if odd := eval[string](r.trainer, `(rows=>{
					const box=e=>e.getBoundingClientRect(),words=e=>{const r=document.createRange();r.selectNodeContents(e);return r.getBoundingClientRect()};
					const beside=rows.filter(([t,d])=>box(d).top<words(t).bottom-4);
					return rows.filter(([t,d],i)=>Math.abs(box(d).left-box(rows[0][1]).left)>1||beside.length&&beside.length!==rows.length||beside.length&&words(t).right>box(d).left||
						!beside.length&&rows[i+1]&&words(d).top-words(t).bottom>=words(rows[i+1][0]).top-words(d).bottom).map(([t])=>t.textContent.replace(/\s+/g," ").trim()).join(", ")
				})([...document.querySelectorAll("dialog[open] dl > div:not([hidden])")].map(r=>[r.querySelector("dt"),r.querySelector("dd")]))`); odd != "" {
					t.Errorf("/%s%s at %d px: out of place: %s", lang, path, d.width, odd)
				}
			}
			r.trainer.become(pc)
		}
	}
}

// The head takes one row where a computer has room: name, menu, size of letters, language, launcher.
func TestTheHeadOfAPageIsOneRowOnAComputer(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	inEachLanguage(t, func(t *testing.T, lang string) {
		p := pc.speaking(lang).open(t, site.url)
		p.visit("/" + lang + "/guide/scan-qr")
		p.waitFor(".top .sizes")
		for _, size := range [][2]int64{{1280, 720}, {1366, 768}, {1920, 1080}} {
			p.become(pc.sized(size[0], size[1]))
			p.wait("one row", `(() => {
				const middles = [...document.querySelectorAll(".brand, .top nav li, .top .sizes, .top .lang, .top .to-launch")].map((e) => { const b = e.getBoundingClientRect(); return (b.top + b.bottom) / 2; });
				return middles.length > 8 && Math.max(...middles) - Math.min(...middles) < 12;
			})()`)
		}
	})
}

func TestTheRunsWorkWithoutScript(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	nurse := asNurse("th").withoutScript().open(t, site.url)
	for _, r := range runs() {
		r.begin(nurse, "th")
		nurse.walk(r.right)
		nurse.arrive("/th/practice/" + r.id + "/" + r.end)
	}
}

func TestEveryRunExplainsAWrongTurnAndLeadsBack(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	inEachLanguage(t, func(t *testing.T, lang string) {
		nurse := asNurse(lang).withCalm().open(t, site.url)
		for _, r := range runs() {
			r.begin(nurse, lang)
			nurse.walk(r.wrong)
			nurse.waitFor(r.says)
			if nurse.sees("#debrief") {
				t.Errorf("%s: the wrong way %q passes for its end", r.id, r.wrong)
			}
			if words := nurse.text(r.says); len([]rune(words)) < 12 {
				t.Errorf("%s: %q explains nothing", r.id, words)
			}
		}
	})
}

func TestDeclinedOnTheRealPhoneTheRunGoesOn(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	nurse := asNurse("th").open(t, site.url)
	nurse.visit("/th/practice/declined/qr-decline")
	nurse.showCode()
	phone := mobile.open(t, site.url)
	phone.scanFrom(nurse)
	phone.press("form.deny button")
	nurse.arrive("/th/practice/declined/qr-declined")
	for _, p := range []*tab{nurse, phone} { // it was asked for: nobody guesses why it was done
		p.waitFor(map[*tab]string{nurse: ".brief", phone: ".outcome"}[p])
		if said := p.text("main"); !strings.Contains(said, "ตามที่ขอแล้ว") || strings.Contains(said, "กดพลาด") {
			t.Errorf("who declined as asked reads %q", said)
		}
	}
}

// A call, or what is said of a room, comes up without moving a button of the console.
func TestWhatComesUpOnTheConsoleMovesNoButton(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	one := mobile.open(t, guide.url)
	r.join(one)
	const tops = `[...document.querySelectorAll(".drive-turn, .drive-switches, .drive-steps")].map((e) => Math.round(e.getBoundingClientRect().top + scrollY)).join()`
	for _, size := range [][2]int64{{1366, 768}, {1024, 768}} {
		r.trainer.become(pc.sized(size[0], size[1]))
		before := eval[string](r.trainer, tops)
		r.trainer.press("form[data-key=dark] button")
		r.trainer.waitFor("form[data-key=dark] button.strong, .states .badge")
		one.press(`form[action$="/call"] button`)
		r.trainer.waitFor(`.waits li[data-key="1"]`)
		if after := eval[string](r.trainer, tops); after != before {
			t.Errorf("%d pixels wide: from %s to %s", size[0], before, after)
		}
		one.press("[data-uncall]")
		r.trainer.waitGone(".waits")
		r.trainer.press("form[data-key=dark] button")
		r.trainer.waitGone(".states .badge")
	}
}

// On a small phone nothing that one may press in a view of the drawn phone lies below the strip, which asks from the first; and
// the number by which one decides is in view beside the answers.
func TestNothingThatOneMayPressOnTheDrawnPhoneLiesBelowTheStrip(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone := mobile.sized(360, 640).open(t, guide.url)
	r.join(phone)
	const lost = `(()=>{const bar=document.querySelector(".room-bar").getBoundingClientRect().top;
			return [...document.querySelectorAll(".pv a, .pv button, .pv .bigref")].filter(e=>{const b=e.getBoundingClientRect();return b.height&&(b.top<-1||b.bottom>bar)}).map(e=>e.textContent.trim()).join(", ")})()`
	for _, size := range [][2]int64{{320, 568}, {360, 640}} {
		phone.become(mobile.sized(size[0], size[1]))
		for _, lang := range languages {
			look := func(what string) {
				t.Helper()
				phone.snap(fmt.Sprintf("drawn-phone-%s-%d-%s", what, size[0], lang))
				if got := eval[string](phone, lost); got != "" {
					t.Errorf("%v %s %s: below the strip, or out of view: %s", size, lang, what, got)
				}
			}
			for _, at := range []string{"guide/scan-qr", "practice/relayed-code/person-code"} {
				r.lead("")
				phone.visit("/" + lang + "/" + at)
				phone.waitFor(".room-bar:not([hidden])")
				phone.wait("the strip", `!`+stripAsks+`&&!!document.querySelector(".room-note").textContent`)
				eval[bool](phone, `(setInterval(()=>dispatchEvent(new Event("pointerdown")),500),true)`) // is in the middle of something
				eval[bool](phone, `(dispatchEvent(new Event("pointerdown")),true)`)
				r.post("start", "run=expired")
				phone.wait("the question", stripAsks)
				look("first")
				if at == "guide/scan-qr" {
					for _, press := range []string{"open-app", "passcode", "scan"} {
						phone.press(".phone [data-action=" + press + "]")
						look("after-" + press)
					}
				}
				phone.press(".phone [data-action=decline]")
				if at == "guide/scan-qr" {
					phone.waitFor("#phone-spent")
					look("spent")
				}
			}
		}
	}
}

// Without script nothing sets a slide smaller: what does not fit the window is scrolled to, and nothing is cut off.
func TestWithoutScriptNoSlideIsCutInAnyFace(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	inEachLanguageAndFont(t, func(t *testing.T, lang, fonts string) {
		p := wall.withoutScript().sized(1366, 768).withFonts(fonts).open(t, site.url)
		for _, name := range slideNames {
			p.visit("/" + lang + "/present/" + name)
			for _, s := range eval[[]string](p, misfits) {
				if fonts == fontSets[0].name || !regexp.MustCompile(`^the page |outside the window`).MatchString(s) {
					t.Errorf("%s: %s", name, s)
				}
			}
		}
	})
}

func TestSlidesAreFreeOfBarriersOnEveryDevice(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	p := wall.open(t, site.url)
	inEachLanguage(t, func(t *testing.T, lang string) {
		for _, name := range slideNames {
			p.visit("/" + lang + "/present/" + name)
			for _, size := range [][2]int64{{1366, 768}, {320, 640}, {390, 844}, {768, 1024}} {
				p.become(wall.sized(size[0], size[1]))
				if s := eval[string](p, sideways); s != "" {
					t.Errorf("%s/%s at %v scrolls sideways: %s", lang, name, size, s)
				}
				if size[0] == 1366 || size[0] == 320 {
					for _, v := range p.axe() {
						t.Errorf("%s/%s at %v: %s", lang, name, size, v)
					}
				}
			}
			p.become(wall)
			if s := eval[string](p, wrongColours); s != "" {
				t.Errorf("pink or blue outside the simulated screen: %s", s)
			}
		}
	})
}

func TestTheQuizIsFreeOfBarriersBeforeAndAfterAnAnswer(t *testing.T) {
	t.Parallel()
	inEachLanguage(t, func(t *testing.T, lang string) {
		site := commonSite(t)
		for _, dev := range []device{pc, mobile, pc.inDark().named("dark computer")} {
			p, what := dev.withCalm().open(t, site.url), axeAll
			if dev.dark { // the same page in other colours
				what = axeColours
			}
			p.visit("/" + lang + "/quiz")
			for _, fault := range p.axeOn(what) {
				t.Errorf("%s: %s", dev.name, fault)
			}
			id := p.question()
			p.press("#" + id + " li:not([data-right]) label")
			p.press(quizMain)
			p.waitFor("#" + id + " [data-told=wrong]")
			for _, fault := range p.axeOn(what) {
				t.Errorf("%s, answered: %s", dev.name, fault)
			}
			eval[bool](p, `(document.querySelector(`+quote(quizMain)+`).click(),true)`)
			p.answerAll(nil)
			for _, fault := range p.axeOn(what) {
				t.Errorf("%s, finished: %s", dev.name, fault)
			}
		}
	})
}
