package e2e

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var leftOfHelpJS = js("left-of-help")

type leftOfHelp struct {
	Topics      []string
	More, Words int
	Said        string
}

func TestTheHelpIsSearchedByTickingWords(t *testing.T) {
	t.Parallel()
	words := map[string][2]string{"th": {"โค้ด", "กล้อง"}, "en": {"code", "camera"}}
	number := regexp.MustCompile(`\d+`)
	inOneLanguage(t, "th", func(t *testing.T, lang string) {
		site := commonSite(t)
		p := asNurse(lang).open(t, site.url)
		p.visit("/" + lang + "/help")
		all := eval[leftOfHelp](p, leftOfHelpJS)
		if len(all.Topics) < 5 || all.More != 0 || all.Words < 8 || all.Said != "" {
			t.Fatalf("before anything is ticked there are %d topics, %d cards, %d words, and it says %q", len(all.Topics), all.More, all.Words, all.Said)
		}
		before := all
		for i, word := range words[lang] {
			box := eval[string](p, `[...document.querySelectorAll(".find label")].find((l) => l.textContent === `+quote(word)+`).querySelector("input").value`)
			if i == 0 {
				p.press(".find label:has([value='" + box + "'])")
			} else { // by keyboard
				p.tabTo(".find [value='" + box + "']")
				p.key(" ")
			}
			left := eval[leftOfHelp](p, leftOfHelpJS)
			n := len(left.Topics) + left.More
			if n == 0 || len(left.Topics) >= len(before.Topics) || left.Words >= before.Words {
				t.Errorf("%q leaves %d of %d topics, %d cards and %d of %d words",
					word, len(left.Topics), len(before.Topics), left.More, left.Words, before.Words)
			}
			if got := number.FindString(left.Said); got != strconv.Itoa(n) {
				t.Errorf("%d answers match, and it says %q", n, left.Said)
			}
			for _, topic := range left.Topics {
				if !strings.Contains(topic, word) {
					t.Errorf("%q left a topic without it: %.60s", word, topic)
				}
			}
			before = left
		}
		if before.More == 0 {
			t.Error("no card of the page for who cannot get in is among the answers")
		}
		for _, fault := range p.axe() {
			t.Error(fault)
		}
		// A word that no answer has beside these takes their place, and what is found is a press away.
		p.press(".find .apart")
		if left := eval[leftOfHelp](p, leftOfHelpJS); len(left.Topics)+left.More == 0 || eval[int](p, `document.querySelectorAll(".find :checked").length`) != 1 {
			t.Errorf("a word that goes with no other leaves %d topics and %d cards", len(left.Topics), left.More)
		}
		if told := p.text(".found [role=status]"); !strings.Contains(told, map[string]string{"th": "ล้างคำก่อนหน้าแล้ว", "en": "earlier ones are cleared"}[lang]) {
			t.Errorf("the earlier words went, and it says %q", told)
		}
		p.press("[data-see]")
		p.wait("what is found", `(e=>e.contains(document.activeElement)||e===document.activeElement)([...document.querySelectorAll("[data-words]")].find(e=>!e.hidden))`)
		p.press("[data-all]")
		if again := eval[leftOfHelp](p, leftOfHelpJS); len(again.Topics) != len(all.Topics) || again.More != 0 || again.Words != all.Words || again.Said != "" {
			t.Errorf("everything shown again is %d topics and %d words, and it says %q", len(again.Topics), again.Words, again.Said)
		}

		q := asNurse(lang).withoutScript().open(t, site.url)
		q.visit("/" + lang + "/help")
		if q.sees(".find") || !q.sees(".topic:last-of-type") {
			t.Error("without script there are words that do nothing, or topics are missing")
		}
	})
}

// A topic is folded, and yet found: by a link from another page, by the browser's own search, on paper, without script.
func TestATopicOfTheHelpUnfoldsForWhoComesToIt(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, d := range []device{pc, mobile, pc.withoutScript().named("computer without script")} {
		p := d.open(t, site.url)
		p.visit("/th/help")
		const shown = `[...document.querySelectorAll(".topic .prose")].filter(e=>e.checkVisibility()).map(e=>e.parentElement.id).join(" ")`
		if got := eval[string](p, shown); got != "" {
			t.Errorf("on the %s %q stand open at first", d.name, got)
		}
		p.visit("/th/guide/start")
		link := eval[string](p, `document.querySelector(".top .help").getAttribute("href")`)
		p.visit(link)
		_, id, _ := strings.Cut(link, "#")
		p.wait("the topic alone to be open", shown+`===`+quote(id))
		if got := eval[float64](p, `document.querySelector("#`+id+` h2").getBoundingClientRect().top`); got < 0 || got > float64(d.height)/2 {
			t.Errorf("on the %s the topic's heading is at %.0f", d.name, got)
		}
		// It is the first below the page's heading, which is in view, as is the way to all questions.
		const order = `[document.querySelector("h1"),document.querySelector(".of-all a"),...document.querySelectorAll(".topic")].map(e=>e.getBoundingClientRect().top)`
		tops := eval[[]float64](p, order)
		own := eval[float64](p, `document.getElementById(`+quote(id)+`).getBoundingClientRect().top`)
		if tops[0] < 0 || tops[1] <= tops[0] || own <= tops[1] || own != slices.Min(tops[2:]) {
			t.Errorf("on the %s the page's heading is at %.0f, the way to all questions at %.0f, and the topic at %.0f of %.0f", d.name, tops[0], tops[1], own, tops[2:])
		}
		if d.noScript {
			p.press("#safe summary")
			p.wait("both to be open", shown+`.includes("safe")`)
			continue
		}
		// A word that it does not have leaves it where it is, and does not count it.
		p.press(`.find label:not(.apart)`)
		if !p.sees("#" + id) {
			t.Errorf("on the %s what one came for goes when a word is ticked", d.name)
		}
		p.press("[data-all]")
		p.press(".of-all a")
		p.waitGone(".of-all a")
		eval[bool](p, `(dispatchEvent(new Event("beforeprint")),true)`)
		if got, all := eval[string](p, shown), eval[int](p, `document.querySelectorAll(".topic").length`); len(strings.Fields(got)) != all {
			t.Errorf("on paper of the %s are %q of %d topics", d.name, got, all)
		}
	}
}

// Who comes from a step for one answer finds the way back beside that answer, with script and without; beside the others there is none.
func TestBesideTheAnswerThatOneCameForStandsTheWayBack(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, who := range []device{asNurse("th"), asNurse("th").withoutScript()} {
		p := who.open(t, site.url)
		p.visit("/th/guide/start")
		p.visit("/th/guide/choose-thaid")
		p.press(`.prose a[href$="/help#address"]`)
		p.waitFor("#address:target .way-back a")
		if n := eval[int](p, `[...document.querySelectorAll(".way-back")].filter(e=>getComputedStyle(e).display!=="none").length`); n != 1 {
			t.Errorf("%s: the way back stands beside %d answers", p.dev.name, n)
		}
		if got := p.text("#address .way-back a"); got != "กลับไปขั้นที่ 2 เลือกเข้าใช้งาน" {
			t.Errorf("%s: the way back reads %q", p.dev.name, got)
		}
		p.press("#address .way-back a")
		p.arrive("/th/guide/choose-thaid")
	}
}

// The question on the record tells right from wrong in words and by a mark.
func TestTheRecordsQuestionMarksItsAnswers(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, who := range []device{asNurse("th"), asNurse("th").withoutScript()} {
		p := who.open(t, site.url)
		p.visit("/th/finish")
		p.press("[data-show=by-camera]")
		p.waitFor("#by-camera")
		if said := p.text("#by-camera"); !strings.Contains(said, "ยังไม่ใช่") || !strings.Contains(said, "คำตอบที่ถูก") || !p.sees("#by-camera svg") {
			t.Errorf("a wrong answer is told %q", said)
		}
		p.press("[data-show=by-app]")
		p.waitFor("#by-app svg")
		if said := p.text("#by-app"); !strings.Contains(said, "ถูกแล้ว") || p.sees("#by-camera") {
			t.Errorf("the right answer is told %q", said)
		}
	}
}
