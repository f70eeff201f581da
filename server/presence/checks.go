package presence

import (
	"container/list"
	"encoding/hex"
	"net/netip"
	"regexp"
	"sync"
	"time"

	"napguide/server/network"
	"napguide/server/workshop"
)

// Checks remembers which trainers' own phones have found the way to this site. It is kept in memory only: a check is
// over in a minute. Processes on one cluster tell one another, since the phone may reach another one than the page did.
type Checks struct {
	now func() time.Time

	mu      sync.Mutex
	byToken map[string]*list.Element // of *check
	waiting list.List                // the longest not looked at first
}

// check is one trainer's: does a phone reach this machine?
type check struct {
	token   string
	arrived string              // by which address, or ""
	since   time.Time           // when the kit was opened
	near    map[netip.Addr]bool // the machines near by at that time; nil where the system does not tell
}

const (
	maxChecks = 10_000 // beyond it the one that nobody has looked at for longest gives way
	checkLife = time.Hour
)

// NewChecks begins without any check.
func NewChecks(now func() time.Time) *Checks {
	return &Checks{now: now, byToken: map[string]*list.Element{}}
}

// CheckToken names a trainer's check in every process alike, and gives nothing of the secret away.
func CheckToken(secret string) string {
	return hex.EncodeToString(workshop.Hash("check " + secret))[:12]
}

var checkTokens = regexp.MustCompile(`^[0-9a-f]{12}$`)

// Open is the trainer's check. One that does not exist yet begins, if it may.
func (k *Checks) Open(secret string, may func() bool) (token, arrived string) {
	token = CheckToken(secret)
	if arrived, known := k.Arrived(token); known || !may() {
		return token, arrived
	}
	k.Begin(token)
	return token, ""
}

// Always is for a check that nobody floods: a screen of --dev's list.
func Always() bool { return true }

// Begin is true where the check did not exist yet.
func (k *Checks) Begin(token string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.find(token) != nil {
		return false
	}
	k.add(token)
	return true
}

// Leave ends a check that was begun for a page that follows it, if no phone has come.
func (k *Checks) Leave(token string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if c := k.find(token); c != nil && c.arrived == "" {
		k.drop(k.byToken[token])
	}
}

// find needs the lock.
func (k *Checks) find(token string) *check {
	e := k.byToken[token]
	if e == nil {
		return nil
	}
	c := e.Value.(*check)
	if !k.now().Before(c.since.Add(checkLife)) {
		k.drop(e)
		return nil
	}
	k.waiting.MoveToBack(e)
	return c
}

// add needs the lock.
func (k *Checks) add(token string) *check {
	if len(k.byToken) >= maxChecks {
		k.drop(k.waiting.Front())
	}
	c := &check{token: token, since: k.now(), near: network.Neighbours()}
	k.byToken[token] = k.waiting.PushBack(c)
	return c
}

// drop needs the lock.
func (k *Checks) drop(e *list.Element) {
	delete(k.byToken, k.waiting.Remove(e).(*check).token)
}

// Arrive notes by which address a phone came. It is false for a token that is not known, unless it may be another process's.
func (k *Checks) Arrive(token, base string, others bool) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.find(token)
	if c == nil {
		if !others || !checkTokens.MatchString(token) {
			return false
		}
		c = k.add(token)
	}
	c.arrived = base
	return true
}

// Arrived tells by which address a phone came, "" if none has yet. known is false where there is no such check.
func (k *Checks) Arrived(token string) (base string, known bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.find(token)
	if c == nil {
		return "", false
	}
	return c.arrived, true
}

// causeAfter is how long a phone may take to arrive before anything is said of it.
const causeAfter = 20 * time.Second

// LookAgain is when the kit's state may change by itself.
func (k *Checks) LookAgain(token string) time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.find(token)
	if c == nil || c.arrived != "" {
		return time.Time{}
	}
	if due := c.since.Add(causeAfter); k.now().Before(due) {
		return due
	}
	return k.now().Add(causeAfter / 4)
}

// Overdue tells whether a check's phone has not arrived for so long that something is said of it: since when it has been
// awaited, and which machines were near by then.
func (k *Checks) Overdue(token string) (since time.Time, near map[netip.Addr]bool, overdue bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.find(token)
	if c == nil || c.arrived != "" || k.now().Before(c.since.Add(causeAfter)) {
		return time.Time{}, nil, false
	}
	return c.since, c.near, true
}

// Count is how many checks are kept.
func (k *Checks) Count() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.byToken)
}

// IsCheckToken tells whether a text has the form of a check's name.
func IsCheckToken(token string) bool { return checkTokens.MatchString(token) }
