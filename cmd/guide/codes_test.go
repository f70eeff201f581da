package main

import (
	"crypto/tls"
	"fmt"
	"html"
	"maps"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing/qrcode/decoder"

	"napguide/server/network"
)

// drawnCode is a QR code as it stands in a page or in JSON: its size, and the path of its dark modules.
var (
	drawnCode = regexp.MustCompile(`viewBox="0 0 (\d+) \d+"[^>]*>(?:<rect[^>]*>)?<path d="(M2 2(?:(?:(?:h\d+)?v1h\d+v-1)+H2v1)+)"|"size":(\d+),"path":"(M2 2(?:(?:(?:h\d+)?v1h\d+v-1)+H2v1)+)"`)
	darkRun   = regexp.MustCompile(`(?:h(\d+))?v1h(\d+)v-1`) // how far it is to the run, and how long that is
)

// codesIn reads every QR code of a page.
func codesIn(t *testing.T, page string) (texts []string) {
	t.Helper()
	for _, m := range drawnCode.FindAllStringSubmatch(page, -1) {
		size, _ := strconv.Atoi(m[1] + m[3])
		const quiet = 2
		dark := make([][]bool, size-2*quiet)
		for y := range dark {
			dark[y] = make([]bool, size-2*quiet)
		}
		for y, row := range strings.Split(strings.TrimSuffix(m[2]+m[4], "H2v1"), "H2v1") {
			x := 0
			for _, run := range darkRun.FindAllStringSubmatch(row, -1) {
				gap, _ := strconv.Atoi(run[1])
				n, _ := strconv.Atoi(run[2])
				x += gap
				for i := range n {
					dark[y][x+i] = true
				}
				x += n
			}
		}
		read, err := decoder.NewDecoder().DecodeBoolMapWithoutHint(dark)
		if err != nil {
			t.Fatalf("a QR code cannot be read: %v", err)
		}
		texts = append(texts, read.GetText())
	}
	return texts
}

// What a forger may send along to turn codes elsewhere.
var forged = map[string]string{
	"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Port": "444", "X-Forwarded-Server": "evil.example",
	"Forwarded": `for=203.0.113.9;host=evil.example;proto=https`, "X-Original-Host": "evil.example", "X-Host": "evil.example",
	"X-Original-URL": "//evil.example/", "X-Rewrite-URL": "//evil.example/", "X-Forwarded-Prefix": "//evil.example", "Via": "1.1 evil.example",
}

func TestInEveryConfigurationCodesCarryThisSitesOwnAddressWhateverARequestSays(t *testing.T) {
	t.Parallel()
	cert, key := selfSigned(t)
	var lan []string
	for _, c := range network.Rank(network.Cards()) {
		lan = append(lan, c.Addr.String())
	}
	for name, c := range map[string]struct {
		flags []string
		own   func(listening *url.URL) []string // origins that a code may carry
	}{
		"on the loopback address": {[]string{"--addr", "127.0.0.1:0"}, func(u *url.URL) []string { return []string{u.String()} }},
		"on every address": {[]string{"--addr", ":0"}, func(u *url.URL) (out []string) {
			for _, a := range append(lan, "127.0.0.1") {
				out = append(out, "http://"+net.JoinHostPort(a, u.Port()))
			}
			return out
		}},
		"with a public address":         {[]string{"--addr", "127.0.0.1:0", "--public-url", "http://guide.lan:8080"}, fixed("http://guide.lan:8080")},
		"behind a trusted proxy":        {[]string{"--addr", "127.0.0.1:0", "--public-url", "https://guide.example.org", "--trusted-proxies", "127.0.0.1,10.0.0.0/8"}, fixed("https://guide.example.org")},
		"behind a proxy without a name": {[]string{"--addr", "127.0.0.1:0", "--trusted-proxies", "127.0.0.1"}, func(u *url.URL) []string { return []string{u.String()} }},
		"with TLS":                      {[]string{"--addr", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key}, func(u *url.URL) []string { return []string{u.String()} }},
		"with TLS and a public address": {[]string{"--addr", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key, "--public-url", "https://guide.example.org"}, fixed("https://guide.example.org")},
	} {
		t.Run(name, func(t *testing.T) {
			p := launch(t, append([]string{"--data", "", "--admin-addr", ""}, c.flags...)...)
			listening, err := url.Parse(p.url)
			if err != nil {
				t.Fatal(err)
			}
			own := c.own(listening)
			b := p.browser()
			b.http.Transport.(*http.Transport).TLSClientConfig = &tls.Config{InsecureSkipVerify: true} // our own, made above
			for _, header := range []map[string]string{nil, forged} {
				for text, where := range b.everyCode(header) {
					ok := false
					for _, origin := range own {
						ok = ok || strings.HasPrefix(strings.ToLower(text), origin+"/") // in capitals a code is smaller
					}
					if !ok {
						t.Errorf("%s: a code carries %s, not an address of %v", where, text, own)
					}
				}
			}
			// Under another name nothing is shown at all.
			scheme, _, _ := strings.Cut(p.url, "://")
			for _, path := range []string{"/th/print", "/th/workshop", "/th/"} {
				req, _ := http.NewRequest("GET", p.url+path, nil)
				req.Host = "evil.example"
				res, err := b.http.Do(req)
				if err != nil {
					t.Fatal(err)
				}
				if body := readAll(t, res); res.StatusCode != http.StatusMisdirectedRequest || !strings.Contains(body, "--public-url "+scheme+"://evil.example") || len(codesIn(t, body)) > 0 {
					t.Errorf("%s under another name: %s", path, res.Status)
				}
			}
		})
	}
}

func fixed(origin string) func(*url.URL) []string {
	return func(*url.URL) []string { return []string{origin} }
}

// everyCode is what every QR code of the site carries, and the address that a program is given, with where it stood.
func (b *browser) everyCode(header map[string]string) map[string]string {
	b.t.Helper()
	codes := map[string]string{}
	note := func(where string, status int, res *http.Response) string {
		b.t.Helper()
		body := readAll(b.t, res)
		if res.StatusCode != status {
			b.t.Fatalf("%s: %s", where, res.Status)
		}
		found := codesIn(b.t, body)
		if len(found) == 0 {
			b.t.Errorf("%s has no QR code", where)
		}
		for _, text := range found {
			codes[text] = where
		}
		return body
	}
	with := func(more map[string]string) map[string]string {
		all := map[string]string{}
		for _, m := range []map[string]string{header, more} {
			maps.Copy(all, m)
		}
		return all
	}
	note("a code for a script", 201, b.do("POST", "/th/practice/standard/grant", with(map[string]string{"Accept": "application/json"})))
	note("the page of a code", 200, b.do("POST", "/en/practice/standard/grant", header)) // followed to the page
	for where, path := range map[string]string{"the sheet": "/th/print", "the record": "/th/finish", "the kit": "/th/workshop"} {
		if body := readAll(b.t, b.do("GET", path, header)); len(codesIn(b.t, body)) > 0 { // where no phone can open it there is none
			note(where, 200, b.do("GET", path, header))
		}
	}
	console := b.do("POST", "/workshop", header) // followed to the console
	room := regexp.MustCompile(`\d{6}`).FindString(console.Request.URL.Path)
	note("the console", 200, console)
	note("the wall", 200, b.do("GET", "/th/workshop/"+room+"/screen", header))
	shown := note("a link for another device", 200, b.do("POST", "/workshop/"+room+"/ticket", header))
	for _, address := range regexp.MustCompile(`<code>([^<]+)</code>`).FindAllStringSubmatch(shown, -1) {
		codes[html.UnescapeString(address[1])] = "the link in words"
	}
	b.do("POST", "/workshop/"+room+"/delete", header).Body.Close()
	answer := readAll(b.t, b.form("/sandbox/device_authorization", url.Values{"client_id": {"test"}}))
	for _, m := range regexp.MustCompile(`"verification_uri(?:_complete)?":"([^"]+)"`).FindAllStringSubmatch(answer, -1) {
		codes[m[1]] = "for a program"
	}
	if len(codes) < 6 {
		b.t.Errorf("only %d codes: %v", len(codes), fmt.Sprint(codes))
	}
	return codes
}
