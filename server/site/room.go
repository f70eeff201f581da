package site

import (
	"cmp"
	"html/template"
	"slices"

	"napguide/server/sandbox"
	"napguide/server/workshop"
)

// Pages of the workshop: the trainer's kit and console, the wall, the participant's page. Each is rendered for one
// room and one person. Only the kit and the console are given the trainer's notes.

// Course is what a room goes through: the steps in their order, the step at which one is signed in, the practice runs.
func (s *Site) Course() (steps []string, goal string, runs []string) {
	g := s.opt.Guides[s.Languages()[0]]
	for _, st := range g.Steps {
		steps = append(steps, st.ID)
		if at, _ := s.Runs().Guided().State(st.State); at.End {
			goal = st.ID
		}
	}
	for _, run := range g.Scenarios {
		runs = append(runs, run.ID)
	}
	return steps, goal, runs
}

// SignIns are the practice runs at whose end one is signed in: each of their ends shows the screen of the guided run's.
func (s *Site) SignIns() (runs []string) {
	isEnd := func(st sandbox.State) bool { return st.End }
	at := slices.IndexFunc(s.Runs().Guided().States, isEnd)
	if at < 0 {
		return nil
	}
	goal := s.Runs().Guided().States[at].Screen
	for _, run := range s.Runs().All() {
		other := func(st sandbox.State) bool { return st.End && st.Screen != goal }
		if !run.Guided && slices.ContainsFunc(run.States, isEnd) && !slices.ContainsFunc(run.States, other) {
			runs = append(runs, run.ID)
		}
	}
	return runs
}

// StepState is the state of the guided run that a step practises, and the action that completes it.
func (s *Site) StepState(id string) (st sandbox.State, action sandbox.Action, ok bool) {
	step := s.opt.Guides[s.Languages()[0]].Step(id)
	if step == nil {
		return st, "", false
	}
	st, ok = s.Runs().Guided().State(step.State)
	return st, sandbox.Action(step.Action), ok
}

// RoomHref is where the room is now: the page to which its participants go. It is empty while they gather, and in free
// mode unless a run was started.
func (s *Site) RoomHref(lang string, r Room) string {
	switch {
	case r.Event != "":
		if e, ok := s.Runs().Event(r.Event); ok {
			return s.href(lang, s.statePath(lang, e.Run, e.State))
		}
	case r.Run != "":
		if run, ok := s.Runs().Find(r.Run); ok {
			return s.href(lang, s.statePath(lang, run, run.States[0]))
		}
	case r.Step != "" && r.Mode == "lead":
		return s.href(lang, "/guide/"+r.Step)
	}
	return ""
}

// RoomTitle says in a few words what the room does now, as plain text; empty where there is nothing to do yet.
func (s *Site) RoomTitle(lang string, r Room) (string, error) {
	return s.kept.titles.Get(titleKey{lang, r.Mode, r.Step, r.Run, r.Event, r.IsEnded}, func() (string, error) { return s.newRoomTitle(lang, r) })
}

// newRoomTitle is RoomTitle, made anew.
func (s *Site) newRoomTitle(lang string, r Room) (string, error) {
	p := s.opt.Catalog.Printer(lang)
	switch {
	case r.IsEnded:
		return p.T("room.ended")
	case r.Event != "":
		return s.eventTitle(lang, r.Event), nil
	case r.Run != "":
		title := plain(s.scenario(lang, r.Run).Title)
		return p.T("room.run-now", "Title", title)
	case r.Mode == "free":
		return p.T("room.free-now")
	}
	switch st := s.opt.Guides[lang].Step(r.Step); {
	case st == nil:
		return p.T("room.wait")
	case st.Rescue:
		return p.T("room.page-now", "Title", plain(st.Title))
	default:
		return p.T("room.step-now", "Number", s.number(lang, st), "Title", plain(st.Title))
	}
}

// StepName is what a step is called by its number, as plain text; empty where it has none.
func (s *Site) StepName(lang, id string) (string, error) {
	st := s.opt.Guides[lang].Step(id)
	if st == nil || st.Rescue {
		return "", nil
	}
	return s.opt.Catalog.Printer(lang).T("present.step", "Number", s.number(lang, st))
}

// QuestionTitle is a quick question to the room, as plain text.
func (s *Site) QuestionTitle(lang, kind string) (string, error) {
	return s.opt.Catalog.Printer(lang).T("room.ask-" + kind)
}

// RoomNote is a line to a participant, and what the way to where the room is is called, both as plain text. The kind is
// elsewhere, asked, did, did-next, did-step, did-run or ended.
func (s *Site) RoomNote(lang, kind, title string) (text, way string, err error) {
	n, err := s.kept.notes.Get(noteKey{lang, kind, title}, func() (n note, err error) {
		p := s.opt.Catalog.Printer(lang)
		if n.text, err = p.T("room."+kind, "Title", title); err == nil {
			n.way, err = p.T(cmp.Or(map[string]string{"asked": "room.answer", "ended": "room.last", "ahead": "room.scan-now"}[kind], "room.go"))
		}
		return n, err
	})
	return n.text, n.way, err
}

// Say is a message of the strip that participants see, with what fills it in, as plain text.
func (s *Site) Say(lang, message string, with ...any) (string, error) {
	return s.opt.Catalog.Printer(lang).T(message, with...)
}

// SeatReplies are the answers to a quick question.
func (s *Site) SeatReplies(lang, kind string) ([]SeatReply, error) {
	return s.kept.replies.Get(replyKey{lang, kind}, func() (out []SeatReply, err error) {
		p := s.opt.Catalog.Printer(lang)
		for _, a := range workshop.Questions()[kind] {
			message, kv := replyMessage(kind, a)
			label, err := p.T(message, kv...)
			if err != nil {
				return nil, err
			}
			out = append(out, SeatReply{a, label})
		}
		return out, nil
	})
}

// replyMessage is the message that an answer's button says.
func replyMessage(kind, answer string) (id string, kv []any) {
	if kind == "which" {
		return "room.reply-which", []any{"N", answer}
	}
	return "room.reply-" + answer, nil
}

// replyWords is an answer as its button says it.
func (b base) replyWords(kind, answer string) template.HTML {
	id, kv := replyMessage(kind, answer)
	return b.html(id, kv...)
}

// newRoomBase prepares a page without the site's navigation. section "device" means: one address for all languages.
func (s *Site) newRoomBase(lang, path, name, section, title string) base {
	b := s.titled(lang, path, name, section, title, title)
	b.NoIndex = true
	return b
}

// turnText is a wrong turn as plain text: the screen, and what was pressed on it; "" where no run has it.
func (s *Site) turnText(lang, what string) string {
	named := ""
	for _, run := range s.Runs().All() {
		for _, st := range run.States {
			for _, m := range st.AllMoves() {
				if !m.Mistake || TurnName(st, m.Action) != what {
					continue
				}
				words := s.wordsOf(lang, run, st).Words(st.Base)
				pressed := plain(words.Names[m.Action])
				if pressed != "" && (st.Screen == "" || st.Judged) {
					return pressed
				}
				if pressed != "" {
					return plain(words.Title) + " · " + pressed
				}
				if screen := s.opt.Guides[lang].Screen(string(st.Screen)); named == "" && screen != nil {
					named = plain(words.Title) + " · " + screen.Words(string(m.Action))
				}
			}
		}
	}
	return named
}

// TurnName is how a mistake is counted: where, and what was pressed. On a screen it is the same in every run.
func TurnName(st sandbox.State, action sandbox.Action) string {
	if st.Judged {
		return "/" + string(action)
	}
	return string(st.Screen) + "/" + string(action)
}

// eventTitle is what the trainer lets happen, as plain text; "" where no run has it any more.
func (s *Site) eventTitle(lang, name string) string {
	e, ok := s.Runs().Event(name)
	if !ok {
		return ""
	}
	return plain(s.scenario(lang, e.Run.ID).Words(e.State.Base).Event)
}

// runName and eventName are what the console calls a practice run and what happens to everybody: one may be called as the other is.
func (b base) runName(id string) template.HTML {
	return b.html("room.run-now", "Title", b.site.scenario(b.Lang, id).Title)
}

func (b base) eventName(name string) template.HTML {
	return b.html("console.event-now", "Title", b.site.eventTitle(b.Lang, name))
}

// eventButton is one of the trainer's buttons that send everybody to a state.
type eventButton struct {
	Name string
	Text template.HTML
}

// EventButtons are those that the content has.
func (b base) EventButtons() (out []eventButton) {
	for _, e := range b.site.Runs().Events() {
		out = append(out, eventButton{e.Name(), b.eventName(e.Name())})
	}
	return out
}

func (s *Site) stepIDs() []string {
	steps, _, _ := s.Course()
	return steps
}
