package sandbox

// IDs of the practice runs.
const (
	GuideRun = "guide"    // the five steps: each screen is a step's, wrong turns are only explained
	Standard = "standard" // straight through, with no pointing
)

// Scenarios lists every practice run, the guided steps first.
func Scenarios() []Scenario { return []Scenario{guide(), standard()} }

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
		napplus("sso"),
		{Name: "sso", Screen: SSO, Moves: []Move{
			{Action: ThaID, To: Place{State: "qr", View: PhoneHome}},
			{Action: Password, Why: "sso-password"},
			{Action: OtherMethod, Why: "sso-other"},
		}},
		code("qr", "dashboard", ""),
		{Name: "dashboard", Screen: Dashboard, End: true, Moves: []Move{{Action: Menu, Why: "menu"}, {Action: Finish, To: Place{State: "error"}}}},
		{Name: "error", Screen: Error, Moves: []Move{{Action: GoBack, To: Place{State: "napplus"}}}},
	}}
}

func standard() Scenario {
	return Scenario{ID: Standard, States: []State{
		napplus("sso"),
		{Name: "sso", Screen: SSO, Moves: []Move{
			{Action: ThaID, To: Place{State: "qr", View: PhoneHome}},
			{Action: Password, To: Place{State: "error"}, Turn: true},
			{Action: OtherMethod, To: Place{State: "error"}, Turn: true},
		}},
		code("qr", "dashboard", "qr-declined"),
		spentCode("qr-declined", "declined", "qr"),
		{Name: "dashboard", Screen: Dashboard, End: true, Moves: []Move{{Action: Menu, Why: "menu"}}},
		{Name: "error", Screen: Error, Moves: []Move{{Action: GoBack, To: Place{State: "napplus"}}}},
	}}
}

// napplus is the first page: the pink button leads on, the drawn password form is explained.
func napplus(next string) State {
	return State{Name: "napplus", Screen: Napplus, Moves: []Move{
		{Action: SignInOSS, To: Place{State: next}},
		{Action: Password, Why: "napplus-password"},
	}}
}

// code is a live QR code with the phone beside it: its home screen, the ThaID app, the passcode, the scanner, the question.
// Without a declined state, Decline is explained on the spot.
func code(name, allowed, declined string) State {
	decline := Move{Action: Decline, To: Place{State: declined}}
	if declined == "" {
		decline = Move{Action: Decline, Why: "phone-declined"}
	}
	return State{Name: name, Screen: QR, Phone: []PhoneState{
		{View: PhoneHome, Moves: []Move{
			{Action: OpenThaID, To: Place{State: name, View: PhonePass}},
			{Action: OpenCamera, Why: "phone-camera"},
			{Action: OpenOther, Why: "phone-other"},
		}},
		{View: PhonePass, Moves: []Move{{Action: Passcode, To: Place{State: name, View: PhoneScanner}}}},
		{View: PhoneScanner, Moves: []Move{{Action: Scan, To: Place{State: name, View: PhoneConsent}}}},
		{View: PhoneConsent, Moves: []Move{
			{Action: Allow, To: Place{State: allowed}},
			decline,
		}},
	}}
}

// spentCode is the QR page when its code can no longer be used.
func spentCode(name, variant, next string) State {
	return State{Name: name, Screen: QR, Variant: variant, Moves: []Move{
		{Action: NewCode, To: Place{State: next, View: PhoneHome}},
	}}
}
