package main

import (
	"cmp"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
)

// places is where the site can be opened.
type places struct {
	local       *url.URL   // on this machine
	lan         []*url.URL // from machines near by, the likeliest first
	base        *url.URL   // what QR codes carry
	phonesReach bool       // false: base is the loopback address, for want of a better one
	everywhere  bool       // it listens on every address of the machine
	hosts       []string   // all names and addresses of this machine, without port
}

// findPlaces works the addresses out from what the site listens on and from the machine's interfaces. It sends nothing.
func findPlaces(listening *net.TCPAddr, secure bool, public *url.URL) places {
	scheme := "http"
	if secure {
		scheme = "https"
	}
	at := func(host string) *url.URL {
		return &url.URL{Scheme: scheme, Host: net.JoinHostPort(host, strconv.Itoa(listening.Port))}
	}
	var p places
	addr := listening.AddrPort().Addr().Unmap()
	all := addr.IsUnspecified()
	switch {
	case all:
		p.everywhere = true
		p.local = at("127.0.0.1")
		for _, lan := range lanAddresses() {
			p.lan = append(p.lan, at(lan))
		}
		p.hosts = machineAddresses()
	default:
		p.local = at(addr.String())
		p.hosts = []string{addr.String()}
		if !addr.IsLoopback() {
			p.lan = []*url.URL{p.local}
		}
	}
	if name, err := os.Hostname(); err == nil {
		p.hosts = append(p.hosts, name, name+".local")
	}
	switch {
	case public != nil:
		p.base = public
	case len(p.lan) > 0:
		p.base = p.lan[0]
	default:
		p.base = p.local
	}
	p.phonesReach = public != nil && !isLoopback(public.Hostname()) || public == nil && len(p.lan) > 0
	return p
}

// addresses are those that phones may find this machine by, as its network cards are now: a laptop changes its Wi-Fi.
func (p places) addresses() []*url.URL {
	if !p.everywhere {
		return p.lan
	}
	var out []*url.URL
	for _, lan := range lanAddresses() {
		out = append(out, &url.URL{Scheme: p.local.Scheme, Host: net.JoinHostPort(lan, p.local.Port())})
	}
	return out
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// lanAddresses are the private IPv4 addresses of real network cards, wired and wireless ones first.
func lanAddresses() []string {
	type found struct{ card, addr string }
	var all []found
	eachAddress(func(card net.Interface, addr netip.Addr) {
		if addr.Is4() && addr.IsPrivate() && !isVirtual(card.Name) {
			all = append(all, found{card.Name, addr.String()})
		}
	})
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(rank(a.card), rank(b.card)) })
	out := make([]string, len(all))
	for i, f := range all {
		out[i] = f.addr
	}
	return out
}

// machineAddresses are all addresses of this machine.
func machineAddresses() []string {
	var out []string
	eachAddress(func(_ net.Interface, addr netip.Addr) { out = append(out, addr.WithZone("").String()) })
	return out
}

func eachAddress(visit func(net.Interface, netip.Addr)) {
	cards, err := net.Interfaces()
	if err != nil {
		return // the loopback address is left
	}
	for _, card := range cards {
		if card.Flags&net.FlagUp == 0 {
			continue
		}
		addrs, err := card.Addrs()
		if err != nil {
			continue
		}
		for _, a := range addrs {
			if network, ok := a.(*net.IPNet); ok {
				if addr, ok := netip.AddrFromSlice(network.IP); ok {
					visit(card, addr.Unmap())
				}
			}
		}
	}
}

// isVirtual tells cards of containers, virtual machines and tunnels, behind which there is no phone.
func isVirtual(card string) bool {
	for _, prefix := range []string{"docker", "veth", "br-", "virbr", "vmnet", "vboxnet", "vEthernet", "tun", "tap", "utun", "wg", "zt", "tailscale", "cni", "flannel", "podman"} {
		if strings.HasPrefix(card, prefix) {
			return true
		}
	}
	return false
}

func rank(card string) int {
	for i, prefix := range []string{"en", "eth", "wl", "Ethernet", "Wi-Fi"} {
		if strings.HasPrefix(card, prefix) {
			return i
		}
	}
	return 9
}
