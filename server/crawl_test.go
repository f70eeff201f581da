package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"napguide/server/workshop"
)

// shown is a page in one of its states, as somebody got it.
type shown struct {
	answer
	name string
	doc  *html.Node
}

// crawl collects every page in every state and language. look is told of each page while it stands.
type crawl struct {
	t     *testing.T
	w     *world
	pages []shown
	look  func(b *browser, p shown)
	few   bool // of the many states of runs and codes the first eight only
}

func (c *crawl) see(b *browser, name string, a answer) {
	c.t.Helper()
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		c.t.Fatalf("%s: %s is no page: %s %s", name, a.Request.URL.Path, a.Status, a.Header.Get("Content-Type"))
	}
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		c.t.Fatalf("%s: %v", name, err)
	}
	p := shown{a, name, doc}
	c.pages = append(c.pages, p)
	c.look(b, p)
}

// reader is a browser whose language is chosen.
func (c *crawl) reader(lang string) *browser {
	b := c.w.browser()
	b.get("/"+lang+"/?lang="+lang).want(c.t, http.StatusFound)
	return b
}

var screenLink = regexp.MustCompile(`href="([^"]+)"><span>`)

// run goes everywhere. Finished pages, and the states of grants, phones and errors, are those that the list of all screens
// names, which is made of the tables themselves; rooms, the quiz and the progress are walked through.
func (c *crawl) run() {
	list := c.w.browser().get("/_screens").want(c.t, http.StatusOK)
	family := map[string]int{}
	for _, m := range screenLink.FindAllStringSubmatch(list.body, -1) {
		if parts := strings.Split(strings.TrimPrefix(m[1], "/_screens"), "/"); c.few && len(parts) > 3 && (parts[2] == "practice" || parts[2] == "grant") {
			of := strings.Join(parts[:3], "/")
			if family[of]++; family[of] > 8 {
				continue
			}
		}
		b := c.w.browser()
		a := b.get(m[1])
		for to := a.Header.Get("Location"); to != ""; to = a.Header.Get("Location") { // a live state has an address of its own
			a = b.get(to)
		}
		c.see(b, m[1], a)
	}
	for _, lang := range []string{"th", "en"} {
		c.phone(lang)
		c.room(lang)
		c.answers(lang)
	}
}

// phone is the phone's pages as a phone gets them.
func (c *crawl) phone(lang string) {
	b, other := c.reader(lang), c.reader(lang)
	c.see(b, "phone type", b.get("/d"))
	c.see(b, "phone bad code", b.post("/d", "code=1"))
	c.see(b, "phone unknown code", b.get("/d/000000000"))
	for _, answer := range []string{"approve", "deny"} {
		computer := c.reader(lang)
		path := c.w.scanPath(computer.makeGrant())
		c.see(b, "phone ask", b.get(path).want(c.t, http.StatusOK))
		b.post(path+"/scan", "").want(c.t, http.StatusNoContent)
		c.see(other, "phone other", other.get(path).want(c.t, http.StatusOK))
		b.post(path+"/"+answer, "").want(c.t, http.StatusSeeOther)
		c.see(b, "phone "+answer, b.get(path).want(c.t, http.StatusOK))
		c.see(other, "phone answered", other.get(path).want(c.t, http.StatusOK))
	}
	page := b.post("/"+lang+"/practice/standard/grant", "").want(c.t, http.StatusSeeOther).Header.Get("Location")
	c.see(b, "live code", b.get(page).want(c.t, http.StatusOK))
}

// room is a class from the kit to its end, as the trainer, the wall, participants and latecomers see it.
func (c *crawl) room(lang string) {
	trainer, seated, late := c.reader(lang), c.reader(lang), c.reader(lang)
	prefix := "/" + lang + "/workshop"
	kit := trainer.get(prefix).want(c.t, http.StatusOK)
	c.see(trainer, "kit", kit)
	token := regexp.MustCompile(`data-check="/workshop/(\w+)/`).FindStringSubmatch(kit.body)
	c.see(late, "hello here", late.get("/workshop/"+token[1]+"/hello").want(c.t, http.StatusOK))
	c.see(late, "hello", late.afar().get("/workshop/"+token[1]+"/hello").want(c.t, http.StatusOK))
	console := trainer.post("/workshop", "lang="+lang+"&base=&wifi=ward&pass=secret123").want(c.t, http.StatusSeeOther).Header.Get("Location")
	id := strings.Split(console, "/")[3]
	room := "/workshop/" + id + "/"

	c.see(late, "room type", late.get("/j"))
	c.see(late, "room bad code", late.post("/j", "code=1"))
	c.see(late, "room unknown code", late.post("/j", "code="+otherCode(id)))
	c.see(seated, "room join", seated.get("/j/"+id).want(c.t, http.StatusOK))
	seated.post(room+"join", "").want(c.t, http.StatusSeeOther)

	everybody := func(what string) {
		c.t.Helper()
		c.see(trainer, "console "+what, trainer.get(console).want(c.t, http.StatusOK))
		c.see(trainer, "wall "+what, trainer.get("/"+lang+room+"screen").want(c.t, http.StatusOK))
		c.see(trainer, "report "+what, trainer.get("/"+lang+room+"report").want(c.t, http.StatusOK))
		c.see(seated, "hub "+what, seated.get("/j/"+id).want(c.t, http.StatusOK))
	}
	drive := func(what, form string) { trainer.post(room+what, "lang="+lang+"&"+form).want(c.t, http.StatusSeeOther) }
	everybody("gathering")
	drive("wifi", "name=&pass=")
	everybody("without Wi-Fi")
	steps, _, runs := c.w.srv.Pages().Course()
	for _, step := range steps {
		drive("lead", "step="+step)
		everybody("at " + step)
		seated.post(room+"progress", "at=guide/"+step+"&finish="+step).want(c.t, http.StatusSeeOther)
		everybody("done " + step)
	}
	for _, run := range runs {
		drive("start", "run="+run)
		everybody("running " + run)
	}
	for _, event := range c.w.srv.Pages().Runs().Events() {
		drive("inject", "event="+event.Name())
		everybody(event.Name())
	}
	seated.post(room+"progress", "at=practice/standard/sso&press=other-method").want(c.t, http.StatusSeeOther)
	for _, answer := range workshop.ReadyAnswers() {
		seated.post(room+"ready", "answer="+string(answer)).want(c.t, http.StatusSeeOther)
		everybody("app: " + string(answer))
	}
	seated.post(room+"call", "").want(c.t, http.StatusSeeOther)
	everybody("with a call")
	drive("answer", "number=all")
	drive("mode", "mode=free")
	everybody("free")
	drive("freeze", "on=yes")
	everybody("frozen")
	drive("freeze", "on=no")
	drive("place", "place=Ward+7")

	show := trainer.post(room+"ticket", "lang="+lang).want(c.t, http.StatusOK)
	c.see(trainer, "remote shown", show)
	link := regexp.MustCompile(`/workshop/\d+/key/(\w+)`).FindStringSubmatch(show.body)
	remote := c.reader(lang)
	c.see(remote, "remote asked", remote.get(link[0]).want(c.t, http.StatusOK))
	remote.post(room+"redeem", "lang="+lang+"&ticket="+link[1]).want(c.t, http.StatusSeeOther)
	c.see(late, "remote used", late.get(link[0]).want(c.t, http.StatusGone))
	c.see(late, "remote used twice", late.post(room+"redeem", "lang="+lang+"&ticket="+link[1]).want(c.t, http.StatusGone))

	drive("lock", "on=yes")
	everybody("locked")
	c.see(late, "room locked", late.get("/j/"+id).want(c.t, http.StatusForbidden))
	drive("lock", "on=no")
	drive("recode", "")
	c.see(late, "room changed", late.get("/j/"+id).want(c.t, http.StatusGone))
	r, err := c.w.store.Room(id)
	if err != nil {
		c.t.Fatal(err)
	}
	for n := c.w.store.SeatCount(id); n < workshop.MaxSeats; n++ {
		if _, err := c.w.store.JoinRoom(c.t.Context(), id, fmt.Sprint(lang, n)); err != nil {
			c.t.Fatal(err)
		}
	}
	c.see(late, "room full", late.get("/j/"+r.Code).want(c.t, http.StatusConflict))
	everybody("full")
	drive("end", "")
	everybody("ended")
	c.see(late, "room ended", late.get("/j/"+r.Code).want(c.t, http.StatusGone))
	c.see(trainer, "kit afterwards", trainer.get(prefix).want(c.t, http.StatusOK))
}

// otherCode is six digits that differ from these.
func otherCode(code string) string { return code[:5] + string('0'+(code[5]-'0'+1)%10) }

// answers are the quiz's results, and pages with the marks of a browser without script.
func (c *crawl) answers(lang string) {
	b := c.reader(lang)
	questions := regexp.MustCompile(`type="radio" name="([\w-]+)"`).FindAllStringSubmatch(b.get("/"+lang+"/quiz").body, -1)
	for _, choice := range []string{"", "1", "2", "3"} {
		form := url.Values{}
		for _, q := range questions {
			if choice != "" {
				form.Set(q[1], choice)
			}
		}
		c.see(b, "quiz "+choice, b.post("/"+lang+"/quiz", form.Encode()).want(c.t, http.StatusOK))
	}
	for _, page := range []string{"guide/start", "guide/scan-qr", "practice/standard/dashboard"} {
		b.get("/progress?page="+url.QueryEscape(page)).want(c.t, http.StatusNoContent)
	}
	for _, path := range c.w.srv.Pages().Paths() {
		if strings.HasPrefix(path, "/"+lang+"/") {
			if a := b.get(path); a.Header.Get("Cache-Control") == "no-store" {
				c.see(b, "with progress "+path, a)
			}
		}
	}
}

// all walks the elements of a page.
func (p shown) all(f func(n *html.Node)) {
	for n := range p.doc.Descendants() {
		if n.Type == html.ElementNode {
			f(n)
		}
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func hasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(attr(n, "class")), class)
}

// text is all words within an element.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// above is the nearest element of a name that an element stands in, or nil.
func above(n *html.Node, name string) *html.Node {
	for p := range n.Ancestors() {
		if p.Type == html.ElementNode && p.Data == name {
			return p
		}
	}
	return nil
}

// bodyOf is the page's name, as scripts and tests know it.
func (p shown) page() (name string) {
	p.all(func(n *html.Node) {
		if n.Data == "body" {
			name = attr(n, "data-page")
		}
	})
	return name
}
