//go:build !race

package server_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"napguide/locales"
)

var (
	screenHref = regexp.MustCompile(`<a href="(/[^"]*)"><span>(th|en)</span>`)
	fillIn     = regexp.MustCompile(`\{\{[^}]*\}\}`)
)

// everyScreen opens each link of /_screens in the language: final address → what is there.
func everyScreen(t *testing.T, w *world, lang string) map[string]string {
	t.Helper()
	b := w.browser()
	out := map[string]string{}
	for _, m := range screenHref.FindAllStringSubmatch(b.get("/_screens").want(t, http.StatusOK).body, -1) {
		if m[2] != lang {
			continue
		}
		at := m[1]
		for hops := 0; ; hops++ {
			a := b.get(at)
			if to := a.Header.Get("Location"); to != "" && hops < 3 {
				at = to
				continue
			}
			if a.StatusCode != http.StatusOK {
				t.Errorf("%s leads to %s, which answers %d", m[1], at, a.StatusCode)
			}
			if path, _, _ := strings.Cut(at, "?"); out[path] == "" {
				out[path] = a.body
			} else {
				out[path] += a.body
			}
			break
		}
	}
	if len(out) < 100 {
		t.Fatalf("/_screens lists %d pages in %s", len(out), lang)
	}
	return out
}

// The list of /_screens is what every page is looked at by, so nothing may be missing from it.
func TestEveryAddressIsAmongTheScreens(t *testing.T) {
	t.Parallel()
	w := start(t, setup{dev: true})
	notPages := []string{"/", "/d/", "/go", "/healthz", "/readyz", "/sandbox/events", "/progress", "/:lang/practice/:run/draw", "/workshop/:room/events", "/workshop/:room/now", "/:lang/workshop/:room/report.csv"}
	seen := everyScreen(t, w, "en")
	listed := func(route string) bool {
		parts := strings.Split(route, "/")
		for i, p := range parts {
			if strings.HasPrefix(p, ":") {
				parts[i] = `[^/]+`
			}
		}
		pattern := regexp.MustCompile("^" + strings.Join(parts, "/") + "/?$")
		for path := range seen {
			if pattern.MatchString(path) {
				return true
			}
		}
		return false
	}
next:
	for _, route := range w.srv.GetRoutes() {
		for _, p := range notPages {
			if route == p {
				continue next
			}
		}
		if !strings.HasPrefix(route, "/_") && !listed(route) {
			t.Errorf("no screen is at %s", route)
		}
	}
}

// A message that no screen shows belongs to a state that nobody looks at.
func TestEveryMessageIsSeenOnSomeScreen(t *testing.T) {
	t.Parallel()
	w := start(t, setup{dev: true})
	elsewhere := []string{
		"static.", "scorm.", "kit.static", "report.csv", // an export, a spreadsheet
		"map.lost", "map.stuck", "map.nowhere", "map.unexplained", // a run with faults, which is not served
		"unit.", "site.untranslated", "trouble.loopback", "kit.loopback", "console.unreached", "print.code", "report.text-link", // for some configurations only
		"room.at-", "room.count-not-ready", "room.count-rest", // by the time of day, and of classes of some sizes
		"turn.", "lang.name", // fill a sentence in that is seen
		"room.did", "room.did-step", "room.did-run", "room.change", "room.elsewhere", "room.soon", "room.scan-first", "room.asked", "room.called-asked", "room.event-made", "room.along", "room.ahead", "room.unscanned", "room.scan-now", "room.as-of", "room.last", "room.home", "room.large", "room.left", // said by a stream, or in the strip without script
		"console.told-", // after a press: TestAPressOnTheConsoleSaysWhatItDid
		"start.",        // the program's own window
		"help.words",    // seen one by one
	}
	translations := []string{"sim.gist"} // of what stands there in Thai
	for _, lang := range []string{"en", "th"} {
		var all strings.Builder
		for _, body := range everyScreen(t, w, lang) {
			said := strings.ReplaceAll(html.UnescapeString(body), `\"`, `"`) // some of it stands in data for a script
			all.WriteString(spaces.ReplaceAllString(inlineTag.ReplaceAllString(said, ""), " "))
		}
		text := all.String()
		raw, err := locales.FS.ReadFile("active." + lang + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		var tree map[string]any
		if err := toml.Unmarshal(raw, &tree); err != nil {
			t.Fatal(err)
		}
		var walk func(id string, v any)
		walk = func(id string, v any) {
			switch v := v.(type) {
			case map[string]any:
				for key, below := range v {
					walk(strings.TrimPrefix(id+"."+key, "."), below)
				}
			case string:
				for _, part := range elsewhere {
					if strings.HasPrefix(id, part) {
						return
					}
				}
				if lang == "th" && slices.Contains(translations, id) {
					return
				}
				plain := strings.ReplaceAll(v, "|", "")
				for _, words := range fillIn.Split(plain, -1) {
					words = strings.TrimSpace(spaces.ReplaceAllString(words, " "))
					if words != "" && !strings.Contains(text, words) {
						t.Errorf("%s: no screen says %q (%s)", lang, words, id)
						return
					}
				}
			}
		}
		walk("", tree)
	}
}

// What /_screens brings about is real: its event stream answers the browser that opened it.
func TestAScreensGrantIsHeldByWhoOpenedIt(t *testing.T) {
	t.Parallel()
	w := start(t, setup{dev: true})
	b := w.browser()
	to := b.get("/_screens/th/grant/standard.qr/scanned").want(t, http.StatusSeeOther).Header.Get("Location")
	id := to[strings.LastIndex(to, "/")+1:]
	if got := b.events("/sandbox/events?grant=" + url.QueryEscape(id)).next().State; got != "scanned" {
		t.Errorf("the stream says %q", got)
	}
	w.browser().get(to).want(t, http.StatusNotFound)
}

// A console asks for its own page again when its room moves; what was made up of it stays, and so does its room.
func TestAMadeUpConsoleKeepsItsRoom(t *testing.T) {
	t.Parallel()
	w := start(t, setup{dev: true})
	b := w.browser()
	for _, state := range []string{"flood", "refusals", "crowd"} {
		at := b.get("/_screens/th/room/console/"+state).want(t, http.StatusSeeOther).Header.Get("Location")
		wall := regexp.MustCompile(`/th/workshop/\d{6}/screen`)
		first := wall.FindString(b.get(at).want(t, http.StatusOK).body)
		if again := wall.FindString(b.get(at).want(t, http.StatusOK).body); first == "" || again != first {
			t.Errorf("%s: the wall is %q, and %q when the page is asked for again", state, first, again)
		}
		b.get(first).want(t, http.StatusOK)
		b.get("/_screens/xx"+strings.TrimPrefix(at, "/_screens/th")).want(t, http.StatusNotFound)
	}
	b.get("/_screens/th/room/console/crowd/000000").want(t, http.StatusNotFound)
}
