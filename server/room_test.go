package server_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"napguide/server/workshop"
)

// openRoom opens a room and returns its id.
func (b *browser) openRoom() string {
	b.t.Helper()
	b.get("/th/workshop").want(b.t, http.StatusOK)
	a := b.post("/workshop", "lang=th&base=&wifi=ward&pass=secret123").want(b.t, http.StatusSeeOther)
	m := regexp.MustCompile(`^/th/workshop/(\d{6})/trainer$`).FindStringSubmatch(a.Header.Get("Location"))
	if m == nil {
		b.t.Fatalf("the room's console is at %q", a.Header.Get("Location"))
	}
	return m[1]
}

func (b *browser) join(code string) answer {
	b.t.Helper()
	b.get("/j/"+code).want(b.t, http.StatusOK)
	return b.post("/workshop/"+code+"/join", "")
}

// seat is the data of a participant's event.
type seatEvent struct {
	State, Href, Title string
	Number, Moves      int
	Frozen, Called     bool
}

func (e *events) seat() (s seatEvent) {
	e.t.Helper()
	for {
		line, ok := e.line()
		if !ok {
			e.t.Fatal("the stream ended")
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok && data != "1" { // not a beat
			if err := json.Unmarshal([]byte(data), &s); err != nil {
				e.t.Fatal(err)
			}
			return s
		}
	}
}

func TestAParticipantFollowsTheTrainerInTheirOwnLanguage(t *testing.T) {
	w := start(t, setup{})
	trainer, thai, english := w.browser(), w.browser(), w.browser()
	id := trainer.openRoom()
	for n, p := range []*browser{thai, english} {
		p.join(id).want(t, http.StatusSeeOther)
		if body := p.get("/j/"+id).want(t, http.StatusOK).body; !strings.Contains(body, fmt.Sprintf(`<strong class="bignumber" translate="no">%d</strong>`, n+1)) {
			t.Fatalf("number %d is not shown: %s", n+1, clip(body))
		}
	}
	a, b := thai.events("/workshop/"+id+"/events?lang=th"), english.events("/workshop/"+id+"/events?lang=en")
	if s := a.seat(); s.Number != 1 || s.State != "open" || s.Href != "" {
		t.Errorf("%+v", s)
	}
	b.seat()
	trainer.post("/workshop/"+id+"/lead", "lang=th&step=scan-qr").want(t, http.StatusSeeOther)
	if s := a.seat(); s.Href != "/th/guide/scan-qr" || s.Moves != 1 {
		t.Errorf("%+v", s)
	}
	if s := b.seat(); s.Href != "/en/guide/scan-qr" || !strings.Contains(s.Title, "Scan") {
		t.Errorf("%+v", s)
	}
	thai.post("/workshop/"+id+"/call", "").want(t, http.StatusSeeOther)
	if s := a.seat(); !s.Called {
		t.Errorf("%+v", s)
	}
	if body := trainer.get("/th/workshop/" + id + "/trainer").body; !strings.Contains(body, `<ul class="waits"><li data-key="1"><b translate="no">1</b>`) {
		t.Error("the console does not show the call")
	}
	if body := trainer.get("/th/workshop/" + id + "/screen").body; strings.Contains(body, "waits") {
		t.Error("the wall shows calls")
	}
	trainer.post("/workshop/"+id+"/answer", "lang=th&number=all").want(t, http.StatusSeeOther)
	if s := a.seat(); s.Called {
		t.Errorf("%+v", s)
	}
	trainer.post("/workshop/"+id+"/free", "lang=th&number=1").want(t, http.StatusSeeOther)
	if s := a.seat(); s.State != "gone" {
		t.Errorf("a freed number goes on: %+v", s)
	}
	trainer.post("/workshop/"+id+"/delete", "lang=th").want(t, http.StatusSeeOther)
	if s := b.seat(); s.State != "gone" {
		t.Errorf("a deleted room goes on: %+v", s)
	}
}

func TestOnlyTheTrainersDeviceDrivesAndSeesTheConsole(t *testing.T) {
	w := start(t, setup{})
	trainer, other := w.browser(), w.browser()
	id := trainer.openRoom()
	other.join(id)
	for _, path := range []string{"trainer", "screen", "report", "report.csv"} {
		trainer.get("/th/workshop/"+id+"/"+path).want(t, http.StatusOK)
		other.get("/th/workshop/"+id+"/"+path).want(t, http.StatusNotFound)
	}
	for _, form := range []string{"lead step=start", "mode mode=free", "freeze on=yes", "end ", "delete ", "ticket ", "recode ", "free number=1", "answer number=all", "wifi name=x"} {
		what, fields, _ := strings.Cut(form, " ")
		other.post("/workshop/"+id+"/"+what, fields).want(t, http.StatusNotFound)
	}
	other.get("/workshop/"+id+"/events?as=trainer").want(t, http.StatusNotFound)
	trainer.header["Origin"] = "http://elsewhere.example"
	trainer.post("/workshop/"+id+"/end", "").want(t, http.StatusForbidden)
	trainer.header["Origin"] = trainer.base
	for _, bad := range []string{"lead step=nowhere", "mode mode=loud", "start run=guide", "inject event=fire", "address base=http://evil.example", "lead step=start&x=1"} {
		what, fields, _ := strings.Cut(bad, " ")
		trainer.post("/workshop/"+id+"/"+what, fields).want(t, http.StatusBadRequest)
	}
	trainer.post("/workshop/"+id+"/dance", "").want(t, http.StatusNotFound)
}

func TestALockedFullOrRecodedRoomSaysSoInWords(t *testing.T) {
	w := start(t, setup{})
	trainer, seated := w.browser(), w.browser()
	id := trainer.openRoom()
	seated.join(id).want(t, http.StatusSeeOther)
	trainer.post("/workshop/"+id+"/lock", "on=yes").want(t, http.StatusSeeOther)
	w.browser().post("/workshop/"+id+"/join", "").want(t, http.StatusForbidden)
	seated.get("/j/"+id).want(t, http.StatusOK)
	trainer.post("/workshop/"+id+"/lock", "on=no")
	trainer.post("/workshop/"+id+"/recode", "")
	if body := w.browser().get("/j/"+id).want(t, http.StatusGone).body; !strings.Contains(body, "เปลี่ยนรหัสแล้ว") {
		t.Error(clip(body))
	}
	seated.get("/j/"+id).want(t, http.StatusOK)
	r, err := w.store.Room(id)
	if err != nil {
		t.Fatal(err)
	}
	for n := w.store.SeatCount(id); n < workshop.MaxSeats; n++ {
		if _, err := w.store.JoinRoom(t.Context(), id, fmt.Sprint(n)); err != nil {
			t.Fatal(err)
		}
	}
	if body := w.browser().post("/workshop/"+r.Code+"/join", "").want(t, http.StatusConflict).body; !strings.Contains(body, "เต็มแล้ว") {
		t.Error(clip(body))
	}
	trainer.post("/workshop/"+id+"/end", "")
	w.browser().post("/workshop/"+r.Code+"/join", "").want(t, http.StatusGone)
}

func TestGuessingRoomCodesIsSlowedAndNobodyInTheRoomNotices(t *testing.T) {
	w := start(t, setup{})
	trainer, seated, guesser := w.browser(), w.browser(), w.cookieless()
	id := trainer.openRoom()
	seated.join(id)
	paused := false
	for n := 0; n < 200 && !paused; n++ {
		code := fmt.Sprintf("%06d", n)
		if code == id {
			continue
		}
		paused = guesser.get("/j/"+code).StatusCode == http.StatusTooManyRequests
	}
	if !paused {
		t.Fatal("two hundred wrong codes in a row")
	}
	seated.get("/j/"+id).want(t, http.StatusOK)
	seated.post("/workshop/"+id+"/call", "").want(t, http.StatusSeeOther)
}

func TestProgressIsCheckedAgainstTheSimulatedLogin(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.post("/workshop/"+id+"/progress", "at=guide/start").want(t, http.StatusNotFound) // no number yet
	p.join(id)
	for _, bad := range []string{"at=guide/nowhere", "at=practice/standard/nowhere", "at=practice/guide/sso", "at=x", "at=guide/start&finish=scan-qr", "done=all"} {
		p.post("/workshop/"+id+"/progress", bad).want(t, http.StatusBadRequest)
	}
	for _, good := range []string{"at=guide/start", "at=guide/start&press=password", "at=guide/start&press=dance", "at=guide/start&finish=start", "at=practice/standard/sso&press=other-method", "at=practice/standard/sso&press=thaid", "at=practice/standard/dashboard"} {
		p.post("/workshop/"+id+"/progress", good).want(t, http.StatusSeeOther)
	}
	s, err := w.store.Seat(id, 1)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(s.Finished) != "[start]" || fmt.Sprint(s.Done) != "[standard]" || fmt.Sprint(s.Turns) != "map[napplus/password:1 sso/other-method:1]" {
		t.Errorf("%v %v %v", s.Finished, s.Done, s.Turns)
	}
}

func TestTheReportReadsInASpreadsheetToo(t *testing.T) {
	w := start(t, setup{})
	trainer, p := w.browser(), w.browser()
	id := trainer.openRoom()
	p.join(id)
	p.post("/workshop/"+id+"/progress", "at=practice/standard/dashboard").want(t, http.StatusSeeOther)
	if s, err := w.store.Seat(id, 1); err != nil || len(s.Done) != 0 {
		t.Errorf("who opens the address of a run's end has done it: %v %v", s.Done, err)
	}
	for _, at := range []string{"qr", "dashboard"} {
		p.post("/workshop/"+id+"/progress", "at=practice/standard/"+at).want(t, http.StatusSeeOther)
	}
	trainer.post("/workshop/"+id+"/place", "lang=th&place=%3DHYPERLINK(1)").want(t, http.StatusSeeOther)
	page := trainer.get("/th/workshop/"+id+"/report").want(t, http.StatusOK).body
	for _, want := range []string{"มีผู้เข้าฝึก 1 คน", "สแกนและกดอนุญาตในการฝึก 1 คน", fmt.Sprint(time.Now().In(time.FixedZone("", 7*3600)).Year() + 543), `<ol class="medians"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	sheet := trainer.get("/th/workshop/"+id+"/report.csv").want(t, http.StatusOK)
	if !strings.HasPrefix(sheet.body, "\ufeff") || !strings.HasPrefix(sheet.Header.Get("Content-Type"), "text/csv") {
		t.Errorf("%q %q", sheet.body[:3], sheet.Header.Get("Content-Type"))
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(sheet.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 || len(rows[0]) != len(rows[1]) {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if strings.Contains(sheet.body, ",=HYPER") {
		t.Error("a place became a formula")
	}
}

// Somebody's phone has stopped reading. The others hear of every change at once, and the phone is let go of.
func TestWhoStopsReadingDelaysNobodyInTheRoom(t *testing.T) {
	t.Parallel()
	w := start(t, setup{wrap: func(l net.Listener) net.Listener { return smallBuffers{l} }})
	trainer, good, bad := w.browser(), w.browser(), w.browser()
	id := trainer.openRoom()
	good.join(id)
	bad.join(id)
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.(*net.TCPConn).SetReadBuffer(1)
	req := bad.request(http.MethodGet, "/workshop/"+id+"/events", "")
	for _, c := range bad.http.Jar.Cookies(req.URL) {
		req.AddCookie(c)
	}
	if err := req.Write(conn); err != nil {
		t.Fatal(err)
	}
	e := good.events("/workshop/" + id + "/events")
	e.seat()
	waitFor(t, "two streams", func() bool { return w.srv.OpenStreams() == 2 })
	var worst time.Duration
	began := time.Now()
	for n := 0; w.srv.OpenStreams() == 2; n++ {
		if time.Since(began) > 60*time.Second {
			t.Fatal("who does not read is never let go")
		}
		at := time.Now()
		trainer.post("/workshop/"+id+"/freeze", "on="+[]string{"yes", "no"}[n%2])
		e.seat()
		worst = max(worst, time.Since(at))
		time.Sleep(10 * time.Millisecond) // what bounds a write runs by the clock
	}
	t.Logf("let go after %s; the slowest of the others' changes took %s", time.Since(began).Round(time.Second), worst)
	if worst > 5*time.Second {
		t.Errorf("a change took %s", worst)
	}
}

// smallBuffers makes writes block soon.
type smallBuffers struct{ net.Listener }

func (l smallBuffers) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok {
		tcp.SetWriteBuffer(1)
	}
	return c, err
}
