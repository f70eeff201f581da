package e2e

import (
	"strings"
	"testing"
)

// pick chooses an answer to each question of the quiz, the right one but for those named; unless only is empty, no
// other question than those in it is answered.
func (p *tab) pick(wrong map[string]bool, only ...string) {
	p.t.Helper()
	ids := eval[[]string](p, `[...document.querySelectorAll("form[data-quiz] .question")].map(f=>f.id)`)
	if len(ids) < 8 {
		p.t.Fatalf("the quiz has %d questions", len(ids))
	}
	for _, id := range ids {
		if len(only) > 0 && !strings.Contains(" "+strings.Join(only, " ")+" ", " "+id+" ") {
			continue
		}
		choice := "li[data-right]"
		if wrong[id] {
			choice = "li:not([data-right])"
		}
		p.press("#" + id + " " + choice + " label")
	}
}

func TestTheQuizIsMarkedWithAndWithoutScriptAndLeadsBackToWhatItAsked(t *testing.T) {
	t.Parallel()
	inEachLanguage(t, func(t *testing.T, lang string) {
		site := start(t)
		for _, dev := range []device{asNurse(lang), asNurse(lang).withoutScript().named("computer without script"), mobile} {
			t.Run(dev.name, func(t *testing.T) {
				p := dev.open(t, site.url)
				p.visit("/" + lang + "/practice/")
				p.press("main a[href='/" + lang + "/quiz']")
				p.arrive("/" + lang + "/quiz")
				p.pick(map[string]bool{"address": true, "blue-button": true})
				p.press("form[data-quiz] button")
				p.waitFor("#result")
				if got := p.text("#score"); !strings.Contains(got, "11") || !strings.Contains(got, "13") {
					t.Errorf("eleven of thirteen are right, and the page says %q", got)
				}
				for id, outcome := range map[string]string{"address": "wrong", "blue-button": "wrong", "relayed-code": "right"} {
					if got := p.text("#" + id + " [data-told=" + outcome + "]"); got == "" {
						t.Errorf("%s: nothing is said", id)
					}
					if got := eval[string](p, `document.getElementById(`+quote(id)+`).dataset.outcome`); got != outcome {
						t.Errorf("%s is %s, not %s", id, got, outcome)
					}
				}
				if !p.sees("#address li[data-right] .right-mark") || !p.sees("#address li[data-right] .why p") || !p.sees("#address li[data-picked] .why p") {
					t.Error("a wrong answer does not show why, and which one is right")
				}
				if got := eval[int](p, visibleJS+`(".review li").length`); got != 2 {
					t.Errorf("%d questions are named for another look, not 2", got)
				}
				p.press(".review li[data-review=blue-button] .lesson-link")
				p.arrive("/" + lang + "/guide/cannot-sign-in")
			})
		}
	})
}

func TestQuestionsLeftOpenAreWordedKindlyAndCanBeAnsweredAfterwards(t *testing.T) {
	t.Parallel()
	inEachLanguage(t, func(t *testing.T, lang string) {
		site := start(t)
		for _, dev := range []device{asNurse(lang), asNurse(lang).withoutScript().named("computer without script")} {
			t.Run(dev.name, func(t *testing.T) {
				p := dev.open(t, site.url)
				p.visit("/" + lang + "/quiz")
				p.press("form[data-quiz] button")
				p.waitFor("#result [data-verdict=none]")
				p.waitGone(".right-mark") // nothing is given away
				p.pick(nil, "address")
				p.press("form[data-quiz] button")
				p.waitFor("#result [data-verdict=open]")
				p.waitFor("#relayed-code [data-told=open]")
				p.pick(nil)
				p.press("form[data-quiz] button")
				p.waitFor("#result [data-verdict=all]")
				p.waitGone(".review li")
			})
		}
	})
}

func TestTheQuizByKeyboardAloneAndItsScoreStaysInTheBrowser(t *testing.T) {
	t.Parallel()
	site := start(t)
	p := pc.open(t, site.url)
	p.visit("/th/quiz")
	p.tabTo("#pink-button input")
	p.key(" ")
	p.pick(nil)
	p.tabTo("form[data-quiz] button")
	p.key("\r")
	p.waitFor("#result")
	p.wait("focus on the result", `document.activeElement.id==="result"`)
	p.pick(map[string]bool{"address": true}, "address")
	p.press("form[data-quiz] button")
	p.waitFor("#address [data-told=wrong]")
	if got := eval[string](p, `JSON.stringify(JSON.parse(localStorage.getItem("nap.progress")).quiz)`); got != `{"score":13,"of":13}` {
		t.Errorf("the browser keeps %s: not the best score", got)
	}
	p.press("[data-again]")
	p.waitGone("#result")
	if eval[int](p, `document.querySelectorAll("input:checked").length`) != 0 {
		t.Error("starting over leaves answers picked")
	}
}

func TestTheQuizIsFreeOfBarriersBeforeAndAfterMarking(t *testing.T) {
	t.Parallel()
	inEachLanguage(t, func(t *testing.T, lang string) {
		site := start(t)
		for _, dev := range []device{pc, mobile, pc.inDark().named("dark computer")} {
			p := dev.withCalm().open(t, site.url)
			p.visit("/" + lang + "/quiz")
			for _, fault := range p.axe() {
				t.Errorf("%s: %s", dev.name, fault)
			}
			p.pick(map[string]bool{"address": true}, "pink-button", "address")
			p.press("form[data-quiz] button")
			p.waitFor("#result")
			for _, fault := range p.axe() {
				t.Errorf("%s, marked: %s", dev.name, fault)
			}
		}
	})
}
