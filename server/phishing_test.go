//go:build !race

package server_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// What a page of this site never has, on whatever page and in whatever state. One crawl serves all of it. How the site is
// reached changes headers and cookies, not pages: by a name on a LAN without https, and under TLS, some of each kind are
// looked at.
func TestNoPageInAnyStateIsOfUseToAThief(t *testing.T) {
	lan := &url.URL{Scheme: "http", Host: "guide.lan:3000"}
	t.Run("by address", func(t *testing.T) { crawlForThieves(t, setup{dev: true}, false) })
	t.Run("by a name on a LAN", func(t *testing.T) { crawlForThieves(t, setup{dev: true, public: lan, as: lan.Host}, true) })
	t.Run("under TLS", func(t *testing.T) { crawlForThieves(t, setup{dev: true, tls: true}, true) })
}

func crawlForThieves(t *testing.T, with setup, few bool) {
	w := start(t, with)
	asked, posted, seen := map[string]bool{}, map[string]bool{}, map[string]bool{}
	simulated, leadingOut := 0, []string{}
	c := &crawl{t: t, w: w, few: few}
	c.look = func(b *browser, p shown) {
		fault := func(format string, args ...any) {
			t.Helper()
			t.Errorf("%s: "+format, append([]any{p.name}, args...)...)
		}
		seen[p.page()] = true
		for _, field := range p.textFields() {
			asked[field] = true
			if !slices.Contains(mayBeTyped, field) {
				fault("asks for %s", field)
			}
		}
		for _, f := range p.inlineOrForeign() {
			fault("%s", f)
		}
		for _, f := range append(p.unmarked(), p.realInside()...) {
			fault("%s", f)
		}
		if p.isSimulated() {
			simulated++
		}
		if where := p.tellsTheProgramme(); where != "" {
			fault("names the programme: %s", where)
		}
		for _, out := range p.leadsOut() {
			if out != liveURL && out != "https://www.bora.dopa.go.th/" {
				fault("leads to %s", out)
			}
			if out == liveURL && p.Request.Method == http.MethodGet && strings.HasPrefix(p.name, "/") {
				leadingOut = append(leadingOut, p.Request.URL.Path)
			}
		}
		for name, part := range securityHeaders {
			want := part
			if name == "Referrer-Policy" && secretAddress.MatchString(p.Request.URL.Path) {
				want = "strict-origin"
			}
			if name == "Permissions-Policy" && p.Request.URL.Path == "/d/app" { // the drawn app's scanner
				want = "camera=(self)"
			}
			if !strings.Contains(p.Header.Get(name), want) {
				fault("%s: %q", name, p.Header.Get(name))
			}
		}
		for _, cookie := range p.Cookies() {
			isHost := strings.HasPrefix(cookie.Name, "__Host-")
			if isHost != with.tls || cookie.Secure != with.tls || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
				fault("sets the cookie %s", cookie.Raw)
			}
		}
		if hsts := p.Header.Get("Strict-Transport-Security"); (hsts != "") != with.tls {
			fault("Strict-Transport-Security: %q", hsts)
		}
		for _, f := range p.forms() {
			if shape := f.shape(); !posted[shape] {
				posted[shape] = true
				b.refusesUnknownFields(w, f)
			}
		}
	}
	c.run()

	for _, field := range mayBeTyped {
		if !asked[field] {
			t.Errorf("no page was seen that asks for %s: this test does not see what it should", field)
		}
	}
	for _, page := range []string{"phone", "room/type", "room/join", "room/hub", "room/full", "room/locked", "room/ended", "room/trainer", "room/screen", "room/report", "room/key", "room/hello", "workshop", "quiz", "error/internal", "error/foreign-host", "launch", "print", "finish"} {
		if !seen[page] {
			t.Errorf("the page %q was not seen", page)
		}
	}
	if least := map[bool]int{false: 500, true: 150}[few]; len(c.pages) < least || simulated < least/4 || len(posted) < 25 || len(leadingOut) < 2 {
		t.Errorf("only %d pages in their states, %d simulated screens, %d forms, %d pages that lead out were seen", len(c.pages), simulated, len(posted), len(leadingOut))
	}
	t.Logf("%d pages in their states, %d of them with a simulated screen; %d forms", len(c.pages), simulated, len(posted))
	theTargetStays(t, w, leadingOut)
}

// secretAddress is an address that opens a grant, or a room's console.
var secretAddress = regexp.MustCompile(`^/d/|/key/`)

// mayBeTyped are the fields in which anything can be written: where they are sent, and their names.
var mayBeTyped = []string{
	"/d code", "/j code", // the practice code, the room code
	"/workshop wifi", "/workshop pass", "/workshop/# name", "/workshop/# pass", // the trainer's Wi-Fi
	"/workshop/# place",  // where the class was
	"/workshop/# number", // whose place is given to somebody else
	"/workshop place",    // where it will be: in the words of an invitation, and in the report of the room that is opened after it
}

// textFields are the fields of a page in which anything can be written.
func (p shown) textFields() (out []string) {
	p.all(func(n *html.Node) {
		switch {
		case n.Data == "input":
			switch kind := strings.ToLower(attr(n, "type")); kind {
			case "hidden", "radio", "checkbox", "submit", "button", "reset":
				return
			case "text":
				if attr(n, "autocomplete") != "off" {
					out = append(out, "an input that a browser may fill in")
				}
			default:
				out = append(out, "an input of type "+kind)
			}
		case n.Data == "iframe" && hasAttr(n, "srcdoc") && attr(n, "srcdoc") == "" && attr(n, "sandbox") == "allow-same-origin" && !hasAttr(n, "src"):
			return // the console's picture of the wall: empty, loads no address, runs no script, sends no form
		case n.Data == "textarea", n.Data == "object", n.Data == "embed", n.Data == "iframe", n.Data == "portal", hasAttr(n, "contenteditable"):
			out = append(out, "<"+n.Data+">")
			return
		case slices.Contains([]string{"textbox", "searchbox", "combobox", "spinbutton"}, attr(n, "role")):
			out = append(out, "something of role "+attr(n, "role"))
			return
		default:
			return
		}
		action := "nowhere"
		form := above(n, "form")
		if id := attr(n, "form"); hasAttr(n, "form") {
			form = nil
			p.all(func(other *html.Node) {
				if other.Data == "form" && attr(other, "id") == id {
					form = other
				}
			})
		}
		if form != nil {
			action = regexp.MustCompile(`^/workshop/\d+/(wifi|place|free)$`).ReplaceAllString(attr(form, "action"), "/workshop/#")
		}
		out = append(out, action+" "+attr(n, "name"))
	})
	return out
}

// isSimulated tells whether a page shows a simulated screen, or is the phone's.
func (p shown) isSimulated() bool {
	found := p.page() == "phone"
	p.all(func(n *html.Node) {
		found = found || hasClass(n, "sim") || hasAttr(n, "data-screen") || hasClass(n, "phone")
	})
	return found
}

// unmarked is what a simulated screen lacks.
func (p shown) unmarked() (out []string) {
	if !p.isSimulated() {
		return nil
	}
	ribbon, robots, title := false, false, ""
	p.all(func(n *html.Node) {
		switch {
		case hasClass(n, "ribbon"):
			words := text(n)
			ribbon = ribbon || strings.Contains(words, "หน้าจอจำลอง") || strings.Contains(words, "Simulated screen")
			for a := range n.Ancestors() {
				if hasAttr(a, "hidden") || a.Data == "template" || a.Data == "noscript" {
					out = append(out, "the ribbon is hidden")
				}
			}
		case n.Data == "meta" && attr(n, "name") == "robots":
			robots = strings.Contains(attr(n, "content"), "noindex")
		case n.Data == "title":
			title = text(n)
		}
	})
	if !ribbon {
		out = append(out, "a simulated screen has no ribbon")
	}
	if !robots || !strings.Contains(p.Header.Get("X-Robots-Tag"), "noindex") {
		out = append(out, "a simulated screen may be indexed")
	}
	if !strings.HasPrefix(title, "ฝึก · ") && !strings.HasPrefix(title, "Practice · ") {
		out = append(out, "the title of a simulated screen is "+title)
	}
	return out
}

// inlineOrForeign is what the policy would stop, and what it could not.
func (p shown) inlineOrForeign() (out []string) {
	bad := func(n *html.Node, why string) { out = append(out, "<"+n.Data+"> "+why) }
	own := func(address string) bool {
		return address == "" || strings.HasPrefix(address, "#") || strings.HasPrefix(address, "?phone#") || strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//")
	}
	p.all(func(n *html.Node) {
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"):
				bad(n, "has the inline handler "+a.Key)
			case a.Key == "style", a.Key == "srcdoc" && a.Val != "", a.Key == "ping", a.Key == "formaction":
				bad(n, "has a "+a.Key)
			case (a.Key == "src" || a.Key == "action" || a.Key == "srcset" || a.Key == "poster" || a.Key == "data" || n.Data == "link" && a.Key == "href") && !own(a.Val):
				bad(n, "takes "+a.Val)
			case a.Key == "href" && n.Data != "link" && !own(a.Val) && !strings.HasPrefix(a.Val, "https://"):
				bad(n, "leads to "+a.Val)
			case a.Key == "target" && a.Val == "_blank" && !strings.Contains(attr(n, "rel"), "noopener"):
				bad(n, "hands itself to the page it opens")
			}
		}
		switch n.Data {
		case "style", "base", "frame":
			bad(n, "stands there")
		case "script":
			if attr(n, "src") == "" || strings.TrimSpace(text(n)) != "" {
				bad(n, "is inline")
			}
		case "meta":
			if kind := strings.ToLower(attr(n, "http-equiv")); kind != "" && kind != "refresh" || strings.Contains(attr(n, "content"), "url=") {
				bad(n, "http-equiv "+kind)
			}
		}
	})
	return out
}

// leadsOut are the addresses of other sites.
func (p shown) leadsOut() (out []string) {
	p.all(func(n *html.Node) {
		if href := attr(n, "href"); n.Data == "a" && strings.Contains(href, "://") {
			out = append(out, href)
		}
	})
	return out
}

var programme = regexp.MustCompile(`(?i)เอดส์|ผู้ติดเชื้อ|\bAIDS\b|\bHIV\b`)

// tellsTheProgramme finds the programme's full name outside home's "about".
func (p shown) tellsTheProgramme() string {
	body := p.body
	if page := p.page(); page == "home" || page == "" && strings.Count(p.Request.URL.Path, "/") == 2 {
		if before, rest, found := strings.Cut(body, `<section class="about`); found {
			_, after, _ := strings.Cut(rest, "</section>")
			body = before + after
		}
	}
	return programme.FindString(html.UnescapeString(body))
}

// form is what a page can post.
type form struct {
	action string
	fields url.Values
}

func (p shown) forms() (out []form) {
	p.all(func(n *html.Node) {
		if n.Data != "form" || !strings.EqualFold(attr(n, "method"), "post") {
			return
		}
		f := form{attr(n, "action"), url.Values{}}
		for d := range n.Descendants() {
			if name := attr(d, "name"); d.Type == html.ElementNode && name != "" {
				f.fields.Set(name, attr(d, "value"))
			}
		}
		out = append(out, f)
	})
	return out
}

var grantPart = regexp.MustCompile(`^/d/[^/]+|\d{6}`)

func (f form) shape() string {
	names := make([]string, 0, len(f.fields))
	for name := range f.fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return grantPart.ReplaceAllString(f.action, "#") + " " + strings.Join(names, " ")
}

// refusesUnknownFields posts a form as it stands on its page, with one field more.
func (b *browser) refusesUnknownFields(w *world, f form) {
	b.t.Helper()
	f.fields.Set("password", "1234")
	writes := w.writes.Load()
	a := b.post(f.action, f.fields.Encode())
	if a.StatusCode != http.StatusBadRequest || w.writes.Load() != writes || strings.Contains(a.body, "1234") {
		b.t.Errorf("POST %s with an unknown field: %s, %d writes", f.action, a.Status, w.writes.Load()-writes)
	}
}

// theTargetStays asks for the pages that lead to the real login in every way that could turn them elsewhere.
func theTargetStays(t *testing.T, w *world, pages []string) {
	const evil = "https://evil.example/"
	query := url.Values{}
	for _, name := range []string{"to", "url", "next", "target", "redirect", "return", "live", "live-url", "live_url", "u", "goto", "continue"} {
		query.Set(name, evil)
	}
	for _, path := range append(pages, "/go", "/NAPPLUS.url", "/manifest.webmanifest", "/sw.js") {
		plain := w.browser().get(path)
		if (path == "/go" || path == "/NAPPLUS.url") && !strings.Contains(plain.Header.Get("Location")+plain.body, liveURL) {
			t.Errorf("%s does not lead to the real login", path)
		}
		b := w.browser()
		for _, name := range []string{"X-Forwarded-Host", "X-Forwarded-Server", "X-Original-URL", "X-Rewrite-URL", "X-Original-Host", "X-Host", "Referer", "Location", "Refresh", "X-Forwarded-Prefix"} {
			b.header[name] = evil
		}
		b.header["Forwarded"], b.header["X-Forwarded-Proto"] = `host=evil.example;proto=https`, "https"
		b.header["Cookie"] = "to=" + evil + "; live=" + evil + "; target=" + evil
		for _, asked := range []answer{b.get(path), b.get(path + "?" + query.Encode())} {
			if asked.StatusCode != plain.StatusCode || asked.body != plain.body || asked.Header.Get("Location") != plain.Header.Get("Location") || asked.Header.Get("Refresh") != "" {
				t.Errorf("%s answers otherwise to a request that names another target: %s, Location %q", asked.Request.URL.Path, asked.Status, asked.Header.Get("Location"))
			}
		}
		if a := b.post(path, query.Encode()); a.StatusCode < 400 || a.Header.Get("Location") != "" {
			t.Errorf("POST %s: %s, Location %q", path, a.Status, a.Header.Get("Location"))
		}
	}
}
