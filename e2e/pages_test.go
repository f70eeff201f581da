package e2e

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"napguide/server/locale"
)

var (
	titleOf = regexp.MustCompile(`<title>([^<]*)</title>`)
	langOf  = regexp.MustCompile(`<html lang="([^"]*)"`)
	thai    = regexp.MustCompile(`[ก-๙]`)
)

// inner is a path without its language.
func inner(path string) (lang, rest string) {
	lang, rest, _ = strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return lang, "/" + rest
}

func TestEveryPageIsThereInBothLanguages(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	have := map[string]bool{}
	for _, p := range site.pages() {
		have[p.path] = true
	}
	for path := range have {
		lang, rest := inner(path)
		for _, other := range languages {
			if other != lang && !have["/"+other+rest] {
				t.Errorf("%s has no page in %s", path, other)
			}
		}
	}
	for _, want := range []string{"/", "/stuck", "/guide/start", "/guide/choose-thaid", "/guide/scan-qr", "/guide/signed-in", "/guide/cannot-sign-in", "/summary", "/prepare", "/help", "/privacy", "/launch", "/practice/", "/practice/standard/napplus", "/practice/standard/sso", "/practice/standard/qr", "/practice/standard/dashboard", "/practice/standard/error"} {
		if !have["/th"+want] {
			t.Errorf("no link leads to /th%s", want)
		}
	}
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	pages := site.pages()
	byPath := map[string]sitePage{}
	for _, p := range pages {
		byPath[p.path] = p
	}
	checked := map[string]int{}
	for _, p := range pages {
		for _, link := range p.links {
			if link == liveURL {
				continue
			}
			path, fragment, _ := strings.Cut(link, "#")
			if path == "" {
				path = p.path
			}
			if !strings.HasPrefix(path, "/") {
				t.Errorf("%s links out of the site: %s", p.path, link)
				continue
			}
			if _, ok := checked[path]; !ok {
				checked[path], _, _ = site.get(path)
			}
			if s := checked[path]; s != http.StatusOK && s != http.StatusFound && !(s == http.StatusSeeOther && strings.HasSuffix(path, "/surprise/draw")) {
				t.Errorf("%s links to %s, which answers %d", p.path, link, s)
			}
			path, _, _ = strings.Cut(path, "?")
			if to, ok := byPath[path]; fragment != "" && ok && !to.ids[fragment] {
				t.Errorf("%s links to %s, where nothing has that name", p.path, link)
			}
		}
	}
}

func TestEveryPageLeadsToTheRealLoginAndToHelpInOneStep(t *testing.T) {
	t.Parallel()
	for _, p := range commonSite(t).pages() {
		lang, _ := inner(p.path)
		launch, help := false, false
		for _, l := range p.links {
			launch = launch || l == "/"+lang+"/launch"
			help = help || strings.HasPrefix(l, "/"+lang+"/help")
		}
		if !launch || !help {
			t.Errorf("%s: launcher %v, help %v", p.path, launch, help)
		}
	}
}

func TestSimulatedScreensAreMarkedAndTakeNothing(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	seen := 0
	for _, p := range site.pages() {
		lang, _ := inner(p.path)
		if !strings.Contains(p.body, `class="sim`) {
			continue
		}
		seen++
		prefix := map[string]string{"th": "ฝึก · ", "en": "Practice · "}[lang]
		if m := titleOf.FindStringSubmatch(p.body); m == nil || !strings.HasPrefix(m[1], prefix) {
			t.Errorf("%s: the title is %q", p.path, m)
		}
		if !strings.Contains(p.body, `class="ribbon"`) {
			t.Errorf("%s has no ribbon", p.path)
		}
		for _, field := range regexp.MustCompile(`<(input|textarea|select)[^>]*>`).FindAllString(p.body, -1) {
			if !strings.Contains(field, `type="hidden"`) {
				t.Errorf("%s has a field: %s", p.path, field)
			}
		}
		if _, header, _ := site.get(p.path); !strings.Contains(header.Get("X-Robots-Tag"), "noindex") {
			t.Errorf("%s may be indexed", p.path)
		}
	}
	if seen < 20 {
		t.Errorf("only %d pages with a simulated screen", seen)
	}
}

func TestTheProgrammesFullNameStandsOnceInAbout(t *testing.T) {
	t.Parallel()
	for _, p := range commonSite(t).pages() {
		lang, rest := inner(p.path)
		words := map[string][]string{"th": {"ผู้ติดเชื้อ", "ผู้ป่วยเอดส์"}, "en": {"AIDS patients", "living with HIV"}}[lang]
		for _, w := range words {
			n := strings.Count(locale.Unjoin(p.body), w)
			if rest != "/" && n > 0 {
				t.Errorf("%s says %s", p.path, w)
			}
			if rest == "/" && n > 1 {
				t.Errorf("%s says %s %d times", p.path, w, n)
			}
		}
		if rest == "/" && lang == "th" && !strings.Contains(p.body, "ผู้ติดเชื้อ") {
			t.Errorf("%s does not name the programme", p.path)
		}
	}
}

func TestTheLanguageSwitchKeepsThePage(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, p := range site.pages() {
		lang, rest := inner(p.path)
		other := map[string]string{"th": "en", "en": "th"}[lang]
		want := "/" + other + rest + "?lang=" + other
		found := false
		for _, l := range p.links {
			found = found || l == want
		}
		if !found {
			t.Errorf("%s has no link to %s", p.path, want)
		}
	}

	computer, phone := pc.open(t, site.url), mobile.open(t, site.url)
	computer.visit("/")
	computer.arrive("/th/")
	computer.visit("/th/guide/choose-thaid")
	computer.press(".lang a[hreflang=en]")
	computer.arrive("/en/guide/choose-thaid")
	computer.visit("/")
	computer.arrive("/en/") // remembered
	computer.visit("/en/practice/standard/qr")
	computer.showCode()
	digits := computer.digits()
	computer.press(".lang a[hreflang=th]")
	computer.arriveAt("^/th/g/")
	computer.state("pending")
	if got := computer.digits(); got != digits {
		t.Errorf("switching the language changed the code from %s to %s", digits, got)
	}
	phone.scanFrom(computer)
	phone.asked(computer)
	phone.press("form.allow button")
	computer.arrive("/th/practice/standard/dashboard")
}

func TestTheFirstPageIsChosenByTheBrowsersLanguage(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for languages, want := range map[string]string{"th-TH,th": "/th/", "en-GB,en": "/en/", "en-US,th": "/en/", "fr-FR,fr": "/th/"} {
		p := pc.speaking(languages).open(t, site.url)
		p.visit("/")
		p.arrive(want)
	}
}

func TestTheLauncherOpensTheRealLoginBesideItselfAndAsksWhetherItWorked(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	inOneLanguage(t, "en", func(t *testing.T, lang string) {
		p := asNurse(lang).open(t, site.url)
		p.visit("/" + lang + "/launch")
		got := eval[[]string](p, `(a=>[a.href,a.target,a.rel])(document.querySelector("a.button.go"))`)
		if strings.Join(got, " ") != liveURL+" _blank noopener noreferrer" {
			t.Errorf("the link is %q", got)
		}
		if n := eval[int](p, `[...document.querySelectorAll("main a, main button")].filter(e=>getComputedStyle(e).backgroundColor===getComputedStyle(document.querySelector("a.button.go")).backgroundColor).length`); n != 1 {
			t.Errorf("%d pink buttons", n)
		}
		p.press("a.button.go")
		p.waitFor("#after")
		p.wait("the question to come first", `document.getElementById("after").getBoundingClientRect().top<innerHeight/2`)
		opened := false
		for range 200 {
			infos, err := chromedp.Targets(p.ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range infos {
				if i.Type == "page" && i.BrowserContextID == chromedp.FromContext(p.ctx).BrowserContextID && i.TargetID != chromedp.FromContext(p.ctx).Target.TargetID {
					opened = true
					chromedp.CallBrowser(p.ctx, target.CloseTarget, target.CloseTargetParams{TargetID: i.TargetID})
				}
			}
			if opened {
				break
			}
			time.Sleep(25 * time.Millisecond)
		}
		if !opened {
			t.Error("no new tab was opened")
		}
		p.arrive("/" + lang + "/launch") // it stays
		time.Sleep(time.Second)          // nobody comes back sooner; what is pressed sooner is the end of a double click
		p.press("#after [data-show=not-in]")
		p.waitFor("#not-in .cards a")
		p.press("#not-in .cards a")
		p.arrive("/" + lang + "/stuck")
	})

	q := pc.withoutScript().open(t, site.url)
	q.visit("/th/launch")
	q.press("#after a[href='#not-in']")
	q.waitFor("#not-in .cards a")

	status, header, _ := site.get("/go")
	if status != http.StatusFound || header.Get("Location") != liveURL {
		t.Errorf("/go answers %d %q", status, header.Get("Location"))
	}
	status, header, body := site.get("/NAPPLUS.url")
	if status != http.StatusOK || !strings.HasPrefix(body, "[InternetShortcut]\r\n") || !strings.Contains(body, "URL="+liveURL+"\r\n") {
		t.Errorf("/NAPPLUS.url answers %d %q: %q", status, header.Get("Content-Type"), body)
	}
}

// fault is a request that is refused.
type fault struct {
	name, method, path, body string
	status                   int
}

func faults() []fault {
	return []fault{
		{"no such page", "GET", "/%s/nowhere", "", 404},
		{"no such step", "GET", "/%s/guide/nowhere", "", 404},
		{"a grant of nobody", "GET", "/%s/g/AAAAAAAAAAAAAAAA", "", 404},
		{"no such run", "POST", "/%s/practice/nowhere/grant", "", 404},
		{"method", "DELETE", "/%s/", "", 405},
		{"too large", "POST", "/%s/practice/standard/grant", "x=" + strings.Repeat("x", 20<<10), 413},
		{"unknown field", "POST", "/%s/practice/standard/grant", "target=https://napplus.invalid/", 400},
	}
}

func TestEveryRefusalIsWordedInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	inEachLanguage(t, func(t *testing.T, lang string) {
		list := append(faults(),
			fault{"malformed code", "GET", "/d/xyz", "", 400},
			fault{"unknown digits", "GET", "/d/000000000", "", 404},
			fault{"unknown scan code", "GET", "/d/AAAAAAAAAAAAAAAAAAAAAA", "", 404})
		for _, f := range list {
			path := strings.ReplaceAll(f.path, "%s", lang)
			req, err := http.NewRequest(f.method, site.url+path, strings.NewReader(f.body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Accept-Language", lang)
			req.Header.Set("Accept", "text/html")
			req.Header.Set("Origin", site.url)
			if f.body != "" {
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Errorf("%s: %v", f.name, err)
				continue
			}
			var b bytes.Buffer
			b.ReadFrom(res.Body)
			res.Body.Close()
			page := b.String()
			if res.StatusCode != f.status {
				t.Errorf("%s: %s %s answers %d, not %d", f.name, f.method, path, res.StatusCode, f.status)
			}
			m := langOf.FindStringSubmatch(page)
			title := titleOf.FindStringSubmatch(page)
			if m == nil || m[1] != lang || title == nil || thai.MatchString(title[1]) != (lang == "th") {
				t.Errorf("%s: the answer is in %q, its title %q", f.name, m, title)
			}
			if csp := res.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || res.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: without the security headers: %v", f.name, res.Header)
			}
			if strings.Contains(page, "server:") || strings.Contains(page, "goroutine") || strings.Contains(page, "Cannot ") {
				t.Errorf("%s: internal words are shown", f.name)
			}
		}

		p := asNurse(lang).open(t, site.url).expect(`404`)
		p.visit("/" + lang + "/nowhere")
		p.speaks(lang)
		p.press("main a[href='/" + lang + "/']")
		p.arrive("/" + lang + "/")
	})
}

func TestAGrantOfAnotherBrowserIsNotShown(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	mine, other := pc.atTheCode(t, site), pc.named("another computer").open(t, site.url)
	other.expect(`404`)
	mine.arriveAt("^/th/g/")
	path := mine.path()
	digits := mine.digits()
	other.visit(path)
	other.waitFor(".error-page")
	if body := eval[string](other, `document.documentElement.outerHTML`); strings.Contains(body, digits) || other.sees("[data-grant]") {
		t.Error("another browser sees the code")
	}
}
