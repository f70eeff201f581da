package server_test

import (
	"bytes"
	"io"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"napguide/server/network"
	"napguide/server/site/asset"
)

// laptop is a made-up machine whose cards change while the server runs.
type laptop struct {
	cards  atomic.Pointer[[]network.Card]
	source *network.Source
}

func newLaptop(public *url.URL, addrs ...string) *laptop {
	m := &laptop{}
	m.has(addrs...)
	m.source = network.New(network.Options{
		Listening: netip.MustParseAddrPort("[::]:3000"), Public: public, Name: "Training-PC", Cards: func() []network.Card { return *m.cards.Load() },
	})
	return m
}

// has gives it Wi-Fi cards with these addresses, the first the likeliest.
func (m *laptop) has(addrs ...string) {
	cards := []network.Card{}
	for i, a := range addrs {
		cards = append(cards, network.Card{Name: "wlan" + strconv.Itoa(i), Type: network.WiFi, Metric: i, MAC: net.HardwareAddr{0xa4, 0x5e, 0x60, 1, 2, byte(i)}, Addrs: []netip.Prefix{netip.MustParsePrefix(a + "/24")}})
	}
	m.cards.Store(&cards)
}

// follow keeps the server at the laptop's addresses.
func (m *laptop) follow(t *testing.T, w *world) {
	go m.source.Follow(t.Context(), 5*time.Millisecond, w.srv.NetworkChanged)
}

// placed is where a code leads, as its snapshot says and as its QR code has it.
type placed struct {
	ID     string
	TypeAt string `json:"type_at"`
	Reach  bool
	QR     struct {
		Size int
		Path string
	}
}

// place makes a code and holds that it leads to an address.
func (b *browser) place(w *world, base string) placed {
	b.t.Helper()
	var p placed
	b.json("/th/practice/standard/grant", "", &p)
	b.wantCode(w, p, base)
	return p
}

// wantCode holds that a snapshot's QR code leads to an address.
func (b *browser) wantCode(w *world, p placed, base string) {
	b.t.Helper()
	_, path, err := asset.AddressQR(base + w.scanPath(made{ID: p.ID}))
	if err != nil || path != p.QR.Path {
		b.t.Errorf("the QR code does not lead to %s (%v)", base, err)
	}
}

func TestEveryCodeFollowsTheRoomElseTheVisitorsWayElseTheLikeliestAddress(t *testing.T) {
	m := newLaptop(nil, "192.168.1.23", "10.7.7.7")
	w := start(t, setup{network: m.source})
	own := func(b *browser, want string) {
		t.Helper()
		if p := b.place(w, want); p.TypeAt != strings.TrimPrefix(want, "http://")+"/d" || !p.Reach {
			t.Errorf("the code is at %+v, want %s", p, want)
		}
		a := b.post("/sandbox/device_authorization", "client_id=x").want(t, 200)
		if !strings.Contains(a.body, `"verification_uri":"`+want+`/d"`) || !strings.Contains(a.body, `"verification_uri_complete":"`+want+"/d/") {
			t.Errorf("a program is told %s", a.body)
		}
	}
	here := w.browser()
	own(here, "http://192.168.1.23:3000")
	by := func(host string) *browser {
		b := w.browser()
		b.header["Host"], b.header["Origin"] = host, "http://"+host
		return b
	}
	own(by("10.7.7.7:3000"), "http://10.7.7.7:3000")
	own(by("192.168.1.23:3000"), "http://192.168.1.23:3000")
	own(by("training-pc.local:3000"), "http://192.168.1.23:3000") // a name that no phone may know

	trainer, seated := w.browser(), by("192.168.1.23:3000")
	id := trainer.openRoom()
	seated.join(id).want(t, 303)
	own(seated, "http://192.168.1.23:3000")
	trainer.post("/workshop/"+id+"/address", "lang=th&base=http://evil.example").want(t, 400)
	trainer.post("/workshop/"+id+"/address", "lang=th&base=http://10.7.7.7:3000").want(t, 303)
	own(seated, "http://10.7.7.7:3000")
	own(trainer, "http://10.7.7.7:3000")
	for _, path := range []string{"/th/workshop/" + id + "/trainer", "/th/workshop/" + id + "/screen"} {
		if page := trainer.get(path).want(t, 200).body; !strings.Contains(page, "10.7.7.7:3000/j") {
			t.Errorf("%s does not say the room's address", path)
		}
	}
	own(here, "http://192.168.1.23:3000")
	trainer.post("/workshop/"+id+"/address", "lang=th&base=").want(t, 303) // the program chooses again
	own(seated, "http://192.168.1.23:3000")
	trainer.post("/workshop/"+id+"/address", "lang=th&base=http://10.7.7.7:3000").want(t, 303)
	trainer.post("/workshop/"+id+"/end", "lang=th").want(t, 303)
	own(seated, "http://192.168.1.23:3000")
}

func TestWithAPublicAddressEveryCodeCarriesIt(t *testing.T) {
	public, err := network.ParsePublicURL("HTTPS://ฝึก.Example.:443/")
	if err != nil {
		t.Fatal(err)
	}
	m := newLaptop(public, "192.168.1.23")
	w := start(t, setup{network: m.source})
	for _, host := range []string{"", "192.168.1.23:3000", "xn--12c9cvd.example", "XN--12C9CVD.example."} {
		b := w.browser()
		if host != "" {
			b.header["Host"], b.header["Origin"] = host, "https://xn--12c9cvd.example"
		}
		if p := b.place(w, "https://xn--12c9cvd.example"); p.TypeAt != "ฝึก.example/d" {
			t.Errorf("asked as %q: %+v", host, p)
		}
	}
}

func TestWhatIsOnAScreenFollowsTheNetwork(t *testing.T) {
	m := newLaptop(nil)
	w := start(t, setup{network: m.source})
	m.follow(t, w)
	computer, trainer := w.browser(), w.browser()
	p := computer.place(w, "http://127.0.0.1:3000")
	if p.Reach || p.TypeAt != "127.0.0.1:3000/d" {
		t.Errorf("without a network the code is at %+v", p)
	}
	page := computer.get("/th/g/"+p.ID).want(t, 200).body
	if !strings.Contains(page, `<p class="loopback">`) {
		t.Error("the page does not say that no phone can come")
	}
	id := trainer.openRoom()
	kit := trainer.get("/th/workshop").want(t, 200).body
	check := checkPath.FindStringSubmatch(kit)[0]
	version := regexp.MustCompile(`data-version="([^"]+)"`).FindStringSubmatch(kit)[1]
	code := computer.events("/sandbox/events?grant=" + p.ID)
	streams := map[string]*events{
		"kit": trainer.events(check), "console": trainer.events("/workshop/" + id + "/events?as=trainer"), "wall": trainer.events("/workshop/" + id + "/events?as=wall"),
	}
	code.data()
	for name, e := range streams {
		if first := e.data(); name == "kit" && !strings.Contains(first, version) {
			t.Errorf("the kit's page and its events differ: %s, %s", version, first)
		}
	}
	for _, addr := range []string{"192.168.1.23", "172.20.10.4", "2001:db8::7"} {
		base := "http://" + net.JoinHostPort(addr, "3000")
		m.has(addr)
		if got := code.data(); !strings.Contains(got, `"at":"`+strings.TrimPrefix(base, "http://")+`/d"`) {
			t.Errorf("with %s the code's stream says %s", addr, got)
		}
		_, path, err := asset.AddressQR(base + w.scanPath(made{ID: p.ID}))
		if page := computer.get("/th/g/" + p.ID).body; err != nil || !strings.Contains(page, path) || !strings.Contains(page, ">"+strings.TrimPrefix(base, "http://")+"/d<") || strings.Contains(page, `<p class="loopback">`) {
			t.Errorf("with %s the code's page does not follow", addr)
		}
		for _, e := range streams {
			e.data() // looks again
		}
		for _, path := range []string{"/th/workshop", "/th/workshop/" + id + "/trainer", "/th/workshop/" + id + "/screen"} {
			if page := trainer.get(path).want(t, 200).body; !strings.Contains(page, strings.TrimPrefix(base, "http://")) {
				t.Errorf("with %s %s does not follow", addr, path)
			}
		}
	}
	m.has()
	if got := code.data(); !strings.Contains(got, `"at":"127.0.0.1:3000/d"`) {
		t.Errorf("without a network again: %s", got)
	}
}

func TestAForeignHostIsNamedOnThePageAndInTheLogWithTheFlagThatAdmitsIt(t *testing.T) {
	var log lockedBuffer
	w := start(t, setup{log: &log})
	for host, want := range map[string]string{
		"Guide.Example.ORG:8080": "guide.example.org:8080", "172.17.0.2:3000": "172.17.0.2:3000", "[2001:DB8::1]:80": "[2001:db8::1]", "my_pc.": "my_pc",
	} {
		b := w.browser()
		b.header["Host"] = host
		for _, lang := range []string{"th", "en"} {
			page := b.get("/"+lang+"/workshop").want(t, 421).body
			if !strings.Contains(page, "<code lang=\"en\">"+want+"</code>") || !strings.Contains(page, "--public-url http://"+want+"</code>") {
				t.Errorf("%s: the page does not name %s", host, want)
			}
		}
		req := b.request("GET", "/th/", "")
		req.Header.Set("Accept", "application/json")
		if a := b.do(req).want(t, 421); !strings.Contains(a.body, `"flag":"--public-url http://`+want+`"`) {
			t.Errorf("%s: a script is told %s", host, a.body)
		}
		if !strings.Contains(log.String(), "host="+want) && !strings.Contains(log.String(), `host="`+want) || !strings.Contains(log.String(), "--public-url http://"+want) {
			t.Errorf("%s: the log says %s", host, log.String())
		}
	}
	for _, host := range []string{"<script>alert(1)</script>", strings.Repeat("a", 300) + ".example", "a b", "evil\"onload=", "x?y", "evil|example", "%3Cscript%3E", "evil'x"} {
		page := rawGet(t, w, host)
		if strings.Contains(page, "qqhostqq") || strings.Contains(page, "--public-url") || strings.Contains(page, host) {
			t.Errorf("%q comes back: %s", host, clip(page))
		}
	}
}

// rawGet asks under a Host header that net/http would not send.
func rawGet(t *testing.T, w *world, host string) string {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patient))
	io.WriteString(c, "GET /th/ HTTP/1.1\r\nHost: "+host+"\r\nConnection: close\r\n\r\n")
	var b bytes.Buffer
	b.ReadFrom(c)
	return b.String()
}

func TestHostsAndOriginsAreComparedInOneForm(t *testing.T) {
	public, err := network.ParsePublicURL("http://ฝึก.lan:8080")
	if err != nil {
		t.Fatal(err)
	}
	w := start(t, setup{network: newLaptop(public, "192.168.1.23").source})
	for _, c := range []struct {
		host, origin, site string
		status             int
	}{
		{"XN--12C9CVD.LAN.:8080", "http://xn--12c9cvd.lan:8080", "", 303},
		{"xn--12c9cvd.lan", "http://xn--12c9cvd.lan:8080", "", 303}, // a proxy that drops the port
		{"127.0.0.1:3000", "http://xn--12c9cvd.lan:8080", "", 303},  // one that puts its own name in
		{"xn--12c9cvd.lan:8080", "http://xn--12c9cvd.lan:8080", "none", 303},
		{"192.168.1.23", "http://192.168.1.23:80", "", 303},
		{"192.168.1.23:80", "http://192.168.1.23", "none", 303},
		{"[::1]:3000", "http://[0:0:0:0:0:0:0:1]:3000", "", 303},
		{"TRAINING-PC:3000", "http://training-pc:3000", "", 303},
		{"training-pc.local.", "http://training-pc.local", "", 303},
		{"192.168.1.23:443", "https://192.168.1.23", "", 303},
		{"xn--12c9cvd.lan:8080", "http://xn--12c9cvd.lan:8080", "cross-site", 403},
		{"xn--12c9cvd.lan:8080", "http://xn--12c9cvd.lan:8080", "same-site", 403},
		{"xn--12c9cvd.lan:8080", "https://xn--12c9cvd.lan:8080", "cross-site", 403},
		{"xn--12c9cvd.lan", "http://xn--12c9cvd.lan.evil.example:8080", "", 403},
		{"xn--12c9cvd.lan", "http://xn--12c9cvd.lan:8081", "", 403},
		{"192.168.1.23", "http://192.168.1.23:8080", "", 403}, // another program on this machine
		{"192.168.1.24", "http://192.168.1.24", "", 421},
		{"xn--12c9cvd.lan.evil.example", "http://xn--12c9cvd.lan:8080", "", 421},
	} {
		b := w.cookieless()
		b.header["Host"], b.header["Origin"], b.header["Sec-Fetch-Site"] = c.host, c.origin, c.site
		b.header["Cookie"] = "lang=th"
		if a := b.post("/th/practice/standard/grant", ""); a.StatusCode != c.status && !(c.status == 303 && a.StatusCode < 400) {
			t.Errorf("%+v: %s", c, a.Status)
		}
	}
}

func TestTheKitSaysWhyAPhoneDoesNotArrive(t *testing.T) {
	clock := newClock()
	w := start(t, setup{now: clock.now, network: newLaptop(nil, "192.168.1.23").source})
	trainer := w.browser()
	why := func() string {
		t.Helper()
		page := trainer.get("/en/workshop").want(t, 200).body
		m := regexp.MustCompile(`(?s)id="check-why"[^>]*>(.*?)</div>`).FindStringSubmatch(page)
		if m == nil {
			t.Fatal("the kit has no place for it")
		}
		return regexp.MustCompile(`<[^>]*>`).ReplaceAllString(m[1], "")
	}
	if got := why(); got != "" {
		t.Errorf("at once it says %q", got)
	}
	clock.pass(30 * time.Second)
	if got := why(); got == "" {
		t.Error("after half a minute it says nothing")
	}
	// A request under a foreign name, as through Docker or a port forward.
	stranger := w.browser()
	stranger.header["Host"] = "training.example:8080"
	stranger.get("/th/").want(t, 421)
	if got := why(); !strings.Contains(got, "training.example:8080") || !strings.Contains(got, "--public-url http://training.example:8080") {
		t.Errorf("after a foreign name it says %q", got)
	}
	token := checkPath.FindStringSubmatch(trainer.get("/en/workshop").body)[1]
	w.browser().afar().get("/workshop/"+token+"/hello").want(t, 200)
	if got := why(); got != "" {
		t.Errorf("the phone has arrived, and it says %q", got)
	}
}

// The kit's check and the page of the machine mean the same by a phone that came.
func TestAPhoneThatCameIsAnotherMachineOnEveryPage(t *testing.T) {
	w := start(t, setup{network: newLaptop(nil, "192.168.1.23").source})
	trainer := w.browser()
	trainer.header["Accept-Language"] = "en"
	arrived := func() (kit, machine bool) {
		t.Helper()
		page := trainer.get("/en/workshop").want(t, 200).body
		return strings.Contains(page, `data-state="approved"`), strings.Contains(trainer.get("/en/workshop/machine").want(t, 200).body, "Another machine has come through")
	}
	hello := "/workshop/" + checkPath.FindStringSubmatch(trainer.get("/en/workshop").body)[1] + "/hello"
	if page := trainer.get(hello).want(t, 200).body; !strings.Contains(page, "does not count") {
		t.Error("on the program's own machine the check says that a phone can connect")
	}
	if kit, machine := arrived(); kit || machine {
		t.Errorf("this machine opened it itself, and counts: in the kit %t, on the machine's page %t", kit, machine)
	}
	phone := w.browser().afar()
	phone.header["Accept-Language"] = "en"
	if page := phone.get(hello).want(t, 200).body; !strings.Contains(page, "This phone can connect") {
		t.Error("another machine's phone does not count")
	}
	if kit, machine := arrived(); !kit || !machine {
		t.Errorf("another machine came over something in between, and counts in the kit: %t, on the machine's page: %t", kit, machine)
	}
}

// handClock is a clock that a test moves.
type handClock struct{ ahead atomic.Int64 }

func newClock() *handClock                { return &handClock{} }
func (c *handClock) now() time.Time       { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *handClock) pass(d time.Duration) { c.ahead.Add(int64(d)) }

// lockedBuffer is a log that is read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestThereIsOneSourceOfAddresses(t *testing.T) {
	// What a Host header says gets into nothing that is shown: only address_choose.go asks by which address somebody came.
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte(".CameBy(")) && !slices.Contains([]string{"address_choose.go", "kit.go", "places_test.go"}, file) {
			t.Errorf("%s finds addresses by itself", file)
		}
	}
}
