package network

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// describe adds what Linux tells of cards: its routes, and what each card is made of.
func describe(cards []Card) {
	metrics := defaultRoutes()
	if len(metrics) == 0 {
		describeByRoute(cards)
	}
	for i := range cards {
		c := &cards[i]
		if metric, ok := metrics[c.Name]; ok {
			c.Default, c.Metric = true, metric
		}
		if t := sysType(c.Name); t != Unknown {
			c.Type = t
		}
		driver, _ := os.Readlink(filepath.Join("/sys/class/net", filepath.Base(c.Name), "device", "driver"))
		switch filepath.Base(driver) {
		case "rndis_host", "ipheth": // Android's and Apple's way over USB
			c.Tethered = true
		}
	}
}

// defaultRoutes is the smallest metric of each card's way to everywhere.
func defaultRoutes() map[string]int {
	out := map[string]int{}
	note := func(card, metric string, base int) {
		n, err := strconv.ParseInt(metric, base, 64)
		if old, ok := out[card]; err == nil && (!ok || int(n) < old) {
			out[card] = int(n)
		}
	}
	if text, err := os.ReadFile("/proc/net/route"); err == nil {
		for line := range strings.Lines(string(text)) { // Iface Destination Gateway Flags RefCnt Use Metric Mask …
			if f := strings.Fields(line); len(f) > 7 && f[1] == "00000000" && f[7] == "00000000" {
				note(f[0], f[6], 10)
			}
		}
	}
	if text, err := os.ReadFile("/proc/net/ipv6_route"); err == nil {
		const reject = 0x200 // "no way there" is a route too
		for line := range strings.Lines(string(text)) {
			f := strings.Fields(line) // destination, its length, source, its length, next hop, metric, references, use, flags, card
			if len(f) < 10 || strings.Trim(f[0], "0") != "" || f[1] != "00" {
				continue
			}
			if flags, err := strconv.ParseUint(f[8], 16, 64); err == nil && flags&reject == 0 && f[9] != "lo" {
				note(f[9], f[5], 16)
			}
		}
	}
	return out
}

// sysType reads what a card is from /sys; Unknown where it is not said, as inside a container.
func sysType(card string) Type {
	dir := filepath.Join("/sys/class/net", filepath.Base(card))
	has := func(name string) bool { _, err := os.Stat(filepath.Join(dir, name)); return err == nil }
	event, _ := os.ReadFile(filepath.Join(dir, "uevent")) // #nosec G304 -- the system's own
	kind := ""
	for line := range strings.Lines(string(event)) {
		if t, ok := strings.CutPrefix(strings.TrimSpace(line), "DEVTYPE="); ok {
			kind = t
		}
	}
	switch {
	case kind == "wlan", has("wireless"), has("phy80211"):
		return WiFi
	case kind == "wwan", kind == "wireguard", has("tun_flags"):
		return VPN
	case kind == "bridge", has("brif"):
		ports, _ := os.ReadDir(filepath.Join(dir, "brif"))
		out := Virtual
		for _, p := range ports { // a bridge that holds a real card is that card, as far as phones are concerned
			t := sysType(p.Name())
			if t == Unknown {
				t = hinted(Card{Name: p.Name()})
			}
			if t == WiFi || t == Cable && out == Virtual {
				out = t
			}
		}
		return out
	case has("device"):
		return Cable
	}
	return Unknown
}
