package network

import (
	"context"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"sync/atomic"
	"time"
)

// LookEvery is how often the machine's cards are looked at where they may have changed: a code on a screen follows
// within it. A look takes a tenth of a millisecond and 50 KB.
const LookEvery = 2 * time.Second

// lookAnyway is after how many times of nothing told the cards are looked at all the same: each five minutes.
const lookAnyway = 150

// Address is where this site can be opened.
type Address struct {
	Base  string // what QR codes carry: scheme and host, no slash at the end
	Typed string // the same as people type it
	Type  Type   // of the card; Unknown for a public address
	Note  Note
	Reach bool // false: a loopback address, which no phone can open
}

// IsPublic tells whether the address was configured and can be opened from everywhere, tomorrow too.
func (a Address) IsPublic() bool {
	u, err := url.Parse(a.Base)
	return err == nil && a.Type == Configured && IsPublicHost(u.Hostname())
}

// Options are what a Source is made of.
type Options struct {
	Listening netip.AddrPort
	Secure    bool          // it serves https
	Public    *url.URL      // in canonical form; nil: none is configured
	Cards     func() []Card // nil: this machine's
	Name      string        // of this machine; "": as the system says
}

// Source knows this machine's addresses as they are now. New makes it, Follow keeps it true.
type Source struct {
	opt   Options
	watch func() (changed func() bool, stop func())
	now   atomic.Pointer[View]
}

// New looks at the machine once.
func New(o Options) *Source {
	watched := always
	if o.Cards == nil {
		o.Cards, watched = Cards, watch
	}
	if o.Name == "" {
		o.Name, _ = os.Hostname()
	}
	s := &Source{opt: o, watch: watched}
	s.now.Store(s.look())
	return s
}

// Public is the configured address, or nil.
func (s *Source) Public() *url.URL { return s.opt.Public }

// Now is what was last found.
func (s *Source) Now() *View { return s.now.Load() }

// Follow looks at the machine again and again until ctx ends, and calls changed after each change.
func (s *Source) Follow(ctx context.Context, every time.Duration, changed func()) {
	mayDiffer, stop := s.watch()
	defer stop()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for n := 0; ; n++ { // the first look is for what changed since New
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if told := mayDiffer(); !told && n%lookAnyway != 0 {
			continue
		}
		if now := s.look(); !now.equal(s.Now()) {
			s.now.Store(now)
			changed()
		}
	}
}

// View is the machine's addresses at one time. It never changes.
type View struct {
	Local Address // on this machine itself
	all   []Address
	byIP  map[netip.Addr]Address // those of all that are addresses of cards
	fixed bool                   // all is the public address
	hosts map[string]bool
}

// look asks the system for its cards and makes a view of them.
func (s *Source) look() *View {
	scheme := "http"
	if s.opt.Secure {
		scheme = "https"
	}
	listening, port := s.opt.Listening.Addr().Unmap().WithZone(""), strconv.Itoa(int(s.opt.Listening.Port()))
	at := func(addr netip.Addr) Address {
		base := scheme + "://" + joinHost(scheme, addr.String(), port)
		return Address{Base: base, Typed: Typed(base), Reach: !addr.IsLoopback()}
	}
	v := &View{byIP: map[netip.Addr]Address{}, hosts: map[string]bool{"localhost": true, "127.0.0.1": true, "::1": true}}
	own := func(host string) {
		if canonical, ok := CanonicalHost(host); ok {
			v.hosts[canonical] = true
		}
	}
	v.Local = at(netip.AddrFrom4([4]byte{127, 0, 0, 1}))
	if !listening.IsUnspecified() {
		v.Local = at(listening)
		own(listening.String())
	}
	cards := s.opt.Cards()
	for _, c := range Rank(cards) {
		if !listening.IsUnspecified() && listening != c.Addr {
			continue
		}
		a := at(c.Addr)
		a.Type, a.Note = c.Type, c.Note
		v.all = append(v.all, a)
		v.byIP[c.Addr] = a
	}
	if listening.IsUnspecified() {
		for _, card := range cards {
			for _, p := range card.Addrs {
				own(p.Addr().String())
			}
		}
	} else if len(v.all) == 0 && v.Local.Reach { // a card that does not tell of itself
		v.all = []Address{v.Local}
	}
	if s.opt.Name != "" {
		own(s.opt.Name)
		own(s.opt.Name + ".local")
	}
	if public := s.opt.Public; public != nil {
		own(public.Hostname())
		base := public.Scheme + "://" + public.Host
		v.all, v.fixed = []Address{{Base: base, Typed: Typed(base), Type: Configured, Reach: !IsLoopback(public.Hostname())}}, true
	}
	return v
}

func (v *View) equal(o *View) bool {
	return slices.Equal(v.all, o.all) && maps.Equal(v.hosts, o.hosts)
}

// All are the addresses that phones may open, the likeliest first; only the public one where there is one. It is empty
// where no phone can open this site.
func (v *View) All() []Address { return v.all }

// Best is the likeliest address, or the local one where there is no other.
func (v *View) Best() Address {
	if len(v.all) > 0 {
		return v.all[0]
	}
	return v.Local
}

// Find is the address with a base, if it is one of ours now.
func (v *View) Find(base string) (Address, bool) {
	i := slices.IndexFunc(v.all, func(a Address) bool { return a.Base == base })
	if base == "" || i < 0 {
		return Address{}, false
	}
	return v.all[i], true
}

// For is the address for a code that a visitor is shown: the chosen one if it is ours still, else the one by which the
// visitor came if a phone can use it too, else the likeliest. The public address goes before all.
func (v *View) For(chosen string, came netip.Addr) Address {
	if v.fixed {
		return v.all[0]
	}
	if a, ok := v.Find(chosen); ok {
		return a
	}
	if a, ok := v.byIP[came]; ok && a.ForPhones() {
		return a
	}
	return v.Best()
}

// Of is the address as codes carry it by which a visitor came; the public one where there is one.
func (v *View) Of(came netip.Addr) (Address, bool) {
	if v.fixed {
		return v.all[0], true
	}
	a, ok := v.byIP[came]
	return a, ok
}

// ForPhones tells whether phones are where the address's card leads to.
func (a Address) ForPhones() bool {
	return a.Type != VPN && a.Type != Virtual && a.Note != LinkLocal && a.Note != Translated && a.Note != Tethered
}

// CameBy is the address of ours by which a visitor came: what they asked for, if that is an address, else where the
// connection arrived. What is not ours is the zero address. Nothing that a visitor can make up gets into it.
func (v *View) CameBy(host []byte, arrived net.Addr) netip.Addr {
	if name, _, ok := SplitHost(string(host)); ok {
		if name, ok = CanonicalHost(name); ok {
			if addr, err := netip.ParseAddr(name); err == nil && v.has(addr) {
				return addr
			}
		}
	}
	if addr := AddrOf(arrived); v.has(addr) {
		return addr
	}
	return netip.Addr{}
}

// has tells whether an address is one of this machine's.
func (v *View) has(addr netip.Addr) bool {
	_, ours := v.byIP[addr]
	return ours
}

// IsOwn tells whether a canonical host is a name or an address of this site.
func (v *View) IsOwn(host []byte) bool { return v.hosts[string(host)] }
