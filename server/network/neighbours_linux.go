package network

import (
	"encoding/binary"
	"net/netip"
	"os"
	"strconv"
	"strings"
)

// Neighbours are the other machines that this one has met on its networks, without the routers: also those whose
// connections a firewall drops, since they had to ask where this machine is. It is nil where the system does not tell.
func Neighbours() map[netip.Addr]bool {
	table, err := os.ReadFile("/proc/net/arp")
	if err != nil {
		return nil
	}
	routers := map[netip.Addr]bool{}
	if routes, err := os.ReadFile("/proc/net/route"); err == nil {
		for line := range strings.Lines(string(routes)) {
			if f := strings.Fields(line); len(f) > 2 {
				if n, err := strconv.ParseUint(f[2], 16, 32); err == nil && n != 0 { // in the machine's byte order, which is little-endian on all that this is built for
					routers[netip.AddrFrom4([4]byte(binary.LittleEndian.AppendUint32(nil, uint32(n))))] = true
				}
			}
		}
	}
	out := map[netip.Addr]bool{}
	for line := range strings.Lines(string(table)) { // IP address, HW type, Flags, HW address, Mask, Device
		f := strings.Fields(line)
		if len(f) < 6 || f[3] == "00:00:00:00:00:00" {
			continue
		}
		if addr, err := netip.ParseAddr(f[0]); err == nil && !routers[addr] {
			out[addr] = true
		}
	}
	return out
}
