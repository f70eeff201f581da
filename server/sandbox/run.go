package sandbox

import (
	"slices"
	"strconv"
	"time"
)

// Screen names a simulated page of the computer. What stands on it is content; "" is a situation of the run's own.
type Screen string

// Action is something one can press on a simulated screen, on the on-screen phone, or below both.
type Action string

// What the machine itself knows: the presses of the on-screen phone, the way out of a guided run, the end of a code's time.
const (
	OpenApp    Action = "open-app"    // phone: the app that signs in
	OpenCamera Action = "open-camera" // phone: the camera app
	OpenOther  Action = "open-other"  // phone: any other app
	Passcode   Action = "passcode"    // phone: the app's passcode, pressed through
	Scan       Action = "scan"        // phone: point at the code
	Allow      Action = "allow"       // phone
	Decline    Action = "decline"     // phone
	Expire     Action = "expired"     // nobody presses it: the code's time runs out
	Finish     Action = "finish"      // at the end of a run, on its screen: on to what follows
)

// Door is one of the doors of a run that draws, from 1.
func Door(n int) Action { return Action("door-" + strconv.Itoa(n)) }

// View is what the on-screen phone shows.
type View string

const (
	PhoneHome    View = "home"
	PhonePass    View = "passcode"
	PhoneScanner View = "scanner"
	PhoneConsent View = "consent"
	PhoneSpent   View = "spent" // where declining leads to no other page: the code is spent
)

// Place is where a trainee stands: a state of the computer and, beside a QR code, what the on-screen phone shows.
type Place struct {
	State string
	View  View
}

// Move is what one action does. A move to nowhere stays. What it explains is read where one stays or arrives.
type Move struct {
	Action  Action
	To      Place
	Why     string // names the explanation among the run's words; "" where there is none
	Right   bool   // what one is to do: praised
	Mistake bool   // away from the goal: counted
	Choice  bool   // a decision of one's own, offered below the screen
	Door    int    // of a run that draws: which door it is, from 1
}

// Spends tells whether the answer leads nowhere but to a code that is spent.
func (m Move) Spends() bool { return m.Action == Decline && m.Stays() }

// Stays tells whether the action leads nowhere.
func (m Move) Stays() bool { return m.To.State == "" }

// Mark is the sign that stands above a situation.
type Mark string

const (
	Good    Mark = "good"
	Careful Mark = "careful"
)

// State is one page of a run: a screen of the computer, or a situation of the run's own, with what can be pressed on it
// and on the phone beside it.
type State struct {
	Name    string        // unique in its run; the last part of the page's address
	Base    string        // the state whose words it has: its own name, or of which it was made
	Of      string        // the run whose words it has; "" where it is its own
	Screen  Screen        // what is drawn; "": nothing but the state's own words
	Device  string        // names the phone that stands beside a code
	Address string        // in the drawn address bar, where it is another than the screen's
	Relayed bool          // somebody else opened the code: the phone starts at its question
	Lasts   time.Duration // how long its code lasts; 0: as long as codes do
	Expiry  Move          // where the end of its code's time leads; its Action is "" where the code renews quietly
	Event   bool          // the trainer can send everybody here
	Judged  bool          // Link is to be judged here
	Link    *Link         // the address to be judged here, or that has just been judged
	Listed  bool          // shows all addresses that the run asked one to judge
	Mark    Mark
	Contact bool // shows whom to tell
	Sample  bool // says that the real wording may differ
	Moves   []Move
	Phone   []PhoneState // beside the code only; the first is shown at the start
	End     bool         // the run's goal
	Part    bool         // behind a door that has only some of what its run asks
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
	Guided bool    // the run that the steps point at: each of its states is a step's
	Hints  bool    // the steps' hints are there for who asks
	Draws  bool    // begins before doors, one of which is drawn
	Part   bool    // only some of the addresses that the run asks one to judge
	States []State // the first is where it starts
}

// State finds a state by name.
func (s Scenario) State(name string) (State, bool) {
	return first(s.States, func(st State) bool { return st.Name == name })
}

// first is the first of some for which something is true.
func first[T any](all []T, is func(T) bool) (one T, ok bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	return one, false
}

// AllMoves is everything that can be pressed in a state, whatever the phone shows.
func (st State) AllMoves() []Move {
	moves := slices.Clip(st.Moves)
	for _, p := range st.Phone {
		moves = append(moves, p.Moves...)
	}
	return moves
}

// leads is everything that leads out of a state, the end of its code's time too.
func (st State) leads() []Move { return append(st.AllMoves(), st.Expiry) }

// Reached is which states one can come to from the first.
func (s Scenario) Reached() map[string]bool {
	reached := map[string]bool{}
	if len(s.States) == 0 {
		return reached
	}
	for queue := []string{s.States[0].Name}; len(queue) > 0; queue = queue[1:] {
		st, ok := s.State(queue[0])
		if !ok || reached[st.Name] {
			continue
		}
		reached[st.Name] = true
		for _, m := range st.leads() {
			queue = append(queue, m.To.State)
		}
	}
	return reached
}

// Ending is which states have a way to an end, the ends among them.
func (s Scenario) Ending() map[string]bool {
	ending := map[string]bool{}
	for _, st := range s.States {
		ending[st.Name] = st.End
	}
	for changed := true; changed; {
		changed = false
		for _, st := range s.States {
			if !ending[st.Name] && slices.ContainsFunc(st.leads(), func(m Move) bool { return ending[m.To.State] }) {
				ending[st.Name], changed = true, true
			}
		}
	}
	return ending
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

// HasCode tells whether the state shows a live QR code.
func (st State) HasCode() bool { return len(st.Phone) > 0 }

// CodeState finds the state that shows a live QR code: by name, or the run's first one.
func (s Scenario) CodeState(name string) (State, bool) {
	return first(s.States, func(st State) bool { return st.HasCode() && (name == "" || st.Name == name) })
}

// Ends lists the runs whose lesson is complete at the state: the run itself, and the one behind a door, where all of it is.
func (s Scenario) Ends(st State) []string {
	switch {
	case !st.End:
		return nil
	case st.Of != "" && st.Of != s.ID && !st.Part:
		return []string{s.ID, st.Of}
	}
	return []string{s.ID}
}

// TTL is how long the state's code lasts, given how long codes last otherwise.
func (st State) TTL(usual time.Duration) time.Duration {
	if st.Short() {
		return min(usual, st.Lasts)
	}
	return usual
}

// Short tells whether the state's code is to run out before the phone gets there.
func (st State) Short() bool { return st.Lasts > 0 }

// WithPhone puts the on-screen phone beside the state: its home screen, the app, the passcode, the scanner, the question,
// to which the answers belong. At somebody else's code it starts at the question. Where a code is to run out, it does so
// while the passcode is pressed.
func (st State) WithPhone(answers []Move) State {
	question := PhoneState{View: PhoneConsent, Moves: answers}
	if st.Relayed {
		st.Phone = []PhoneState{question}
		return st
	}
	here := func(v View) Place { return Place{State: st.Name, View: v} }
	passed := Move{Action: Passcode, To: here(PhoneScanner)}
	if st.Expiry.Action != "" {
		passed = st.Expiry
		passed.Action = Passcode
	}
	st.Phone = []PhoneState{
		{View: PhoneHome, Moves: []Move{
			{Action: OpenApp, To: here(PhonePass)},
			{Action: OpenCamera, Why: string(OpenCamera)},
			{Action: OpenOther, Why: string(OpenOther)},
		}},
		{View: PhonePass, Moves: []Move{passed}},
		{View: PhoneScanner, Moves: []Move{{Action: Scan, To: here(PhoneConsent)}}},
		question,
	}
	return st
}
