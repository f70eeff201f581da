package site

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"napguide/server/network"
	"napguide/server/tutorial"
	"napguide/server/workshop"
)

// ConsoleView is the trainer's console.
type ConsoleView struct {
	Room      Room
	Board     workshop.Board
	At        network.Address // what the room's QR codes carry
	Chosen    string          // what the trainer chose for them, or ""
	Addresses []network.Address
	Flood     Flood
	Rests     bool // hands stay down for a moment
	Now       time.Time
	Told      Told      // what the last press did
	Steady    time.Time // the same where no clock was set since the program began: what presses are held against
}

type consolePage struct {
	base
	ConsoleView
	Now       string      // what the room does, for the trainer
	Gathering bool        // nobody is led anywhere yet
	After     *consoleRun // the run that comes after the last step
	ToEnd     bool        // after the last step and a run comes the end
	JoinAt    string
	Join      *qrPicture
	Steps     []consoleStep
	Current   *consoleStep
	Next      *consoleStep
	Prev      *consoleStep
	Notes     []template.HTML
	Runs      []consoleRun
	Calls     []waitView
	Slow      []waitView
	Turns     []turnView
	Ready     []countView
	Gather    bool          // the way back from a run leads to the waiting room
	Timer     *Countdown    // what the wall counts down from
	Question  template.HTML // that is asked now, or was just asked
	Replies   []countView
	Slide     template.HTML // what the wall shows
	NextSlide template.HTML

	SlidePicture, NextPicture template.HTML

	Millis  int64 // ConsoleView.Steady, in milliseconds
	Since   *span // the present step has lasted; nil before the first
	Clock   span  // the time of day in Thailand
	Target  int   // minutes
	Events  string
	Choices []addressView
}

// actForm is a button of the console: a form with at most one value.
type actForm struct {
	Room, Lang, What, Field, Value string
	Label                          template.HTML
	Key                            string // tells it from the buttons beside it: see static/js/redraw.js
	filled                         string // the key of the one filled button
}

// Strong tells whether it is the one filled button.
func (f actForm) Strong() bool { return f.Key == f.filled }

// As is the same button for its place, whatever it does there.
func (f actForm) As(key string) actForm {
	f.Key = key
	return f
}

// Action is where the button posts to.
func (f actForm) Action() string { return "/workshop/" + f.Room + "/" + f.What }

// Act is a button that posts one value. Its label is what is given of it, with spaces between.
func (p *consolePage) Act(what, field string, value any, label ...any) actForm {
	f := actForm{Room: p.Room.ID, Lang: p.Lang, What: what, Field: field, Value: fmt.Sprint(value), Label: words(label), filled: p.Filled()}
	f.Key = f.What
	if field != "on" && field != "mode" { // a switch stays one button
		f.Key += "-" + f.Value
	}
	return f
}

// Filled is the key of what the trainer most likely presses next, the one filled button: what ends a state in which the
// class waits, else what leads on. "wall" opens the wall, which comes first of all; "" is none: nothing that ends what people
// are at stands out while most of them are.
func (p *consolePage) Filled() string {
	switch r := p.Room; {
	case r.IsEnded:
		return ""
	case r.Dark:
		return "dark"
	case r.Frozen:
		return "resume"
	case r.Event != "":
		return "undo"
	case r.Run == "" && r.Mode == "free":
		return "mode"
	case p.Gathering && p.Board.Here == 0:
		return "wall"
	case (r.Run != "" || p.ToEnd && p.After == nil) && !p.Board.MostAreDone():
		return "" // they are at work: the trainer watches
	case p.After != nil:
		return p.AfterKey()
	case p.ToEnd:
		return "end"
	case r.Run != "":
		return "prev"
	}
	return "next"
}

// AfterKey is the key of the button that sends the next run. Beside another way on, no key of the keyboard presses it.
func (p *consolePage) AfterKey() string {
	if p.ToEnd || p.Room.Run != "" {
		return "run"
	}
	return "next"
}

// words puts messages and plain text in a row.
func words(parts []any) template.HTML {
	var shown []string
	for _, part := range parts {
		if html, ok := part.(template.HTML); !ok {
			shown = append(shown, template.HTMLEscaper(part))
		} else if html != "" {
			shown = append(shown, string(html))
		}
	}
	return template.HTML(strings.Join(shown, " ")) // #nosec G203 -- each part was escaped
}

// consoleStep is a step as the console lists it, with how many are there, have done it or have passed it.
type consoleStep struct {
	ID       string
	Number   int
	Rescue   bool
	Title    template.HTML
	Name     template.HTML
	Current  bool
	At, Done int
	Passed   []int // the numbers that went on without having done it
	CameLate []int // those of them that had come to no step before it
	Minutes  int

	Here, To, BackTo template.HTML // as the buttons call it that lead there
}

// Passers are the first numbers that went on without having done the step, and MorePassers how many there are beside them.
func (st *consoleStep) Passers() string { return firstOf(st.Passed) }

func (st *consoleStep) MorePassers() int { return max(0, len(st.Passed)-mostPassers) }

// Latecomers are the first of those who had come to no step before this one, of whom one is not to think that they did those.
func (st *consoleStep) Latecomers() string { return firstOf(st.CameLate) }

// Told is what a press on the console did, where it would not be seen there: the end of a message's name, and its number.
type Told struct {
	What string
	N    int
}

// Section is the part of the console that the press stands in, "" where there is no such press.
func (t Told) Section() string {
	switch t.What {
	case "idle", "no-idle", "number", "code", "wifi", "wifi-off":
		return "door"
	case "hands":
		return "calls"
	case "paused":
		return "drive"
	}
	return ""
}

// Told says what a press did.
func (s *Site) Told(lang string, r Room, t Told) (string, error) {
	return s.opt.Catalog.Printer(lang).T("console.told-"+t.What, "N", t.N, "Code", r.Grouped())
}

// ToldIn is what the last press did, if it was one of that part of the console; else "".
func (p *consolePage) ToldIn(section string) string {
	if p.ConsoleView.Told.Section() != section {
		return ""
	}
	return noted(p.site.Told(p.Lang, p.Room, p.ConsoleView.Told))(p.fault)
}

// mostPassers is how many numbers have room in a line.
const mostPassers = 8

// firstOf names the first of those numbers.
func firstOf(numbers []int) string {
	var named []string
	for _, n := range numbers[:min(len(numbers), mostPassers)] {
		named = append(named, strconv.Itoa(n))
	}
	return strings.Join(named, ", ")
}

// name words the buttons that lead to the step. What to do when one cannot get in has no number.
func (st *consoleStep) name(b base, short string) {
	if st.Rescue {
		st.Here, st.To, st.BackTo = st.Name, b.html("console.to-named", "Title", short), b.html("console.back-to-named", "Title", short)
		return
	}
	st.Here, st.BackTo = b.html("console.at-step", "Number", st.Number), b.html("console.back-to", "Number", st.Number)
	st.To = words([]any{b.html("console.to-step", "Number", st.Number), st.Name})
}

// consoleRun is a practice run as the console lists it.
type consoleRun struct {
	ID      string
	Title   template.HTML
	Current bool
	Done    int
}

// waitView is a number that calls, or is slow.
type waitView struct {
	Number int
	Where  template.HTML
	For    *span
	IsSeen bool
	Stays  bool
}

// turnView is a wrong turn that people have taken.
type turnView struct {
	What   template.HTML
	People int
	Times  int
}

// countView is how many gave an answer.
type countView struct {
	ID    string
	Label template.HTML
	N     int
}

// Console renders /{lang}/workshop/{code}/trainer.
func (s *Site) Console(lang string, v ConsoleView) ([]byte, error) {
	b := s.newRoomBase(lang, "/workshop/"+v.Room.ID+"/trainer", "room/trainer", "workshop", "console.title")
	p := &consolePage{
		base: b, ConsoleView: v, Clock: timeOfDay(v.Now), Timer: v.Room.TimerLeft(v.Now), Millis: v.Steady.UnixMilli(),
		JoinAt: v.At.Typed + "/j", Join: b.addressQR(v.At.Base + "/j/" + v.Room.JoinPath), Events: "/workshop/" + v.Room.ID + "/events?as=trainer&lang=" + lang,
	}
	p.Now = p.nowWords(v.Room)
	p.Gathering = isGathering(v.Room)
	guide := s.opt.Guides[lang]
	p.listSteps(guide)
	p.listRuns(guide)
	p.preview(s, guide)
	p.Calls, p.Slow = s.waits(b, v.Board.Calls, v.Now), s.waits(b, v.Board.Slow, v.Now)
	p.Turns = s.turnViews(b, v.Board.Turns, 6)
	p.listAnswers()
	return s.render("room-console", p)
}

// isGathering tells whether the class is led nowhere yet.
func isGathering(r Room) bool {
	return !r.IsEnded && r.Run == "" && r.Event == "" && r.Mode == "lead" && r.Step == ""
}

// nowWords word what the room does: what participants read is not always what their trainer needs.
func (p *consolePage) nowWords(r Room) string {
	switch {
	case r.Event != "" && !r.IsEnded:
		return p.plain("console.event-now", "Title", p.site.eventTitle(p.Lang, r.Event))
	case isGathering(r):
		return p.plain("console.now-gather")
	case !r.IsEnded && r.Run == "" && r.Mode == "free":
		return p.plain("console.now-free")
	}
	return noted(p.site.RoomTitle(p.Lang, r))(p.fault)
}

// listSteps lists the guide's steps, what is said at the present one, and where the trainer may lead from it.
func (p *consolePage) listSteps(guide *tutorial.Guide) {
	minutes := classMinutes(guide)
	for _, st := range guide.Steps {
		n := p.Board.Steps[st.ID]
		p.Steps = append(p.Steps, consoleStep{
			ID: st.ID, Number: p.site.number(p.Lang, st), Rescue: st.Rescue, Title: p.phrases(st.Title), Name: p.phrases(st.Name),
			Current: st.ID == p.Room.Step && p.Room.Run == "", At: n.At, Done: n.Done, Passed: n.Passed, CameLate: n.CameLate, Minutes: minutes[st.ID],
		})
		p.Steps[len(p.Steps)-1].name(p.base, plain(st.Name))
	}
	for i := range p.Steps {
		if !p.Steps[i].Current {
			continue
		}
		p.Current, p.Target, p.Since = &p.Steps[i], p.Steps[i].Minutes, p.sinceItBegan()
		p.Notes = p.texts(guide.Steps[i].Notes)
		if i > 0 {
			p.Prev = &p.Steps[i-1]
		}
		if i+1 < len(p.Steps) {
			p.Next = &p.Steps[i+1]
		}
	}
	if p.Current == nil && p.Room.Run == "" && len(p.Steps) > 0 {
		p.Next = &p.Steps[0]
	}
	if p.Room.Run != "" { // back to where the class came from
		p.Prev, p.Gather = nil, true
		if i := slices.IndexFunc(p.Steps, func(st consoleStep) bool { return st.ID == p.Room.Step }); i >= 0 {
			p.Prev, p.Gather = &p.Steps[i], false
		}
	}
}

// sinceItBegan is how long the class has been at its step, or its run.
func (p *consolePage) sinceItBegan() *span {
	return spanOf(p.Room.Pace.Spent(p.Room.StepSince, p.ConsoleView.Now))
}

// PaceHeld tells whether that time stands still: in a pause, and while each goes alone.
func (p *consolePage) PaceHeld() bool { return !p.Room.Pace.Held.IsZero() }

// listRuns lists the practice runs.
func (p *consolePage) listRuns(guide *tutorial.Guide) {
	minutes := classMinutes(guide)
	for _, run := range guide.Scenarios {
		current := run.ID == p.Room.Run
		if current {
			p.Target, p.Since, p.Notes = minutes[run.ID], p.sinceItBegan(), p.texts(run.Notes)
		}
		p.Runs = append(p.Runs, consoleRun{ID: run.ID, Title: p.phrases(run.Title), Current: current, Done: p.Board.Runs[run.ID]})
	}
	if last := len(p.Steps) - 1; last < 0 || p.Steps[last].ID != p.Room.Step || p.Room.Event != "" {
		return // the class is in the middle of its steps, or of what happens to everybody
	}
	for _, id := range classRuns(guide) {
		if !slices.Contains(p.Room.Led, id) {
			p.After = &consoleRun{ID: id, Title: p.html("console.to-run", "Title", guide.Scenario(id).Title)}
			break
		}
	}
	p.ToEnd = p.After == nil || p.Room.Run == "" && len(p.Room.Led) > 0
}

// listAnswers counts the answers to the one question, and words the addresses to choose from.
func (p *consolePage) listAnswers() {
	for _, a := range append(workshop.ReadyAnswers(), workshop.Unasked) {
		id := cmp.Or(string(a), "unasked")
		p.Ready = append(p.Ready, countView{ID: id, Label: p.html("room.count-" + id), N: p.Board.Ready[a]})
	}
	for _, a := range p.Addresses {
		p.Choices = append(p.Choices, addressView{Base: a.Base, Bare: a.Typed, What: p.addressWords(a), Chosen: a.Base == p.Chosen})
	}
}

// preview words what the wall shows and what comes after it, and the question that is asked.
func (p *consolePage) preview(s *Site, guide *tutorial.Guide) {
	p.Slide, p.SlidePicture = p.onWall(p.Room, guide)
	if then, ok := p.then(); ok {
		p.NextSlide, p.NextPicture = p.onWall(then, guide)
	} else if p.ToEnd {
		p.NextSlide = p.html("console.end")
	}
	kind := cmp.Or(p.Room.Question, p.Room.LastQuestion)
	if kind == "" {
		return
	}
	p.Question = p.html("room.ask-" + kind)
	for _, a := range workshop.Questions()[kind] {
		p.Replies = append(p.Replies, countView{ID: a, Label: p.replyWords(kind, a), N: p.Board.Replies[a]})
	}
}

// onWall words what the wall shows of a room, with the drawing of a step.
func (p *consolePage) onWall(r Room, guide *tutorial.Guide) (words, picture template.HTML) {
	kind := WallPicture(r)
	at := slices.IndexFunc(guide.Steps, func(st *tutorial.Step) bool { return st.ID == r.Step })
	switch {
	case r.Dark:
		return p.html("console.is-dark"), ""
	case kind == "ask":
		return p.html("room.ask-" + r.Question), ""
	case r.Frozen:
		return p.html("console.is-frozen"), ""
	case kind == "join", kind == "locked":
		return p.html("wall." + kind), ""
	case kind == "step" && at >= 0:
		return p.phrases(guide.Steps[at].Now()), p.site.stepPicture(at)
	}
	return p.text(p.nowWords(r)), ""
}

// then is the room once the filled button was pressed, or the one that leads on where none is filled; false where that is the
// class's end, or nothing leads on.
func (p *consolePage) then() (Room, bool) {
	r := p.Room
	switch p.Filled() {
	case "dark":
		r.Dark = false
		return r, true
	case "resume":
		r.Frozen = false
		return r, true
	case "undo":
		r.Event = ""
		return r, true
	case "mode":
		r.Mode = "lead"
		return r, true
	}
	r.Run, r.Step = "", ""
	switch back := p.Filled() == "prev"; {
	case p.After != nil:
		r.Run = p.After.ID
	case p.ToEnd, !back && p.Next == nil:
		return r, false
	case !back:
		r.Step = p.Next.ID
	case p.Prev != nil:
		r.Step = p.Prev.ID
	}
	r.Mode, r.Event, r.Question = "lead", "", ""
	r.ShowCode = r.Run == "" && r.Step == ""
	return r, true
}

// stepPicture is the small drawing of a step, from 0.
func (s *Site) stepPicture(i int) template.HTML {
	return s.pictureOf(s.opt.Guides[s.Languages()[0]].Steps[i])
}

// Sign is a small drawing in a button's words.
func (b base) Sign(name string) template.HTML { return b.site.signs[name] }

// TimerMinutes are the times that a trainer may have the wall count down from.
func (p *consolePage) TimerMinutes() []int { return []int{1, 3, 5} }

// Closing begins what the buttons say that lead on while a question is open: they close it.
func (p *consolePage) Closing() template.HTML {
	if p.Room.Question == "" {
		return ""
	}
	return p.html("console.ask-then")
}

// Replied is how many have answered the question.
func (p *consolePage) Replied() (n int) {
	for _, r := range p.Replies {
		n += r.N
	}
	return n
}

// Waits tells whether the class waits in what one large button ends, before which nothing leads on: a pause, or an event.
func (p *consolePage) Waits() bool { return p.Room.Frozen || p.Room.Event != "" }

// NotBegun tells whether the class has done nothing yet that could be counted.
func (p *consolePage) NotBegun() bool { return p.Gathering && p.Board.Done == 0 }

// Missing are the first numbers that have not come along, and MoreMissing how many there are beside them.
func (p *consolePage) Missing() string { return firstOf(p.Board.Missing) }

func (p *consolePage) MoreMissing() int { return max(0, len(p.Board.Missing)-mostPassers) }

// MoreCalls is how many ask for the trainer beside those that are listed.
func (p *consolePage) MoreCalls() int { return len(p.Board.Calls) - len(p.Calls) }

// Staying are the first numbers that chose not to come along, and MoreStaying how many there are beside them.
func (p *consolePage) Staying() string { return firstOf(p.Board.Stays) }

func (p *consolePage) MoreStaying() int { return max(0, len(p.Board.Stays)-mostPassers) }

// MoreSlow is how many are slow beside those that are listed.
func (p *consolePage) MoreSlow() int { return len(p.Board.Slow) - len(p.Slow) }

// Until is when answers of those who were in the class are no longer taken; "" where they are not.
func (p *consolePage) Until() string { return p.untilText(p.Room.Until(p.ConsoleView.Now)) }

// Promised is until when answers will be taken if the class is ended from this page, in seconds of Unix time; and in words.
func (p *consolePage) Promised() int64 { return Evening(p.ConsoleView.Now).Unix() }

func (p *consolePage) PromisedText() string {
	return p.untilText(untilAt(Evening(p.ConsoleView.Now), p.ConsoleView.Now))
}

// DoneWords say what those did who are done: see workshop.Room.IsDone.
func (p *consolePage) DoneWords() template.HTML {
	switch {
	case p.Room.Run != "", p.Room.Event != "":
		return p.html("console.done")
	case p.Current != nil && p.Room.Mode == "lead":
		return p.html("console.done-step")
	}
	return p.html("console.signed-in")
}

// Follow is how many are where the class is.
func (p *consolePage) Follow() int { return p.Board.Here - p.Board.Away }

// mostWaits is how many of those who wait the console lists; the others are counted. Nobody goes to more before the list
// has changed.
const mostWaits = 20

// waits words the first of those who wait.
func (s *Site) waits(b base, waits []workshop.Wait, now time.Time) (out []waitView) {
	for _, w := range waits[:min(len(waits), mostWaits)] {
		out = append(out, waitView{Number: w.Number, Where: s.placeName(b, w.At, string(w.Event)), IsSeen: w.IsSeen, Stays: w.Stays, For: spanOf(now.Sub(w.Since))})
	}
	return out
}

// placeName is where a participant is, as the console itself names it: event is what happens to everybody, where they are at that.
func (s *Site) placeName(b base, p workshop.Place, event string) template.HTML {
	switch {
	case p == "":
		return b.html("console.at-door")
	case event != "" && s.eventTitle(b.Lang, event) != "":
		return b.eventName(event)
	}
	switch st := s.opt.Guides[b.Lang].Step(p.Step()); {
	case st == nil: // in a practice run
	case st.Rescue:
		return b.phrases(st.Name)
	default:
		return b.html("console.at-step", "Number", st.Order) + " · " + b.phrases(st.Name)
	}
	run, _, _ := strings.Cut(string(p), "/")
	return b.runName(run)
}

// turnViews words the commonest wrong turns: the screen, and what was pressed on it.
func (s *Site) turnViews(b base, turns []workshop.Count, most int) (out []turnView) {
	for _, t := range turns {
		if len(out) == most {
			break
		}
		if name := s.turnText(b.Lang, t.What); name != "" { // "": made of content that had other screens
			out = append(out, turnView{What: b.text(name), People: t.People, Times: t.Times})
		}
	}
	return out
}

// consoleSettings is what the console's script is told of keys.
type consoleSettings struct {
	Dark bool `json:"dark"` // the wall is black
	roomTurns
}

// Settings are what the console's script is told of keys.
func (p *consolePage) Settings() (template.HTMLAttr, error) {
	turns, err := p.wordsOf(turnsOf(p.Room, p.site.stepIDs()))
	if err != nil {
		return "", err
	}
	return settings(consoleSettings{p.Room.Dark, turns})
}
