package server_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// everybody is one browser that is a computer with a code, a phone that has it open, a trainer and a participant.
func everybody(t *testing.T, w *world) (b *browser, fill func(pattern string) string) {
	t.Helper()
	b = w.browser()
	b.get("/th/?lang=th").want(t, http.StatusFound)
	m := b.makeGrant()
	scan := strings.TrimPrefix(w.scanPath(m), "/d/")
	kit := b.get("/th/workshop").want(t, http.StatusOK).body
	token := regexp.MustCompile(`data-check="/workshop/(\w+)/`).FindStringSubmatch(kit)[1]
	id := b.openRoom()
	b.join(id).want(t, http.StatusSeeOther)
	key := regexp.MustCompile(`/key/(\w+)`).FindStringSubmatch(b.post("/workshop/"+id+"/ticket", "").want(t, http.StatusOK).body)[1]
	return b, func(pattern string) string {
		room := id
		if strings.HasSuffix(pattern, "/hello") {
			room = token
		}
		code := scan
		if strings.HasPrefix(pattern, "/j/") {
			code = id
		}
		path := strings.NewReplacer(":lang", "th", ":scenario", "standard", ":grant", m.ID, ":code", code, ":room", room, ":key", key, ":what", "end").Replace(pattern)
		switch pattern {
		case "/sandbox/events":
			path = m.Events
		case "/progress":
			path += "?page=guide/start"
		}
		return path
	}
}

func TestAGETChangesNothing(t *testing.T) {
	w := start(t, setup{})
	b, fill := everybody(t, w)
	paths := []string{"/th/?lang=en", "/d?lang=th", "/go?to=x", "/th/quiz?address=1", "/th/practice/standard/qr", "/sandbox/token"}
	seen := 0
	for _, r := range w.srv.Routes() {
		switch r[0] {
		case http.MethodGet:
			seen++
			paths = append(paths, fill(r[1]))
		case http.MethodPost: // a POST's address asked for by GET, with what it would post
			paths = append(paths, fill(r[1])+"?code=1&place=qr&step=start&on=yes&mode=free&answer=ready&number=1&what=end")
		}
	}
	if seen < 20 {
		t.Fatalf("only %d routes", seen)
	}
	writes := w.writes.Load()
	for _, path := range paths {
		for _, method := range []string{http.MethodHead, http.MethodGet} {
			ctx, cancel := context.WithCancel(t.Context())
			res, err := b.http.Do(b.request(method, path, "").WithContext(ctx)) // an event stream is left at once
			if err != nil {
				t.Fatal(err)
			}
			cancel()
			res.Body.Close()
			if res.StatusCode >= 500 {
				t.Errorf("%s %s: %s", method, path, res.Status)
			}
			if n := w.writes.Load(); n != writes {
				t.Errorf("%s %s writes to the store", method, path)
				writes = n
			}
		}
	}
	// The one thing that asking may count is a wrong guess at nine digits, or they could be tried out for nothing.
	b.get("/d/000000000").want(t, http.StatusNotFound)
	if n := w.writes.Load() - writes; n != 1 {
		t.Errorf("a wrong guess wrote %d times", n)
	}
}

func TestNoRouteTakesAPOSTFromAForeignPageOrUnderAForeignName(t *testing.T) {
	w := start(t, setup{})
	b, fill := everybody(t, w)
	writes := w.writes.Load()
	own := strings.TrimPrefix(w.url, "http://")
	forged := []struct {
		name   string
		header map[string]string
		status int
	}{
		{"another site's page", map[string]string{"Origin": "https://evil.example"}, 403},
		{"another site's page, by https", map[string]string{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, 403},
		{"a page of another port", map[string]string{"Origin": "http://127.0.0.1:1"}, 403},
		{"a name that begins as ours", map[string]string{"Origin": "http://" + own + ".evil.example"}, 403},
		{"our address as a user's name", map[string]string{"Origin": "http://" + own + "@evil.example"}, 403},
		{"a sandboxed frame", map[string]string{"Origin": "null"}, 403},
		{"a sibling host", map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		{"a typed address, of another site", map[string]string{"Sec-Fetch-Site": "none", "Origin": "https://evil.example"}, 403},
		{"a typed address that says nothing", map[string]string{"Sec-Fetch-Site": "none", "Origin": ""}, 403},
		{"our own Origin, from another site", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"an unknown relation", map[string]string{"Sec-Fetch-Site": "Same-Origin "}, 403},
		{"a name that was pointed at this machine", map[string]string{"Host": "evil.example", "Origin": "http://evil.example"}, 421},
		{"the same, by https", map[string]string{"Host": "evil.example", "Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, 421},
		{"another machine's address", map[string]string{"Host": "203.0.113.9", "Origin": "http://203.0.113.9"}, 421},
		{"no Origin at all", map[string]string{"Origin": ""}, 403},
	}
	posts := 0
	for _, r := range w.srv.Routes() {
		if r[0] != http.MethodPost {
			continue
		}
		posts++
		for _, f := range forged {
			if f.name == "no Origin at all" && strings.HasPrefix(r[1], "/sandbox/") {
				continue // programs send none; these look at no cookie
			}
			req := b.request(http.MethodPost, fill(r[1]), "")
			for name, value := range f.header {
				switch {
				case name == "Host":
					req.Host = value
				case value == "":
					req.Header.Del(name)
				default:
					req.Header.Set(name, value)
				}
			}
			a := b.do(req)
			if a.StatusCode != f.status || a.Header.Get("Set-Cookie") != "" {
				t.Errorf("POST %s from %s: %s, Set-Cookie %q", r[1], f.name, a.Status, a.Header.Get("Set-Cookie"))
			}
		}
	}
	if posts < 18 {
		t.Errorf("only %d routes take a POST", posts)
	}
	if n := w.writes.Load() - writes; n != 0 {
		t.Errorf("%d writes came of it", n)
	}
}

// Each cookie opens its own door only.
func TestASessionInAnothersPlaceOpensNothing(t *testing.T) {
	w := start(t, setup{})
	computer, phone, trainer, seated := w.browser(), w.browser(), w.browser(), w.browser()
	m := computer.makeGrant()
	path := w.scanPath(m)
	phone.get(path).want(t, 200)
	phone.post(path+"/scan", "").want(t, 204)
	id := trainer.openRoom()
	seated.join(id).want(t, 303)
	values := map[string]string{}
	for name, b := range map[string]*browser{"computer": computer, "phone": phone, "trainer": trainer, "seated": seated} {
		for _, c := range b.http.Jar.Cookies(b.request("GET", "/", "").URL) {
			if c.Name == "guide-sid" || name == "trainer" && c.Name == "guide-trainer" || name == "seated" && c.Name == "guide-seat" {
				values[name] = c.Value
			}
		}
	}
	if len(values) != 4 {
		t.Fatalf("cookies: %v", values)
	}
	for door, c := range map[string]struct {
		cookie, owner, path string
		closed              int
	}{
		"a code's page":     {"guide-sid", "computer", m.Page, 404},
		"a code's stream":   {"guide-sid", "computer", m.Events, 404},
		"a room's console":  {"guide-trainer", "trainer", "/th/workshop/" + id + "/trainer", 404},
		"a room's report":   {"guide-trainer", "trainer", "/th/workshop/" + id + "/report.csv", 404},
		"a room's wall":     {"guide-trainer", "trainer", "/th/workshop/" + id + "/screen", 404},
		"the class's event": {"guide-trainer", "trainer", "/workshop/" + id + "/events?as=trainer", 404},
	} {
		for owner, value := range values {
			if owner == c.owner {
				continue
			}
			b := w.cookieless()
			b.header["Cookie"] = c.cookie + "=" + value
			b.get(c.path).want(t, c.closed)
		}
		for _, forged := range []string{"", "x", strings.Repeat("A", 22), strings.Repeat("A", 65), strings.ToUpper(values[c.owner]), values[c.owner] + "x", values[c.owner][1:]} {
			b := w.cookieless()
			b.header["Cookie"] = c.cookie + "=" + forged
			if a := b.get(c.path); a.StatusCode != c.closed {
				t.Errorf("%s opens to %q: %s", door, forged, a.Status)
			}
		}
	}
	// A participant's number, driven with other cookies than its own.
	for owner, value := range values {
		b := w.cookieless()
		b.header["Cookie"] = "guide-seat=" + value
		want := 404
		if owner == "seated" {
			want = 303
		}
		b.post("/workshop/"+id+"/call", "").want(t, want)
	}
	// Who has the computer's session is not the phone that answered.
	phone.post(path+"/approve", "").want(t, 303)
	if kind := computer.get(path).want(t, 200).kind(); kind != "answered" {
		t.Errorf("to the computer's own session the phone's page is %q", kind)
	}
}

// What was right once is sent again, too late, or by two at once.
func TestRepeatedLateAndSimultaneousAnswersChangeNothing(t *testing.T) {
	w := start(t, setup{})
	phone := w.browser()
	state := func(m made) string {
		t.Helper()
		g, err := w.store.Grant(t.Context(), m.ID)
		if err != nil {
			t.Fatal(err)
		}
		return string(g.State)
	}

	computer := w.browser()
	m := computer.makeGrant()
	path := w.scanPath(m)
	phone.get(path)
	phone.post(path+"/deny", "").want(t, 303)
	for _, again := range []string{"/approve", "/scan", "/deny", "/approve"} {
		phone.post(path+again, "")
		w.browser().post(path+again, "")
	}
	if s := state(m); s != "denied" {
		t.Errorf("answered again it is %s", s)
	}
	computer.post("/th/practice/standard/grant", "replaces="+m.ID).want(t, 303)
	if s := state(m); s != "denied" {
		t.Errorf("replaced after its answer it is %s", s)
	}

	replaced := computer.makeGrant()
	old := w.scanPath(replaced)
	computer.post("/th/practice/standard/grant", "replaces="+replaced.ID).want(t, 303)
	var got struct{ Kind string }
	phone.get(old)
	phone.json(old+"/approve", "", &got)
	if got.Kind != "expired" || state(replaced) != "expired" {
		t.Errorf("a code that was replaced: the phone is told %q, it is %s", got.Kind, state(replaced))
	}

	twice := computer.makeGrant()
	both := w.scanPath(twice)
	kinds := make(chan string, 2)
	for range 2 {
		b := w.browser()
		b.get(both)
		go func() {
			req := b.request(http.MethodPost, both+"/approve", "")
			req.Header.Set("Accept", "application/json")
			res, err := b.http.Do(req)
			if err != nil {
				kinds <- err.Error()
				return
			}
			defer res.Body.Close()
			body := make([]byte, 100)
			n, _ := res.Body.Read(body)
			kinds <- string(body[:n])
		}()
	}
	if a, b := <-kinds, <-kinds; strings.Contains(a, "approved") == strings.Contains(b, "approved") {
		t.Errorf("two phones that allow at once are told %s and %s", a, b)
	}

	short := start(t, setup{ttl: time.Second})
	late := short.browser()
	lost := short.browser().makeGrant()
	gone := short.scanPath(lost)
	late.get(gone)
	late.post(gone+"/scan", "").want(t, 204)
	waitFor(t, "the code to expire", func() bool { return late.get(gone).kind() == "expired" })
	late.post(gone+"/scan", "")
	for _, answer := range []string{"/deny", "/approve"} {
		late.json(gone+answer, "", &got)
	}
	if g, err := short.store.Grant(t.Context(), lost.ID); err != nil || g.State != "scanned" || got.Kind != "expired" {
		t.Errorf("an answer after expiry made it %s; the phone is told %q", g.State, got.Kind)
	}
}
