package site

import (
	"cmp"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"napguide/server/codes"
	"napguide/server/locale"
	"napguide/server/network"
	"napguide/server/sandbox"
	"napguide/server/site/asset"
	"napguide/server/tutorial"
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

// StepState is the state of the guided run that a step practises, and the action that completes it.
func (s *Site) StepState(id string) (st sandbox.State, action sandbox.Action, ok bool) {
	for _, step := range s.opt.Guides[s.Languages()[0]].Steps {
		if step.ID == id {
			st, ok = s.Runs().Guided().State(step.State)
			return st, sandbox.Action(step.Action), ok
		}
	}
	return st, "", false
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
	key := titleKey{lang, r.Mode, r.Step, r.Run, r.Event, r.IsEnded}
	if known, ok := s.kept.titles.Load(key); ok {
		return known.(string), nil
	}
	title, err := s.newRoomTitle(lang, r)
	if err == nil {
		s.kept.titles.Store(key, title)
	}
	return title, err
}

// titleKey is all that the title of a room depends on.
type titleKey struct {
	lang, mode, step, run, event string
	ended                        bool
}

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
	case r.Step != "":
		for _, st := range s.opt.Guides[lang].Steps {
			if st.ID != r.Step {
				continue
			}
			if st.Rescue {
				return p.T("room.rescue-now", "Title", plain(st.Title))
			}
			return p.T("room.step-now", "Number", s.number(lang, st), "Title", plain(st.Title))
		}
	}
	return p.T("room.wait")
}

// QuestionTitle is a quick question to the room, as plain text.
func (s *Site) QuestionTitle(lang, kind string) (string, error) {
	return s.opt.Catalog.Printer(lang).T("room.ask-" + kind)
}

// RoomNote is a line to a participant, and what the way to where the room is is called, both as plain text. The kind is
// moved-to, back-to, asked or did.
func (s *Site) RoomNote(lang, kind, title string) (note, way string, err error) {
	p := s.opt.Catalog.Printer(lang)
	note, err = p.T("room."+kind, "Title", title)
	if err != nil {
		return "", "", err
	}
	if kind == "asked" {
		way, err = p.T("room.answer")
	} else {
		way, err = p.T("room.go")
	}
	return note, way, err
}

// replies are the answers to each question that a room may be asked.
func replies(kind string) []string {
	return map[string][]string{"go-on": {"yes", "wait"}, "which": {"1", "2", "3", "4"}}[kind]
}

// replyWords is an answer as its button says it.
func (b base) replyWords(kind, answer string) (template.HTML, error) {
	if kind == "which" {
		return b.H("room.reply-which", "N", answer)
	}
	return b.H("room.reply-" + answer)
}

// newRoomBase prepares a page without the site's navigation. section "device" means: one address for all languages.
func (s *Site) newRoomBase(lang, path, name, section, titleID string) (base, error) {
	title, err := s.opt.Catalog.Printer(lang).T(titleID)
	if err != nil {
		return base{}, err
	}
	b, err := s.newBase(lang, path, name, section, title, title, false)
	b.NoIndex = true
	return b, err
}

// qrPicture is a QR code as a template draws it.
type qrPicture struct {
	URL  string
	Size int
	Path string
}

// newAddressQR is the same for the address of a code.
func newAddressQR(address string) (*qrPicture, error) {
	size, path, err := asset.AddressQR(address)
	return &qrPicture{URL: address, Size: size, Path: path}, err
}

func newQR(content string) (*qrPicture, error) {
	size, path, err := asset.QR(content)
	return &qrPicture{URL: content, Size: size, Path: path}, err
}

// —— The kit ——

// KitView is the trainer's kit as the program serves it. The zero value is the kit in an export.
type KitView struct {
	Token     string          // of the check with one's own phone
	Arrived   string          // the address by which the phone came, or ""
	At        network.Address // the one that is shown
	Addresses []network.Address
	Cause     Cause
	Version   string // as the kit's events have it
	Still     bool   // made up for writers: it follows no event
	Rooms     []Room // that this trainer has open
	Seats     int    // how many people a room takes
	Deleted   bool   // a room has just been deleted
	Now       time.Time
	Own       bool // the trainer sits at the machine on which the program runs

	Faults []string // of the trainer's own files beside the program
}

// Cause is why a phone does not arrive, as far as the server can know: the end of a message's name, and what it names.
type Cause struct {
	Kind string // "": nothing is known, or nothing is wrong
	Host string // an address or a name of this machine
	Flag string // what to start the program with
}

type kitPart struct {
	KitView
	Days, Times []string // to choose from for the invitation

	First     kitAddress
	Others    []kitAddress
	Automatic bool // no address is chosen: the program goes on choosing
	Why       template.HTML
}

type kitAddress struct {
	Base, Bare string
	What       string // what the address is, in a word
	Check      *qrPicture
	Chosen     bool
}

func (b base) addressWords(a network.Address) (string, error) { return AddressWords(b.p, a) }

// AddressWords says in a word or two what an address is.
func AddressWords(p *locale.Printer, a network.Address) (string, error) {
	words, err := p.T("net." + cmp.Or(string(a.Type), "card"))
	if err != nil || a.Note == network.Plain {
		return words, err
	}
	note, err := p.T("net." + string(a.Note))
	return words + " · " + note, err
}

const inviteDays = 21 // from today, to choose from for the invitation

// IsKit tells whether a path is the trainer's kit's.
func IsKit(path string) bool { return strings.HasSuffix(path, "/workshop") }

// Kit renders /{lang}/workshop with the check and the form that opens a room.
func (s *Site) Kit(lang string, v KitView) ([]byte, error) {
	p, err := s.workshopPage(lang)
	if err != nil {
		return nil, err
	}
	kit, b := &kitPart{KitView: v, Automatic: true}, *p.common()
	for _, a := range append([]network.Address{v.At}, v.Addresses...) {
		k := kitAddress{Base: a.Base, Bare: a.Typed, Chosen: a.Base == v.Arrived}
		if k.Check, err = newQR(a.Base + "/workshop/" + v.Token + "/hello"); err != nil {
			return nil, err
		}
		if k.What, err = b.addressWords(a); err != nil {
			return nil, err
		}
		kit.Others = append(kit.Others, k)
		kit.Automatic = kit.Automatic && !k.Chosen
	}
	kit.First, kit.Others = kit.Others[0], kit.Others[1:]
	if v.Cause.Kind != "" {
		if kit.Why, err = b.H("kit.why-"+v.Cause.Kind, "Host", v.Cause.Host, "Flag", v.Cause.Flag); err != nil {
			return nil, err
		}
	}
	for day := range inviteDays {
		kit.Days = append(kit.Days, b.p.Date(v.Now.AddDate(0, 0, day)))
	}
	for half := 16; half <= 33; half++ { // from eight to half past four
		kit.Times = append(kit.Times, fmt.Sprintf("%d:%02d", half/2, half%2*30))
	}
	w := p.(*workshopPage)
	w.Kit = kit
	return s.render("workshop", w)
}

type helloPage struct{ base }

// Hello renders what the trainer's own phone sees when it has found the way.
func (s *Site) Hello(lang, token string) ([]byte, error) {
	b, err := s.newRoomBase(lang, "/workshop/"+token+"/hello", "room/hello", "device", "kit.hello")
	if err != nil {
		return nil, err
	}
	return s.render("room-hello", &helloPage{b})
}

// —— The participant ——

// SeatView is the participant's page, or the one that leads to it.
type SeatView struct {
	Kind  string // type, join, hub, full, locked, ended, gone
	Code  string // as in the address
	Room  Room
	Seat  Seat
	Alert string // with type: the kind of failure
}

type seatPage struct {
	base
	SeatView
	Shown                 string // the code, with its gap
	Now                   string // what the room does
	Say                   template.HTML
	Ask                   template.HTML // the quick question, until it is answered
	HereHref              string        // where the room is
	AlertTitle, AlertText template.HTML
	StepDone              bool
	Step                  string
	StepsDone, StepsOf    int // of those that have a number
}

// Seat renders /j and /j/{code}.
func (s *Site) Seat(lang string, v SeatView) ([]byte, error) {
	path := "/j"
	if v.Code != "" {
		path += "/" + v.Code
	}
	b, err := s.newRoomBase(lang, path, "room/"+v.Kind, "device", "room.title")
	if err != nil {
		return nil, err
	}
	p := &seatPage{base: b, SeatView: v, Shown: codes.Group(v.Room.Code)}
	if v.Alert != "" {
		if p.AlertTitle, err = b.H("error." + v.Alert + ".title"); err != nil {
			return nil, err
		}
		if p.AlertText, err = b.H("error." + v.Alert + ".text"); err != nil {
			return nil, err
		}
	}
	if v.Kind == "hub" && v.Room.Question != "" && v.Seat.Reply == "" {
		if p.Ask, err = b.H("room.ask-" + v.Room.Question); err != nil {
			return nil, err
		}
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
		p.Refresh = hubRefresh
		if p.Now, err = s.RoomTitle(lang, v.Room); err != nil {
			return nil, err
		}
		p.HereHref = s.RoomHref(lang, v.Room)
		if v.Room.Mode == "lead" && v.Room.Run == "" && v.Room.Event == "" {
			for _, st := range s.opt.Guides[lang].Steps {
				if st.ID == v.Room.Step {
					p.Say, p.Step, p.StepDone = b.phrases(st.Say), st.ID, slices.Contains(v.Seat.Finished, st.ID)
				}
			}
		}
		if v.Room.Mode == "free" && v.Room.Run == "" {
			p.HereHref = ""
		}
	}
	return s.render("room-seat", p)
}

// hubRefresh is how often a participant's page asks for what is new where there is no script.
const hubRefresh = 15 // seconds

// ReadyForms are the three answers to the one question.
func (p *seatPage) ReadyForms() ([]readyForm, error) {
	var out []readyForm
	for _, a := range readyAnswers {
		label, err := p.H("room.answer-" + string(a))
		if err != nil {
			return nil, err
		}
		out = append(out, readyForm{"/workshop/" + p.Room.ID + "/ready", "answer", string(a), label, p.SeatView.Seat.Ready == a})
	}
	return out, nil
}

// ReplyForms are the answers to the quick question.
func (p *seatPage) ReplyForms() (out []readyForm, err error) {
	for _, a := range replies(p.Room.Question) {
		label, err := p.replyWords(p.Room.Question, a)
		if err != nil {
			return nil, err
		}
		out = append(out, readyForm{Value: a, Label: label})
	}
	return out, nil
}

// OutcomeForms are the answers to whether one got in.
func (p *seatPage) OutcomeForms() (out []readyForm, err error) {
	for _, o := range workshop.Outcomes() {
		label, err := p.H("room.outcome-" + string(o))
		if err != nil {
			return nil, err
		}
		out = append(out, readyForm{"/workshop/" + p.Room.ID + "/outcome", "outcome", string(o), label, p.SeatView.Seat.Outcome == o})
	}
	return out, nil
}

type readyForm struct {
	Action, Field string // what it posts to, and the name of its value
	Value         string
	Label         template.HTML
	Chosen        bool
}

// —— The wall ——

// WallView is the projector's page.
type WallView struct {
	Room Room
	workshop.Heads
	Replied        int // have answered the question that is asked now
	Came, Finished int // with an ended room
	TakesOutcomes  bool
	At             network.Address // what the QR code carries
	Picture        string          // join, step, run, ask, end; set by Wall
	Now            time.Time
	Steady         time.Time // the same where no clock was set since the program began: what presses are held against
}

// WallPicture is which picture the wall shows.
func WallPicture(r Room) string {
	switch {
	case r.IsEnded:
		return "end"
	case r.Question != "":
		return "ask"
	case r.Locked && (r.ShowCode || r.Step == "" && r.Run == "" && r.Mode == "lead"):
		return "locked" // no code on the wall that lets nobody in
	case r.ShowCode, r.Step == "" && r.Run == "" && r.Mode == "lead":
		return "join"
	case r.Run != "" || r.Mode == "free" || r.Event != "":
		return "run"
	}
	return "step"
}

type wallPage struct {
	*presentPage
	WallView
	Shown  string
	JoinAt string
	Join   *qrPicture
	Wifi   *qrPicture
	Title  template.HTML
	Sub    template.HTML
	Events string
	Timer  *span
	Millis int64 // WallView.Steady, in milliseconds

	LiveHost string // of the real login
	Public   string // this site's address, where everybody can open it
}

// Wall renders /{lang}/workshop/{code}/screen.
func (s *Site) Wall(lang string, v WallView) ([]byte, error) {
	v.Picture = WallPicture(v.Room)
	path := "/workshop/" + v.Room.ID + "/screen"
	b, err := s.newRoomBase(lang, path, "room/screen", "workshop", "wall.title")
	if err != nil {
		return nil, err
	}
	pp := &presentPage{frame: frame{base: b}}
	if v.Picture == "step" {
		for _, step := range s.opt.Guides[lang].Steps {
			if step.ID == v.Room.Step {
				made, err := s.presentStepPage(lang, step)
				if err != nil {
					return nil, err
				}
				pp = made.(*presentPage)
				title := pp.DocTitle // a simulated screen is to be seen: the title begins with "practice"
				pp.base = b
				pp.DocTitle = title
			}
		}
	}
	p := &wallPage{presentPage: pp, WallView: v, Timer: v.Room.TimerLeft(v.Now), Millis: v.Steady.UnixMilli(), Shown: codes.Group(v.Room.Code), JoinAt: v.At.Typed + "/j", Events: "/workshop/" + v.Room.ID + "/events?as=wall&lang=" + lang}
	if p.Join, err = newAddressQR(v.At.Base + "/j/" + v.Room.JoinPath); err != nil {
		return nil, err
	}
	if v.Room.WifiName != "" {
		if p.Wifi, err = newQR(wifiCode(v.Room.WifiName, v.Room.WifiPass)); err != nil {
			return nil, err
		}
	}
	switch v.Picture {
	case "locked":
		p.Title, err = b.H("wall.locked")
		if err == nil {
			p.Sub, err = b.H("wall.locked-text")
		}
	case "end":
		p.Title, err = b.H("wall.end")
		switch {
		case err == nil && v.TakesOutcomes:
			p.Sub, err = b.H("wall.end-tell")
		case err == nil:
			p.Sub, err = b.H("wall.end-text")
		}
		if v.At.IsPublic() {
			p.Public = v.At.Typed
		}
		if live, perr := url.Parse(s.opt.LiveURL); perr == nil {
			p.LiveHost = live.Host
		}
	case "ask":
		if p.Title, err = b.H("room.ask-" + v.Room.Question); err == nil {
			p.Sub, err = b.H("wall.ask-" + v.Room.Question)
		}
	case "run":
		title, terr := s.RoomTitle(lang, v.Room)
		p.Title, err = b.text(title), terr
		if v.Room.Run != "" && v.Room.Event == "" {
			c := s.scenario(lang, v.Room.Run)
			p.Title, p.Sub = b.phrases(c.Title), b.text(c.Summary)
		} else if err == nil && v.Room.Event == "" {
			p.Sub, err = b.H("wall.free-text")
		} else if err == nil {
			p.Sub, err = b.H("wall.event-text")
		}
	}
	if err != nil {
		return nil, err
	}
	return s.render("room-wall", p)
}

// wallSettings is what the wall's script is told.
type wallSettings struct {
	Room   string   `json:"room"`
	Events string   `json:"events"`
	Step   string   `json:"step"`  // the room's
	Steps  []string `json:"steps"` // in their order
	roomTurns
}

// consoleSettings is what the console's script is told of keys.
type consoleSettings struct {
	Dark bool `json:"dark"` // the wall is black
	roomTurns
}

// Settings are what the wall's script is told.
func (p *wallPage) Settings() (template.HTMLAttr, error) {
	steps := p.site.stepIDs()
	turns, err := p.wordsOf(turnsOf(p.Room, steps))
	if err != nil {
		return "", err
	}
	return settings(wallSettings{p.Room.ID, p.Events, p.Room.Step, steps, turns})
}

// Settings are what the console's script is told of keys.
func (p *consolePage) Settings() (template.HTMLAttr, error) {
	turns, err := p.wordsOf(turnsOf(p.Room, p.site.stepIDs()))
	if err != nil {
		return "", err
	}
	return settings(consoleSettings{p.Room.Dark, turns})
}

func (s *Site) stepIDs() []string {
	steps, _, _ := s.Course()
	return steps
}

// WifiSize is how large a network's name or password stands on the wall, so that it fits one line; a network's name has 32
// bytes at most.
func (p *wallPage) WifiSize(text string) string {
	switch n := utf8.RuneCountInString(text); {
	case n <= 12:
		return "short"
	case n <= 20:
		return "medium"
	case n <= 32:
		return "long"
	}
	return "over"
}

// wifiCode is what a phone's camera understands as a network to join.
func wifiCode(name, pass string) string {
	escape := strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`, `:`, `\:`, `"`, `\"`).Replace
	if pass == "" {
		return "WIFI:T:nopass;S:" + escape(name) + ";;"
	}
	return "WIFI:T:WPA;S:" + escape(name) + ";P:" + escape(pass) + ";;"
}

// —— The console ——

// ConsoleView is the trainer's console.
type ConsoleView struct {
	Room      Room
	Board     workshop.Board
	At        network.Address // what the room's QR codes carry
	Chosen    string          // what the trainer chose for them, or ""
	Addresses []network.Address
	Flood     Flood
	Now       time.Time
	Steady    time.Time // the same where no clock was set since the program began: what presses are held against
}

type consolePage struct {
	base
	ConsoleView
	Shown     string
	Now       string      // what the room does, for the trainer
	Gathering bool        // nobody is led anywhere yet
	After     *consoleRun // what comes after the last step
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
	Gather    bool  // the way back from a run leads to the waiting room
	Timer     *span // what the wall counts down from
	Question  template.HTML
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
// class waits, else what leads on. "wall" opens the wall, which comes first of all; "" is none.
func (p *consolePage) Filled() string {
	switch r := p.Room; {
	case r.IsEnded:
		return ""
	case r.Dark:
		return "dark"
	case r.Frozen:
		return "freeze"
	case r.Event != "":
		return "undo"
	case r.Run != "":
		return "prev"
	case r.Mode == "free":
		return "mode"
	case p.Gathering && p.Board.Here == 0:
		return "wall"
	}
	return "next"
}

// words puts messages and plain text in a row.
func words(parts []any) template.HTML {
	shown := make([]string, len(parts))
	for i, part := range parts {
		if html, ok := part.(template.HTML); ok {
			shown[i] = string(html)
		} else {
			shown[i] = template.HTMLEscaper(part)
		}
	}
	return template.HTML(strings.Join(shown, " ")) // #nosec G203 -- each part was escaped
}

type consoleStep struct {
	ID       string
	Number   int
	Rescue   bool
	Title    template.HTML
	Short    template.HTML
	Current  bool
	At, Done int
	Minutes  int

	Here, To, BackTo template.HTML // as the buttons call it that lead there
}

// name words the buttons that lead to the step. What to do when one cannot get in has no number.
func (st *consoleStep) name(b base, short string) (err error) {
	if st.Rescue {
		st.Here, st.To = st.Short, st.Short
		st.BackTo, err = b.H("room.back-to", "Title", short)
		return err
	}
	if st.Here, err = b.H("console.at-step", "Number", st.Number); err != nil {
		return err
	}
	if st.BackTo, err = b.H("console.back-to", "Number", st.Number); err != nil {
		return err
	}
	st.To, err = b.H("console.to-step", "Number", st.Number)
	st.To = words([]any{st.To, st.Short})
	return err
}

type consoleRun struct {
	ID      string
	Title   template.HTML
	Current bool
	Done    int
}

type waitView struct {
	Number int
	Where  template.HTML
	For    *span
	IsSeen bool
}

// span is a time that goes on by itself in the browser, which counts from what it is told: two machines' clocks differ.
type span struct {
	Seconds int
	Text    string // as it is without script
}

func spanOf(d time.Duration) *span { return &span{int(max(d, 0) / time.Second), clock(d)} }

// timeOfDay is a clock on the wall in Thailand.
func timeOfDay(t time.Time) span {
	t = locale.Thailand(t)
	return span{t.Hour()*3600 + t.Minute()*60 + t.Second(), t.Format("15:04")}
}

type turnView struct {
	What   template.HTML
	People int
	Times  int
}

type countView struct {
	ID    string
	Label template.HTML
	N     int
}

// addressView is one of the addresses to choose from.
type addressView struct {
	Base, Bare string
	What       string
	Chosen     bool
}

// Console renders /{lang}/workshop/{code}/trainer.
func (s *Site) Console(lang string, v ConsoleView) ([]byte, error) {
	b, err := s.newRoomBase(lang, "/workshop/"+v.Room.ID+"/trainer", "room/trainer", "workshop", "console.title")
	if err != nil {
		return nil, err
	}
	p := &consolePage{base: b, ConsoleView: v, Clock: timeOfDay(v.Now), Timer: v.Room.TimerLeft(v.Now), Millis: v.Steady.UnixMilli(), Shown: codes.Group(v.Room.Code), JoinAt: v.At.Typed + "/j", Events: "/workshop/" + v.Room.ID + "/events?as=trainer&lang=" + lang}
	if p.Join, err = newAddressQR(v.At.Base + "/j/" + v.Room.JoinPath); err != nil {
		return nil, err
	}
	switch r := v.Room; { // what participants read is not always what their trainer needs
	case r.IsEnded, r.Run != "", r.Event != "", r.Mode == "lead" && r.Step != "":
		p.Now, err = s.RoomTitle(lang, r)
	case r.Mode == "free":
		p.Now, err = b.T("console.now-free")
	default:
		p.Gathering = true
		p.Now, err = b.T("console.now-gather")
	}
	if err != nil {
		return nil, err
	}
	guide := s.opt.Guides[lang]
	if err := p.listSteps(guide); err != nil {
		return nil, err
	}
	p.listRuns(guide)
	if err := p.preview(s, guide); err != nil {
		return nil, err
	}
	p.Calls, p.Slow = s.waits(b, v.Board.Calls, v.Now), s.waits(b, v.Board.Slow, v.Now)
	p.Turns = s.turnViews(b, v.Board.Turns, 6)
	if err := p.listAnswers(); err != nil {
		return nil, err
	}
	return s.render("room-console", p)
}

// listSteps lists the guide's steps, what is said at the present one, and where the trainer may lead from it.
func (p *consolePage) listSteps(guide *tutorial.Guide) error {
	minutes := classMinutes(guide)
	for _, st := range guide.Steps {
		n := p.Board.Steps[st.ID]
		p.Steps = append(p.Steps, consoleStep{
			ID: st.ID, Number: p.site.number(p.Lang, st), Rescue: st.Rescue, Title: p.phrases(st.Title), Short: p.phrases(st.Short),
			Current: st.ID == p.Room.Step && p.Room.Run == "", At: n.At, Done: n.Done, Minutes: minutes[st.ID],
		})
		if err := p.Steps[len(p.Steps)-1].name(p.base, plain(st.Short)); err != nil {
			return err
		}
	}
	for i := range p.Steps {
		if !p.Steps[i].Current {
			continue
		}
		p.Current, p.Target, p.Since = &p.Steps[i], p.Steps[i].Minutes, spanOf(p.ConsoleView.Now.Sub(p.Room.StepSince))
		for _, note := range guide.Steps[i].Notes {
			p.Notes = append(p.Notes, p.text(note))
		}
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
	return nil
}

// listRuns lists the practice runs.
func (p *consolePage) listRuns(guide *tutorial.Guide) {
	minutes := classMinutes(guide)
	for _, run := range guide.Scenarios {
		current := run.ID == p.Room.Run
		if current {
			p.Target, p.Since = minutes[run.ID], spanOf(p.ConsoleView.Now.Sub(p.Room.StepSince))
		}
		if run.ID == p.site.Runs().Plain().ID && p.Current != nil && p.Next == nil {
			p.After = &consoleRun{ID: run.ID}
		}
		p.Runs = append(p.Runs, consoleRun{ID: run.ID, Title: p.phrases(run.Title), Current: current, Done: p.Board.Runs[run.ID]})
	}
}

// listAnswers counts the answers to the one question, and words the addresses to choose from.
func (p *consolePage) listAnswers() error {
	for _, a := range append(readyAnswers[:], "") {
		id := cmp.Or(string(a), "unasked")
		label, err := p.H("room.count-" + id)
		if err != nil {
			return err
		}
		p.Ready = append(p.Ready, countView{ID: id, Label: label, N: p.Board.Ready[a]})
	}
	for _, a := range p.Addresses {
		what, err := p.addressWords(a)
		if err != nil {
			return err
		}
		p.Choices = append(p.Choices, addressView{Base: a.Base, Bare: a.Typed, What: what, Chosen: a.Base == p.Chosen})
	}
	return nil
}

// preview words what the wall shows and what comes after it, and the question that is asked.
func (p *consolePage) preview(s *Site, guide *tutorial.Guide) (err error) {
	for i, st := range p.Steps {
		if p.Current != nil && st.ID == p.Current.ID {
			p.Slide, p.SlidePicture = p.phrases(guide.Steps[i].Say), s.stepPicture(i)
		}
		if p.Next != nil && st.ID == p.Next.ID {
			p.NextSlide, p.NextPicture = p.phrases(guide.Steps[i].Say), s.stepPicture(i)
		}
	}
	picture := WallPicture(p.Room)
	if picture != "step" || p.Room.Dark {
		p.SlidePicture = ""
	}
	switch {
	case p.Room.Dark:
		p.Slide, err = p.H("console.is-dark")
	case picture == "join":
		p.Slide, err = p.H("wall.join")
	case picture == "locked":
		p.Slide, err = p.H("wall.locked")
	case picture == "ask":
		p.Slide, err = p.H("room.ask-" + p.Room.Question)
	case picture != "step":
		p.Slide = p.text(p.Now)
	}
	if err == nil && p.After != nil {
		p.NextSlide, err = p.H("console.to-run")
	}
	if err != nil || p.Room.Question == "" {
		return err
	}
	if p.Question, err = p.H("room.ask-" + p.Room.Question); err != nil {
		return err
	}
	for _, a := range replies(p.Room.Question) {
		label, err := p.replyWords(p.Room.Question, a)
		if err != nil {
			return err
		}
		p.Replies = append(p.Replies, countView{ID: a, Label: label, N: p.Board.Replies[a]})
	}
	return nil
}

// stepPicture is the small drawing of a step, from 0.
func (s *Site) stepPicture(i int) template.HTML {
	return s.pictureOf(s.opt.Guides[s.Languages()[0]].Steps[i])
}

// Sign is a small drawing in a button's words.
func (b base) Sign(name string) template.HTML { return b.site.signs[name] }

// TimerMinutes are the times that a trainer may have the wall count down from.
func (p *consolePage) TimerMinutes() []int { return []int{1, 3, 5} }

// MoreCalls is how many ask for the trainer beside those that are listed.
func (p *consolePage) MoreCalls() int { return len(p.Board.Calls) - len(p.Calls) }

// MoreSlow is how many are slow beside those that are listed.
func (p *consolePage) MoreSlow() int { return len(p.Board.Slow) - len(p.Slow) }

// mostWaits is how many of those who wait the console lists; the others are counted. Nobody goes to more before the list
// has changed.
const mostWaits = 20

// waits words the first of those who wait.
func (s *Site) waits(b base, waits []workshop.Wait, now time.Time) (out []waitView) {
	for _, w := range waits[:min(len(waits), mostWaits)] {
		out = append(out, waitView{Number: w.Number, Where: s.placeName(b, w.At), IsSeen: w.IsSeen, For: spanOf(now.Sub(w.Since))})
	}
	return out
}

// clock prints a time span as minutes and seconds.
func clock(d time.Duration) string {
	d = max(d, 0)
	return fmt.Sprintf("%d:%02d", int(d/time.Minute), int(d/time.Second)%60)
}

// placeName is where a participant is, in a few words.
func (s *Site) placeName(b base, p workshop.Place) template.HTML {
	if p == "" {
		at, _ := b.H("console.at-door") // a message that is in every catalog: see locale.Load
		return at
	}
	if step := p.Step(); step != "" {
		for _, st := range s.opt.Guides[b.Lang].Steps {
			if st.ID == step {
				if st.Rescue {
					return b.phrases(st.Short)
				}
				at, _ := b.H("console.at-step", "Number", st.Order)
				return at + " · " + b.phrases(st.Short)
			}
		}
	}
	run, _, _ := strings.Cut(string(p), "/")
	return b.phrases(s.scenario(b.Lang, run).Title)
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

type ticketPage struct {
	base
	Room Room
	QR   *qrPicture
	Kind string // show, ask, used
	Key  string
}

// Ticket renders the one-time link that carries the console to another device: kind "show" with its QR code, "ask" on
// the other device, and "used" where it no longer works.
func (s *Site) Ticket(lang, kind string, r Room, key, url string) ([]byte, error) {
	path := "/workshop/" + r.ID + "/key/" + key
	if kind == "show" {
		path = "/workshop/" + r.ID + "/trainer"
	}
	section := "device"
	if kind == "show" {
		section = "workshop"
	}
	b, err := s.newRoomBase(lang, path, "room/key", section, "console.remote")
	if err != nil {
		return nil, err
	}
	p := &ticketPage{base: b, Room: r, Kind: kind, Key: key}
	if kind == "show" {
		if p.QR, err = newQR(url); err != nil {
			return nil, err
		}
	}
	return s.render("room-key", p)
}

// —— The report ——

// ReportView is a class afterwards.
type ReportView struct {
	Room    Room
	Figures workshop.Figures
	Public  string // an address of this site that everybody can open, as it is typed; "" without one
	Takes   bool   // one may still tell whether one got in
}

type reportPage struct {
	base
	ReportView
	Date      string
	Paragraph string
	Bars      []reportBar
	Turns     []turnView
	Runs      []consoleRun
	Ready     []countView
	Messages  []message
	ByHand    []handView
	Until     string // when answers are no longer taken
}

// message is one to send after the class.
type message struct {
	ID    string
	Title template.HTML
	Text  string
}

// handView is a count that the trainer may add to.
type handView struct {
	ID    string
	Label template.HTML
	N     int
}

// amount is what one press adds.
type amount struct{ Add, Label string }

// Amounts are what the trainer may add to a count by one press.
func (p *reportPage) Amounts() []amount { return []amount{{"-1", "-1"}, {"1", "+1"}, {"10", "+10"}} }

// reportBar is one step in the picture of medians.
type reportBar struct {
	Label  string
	W      int // percent of the longest
	Median string
	Done   int
}

// Report renders /{lang}/workshop/{code}/report: one A4 page.
func (s *Site) Report(lang string, v ReportView) ([]byte, error) {
	b, err := s.newRoomBase(lang, "/workshop/"+v.Room.ID+"/report", "room/report", "workshop", "report.title")
	if err != nil {
		return nil, err
	}
	f := v.Figures
	p := &reportPage{base: b, ReportView: v, Date: s.opt.Catalog.Printer(lang).Date(v.Room.Opened)}
	p.Turns = s.turnViews(b, f.Turns, 5)
	place := locale.Typed(v.Room.Place)
	if place == "" {
		if place, err = b.T("report.somewhere"); err != nil {
			return nil, err
		}
	}
	id, worst := "report.paragraph", ""
	if len(f.Turns) > 0 {
		id = "report.paragraph-turns"
		worst = s.turnText(lang, f.Turns[0].What)
	}
	kv := []any{"Date", p.Date, "Place", place, "Came", f.Came, "Finished", f.Finished}
	if worst != "" {
		kv = append(kv, "Worst", worst, "People", f.Turns[0].People)
	}
	if p.Paragraph, err = b.T(id, kv...); err != nil {
		return nil, err
	}
	result, err := resultText(b.p, f.Result)
	if err != nil {
		return nil, err
	}
	p.Paragraph = strings.TrimSpace(p.Paragraph + " " + result)
	if p.Messages, err = b.messagesAfter(v.Public); err != nil {
		return nil, err
	}
	by := map[workshop.Outcome]int{workshop.GotIn: f.Result.ByHand.In, workshop.StuckOSS: f.Result.ByHand.OSS, workshop.StuckOther: f.Result.ByHand.Other}
	for _, o := range workshop.Outcomes() {
		label, err := b.H("room.outcome-" + string(o))
		if err != nil {
			return nil, err
		}
		p.ByHand = append(p.ByHand, handView{string(o), label, by[o]})
	}
	if v.Takes && v.Room.IsEnded {
		p.Until = timeOfDay(v.Room.AnswersUntil).Text
	}
	longest := 1
	for _, st := range f.Steps {
		longest = max(longest, st.Median)
	}
	for _, st := range f.Steps {
		label := st.Step
		for _, step := range s.opt.Guides[lang].Steps {
			if step.ID == st.Step {
				label = plain(step.Short)
				if !step.Rescue {
					label = strconv.Itoa(step.Order) + ". " + label
				}
			}
		}
		bar := reportBar{Label: label, W: st.Median * 100 / longest, Median: clock(time.Duration(st.Median) * time.Second), Done: st.Done}
		if st.Median == 0 { // nobody has left it
			bar.Median = "–"
		}
		p.Bars = append(p.Bars, bar)
	}
	for _, r := range f.Runs {
		if r.Done > 0 {
			p.Runs = append(p.Runs, consoleRun{ID: r.Run, Title: b.phrases(s.scenario(lang, r.Run).Title), Done: r.Done})
		}
	}
	for _, a := range readyAnswers {
		label, err := b.H("room.count-" + string(a))
		if err != nil {
			return nil, err
		}
		p.Ready = append(p.Ready, countView{Label: label, N: f.Ready[a]})
	}
	return s.render("room-report", p)
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

// eventButton is one of the trainer's buttons that send everybody to a state.
type eventButton struct {
	Name string
	Text template.HTML
}

// EventButtons are those that the content has.
func (b base) EventButtons() (out []eventButton) {
	for _, e := range b.site.Runs().Events() {
		out = append(out, eventButton{e.Name(), b.text(b.site.eventTitle(b.Lang, e.Name()))})
	}
	return out
}
