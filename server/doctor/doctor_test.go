package doctor

import (
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"napguide/server/network"
)

func viewOf(cards ...network.Card) *network.View {
	return network.New(network.Options{Listening: netip.MustParseAddrPort("0.0.0.0:3000"), Cards: func() []network.Card { return cards }}).Now()
}

func card(name string, t network.Type, addr string) network.Card {
	return network.Card{Name: name, Type: t, Addrs: []netip.Prefix{netip.MustParsePrefix(addr)}}
}

func TestWhatIsFoundFollowsFromWhatIsKnown(t *testing.T) {
	now := time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC)
	wifi := viewOf(card("wlan0", network.WiFi, "192.168.1.7/24"))
	fine := Machine{View: wifi, Port: "3000", PortIs: PortOurs, Free: 1 << 40, Now: now, Built: now.AddDate(0, -1, 0), Running: true, Arrived: now, Firewall: FirewallOn}
	for what, v := range map[string]struct {
		change func(*Machine)
		kind   string
		worst  Verdict
	}{
		"all is well":                          {func(*Machine) {}, "firewall-passed", Good},
		"no network":                           {func(m *Machine) { m.View = viewOf() }, "address-none", Bad},
		"a VPN only":                           {func(m *Machine) { m.View = viewOf(card("tun0", network.VPN, "10.8.0.2/24")) }, "address-unlikely", Look},
		"another program's port":               {func(m *Machine) { m.PortIs = PortUsed }, "port-used", Bad},
		"a port that the system keeps":         {func(m *Machine) { m.PortIs = PortForbidden }, "port-forbidden", Bad},
		"a firewall, and nobody came":          {func(m *Machine) { m.Arrived = time.Time{} }, "firewall-on", Look},
		"no firewall, and nobody came":         {func(m *Machine) { m.Arrived, m.Firewall = time.Time{}, FirewallOff }, "phone-none", Look},
		"a full disk":                          {func(m *Machine) { m.Free = 1 << 20 }, "disk-full", Bad},
		"a disk that is nearly full":           {func(m *Machine) { m.Free = 100 << 20 }, "disk-low", Look},
		"a folder that cannot be written":      {func(m *Machine) { m.Refused = true }, "disk-refused", Bad},
		"memory only":                          {func(m *Machine) { m.Memory, m.Free = true, 0 }, "disk-memory", Look},
		"a battery that was empty":             {func(m *Machine) { m.Now = time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC) }, "clock-wrong", Bad},
		"a year of the Buddhist era":           {func(m *Machine) { m.Now = now.AddDate(543, 0, 0) }, "clock-wrong", Bad},
		"a program that does not know its age": {func(m *Machine) { m.Built = time.Time{} }, "clock-compare", Good},
		"a program that does not run yet": {func(m *Machine) {
			m.Running, m.Arrived, m.PortIs, m.Firewall = false, time.Time{}, PortFree, FirewallOff
		}, "phone-later", Good},
		"a file with a fault": {func(m *Machine) { m.Faults = []string{"unit.toml:1: x"} }, "files-fault", Look},
	} {
		m := fine
		v.change(&m)
		found := Examine(m)
		if !slices.ContainsFunc(found, func(f Finding) bool { return f.Kind == v.kind }) || Worst(found) != v.worst {
			t.Errorf("%s: the worst is %s among %+v", what, Worst(found), found)
		}
	}
	several := Examine(Machine{View: viewOf(card("wlan0", network.WiFi, "192.168.1.7/24"), card("eth0", network.Cable, "10.0.0.7/24")), Free: 1 << 40, Now: now})
	if several[0].Kind != "address-best" || several[0].Address.Type != network.WiFi || several[1].Kind != "address-other" {
		t.Errorf("two cards: %+v", several)
	}
}

func TestTheFirewallIsReadWhereEverybodyMayRead(t *testing.T) {
	root := t.TempDir() + string(filepath.Separator)
	if got := lookAtFiles(root); got != FirewallUnknown {
		t.Errorf("without any file: %s", got)
	}
	conf := filepath.Join(root, "etc", "ufw", "ufw.conf")
	if err := os.MkdirAll(filepath.Dir(conf), 0o700); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]Firewall{"# ufw\nENABLED=yes\n": FirewallOn, "# ufw\nENABLED=no\n": FirewallUnknown, "# ENABLED=yes\n": FirewallUnknown} {
		if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := lookAtFiles(root); got != want {
			t.Errorf("%q: %s", text, got)
		}
	}
	if err := os.MkdirAll(filepath.Join(root, "run", "firewalld"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got := lookAtFiles(root); got != FirewallOn {
		t.Errorf("firewalld on %s: %s", runtime.GOOS, got)
	}
}
