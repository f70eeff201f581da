package devtools

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/store"
	"napguide/server/web"
)

var (
	grantStates = []sandbox.GrantState{sandbox.Pending, sandbox.Scanned, sandbox.Approved, sandbox.Denied, sandbox.Expired}
	phoneKinds  = []string{"home", "scanned", "ask", "reminded", "approved", "denied", "expired", "answered", "drawn", "theirs-denied", "theirs-expired", "short-expired"}
	typeAlerts  = []string{"-", "bad-code", "unknown-code", "typing-paused", "typing-share"}
)

type screenList struct {
	Title string
	Links []screenLink
}

type screenLink struct{ Lang, Name, Href string }

// screenMap is the map of a run, and the page that trainers have it on.
type screenMap struct{ Lang, Name, Href, Picture string }

//go:embed screens.html
var screensText string

var screensPage = template.Must(template.New("screens").Parse(screensText))

// list shows everything that can be looked at.
func (t *Tools) list(c *fiber.Ctx) error {
	pages := t.Pages()
	finished, icon := screenList{Title: "Pages"}, ""
	for _, path := range pages.Paths() {
		if strings.HasSuffix(path, "/favicon.svg") {
			icon = path
		}
		lang, name, ok := strings.Cut(path[1:], "/")
		if ok && pages.HasLang(lang) {
			finished.Links = append(finished.Links, screenLink{lang, "/" + name, path})
		}
	}
	lists := []screenList{finished, {Title: "The live QR page"}, {Title: "The phone"}, {Title: "The quiz"}, {Title: "The classroom"}, {Title: "Errors"}}
	var maps []screenMap
	for _, lang := range pages.Languages() {
		for _, run := range pages.Runs().All() {
			maps = append(maps, screenMap{lang, run.ID, "/" + lang + "/workshop/maps#" + run.ID, "/_screens/" + lang + "/map/" + run.ID + "/-"})
		}
		add := func(list int, kind, name, state string) {
			shown := name
			if state != "-" {
				shown += ": " + state
			}
			lists[list].Links = append(lists[list].Links, screenLink{lang, shown, "/_screens/" + lang + "/" + kind + "/" + name + "/" + state})
		}
		for _, run := range pages.Runs().All() {
			for _, st := range run.States {
				if !st.HasCode() {
					continue
				}
				for _, state := range grantStates {
					add(1, "grant", run.ID+"."+st.Name, string(state))
				}
				add(1, "grant", run.ID+"."+st.Name, besideDrawn)
			}
		}
		for _, alert := range typeAlerts {
			add(2, "phone", "type", alert)
		}
		for _, kind := range phoneKinds {
			add(2, "phone", kind, "-")
		}
		for _, marked := range []string{"right", "wrong", "open"} {
			add(3, "quiz", marked, "-")
		}
		for _, r := range t.rooms(sampleOf(pages)) {
			add(4, "room", r.page, r.state)
		}
		seen := map[string]bool{}
		for _, o := range t.Failures {
			if !seen[o.Kind] {
				seen[o.Kind] = true
				add(5, "failure", o.Kind, strconv.Itoa(o.Status))
			}
		}
	}
	var b bytes.Buffer
	if err := screensPage.Execute(&b, struct {
		Icon  string // without one browsers ask for /favicon.ico, now and then
		Lists []screenList
		Maps  []screenMap
	}{icon, lists, maps}); err != nil {
		return err
	}
	return web.Page(b.Bytes(), nil).Send(c, fiber.StatusOK)
}

// besideDrawn is, as a state in an address here, a code whose drawn phone is used.
const besideDrawn = "beside-drawn"

// screen brings one state about and shows it.
func (t *Tools) screen(c *fiber.Ctx) error {
	lang, name, state := c.Params("lang"), c.Params("name"), c.Params("state")
	if !t.Pages().HasLang(lang) {
		return web.ErrNotFound
	}
	switch c.Params("kind") {
	case "grant":
		run, place, _ := strings.Cut(name, ".")
		query := ""
		if state == besideDrawn {
			state, query = string(sandbox.Pending), "?"+site.OnDrawnPhone
		}
		g, err := t.grant(t.Cookies.EnsureSession(c), lang, run, place, sandbox.GrantState(state), "")
		if err != nil {
			return err
		}
		return web.SeeOther(c, "/"+lang+"/g/"+g.ID+query)
	case "map":
		picture, err := t.Pages().Map(lang, name)
		if err != nil || picture == "" {
			return cmp.Or(err, web.ErrNotFound)
		}
		web.SetPrivate(c)
		c.Set(fiber.HeaderContentType, "image/svg+xml")
		return c.SendString(string(picture))
	case "phone":
		return t.phone(c, lang, name, state)
	case "quiz":
		return t.quiz(c, lang, name)
	case "room":
		return t.room(c, lang, name, state)
	case "failure":
		status, _ := strconv.Atoi(state)
		v := site.FailureView{Status: status, Kind: name, RequestID: "SAMPLE0000", Back: "/" + lang + "/"}
		if status == fiber.StatusMisdirectedRequest {
			v.Host, v.Flag = "guide.example.org:8080", "--public-url http://guide.example.org:8080"
		}
		if status == fiber.StatusTooManyRequests { // some wait seconds, some minutes
			v.Again = site.Again{Address: "/" + lang + "/", Wait: 30}
			if strings.HasPrefix(name, "typing-") {
				v.Again.Wait = 150
			}
		}
		page := t.Pages().Failure(lang, v)
		return web.Page(page, nil).Send(c, fiber.StatusOK)
	}
	return web.ErrNotFound
}

// grant makes a grant in a state, held by whose secret holder is. phone is the secret of the phone that answered it,
// if one did.
func (t *Tools) grant(holder, lang, run, place string, state sandbox.GrantState, phone string) (sandbox.Grant, error) {
	scenario, ok := t.Pages().Runs().Find(run)
	if !ok {
		return sandbox.Grant{}, web.ErrNotFound
	}
	code, ok := scenario.CodeState(place)
	if !ok {
		return sandbox.Grant{}, web.ErrNotFound
	}
	g := sandbox.NewGrant(holder, run, lang, t.Now(), code.TTL(t.GrantTTL))
	g.Place, g.State = code.Name, state
	if phone != "" {
		g.Phone = sandbox.HashSecret(phone)
	}
	if state == sandbox.Expired {
		g.ExpiresAt = t.Now().Add(-time.Second).UTC()
	}
	return t.Store.CreateGrant(t.Life, g, store.Limits{PerHolder: web.MaxOpen, All: web.MaxOpen}) // each look opens one
}

// phone shows what a phone shows, as if this browser were the phone.
func (t *Tools) phone(c *fiber.Ctx, lang, kind, alert string) error {
	if kind == "type" {
		if alert == "-" {
			return web.SeeOther(c, "/d/app?lang="+lang)
		}
		return web.Page(t.Pages().Phone(lang, site.PhoneView{Kind: "type", Alert: alert})).Send(c, fiber.StatusOK)
	}
	if kind == "home" || kind == "scanned" {
		t.Cookies.Set(c, web.AppCookie, "", web.Removed)
	}
	if kind == "home" {
		return web.SeeOther(c, "/d?lang="+lang)
	}
	if kind == "reminded" {
		t.Cookies.Set(c, web.AppCookie, "yes", web.ChoiceAge)
	}
	own, other := t.Cookies.EnsureSession(c), sandbox.NewSecret()
	t.Cookies.Present(c, web.SessionCookie, own)
	of := map[string]struct {
		state sandbox.GrantState
		phone string
	}{
		"scanned": {sandbox.Pending, ""}, "ask": {sandbox.Pending, ""}, "reminded": {sandbox.Pending, ""}, "approved": {sandbox.Approved, own}, "denied": {sandbox.Denied, own},
		"expired": {sandbox.Expired, own}, "answered": {sandbox.Approved, other}, "drawn": {sandbox.Approved, other},
	}[kind[strings.Index(kind, "-")+1:]]
	run, place := t.Pages().Runs().Plain(), ""
	switch whose, _, _ := strings.Cut(kind, "-"); whose {
	case "theirs":
		run, place = t.code(func(st sandbox.State) bool { return st.Relayed })
	case "short":
		run, place = t.code(sandbox.State.Short)
	}
	if of.state == "" || run.ID == "" {
		return web.ErrNotFound
	}
	holder := own // it is the computer's too
	if kind == "drawn" {
		holder = other
	}
	g, err := t.grant(holder, lang, run.ID, place, of.state, of.phone)
	if err != nil {
		return err
	}
	path := "/d/" + g.ScanCode
	if kind != "scanned" {
		path += "/app"
	}
	return web.SeeOther(c, path+"?lang="+lang)
}

// code is the first run in which a code is as is asked for, and where.
func (t *Tools) code(is func(sandbox.State) bool) (sandbox.Scenario, string) {
	for _, run := range t.Pages().Runs().All() {
		for _, st := range run.States {
			if is(st) {
				return run, st.Name
			}
		}
	}
	return sandbox.Scenario{}, ""
}

// quiz shows the quiz as the server marks it: each question right, wrong or left open.
func (t *Tools) quiz(c *fiber.Ctx, lang, marked string) error {
	answers := map[string]string{}
	for _, field := range t.Pages().QuizFields(lang) {
		right, wrong := t.Pages().QuizChoices(lang, field)
		switch marked {
		case "right":
			answers[field] = right
		case "wrong":
			answers[field] = wrong
		}
	}
	page, err := t.Pages().Quiz(lang, answers)
	if err != nil {
		return fmt.Errorf("a sample of the quiz: %w", err)
	}
	return web.Page(page, nil).Send(c, fiber.StatusOK)
}
