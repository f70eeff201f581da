package network

import (
	"net/netip"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Types of cards that GetAdaptersAddresses tells and the windows package does not name.
const (
	ifTypeWiFi     = 71
	ifTypeCable    = 6
	ifTypePPP      = 23
	ifTypeProgram  = 53 // a program's own, such as WireGuard's
	ifTypeTunnel   = 131
	ifTypeModemGSM = 243
	ifTypeModemCDM = 244
)

// describe adds what Windows tells of cards: their type, their gateways and their longer names.
func describe(cards []Card) {
	adapters, ok := adapters()
	if !ok {
		describeByRoute(cards)
		return
	}
	for i := range cards {
		c := &cards[i]
		a, ok := adapters[c.Name]
		if !ok {
			continue
		}
		c.Label, c.Default, c.Metric = a.label, len(a.routers) > 0, a.metric
		switch a.kind {
		case ifTypeWiFi:
			c.Type = WiFi
		case ifTypeCable:
			if hinted(*c) == Unknown { // virtual cards and VPNs say that they are of this type too
				c.Type = Cable
			}
		case ifTypePPP, ifTypeTunnel, ifTypeModemGSM, ifTypeModemCDM:
			c.Type = VPN
		case ifTypeProgram:
			if hinted(*c) != Virtual {
				c.Type = VPN
			}
		}
	}
}

type adapter struct {
	label   string
	kind    uint32
	routers []netip.Addr
	metric  int
}

// adapters are the cards by the name that net.Interfaces gives them.
func adapters() (map[string]adapter, bool) {
	const flags = windows.GAA_FLAG_INCLUDE_PREFIX | windows.GAA_FLAG_INCLUDE_GATEWAYS
	size := uint32(15_000) // as Microsoft advises
	for range 3 {
		buffer := make([]byte, size)
		first := (*windows.IpAdapterAddresses)(unsafe.Pointer(&buffer[0])) // #nosec G103 -- the call fills the buffer with these
		switch err := windows.GetAdaptersAddresses(windows.AF_UNSPEC, flags, 0, first, &size); err {
		case nil:
		case windows.ERROR_BUFFER_OVERFLOW:
			continue
		default:
			return nil, false
		}
		out := map[string]adapter{}
		for a := first; a != nil; a = a.Next {
			found := adapter{label: windows.UTF16PtrToString(a.Description), kind: a.IfType, metric: int(a.Ipv4Metric)}
			for g := a.FirstGatewayAddress; g != nil; g = g.Next {
				if addr, ok := netip.AddrFromSlice(g.Address.IP()); ok {
					found.routers = append(found.routers, addr.Unmap())
				}
			}
			out[windows.UTF16PtrToString(a.FriendlyName)] = found
		}
		return out, true
	}
	return nil, false
}
