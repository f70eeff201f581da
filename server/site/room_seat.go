package site

import (
	"html/template"
	"slices"

	"napguide/server/workshop"
)

// SeatView is the participant's page, or the one that leads to it.
type SeatView struct {
	Kind  string // type, join, hub, full, locked, ended, gone
	Code  string // as in the address
	Room  Room
	Seat  Seat
	Alert string // with type: the kind of failure

	Public bool // with an ended room: everybody can open this site everywhere
}

type seatPage struct {
	base
	SeatView
	Now                   string // what the room does
	Say                   template.HTML
	Ask                   template.HTML // the quick question, while it is open
	Sent                  template.HTML // the answer to it that has arrived, and may be changed
	HereHref              string        // the way to where the room is
	AlertTitle, AlertText template.HTML
	StepDone              bool
	StepsDone, StepsOf    int // of those that have a number
}

// Seat renders /j and /j/{code}.
func (s *Site) Seat(lang string, v SeatView) ([]byte, error) {
	path := "/j"
	if v.Code != "" {
		path += "/" + v.Code
	}
	b := s.newRoomBase(lang, path, "room/"+v.Kind, "device", "room.title")
	p := &seatPage{base: b, SeatView: v}
	if v.Alert != "" {
		p.AlertTitle, p.AlertText = b.failureWords(v.Alert)
	}
	if v.Kind == "hub" && v.Room.Question != "" {
		p.Ask = b.html("room.ask-" + v.Room.Question)
	}
	if v.Kind == "hub" && v.Room.Question != "" && v.Seat.Reply != "" {
		p.Sent = p.replyWords(v.Room.Question, v.Seat.Reply)
	}
	for _, st := range s.opt.Guides[lang].Steps {
		if st.Rescue {
			continue
		}
		p.StepsOf++
		if slices.Contains(v.Seat.Finished, st.ID) {
			p.StepsDone++
		}
	}
	if v.Kind == "hub" {
		p.Refresh, p.Now, p.HereHref = hubRefresh, noted(s.RoomTitle(lang, v.Room))(b.fault), ""
		if s.RoomHref(lang, v.Room) != "" {
			p.HereHref = wayAlong(v.Room.ID, lang)
		}
		if st := s.opt.Guides[lang].Step(v.Room.Step); st != nil && v.Room.Mode == "lead" && v.Room.Run == "" && v.Room.Event == "" {
			if p.StepDone = slices.Contains(v.Seat.Finished, st.ID); !p.StepDone {
				p.Say = b.html("room.come") // what the step itself asks for is said where its screen is
			}
		}
		if v.Room.Mode == "free" && v.Room.Run == "" {
			p.HereHref = ""
		}
	}
	return s.render("room-seat", p)
}

// UntilWhen is until when one may tell whether one got in; "" while the class is not over.
func (p *seatPage) UntilWhen() string { return p.untilText(p.SeatView.Seat.Until) }

// hubRefresh is how often a participant's page asks for what is new where there is no script.
const hubRefresh = 15 // seconds

// ReadyForms are the three answers to the one question.
func (p *seatPage) ReadyForms() (out []readyForm) {
	for _, a := range workshop.ReadyAnswers() {
		out = append(out, readyForm{"/workshop/" + p.Room.ID + "/ready", "answer", string(a), p.html("room.answer-" + string(a)), p.SeatView.Seat.Ready == a})
	}
	return out
}

// ReplyForms are the answers to the quick question.
func (p *seatPage) ReplyForms() (out []readyForm) {
	for _, a := range workshop.Questions()[p.Room.Question] {
		out = append(out, readyForm{Value: a, Label: p.replyWords(p.Room.Question, a), Chosen: p.SeatView.Seat.Reply == a})
	}
	return out
}

// OutcomeForms are the answers to whether one got in: not to have tried yet is one.
func (p *seatPage) OutcomeForms() (out []readyForm) {
	for _, o := range workshop.OutcomeAnswers() {
		out = append(out, readyForm{"/workshop/" + p.Room.ID + "/outcome", "outcome", string(o), p.html("room.outcome-" + string(o)), p.SeatView.Seat.Outcome == o})
	}
	return out
}

// readyForm is one answer of a question as a button.
type readyForm struct {
	Action, Field string // what it posts to, and the name of its value
	Value         string
	Label         template.HTML
	Chosen        bool
}
