package workshop

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"napguide/server/codes"
)

// Sizes and times of a room.
const (
	MaxSeats    = 500              // where nobody sets another limit
	Life        = 24 * time.Hour   // after the last action in it
	TicketLife  = 15 * time.Minute // of a link that carries the console to another device
	maxKeys     = 16               // devices that hold the trainer's key
	maxTickets  = 8
	maxText     = 100 // runes of a Wi-Fi name, a Wi-Fi password or a place
	CodeDigits  = 6
	secretBytes = 16
	keyLength   = 16 // letters and digits of a room's join key, five bits each

	recodePause = 3 * time.Second // a second press within it changes nothing
	HandsRest   = time.Minute     // for which hands stay down that were answered all at once
)

// What a room or a seat refuses.
var (
	ErrFull    = errors.New("workshop: all numbers are taken")
	ErrLocked  = errors.New("workshop: the room is locked")
	ErrEnded   = errors.New("workshop: the room has ended")
	ErrTicket  = errors.New("workshop: the link has been used or is too old")
	ErrTooLong = errors.New("workshop: the text is too long")
	ErrKeys    = errors.New("workshop: too many devices hold the key")
)

// Mode is who decides where participants are.
type Mode string

const (
	Free Mode = "free" // each goes on alone
	Lead Mode = "lead" // the trainer's step is everybody's
)

// Room is what the trainer decides. ID is its first code and never changes: addresses and keys are made of it.
type Room struct {
	ID         string    `json:"id"`
	Code       string    `json:"code"`               // what one types to join
	JoinKey    string    `json:"join_key,omitempty"` // what the QR code carries beside it, and nobody guesses; empty in rooms of older versions
	Recoded    time.Time `json:"recoded,omitzero"`
	Keys       [][]byte  `json:"keys"` // hashes of the trainer's secrets, one a device
	Base       string    `json:"base,omitempty"`
	Opened     time.Time `json:"opened"`
	LastActive time.Time `json:"last_action"`
	Ended      time.Time `json:"ended,omitzero"`

	Mode       Mode      `json:"mode"`
	Step       string    `json:"step,omitempty"` // "": gathering
	From       string    `json:"from,omitempty"` // the step before this one
	StepSince  time.Time `json:"step_since,omitzero"`
	Pace       Pace      `json:"pace,omitzero"`
	Run        string    `json:"run,omitempty"` // the practice run that was started for everybody
	Led        []string  `json:"led,omitempty"` // the runs that ever were, each once
	Event      Event     `json:"event,omitempty"`
	EventSince time.Time `json:"event_since,omitzero"`
	Moves      int       `json:"moves,omitempty"` // counts what moves everybody: a step, a run, an event or the end
	Left       Stand     `json:"left,omitzero"`   // where everybody was before the last move
	Moved      time.Time `json:"moved,omitzero"`  // when that was

	Frozen   bool      `json:"frozen,omitempty"`
	Locked   bool      `json:"locked,omitempty"`
	HandsUp  time.Time `json:"hands_up,omitzero"`   // from when hands may be raised again
	ShowCode bool      `json:"show_code,omitempty"` // the wall shows the join code large
	Dark     bool      `json:"dark,omitempty"`      // the wall is black; phones go on

	WifiName string   `json:"wifi_name,omitempty"`
	WifiPass string   `json:"wifi_pass,omitempty"`
	Place    string   `json:"place,omitempty"` // for the report
	Tickets  []Ticket `json:"tickets,omitempty"`

	Timer        time.Time `json:"timer,omitzero"`      // until when the wall counts down
	TimerSet     time.Time `json:"timer_set,omitzero"`  // since when
	TimerHeld    time.Time `json:"timer_held,omitzero"` // when the pause came in which the count stands still
	Question     Question  `json:"question,omitzero"`
	AnswersUntil time.Time `json:"answers_until,omitzero"` // after the end: how long what came of it may be told
	ByHand       Tally     `json:"by_hand,omitzero"`       // what came of it, as people told the trainer

	Damaged time.Time `json:"damaged,omitzero"` // when something of the room, or of its numbers, was lost with a damaged file
}

// Stand is where a class stands.
type Stand struct {
	Mode  Mode   `json:"mode,omitempty"`
	Step  string `json:"step,omitempty"`
	Run   string `json:"run,omitempty"`
	Event Event  `json:"event,omitempty"`
}

// stand is where the class stands now.
func (r Room) stand() Stand { return Stand{r.Mode, r.Step, r.Run, r.Event} }

// move notes that everybody is about to go elsewhere.
func (r *Room) move(now time.Time) {
	r.Left, r.Moved = r.stand(), now
	r.Question.Last = ""
	r.Moves++
}

// closeQuestion ends the question that is open, if one is; its answers are still to be read.
func (r *Room) closeQuestion() {
	if r.Question.Kind != "" {
		r.Question.Kind, r.Question.Last = "", r.Question.Kind
	}
}

// begin notes that a step, or a run, begins.
func (r *Room) begin(now time.Time) { r.StepSince, r.Pace = now, Pace{} }

// Pace is for how long the class has not been at its step, or its run, since that began: in pauses, and while each went alone.
type Pace struct {
	Held time.Time     `json:"held,omitzero"` // since when it is not
	Lost time.Duration `json:"lost,omitzero"` // all in all, before
}

// keep begins or ends such a time.
func (p Pace) keep(held bool, now time.Time) Pace {
	switch {
	case !held && !p.Held.IsZero():
		p.Held, p.Lost = time.Time{}, p.Lost+max(0, now.Sub(p.Held))
	case held && p.Held.IsZero():
		p.Held = now
	}
	return p
}

// Spent is how long the class has been at what began then.
func (p Pace) Spent(since, now time.Time) time.Duration {
	if !p.Held.IsZero() {
		now = p.Held
	}
	return max(0, now.Sub(since)-p.Lost)
}

// Ticket lets one more device become a console, once.
type Ticket struct {
	Hash  []byte    `json:"hash"`
	Until time.Time `json:"until"`
}

// New opens a room for the trainer who knows the secret. The code is also its ID.
func New(code, secret, base string, now time.Time) Room {
	return Room{
		ID: code, Code: code, JoinKey: newJoinKey(), Keys: [][]byte{Hash(secret)}, Base: base,
		Opened: now, LastActive: now, Mode: Lead, ShowCode: true,
	}
}

// NewCode makes six random digits.
func NewCode() string { return codes.Random(CodeDigits) }

// NewSecret makes 128 random bits as text.
func NewSecret() string {
	b := make([]byte, secretBytes)
	rand.Read(b)
	return fmt.Sprintf("%x", b)
}

// newJoinKey makes 80 random bits that make a QR code little larger.
func newJoinKey() string { return strings.ToLower(rand.Text()[:keyLength]) }

// JoinPath is the last part of the address that the room's QR code carries: the code, and the key that makes it no guess.
func (r Room) JoinPath() string {
	if r.JoinKey == "" {
		return r.Code
	}
	return r.Code + "-" + r.JoinKey
}

// ParseInvitation reads a code as it is typed or pasted, or as the QR code carries it; key is empty for the former.
func ParseInvitation(text string) (code, key string, ok bool) {
	if part := codes.Addressed(text); len(part) == CodeDigits+1+keyLength && part[CodeDigits] == '-' {
		code, ok = ParseCode(part[:CodeDigits])
		return code, strings.ToLower(part[CodeDigits+1:]), ok
	}
	code, ok = ParseCode(text)
	return code, "", ok
}

// Invites tells whether a key is the one that the room's QR code carries.
func (r Room) Invites(key string) bool {
	return r.JoinKey != "" && subtle.ConstantTimeCompare([]byte(r.JoinKey), []byte(key)) == 1
}

// Hash is what is kept of a secret.
func Hash(secret string) []byte {
	h := sha256.Sum256([]byte("workshop " + secret))
	return h[:]
}

// ParseCode reads six digits as people type or paste them, alone or in their address.
func ParseCode(s string) (string, bool) { return codes.ReadDigits(s, CodeDigits) }

// HeldBy tells whether a secret is a trainer's key of this room.
func (r Room) HeldBy(secret string) bool {
	if secret == "" {
		return false
	}
	return r.HasKey(Hash(secret))
}

// HasKey is HeldBy for who has made the hash once and asks many rooms.
func (r Room) HasKey(hash []byte) bool {
	held := 0
	for _, k := range r.Keys {
		held |= subtle.ConstantTimeCompare(k, hash)
	}
	return held == 1
}

// IsEnded tells whether the trainer has ended the room.
func (r Room) IsEnded() bool { return !r.Ended.IsZero() }

// did notes an action. Everything that changes a room goes through it.
func (r Room) did(now time.Time) Room {
	r.LastActive = later(r.LastActive, now)
	return r
}

// change changes a copy of a room that has not ended. Error: ErrEnded.
func (r Room) change(now time.Time, do func(*Room)) (Room, error) {
	if r.IsEnded() {
		return r, ErrEnded
	}
	do(&r)
	r.Pace = r.Pace.keep(r.Frozen || r.Mode == Free && r.Run == "", now)
	return r.did(now), nil
}

// LeadTo takes everybody to a step; "" gathers them again. It ends a run, and the wall turns from the code to the step.
func (r Room) LeadTo(step string, now time.Time) (Room, error) {
	return r.change(now, func(r *Room) {
		if r.Step != step || r.Run != "" || r.Event != "" {
			r.begin(now)
			r.move(now)
		}
		if r.Step != step {
			r.From = r.Step
		}
		r.Mode, r.Step, r.Run, r.Event, r.ShowCode, r.Dark = Lead, step, "", "", step == "", false
		r.closeQuestion()
		r.countDown(0, now)
	})
}

// SetMode leads, or lets go: then each does what they like. A run that was started for everybody is over.
func (r Room) SetMode(m Mode, now time.Time) (Room, error) {
	return r.change(now, func(r *Room) {
		if m == Lead && (r.Mode != Lead || r.Run != "" || r.Event != "") {
			r.move(now) // everybody comes back to the step
		}
		r.Mode, r.Run, r.Event = m, "", ""
	})
}

// Start gives everybody a practice run on their own screen.
func (r Room) Start(run string, now time.Time) (Room, error) {
	return r.change(now, func(r *Room) {
		r.move(now)
		r.begin(now)
		r.Run, r.Event, r.ShowCode, r.Dark = run, "", false, false
		r.closeQuestion()
		r.countDown(0, now)
		if !slices.Contains(r.Led, run) {
			r.Led = append(slices.Clone(r.Led), run)
		}
	})
}

// Within is the room as far as the course still has where it stands: what an edit took away leads back to the waiting room.
func (r Room) Within(c Course) Room {
	if (r.Step == "" || slices.Contains(c.Steps, r.Step)) && (r.Run == "" || slices.Contains(c.Runs, r.Run)) && (r.Event == "" || slices.Contains(c.Events, r.Event)) {
		return r
	}
	r.Step, r.Run, r.Event, r.ShowCode = "", "", "", true
	return r
}

// Inject lets something happen to everybody's practice; "" takes it back, and everybody is where they were.
func (r Room) Inject(e Event, now time.Time) (Room, error) {
	return r.change(now, func(r *Room) {
		r.move(now)
		r.Event, r.EventSince = e, now
	})
}

// IsBack tells whether everybody is where they were before something happened to all: the last move took that back. A run that
// was sent once more begins anew.
func (r Room) IsBack() bool {
	before := r.Left
	before.Event = ""
	return r.Left.Event != "" && r.stand() == before && (r.Run == "" || !r.StepSince.Equal(r.Moved))
}

// Freeze stops everybody's page, for a word from the trainer, and the time that is counted down; false goes on.
func (r Room) Freeze(on bool, now time.Time) (Room, error) {
	return r.change(now, func(r *Room) {
		switch {
		case on && r.TimerHeld.IsZero() && now.Before(r.Timer):
			r.TimerHeld = now
		case !on && !r.TimerHeld.IsZero():
			pause := max(0, now.Sub(r.TimerHeld))
			r.Timer, r.TimerSet, r.TimerHeld = r.Timer.Add(pause), r.TimerSet.Add(pause), time.Time{}
		}
		r.Frozen = on
	})
}

// Lock keeps newcomers out. Who has a number keeps it.
func (r Room) Lock(on bool, now time.Time) (Room, error) {
	return r.change(now, func(r *Room) { r.Locked = on })
}

// ShowJoin brings the big join code back to the wall for latecomers, or takes it off.
func (r Room) ShowJoin(on bool, now time.Time) (Room, error) {
	return r.change(now, func(r *Room) { r.ShowCode, r.Dark = on, r.Dark && !on })
}

// Darken makes the wall black, so that everybody looks at the trainer; false brings its picture back. So does whatever
// puts something else on the wall.
func (r Room) Darken(on bool, now time.Time) (Room, error) {
	return r.change(now, func(r *Room) { r.Dark = on })
}

// Recode gives the room another join code and key. Numbers, addresses and what the wall shows stay.
func (r Room) Recode(code string, now time.Time) (Room, error) {
	return r.change(now, func(r *Room) { r.Code, r.JoinKey, r.Recoded = code, newJoinKey(), now })
}

// HasJustRecoded tells whether the code was changed a moment ago.
func (r Room) HasJustRecoded(now time.Time) bool {
	return !r.Recoded.IsZero() && now.Sub(r.Recoded).Abs() < recodePause
}

// RestHands keeps hands down for a while, for a word from the trainer or where somebody plays with them.
func (r Room) RestHands(now time.Time) (Room, error) {
	return r.change(now, func(r *Room) { r.HandsUp = now.Add(HandsRest) })
}

// HandsIn is how long hands still stay down; 0: they may be raised.
func (r Room) HandsIn(now time.Time) time.Duration {
	return min(max(0, r.HandsUp.Sub(now)), HandsRest) // a clock that is put back lengthens nothing
}

const maxTimer = time.Hour

// SetTimer has the wall count down from now; 0 takes the count off.
func (r Room) SetTimer(d time.Duration, now time.Time) (Room, error) {
	if !r.IsEnded() && (d < 0 || d > maxTimer) {
		return r, ErrTooLong
	}
	return r.change(now, func(r *Room) {
		r.countDown(d, now)
	})
}

// countDown begins at once, in a pause with its end; 0 takes the count off.
func (r *Room) countDown(d time.Duration, now time.Time) {
	r.Timer, r.TimerSet, r.TimerHeld = time.Time{}, time.Time{}, time.Time{}
	if d == 0 {
		return
	}
	r.Timer, r.TimerSet = now.Add(d), now
	if r.Frozen {
		r.TimerHeld = now
	}
}

// End ends the class. What was counted stays for the report until the room expires.
func (r Room) End(now time.Time) Room {
	if !r.IsEnded() {
		r.Ended = now
		r.move(now) // everybody comes back to the room's page
	}
	r.Frozen, r.ShowCode, r.Dark, r.WifiName, r.WifiPass, r.Tickets = false, false, false, "", "", nil
	r.Question.Kind = ""
	r.countDown(0, now)
	return r.did(now)
}

// Damage notes that something of the room, or of its numbers, may be lost. Nobody has done anything.
func (r Room) Damage(now time.Time) Room {
	r.Damaged = now
	return r
}

// ReadDamage takes the note away: the trainer has read it.
func (r Room) ReadDamage(now time.Time) Room {
	r.Damaged = time.Time{}
	return r.did(now)
}

// SetBase chooses the address that the room's QR codes carry.
func (r Room) SetBase(base string, now time.Time) Room {
	r.Base = base
	return r.did(now)
}

// SetWifi gives the network of the room, to be shown as a QR code; an empty name takes it away.
func (r Room) SetWifi(name, pass string, now time.Time) (Room, error) {
	if tooLong(name) || tooLong(pass) {
		return r, ErrTooLong
	}
	if name == "" {
		pass = ""
	}
	r.WifiName, r.WifiPass = name, pass
	return r.did(now), nil
}

// SetPlace names where the class was, for the report.
func (r Room) SetPlace(place string, now time.Time) (Room, error) {
	if tooLong(place) {
		return r, ErrTooLong
	}
	r.Place = place
	return r.did(now), nil
}

func tooLong(s string) bool { return utf8.RuneCountInString(s) > maxText }

// Offer makes a one-time link's secret good for a while. The oldest gives way.
func (r Room) Offer(ticket string, now time.Time) (Room, error) {
	return r.change(now, func(r *Room) {
		live := r.liveTickets(now)
		r.Tickets = append(live[max(0, len(live)-maxTickets+1):], Ticket{Hash: Hash(ticket), Until: now.Add(TicketLife)})
	})
}

// Redeem uses a one-time link up and makes the device that knows the secret a console.
func (r Room) Redeem(ticket, secret string, now time.Time) (Room, error) {
	if r.HeldBy(secret) {
		return r, nil // the same device again
	}
	live := r.liveTickets(now)
	hash := Hash(ticket)
	at := slices.IndexFunc(live, func(t Ticket) bool { return subtle.ConstantTimeCompare(t.Hash, hash) == 1 })
	if at < 0 {
		return r, ErrTicket
	}
	if len(r.Keys) >= maxKeys {
		return r, ErrKeys
	}
	r.Tickets = slices.Delete(live, at, at+1)
	r.Keys = append(slices.Clone(r.Keys), Hash(secret))
	return r.did(now), nil
}

// Offers tells whether a one-time link is still good.
func (r Room) Offers(ticket string, now time.Time) bool {
	hash := Hash(ticket)
	return slices.ContainsFunc(r.liveTickets(now), func(t Ticket) bool { return subtle.ConstantTimeCompare(t.Hash, hash) == 1 })
}

// liveTickets is a copy of those that are not too old.
func (r Room) liveTickets(now time.Time) []Ticket {
	return slices.DeleteFunc(slices.Clone(r.Tickets), func(t Ticket) bool { return !now.Before(t.Until) })
}

// Question is a quick question to the whole room.
type Question struct {
	Kind   string `json:"kind"` // one of Questions
	Number int    `json:"number"`
	Last   string `json:"last,omitempty"` // the kind of one that is over, until the class goes on or is asked another
}

// Questions are the two that there are, with the answers to each: whether everybody is ready to go on, and which one it is.
func Questions() map[string][]string {
	return map[string][]string{"go-on": {"yes", "wait"}, "which": {"1", "2", "3", "4"}}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
