package e2e

import (
	"slices"
	"strings"
	"testing"
)

const quizQuestions = 13

// pick chooses an answer to each question of the page without script, the right one but for those named; unless only is
// empty, no other question than those in it is answered.
func (p *tab) pick(wrong map[string]bool, only ...string) {
	p.t.Helper()
	ids := eval[[]string](p, `[...document.querySelectorAll("form[data-quiz] .question")].map(f=>f.id)`)
	if len(ids) != quizQuestions {
		p.t.Fatalf("the quiz has %d questions", len(ids))
	}
	for _, id := range ids {
		if len(only) > 0 && !slices.Contains(only, id) {
			continue
		}
		p.press("#" + id + " " + choiceOf(wrong[id]) + " label")
	}
}

func choiceOf(wrong bool) string {
	if wrong {
		return "li:not([data-right])"
	}
	return "li[data-right]"
}

const quizMain = "form[data-quiz] [data-actions] [type=submit]"

// question is the one that is asked now.
func (p *tab) question() string {
	p.t.Helper()
	ids := eval[[]string](p, visibleJS+`("form[data-quiz] .question").map(q=>q.id)`)
	if len(ids) != 1 {
		p.t.Fatalf("%d questions are asked at once: %v", len(ids), ids)
	}
	return ids[0]
}

// answer answers the question that is asked now and goes on to the next one, by the keyboard's press of the button.
func (p *tab) answer(wrong map[string]bool) (id string) {
	p.t.Helper()
	id = p.question()
	eval[bool](p, `(document.querySelector(`+quote("#"+id+" "+choiceOf(wrong[id])+" input")+`).click(),document.querySelector(`+quote(quizMain)+`).click(),true)`)
	outcome := "right"
	if wrong[id] {
		outcome = "wrong"
	}
	if p.text("#"+id+" [data-told="+outcome+"] [data-because]") == "" {
		p.t.Errorf("%s is answered, and nothing says why it is %s", id, outcome)
	}
	eval[bool](p, `(document.querySelector(`+quote(quizMain)+`).click(),true)`)
	return id
}

// answerAll answers what is asked until the result shows. Who misses a question the first time answers it rightly when it
// comes back.
func (p *tab) answerAll(wrong map[string]bool) (order []string) {
	p.t.Helper()
	for range 3 * quizQuestions {
		if p.sees("#result") {
			return order
		}
		once := map[string]bool{}
		for id := range wrong {
			once[id] = wrong[id] && !slices.Contains(order, id)
		}
		order = append(order, p.answer(once))
	}
	p.t.Fatalf("the quiz does not end: %v", order)
	return nil
}

func TestTheQuizAsksOneQuestionAtATimeAnswersAtOnceAndBringsBackWhatWasMissed(t *testing.T) {
	t.Parallel()
	inOneLanguage(t, "th", func(t *testing.T, lang string) {
		site := commonSite(t)
		for _, dev := range []device{asNurse(lang), mobile} {
			t.Run(dev.name, func(t *testing.T) {
				p := dev.open(t, site.url)
				p.visit("/" + lang + "/practice/")
				p.press("main a[href='/" + lang + "/quiz']")
				p.arrive("/" + lang + "/quiz")
				missed := map[string]bool{"address": true, "blue-button": true}
				order := p.answerAll(missed)
				if len(order) != quizQuestions+2 || !slices.Equal(order[quizQuestions:], []string{"address", "blue-button"}) {
					t.Errorf("asked %v: what was missed does not come back at the end", order)
				}
				if got := p.text("#score"); !strings.Contains(got, "11") || !strings.Contains(got, "13") {
					t.Errorf("eleven of thirteen were right at first, and the page says %q", got)
				}
				if got := p.text("#result [data-since]"); !strings.Contains(got, "2") {
					t.Errorf("two that were missed were right when asked again, and the page says %q", got)
				}
				p.wait("the score in view", `(r=>r.top>=0&&r.bottom<=innerHeight)(document.querySelector("#score").getBoundingClientRect())`)
				if got := eval[int](p, visibleJS+`(".beads .right").length`); got != quizQuestions-2 {
					t.Errorf("%d questions have a tick, not %d", got, quizQuestions-2)
				}
				if got := eval[int](p, visibleJS+`(".review li").length`); got != 2 {
					t.Errorf("%d questions are named for another look, not 2", got)
				}
				p.reload() // a finished check is not asked again
				p.waitFor("#result [data-verdict=some]")
				p.waitFor("#result [data-since]")
				p.press(".review li[data-review=blue-button] .lesson-link")
				p.arrive("/" + lang + "/guide/cannot-sign-in")
				p.visit("/" + lang + "/guide/start")
				p.press(".say .eyebrow a[href$='/quiz']") // who has read it again, and a page more, goes on with the quiz
				p.waitFor("#result [data-verdict=some]")
				p.press(".review li[data-review=address] .lesson-link")
				p.arriveAt("/" + lang + "/help$")
				p.press(".topic:target a[data-onward][href$='/quiz']")
				p.waitFor("#result [data-verdict=some]")
			})
		}
	})
}

func TestTheQuizIsMarkedWithoutScriptAndLeadsBackToWhatItAsked(t *testing.T) {
	t.Parallel()
	inOneLanguage(t, "en", func(t *testing.T, lang string) {
		p := asNurse(lang).withoutScript().open(t, commonSite(t).url)
		p.visit("/" + lang + "/quiz")
		p.send("form[data-quiz] [type=submit]")
		p.waitFor("#result [data-verdict=none]")
		p.waitGone(".right-mark") // nothing is given away
		p.pick(nil, "address")
		p.send("form[data-quiz] [type=submit]")
		p.waitFor("#result [data-verdict=open]")
		p.waitFor("#relayed-code [data-told=open]")
		p.pick(map[string]bool{"address": true, "blue-button": true})
		p.send("form[data-quiz] [type=submit]")
		p.waitFor("#result [data-verdict=some]")
		if got := p.text("#score"); !strings.Contains(got, "11") || !strings.Contains(got, "13") {
			t.Errorf("eleven of thirteen are right, and the page says %q", got)
		}
		for id, outcome := range map[string]string{"address": "wrong", "blue-button": "wrong", "relayed-code": "right"} {
			if got := p.text("#" + id + " [data-told=" + outcome + "]"); got == "" {
				t.Errorf("%s: nothing is said", id)
			}
		}
		if !p.sees("#address li[data-right] .right-mark") || p.sees("#address li[data-right] .why p") || !p.sees("#address li[data-picked] .why p") {
			t.Error("a wrong answer does not show once why, and which one is right")
		}
		if got := eval[int](p, visibleJS+`(".review li").length`); got != 2 {
			t.Errorf("%d questions are named for another look, not 2", got)
		}
		p.press(".review li[data-review=blue-button] .lesson-link")
		p.arrive("/" + lang + "/guide/cannot-sign-in")
	})
}

func TestAQuestionIsSkippedForNowAndAQuizThatIsLeftGoesOn(t *testing.T) {
	t.Parallel()
	inOneLanguage(t, "th", func(t *testing.T, lang string) {
		p := asNurse(lang).open(t, commonSite(t).url)
		p.visit("/" + lang + "/quiz")
		first := p.question()
		p.press(quizMain) // without an answer
		open := "#" + first + " [data-told=open]"
		p.waitFor(open)
		p.wait("what is missing in view", `document.querySelector(`+quote(open)+`).getBoundingClientRect().bottom<innerHeight+1`)
		p.press("#" + first + " li:first-child label")
		if p.sees(open) {
			t.Error("an answer is picked, and still none is said to be")
		}
		p.press("[data-skip]")
		second := p.question()
		if second == first {
			t.Error("the skipped question stays")
		}
		p.press("[data-skip]")
		second = p.question()
		words := map[string][2]string{"th": {"ข้ามไว้ 2 ข้อ จะถามอีกครั้งตอนท้าย", "ตอบแล้ว 1 จาก 13 ข้อ"}, "en": {"2 skipped. Asked again at the end", "1 of 13 answered"}}[lang]
		if said := p.text("[data-where] + [role=status]"); said != words[0] {
			t.Errorf("of two skipped questions the page says %q", said)
		}
		p.answer(nil)
		if got := p.text("[data-where]"); got != words[1] { // no question's place: two before it are skipped
			t.Errorf("one question is answered, and the page says %q", got)
		}
		p.visit("/" + lang + "/finish")
		p.wait("the record", `document.querySelector("[data-date]").textContent`)
		if got := p.text("[data-quiz-score]"); !strings.Contains(got, "1") || !strings.Contains(got, "13") || strings.Contains(got, "....") {
			t.Errorf("one of thirteen is answered, and the record says %q", got)
		}
		p.visit("/" + lang + "/quiz")
		order := p.answerAll(nil)
		if len(order) != quizQuestions-1 || slices.Contains(order, second) || !slices.Contains(order, first) {
			t.Errorf("after coming back the quiz asks %v", order)
		}
		p.waitFor("#result [data-verdict=all]")
		p.waitGone("#result [data-since]") // nothing was asked again
		p.press("[data-again]")
		if p.question(); p.sees("#result") || eval[int](p, `document.querySelectorAll("input:checked,input:disabled").length`) != 0 {
			t.Error("starting over leaves answers")
		}
		for range quizQuestions {
			p.press("[data-skip]")
		}
		if said := p.text("[data-where] + [role=status]"); said != "" {
			t.Errorf("while the skipped questions are asked the page says %q", said)
		}
	})
}

// The line that says what a missed question is asked again for is in view with the question that comes back.
func TestOnAPhoneItIsInViewThatAMissedQuestionComesBack(t *testing.T) {
	t.Parallel()
	p := mobile.sized(360, 640).withCalm().open(t, commonSite(t).url)
	p.visit("/th/quiz")
	for range quizQuestions {
		p.answer(map[string]bool{"blue-button": true})
	}
	if id := p.question(); id != "blue-button" {
		t.Fatalf("%s comes back", id)
	}
	p.wait("the line in view", `(r=>r.height>0&&r.top>=0&&r.bottom<=innerHeight)(document.querySelector("[data-where]").getBoundingClientRect())`)
}

func TestADoubleClickOnAnswerDoesNotLeaveTheQuestion(t *testing.T) {
	t.Parallel()
	p := pc.open(t, commonSite(t).url)
	p.visit("/th/quiz")
	id := p.question()
	p.press("#" + id + " li[data-right] label")
	p.press(quizMain)
	p.waitFor("#" + id + " [data-told=right]")
	const onPage = `.getBoundingClientRect().top+scrollY` // the answer may still be coming into view
	before := eval[float64](p, `document.querySelector(`+quote(quizMain)+`)`+onPage)
	eval[bool](p, `(document.querySelector(`+quote(quizMain)+`).dispatchEvent(new MouseEvent("click",{detail:2,bubbles:true,cancelable:true})),true)`)
	if p.question() != id {
		t.Error("the second press of a double click leaves the question unread")
	}
	if after := eval[float64](p, `document.querySelector(`+quote(quizMain)+`)`+onPage); after != before {
		t.Errorf("the button moves from %v to %v", before, after)
	}
}

func TestTheQuizByKeyboardAloneAndItsScoreStaysInTheBrowser(t *testing.T) {
	t.Parallel()
	p := pc.open(t, commonSite(t).url)
	p.visit("/th/quiz")
	id := p.question()
	p.tabTo("#" + id + " input")
	p.key(" ")
	p.tabTo(quizMain)
	p.key("\r")
	p.waitFor("#" + id + " [data-because]")
	p.key("\r")
	p.wait("focus on the next question", `document.activeElement.classList.contains("question")`)
	p.answerAll(nil)
	p.wait("focus on the result", `document.activeElement.id==="result"`)
	score := eval[string](p, `JSON.stringify(JSON.parse(localStorage.getItem("nap.progress")).quiz)`)
	if !strings.HasSuffix(score, `"of":13}`) {
		t.Errorf("the browser keeps %s", score)
	}
	p.press("[data-again]")
	p.answerAll(map[string]bool{"address": true, "no-password": true})
	if got := eval[string](p, `JSON.stringify(JSON.parse(localStorage.getItem("nap.progress")).quiz)`); got < score {
		t.Errorf("the browser keeps %s after %s: not the best score", got, score)
	}
}

// No part of an address stands on a line of its own as a site's name does: what wraps begins with its dot or its slash, in the
// largest letters too.
func TestNoPartOfAnAddressLooksLikeAnotherSite(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, dev := range []device{mobile.sized(360, 640), mobile} {
		p := dev.open(t, site.url)
		p.visit("/th/quiz")
		eval[bool](p, `(localStorage.setItem("nap.size","2"),true)`)
		seen := 0
		for _, path := range []string{"/th/quiz", "/en/quiz", "/th/practice/lookalike/link-1", "/th/practice/lookalike/link-6", "/th/practice/with-hints/napplus", "/th/launch"} {
			p.visit(path)
			if path == "/th/launch" {
				eval[bool](p, `(document.querySelectorAll("details").forEach(d=>d.open=true),true)`)
			}
			for strings.HasSuffix(path, "/quiz") && p.question() != "address" {
				p.answer(nil)
			}
			lines := eval[[][]string](p, `[...document.querySelectorAll(".option code, .addr, .address code")].filter(e=>e.getClientRects().length).map(e=>{
				const out=[],range=document.createRange(),walk=document.createTreeWalker(e,NodeFilter.SHOW_TEXT);let top=null;
				for(let n;n=walk.nextNode();)for(let i=0;i<n.data.length;i++){
					range.setStart(n,i);range.setEnd(n,i+1);const r=range.getClientRects()[0];
					if(!r||!n.data[i].trim())continue;
					const at=r.top+r.height/2;
					if(top===null||Math.abs(at-top)>r.height*.7)out.push("");
					top=at;out[out.length-1]+=n.data[i]}
				return out})`)
			for _, address := range lines {
				seen++
				for i, line := range address {
					if i > 0 && !strings.ContainsAny(line[:1], "/.") && (i > 1 || address[0] != "https://") {
						t.Errorf("%s, %d wide: the address %q has a line that looks like a site", path, dev.width, address)
					}
				}
			}
		}
		if seen < 8 {
			t.Errorf("only %d addresses were looked at", seen)
		}
	}
}

// Who has answered sees what they chose and what is said of it, both where a window has room for both.
func TestTheAnswerChosenAndWhatIsSaidOfItAreBothInView(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, d := range []device{mobile.sized(360, 640).withCalm(), pc.withCalm()} {
		p := d.open(t, site.url)
		p.visit("/th/quiz")
		for range quizQuestions {
			id := p.question()
			eval[bool](p, `(document.querySelector(`+quote("#"+id+" li input")+`).click(),document.querySelector(`+quote(quizMain)+`).click(),true)`) // the one farthest up
			p.waitFor("#" + id + " .told")
			if !eval[bool](p, `(([chosen, said]) => said.bottom - chosen.top > innerHeight - 16 || chosen.top >= 0 && said.bottom <= innerHeight)(["li[data-picked]", ".told:not([hidden])"].map((s) => document.querySelector(`+quote("#"+id)+` + " " + s).getBoundingClientRect()))`) {
				t.Errorf("%s: at %s one does not see both what was chosen and what is said of it", d.name, id)
			}
			eval[bool](p, `(document.querySelector(`+quote(quizMain)+`).click(),true)`)
		}
	}
}
