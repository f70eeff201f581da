package sandbox

import (
	"slices"
	"sync"
)

// IDs of the practice runs.
const (
	GuideRun    = "guide"        // the five steps: each screen is a step's, wrong turns are only explained
	WithHints   = "with-hints"   // straight through, with hints for who asks
	Standard    = "standard"     // straight through, with no hints
	WrongMethod = "wrong-method" // the password way, the error page, the blue button
	ExpiredRun  = "expired"      // the code runs out before the phone gets there
	DeclinedRun = "declined"     // Decline is pressed on the phone
	NoRights    = "no-rights"    // ThaID was used, and "no rights" comes twice
	Lookalike   = "lookalike"    // six addresses, some of which are not the login's
	RelayedCode = "relayed-code" // somebody asks to have a code scanned
	Surprise    = "surprise"     // one of those where what is right needs no brief, drawn at random
)

// Scenarios lists every practice run, the guided steps first and the surprise last. They are shared: nobody changes them.
func Scenarios() []Scenario { return scenarios() }

// scenarios makes them once: an event stream asks for its own at every beat.
var scenarios = sync.OnceValue(func() []Scenario {
	return []Scenario{
		guide(), straight(WithHints), straight(Standard), wrongMethod(), expired(), declined(), noRights(),
		lookalike(1, 2, 3, 4, 5, 6), relayedCode(),
		// Who signs in by another method, or declines, without being asked to does nothing that would have to be scolded
		// or praised: those runs are behind no door.
		surprise(straight(Standard), expired(), noRights(), lookalike(2, 6), relayedCode()),
	}
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

func straight(id string) Scenario {
	return Scenario{ID: id, States: []State{
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

// links are the addresses of the login and others that imitate them, with names that nobody can own. On none of the first
// three screens does every address lie, or every one tell the truth.
func links() []State {
	const login, methods, thaid = "dmis.nhso.go.th", "iam.nhso.go.th", "imauth.bora.dopa.go.th"
	ends := func(host string) (before, end string) {
		const government = ".go.th"
		return host[:len(host)-len(government)], government
	}
	genuine := func(screen Screen, host, path string) State {
		before, end := ends(host)
		return State{Screen: screen, Link: &Link{Before: before, End: end, Path: path, Genuine: true}}
	}
	falsely := func(screen Screen, like, before, end, path string) State {
		return State{Screen: screen, Link: &Link{Before: before, End: end, Path: path, Like: like}}
	}
	return []State{
		falsely(Napplus, login, login, ".nap.example", "/NAPPLUS/login.jsp"),
		genuine(SSO, methods, "/…"),
		genuine(Napplus, login, "/NAPPLUS/login.jsp"),
		falsely(SSO, methods, "iam.", "nhso-go-th.example", "/…"),
		genuine(QR, thaid, "/…"),
		falsely(QR, thaid, thaid, ".example", "/…"),
	}
}

// lookalike asks of some of the links whether one goes on or closes the page. What came of it is told at once, and the
// next one follows either way: to leave a genuine page is a mistake too.
func lookalike(which ...int) Scenario {
	run := Scenario{ID: Lookalike}
	all := links()
	name := func(i int) string { return "link-" + string(rune('1'+i)) }
	for i, n := range which {
		page := all[n-1]
		link := *page.Link
		link.N, link.Of = i+1, len(which)
		next := Move{Action: Next, To: Place{State: "done"}}
		if i+1 < len(which) {
			next.To.State = name(i + 1)
		}
		told := map[bool]State{}
		for _, went := range []bool{true, false} {
			variant := map[bool]string{true: "went-on", false: "left"}[went]
			if right := went == link.Genuine; right {
				variant += "-rightly"
			}
			told[went] = lesson(name(i)+"-"+variant, variant, next)
		}
		page.Name, page.Variant, page.Link = name(i), "link", &link
		page.Moves = []Move{
			{Action: GoOn, To: Place{State: told[true].Name}, Turn: !link.Genuine},
			{Action: Leave, To: Place{State: told[false].Name}, Turn: link.Genuine},
		}
		run.States = append(run.States, page)
		for _, went := range []bool{true, false} {
			st := told[went]
			st.Link = &link
			run.States = append(run.States, st)
		}
	}
	done := lesson("done", "done")
	done.End = true
	run.States = append(run.States, done)
	return run
}

// Links lists what a run asks one to judge, in its order.
func (s Scenario) Links(of string) []Link {
	var out []Link
	for _, st := range s.States {
		if st.Variant == "link" && st.Of == of {
			out = append(out, *st.Link)
		}
	}
	return out
}

func relayedCode() Scenario {
	ask := func(name, variant, code, refused string) []State {
		helped := name + "-helped"
		return []State{
			lesson(name, variant,
				Move{Action: ScanForThem, To: Place{State: code, View: PhoneConsent}, Turn: true},
				Move{Action: HelpThem, To: Place{State: helped}},
				Move{Action: Refuse, To: Place{State: refused}, Why: "refused-one", Right: true}),
			lesson(helped, "helped", Move{Action: Next, To: Place{State: refused}}),
		}
	}
	theirCode := func(name, taken, refused string) State {
		return State{Name: name, Screen: QR, Variant: "theirs", Phone: []PhoneState{{View: PhoneConsent, Moves: []Move{
			{Action: Decline, To: Place{State: refused}, Why: "declined-one", Right: true},
			{Action: Allow, To: Place{State: taken}, Turn: true},
		}}}}
	}
	refused := lesson("refused", "refused")
	refused.End = true
	return Scenario{ID: RelayedCode, States: slices.Concat(
		ask("chat", "chat", "chat-code", "person"),
		[]State{
			theirCode("chat-code", "chat-taken", "person"),
			lesson("chat-taken", "taken", Move{Action: Again, To: Place{State: "chat"}}),
		},
		ask("person", "person", "person-code", "refused"),
		[]State{
			theirCode("person-code", "person-taken", "refused"),
			lesson("person-taken", "taken", Move{Action: Again, To: Place{State: "person"}}),
			refused,
		},
	)}
}

// surprise has runs behind numbered doors. Its states carry the door's number before their own name.
func surprise(runs ...Scenario) Scenario {
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

// Doors is how many doors the surprise has.
func Doors() int {
	s, _ := Find(Surprise)
	return len(s.States[0].Moves)
}

// Behind is the state behind one of the surprise's doors, from 1.
func Behind(door int) State {
	s, _ := Find(Surprise)
	st, _ := s.State(s.States[0].Moves[door-1].To.State)
	return st
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
	return State{Name: name, Screen: Screen("qr-" + variant), Variant: variant, Moves: []Move{
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
