package server_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"napguide/server/sandbox"
	"napguide/server/store"
	"napguide/server/web"
)

func TestAComputerFollowsAPhoneOverItsEventStream(t *testing.T) {
	w := start(t, setup{})
	computer, phone := w.browser(), w.browser()
	m := computer.makeGrant()
	if m.State != "pending" || m.ExpiresIn < 590 || m.ExpiresIn > 600 || m.QR.Size == 0 || m.QR.Path == "" || len(m.UserCode) != 11 || m.Reference == "" {
		t.Errorf("a new grant is %+v", m)
	}
	stream := computer.events(m.Events)
	if c := stream.next(); c.State != "pending" || c.Next != "" {
		t.Errorf("first event: %+v, want pending", c)
	}

	scan := w.scanPath(m)
	home := phone.get(scan).want(t, 200)
	if home.kind() != "home" || strings.Contains(home.body, "/approve") || !strings.Contains(home.body, `href="`+scan+`/app"`) {
		t.Errorf("what the camera opens is %q, not a home screen with the app alone", home.kind())
	}
	a := phone.get(scan+"/app").want(t, 200)
	if a.kind() != "ask" || !strings.Contains(a.body, m.Reference) {
		t.Errorf("the phone's page is %q without the reference %s", a.kind(), m.Reference)
	}
	phone.post(scan+"/scan", "").want(t, http.StatusNoContent)
	if c := stream.next(); c.State != "scanned" {
		t.Errorf("after the scan: %+v", c)
	}
	a = phone.post(scan+"/approve", "").want(t, http.StatusSeeOther)
	if a.Header.Get("Location") != scan {
		t.Errorf("the phone is led to %q, want %q", a.Header.Get("Location"), scan)
	}
	if c := stream.next(); c.State != "approved" || !strings.HasPrefix(c.Next, "/th/practice/standard/") {
		t.Errorf("after the answer: %+v", c)
	}
	if kind := phone.get(scan).want(t, 200).kind(); kind != "approved" {
		t.Errorf("afterwards the phone's page is %q", kind)
	}
	computer.get(m.Page).want(t, 200) // a reload loses nothing
}

// Who answers on the computer's drawn phone has answered the code: a phone that has it open is told when it answers too, and what it presses after
// that contradicts nobody.
func TestACodeThatIsAnsweredOnTheComputersDrawnPhoneIsAnsweredForARealPhoneToo(t *testing.T) {
	w := start(t, setup{})
	for _, here := range []string{"allow", "decline"} {
		for _, late := range []string{"/approve", "/deny"} {
			computer, phone := w.browser(), w.browser()
			var m made
			computer.json("/th/practice/relayed-code/grant", "place=person-code", &m).want(t, 201)
			scan := w.scanPath(m)
			phone.get(scan+"/app").want(t, 200)
			phone.post(scan+"/scan", "").want(t, http.StatusNoContent)

			w.browser().post(m.Page+"/answer", "answer="+here).want(t, 404)
			computer.post(m.Page+"/answer", "answer=maybe").want(t, 400)
			asked := func() string {
				req := phone.request(http.MethodGet, scan+"/app", "")
				req.Header.Set("Accept", "application/json")
				return phone.do(req).want(t, 200).body
			}
			if strings.Contains(asked(), `"expires_in":0`) {
				t.Fatal("the code is closed before it is answered")
			}
			for range 2 { // said twice, it is said
				computer.post(m.Page+"/answer", "answer="+here).want(t, http.StatusNoContent)
			}
			if !strings.Contains(asked(), `"expires_in":0`) {
				t.Errorf("%s on the computer: the phone's page is not told", here)
			}
			to := phone.post(scan+late, "").want(t, http.StatusSeeOther).Header.Get("Location")
			if a := phone.get(to).want(t, 200); a.kind() != "drawn" || !strings.Contains(a.body, "ตอบบนคอมพิวเตอร์ไปแล้ว") {
				t.Errorf("%s on the computer, then %s on the phone: %q", here, late, a.kind())
			}
			if g, err := w.store.Grant(t.Context(), m.ID); err != nil || (g.State == sandbox.Approved) != (here == "allow") {
				t.Errorf("%s on the computer, then %s on the phone: the code is %s, %v", here, late, g.State, err)
			}
		}
	}
}

func TestTheWholeSignInWorksByFormsAlone(t *testing.T) {
	w := start(t, setup{})
	computer, phone := w.browser(), w.browser()
	page := computer.post("/en/practice/standard/grant", "").want(t, http.StatusSeeOther).Header.Get("Location")
	if !strings.HasPrefix(page, "/en/g/") {
		t.Fatalf("led to %q", page)
	}
	live := computer.get(page).want(t, 200)
	if live.Header.Get("Cache-Control") != "no-store" || live.Header.Get("X-Robots-Tag") != "noindex" {
		t.Errorf("the live page is cached or indexed: %v", live.Header)
	}
	m := made{ID: strings.TrimPrefix(page, "/en/g/")}
	g, err := w.store.Grant(t.Context(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	a := phone.post("/d", "code="+g.UserCode[:3]+"+"+g.UserCode[3:6]+"+"+g.UserCode[6:]).want(t, http.StatusSeeOther)
	if a.Header.Get("Location") != "/d/"+g.UserCode+"/app" {
		t.Errorf("typed digits lead to %q", a.Header.Get("Location"))
	}
	ask := phone.get("/d/"+g.UserCode+"/app").want(t, 200)
	if ask.kind() != "ask" || !strings.Contains(ask.body, `<html lang="en"`) {
		t.Errorf("the phone's page is %q, in English: %v", ask.kind(), strings.Contains(ask.body, `lang="en"`))
	}
	// The page goes on with the scan_code, so that it works while typing is paused.
	if !strings.Contains(ask.body, `action="/d/`+g.ScanCode+`/approve?typed"`) {
		t.Error("the phone's form does not carry the scan_code")
	}
	phone.post("/d/"+g.UserCode+"/approve", "").want(t, http.StatusSeeOther)
	before := live.body
	if after := computer.get(page).want(t, 200).body; after == before {
		t.Error("the live page did not change after the answer")
	}
}

// Who scanned reads that a new code is to be scanned: a button to type one would say something else.
func TestAPhoneIsOfferedToTypeAnotherCodeWhereItTyped(t *testing.T) {
	clock := newStillClock()
	w := start(t, setup{now: clock.now})
	const button, line = `<a class="button" href="/d/app">`, `<p class="which"><a href="/d/app">`
	expects := func(name string, a answer, typed bool) {
		t.Helper()
		if has := strings.Contains(a.body, button); has != typed {
			t.Errorf("%s: a button to type another code: %v, want %v", name, has, typed)
		}
		if has := strings.Contains(a.body, line); has == typed {
			t.Errorf("%s: a quiet line for who has no camera: %v, want %v", name, has, !typed)
		}
	}
	for _, typed := range []bool{true, false} {
		m := w.browser().makeGrant()
		g, err := w.store.Grant(t.Context(), m.ID)
		if err != nil {
			t.Fatal(err)
		}
		path := "/d/" + g.ScanCode
		if typed {
			path = "/d/" + g.UserCode
		}
		phone, other := w.browser(), w.browser()
		ask := phone.get(path+"/app").want(t, 200)
		action := regexp.MustCompile(`action="(/d/[^"]+/deny[^"]*)"`).FindStringSubmatch(ask.body)
		if action == nil {
			t.Fatal("the phone cannot decline")
		}
		to := phone.post(action[1], "").want(t, http.StatusSeeOther).Header.Get("Location")
		expects("declined", phone.get(to).want(t, 200), typed)
		expects("answered by another", other.get(path).want(t, 200), typed)
		m = w.browser().makeGrant()
		if g, err = w.store.Grant(t.Context(), m.ID); err != nil {
			t.Fatal(err)
		}
		path = strings.NewReplacer("true", g.UserCode, "false", g.ScanCode).Replace("/d/" + strconv.FormatBool(typed))
		clock.pass(time.Hour)
		expects("expired", other.get(path).want(t, 200), typed)
	}
}

func TestThePhoneKeepsItsOwnLanguageElseTheComputers(t *testing.T) {
	w := start(t, setup{})
	m := w.browser().makeGrant() // a Thai computer
	phone := w.browser()
	phone.header["Accept-Language"] = "en"
	if a := phone.get(w.scanPath(m)); !strings.Contains(a.body, `<html lang="th"`) {
		t.Error("the phone does not speak the computer's language")
	}
	phone.get(w.scanPath(m)+"?lang=en").want(t, http.StatusFound)
	if a := phone.get(w.scanPath(m)); !strings.Contains(a.body, `<html lang="en"`) {
		t.Error("the phone does not keep the language that it chose")
	}
}

func TestOtherPhonesAndSecondAnswersHaveAWordedOutcome(t *testing.T) {
	w := start(t, setup{})
	for _, c := range []struct {
		name   string
		ttl    time.Duration
		before func(first *browser, path string)
		who    string // the phone that then opens the page
		kind   string
	}{
		{name: "a second phone after a look", who: "second", kind: "home",
			before: func(b *browser, p string) { b.get(p); b.post(p+"/scan", "").want(t, 204) }},
		{name: "the phone that declined", who: "first", kind: "denied",
			before: func(b *browser, p string) { b.get(p); b.post(p+"/deny", "").want(t, 303) }},
		{name: "a second phone after an answer", who: "second", kind: "answered",
			before: func(b *browser, p string) { b.get(p); b.post(p+"/approve", "").want(t, 303) }},
		{name: "a code answered twice, the same way", who: "first", kind: "approved",
			before: func(b *browser, p string) {
				b.get(p)
				b.post(p+"/approve", "").want(t, 303)
				b.post(p+"/approve", "").want(t, 303)
			}},
		{name: "a code answered twice, the other way", who: "first", kind: "approved",
			before: func(b *browser, p string) {
				b.get(p)
				b.post(p+"/approve", "").want(t, 303)
				b.post(p+"/deny", "").want(t, 303)
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := w.scanPath(w.browser().makeGrant())
			phones := map[string]*browser{"first": w.browser(), "second": w.browser()}
			c.before(phones["first"], path)
			if kind := phones[c.who].get(path).want(t, 200).kind(); kind != c.kind {
				t.Errorf("the page is %q, want %q", kind, c.kind)
			}
		})
	}
}

func TestLookingBindsNobodyAndTheFirstAnswerCounts(t *testing.T) {
	w := start(t, setup{})
	computer, first, second := w.browser(), w.browser(), w.browser()
	m := computer.makeGrant()
	path := w.scanPath(m)
	first.get(path) // a preview of the link, or the browser inside a chat
	first.post(path+"/scan", "").want(t, 204)
	second.get(path)
	second.post(path+"/scan", "").want(t, 204)
	var got struct{ Kind string }
	second.json(path+"/approve", "", &got).want(t, 200)
	if got.Kind != "approved" {
		t.Errorf("the browser that answered is told %q", got.Kind)
	}
	first.json(path+"/deny", "", &got).want(t, 200)
	if got.Kind != "answered" {
		t.Errorf("the one that came too late is told %q", got.Kind)
	}
	if g, err := w.store.Grant(t.Context(), m.ID); err != nil || g.State != sandbox.Approved {
		t.Errorf("the grant is %s, %v", g.State, err)
	}
}

func TestAPhoneThatKeepsNoCookiesCanAnswer(t *testing.T) {
	w := start(t, setup{})
	m := w.browser().makeGrant()
	path := w.scanPath(m)
	phone := w.cookieless() // as an in-app browser may be
	phone.header["User-Agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/15.9.0"
	phone.get(path).want(t, 200)
	phone.post(path+"/approve", "").want(t, 303)
	if kind := phone.get(path).want(t, 200).kind(); kind != "approved" {
		t.Errorf("afterwards the page is %q", kind)
	}
}

func TestOpeningThePhonesPageChangesNothing(t *testing.T) {
	w := start(t, setup{})
	m := w.browser().makeGrant()
	path := w.scanPath(m)
	for _, p := range []string{path, path + "/approve", path + "/scan"} {
		w.browser().get(p)
	}
	if g, err := w.store.Grant(t.Context(), m.ID); err != nil || g.State != "pending" || len(g.Phone) != 0 {
		t.Errorf("the grant is %q, %v, want pending", g.State, err)
	}
}

func TestAnExpiredCodeIsWordedOnBothDevicesAndRenewed(t *testing.T) {
	w := start(t, setup{ttl: time.Second})
	computer, phone := w.browser(), w.browser()
	m := computer.makeGrant()
	path := w.scanPath(m)
	stream := computer.events(m.Events)
	if c := stream.next(); c.State != "pending" {
		t.Fatalf("first event: %+v", c)
	}
	if c := stream.next(); c.State != "expired" || c.ExpiresIn != 0 { // sent by the stream's own timer
		t.Fatalf("second event: %+v, want expired", c)
	}
	if kind := phone.get(path).want(t, 200).kind(); kind != "expired" {
		t.Errorf("the phone's page is %q", kind)
	}
	phone.post(path+"/approve", "").want(t, 303)
	computer.get(m.Page).want(t, 200)
	var renewed made
	computer.json("/th/practice/standard/grant", "replaces="+m.ID, &renewed).want(t, 201)
	if renewed.ID == m.ID || renewed.State != "pending" {
		t.Errorf("renewed: %+v", renewed)
	}
}

func TestOnlyTheHolderSeesAGrant(t *testing.T) {
	w := start(t, setup{})
	m := w.browser().makeGrant()
	for name, b := range map[string]*browser{"another browser": w.browser(), "one with a grant of its own": w.browser(), "one without cookies": w.cookieless()} {
		if strings.HasPrefix(name, "one with a") {
			b.makeGrant()
		}
		b.get(m.Page).want(t, 404)
		b.get(m.Events).want(t, 404)
	}
	if g, err := w.store.Grant(t.Context(), m.ID); err != nil || strings.Contains(m.ID, g.ScanCode) {
		t.Error("the public name gives the scan_code away", err)
	}
}

func TestAnotherBrowsersGrantCannotBeReplaced(t *testing.T) {
	w := start(t, setup{})
	m := w.browser().makeGrant()
	w.browser().post("/th/practice/standard/grant", "replaces="+m.ID).want(t, 303)
	if g, err := w.store.Grant(t.Context(), m.ID); err != nil || g.State != "pending" {
		t.Errorf("the grant is %q, %v", g.State, err)
	}
}

// Fiber reuses the memory of a request's strings for the next request on the connection.
func TestAnApprovalIsStillThereAfterOtherRequestsOnTheSameConnection(t *testing.T) {
	w := start(t, setup{})
	computer := w.browser()
	m := computer.makeGrant()
	path := w.scanPath(m)

	one := w.browser()
	conns := 0
	one.http.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conns++
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}
	one.get(path).want(t, 200)
	one.post(path+"/approve", "").want(t, 303)
	for _, other := range []string{strings.Repeat("B", 21) + "A", strings.Repeat("C", 21) + "A"} {
		one.post("/d/"+other+"/approve", "").want(t, 404)
		one.post("/en/practice/guide/grant", "replaces="+strings.Repeat("D", 16)).want(t, 303)
	}
	if conns != 1 {
		t.Fatalf("the requests went over %d connections", conns)
	}
	if kind := one.get(path).want(t, 200).kind(); kind != "approved" {
		t.Errorf("the phone's page is %q, want approved", kind)
	}
	g, err := w.store.Grant(t.Context(), m.ID)
	if err != nil || g.State != "approved" || g.Scenario != "standard" || g.Lang != "th" || g.ID != m.ID {
		t.Errorf("the grant is %+v, %v", g, err)
	}
}

func TestASessionsOpenGrantsAreLimitedAndReplacingUsesUpNothing(t *testing.T) {
	w := start(t, setup{})
	b := w.browser()
	last := b.makeGrant()
	for range 2 * 20 {
		var m made
		b.json("/th/practice/standard/grant", "replaces="+last.ID, &m).want(t, 201)
		last = m
	}
	for range 19 {
		b.makeGrant()
	}
	a := b.post("/th/practice/standard/grant", "").want(t, 429)
	if a.Header.Get("Retry-After") == "" || !strings.Contains(a.body, "<html") {
		t.Errorf("not worded: %v", a.Header)
	}
	if !strings.Contains(a.body, `action="/th/practice/standard/grant"`) || !regexp.MustCompile(`ลองใหม่ได้ในอีกประมาณ \d+ วินาที`).MatchString(a.body) {
		t.Error("the form is not offered again, or nothing says when")
	}
	var e struct{ Error, Title, Text string }
	b.json("/th/practice/standard/grant", "", &e).want(t, 429)
	if e.Error != "too-many-session" || e.Title == "" || e.Text == "" {
		t.Errorf("as JSON: %+v", e)
	}
	w.browser().makeGrant() // others are not concerned
}

func TestWhenAllCodesAreTakenThatIsSaidAndPeopleKeepAReserve(t *testing.T) {
	t.Parallel()
	w := start(t, setup{})
	fill := func(upTo int) {
		t.Helper()
		for n := w.store.OpenGrantsTotal(); n < upTo; n++ {
			g := sandbox.NewGrant(fmt.Sprint("holder ", n), "standard", "th", time.Now(), time.Minute)
			if _, err := w.store.CreateGrant(t.Context(), g, store.Limits{PerHolder: 1, All: web.MaxOpen}); err != nil {
				t.Fatal(err)
			}
		}
	}
	b := w.browser()
	fill(web.MaxOpenForDevices)
	b.post("/sandbox/device_authorization", "client_id=x").want(t, 503)
	code := b.post("/th/practice/standard/grant", "").want(t, 303).Header.Get("Location")
	fill(web.MaxOpen)
	b.get(code).want(t, 200) // somebody looks at it, so it does not give way, however long filling took
	a := b.post("/th/practice/standard/grant", "").want(t, 503)
	if a.Header.Get("Retry-After") == "" || !strings.Contains(a.body, "error/too-many-all") {
		t.Errorf("not worded: %s", clip(a.body))
	}
	if f := againForm.FindStringSubmatch(a.body); f == nil || f[1] != "/th/practice/standard/grant" {
		t.Errorf("the page offers %q to press once more", f)
	}
}

func TestSpentGuessesPauseTypingButNotTheCamera(t *testing.T) {
	w := start(t, setup{})
	m := w.browser().makeGrant()
	w.spendGuesses()
	phone := w.browser().from("127.0.0.9") // on mobile data: not where the code was made
	a := phone.post("/d", "code="+strings.ReplaceAll(m.UserCode, " ", "")).want(t, 429)
	if a.kind() != "type" || a.Header.Get("Retry-After") == "" {
		t.Errorf("the page is %q", a.kind())
	}
	path := w.scanPath(m)
	phone.get(path).want(t, 200)
	phone.post(path+"/approve", "").want(t, 303)
	if kind := phone.get(path).kind(); kind != "approved" {
		t.Errorf("by camera the page is %q", kind)
	}
}

func TestWhileTheStoreIsAwayEveryAnswerIsWordedAndPagesGoOn(t *testing.T) {
	t.Parallel()
	w := start(t, setup{})
	b := w.browser()
	m := b.makeGrant()
	unknown := "/d/" + strings.Repeat("E", 21) + "A"
	w.store.Close(t.Context())

	for _, a := range []answer{
		b.post("/th/practice/standard/grant", ""),
		b.get(unknown),
		b.post(unknown+"/approve", ""),
		b.post("/sandbox/device_authorization", "client_id=x"),
		b.get("/readyz"),
	} {
		a.want(t, 503)
		if strings.Contains(a.body, "nats") || strings.Contains(a.body, "store:") {
			t.Errorf("%s shows internal text: %s", a.Request.URL.Path, clip(a.body))
		}
	}
	b.get("/th/").want(t, 200)
	b.get("/healthz").want(t, 200)
	b.get(m.Page).want(t, 200) // what this process knows, it still shows
}

func TestOverALANAddressThePracticeWorksWithoutScript(t *testing.T) {
	w := start(t, setup{as: "10.7.7.7:3000"})
	computer, phone := w.browser(), w.browser() // plain http: no Sec-Fetch-Site, only Origin
	computer.get("/th/practice/standard/qr").want(t, 200)
	page := computer.post("/th/practice/standard/grant", "").want(t, 303).Header.Get("Location")
	computer.get(page).want(t, 200)
	path := w.scanPath(made{ID: strings.TrimPrefix(page, "/th/g/")})
	phone.get(path).want(t, 200)
	phone.post(path+"/approve", "").want(t, 303)
	computer.get(page).want(t, 200)

	phone.header["Origin"] = "http://127.0.0.1:3000"
	phone.post("/d", "code=123456789").want(t, 403)
}

func TestUnderAPublicHTTPSAddressTheSessionCookieIsSecure(t *testing.T) {
	public := baseURL()
	public.Scheme, public.Host = "https", "guide.example.org"
	w := start(t, setup{public: public})
	b := w.cookieless()
	a := b.post("/th/practice/standard/grant", "").want(t, 307)
	if c := a.Header.Get("Set-Cookie"); !strings.HasPrefix(c, "guide-sid=") || strings.Contains(strings.ToLower(c), "secure") {
		t.Errorf("over plain http: %q", c)
	}
	b.header["Host"], b.header["Origin"] = "guide.example.org", "https://guide.example.org"
	a = b.post("/th/practice/standard/grant", "").want(t, 307)
	if c := a.Header.Get("Set-Cookie"); !strings.HasPrefix(c, "__Host-guide-sid=") || !strings.Contains(strings.ToLower(c), "secure") || !strings.Contains(c, "HttpOnly") {
		t.Errorf("under https: %q", c)
	}
}

// spendGuesses types wrong digits until no more are looked up.
func (w *world) spendGuesses() {
	w.t.Helper()
	for n := range 3000 {
		code, _ := sandbox.ParseCode(fmt.Sprintf("%09d", n))
		_, err := w.store.GrantByCode(w.t.Context(), code)
		switch {
		case errors.Is(err, store.ErrTypingPaused):
			return
		case !errors.Is(err, store.ErrNotFound):
			w.t.Fatalf("guess %d: %v", n, err)
		}
	}
	w.t.Fatal("3,000 wrong guesses were looked up")
}

// The page of a code whose drawn phone is used stays as it is, so that nobody's place on that phone is lost; without script it
// has a way to what a real phone has answered meanwhile.
func TestBesideADrawnPhoneAPageWithoutScriptLeadsToWhatARealPhoneAnswered(t *testing.T) {
	w := start(t, setup{})
	b := w.browser()
	page := "/th/g/" + b.makeGrant().ID
	again := `<noscript><p><a href="` + page + `">`
	if body := b.get(page).want(t, 200).body; strings.Contains(body, again) || !strings.Contains(body, `http-equiv="refresh"`) {
		t.Error("the page that looks by itself leads there too, or does not look")
	}
	if body := b.get(page+"?phone").want(t, 200).body; !strings.Contains(body, again) || strings.Contains(body, `http-equiv="refresh"`) {
		t.Error("beside the drawn phone no link leads there")
	}
}

// Who practises in English reads on the phone's own buttons, on the drawn one's and wherever they are named what they are called
// in the real app.
func TestThePhonesAnswersAreCalledAsInTheRealApp(t *testing.T) {
	w := start(t, setup{})
	path := w.scanPath(w.browser().makeGrant())
	for lang, want := range map[string][2]string{
		"en": {`Allow (<span lang="th">อนุญาต</span>)</button>`, `Decline (<span lang="th">ปฏิเสธ</span>)</button>`},
		"th": {`>อนุญาต</button>`, `>ปฏิเสธ</button>`},
	} {
		phone := w.browser()
		phone.get(path+"/app?lang="+lang).want(t, http.StatusFound)
		page := phone.get(path+"/app").want(t, 200).body
		for _, words := range want {
			if !strings.Contains(page, words) {
				t.Errorf("%s: the buttons have not %s: %s", lang, words, regexp.MustCompile(`(?s)<div class="answers2">.*?</div>`).FindString(page))
			}
		}
		for at, element := range map[string]string{"/practice/standard/qr": "</a>", "/launch": ""} {
			page := phone.get("/"+lang+at).want(t, 200).body
			for _, words := range want {
				if words = strings.TrimPrefix(strings.Replace(words, "</button>", element, 1), ">"); !strings.Contains(page, words) {
					t.Errorf("%s%s has not %s", lang, at, words)
				}
			}
		}
	}
}

// Who sends an empty code reads what is missing in the page's language, not in the browser's.
func TestAnEmptyCodeIsAnsweredInThePagesLanguage(t *testing.T) {
	w := start(t, setup{})
	for _, at := range []string{"/d", "/j"} {
		for lang, words := range map[string]string{"th": "รหัส", "en": "digits"} {
			b := w.browser()
			b.get("/d/app?lang=" + lang)
			if page := b.get(map[string]string{"/d": "/d/app", "/j": "/j"}[at]).want(t, 200).body; strings.Contains(page, " required") || !strings.Contains(page, `name="code"`) {
				t.Errorf("%s: the browser answers by itself", at)
			}
			if page := b.post(at, "code=").want(t, http.StatusBadRequest).body; !strings.Contains(page, `role="alert"`) || !strings.Contains(page, words) {
				t.Errorf("%s in %s: nothing says what is missing", at, lang)
			}
		}
	}
}
