package site

import (
	"errors"
	"hash/fnv"
	"html/template"
	"math/rand/v2"
	"strconv"
	"strings"

	"napguide/server/tutorial"
)

// ErrNoSuchChoice tells that an answer names no choice of its question.
var ErrNoSuchChoice = errors.New("site: an answer that its question does not offer")

// quizPath is the page's, within a language.
const quizPath = "/quiz"

// quizPage is the knowledge check: before it is answered, or marked.
type quizPage struct {
	base
	Questions []quizQuestion
	Marked    bool
	Score     int
	Open      int // questions left unanswered
}

// quizQuestion is one question as the page shows it. Everything that marking needs stands in the page from the start,
// hidden, so that a script can mark in place where no server does.
type quizQuestion struct {
	ID      string // the form's field
	Number  int
	Title   template.HTML
	Choices []quizChoice // in the page's order
	Outcome string       // "", or after marking: right, wrong, open
	Teacher string       // address of the page that teaches it
	Lesson  template.HTML
}

// quizChoice is one answer. Its value is its number in the content, whatever place it has on the page.
type quizChoice struct {
	Value     int
	Text, Why template.HTML
	Right     bool
	Picked    bool
}

// Told tells whether a choice's explanation stands open: that of the picked one, which says all there is to say.
func (q quizQuestion) Told(c quizChoice) bool { return q.Marked() && c.Picked }

// Marked tells whether the question was answered and looked at.
func (q quizQuestion) Marked() bool { return q.Outcome == "right" || q.Outcome == "wrong" }

// Review tells whether the question's lesson is worth another look.
func (q quizQuestion) Review() bool { return q.Outcome == "wrong" }

// Of is how many questions there are.
func (p *quizPage) Of() int { return len(p.Questions) }

// Verdict is which words stand under the score: all, some, open or none.
func (p *quizPage) Verdict() string {
	switch {
	case !p.Marked:
		return ""
	case p.Open == p.Of():
		return "none"
	case p.Open > 0:
		return "open"
	case p.Score == p.Of():
		return "all"
	}
	return "some"
}

// quizPage makes the page; answers is nil before it is answered. Its fault is ErrNoSuchChoice where one names no choice.
func (s *Site) quizPage(lang string, answers map[string]string) *quizPage {
	title := "quiz.title"
	if answers != nil {
		title = "quiz.result-title"
	}
	b := s.titled(lang, quizPath, "quiz", "practice", title, "quiz.lead")
	p := &quizPage{base: b, Marked: answers != nil}
	for _, q := range s.opt.Guides[lang].Questions {
		question := quizQuestion{ID: q.ID, Number: q.Order, Title: b.phrases(q.Title), Teacher: q.Teacher, Lesson: b.text(plain(s.titleOf(lang, q.Teacher)))} // phrases would break the underline
		picked, answered := answers[q.ID]
		if p.Marked {
			question.Outcome = "open"
		}
		for i, c := range q.Choices {
			choice := quizChoice{Value: i + 1, Text: c.Text, Why: c.Why, Right: c.Right}
			if answered && picked == strconv.Itoa(choice.Value) {
				choice.Picked, question.Outcome = true, "wrong"
				if c.Right {
					question.Outcome = "right"
				}
			}
			question.Choices = append(question.Choices, choice)
		}
		switch question.Outcome {
		case "right":
			p.Score++
		case "open":
			if answered {
				*p.fault = ErrNoSuchChoice
			}
			p.Open++
		}
		shuffle(q.ID, question.Choices)
		p.Questions = append(p.Questions, question)
	}
	return p
}

// shuffle puts choices in an order of the question's own: the same at every start and in every language, so that the
// finished page stays the same, and no place is the right one.
func shuffle(id string, choices []quizChoice) {
	h := fnv.New64a()
	h.Write([]byte(id)) // a hash takes everything
	// #nosec G404 -- an order that is the same at each start, no secret
	rand.New(rand.NewPCG(h.Sum64(), 0)).Shuffle(len(choices), func(i, j int) { choices[i], choices[j] = choices[j], choices[i] })
}

// titleOf is the title of a page of the content, or of its part that the address names, with its phrase marks.
func (s *Site) titleOf(lang, href string) string {
	g := s.opt.Guides[lang]
	path, part, _ := strings.Cut(strings.TrimPrefix(href, "/"+lang), "#")
	if id, ok := strings.CutPrefix(path, "/guide/"); ok && g.Step(id) != nil {
		return g.Step(id).Title
	}
	for _, c := range g.Cards {
		if path == "/stuck" && c.ID == part {
			return c.Title
		}
	}
	for _, p := range []*tutorial.Page{g.Summary, g.Prepare, g.Help, g.Privacy} {
		if path != "/"+p.ID {
			continue
		}
		for _, sec := range p.Sections {
			if sec.ID == part {
				return sec.Title
			}
		}
		return p.Title
	}
	return path
}

// QuizFields are the names that the quiz's form has.
func (s *Site) QuizFields(lang string) []string {
	var names []string
	for _, q := range s.opt.Guides[lang].Questions {
		names = append(names, q.ID)
	}
	return names
}

// QuizChoices are the values of a question's right choice and of its first wrong one.
func (s *Site) QuizChoices(lang, field string) (right, wrong string) {
	for _, q := range s.opt.Guides[lang].Questions {
		for i, c := range q.Choices {
			switch value := strconv.Itoa(i + 1); {
			case q.ID != field:
			case c.Right:
				right = value
			case wrong == "":
				wrong = value
			}
		}
	}
	return right, wrong
}

// Quiz renders the quiz with its answers marked: question → number of the choice in the content. A question that is not
// among them is unanswered. The error is ErrNoSuchChoice when an answer names no choice.
func (s *Site) Quiz(lang string, answers map[string]string) ([]byte, error) {
	if answers == nil {
		answers = map[string]string{}
	}
	p := s.quizPage(lang, answers)
	p.NoIndex = true
	return s.render("quiz", p)
}
