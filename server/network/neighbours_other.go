//go:build !linux && !windows

package network

import "net/netip"

// Neighbours is nil: this system does not tell.
func Neighbours() map[netip.Addr]bool { return nil }
