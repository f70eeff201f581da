package server_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"napguide/server/sandbox"
	"napguide/server/workshop"
)

// Addresses of these tests. Every address of 127.0.0.0/8 is this machine, and a client of its own.
const (
	classAt   = "127.0.0.10"
	trainerAt = "127.0.0.11"
	floodAt   = "127.0.0.66"
)

// from makes a browser ask from another address.
func (b *browser) from(address string) *browser {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	transport := b.http.Transport.(*http.Transport)
	transport.DialContext = dialer.DialContext
	return b
}

// stranger is somebody who makes up cookies of the form of ours: it costs nothing.
func (w *world) stranger() *browser {
	b := w.cookieless()
	b.header["Cookie"] = inventedCookies()
	return b
}

func inventedCookies() string {
	secret := sandbox.NewSecret()
	return "guide-sid=" + secret + "; guide-trainer=" + secret + "; guide-seat=" + secret
}

// flood posts forms until it is ended, over several connections at once and with a cookie of its own for each, and counts what comes back.
type flood struct {
	stop   context.CancelFunc
	all    sync.WaitGroup
	asked  atomic.Int64
	answer [600]atomic.Int64
}

func (w *world) flood(address string, workers int, request func(n int64) (path, form string)) *flood {
	ctx, stop := context.WithCancel(context.Background())
	f := &flood{stop: stop}
	w.t.Cleanup(f.end)
	for range workers {
		transport := &http.Transport{DialContext: (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}).DialContext}
		client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		f.all.Go(func() {
			defer transport.CloseIdleConnections()
			for ctx.Err() == nil {
				path, form := request(f.asked.Add(1))
				req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url+path, strings.NewReader(form))
				if err != nil {
					return
				}
				req.Header.Set("Origin", w.url)
				req.Header.Set("Cookie", inventedCookies())
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				if res, err := client.Do(req); err == nil {
					_, _ = io.Copy(io.Discard, res.Body) // to its end, or the connection is of no more use and another port is taken
					res.Body.Close()
					f.answer[res.StatusCode].Add(1)
				}
			}
		})
	}
	return f
}

func (f *flood) end() { f.stop(); f.all.Wait() }

func (f *flood) got(status int) int64 { return f.answer[status].Load() }

// worded checks that a refusal says when it may work again, in both languages, and blames nobody.
func (w *world) worded(a answer, status int, thai string) {
	w.t.Helper()
	a.want(w.t, status)
	if wait, err := strconv.Atoi(a.Header.Get("Retry-After")); err != nil || wait < 1 || !strings.Contains(strings.ReplaceAll(tags.ReplaceAllString(a.body, ""), "\u2060", ""), thai) {
		w.t.Errorf("%s: Retry-After %q, and it does not say %q: %s", a.Request.URL.Path, a.Header.Get("Retry-After"), thai, clip(a.body))
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// joinPath is the address that the QR code on the wall carries.
func (w *world) joinPath(id string) string {
	w.t.Helper()
	r, err := w.store.Room(id)
	if err != nil {
		w.t.Fatal(err)
	}
	return "/j/" + r.JoinPath()
}

// byQR joins as somebody who has scanned the wall.
func (b *browser) byQR(path string) answer {
	b.t.Helper()
	page := b.get(path).want(b.t, http.StatusOK)
	form := regexp.MustCompile(`action="(/workshop/[^"]*/join)"`).FindStringSubmatch(page.body)
	if form == nil {
		b.t.Fatalf("there is no form to join: %s", clip(page.body))
	}
	return b.post(form[1], "").want(b.t, http.StatusSeeOther)
}

func TestOneClientCannotOpenAllRoomsAndThoseItNeverUsesGiveWay(t *testing.T) {
	clock := newClock()
	w := start(t, setup{now: clock.now, rooms: 40})
	used := w.browser().from(trainerAt)
	usedRoom := used.openRoom()
	person := w.browser().from(classAt)
	person.byQR(w.joinPath(usedRoom))
	person.post("/workshop/"+usedRoom+"/ready", "answer=ready").want(t, http.StatusSeeOther)
	opened := 0
	for a := w.stranger().from(floodAt).post("/workshop", "lang=th"); a.StatusCode == http.StatusSeeOther; opened++ {
		a = w.stranger().from(floodAt).post("/workshop", "lang=th")
		if a.StatusCode != http.StatusSeeOther {
			w.worded(a, http.StatusServiceUnavailable, "ไม่ใช่เพราะคุณ")
		}
	}
	if opened != 39 {
		t.Fatalf("%d rooms were opened", opened)
	}
	clock.pass(time.Minute)
	for range 12 { // rooms that nobody uses give way, and not the one where somebody is
		room := w.browser().from(trainerAt).openRoom()
		w.browser().from(classAt).byQR(w.joinPath(room))
	}
	if _, err := w.store.Room(usedRoom); err != nil {
		t.Error("a room with somebody in it gave way")
	}
	spent := 0
	for range 200 {
		if a := w.stranger().from(floodAt).post("/workshop", "lang=th"); a.StatusCode == http.StatusTooManyRequests {
			w.worded(a, http.StatusTooManyRequests, "ไม่ใช่เพราะคุณ")
			spent++
			break
		}
	}
	if spent == 0 {
		t.Error("one client opens rooms without end")
	}
	clock.pass(time.Minute)
	w.browser().from("127.0.0.12").openRoom()
}

func TestARoomThatHasEndedCountsForNothing(t *testing.T) {
	w := start(t, setup{rooms: 3})
	for range 8 {
		trainer := w.browser().from(trainerAt)
		id := trainer.openRoom()
		w.browser().byQR(w.joinPath(id))
		trainer.post("/workshop/"+id+"/end", "").want(t, http.StatusSeeOther)
	}
}

func TestAFormThatIsRefusedTakesNoRoomCode(t *testing.T) {
	w := start(t, setup{})
	before := w.writes.Load()
	w.browser().post("/workshop", "lang=th&wifi="+strings.Repeat("x", 101)).want(t, http.StatusBadRequest)
	if n := w.writes.Load() - before; n != 0 {
		t.Errorf("%d keys were written", n)
	}
}

func TestCodesThatNobodyLooksAtGiveWayToThoseOfPeople(t *testing.T) {
	clock := newClock()
	w := start(t, setup{codes: 50, now: clock.now})
	computer := w.browser().from(classAt)
	mine := computer.makeGrant()
	computer.get("/th/g/"+mine.ID).want(t, http.StatusOK)
	taken := 0
	for a := w.stranger().from(floodAt).post("/th/practice/standard/grant", ""); a.StatusCode == http.StatusSeeOther; taken++ {
		a = w.stranger().from(floodAt).post("/th/practice/standard/grant", "")
	}
	if taken != 49 {
		t.Fatalf("%d codes were taken", taken)
	}
	clock.pass(10 * time.Second)
	for range 30 {
		b := w.browser().from(classAt)
		m := b.makeGrant()
		b.get("/th/g/"+m.ID).want(t, http.StatusOK)
	}
	if kind := w.browser().from(classAt).get(w.scanPath(mine)).kind(); kind != "home" {
		t.Errorf("the code that somebody looks at is %q", kind)
	}
	if n := w.store.OpenGrantsTotal(); n != 50 {
		t.Errorf("%d are open", n)
	}
}

func TestWrongDigitsCostWhoTypesThemAndNobodyElse(t *testing.T) {
	t.Parallel()
	w := start(t, setup{})
	trainer := w.browser().from(trainerAt)
	id := trainer.openRoom()
	seated, newcomer := w.browser().from(classAt), w.browser().from(classAt)
	seated.byQR(w.joinPath(id))
	seated.get("/j/"+id).want(t, http.StatusOK)
	digits := func(b *browser) string { return strings.ReplaceAll(b.makeGrant().UserCode, " ", "") }
	code, other := digits(w.browser().from(classAt)), digits(w.browser().from(trainerAt))

	guesser := w.cookieless().from(classAt)
	var refused answer
	for n, both := 0, false; !both; n++ { // a guess may come back before a slow machine asks for the next
		if refused = guesser.post("/d", fmt.Sprintf("code=%09d", n)); refused.StatusCode == http.StatusTooManyRequests {
			both = newcomer.post("/d", "code="+code).StatusCode == http.StatusTooManyRequests
		}
		if n > 1500 {
			t.Fatal("1,500 wrong codes by one client")
		}
	}
	w.worded(refused, http.StatusTooManyRequests, "เครือข่ายเดียวกับคุณ")
	seated.post("/d", "code="+code).want(t, http.StatusSeeOther)                           // who has a number goes on
	w.browser().from(trainerAt).post("/d", "code="+other).want(t, http.StatusSeeOther)     // and so does who types elsewhere
	newcomer.get(w.scanPath(w.browser().from(classAt).makeGrant())).want(t, http.StatusOK) // and who scans
	looked := 0
	for n := range 60 { // but a number is no licence to guess
		if a := seated.post("/d", fmt.Sprintf("code=%09d", 5000+n)); a.StatusCode != http.StatusTooManyRequests {
			looked++
		}
	}
	if looked > 30 { // some ten, and what comes back while a slow machine asks
		t.Errorf("%d of 60 wrong codes were looked up for somebody with a number", looked)
	}
}

func TestWhenAllGuessesAreSpentTypingGoesOnWhereTheCodeIsFrom(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser().from(trainerAt)
	id := trainer.openRoom()
	computer, phone := w.browser().from(classAt), w.browser().from("127.0.0.77")
	computer.byQR(w.joinPath(id))
	computer.get("/j/"+id).want(t, http.StatusOK)
	code := strings.ReplaceAll(computer.makeGrant().UserCode, " ", "")
	w.spendGuesses()
	w.worded(phone.post("/d", "code="+code), http.StatusTooManyRequests, "ไม่ใช่เพราะคุณ")
	w.browser().from(classAt).post("/d", "code="+code).want(t, http.StatusSeeOther) // the holder's own network
	phone.byQR(w.joinPath(id))
	phone.post("/d", "code="+code).want(t, http.StatusSeeOther) // one of the room's people, elsewhere
	w.browser().from(classAt).post("/d", "code=123456789").want(t, http.StatusTooManyRequests)
}

func TestARetiredCodeOfAnOpenRoomIsNoGuess(t *testing.T) {
	w := start(t, setup{})
	trainer := w.browser().from(trainerAt)
	id := trainer.openRoom()
	poster := w.joinPath(id)
	trainer.post("/workshop/"+id+"/recode", "").want(t, http.StatusSeeOther)
	for range 200 {
		late := w.cookieless().from(classAt)
		if a := late.post("/j", "code="+id); a.StatusCode != http.StatusGone {
			t.Fatalf("a retired code: %d", a.StatusCode)
		}
		if a := late.get(poster); a.StatusCode != http.StatusGone || !strings.Contains(a.body, "เปลี่ยนรหัสแล้ว") {
			t.Fatalf("the old QR code: %d", a.StatusCode)
		}
	}
	w.browser().from(classAt).byQR(w.joinPath(id))
	r, _ := w.store.Room(id)
	w.browser().from(classAt).post("/j", "code="+r.Code).want(t, http.StatusSeeOther)
}

func TestARoomThatIsRecodedAgainAndAgainKeepsAFewCodesOnly(t *testing.T) {
	clock := newClock()
	w := start(t, setup{now: clock.now})
	trainer := w.browser().from(trainerAt)
	id := trainer.openRoom()
	first, _ := w.store.Room(id)
	seated := w.browser().from(classAt)
	seated.byQR(w.joinPath(id))
	trainer.post("/workshop/"+id+"/recode", "")
	second, _ := w.store.Room(id)
	trainer.post("/workshop/"+id+"/recode", "") // a second press at once
	if r, _ := w.store.Room(id); r.Code != second.Code || first.Code == second.Code || first.JoinKey == second.JoinKey {
		t.Errorf("%s, %s, %s", first.Code, second.Code, r.Code)
	}
	for range 30 {
		clock.pass(10 * time.Second)
		trainer.post("/workshop/"+id+"/recode", "").want(t, http.StatusSeeOther)
	}
	if _, _, err := w.store.RoomByCode(second.Code); err == nil {
		t.Error("a code of thirty ago is still taken")
	}
	if body := seated.get("/j/"+id).want(t, http.StatusOK).body; !strings.Contains(body, "bignumber") {
		t.Error("a number is lost")
	}
}

// One phone takes all numbers and raises all hands. Its trainer has a press for each.
func TestNumbersThatNeverMovedAreFreedAndHandsRestAtOnePress(t *testing.T) {
	clock := newClock()
	w := start(t, setup{now: clock.now})
	trainer := w.browser().from(trainerAt)
	id := trainer.openRoom()
	here, answered := w.browser().from(classAt), w.browser().from(classAt)
	here.byQR(w.joinPath(id))
	e := here.events("/workshop/" + id + "/events?lang=th")
	e.seat()
	clock.pass(time.Second)
	answered.byQR(w.joinPath(id))
	clock.pass(time.Second)
	answered.post("/workshop/"+id+"/ready", "answer=ready").want(t, http.StatusSeeOther)
	for range 60 {
		w.browser().from(floodAt).join(id).want(t, http.StatusSeeOther)
	}
	clock.pass(10 * time.Second)
	console := "/th/workshop/" + id + "/trainer"
	if body := trainer.get(console).body; !strings.Contains(body, "60 หมายเลข") {
		t.Errorf("the console does not tell of the flood")
	}
	if body := trainer.get("/en" + console[3:]).body; !strings.Contains(body, "Numbers that joined and never moved: 60") {
		t.Errorf("the console does not tell of the flood in English")
	}
	if body := trainer.get("/th/workshop/" + id + "/screen").body; strings.Contains(body, "กดเล่น") {
		t.Error("the wall tells of it")
	}
	trainer.post("/workshop/"+id+"/free-idle", "lang=th").want(t, http.StatusSeeOther)
	if n := w.store.SeatCount(id); n != 2 {
		t.Errorf("%d numbers are left", n)
	}
	if body := trainer.get(console).body; strings.Contains(body, "กดเล่น") {
		t.Error("the flood is over, and the console does not know")
	}
	here.get("/j/"+id).want(t, http.StatusOK)

	here.post("/workshop/"+id+"/call", "").want(t, http.StatusSeeOther)
	answered.post("/workshop/"+id+"/call", "").want(t, http.StatusSeeOther)
	trainer.post("/workshop/"+id+"/answer", "lang=th&number=all").want(t, http.StatusSeeOther)
	w.worded(here.post("/workshop/"+id+"/call", ""), http.StatusTooManyRequests, "วิทยากรขอพัก")
	if body := here.get("/j/" + id).body; strings.Contains(body, "/workshop/"+id+"/call") || !strings.Contains(body, "โบกมือ") {
		t.Error("the participant's page still offers to call")
	}
	here.header["Accept-Language"] = "en"
	w.worded(here.post("/workshop/"+id+"/call", ""), http.StatusTooManyRequests, "rest for a minute")
	clock.pass(time.Minute)
	here.post("/workshop/"+id+"/call", "").want(t, http.StatusSeeOther)
	refused := 0
	for range 10 {
		here.post("/workshop/"+id+"/uncall", "").want(t, http.StatusSeeOther)
		if here.post("/workshop/"+id+"/call", "").StatusCode == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 5 {
		t.Errorf("a hand that goes up and down was refused %d times of 10", refused)
	}
}

func TestANumberNobodyUsesGoesToWhoComesToAFullRoom(t *testing.T) {
	clock := newClock()
	w := start(t, setup{now: clock.now})
	id := w.browser().from(trainerAt).openRoom()
	for n := range workshop.MaxSeats {
		if _, err := w.store.JoinRoom(t.Context(), id, fmt.Sprint(n)); err != nil {
			t.Fatal(err)
		}
	}
	if a := w.browser().from(classAt).get(w.joinPath(id)); a.StatusCode != http.StatusConflict {
		t.Errorf("numbers that were given out this moment: %d", a.StatusCode)
	}
	clock.pass(5 * time.Second)
	for range 5 {
		w.browser().from(classAt).byQR(w.joinPath(id))
		w.browser().from(classAt).join(id).want(t, http.StatusSeeOther)
	}
	if n := w.store.SeatCount(id); n != workshop.MaxSeats {
		t.Errorf("%d numbers", n)
	}
}

func TestOneClientsRefusalsLeaveOthersTheirLinesInTheLog(t *testing.T) {
	log := &lockedBuffer{}
	w := start(t, setup{log: log})
	stranger := w.cookieless().from(floodAt)
	for range 300 {
		stranger.post("/th/practice/standard/grant", "nonsense=1").want(t, http.StatusBadRequest)
	}
	other := w.cookieless().from(classAt)
	id := other.post("/th/practice/standard/grant", "nonsense=1").want(t, http.StatusBadRequest).Header.Get("X-Request-Id")
	waitFor(t, "the other's line", func() bool {
		for line := range strings.SplitSeq(log.String(), "\n") {
			if strings.Contains(line, id) && strings.Contains(line, "level=INFO") {
				return true
			}
		}
		return false
	})
	if n := strings.Count(log.String(), "level=INFO msg=\"request failed\""); n > 60 {
		t.Errorf("%d lines", n)
	}
}
