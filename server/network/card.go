// Package network is the one source of the addresses by which phones reach this site: which cards the machine has and
// what each is, which address is the likeliest, by which one a visitor came, and the form in which hosts are compared.
//
// Rank looks at what a card is (its route, its type, its maker) and at its name last: names differ between systems, and
// Windows calls a VPN "Ethernet 2".
package network

import (
	"bytes"
	"cmp"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// Card is a network card as the system describes it.
type Card struct {
	Name     string
	Label    string // the system's longer name of it, where there is one
	MAC      net.HardwareAddr
	Addrs    []netip.Prefix // without zones
	Type     Type           // as the system says; Unknown where it does not
	Default  bool           // the way to other networks leads over it
	Metric   int            // of that way; the system prefers the smaller
	Tunnel   bool           // point-to-point, or without a hardware address: nothing can be its neighbour
	Detached bool           // no cable, no Wi-Fi: up, and nothing at the other end
	Tethered bool           // at its other end is one device, by USB or Bluetooth
}

// Type is what a card is.
type Type string

const (
	Unknown Type = ""
	WiFi    Type = "wifi"
	Cable   Type = "cable"
	Virtual Type = "virtual" // of virtual machines and containers
	VPN     Type = "vpn"     // a tunnel or a modem: behind it there is no phone

	Configured Type = "configured" // no card: the public address
)

// Note is what is worth knowing of an address beside its card.
type Note string

const (
	Plain      Note = ""
	Hotspot    Note = "hotspot"     // of a phone that this machine has joined
	OwnHotspot Note = "own-hotspot" // that this machine itself offers
	Tethered   Note = "tethered"    // a phone that is plugged in or paired, and only that one
	Public     Note = "public"      // as on a campus
	CGNAT      Note = "cgnat"       // 100.64.0.0/10, RFC 6598
	Translated Note = "translated"  // 192.0.0.0/24, RFC 7335: an iPhone's hotspot over a network of IPv6 only
	LinkLocal  Note = "link-local"  // 169.254.0.0/16: nobody gave an address
	IPv6       Note = "ipv6"
)

// Candidate is an address of this machine that a phone might open.
type Candidate struct {
	Addr netip.Addr
	Type Type
	Note Note
}

// Rank lists the addresses of cards that a phone might open, the likeliest first. Loopback addresses and IPv6 link-local
// ones, which no browser opens without naming a card, are left out.
func Rank(cards []Card) []Candidate {
	type ranked struct {
		Candidate
		rank [6]int
		name string
	}
	var all []ranked
	for _, card := range cards {
		kind := card.kind()
		for _, prefix := range card.Addrs {
			addr := prefix.Addr().Unmap().WithZone("")
			if !addr.IsGlobalUnicast() && !(addr.Is4() && addr.IsLinkLocalUnicast()) {
				continue
			}
			c := Candidate{Addr: addr, Type: kind, Note: noteOf(card, kind, addr)}
			all = append(all, ranked{c, [6]int{tier(card, c), noteTier(c.Note), falseLast(card.Default), typeTier(kind), card.Metric, named(card)}, card.Name})
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		return cmp.Or(slices.Compare(a.rank[:], b.rank[:]), cmp.Compare(a.name, b.name), a.Addr.Compare(b.Addr))
	})
	var out []Candidate
	for _, r := range all {
		if !slices.ContainsFunc(out, func(c Candidate) bool { return c.Addr == r.Addr }) {
			out = append(out, r.Candidate)
		}
	}
	return out
}

// tier is how likely phones are the card's neighbours at all, 0 first.
func tier(card Card, c Candidate) int {
	switch {
	case card.Detached:
		return 6
	case c.Note == OwnHotspot && c.Type != Virtual: // whoever opens one does it for phones
		return 0
	case c.Type == VPN:
		return 5
	case c.Type == Virtual && card.Default: // this machine is itself a virtual one, and this its own card
		return 2
	case c.Type == Virtual:
		return 4
	case c.Note == LinkLocal || c.Note == Translated || card.tethered():
		return 3
	}
	return 1
}

// noteTier puts what few rooms have behind what nearly all have.
func noteTier(n Note) int {
	switch n {
	case Public:
		return 1
	case CGNAT:
		return 2
	case IPv6:
		return 3
	case Translated, LinkLocal:
		return 4
	}
	return 0
}

// typeTier prefers Wi-Fi: that is where phones are.
func typeTier(t Type) int {
	switch t {
	case WiFi:
		return 0
	case Cable:
		return 1
	}
	return 2
}

// falseLast orders true before false.
func falseLast(is bool) int {
	if is {
		return 0
	}
	return 1
}

var (
	hotspotNet    = netip.MustParsePrefix("172.20.10.0/28") // an iPhone's
	androidNet    = netip.MustParsePrefix("192.168.43.0/24")
	cgnatNet      = netip.MustParsePrefix("100.64.0.0/10")
	translatedNet = netip.MustParsePrefix("192.0.0.0/24")
	sharing       = []netip.Addr{ // what a system gives itself when it shares its network
		netip.MustParseAddr("192.168.137.1"), // Windows
		netip.MustParseAddr("10.42.0.1"),     // NetworkManager
		netip.MustParseAddr("192.168.2.1"),   // macOS, on a bridge of its own
	}
)

// noteOf is what a trainer should know of an address, read from the networks that systems and phones use by custom.
func noteOf(card Card, kind Type, addr netip.Addr) Note {
	switch {
	case addr.Is6():
		return IPv6
	case addr.IsLinkLocalUnicast():
		return LinkLocal
	case translatedNet.Contains(addr):
		return Translated
	case cgnatNet.Contains(addr):
		return CGNAT
	case hotspotNet.Contains(addr), androidNet.Contains(addr): // an iPhone's is one net for those plugged in and those on its Wi-Fi
		return Hotspot
	case card.tethered():
		return Tethered
	case slices.Contains(sharing, addr) && !card.Default && (kind == WiFi || strings.HasPrefix(card.Name, "bridge")):
		return OwnHotspot
	case !addr.IsPrivate():
		return Public
	}
	return Plain
}

// makers are the beginnings of hardware addresses that programs give their cards.
var makers = []struct {
	prefix []byte
	kind   Type
}{
	{[]byte{0x0a, 0x00, 0x27}, Virtual},                   // VirtualBox, on the host
	{[]byte{0x08, 0x00, 0x27}, Virtual},                   // VirtualBox, in the guest
	{[]byte{0x00, 0x50, 0x56}, Virtual},                   // VMware
	{[]byte{0x00, 0x0c, 0x29}, Virtual},                   // VMware
	{[]byte{0x00, 0x05, 0x69}, Virtual},                   // VMware
	{[]byte{0x00, 0x1c, 0x14}, Virtual},                   // VMware
	{[]byte{0x00, 0x15, 0x5d}, Virtual},                   // Hyper-V, and WSL
	{[]byte{0x00, 0x1c, 0x42}, Virtual},                   // Parallels
	{[]byte{0x52, 0x54, 0x00}, Virtual},                   // KVM, libvirt
	{[]byte{0xfe, 0x54, 0x00}, Virtual},                   // libvirt, on the host
	{[]byte{0x00, 0x16, 0x3e}, Virtual},                   // Xen
	{[]byte{0x02, 0x42}, Virtual},                         // Docker
	{[]byte{0x0a, 0x58}, Virtual},                         // Kubernetes
	{[]byte{0xee, 0xee, 0xee, 0xee}, Virtual},             // Calico
	{[]byte{0x02, 0x00, 0x4c, 0x4f, 0x4f, 0x50}, Virtual}, // Windows' own loopback card
	{[]byte{0x00, 0xff}, VPN},                             // TAP-Windows
	{[]byte{0x00, 0x05, 0x9a}, VPN},                       // Cisco AnyConnect
	{[]byte{0x02, 0x50, 0x41}, VPN},                       // GlobalProtect
	{[]byte{0x00, 0x09, 0x0f}, VPN},                       // Fortinet
	{[]byte{0x02, 0x05, 0x85}, VPN},                       // Juniper, Pulse
}

// kind is what a card is, all in all.
func (c Card) kind() Type {
	if c.Type == Virtual || c.Type == VPN {
		return c.Type
	}
	for _, m := range makers {
		if bytes.HasPrefix(c.MAC, m.prefix) {
			return m.kind
		}
	}
	if c.Tunnel {
		return VPN
	}
	if c.Type != Unknown {
		return c.Type
	}
	return hinted(c)
}

// hints are how names begin, and what stands in a system's longer names, for cards of which nothing else is known.
var hints = []struct {
	kind   Type
	begin  []string
	within []string
}{
	{VPN, []string{"tun", "tap-", "utun", "wg", "zt", "ppp", "vpn", "wwan", "ipsec", "wt0"},
		[]string{"wireguard", "wintun", "tailscale", "zerotier", "netbird", "vpn", "tap-windows", "anyconnect", "fortinet", "fortissl", "globalprotect", "pangp", "openvpn", "hamachi", "nordlynx", "cloudflare",
			"check point", "sonicwall", "sophos", "juniper", "pulse secure", "zscaler", "wan miniport", "teredo", "isatap", "6to4", "mobile broadband", "cellular", "wwan"}},
	{Virtual, []string{"docker", "br-", "veth", "virbr", "vmnet", "vbox", "vnet", "cni", "flannel", "cali", "cilium", "podman", "lxc", "lxd", "incus", "waydroid", "dummy", "wsl", "npcap"},
		[]string{"virtualbox", "vethernet", "hyper-v", "vmware", "parallels", "loopback", "npcap", "docker", "virtual"}},
	{WiFi, []string{"wlan", "wlp", "wlx", "wlo", "wl0", "ath", "ra0", "ap0"}, []string{"wi-fi", "wifi", "wireless", "802.11", "wlan"}},
	{Cable, []string{"eth", "enp", "eno", "ens", "enx", "em1", "bond", "team", "lan"}, []string{"ethernet", "gigabit", "gbe"}},
}

// hinted is what a card's names suggest.
func hinted(c Card) Type {
	name, both := strings.ToLower(c.Name), strings.ToLower(c.Name+" "+c.Label)
	for _, h := range hints {
		if slices.ContainsFunc(h.begin, func(p string) bool { return strings.HasPrefix(name, p) }) || slices.ContainsFunc(h.within, func(p string) bool { return strings.Contains(both, p) }) {
			return h.kind
		}
	}
	return Unknown
}

// tethered tells whether only one device is at the other end: the system says so, or the card's names do.
func (c Card) tethered() bool {
	name, label := strings.ToLower(c.Name), strings.ToLower(c.Label)
	return c.Tethered || strings.HasPrefix(name, "usb") || strings.HasPrefix(name, "rndis") || strings.HasPrefix(name, "bnep") || strings.Contains(name, "bluetooth") ||
		strings.Contains(label, "remote ndis") || strings.Contains(label, "apple mobile device") || strings.Contains(label, "bluetooth")
}

// named is a last hint between cards that are alike in all else: 1 where the name sounds like a machine inside.
func named(c Card) int {
	if h := hinted(c); h == Virtual || h == VPN {
		return 1
	}
	return 0
}
