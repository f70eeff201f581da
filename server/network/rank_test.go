package network

import (
	"testing"
)

func withMetric(n int) func(*Card)      { return func(c *Card) { c.Metric = n } }
func virtual(c *Card)                   { c.Type = Virtual }
func labelled(label string) func(*Card) { return func(c *Card) { c.Label = label } }

// Machines as they stand in hospitals and at home; nothing is said of a card but what its system says.
func TestMachinesOfManyKindsNameTheAddressThatPhonesReach(t *testing.T) {
	const mac, mac2 = "a4:5e:60:c1:22:33", "a4:5e:60:c1:22:34"
	wlan := card("wlan0", mac, "192.168.1.23/24", wifi, byDefault)
	winWiFi := card("Wi-Fi", mac, "192.168.1.23/24", wifi, byDefault)
	for name, c := range map[string]struct {
		cards []Card
		want  []string
	}{
		"two Wi-Fi cards, one leads on": {[]Card{card("wlan1", mac2, "10.0.0.9/24", wifi), wlan}, []string{"192.168.1.23 wifi ", "10.0.0.9 wifi "}},
		"two Wi-Fi cards, both lead on": {[]Card{card("wlan0", mac, "192.168.1.23/24", wifi, byDefault, withMetric(600)), card("wlan1", mac2, "192.168.9.9/24", wifi, byDefault, withMetric(601))},
			[]string{"192.168.1.23 wifi ", "192.168.9.9 wifi "}},
		"a phone by USB gives the internet, the room's Wi-Fi none": {[]Card{card("usb0", "02:1f:aa:bb:cc:dd", "192.168.42.77/24", cable, byDefault), card("wlan0", mac, "192.168.8.100/24", wifi)},
			[]string{"192.168.8.100 wifi ", "192.168.42.77 cable tethered"}},
		"a phone by USB alone":          {[]Card{card("enx021faabbccdd", "02:1f:aa:bb:cc:dd", "192.168.42.77/24", cable, byDefault, func(c *Card) { c.Tethered = true })}, []string{"192.168.42.77 cable tethered"}},
		"an iPhone by USB beside Wi-Fi": {[]Card{card("Ethernet 5", "02:1f:aa:bb:cc:dd", "172.20.10.2/28", cable, byDefault, labelled("Apple Mobile Device Ethernet")), winWiFi}, []string{"192.168.1.23 wifi ", "172.20.10.2 cable hotspot"}},
		"an Android phone by USB on Windows": {[]Card{card("Ethernet 6", "02:1f:aa:bb:cc:dd", "192.168.227.5/24", byDefault, labelled("Remote NDIS based Internet Sharing Device")), winWiFi},
			[]string{"192.168.1.23 wifi ", "192.168.227.5 cable tethered"}},
		"a phone by Bluetooth": {[]Card{card("bnep0", "02:1f:aa:bb:cc:dd", "192.168.44.5/24", byDefault), card("wlan0", mac, "192.168.8.100/24", wifi)}, []string{"192.168.8.100 wifi ", "192.168.44.5  tethered"}},
		"Docker and its networks, with addresses of their own making": {[]Card{card("br-3f2a9c11d0e4", "5e:11:22:33:44:55", "172.18.0.1/16"), card("docker0", "5e:11:22:33:44:56", "172.17.0.1/16"), card("veth12ab", "6e:11:22:33:44:57", "169.254.1.1/16"), wlan},
			[]string{"192.168.1.23 wifi ", "172.18.0.1 virtual ", "172.17.0.1 virtual ", "169.254.1.1 virtual link-local"}},
		"libvirt and LXD": {[]Card{card("virbr0", "52:54:00:aa:bb:cc", "192.168.122.1/24"), card("lxdbr0", "00:16:3e:aa:bb:cc", "10.158.1.1/24"), card("eth0", mac, "10.1.2.3/24", cable, byDefault)},
			[]string{"10.1.2.3 cable ", "10.158.1.1 virtual ", "192.168.122.1 virtual "}},
		"WSL and Hyper-V beside Wi-Fi": {[]Card{card("vEthernet (WSL (Hyper-V firewall))", "00:15:5d:01:02:03", "172.29.64.1/20"), card("vEthernet (Default Switch)", "00:15:5d:01:02:04", "172.17.32.1/20"), winWiFi},
			[]string{"192.168.1.23 wifi ", "172.17.32.1 virtual ", "172.29.64.1 virtual "}},
		"Hyper-V took over the cable": {[]Card{card("vEthernet (Default Switch)", "00:15:5d:01:02:04", "172.17.32.1/20"), card("vEthernet (External)", mac, "10.1.2.3/24", byDefault, labelled("Hyper-V Virtual Ethernet Adapter"))},
			[]string{"10.1.2.3 virtual ", "172.17.32.1 virtual "}},
		"inside WSL":                                {[]Card{card("eth0", "00:15:5d:01:02:03", "172.29.70.5/20", byDefault)}, []string{"172.29.70.5 virtual "}},
		"Tailscale beside Wi-Fi":                    {[]Card{card("tailscale0", "", "100.101.102.103/32 fd7a:115c:a1e0::1/128"), wlan}, []string{"192.168.1.23 wifi ", "100.101.102.103 vpn cgnat", "fd7a:115c:a1e0::1 vpn ipv6"}},
		"Tailscale beside CGNAT":                    {[]Card{card("tailscale0", "", "100.101.102.103/32"), card("wlan0", mac, "100.72.3.4/16", wifi, byDefault)}, []string{"100.72.3.4 wifi cgnat", "100.101.102.103 vpn cgnat"}},
		"Tailscale as the way out":                  {[]Card{card("Tailscale", "", "100.101.102.103/32", byDefault, withMetric(5)), winWiFi}, []string{"192.168.1.23 wifi ", "100.101.102.103 vpn cgnat"}},
		"ZeroTier, which looks like cable":          {[]Card{card("Ethernet 7", "9e:11:22:33:44:55", "10.147.17.5/24", byDefault, labelled("ZeroTier Virtual Port")), winWiFi}, []string{"192.168.1.23 wifi ", "10.147.17.5 vpn "}},
		"Hamachi":                                   {[]Card{card("Hamachi", "7a:79:19:11:22:33", "25.11.22.33/8", byDefault), winWiFi}, []string{"192.168.1.23 wifi ", "25.11.22.33 vpn public"}},
		"a modem":                                   {[]Card{card("Cellular", "9e:11:22:33:44:55", "10.64.3.2/30", byDefault, labelled("Generic Mobile Broadband Adapter")), card("Wi-Fi", mac, "192.168.8.100/24", wifi)}, []string{"192.168.8.100 wifi ", "10.64.3.2 vpn "}},
		"a bridge of cable":                         {[]Card{card("br0", mac, "10.1.2.3/24", cable, byDefault), card("docker0", "02:42:ac:11:00:01", "172.17.0.1/16", virtual)}, []string{"10.1.2.3 cable ", "172.17.0.1 virtual "}},
		"a bridge of Wi-Fi, without a way on":       {[]Card{card("br0", mac, "192.168.50.1/24", wifi), card("virbr0", "52:54:00:aa:bb:cc", "192.168.122.1/24", virtual)}, []string{"192.168.50.1 wifi ", "192.168.122.1 virtual "}},
		"a made-up card":                            {[]Card{card("dummy0", "9e:11:22:33:44:55", "10.255.0.1/32"), wlan}, []string{"192.168.1.23 wifi ", "10.255.0.1 virtual "}},
		"IPv6 only, of the house":                   {[]Card{card("wlan0", mac, "fd00:1::7/64 fe80::7/64", wifi, byDefault), card("docker0", "02:42:ac:11:00:01", "172.17.0.1/16", virtual)}, []string{"fd00:1::7 wifi ipv6", "172.17.0.1 virtual "}},
		"Wi-Fi Direct of Windows":                   {[]Card{card("Local Area Connection* 2", mac2, "192.168.137.1/24", wifi, labelled("Microsoft Wi-Fi Direct Virtual Adapter #2")), winWiFi}, []string{"192.168.137.1 wifi own-hotspot", "192.168.1.23 wifi "}},
		"nobody gave an address, and Docker":        {[]Card{card("docker0", "02:42:ac:11:00:01", "172.17.0.1/16", virtual), card("wlan0", mac, "169.254.7.8/16", wifi)}, []string{"169.254.7.8 wifi link-local", "172.17.0.1 virtual "}},
		"cable to a machine, and Wi-Fi of a campus": {[]Card{card("eth0", mac2, "169.254.9.9/16", cable), card("wlan0", mac, "158.108.12.7/22", wifi, byDefault)}, []string{"158.108.12.7 wifi public", "169.254.9.9 cable link-local"}},
		"a VLAN and bonded cables":                  {[]Card{card("bond0.20", mac, "10.20.0.5/24", byDefault), card("virbr0", "52:54:00:aa:bb:cc", "192.168.122.1/24", virtual)}, []string{"10.20.0.5 cable ", "192.168.122.1 virtual "}},
		"two addresses on one card":                 {[]Card{card("eth0", mac, "10.1.2.3/24 158.108.12.7/22 169.254.3.3/16", cable, byDefault)}, []string{"10.1.2.3 cable ", "158.108.12.7 cable public", "169.254.3.3 cable link-local"}},
	} {
		t.Run(name, func(t *testing.T) { ranks(t, c.cards, c.want) })
	}
}
