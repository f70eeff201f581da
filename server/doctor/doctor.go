// Package doctor looks at a machine before a class, and finds what a trainer needs to know: by which addresses phones come,
// the port, the firewall as far as it can be seen, the disk, the clock, and whether a phone has arrived. Its findings are
// worded by the messages doctor.{Kind}.
package doctor

import (
	"time"

	"napguide/server/network"
)

// Verdict is how a finding is meant.
type Verdict string

const (
	Good    Verdict = "good"
	Look    Verdict = "look" // somebody should look at it
	Bad     Verdict = "bad"  // the class cannot begin so
	Unknown Verdict = "unknown"
)

// Finding is one thing that was looked at.
type Finding struct {
	Kind    string // the end of its message's name
	Verdict Verdict
	Address network.Address // for address findings; the zero value for others
	Port    string
	Free    uint64    // bytes
	Time    time.Time // what the clock says, or when a phone came
	Text    string    // a fault of a file
}

// Message is the name of the finding's message.
func (f Finding) Message() string { return "doctor." + f.Kind }

// What a port is, as far as a program can find out by asking for it.
const (
	PortFree      = "port-free"
	PortOurs      = "port-ours" // a guide listens there
	PortUsed      = "port-used"
	PortForbidden = "port-forbidden"
)

// Machine is what is known of a machine. The zero values are what is not known.
type Machine struct {
	View     *network.View
	Port     string // a number
	PortIs   string // PortFree or another of these; "": not known
	Memory   bool   // nothing is kept on a disk
	Refused  bool   // the data folder cannot be written
	Free     uint64 // bytes free for the data folder
	Now      time.Time
	Built    time.Time // when the program was made; zero: not known
	Running  bool      // a guide runs, so Arrived says something
	Arrived  time.Time // when the last other machine came; zero: none
	Firewall Firewall
	Faults   []string // of the trainer's own files beside the program
}

// Firewall is what the system says of its own.
type Firewall string

const (
	FirewallUnknown Firewall = "unknown"
	FirewallOff     Firewall = "off"
	FirewallOn      Firewall = "on"
)

const (
	diskLow  = 200 << 20                 // bytes from where on a class and its log may fill the disk
	diskFull = 8 << 20                   // bytes below which the store soon writes nothing
	oldest   = 20 * 365 * 24 * time.Hour // no program is used for longer: a clock that says so is wrong
)

// Examine finds everything there is to find, the most important first.
func Examine(m Machine) []Finding {
	var out []Finding
	add := func(kind string, v Verdict, set ...func(*Finding)) {
		f := Finding{Kind: kind, Verdict: v}
		for _, s := range set {
			s(&f)
		}
		out = append(out, f)
	}
	for i, a := range m.View.All() {
		is := func(f *Finding) { f.Address = a }
		switch {
		case !a.Reach:
		case i > 0:
			add("address-other", Good, is)
		case a.Type == network.VPN || a.Type == network.Virtual || a.Note == network.LinkLocal || a.Note == network.Translated:
			add("address-unlikely", Look, is)
		default:
			add("address-best", Good, is)
		}
	}
	if !m.View.Best().Reach {
		add("address-none", Bad)
	}
	port := func(f *Finding) { f.Port = m.Port }
	switch m.PortIs {
	case PortFree, PortOurs:
		add(m.PortIs, Good, port)
	case PortUsed, PortForbidden:
		add(m.PortIs, Bad, port)
	}
	switch {
	case !m.Arrived.IsZero(): // a connection has come through
		add("firewall-passed", Good)
	case m.Firewall == FirewallOff:
		add("firewall-off", Good)
	case m.Firewall == FirewallOn:
		add("firewall-on", Look)
	default:
		add("firewall-unknown", Unknown)
	}
	switch free := func(f *Finding) { f.Free = m.Free }; {
	case m.Memory:
		add("disk-memory", Look)
	case m.Refused:
		add("disk-refused", Bad)
	case m.Free < diskFull:
		add("disk-full", Bad, free)
	case m.Free < diskLow:
		add("disk-low", Look, free)
	default:
		add("disk-enough", Good, free)
	}
	clock := func(f *Finding) { f.Time = m.Now }
	if !m.Built.IsZero() && (m.Now.Before(m.Built.Add(-24*time.Hour)) || m.Now.After(m.Built.Add(oldest))) {
		add("clock-wrong", Bad, clock)
	} else {
		add("clock-compare", Unknown, clock)
	}
	switch {
	case !m.Running:
		add("phone-later", Unknown)
	case m.Arrived.IsZero():
		add("phone-none", Look)
	default:
		add("phone-arrived", Good, func(f *Finding) { f.Time = m.Arrived })
	}
	for _, fault := range m.Faults {
		add("files-fault", Look, func(f *Finding) { f.Text = fault })
	}
	return out
}

// Worst is the worst verdict among findings.
func Worst(all []Finding) Verdict {
	worst := Good
	for _, f := range all {
		switch f.Verdict {
		case Bad:
			return Bad
		case Look:
			worst = Look
		}
	}
	return worst
}
