package site

import (
	"cmp"
	"html/template"
	"slices"
	"strings"
	"time"

	"napguide/server/network"
	"napguide/server/sandbox"
	"napguide/server/tutorial"
	"napguide/server/workshop"
)

// frame is a simulated screen: one state of a run, with what each action leads to.
type frame struct {
	base
	run      sandbox.Scenario
	State    sandbox.State
	Guided   bool // a step: the right action is pointed at, and leads to the next step
	target   sandbox.Action
	next     string        // where a guided target leads: a path within the language
	NextName template.HTML // what that page is called
	coach    template.HTML
	within   func(*link)   // turns where a press leads; may be nil
	awaits   bool          // what is praised here is done on another page: see earned
	Address  template.HTML // in the drawn address bar
	Live     *liveCode     // the real practice code, once there is one

	StatusState string // pending, scanned, …; making before there is a code
	Status      template.HTML
	PhonesReach bool
	TypeAt      string // where the nine digits are typed; "" until there is a code
	MakeHref    string // where the form that makes a grant posts to

	ExpiredHref string // where the computer goes when the code runs out; empty where it stays
}

// liveCode is a grant as its holder's page shows it.
type liveCode struct {
	ID, UserCode, Reference, Events string
	State                           sandbox.GrantState
	QRSize                          int
	QRPath                          string
	ExpiresIn                       int // seconds
	Spent                           bool
	Deaf                            bool // without script it hears of a real phone when it is loaded again only
	Lengthens                       bool // more time can be had
}

// codeSettings is what the script of a QR code is told.
type codeSettings struct {
	Place   string             `json:"place,omitempty"`
	Expired string             `json:"expired,omitempty"` // where the computer goes then; the phone's answer comes with a way of its own
	ID      string             `json:"id,omitempty"`      // of the code that is shown
	Events  string             `json:"events,omitempty"`
	State   sandbox.GrantState `json:"state,omitempty"`
	Seconds int                `json:"seconds,omitempty"` // until it expires
	Say     map[string]string  `json:"say"`
}

// codeWords are what the script may have to say about a code, under the names by which it does.
var codeWords = map[string]string{
	"pending": "pending", "scanned": "scanned", "drawn": "drawn-scanned", "approved": "approved", "renewed": "renewed", "minute": "minute", "more": "minute-more",
	"late": "minute-scanned", "longer": "longer", "making": "making", "lost": "lost", "denied": "denied",
}

// CodeSettings are what the script of this screen's QR code is told.
func (f frame) CodeSettings() (template.HTMLAttr, error) {
	s := codeSettings{Say: map[string]string{}}
	words := map[string]string{"pending": "static.qr", "drawn": "grant.drawn-scanned", "approved": "grant.approved", "denied": "grant.denied"}
	if !f.Static() {
		s.Place, s.Expired = f.State.Name, f.ExpiredHref
		words = map[string]string{}
		for name, what := range codeWords {
			words[name] = f.about(what)
		}
	}
	if l := f.Live; l != nil {
		s.ID, s.Events, s.State, s.Seconds = l.ID, l.Events, l.State, l.ExpiresIn
	}
	for name, message := range words {
		var err error
		if s.Say[name], err = f.T(message); err != nil {
			return "", err
		}
	}
	return settings(s)
}

// WhenLive is the attribute of what is of use with a live code only: it waits for one, or is hidden when that is spent.
func (f frame) WhenLive() template.HTMLAttr {
	switch {
	case f.Live == nil, f.StatusState == string(sandbox.Expired):
		return " data-waits"
	case f.Live.Spent:
		return " hidden"
	}
	return ""
}

// CodeClass says with a leading space that the code is not to be scanned any more: it has been, or it is spent and another is to
// be asked for. The script says the same of what comes after, see grant.js.
func (f frame) CodeClass() string {
	switch sandbox.GrantState(f.StatusState) {
	case sandbox.Scanned, sandbox.Approved:
		return " past scanned"
	case sandbox.Denied:
		return " past spent"
	case sandbox.Expired: // a script renews it at once, and nothing moves for that: what is hidden keeps its place
		return " lapsed"
	}
	return ""
}

// HintHref is where one reads how to go on: in the hints, or, past the scan that they are about, on the screen, which says it then.
func (f frame) HintHref() string {
	if f.CodeClass() != "" {
		return "#computer"
	}
	return "#hint"
}

// InLastMinute tells whether a code is shown that will soon run out. Before that no time is shown.
func (f frame) InLastMinute() bool { return f.Live != nil && !f.Live.Spent && f.Live.ExpiresIn <= 60 }

// Lengthens tells whether more time can be asked for.
func (f frame) Lengthens() bool { return f.Live != nil && f.Live.Lengthens }

// MoreHref is where the form posts to that asks for more time. Where there is no code yet it asks for one.
func (f frame) MoreHref() string {
	if !f.Lengthens() {
		return f.MakeHref
	}
	return f.Href("/g/" + f.Live.ID + "/more")
}

// Left is the time until then as a clock shows it.
func (l liveCode) Left() string { return clock(time.Duration(l.ExpiresIn) * time.Second) }

// link is one action of the frame as a template writes it.
type link struct {
	Action    sandbox.Action
	Href      string
	Spot      string            // class that puts the spotlight on it, with a leading space
	Described template.HTMLAttr // ties it to the coach mark
	View      sandbox.View      // for a press that only changes what the on-screen phone shows
}

// answer explains a press that is not the way, or praises a turn that was right.
type answer struct {
	Key  string
	Text template.HTML
	Good bool // praise
	Came bool // it tells of the press that led to this screen
}

// newFrame draws a state of a run. step is nil in a free run.
func (s *Site) newFrame(b base, run sandbox.Scenario, st sandbox.State, step *tutorial.Step) frame {
	b.device = st.Device
	f := frame{
		base: b, run: run, State: st, StatusState: "making", Status: b.html("grant.not-yet"),
		PhonesReach: true, // until a code is made, which says how it is
		MakeHref:    b.Href("/practice/" + run.ID + "/grant"),
	}
	if to, ok := run.After(st, sandbox.Expired); ok {
		f.ExpiredHref = s.moveHref(b.Lang, run, to)
	}
	if s := f.shown(); s != nil && st.Link == nil { // a link stands in large letters of its own
		f.Address = tutorial.Breakable(cmp.Or(st.Address, s.Address))
	}
	if step != nil {
		f.Guided, f.target, f.coach = true, sandbox.Action(step.Action), b.phrases(step.Coach)
		f.next = s.afterStep(b.Lang, step.ID)
		f.NextName = b.html("nav.summary")
		for _, st := range s.opt.Guides[b.Lang].Steps {
			if f.next == "/guide/"+st.ID {
				if f.NextName = b.phrases(st.Title); st.Rescue { // who has just got in asks nothing of the kind
					f.NextName = b.html("step.in-case")
				}
			}
		}
	}
	return f
}

// Mark is the page's own fragment: see earned.
func (f frame) Mark() string {
	if f.awaits {
		return earned
	}
	return ""
}

// Awaits tells whether the page's praise waits for that fragment. The class may know already that one has signed in.
func (f frame) Awaits() bool { return f.awaits && f.Guided && (f.strip == nil || f.strip.Along != "") }

// SignsIn is the step whose page leads to that praise.
func (f frame) SignsIn() string {
	var c workshop.Course
	c.Steps, c.Goal, c.Runs = f.site.Course()
	return c.SignsIn()
}

// Skipped tells whether the page is the end of a practice run, whose praise waits for that fragment likewise.
func (f frame) Skipped() bool { return f.awaits && !f.Guided }

// Go is an action of the computer's screen, or nil where the state does not offer it.
func (f frame) Go(action string) *link { return f.link(action, f.State.Moves) }

// Way is the class that says by what the code is scanned, with a leading space: by a phone that can come here, by the drawn
// one where none can, or not known before there is a code. "" where there is one way only: in an export, and where somebody
// else's code has been scanned.
func (f frame) Way() string {
	switch {
	case f.Static(), f.Relayed():
		return ""
	case f.Live == nil:
		return " waits"
	case f.PhonesReach:
		return " calls"
	}
	return " solo"
}

// PhoneGo is an action of the on-screen phone, in whichever view it stands.
func (f frame) PhoneGo(action string) *link {
	for _, v := range f.State.Phone {
		if l := f.link(action, v.Moves); l != nil {
			return l
		}
	}
	return nil
}

// link is where a press on the drawn screen leads; nil where nothing comes of it.
func (f frame) link(action string, moves []sandbox.Move) *link {
	for _, m := range moves {
		if string(m.Action) != action {
			continue
		}
		l := &link{Action: m.Action, Href: f.hrefOf(m)}
		if m.To.State == f.State.Name {
			l.View = m.To.View
		}
		if m.Spends() {
			l.View = sandbox.PhoneSpent
		}
		if f.Guided && m.Action == f.target && len(f.State.Phone) == 0 {
			l.Spot, l.Described, l.Href = " spot", ` aria-describedby="coach"`, f.Href(f.next)
			if to := f.site.stepAt(f.Lang, m.To.State); to != nil && f.next == "/guide/"+to.ID {
				if st, ok := f.run.State(m.To.State); ok && earns(f.run, st) {
					l.Href += "#" + earned
				}
			}
			if m.Action == sandbox.Finish { // ours, below no coach mark
				l.Spot, l.Described = " spot calm", ""
			}
		}
		if f.Guided && m.Action == f.target && f.strip != nil {
			path, mark, marked := strings.Cut(l.Href, "#")
			if l.Href = path + "?" + ByDoing; marked {
				l.Href += "#" + mark
			}
		}
		if f.within != nil {
			f.within(l)
		}
		return l
	}
	return nil
}

// hrefOf turns a move into an address: a fragment where only the phone or an explanation changes, else the page of the
// state it leads to.
func (f frame) hrefOf(m sandbox.Move) string {
	switch {
	case m.Spends():
		return f.PhoneHref(sandbox.PhoneSpent)
	case m.Stays() && f.onPhone(m):
		return f.keptStill() + "#why-" + m.Why
	case m.Stays():
		return "#why-" + m.Why
	case m.To.State == f.State.Name:
		return f.PhoneHref(m.To.View)
	}
	return f.site.moveHref(f.Lang, f.run, m)
}

// onPhone tells whether a press is one of the drawn phone's.
func (f frame) onPhone(m sandbox.Move) bool {
	return slices.ContainsFunc(f.State.Phone, func(v sandbox.PhoneState) bool { return slices.Contains(v.Moves, m) })
}

// PhoneHref is where the drawn phone shows a view.
func (f frame) PhoneHref(v sandbox.View) string { return f.keptStill() + "#phone-" + string(v) }

// keptStill is the query with which a live page is not loaded anew by itself: that would forget the fragment, by which a browser
// without script knows what the drawn phone shows.
func (f frame) keptStill() string {
	if f.Live == nil {
		return ""
	}
	return "?" + OnDrawnPhone
}

// Coached tells whether the coach mark stands at an action.
func (f frame) Coached(action string) bool { return f.Guided && string(f.target) == action }

// Answers are the explanations for what is not the way on this screen, and for the turns that lead to it, right or wrong.
func (f frame) Answers() ([]answer, error) {
	if f.asked() != "" {
		return nil, nil // the run's bar says it
	}
	moves := slices.Clone(f.State.Moves)
	leadHere := func(all []sandbox.Move) {
		for _, m := range all {
			if m.To.State == f.State.Name {
				moves = append(moves, m)
			}
		}
	}
	for _, st := range f.run.States {
		leadHere(st.Moves)
		for _, v := range st.Phone {
			if st.Name != f.State.Name {
				leadHere(v.Moves)
			}
		}
	}
	return f.answers(moves, f.State.Name)
}

// PhoneAnswers are the same for the on-screen phone.
func (f frame) PhoneAnswers() ([]answer, error) {
	var moves []sandbox.Move
	for _, v := range f.State.Phone {
		for _, m := range v.Moves {
			if !m.Spends() {
				moves = append(moves, m)
			}
		}
	}
	return f.answers(moves, "")
}

// Declined is what the on-screen phone says once the code has been declined and is spent; "" where declining leads to a page of its
// own.
func (f frame) Declined() template.HTML {
	for _, v := range f.State.Phone {
		for _, m := range v.Moves {
			if m.Spends() {
				return f.content().Why(m.Why)
			}
		}
	}
	return ""
}

// answers words the moves that stay, or that are a turn into the state here.
func (f frame) answers(moves []sandbox.Move, here string) ([]answer, error) {
	var out []answer
	seen := map[string]bool{}
	for _, m := range moves {
		if m.Why == "" || seen[m.Why] || !m.Stays() && m.To.State != here {
			continue
		}
		seen[m.Why] = true
		text := f.content().Why(m.Why)
		if text == "" && f.shown() != nil {
			if e := f.shown().Otherwise(string(m.Action)); e != nil {
				text = "<p>" + f.text(e.Text) + "</p>"
			}
		}
		if m.Action == sandbox.OpenCamera || m.Action == sandbox.OpenOther {
			words, err := f.H("phone.why-" + m.Why)
			if err != nil {
				return nil, err
			}
			text = "<p>" + words + "</p>"
		}
		out = append(out, answer{Key: m.Why, Text: text, Good: m.Right, Came: !m.Stays()})
	}
	return out, nil
}

// content is the words of the run that the state comes from.
func (f frame) content() *tutorial.Scenario { return f.site.wordsOf(f.Lang, f.run, f.State) }

// words are the state's own.
func (f frame) words() *tutorial.StateWords { return f.content().Words(f.State.Base) }

// Messages are what one may really send or say after what the state shows.
func (f frame) Messages() template.HTML { return f.words().Messages }

// choice is a decision of one's own, offered below the screen.
type choice struct {
	link
	Text template.HTML
}

// Choices are the decisions that the state offers. Where there is a server it draws one of the doors.
func (f frame) Choices() ([]choice, error) {
	var out []choice
	if f.Draws() && !f.Static() {
		text, err := f.H("choice.draw")
		return []choice{{link{Action: "draw", Href: f.Href(drawPath(f.run.ID))}, text}}, err
	}
	for _, m := range f.State.Moves {
		if !m.Choice {
			continue
		}
		text := f.phrases(f.words().Choices[m.Action])
		if m.Door > 0 {
			var err error
			if text, err = f.H("static.door", "N", m.Door); err != nil {
				return nil, err
			}
		}
		out = append(out, choice{link{Action: m.Action, Href: f.hrefOf(m)}, text})
	}
	return out, nil
}

// situation is a state of the run's own: no screen of the real system, but what happens around it, or what came of it.
type situation struct {
	Icon  string // ok, warning, doors, or ""
	Said  []said
	Title template.HTML
	Text  template.HTML
}

// said is what somebody says in a situation.
type said struct {
	ByChat bool
	Code   bool // a code is sent along
	Text   template.HTML
}

// Situation is what the state tells. Where an address was judged, its words name it.
func (f frame) Situation() situation {
	w := f.words()
	out := situation{Icon: f.icon(), Title: f.phrases(w.Title), Text: w.Text}
	for _, by := range w.Said {
		out.Said = append(out.Said, said{ByChat: by.By == "chat", Code: f.leadsToTheirs(), Text: by.Text})
	}
	if l := f.State.Link; l != nil {
		for word, value := range map[string]string{"host": l.Host(), "end": l.End} {
			named := string(tutorial.Host(value))
			out.Text = template.HTML(strings.ReplaceAll(string(out.Text), "<code>"+word+"</code>", named)) // #nosec G203 -- escaped here
		}
	}
	return out
}

// leadsToTheirs tells whether somebody asks here to have their code scanned.
func (f frame) leadsToTheirs() bool {
	return slices.ContainsFunc(f.State.Moves, func(m sandbox.Move) bool {
		st, _ := f.run.State(m.To.State)
		return st.Relayed
	})
}

// icon is the sign above a situation.
func (f frame) icon() string {
	if f.Draws() {
		return "doors"
	}
	return iconOf(f.run, f.State)
}

// iconOf is the sign above a situation as its content says, else by how one gets there.
func iconOf(run sandbox.Scenario, at sandbox.State) string {
	switch {
	case at.Mark == sandbox.Careful:
		return "warning"
	case at.Mark == sandbox.Good, at.End:
		return "ok"
	}
	icon := ""
	for _, st := range run.States {
		for _, m := range st.AllMoves() {
			switch {
			case m.To.State != at.Name:
			case m.Right:
				return "ok"
			case m.Mistake:
				icon = "warning"
			}
		}
	}
	return icon
}

// lead is what the run says of its code; "" where it says nothing, as behind a door, where it would tell what is to come,
// and in a situation, which says it itself.
func (f frame) lead() template.HTML {
	if f.State.Of != "" || f.State.Screen == "" {
		return ""
	}
	return f.phrases(f.words().Lead)
}

// unusual tells whether one is not to scan the code there and allow: it is to be declined, or to run out.
func (f frame) unusual() bool { return declines(f.run, f.State) || f.State.Short() }

// Beside is what stands beside the code instead of the usual words; "" where they do. Where the code is used as usual what the
// run says of it stands in its bar, so that nothing is said twice.
func (f frame) Beside() template.HTML {
	if f.unusual() && !(f.State.Short() && f.Static()) { // in an export no time runs: the drawn phone leads on
		return f.lead()
	}
	return ""
}

// Waits is that where the code is to run out, for the phone too: there is nothing to tap there meanwhile.
func (f frame) Waits() template.HTML {
	if f.State.Short() {
		return f.Beside()
	}
	return ""
}

// Draws tells whether the page stands before the doors.
func (f frame) Draws() bool { return f.run.Draws && f.State.Name == f.run.States[0].Name }

// Dotted is a host that wraps before its dots only.
func (f frame) Dotted(host string) template.HTML { return tutorial.Dotted(host) }

// Slashed is what stands behind it, which wraps before its slashes only.
func (f frame) Slashed(path string) template.HTML { return tutorial.Slashed(path) }

// shownLink is a link that was to be judged, as it is shown.
type shownLink struct {
	Before, End template.HTML
	Genuine     bool
}

// Shown is the link as it is shown.
func (f frame) Shown(l sandbox.Link) shownLink {
	return shownLink{f.Dotted(l.Before), f.Dotted(l.End), l.Genuine}
}

// OnlyNext tells whether there is nothing to decide here, only to go on from.
func (f frame) OnlyNext() bool {
	return len(f.State.Moves) == 1 && f.State.Moves[0].Choice && f.State.Moves[0].Door == 0
}

// Rightly tells whether what one has decided was right: then the way on may lie upon the words, which otherwise are to be read first.
func (f frame) Rightly() bool { return f.icon() == "ok" }

// Links are what the run asked one to judge.
func (f frame) Links() []sandbox.Link { return f.run.Links(f.State.Of) }

// LinkPlace says which of the links this is; "" where none is to be judged.
func (f frame) LinkPlace() (template.HTML, error) {
	if l := f.State.Link; l != nil {
		return f.H("choice.link", "N", l.N, "Of", l.Of)
	}
	return "", nil
}

// OnlyConsent tells whether the phone stands at its question from the start, as when somebody else's code is scanned.
func (f frame) OnlyConsent() bool {
	return len(f.State.Phone) > 0 && f.State.Phone[0].View == sandbox.PhoneConsent
}

// FirstView is what the on-screen phone shows at the start.
func (f frame) FirstView() sandbox.View { return f.State.Place().View }

// HasPhone tells whether the on-screen phone stands beside the screen.
func (f frame) HasPhone() bool { return len(f.State.Phone) > 0 }

// Digits are the keys of the drawn passcode pad.
func (f frame) Digits() []string { return []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "0"} }

// SampleReference stands on the on-screen phone while there is no live code; see presentPage for the one of a slide.
func (f frame) SampleReference() string { return "7K2M" }

// StartHref is where the run begins; the run that draws does so anew, and something else.
func (f frame) StartHref() string {
	if f.run.Draws && !f.Static() {
		door, _, _ := strings.Cut(f.State.Name, "-")
		return f.Href(drawPath(f.run.ID)) + "?after=" + door
	}
	return f.Href(f.site.statePath(f.Lang, f.run, f.run.States[0]))
}

// OnDrawnPhone is the query of a live page whose drawn phone is used.
const OnDrawnPhone = "phone"

// refreshEvery is how often the QR page asks for its state where there is no script: soon enough to feel alive, seldom
// enough to read the page and follow a link.
const refreshEvery = 5 // seconds

// showGrant puts a live practice code into the frame.
func (f *frame) showGrant(v GrantView) {
	g := v.Grant
	state := g.At(v.Now)
	code := f.addressQR(ScanURL(v.At, g))
	f.Live = &liveCode{
		ID: g.ID, UserCode: sandbox.FormatUserCode(g.UserCode), Reference: g.Reference, State: state,
		Events: "/sandbox/events?grant=" + g.ID + "&lang=" + f.Lang, QRSize: code.Size, QRPath: code.Path,
		ExpiresIn: max(0, int(g.ExpiresAt.Sub(v.Now)/time.Second)),
		Spent:     state == sandbox.Denied || state == sandbox.Expired,
	}
	f.Live.Deaf = !f.Live.Spent && v.Drawn
	if !f.Live.Spent && !v.Drawn {
		f.Refresh = refreshEvery
	}
	f.Live.Lengthens = g.Extends(f.State, v.Now)
	f.StatusState, f.PhonesReach, f.TypeAt = string(state), v.At.Reach, TypeAt(v.At)
	f.Status = noted(f.H(f.about(string(state))))(f.fault)
}

// relayedKinds name the messages about a code that have other words where somebody else opened it: what is right there is to
// decline, so nothing may urge one to allow.
var relayedKinds = []string{"pending", "scanned", "approved", "expired", "renewed", "minute-scanned"}

// scannedKinds name the messages that ask who has scanned a code to answer.
var scannedKinds = []string{"scanned", "drawn-scanned", "minute-scanned"}

// about is the message that says a thing about the code that this screen shows.
func (f frame) about(what string) string {
	switch {
	case f.Relayed() && slices.Contains(relayedKinds, what), declines(f.run, f.State) && what == "minute-scanned":
		return "grant.theirs-" + what
	case f.Relayed() && what == "drawn-scanned":
		return "grant.theirs-scanned"
	case f.ToldToWait() && what == "pending": // it is to run out, not to be scanned
		return "grant.short-pending"
	case f.ToldToWait() && slices.Contains(scannedKinds, what): // nor to be answered
		return "grant.short-scanned"
	case declines(f.run, f.State) && what == "scanned":
		return "grant.declined-scanned"
	case declines(f.run, f.State) && what == "drawn-scanned":
		return "grant.declined-drawn"
	}
	return "grant." + what
}

// ToldToWait tells whether the code is to run out and one knows it.
func (f frame) ToldToWait() bool { return toldToWait(f.State) }

// toldToWait is ToldToWait of a state: behind a door the code is like any other, or it would tell what is to come.
func toldToWait(st sandbox.State) bool { return st.Short() && st.Of == "" }

// Task is what the run asks for beside Allow and Decline.
func (f frame) Task() template.HTML { return f.task(f.run, f.State) }

// task is what a run asks for beside Allow and Decline where that is not the rule; "" elsewhere.
func (b base) task(run sandbox.Scenario, st sandbox.State) template.HTML {
	switch {
	case declines(run, st):
		return b.html("grant.declined-drawn")
	case toldToWait(st):
		return b.html("grant.short-scanned")
	}
	return ""
}

// declines tells whether the run wants one to decline there, though one has opened the code oneself: Allow leads to a warning.
func declines(run sandbox.Scenario, st sandbox.State) bool {
	return !st.Relayed && !st.Short() && slices.ContainsFunc(st.Phone, func(view sandbox.PhoneState) bool {
		return slices.ContainsFunc(view.Moves, func(m sandbox.Move) bool {
			to, _ := run.State(m.To.State)
			return m.Action == sandbox.Allow && to.Mark == sandbox.Careful
		})
	})
}

// asked is the explanation with which a code was declined that leads here, where the run had asked for that; "" elsewhere.
func (f frame) asked() string {
	for _, code := range f.run.States {
		if m, _ := f.run.After(code, sandbox.Denied); m.Why != "" && m.To.State == f.State.Name && declines(f.run, code) {
			return m.Why
		}
	}
	return ""
}

// AllowWarns is what the computer warns of once Allow has been pressed; nil where Allow leads to no warning. The phone says
// the same then: it praises nothing.
func (f frame) AllowWarns() *situation {
	to, ok := f.site.allowWarns(f.run, f.State)
	if !ok {
		return nil
	}
	return &situation{Title: f.phrases(f.site.wordsOf(f.Lang, f.run, to).Words(to.Base).Title)}
}

// allowWarns is the situation to which Allow leads where that is a warning.
func (s *Site) allowWarns(run sandbox.Scenario, st sandbox.State) (sandbox.State, bool) {
	m, ok := run.After(st, sandbox.Approved)
	if !ok {
		return sandbox.State{}, false
	}
	to, ok := run.State(m.To.State)
	return to, ok && to.Screen == "" && iconOf(run, to) == "warning"
}

// Relayed tells whether somebody else opened the code.
func (f frame) Relayed() bool { return f.State.Relayed }

// ScanURL is what a grant's QR code carries.
func ScanURL(at network.Address, g sandbox.Grant) string { return at.Base + "/d/" + g.ScanCode }

// TypeAt is where the nine digits are typed.
func TypeAt(at network.Address) string { return at.Typed + "/d" }

// shown is the screen that the state shows; nil where it is a situation of its own.
func (f frame) shown() *tutorial.Screen {
	return f.site.opt.Guides[f.Lang].Screen(string(f.State.Screen))
}

// GrantView is a grant as its holder sees it at a time.
type GrantView struct {
	Grant sandbox.Grant
	Now   time.Time
	At    network.Address // what the QR code carries
	Strip *Strip          // of a holder without script who is in a class
	Drawn bool            // the drawn phone is used
}
