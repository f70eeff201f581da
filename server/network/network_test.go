package network

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func card(name, mac, addr string, change ...func(*Card)) Card {
	c := Card{Name: name}
	if mac != "" {
		c.MAC, _ = net.ParseMAC(mac)
	} else {
		c.Tunnel = true
	}
	for a := range strings.FieldsSeq(addr) {
		c.Addrs = append(c.Addrs, netip.MustParsePrefix(a))
	}
	for _, f := range change {
		f(&c)
	}
	return c
}

func byDefault(c *Card) { c.Default = true }
func wifi(c *Card)      { c.Type = WiFi }
func cable(c *Card)     { c.Type = Cable }
func detached(c *Card)  { c.Detached = true }

func TestTheLikeliestAddressIsThatOfTheCardBehindWhichPhonesAre(t *testing.T) {
	vbox := card("Ethernet 2", "0a:00:27:00:00:10", "192.168.56.1/24", cable)
	vpn := card("Ethernet 3", "00:ff:a1:b2:c3:d4", "10.8.0.6/24", cable, byDefault)
	tun := card("tun0", "", "10.9.0.2/24", byDefault)
	wlan := card("Wi-Fi", "a4:5e:60:c1:22:33", "192.168.1.23/24", wifi, byDefault)
	for name, c := range map[string]struct {
		cards []Card
		want  []string
	}{
		"VirtualBox and Wi-Fi":        {[]Card{vbox, wlan}, []string{"192.168.1.23 wifi ", "192.168.56.1 virtual "}},
		"a full VPN and Wi-Fi":        {[]Card{tun, wlan}, []string{"192.168.1.23 wifi ", "10.9.0.2 vpn "}},
		"a VPN that looks like cable": {[]Card{vpn, wlan}, []string{"192.168.1.23 wifi ", "10.8.0.6 vpn "}},
		"all of them":                 {[]Card{vbox, vpn, tun, wlan}, []string{"192.168.1.23 wifi ", "192.168.56.1 virtual ", "10.8.0.6 vpn ", "10.9.0.2 vpn "}},
		"Wi-Fi without a way on, beside a VPN": {[]Card{tun, card("wlan0", "a4:5e:60:c1:22:33", "192.168.8.100/24", wifi)},
			[]string{"192.168.8.100 wifi ", "10.9.0.2 vpn "}},
		"cable and Wi-Fi": {[]Card{card("eth0", "a4:5e:60:c1:22:34", "10.1.2.3/24", cable, byDefault), wlan}, []string{"192.168.1.23 wifi ", "10.1.2.3 cable "}},
		"two cables, one leads on": {[]Card{card("eth0", "a4:5e:60:c1:22:34", "10.1.2.3/24", cable), card("eth1", "a4:5e:60:c1:22:35", "192.168.9.9/24", cable, byDefault)},
			[]string{"192.168.9.9 cable ", "10.1.2.3 cable "}},
		"names that say nothing": {[]Card{card("a", "a4:5e:60:c1:22:34", "10.1.2.3/24"), card("b", "a4:5e:60:c1:22:35", "192.168.9.9/24", byDefault)},
			[]string{"192.168.9.9  ", "10.1.2.3  "}},
		"campus, public addresses, and VMware": {[]Card{card("VMnet8", "00:50:56:c0:00:08", "192.168.200.1/24"), card("w", "a4:5e:60:c1:22:34", "158.108.12.7/22", wifi, byDefault)},
			[]string{"158.108.12.7 wifi public", "192.168.200.1 virtual "}},
		"CGNAT":               {[]Card{card("w", "a4:5e:60:c1:22:34", "100.72.3.4/16", wifi, byDefault)}, []string{"100.72.3.4 wifi cgnat"}},
		"an iPhone's hotspot": {[]Card{vbox, card("w", "a4:5e:60:c1:22:34", "172.20.10.4/28", wifi, byDefault)}, []string{"172.20.10.4 wifi hotspot", "192.168.56.1 virtual "}},
		"an iPhone's hotspot over IPv6 only": {[]Card{card("en0", "a4:5e:60:c1:22:34", "192.0.0.2/32 2403:6200:1::5/64 fe80::1/64", wifi, byDefault)},
			[]string{"2403:6200:1::5 wifi ipv6", "192.0.0.2 wifi translated"}},
		"a hotspot of our own beside cable": {[]Card{card("Ethernet", "a4:5e:60:c1:22:30", "10.1.2.3/24", cable, byDefault), card("Local Area Connection* 12", "a6:5e:60:c1:22:34", "192.168.137.1/24", wifi)},
			[]string{"192.168.137.1 wifi own-hotspot", "10.1.2.3 cable "}},
		"nobody gives addresses": {[]Card{vbox, card("w", "a4:5e:60:c1:22:34", "169.254.7.8/16", wifi)}, []string{"169.254.7.8 wifi link-local", "192.168.56.1 virtual "}},
		"IPv6 only":              {[]Card{card("w", "a4:5e:60:c1:22:34", "fd12:3456::7/64 fe80::7/64", wifi, byDefault)}, []string{"fd12:3456::7 wifi ipv6"}},
		"both kinds":             {[]Card{card("w", "a4:5e:60:c1:22:34", "2001:db8::7/64 192.168.1.7/24", wifi, byDefault)}, []string{"192.168.1.7 wifi ", "2001:db8::7 wifi ipv6"}},
		"a cable that was pulled": {[]Card{card("eth0", "a4:5e:60:c1:22:34", "10.1.2.3/24", cable, byDefault, detached), card("w", "a4:5e:60:c1:22:35", "10.7.7.7/24", wifi)},
			[]string{"10.7.7.7 wifi ", "10.1.2.3 cable "}},
		"inside a virtual machine": {[]Card{card("docker0", "02:42:ac:11:00:01", "172.17.0.1/16"), card("ens18", "52:54:00:12:34:56", "192.168.1.9/24", cable, byDefault)},
			[]string{"192.168.1.9 virtual ", "172.17.0.1 virtual "}},
		"Docker with an address of its own making": {[]Card{card("docker0", "5e:11:22:33:44:55", "172.17.0.1/16", func(c *Card) { c.Type = Virtual }), wlan},
			[]string{"192.168.1.23 wifi ", "172.17.0.1 virtual "}},
		"Wi-Fi that hides its maker": {[]Card{vbox, card("wlan0", "02:1f:33:44:55:66", "192.168.1.9/24", wifi, byDefault)}, []string{"192.168.1.9 wifi ", "192.168.56.1 virtual "}},
		"nothing":                    {nil, nil},
		"link-local IPv6 only":       {[]Card{card("w", "a4:5e:60:c1:22:34", "fe80::7/64", wifi)}, nil},
	} {
		t.Run(name, func(t *testing.T) { ranks(t, c.cards, c.want) })
	}
}

// ranks expects "address type note" of each, in whatever order the system tells the cards.
func ranks(t *testing.T, cards []Card, want []string) {
	t.Helper()
	for range 2 {
		var got []string
		for _, r := range Rank(cards) {
			got = append(got, r.Addr.String()+" "+string(r.Type)+" "+string(r.Note))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		slices.Reverse(cards)
	}
}

func TestEveryMakerOfVirtualCardsIsKnownWhateverTheCardIsCalled(t *testing.T) {
	for _, mac := range []string{"0a:00:27:00:00:01", "08:00:27:aa:bb:cc", "00:50:56:c0:00:01", "00:0c:29:11:22:33", "00:05:69:11:22:33", "00:1c:14:11:22:33",
		"00:15:5d:11:22:33", "02:42:ac:11:00:02", "00:1c:42:00:00:08", "52:54:00:11:22:33", "00:16:3e:11:22:33"} {
		for _, name := range []string{"Wi-Fi 2", "Ethernet 2", "eth0", "enp3s0"} {
			if got := Rank([]Card{card(name, mac, "192.168.5.1/24", cable)})[0].Type; got != Virtual {
				t.Errorf("%s called %s is %q", mac, name, got)
			}
		}
	}
}

func TestAHostHasOneCanonicalForm(t *testing.T) {
	for in, want := range map[string]string{
		"Guide.Example.ORG": "guide.example.org", "guide.example.org.": "guide.example.org", "ฝึก.example": "xn--12c9cvd.example",
		"xn--12c9cvd.example": "xn--12c9cvd.example", "XN--12C9CVD.Example.": "xn--12c9cvd.example", "BÜCHER.example": "xn--bcher-kva.example",
		"training_pc": "training_pc", "192.168.1.5": "192.168.1.5", "[::1]": "::1", "[FE80::1%25eth0]": "fe80::1", "fe80::1%eth0": "fe80::1",
		"2001:DB8:0:0:0:0:0:1": "2001:db8::1", "[::ffff:10.0.0.1]": "10.0.0.1", "１９２.１６８.１.５": "192.168.1.5",
		"": "", ".": "", "[::1": "", "[guide]": "", "a b": "", "a/b": "", "a@b": "", "a..b": "", strings.Repeat("a", 300): "", "guide:80": "",
	} {
		if got, ok := CanonicalHost(in); got != want || ok != (want != "") {
			t.Errorf("%q becomes %q, %v; want %q", in, got, ok, want)
		}
	}
	for in, want := range map[string]string{
		"HTTPS://Guide.Example.org:443": "https://guide.example.org", "http://guide.example.org:80": "http://guide.example.org", "https://guide.example.org:80": "https://guide.example.org:80",
		"http://[::1]:3000": "http://[::1]:3000", "http://[0:0::1]": "http://[::1]", "http://ฝึก.example:8080": "http://xn--12c9cvd.example:8080", "http://a.:080": "http://a",
		"null": "", "": "", "file://": "", "ftp://a": "", "http://": "", "http://a:b": "", "http://a:99999": "", "http://u@a": "", "http://a/": "",
	} {
		if got, ok := CanonicalOrigin(in); ok != (want != "") || ok && got != want {
			t.Errorf("%q becomes %q, %v; want %q", in, got, ok, want)
		}
	}
}

func TestAPublicURLIsReadAsPeopleWriteIt(t *testing.T) {
	for in, want := range map[string][2]string{
		"https://ฝึก.example":            {"https://xn--12c9cvd.example", "ฝึก.example"},
		"HTTP://Guide.LAN:8080/":         {"http://guide.lan:8080", "guide.lan:8080"},
		"https://guide.example.org.:443": {"https://guide.example.org", "guide.example.org"},
		"http://[FD00::5]:80":            {"http://[fd00::5]", "[fd00::5]"},
		" https://guide.example.org ":    {"https://guide.example.org", "guide.example.org"},
	} {
		u, err := ParsePublicURL(in)
		if err != nil || u.String() != want[0] || Typed(u.String()) != want[1] {
			t.Errorf("%q becomes %v (%v), typed %q", in, u, err, Typed(want[0]))
		}
	}
	for _, in := range []string{"", "guide", "ftp://a", "https://", "https://u:p@a", "https://a?b", "https://a#b", "https://a b", "http://a:0", "http://a:99999", "http://exa mple.org", "javascript:1", "//a"} {
		if u, err := ParsePublicURL(in); err == nil {
			t.Errorf("%q is taken for %v", in, u)
		}
	}
}

// machine is a made-up one, whose cards change.
type machine struct{ cards atomic.Pointer[[]Card] }

func (m *machine) has(cards ...Card) { m.cards.Store(&cards) }
func (m *machine) source(public *url.URL) *Source {
	return New(Options{Listening: netip.MustParseAddrPort("[::]:3000"), Public: public, Cards: func() []Card { return *m.cards.Load() }, Name: "Training-PC"})
}

func TestACodeCarriesTheChosenAddressElseTheVisitorsOwnElseTheLikeliest(t *testing.T) {
	var m machine
	m.has(
		card("Ethernet", "a4:5e:60:c1:22:34", "10.1.2.3/24", cable, byDefault), card("Wi-Fi", "a4:5e:60:c1:22:33", "192.168.1.23/24", wifi, byDefault),
		card("Ethernet 2", "0a:00:27:00:00:10", "192.168.56.1/24"), card("tun0", "", "10.9.0.2/24"),
	)
	now := m.source(nil).Now()
	came := func(host string, arrived string) netip.Addr {
		return now.CameBy([]byte(host), net.TCPAddrFromAddrPort(netip.MustParseAddrPort(arrived)))
	}
	for name, c := range map[string]struct {
		chosen string
		came   netip.Addr
		want   string
	}{
		"on the machine itself":            {"", came("localhost:3000", "127.0.0.1:3000"), "http://192.168.1.23:3000"},
		"by cable":                         {"", came("10.1.2.3:3000", "10.1.2.3:3000"), "http://10.1.2.3:3000"},
		"by its name, over cable":          {"", came("training-pc:3000", "10.1.2.3:3000"), "http://10.1.2.3:3000"},
		"by another port":                  {"", came("10.1.2.3:8080", "127.0.0.1:3000"), "http://10.1.2.3:3000"},
		"by an address that is not ours":   {"", came("203.0.113.9", "127.0.0.1:3000"), "http://192.168.1.23:3000"},
		"from a virtual machine":           {"", came("192.168.56.1:3000", "192.168.56.1:3000"), "http://192.168.1.23:3000"},
		"over a VPN":                       {"", came("10.9.0.2:3000", "10.9.0.2:3000"), "http://192.168.1.23:3000"},
		"chosen, on the machine itself":    {"http://192.168.56.1:3000", came("127.0.0.1:3000", "127.0.0.1:3000"), "http://192.168.56.1:3000"},
		"chosen, by another card":          {"http://192.168.1.23:3000", came("10.1.2.3:3000", "10.1.2.3:3000"), "http://192.168.1.23:3000"},
		"chosen, and gone":                 {"http://192.168.99.1:3000", came("10.1.2.3:3000", "10.1.2.3:3000"), "http://10.1.2.3:3000"},
		"chosen by somebody who makes up":  {"http://evil.example", netip.Addr{}, "http://192.168.1.23:3000"},
		"as IPv4 in IPv6":                  {"", came("[::ffff:10.1.2.3]:3000", "127.0.0.1:3000"), "http://10.1.2.3:3000"},
		"with nonsense as the host header": {"", came("[[[", "10.1.2.3:3000"), "http://10.1.2.3:3000"},
	} {
		if got := now.For(c.chosen, c.came).Base; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	public, _ := ParsePublicURL("https://ฝึก.example")
	fixed := m.source(public).Now()
	if got := fixed.For("http://192.168.1.23:3000", netip.MustParseAddr("10.1.2.3")); got.Base != "https://xn--12c9cvd.example" || got.Typed != "ฝึก.example" || len(fixed.All()) != 1 {
		t.Errorf("with a public address: %+v of %v", got, fixed.All())
	}
	for _, host := range []string{"localhost", "training-pc", "training-pc.local", "10.1.2.3", "192.168.56.1", "10.9.0.2", "xn--12c9cvd.example"} {
		if !fixed.IsOwn([]byte(host)) {
			t.Errorf("%s is not ours", host)
		}
	}
	if fixed.IsOwn([]byte("evil.example")) || fixed.IsOwn([]byte("10.1.2.4")) || fixed.IsOwn(nil) {
		t.Error("a foreign host is ours")
	}
}

func TestASourceFollowsTheMachine(t *testing.T) {
	var m machine
	m.has()
	s := m.source(nil)
	if best := s.Now().Best(); best.Reach || best.Base != "http://127.0.0.1:3000" || len(s.Now().All()) != 0 {
		t.Errorf("without a network: %+v", best)
	}
	changes := make(chan string, 10)
	go s.Follow(t.Context(), time.Millisecond, func() { changes <- s.Now().Best().Base })
	for _, step := range []struct{ addr, want string }{
		{"192.168.1.23/24", "http://192.168.1.23:3000"}, {"172.20.10.4/28", "http://172.20.10.4:3000"}, {"2001:db8::7/64", "http://[2001:db8::7]:3000"}, {"", "http://127.0.0.1:3000"},
	} {
		m.has(card("w", "a4:5e:60:c1:22:34", step.addr, wifi))
		select {
		case got := <-changes:
			if got != step.want {
				t.Errorf("with %s: %s", step.addr, got)
			}
		case <-time.After(90 * time.Second):
			t.Fatalf("%s was not noticed", step.addr)
		}
	}
	select {
	case got := <-changes:
		t.Errorf("nothing changed, and yet: %s", got)
	case <-time.After(30 * time.Millisecond):
	}
}

func TestOneAddressOnlyIsOfferedWhereOneIsListenedOn(t *testing.T) {
	var m machine
	m.has(card("w", "a4:5e:60:c1:22:34", "192.168.1.7/24", wifi), card("e", "a4:5e:60:c1:22:35", "10.1.1.1/24", cable))
	cards := func() []Card { return *m.cards.Load() }
	for listening, want := range map[string]string{"10.1.1.1:80": "http://10.1.1.1", "127.0.0.1:3000": "", "[::1]:3000": "", "192.0.2.5:3000": "http://192.0.2.5:3000"} {
		now := New(Options{Listening: netip.MustParseAddrPort(listening), Cards: cards}).Now()
		if got := now.Best(); (want == "") == got.Reach || want != "" && (got.Base != want || len(now.All()) != 1) {
			t.Errorf("on %s: %+v", listening, now.All())
		}
	}
}

func TestThisMachineIsRead(t *testing.T) {
	for _, c := range Cards() {
		if c.Name == "" || c.Name == "lo" {
			t.Errorf("%+v", c)
		}
	}
	if took := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			New(Options{Listening: netip.MustParseAddrPort("[::]:1")})
		}
	}); took.NsPerOp() > int64(200*time.Millisecond) {
		t.Errorf("a look takes %s", took)
	}
}
