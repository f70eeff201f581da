package site

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"napguide/server/tutorial"
)

// answersTo answers every question, rightly but for those named.
func answersTo(g *tutorial.Guide, wrong ...string) map[string]string {
	out := map[string]string{}
	for _, q := range g.Questions {
		for i, c := range q.Choices {
			if c.Right {
				out[q.ID] = string(rune('1' + i))
			}
		}
	}
	for _, id := range wrong {
		out[id] = string(rune('1' + (out[id][0]-'1'+1)%3))
	}
	return out
}

func pageOf(t *testing.T, s *Site, path string) string {
	t.Helper()
	f, ok := s.File(path)
	if !ok {
		t.Fatalf("there is no page %s", path)
	}
	return string(f.Raw())
}

func TestTheQuizIsMarked(t *testing.T) {
	s := shippedSite(t)
	for _, lang := range s.Languages() {
		g := s.opt.Guides[lang]
		of := len(g.Questions)
		if of < 8 {
			t.Errorf("%s: %d questions", lang, of)
		}
		teacher := map[string]string{}
		for _, q := range g.Questions {
			teacher[q.ID] = q.Teacher
		}
		for _, v := range []struct {
			name, verdict      string
			answers            map[string]string
			right, wrong, open int
		}{
			{"all right", "all", answersTo(g), of, 0, 0},
			{"two wrong", "some", answersTo(g, "address", "relayed-code"), of - 2, 2, 0},
			{"one answer only", "open", map[string]string{"address": answersTo(g)["address"]}, 1, 0, of - 1},
			{"no answer", "none", nil, 0, 0, of},
		} {
			raw, err := s.Quiz(lang, v.answers)
			if err != nil {
				t.Errorf("%s, %s: %v", lang, v.name, err)
				continue
			}
			page := string(raw)
			for outcome, want := range map[string]int{"right": v.right, "wrong": v.wrong, "open": v.open} {
				if got := strings.Count(page, `data-outcome="`+outcome+`"`); got != want {
					t.Errorf("%s, %s: %d questions are %s, not %d", lang, v.name, got, outcome, want)
				}
			}
			shown := regexp.MustCompile(`<p data-verdict="([a-z]+)">`).FindAllStringSubmatch(page, -1)
			if len(shown) != 1 || shown[0][1] != v.verdict {
				t.Errorf("%s, %s: the verdict is %q", lang, v.name, shown)
			}
			if got := strings.Count(page, " checked"); got != len(v.answers) {
				t.Errorf("%s, %s: %d answers are still picked, not %d", lang, v.name, got, len(v.answers))
			}
			review := regexp.MustCompile(`<li data-review="([a-z-]+)">.*?class="lesson-link" href="([^"]+)"`).FindAllStringSubmatch(page, -1)
			if len(review) != v.wrong {
				t.Errorf("%s, %s: sends back to %d pages, not %d", lang, v.name, len(review), v.wrong)
			}
			for _, r := range review {
				if r[2] != teacher[r[1]] {
					t.Errorf("%s, %s: %s leads to %s, not to %s", lang, v.name, r[1], r[2], teacher[r[1]])
				}
			}
		}
	}
}

func TestAnAnswerThatIsNoChoiceIsRefused(t *testing.T) {
	s := shippedSite(t)
	for _, answer := range []string{"", "0", "5", "01", "x"} {
		if _, err := s.Quiz("th", map[string]string{"address": answer}); !errors.Is(err, ErrNoSuchChoice) {
			t.Errorf("%q: %v", answer, err)
		}
	}
}

// The order on the page hides which choice was written where, yet the page is the same at every start.
func TestTheChoicesStandInAnOrderOfTheirOwn(t *testing.T) {
	s, again := shippedSite(t), shippedSite(t)
	th, en := pageOf(t, s, "/th/quiz"), pageOf(t, s, "/en/quiz")
	if th != pageOf(t, again, "/th/quiz") {
		t.Error("the order differs from start to start")
	}
	place := map[int]bool{}
	for _, q := range s.opt.Guides["th"].Questions {
		values := regexp.MustCompile(`name="` + q.ID + `" value="(\d)"`)
		a, b := values.FindAllStringSubmatch(th, -1), values.FindAllStringSubmatch(en, -1)
		if len(a) != len(q.Choices) || len(a) != len(b) {
			t.Fatalf("%s has %d and %d choices", q.ID, len(a), len(b))
		}
		for i := range a {
			if a[i][1] != b[i][1] {
				t.Errorf("%s: another order in English", q.ID)
			}
			if q.Choices[a[i][1][0]-'1'].Right {
				place[i] = true
			}
		}
	}
	if len(place) < 3 {
		t.Errorf("the right choices stand only at %v", place)
	}
}

func TestTheRecordAsksForNothingAndSaysWhatItIsNot(t *testing.T) {
	s := shippedSite(t)
	record := pageOf(t, s, "/th/finish")
	record = record[strings.Index(record, "<article"):strings.Index(record, "</article>")]
	if regexp.MustCompile(`<(input|textarea|a |button|form)|contenteditable`).MatchString(record) {
		t.Error("the record has something to fill in or to press")
	}
	if !strings.Contains(record, "ไม่ใช่หลักฐานว่ามีสิทธิ์เข้าใช้ระบบ") {
		t.Error("the record does not say what it is not")
	}
	for _, r := range s.opt.Guides["th"].Scenarios {
		if !strings.Contains(record, `data-tick="`+r.ID+`"`) {
			t.Errorf("the record has no line for %s", r.ID)
		}
	}
}
