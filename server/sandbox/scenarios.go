package sandbox

import (
	"slices"
	"sync"
)

// IDs of the practice runs.
const (
	GuideRun    = "guide"        // the five steps: each screen is a step's, wrong turns are only explained
	Standard    = "standard"     // straight through, with no pointing
	WrongMethod = "wrong-method" // the password way, the error page, the blue button
	ExpiredRun  = "expired"      // the code runs out before the phone gets there
	DeclinedRun = "declined"     // Decline is pressed on the phone
	NoRights    = "no-rights"    // ThaID was used, and "no rights" comes twice
	Lookalike   = "lookalike"    // the address bar is not NHSO's
	RelayedCode = "relayed-code" // somebody asks to have a code scanned
	Surprise    = "surprise"     // one of the others, without saying which
)

// Scenarios lists every practice run, the guided steps first and the surprise last. They are shared: nobody changes them.
func Scenarios() []Scenario { return scenarios() }

// scenarios makes them once: an event stream asks for its own at every beat.
var scenarios = sync.OnceValue(func() []Scenario {
	runs := []Scenario{guide(), standard(), wrongMethod(), expired(), declined(), noRights(), lookalike(), relayedCode()}
	return slices.Clip(append(runs, surprise(runs[2:])))
})

// Find looks a scenario up by its ID.
func Find(id string) (Scenario, bool) {
	for _, s := range Scenarios() {
		if s.ID == id {
			return s, true
		}
	}
	return Scenario{}, false
}

func guide() Scenario {
	return Scenario{ID: GuideRun, States: []State{
		napplus("napplus", "sso"),
		{Name: "sso", Screen: SSO, Moves: []Move{
			{Action: ThaID, To: Place{State: "qr", View: PhoneHome}},
			{Action: Password, Why: "sso-password"},
			{Action: OtherMethod, Why: "sso-other"},
		}},
		code("qr", "", "dashboard", ""),
		{Name: "dashboard", Screen: Dashboard, End: true, Moves: []Move{{Action: Menu, Why: "menu"}, {Action: Finish, To: Place{State: "error"}}}},
		{Name: "error", Screen: Error, Moves: []Move{{Action: GoBack, To: Place{State: "napplus"}}}},
	}}
}

func standard() Scenario {
	return Scenario{ID: Standard, States: []State{
		napplus("napplus", "sso"),
		sso("sso", "qr", "error"),
		code("qr", "", "dashboard", "qr-declined"),
		spentCode("qr-declined", "declined", "qr"),
		dashboard(),
		errorPage("error", "napplus"),
	}}
}

func wrongMethod() Scenario {
	return Scenario{ID: WrongMethod, States: []State{
		napplus("napplus", "sso"),
		{Name: "sso", Screen: SSO, Moves: []Move{
			{Action: Password, To: Place{State: "error"}},
			{Action: OtherMethod, To: Place{State: "error"}},
			{Action: ThaID, Why: "wrong-method-first"},
		}},
		errorPage("error", "napplus-again"),
		napplus("napplus-again", "sso-again"),
		sso("sso-again", "qr", "error"),
		code("qr", "", "dashboard", "qr-declined"),
		spentCode("qr-declined", "declined", "qr"),
		dashboard(),
	}}
}

func expired() Scenario {
	short := code("qr-short", "short", "dashboard", "qr-declined")
	for i := range short.Phone {
		if short.Phone[i].View == PhonePass {
			short.Phone[i].Moves = []Move{{Action: Passcode, To: Place{State: "qr-expired"}}} // time ran out meanwhile
		}
	}
	return Scenario{ID: ExpiredRun, States: []State{
		napplus("napplus", "sso"),
		sso("sso", "qr-short", "error"),
		short,
		spentCode("qr-expired", "expired", "qr"),
		code("qr", "", "dashboard", "qr-declined"),
		spentCode("qr-declined", "declined", "qr"),
		dashboard(),
		errorPage("error", "napplus"),
	}}
}

func declined() Scenario {
	return Scenario{ID: DeclinedRun, States: []State{
		napplus("napplus", "sso"),
		sso("sso", "qr-decline", "error"),
		code("qr-decline", "decline", "allowed", "qr-declined"),
		lesson("allowed", "allowed", Move{Action: Again, To: Place{State: "qr-decline", View: PhoneHome}}),
		spentCode("qr-declined", "declined", "qr"),
		code("qr", "", "dashboard", "qr-declined"),
		dashboard(),
		errorPage("error", "napplus"),
	}}
}

func noRights() Scenario {
	first := errorPage("error", "napplus-again")
	first.Moves = append(first.Moves, Move{Action: CallAdmin, Why: "no-rights-once"})
	second := errorPage("error-again", "")
	second.Moves = []Move{{Action: CallAdmin, To: Place{State: "told"}}, {Action: GoBack, Why: "no-rights-twice"}}
	told := lesson("told", "told")
	told.End = true
	return Scenario{ID: NoRights, States: []State{
		napplus("napplus", "sso"),
		ssoExplained("sso", "qr"),
		code("qr", "", "error", "qr-declined"),
		spentCode("qr-declined", "declined", "qr"),
		first,
		napplus("napplus-again", "sso-again"),
		ssoExplained("sso-again", "qr-again"),
		code("qr-again", "", "error-again", "qr-again-declined"),
		spentCode("qr-again-declined", "declined", "qr-again"),
		second,
		told,
	}}
}

func lookalike() Scenario {
	left := lesson("left", "left")
	left.End = true
	return Scenario{ID: Lookalike, States: []State{
		{Name: "napplus", Screen: Napplus, Variant: "lookalike", Moves: []Move{
			{Action: Leave, To: Place{State: "left"}},
			{Action: SignInOSS, To: Place{State: "caught"}, Turn: true},
			{Action: Password, To: Place{State: "caught"}, Turn: true},
		}},
		lesson("caught", "caught", Move{Action: Again, To: Place{State: "napplus"}}),
		left,
	}}
}

func relayedCode() Scenario {
	ask := func(name, variant, code, refused string) State {
		return lesson(name, variant,
			Move{Action: Refuse, To: Place{State: refused}},
			Move{Action: ScanForThem, To: Place{State: code, View: PhoneConsent}, Turn: true})
	}
	theirCode := func(name, taken, refused string) State {
		return State{Name: name, Screen: QR, Variant: "theirs", Phone: []PhoneState{{View: PhoneConsent, Moves: []Move{
			{Action: Decline, To: Place{State: refused}},
			{Action: Allow, To: Place{State: taken}, Turn: true},
		}}}}
	}
	refused := lesson("refused", "refused")
	refused.End = true
	return Scenario{ID: RelayedCode, States: []State{
		ask("chat", "chat", "chat-code", "person"),
		theirCode("chat-code", "chat-taken", "person"),
		lesson("chat-taken", "taken", Move{Action: Again, To: Place{State: "chat"}}),
		ask("person", "person", "person-code", "refused"),
		theirCode("person-code", "person-taken", "refused"),
		lesson("person-taken", "taken", Move{Action: Again, To: Place{State: "person"}}),
		refused,
	}}
}

// surprise is every other run behind a numbered door. Its states carry the door's number before their own name.
func surprise(runs []Scenario) Scenario {
	s := Scenario{ID: Surprise, States: []State{lesson("doors", "doors")}}
	for i, run := range runs {
		prefix := string(rune('1'+i)) + "-"
		s.States[0].Moves = append(s.States[0].Moves, Move{Action: Door(i + 1), To: prefixed(prefix, run.Start())})
		for _, st := range run.States {
			st.Name = prefix + st.Name
			st.Of = run.ID
			st.Moves = prefixedMoves(prefix, st.Moves)
			phone := make([]PhoneState, len(st.Phone))
			for k, v := range st.Phone {
				phone[k] = PhoneState{View: v.View, Moves: prefixedMoves(prefix, v.Moves)}
			}
			st.Phone = phone
			s.States = append(s.States, st)
		}
	}
	return s
}

func prefixed(prefix string, p Place) Place {
	if p.State != "" {
		p.State = prefix + p.State
	}
	return p
}

func prefixedMoves(prefix string, moves []Move) []Move {
	out := make([]Move, len(moves))
	for i, m := range moves {
		m.To = prefixed(prefix, m.To)
		out[i] = m
	}
	return out
}

// napplus is the first page: the pink button leads on, the drawn password form is explained.
func napplus(name, next string) State {
	return State{Name: name, Screen: Napplus, Moves: []Move{
		{Action: SignInOSS, To: Place{State: next}},
		{Action: Password, Why: "napplus-password"},
	}}
}

// sso is the page of sign-in methods: ThaID leads on, any other leads to the error page, as on the real system.
func sso(name, next, wrong string) State {
	return State{Name: name, Screen: SSO, Moves: []Move{
		{Action: ThaID, To: Place{State: next, View: PhoneHome}},
		{Action: Password, To: Place{State: wrong}, Why: "turn-password", Turn: true},
		{Action: OtherMethod, To: Place{State: wrong}, Why: "turn-other", Turn: true},
	}}
}

// ssoExplained is the same page where the error page would mean something else.
func ssoExplained(name, next string) State {
	return State{Name: name, Screen: SSO, Moves: []Move{
		{Action: ThaID, To: Place{State: next, View: PhoneHome}},
		{Action: Password, Why: "sso-password"},
		{Action: OtherMethod, Why: "sso-other"},
	}}
}

// code is a live QR code with the phone beside it: its home screen, the ThaID app, the passcode, the scanner, the
// question. Without a declined state, Decline is explained on the spot.
func code(name, variant, allowed, declined string) State {
	decline := Move{Action: Decline, To: Place{State: declined}}
	if declined == "" {
		decline = Move{Action: Decline, Why: "phone-declined"}
	}
	return State{Name: name, Screen: QR, Variant: variant, Phone: []PhoneState{
		{View: PhoneHome, Moves: []Move{
			{Action: OpenThaID, To: Place{State: name, View: PhonePass}},
			{Action: OpenCamera, Why: "phone-camera"},
			{Action: OpenOther, Why: "phone-other"},
		}},
		{View: PhonePass, Moves: []Move{{Action: Passcode, To: Place{State: name, View: PhoneScanner}}}},
		{View: PhoneScanner, Moves: []Move{{Action: Scan, To: Place{State: name, View: PhoneConsent}}}},
		{View: PhoneConsent, Moves: []Move{{Action: Allow, To: Place{State: allowed}}, decline}},
	}}
}

// spentCode is the QR page when its code can no longer be used.
func spentCode(name, variant, next string) State {
	return State{Name: name, Screen: QR, Variant: variant, Moves: []Move{
		{Action: NewCode, To: Place{State: next, View: PhoneHome}},
	}}
}

func dashboard() State {
	return State{Name: "dashboard", Screen: Dashboard, End: true, Moves: []Move{{Action: Menu, Why: "menu"}}}
}

func errorPage(name, next string) State {
	return State{Name: name, Screen: Error, Moves: []Move{{Action: GoBack, To: Place{State: next}}}}
}

// lesson is a page that is not of the real system: a situation to decide in, or what came of it.
func lesson(name, variant string, moves ...Move) State {
	return State{Name: name, Screen: Lesson, Variant: variant, Moves: moves}
}
