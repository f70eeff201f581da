package network

import (
	"net/netip"
	"unsafe"

	"golang.org/x/sys/windows"
)

var getIPNetTable = windows.NewLazySystemDLL("iphlpapi.dll").NewProc("GetIpNetTable")

// ipNetRow is MIB_IPNETROW.
type ipNetRow struct {
	Index, Length uint32
	Physical      [8]byte
	Addr          [4]byte
	Type          uint32
}

const dynamicRow = 3 // learnt, and neither configured nor found invalid

// Neighbours are the other machines that this one has met on its networks, without the routers: also those whose
// connections a firewall drops, since they had to ask where this machine is. It is nil where the system does not tell.
func Neighbours() map[netip.Addr]bool {
	if getIPNetTable.Find() != nil {
		return nil
	}
	size := uint32(16 << 10)
	for range 3 {
		table := make([]uint32, size/4+1)
		switch code, _, _ := getIPNetTable.Call(uintptr(unsafe.Pointer(&table[0])), uintptr(unsafe.Pointer(&size)), 0); windows.Errno(code) { // #nosec G103 -- the call fills the table
		case windows.NO_ERROR:
		case windows.ERROR_NO_DATA:
			return map[netip.Addr]bool{}
		case windows.ERROR_INSUFFICIENT_BUFFER:
			continue
		default:
			return nil
		}
		routers := map[netip.Addr]bool{}
		if found, ok := adapters(); ok {
			for _, a := range found {
				for _, r := range a.routers {
					routers[r] = true
				}
			}
		}
		out := map[netip.Addr]bool{}
		const row = unsafe.Sizeof(ipNetRow{}) / 4
		for i := range min(uintptr(table[0]), (uintptr(len(table))-1)/row) {
			r := (*ipNetRow)(unsafe.Pointer(&table[1+i*row])) // #nosec G103 -- see above
			addr := netip.AddrFrom4(r.Addr)
			if r.Type == dynamicRow && !addr.IsMulticast() && !routers[addr] {
				out[addr] = true
			}
		}
		return out
	}
	return nil
}
