package doctor

import "golang.org/x/sys/windows/registry"

// LookAtFirewall asks Windows whether its firewall is on for the networks that a room may be: private or public ones.
func LookAtFirewall() Firewall {
	const policy = `SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\`
	known := false
	for _, profile := range []string{"StandardProfile", "PublicProfile"} {
		key, err := registry.OpenKey(registry.LOCAL_MACHINE, policy+profile, registry.QUERY_VALUE)
		if err != nil {
			continue
		}
		on, _, err := key.GetIntegerValue("EnableFirewall")
		key.Close()
		if err != nil {
			continue
		}
		if known = true; on != 0 {
			return FirewallOn
		}
	}
	if known {
		return FirewallOff
	}
	return FirewallUnknown
}
