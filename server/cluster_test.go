package server_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// These tests run two servers on one outside NATS, with a browser that goes from one to the other as a proxy without
// sessions would lead it. What becomes of people when a part of a cluster is killed is for `make audit` (e2e).

// outsideNATS starts a NATS server with a port, as an operator would. stop ends it; begin starts it again where it was.
func outsideNATS(t testing.TB) (url string, stop, begin func()) {
	t.Helper()
	opt := server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true}
	var srv *server.Server
	begin = func() {
		var err error
		if srv, err = server.NewServer(&opt); err != nil {
			t.Fatal(err)
		}
		srv.Start()
		if !srv.ReadyForConnections(patient) {
			t.Fatal("the outside NATS does not start")
		}
		fmt.Sscanf(srv.ClientURL(), "nats://127.0.0.1:%d", &opt.Port)
	}
	stop = func() { srv.Shutdown(); srv.WaitForShutdown() }
	begin()
	t.Cleanup(func() { stop() })
	return srv.ClientURL(), stop, begin
}

// twoServers are two processes' worth of server behind no proxy at all.
func twoServers(t testing.TB) (a, b *world) {
	url, _, _ := outsideNATS(t)
	return start(t, setup{nats: url}), start(t, setup{nats: url})
}

// at has the browser's next requests go to a server. Its cookies go along: to a browser all of this is one site.
func (b *browser) at(w *world) *browser {
	b.base = w.url
	return b
}

func TestAComputerWaitsAtOneServerAndItsPhoneAnswersAtAnother(t *testing.T) {
	a, b := twoServers(t)
	for range 10 {
		computer, phone := a.browser(), b.browser()
		m := computer.makeGrant()
		computer.at(b).get(m.Page).want(t, http.StatusOK)
		stream := computer.at(a).events(m.Events)
		stream.next()

		path := a.scanPath(m)
		if kind := phone.get(path + "/app").kind(); kind != "ask" {
			t.Fatalf("the phone sees %q", kind)
		}
		phone.at(a).post(path+"/scan", "").want(t, http.StatusNoContent)
		phone.at(b).post(path+"/approve", "").want(t, http.StatusSeeOther)
		if kind := phone.at(a).get(path).kind(); kind != "approved" {
			t.Errorf("after Allow at one server the phone sees %q at the other", kind)
		}
		for c := stream.next(); c.State != "approved"; c = stream.next() {
			if c.State != "scanned" {
				t.Fatalf("the computer hears %+v", c)
			}
		}
		stream.res.Body.Close()
	}
}

func TestARoomIsTheSameRoomAtEveryServer(t *testing.T) {
	a, b := twoServers(t)
	trainer := a.browser()
	for range 8 {
		id := trainer.at(a).openRoom()
		trainer.at(b).get("/th/workshop/"+id+"/trainer").want(t, http.StatusOK)
		trainer.at(a).get("/th/workshop/"+id+"/screen").want(t, http.StatusOK)
		for range 3 {
			phone := a.browser()
			phone.post("/workshop/"+id+"/join", "").want(t, http.StatusSeeOther)
			hub := phone.at(b).get("/j/"+id).want(t, http.StatusOK)
			if !strings.Contains(hub.body, `data-page="room/hub"`) {
				t.Fatal("a number from one server is not known at the other")
			}
			stream := phone.events("/workshop/" + id + "/events?lang=th")
			if s := stream.seat(); s.State != "open" {
				t.Fatalf("the participant hears %+v", s)
			}
			stream.res.Body.Close()
		}
		phone := b.browser()
		phone.join(id).want(t, http.StatusSeeOther)
		stream := phone.events("/workshop/" + id + "/events?lang=th")
		stream.seat()
		trainer.at(a).post("/workshop/"+id+"/lead", "lang=th&step=scan-qr").want(t, http.StatusSeeOther)
		for s := stream.seat(); !strings.HasSuffix(s.Href, "/guide/scan-qr"); s = stream.seat() {
		}
		stream.res.Body.Close()
		phone.at(a).post("/workshop/"+id+"/call", "").want(t, http.StatusSeeOther)
	}
}

var checkPath = regexp.MustCompile(`/workshop/([0-9a-f]{12})/events\?as=check`)

func TestTheTrainersPhoneMayFindTheWayThroughAnotherServer(t *testing.T) {
	a, b := twoServers(t)
	trainer, phone := a.browser(), b.browser()
	m := checkPath.FindStringSubmatch(trainer.get("/th/workshop").want(t, http.StatusOK).body)
	if m == nil {
		t.Fatal("the kit has no check")
	}
	here, there := trainer.events(m[0]), trainer.at(b).events(m[0])
	for _, e := range []*events{here, there} {
		if got := e.data(); strings.Contains(got, `"arrived"`) {
			t.Fatalf("before the phone: %s", got)
		}
	}
	phone.afar().get("/workshop/"+m[1]+"/hello").want(t, http.StatusOK)
	for _, e := range []*events{here, there} {
		if got := e.data(); !strings.Contains(got, `"arrived":"http://`) {
			t.Errorf("after the phone: %s", got)
		}
	}
	phone.get("/workshop/nonsense/hello").want(t, http.StatusNotFound)
	b.browser().get("/workshop/0123456789ab/events?as=check").want(t, http.StatusNotFound)
}

// data is the next event's data.
func (e *events) data() string {
	e.t.Helper()
	for {
		line, ok := e.line()
		if !ok {
			e.t.Fatal("the stream ended")
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok && data != "1" { // the latter is a beat
			return data
		}
	}
}

func TestWrongRoomCodesAreCountedOverAllServers(t *testing.T) {
	a, b := twoServers(t)
	guesser := a.cookieless()
	for n := 0; guesser.get(fmt.Sprintf("/j/%06d", n)).StatusCode != http.StatusTooManyRequests; n++ {
		if n > 200 {
			t.Fatal("two hundred wrong codes in a row")
		}
	}
	// Two a second are forgiven, so the other server may let one or two through, and not sixty.
	through := 0
	for end := time.Now().Add(patient); guesser.at(b).get("/j/999999").StatusCode != http.StatusTooManyRequests; through++ {
		if time.Now().After(end) {
			t.Fatal("the other server never refuses")
		}
	}
	if through > 20 {
		t.Errorf("after the first had refused, the other server let %d more guesses through", through)
	}
}

var (
	againForm = regexp.MustCompile(`<form method="post" action="([^"]*)">((?:<input[^>]*>)*)<button`)
	hidden    = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
)

// Without script a person presses "try again" on the page that says "one moment": everything that was sent is sent again.
func TestWhileNATSIsAwayAFormIsOfferedAgainAndWorksAfterwards(t *testing.T) {
	t.Parallel()
	url, stop, begin := outsideNATS(t)
	w := start(t, setup{nats: url})
	computer, phone, trainer := w.browser(), w.browser(), w.browser()
	m := computer.makeGrant()
	path := w.scanPath(m)
	phone.get(path).want(t, http.StatusOK)
	id := trainer.openRoom()
	stop()

	a := phone.post(path+"/approve", "").want(t, http.StatusServiceUnavailable)
	if f := againForm.FindStringSubmatch(a.body); f == nil || f[1] != path+"/approve" || f[2] != "" {
		t.Errorf("the page offers %q to the phone", f)
	}
	a = trainer.post("/workshop/"+id+"/wifi", "lang=th&name=%22%3E%3Cb%3E&pass=a%26b").want(t, http.StatusServiceUnavailable)
	f := againForm.FindStringSubmatch(a.body)
	if f == nil || f[1] != "/workshop/"+id+"/wifi" {
		t.Fatalf("the page offers %q to the trainer", f)
	}
	fields := map[string]string{}
	for _, field := range hidden.FindAllStringSubmatch(f[2], -1) {
		fields[field[1]] = field[2]
	}
	if len(fields) != 3 || fields["lang"] != "th" || fields["name"] != "&#34;&gt;&lt;b&gt;" || fields["pass"] != "a&amp;b" {
		t.Errorf("fields %q", fields)
	}

	begin()
	waitFor(t, "NATS to be back", func() bool { return w.browser().get("/readyz").StatusCode == http.StatusOK })
	phone.post(path+"/approve", "").want(t, http.StatusSeeOther)
	if kind := phone.get(path).kind(); kind != "approved" {
		t.Errorf("the phone sees %q", kind)
	}
}

func TestHowManyCodesMayWaitIsCountedOverAllServers(t *testing.T) {
	url, _, _ := outsideNATS(t)
	a, b := start(t, setup{nats: url, codes: 12}), start(t, setup{nats: url, codes: 12})
	for range 6 {
		a.browser().makeGrant()
		b.browser().makeGrant()
	}
	waitFor(t, "both to know of all", func() bool { return a.store.OpenGrantsTotal() == 12 && b.store.OpenGrantsTotal() == 12 })
	for _, w := range []*world{a, b} {
		if got := w.browser().post("/th/practice/standard/grant", "").StatusCode; got != http.StatusServiceUnavailable {
			t.Errorf("the thirteenth code: %d, want 503", got)
		}
	}
}
