package sandbox

import "time"

// Screen is a simulated page of the computer.
type Screen string

const (
	Napplus   Screen = "napplus"   // the NAPPLUS page with the pink button
	SSO       Screen = "sso"       // e-Authentication (SSO) with the ThaID icon below the fold
	QR        Screen = "qr"        // the ThaID QR code
	Dashboard Screen = "dashboard" // signed in
	Error     Screen = "error"     // "cannot sign in", with the blue button
	Lesson    Screen = "lesson"    // ours: a situation to decide in, or what came of a decision
)

// Screens lists every screen of the simulated login in the order in which a sign-in meets them.
func Screens() []Screen { return []Screen{Napplus, SSO, QR, Dashboard, Error} }

// Action is something one can press on a simulated screen or on the on-screen phone.
type Action string

const (
	SignInOSS   Action = "sign-in-oss"  // napplus: the pink button
	Password    Action = "password"     // napplus, sso: the drawn password form
	ThaID       Action = "thaid"        // sso: the ThaID icon
	OtherMethod Action = "other-method" // sso: any of the other methods
	NewCode     Action = "new-code"     // qr: ask for another code
	Menu        Action = "menu"         // dashboard: an example menu
	Finish      Action = "finish"       // dashboard: on to the real login
	GoBack      Action = "go-back"      // error: the blue button

	Leave       Action = "leave"         // close the page
	CallAdmin   Action = "call-admin"    // tell the unit's Admin
	Refuse      Action = "refuse"        // say no, politely
	HelpThem    Action = "help-them"     // help somebody with their own app
	ScanForThem Action = "scan-for-them" // scan somebody else's code
	GoOn        Action = "go-on"         // take a page for genuine
	Next        Action = "next"          // on, after what came of a decision has been read
	Again       Action = "again"         // after a trap was taken: try once more

	OpenThaID  Action = "open-thaid"  // phone: the ThaID app
	OpenCamera Action = "open-camera" // phone: the camera app
	OpenOther  Action = "open-other"  // phone: any other app
	Passcode   Action = "passcode"    // phone: the app's passcode, pressed through
	Scan       Action = "scan"        // phone: point at the code
	Allow      Action = "allow"       // phone
	Decline    Action = "decline"     // phone
)

// Door is one of the surprise's doors, from 1.
func Door(n int) Action { return Action("door-" + string(rune('0'+n))) } // #nosec G115 -- there are nine doors at most

// IsChoice tells whether an action is a decision of one's own, offered below the screen, and not something drawn on it.
func (a Action) IsChoice() bool {
	switch a {
	case Leave, CallAdmin, Refuse, HelpThem, ScanForThem, GoOn, Next, Again:
		return true
	}
	return len(a) == len("door-1") && a[:5] == "door-"
}

// View is what the on-screen phone shows.
type View string

const (
	NoPhone      View = ""
	PhoneHome    View = "home"
	PhonePass    View = "passcode"
	PhoneScanner View = "scanner"
	PhoneConsent View = "consent"
)

// Place is where a trainee stands: a state of the computer and, beside a QR code, what the on-screen phone shows.
type Place struct {
	State string
	View  View
}

// Move is what one action does. A move to nowhere stays and explains why it was not the way.
// A Turn leads on, but away from the goal: a wrong turn, explained on the page it leads to.
type Move struct {
	Action Action
	To     Place
	Why    string // message key below "why.": the explanation; empty where none is needed
	Turn   bool
	Right  bool // what one is to do: the explanation is praise
}

// Stays tells whether the action leads nowhere.
func (m Move) Stays() bool { return m.To.State == "" }

// State is one page of a run: a screen of the computer in one of its variants, with what can be pressed on it
// and on the phone beside it.
type State struct {
	Name    string // unique in its scenario; the last part of the page's address
	Screen  Screen
	Variant string // what distinguishes two states of one screen: "", "declined", "expired", …
	Of      string // in the surprise: the run that the state comes from
	Link    *Link  // the address to be judged here, or that has just been judged
	Moves   []Move
	Phone   []PhoneState // beside the QR code only; the first is shown at the start
	End     bool         // the run's goal
}

// Link is an address that is genuine or not. One tells by the end of its host.
type Link struct {
	N, Of   int    // which it is, from 1, and of how many
	Before  string // the host up to its end
	End     string // the end of the host, which decides; of a false one, what is wrong in it
	Path    string // from the first slash on
	Genuine bool
	Like    string // the genuine host that a false one imitates
}

// Host is the name between "https://" and the first slash.
func (l Link) Host() string { return l.Before + l.End }

// PhoneState is one view of the on-screen phone and what can be pressed on it.
type PhoneState struct {
	View  View
	Moves []Move
}

// Scenario is a practice run with one lesson.
type Scenario struct {
	ID     string
	States []State // the first is where it starts
}

// State finds a state by name.
func (s Scenario) State(name string) (State, bool) {
	for _, st := range s.States {
		if st.Name == name {
			return st, true
		}
	}
	return State{}, false
}

// Next is where an action leads from a place. It is false where the place does not offer the action.
func (s Scenario) Next(at Place, a Action) (Move, bool) {
	st, ok := s.State(at.State)
	if !ok {
		return Move{}, false
	}
	moves := st.Moves
	for _, p := range st.Phone {
		if p.View == at.View {
			moves = append(moves[:len(moves):len(moves)], p.Moves...)
		}
	}
	for _, m := range moves {
		if m.Action == a {
			if m.Stays() {
				m.To = at
			}
			return m, true
		}
	}
	return Move{}, false
}

// Actions lists what a place offers.
func (s Scenario) Actions(at Place) []Action {
	st, _ := s.State(at.State)
	var out []Action
	for _, m := range st.Moves {
		out = append(out, m.Action)
	}
	for _, p := range st.Phone {
		if p.View == at.View {
			for _, m := range p.Moves {
				out = append(out, m.Action)
			}
		}
	}
	return out
}

// Start is the place where a run begins.
func (s Scenario) Start() Place { return s.States[0].Place() }

// Place is where a trainee stands on arriving at the state.
func (st State) Place() Place {
	p := Place{State: st.Name}
	if len(st.Phone) > 0 {
		p.View = st.Phone[0].View
	}
	return p
}

// ScreenActions lists, for each screen, every action that some scenario offers on it (the phone's included):
// what a step's front matter may name.
func ScreenActions() map[string][]string {
	out := map[string][]string{}
	seen := map[string]bool{}
	for _, sc := range Scenarios() {
		for _, st := range sc.States {
			moves := st.Moves
			for _, p := range st.Phone {
				moves = append(moves[:len(moves):len(moves)], p.Moves...)
			}
			for _, m := range moves {
				k := string(st.Screen) + "/" + string(m.Action)
				if !seen[k] {
					seen[k] = true
					out[string(st.Screen)] = append(out[string(st.Screen)], string(m.Action))
				}
			}
		}
	}
	return out
}

// After is the move that a QR code's outcome makes: Approved and Denied as the phone's Allow and Decline do, Expired only
// where the lesson is about it. It is false where the page stays as it is.
func (s Scenario) After(st State, outcome GrantState) (Move, bool) {
	action := map[GrantState]Action{Approved: Allow, Denied: Decline}[outcome]
	if outcome == Expired && st.Variant == "short" {
		action = Passcode
	}
	for _, v := range st.Phone {
		for _, m := range v.Moves {
			if action != "" && m.Action == action && !m.Stays() {
				return m, true
			}
		}
	}
	return Move{}, false
}

// CodeState finds the state that shows a live QR code: by name, or the run's first one.
func (s Scenario) CodeState(name string) (State, bool) {
	for _, st := range s.States {
		if st.Screen == QR && len(st.Phone) > 0 && (name == "" || st.Name == name) {
			return st, true
		}
	}
	return State{}, false
}

// Ends lists the runs whose lesson is complete at the state: the run itself, and in the surprise the one behind the door.
func (s Scenario) Ends(st State) []string {
	switch {
	case !st.End:
		return nil
	case st.Of != "":
		return []string{s.ID, st.Of}
	}
	return []string{s.ID}
}

// shortTTL is how long the code lasts that is to run out before the phone gets there: long enough to read the page
// and reach for the phone, too short to go through with it.
const shortTTL = 20 * time.Second

// TTL is how long the state's code lasts, given how long codes last otherwise.
func (st State) TTL(usual time.Duration) time.Duration {
	if st.Short() {
		return min(usual, shortTTL)
	}
	return usual
}

// Short tells whether the state's code is to run out before the phone gets there.
func (st State) Short() bool { return st.Variant == "short" }

// PracticeRuns lists the runs that stand by themselves, which need a page of words each.
func PracticeRuns() []string {
	var out []string
	for _, s := range Scenarios() {
		if s.ID != GuideRun {
			out = append(out, s.ID)
		}
	}
	return out
}
