package tutorial

// Views of a phone, as a heading's anchor names them.
const (
	HomeView     = "home"     // the app among others
	PasscodeView = "passcode" // the app's passcode, pressed through; never on a real phone
	ScannerView  = "scanner"
	QuestionView = "question" // what is asked, and what is shared
	DoneView     = "done"
	DeclinedView = "declined"
	ExpiredView  = "expired"
)

var phoneViews = []string{HomeView, PasscodeView, ScannerView, QuestionView, DoneView, DeclinedView, ExpiredView}

// What can be pressed in each view, and must be there. The program gives the passcode its keys.
var phonePresses = map[string][]string{
	HomeView: {"open-app", "open-camera", "open-other"}, ScannerView: {"scan"}, QuestionView: {"allow", "decline"},
}

// PhoneActions are the presses of a phone, and what becomes of its code, which no screen may have.
func PhoneActions() []string {
	return []string{"open-app", "open-camera", "open-other", "passcode", "scan", "allow", "decline", "expired"}
}

// Limits of a phone.
const (
	maxApps              = 12
	maxShared            = 8
	minDigits, maxDigits = 4, 12
	maxPhoneWords        = 300
	maxPhoneTexts        = 4
)

// Phone is a phone with an app that scans codes.
type Phone struct {
	Page
	Checked string // as a Screen's
	Digits  int    // of the passcode
	Views   map[string]*PhoneView
}

// PhoneView is one view of it. Texts keep the "|" between their phrases.
type PhoneView struct {
	Title   string
	Texts   []string // paragraphs
	Shared  []string // with the question: what is passed on
	Presses []Press
	line    int
}

// Press is what is pressed in the view for an action, or an empty one.
func (v *PhoneView) Press(action string) Press {
	p, _ := pressFor(v.Presses, action)
	return p
}
