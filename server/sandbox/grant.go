package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"regexp"
	"strings"
	"time"

	"napguide/server/codes"
)

// GrantState is where one simulated sign-in stands:
// pending → scanned → approved | denied, and expired from the first two.
type GrantState string

const (
	Pending  GrantState = "pending"  // the code is shown, no phone has come yet
	Scanned  GrantState = "scanned"  // a phone has the page open
	Approved GrantState = "approved" // the phone pressed Allow
	Denied   GrantState = "denied"   // the phone pressed Decline
	Expired  GrantState = "expired"  // time ran out before an answer
)

// What a grant refuses. The server words each of them for a person.
var (
	ErrExpired  = errors.New("sandbox: the code has expired")
	ErrAnswered = errors.New("sandbox: the code has been answered already")
	ErrTaken    = errors.New("sandbox: the approval has been taken already")
	ErrPending  = errors.New("sandbox: nobody has answered yet")
	ErrDenied   = errors.New("sandbox: the phone declined")
	ErrLongest  = errors.New("sandbox: the code lasts as long as it may")
)

// MaxExtensions is how often a code can be made to last its time once more: ten times, as WCAG 2.2.1 asks, and no more,
// since every open code counts for the limits.
const MaxExtensions = 10

// Lengths of the codes a grant carries.
const (
	UserCodeDigits = 9                      // typed by people without a camera
	secretBytes    = 16                     // 128 random bits in scan_code and device_code
	scanCodeLength = 26                     // 130 bits in base32
	refAlphabet    = "23456789CFHJKMPRTVWX" // nothing that reads like something else
	refLength      = 4
)

// Grant is one simulated sign-in (RFC 8628). It is a value: every change returns a new one,
// which the store then writes with compare-and-set.
type Grant struct {
	ID        string     `json:"id"`                 // public; names the grant's page; derived from ScanCode
	ScanCode  string     `json:"scan_code"`          // 128 random bits, base32 in capitals, which makes the QR code small; in it only
	UserCode  string     `json:"user_code"`          // nine digits, without spaces
	Reference string     `json:"reference"`          // short, the same on both devices
	Holder    []byte     `json:"holder"`             // SHA-256 of the computer's secret (session or device_code)
	Phone     []byte     `json:"phone,omitempty"`    // SHA-256 of the secret of the phone that answered; the computer's where its drawn phone did
	Scenario  string     `json:"scenario"`           // which practice run it belongs to
	Place     string     `json:"place,omitempty"`    // which of the run's QR codes it is; empty: the first
	Lang      string     `json:"lang"`               // the computer's language, kept for the phone
	State     GrantState `json:"state"`              // as last written; ask At for the state at a time
	Taken     bool       `json:"taken,omitempty"`    // the token endpoint has handed the approval out
	Extended  int        `json:"extended,omitempty"` // how often its time was lengthened
	CreatedAt time.Time  `json:"created_at"`         // UTC
	ExpiresAt time.Time  `json:"expires_at"`         // UTC; decides, whatever the store's own TTL
}

// NewGrant makes a pending grant with fresh random codes, held by who knows holderSecret.
func NewGrant(holderSecret, scenario, lang string, now time.Time, ttl time.Duration) Grant {
	scan := newScanCode()
	return Grant{
		ID: idOf(scan), ScanCode: scan, UserCode: codes.Random(UserCodeDigits), Reference: codes.RandomFrom(refAlphabet, refLength),
		Holder: HashSecret(holderSecret), Scenario: scenario, Lang: lang, State: Pending,
		CreatedAt: now.UTC(), ExpiresAt: now.Add(ttl).UTC(),
	}
}

// WithUserCode gives the grant another random user code, for when the first one is in use.
func (g Grant) WithUserCode() Grant {
	g.UserCode = codes.Random(UserCodeDigits)
	return g
}

// At is the grant's state at a time: a grant that nobody answered expires.
func (g Grant) At(now time.Time) GrantState {
	if (g.State == Pending || g.State == Scanned) && !now.Before(g.ExpiresAt) {
		return Expired
	}
	return g.State
}

// HeldBy tells whether the secret is the one the grant was made with, in constant time.
func (g Grant) HeldBy(holderSecret string) bool {
	return holderSecret != "" && subtle.ConstantTimeCompare(g.Holder, HashSecret(holderSecret)) == 1
}

// AnsweredBy tells whether the answer is this phone's. A phone without cookies has the empty secret and leaves none, so
// that what it answered shows itself to every phone.
func (g Grant) AnsweredBy(phoneSecret string) bool {
	return len(g.Phone) == 0 || phoneSecret != "" && subtle.ConstantTimeCompare(g.Phone, HashSecret(phoneSecret)) == 1
}

// AnsweredAtHome tells whether the browser that holds the grant answered it: on its drawn phone.
func (g Grant) AnsweredAtHome() bool {
	return len(g.Phone) > 0 && subtle.ConstantTimeCompare(g.Phone, g.Holder) == 1
}

// Scan records that some phone has the grant's page open. It binds nobody: what looks first may be a preview of the link,
// and one phone may have two browsers. Errors: ErrExpired, ErrAnswered.
func (g Grant) Scan(now time.Time) (Grant, error) {
	switch g.At(now) {
	case Expired:
		return g, ErrExpired
	case Approved, Denied:
		return g, ErrAnswered
	}
	g.State = Scanned
	return g, nil
}

// Answer records Allow (true) or Decline (false), once: the first answer binds. It works from pending too: a phone
// without script never reports its scan. The same answer again from the same phone is no error.
// Errors: ErrExpired, ErrAnswered.
func (g Grant) Answer(allow bool, phoneSecret string, now time.Time) (Grant, error) {
	want := Denied
	if allow {
		want = Approved
	}
	switch state := g.At(now); {
	case state == Expired:
		return g, ErrExpired
	case state == want && len(g.Phone) > 0 && g.AnsweredBy(phoneSecret):
		return g, nil
	case state == Approved || state == Denied:
		return g, ErrAnswered
	}
	if phoneSecret != "" {
		g.Phone = HashSecret(phoneSecret)
	}
	g.State = want
	return g, nil
}

// Extends tells whether the code's time can be lengthened at a time. A code that is short because running out is the
// lesson cannot: its place says so.
func (g Grant) Extends(st State, now time.Time) bool {
	state := g.At(now)
	return (state == Pending || state == Scanned) && g.Extended < MaxExtensions && !st.Short()
}

// Extend gives the code its usual time once more, on top of what is left, for who needs longer to find the phone or to
// read. Errors: ErrExpired, ErrAnswered, ErrLongest.
func (g Grant) Extend(st State, usual time.Duration, now time.Time) (Grant, error) {
	switch g.At(now) {
	case Expired:
		return g, ErrExpired
	case Approved, Denied:
		return g, ErrAnswered
	}
	if !g.Extends(st, now) {
		return g, ErrLongest
	}
	g.Extended++
	g.ExpiresAt = g.ExpiresAt.Add(usual)
	return g, nil
}

// Take hands the approval out once, to the token endpoint.
// Errors: ErrPending, ErrDenied, ErrExpired (also an approval older than the grant), ErrTaken.
func (g Grant) Take(now time.Time) (Grant, error) {
	switch g.At(now) {
	case Pending, Scanned:
		return g, ErrPending
	case Denied:
		return g, ErrDenied
	case Expired:
		return g, ErrExpired
	}
	if g.Taken {
		return g, ErrTaken
	}
	if !now.Before(g.ExpiresAt) {
		return g, ErrExpired
	}
	g.Taken = true
	return g, nil
}

// NewSecret is 128 random bits in base64url: 22 characters.
func NewSecret() string {
	var b [secretBytes]byte
	rand.Read(b[:]) // crypto/rand.Read never returns an error
	return base64.RawURLEncoding.EncodeToString(b[:])
}

var scanCode = regexp.MustCompile(`^[A-Z2-7]{26}$`)

// newScanCode makes 130 random bits of letters and digits that a QR code packs by two.
func newScanCode() string { return rand.Text()[:scanCodeLength] }

// HashSecret is what is kept of a secret: its SHA-256.
func HashSecret(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}

// Code is what a phone presents: either nine typed digits or the QR code's scan_code.
type Code struct {
	UserCode string // nine digits, or ""
	GrantID  string // for a scan_code: the grant it belongs to
	scan     string
}

// ParseCode reads a code as people type or paste it, alone or in its address, or as the QR code carries it.
// It is false for anything else, whatever its length.
func ParseCode(s string) (Code, bool) {
	at := codes.Addressed(s)
	if upper := strings.ToUpper(at); scanCode.MatchString(upper) {
		return Code{GrantID: idOf(upper), scan: upper}, true
	}
	if b, err := base64.RawURLEncoding.Strict().DecodeString(at); err == nil && len(b) == secretBytes { // as versions before made them
		return Code{GrantID: idOf(at), scan: at}, true
	}
	if digits, ok := codes.ReadDigits(s, UserCodeDigits); ok {
		return Code{UserCode: digits}, true
	}
	return Code{}, false
}

// ScanCode is the code as the QR code carries it, or "" where digits were read.
func (c Code) ScanCode() string { return c.scan }

// Opens tells in constant time whether the code is one of the grant's own.
func (c Code) Opens(g Grant) bool {
	if c.scan != "" {
		return subtle.ConstantTimeCompare([]byte(c.scan), []byte(g.ScanCode)) == 1
	}
	return subtle.ConstantTimeCompare([]byte(c.UserCode), []byte(g.UserCode)) == 1
}

// FormatUserCode groups the digits for reading: 482 913 057.
func FormatUserCode(digits string) string { return codes.Group(digits) }

// ValidGrantID tells whether a string has the form of a grant's public name.
func ValidGrantID(id string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(id)
	return err == nil && len(b) == idBytes
}

const idBytes = 12

// idOf derives the public name from the scan code, so that a scan finds its grant without an index
// and the name gives nothing of the code away.
func idOf(scan string) string {
	return base64.RawURLEncoding.EncodeToString(HashSecret("grant:" + scan)[:idBytes])
}

// After is the move that a QR code's outcome makes: Approved and Denied as the phone's Allow and Decline do, Expired only
// where the state says where that leads. It is false where the page stays as it is.
func (s Scenario) After(st State, outcome GrantState) (Move, bool) {
	if outcome == Expired {
		return st.Expiry, st.Expiry.Action != ""
	}
	action, answered := map[GrantState]Action{Approved: Allow, Denied: Decline}[outcome]
	return first(st.AllMoves(), func(m Move) bool { return answered && m.Action == action && !m.Stays() })
}
