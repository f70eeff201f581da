package server

import (
	"bytes"
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/tutorial"
)

// Dev is the state of a site that somebody is writing: which edit it is, and what is wrong with the newest one.
type Dev struct {
	wake func(topic string)

	mu     sync.Mutex
	edit   int
	faults tutorial.Faults
}

const devTopic = "dev"

// NewDev makes one; wake is the hub's.
func NewDev(wake func(topic string)) *Dev { return &Dev{wake: wake} }

// Edited notes a new site, or the faults that kept the last good one.
func (d *Dev) Edited(faults tutorial.Faults) {
	d.mu.Lock()
	d.faults = faults
	if len(faults) == 0 {
		d.edit++
	}
	d.mu.Unlock()
	d.wake(devTopic)
}

func (d *Dev) state() (event, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	faults := []map[string]string{}
	for _, f := range d.faults {
		faults = append(faults, map[string]string{"at": f.File + ":" + strconv.Itoa(f.Line), "msg": f.Msg, "mend": f.Mend})
	}
	data, err := json.Marshal(map[string]any{"edit": d.edit, "faults": faults})
	if err != nil {
		return event{}, err
	}
	return event{name: "site", data: data, version: string(data)}, nil
}

//go:embed dev.js
var devScript []byte

//go:embed dev.css
var devStyle []byte

// devRoutes are there with --dev only: the stream that open pages follow, and the list of all screens.
func (s *Server) devRoutes(app *fiber.App) {
	dev := s.opt.Dev
	if dev == nil {
		return
	}
	app.Get("/_dev/events", func(c *fiber.Ctx) error {
		// A name of its own each: a writer has many pages open, and none of them counts.
		return s.streams.open(c, source{topic: devTopic, session: "dev " + rand.Text(), wake: s.opt.Hub.Subscribe, read: dev.state})
	})
	file := func(kind string, raw []byte) fiber.Handler {
		return func(c *fiber.Ctx) error {
			private(c)
			c.Context().SetContentType(kind)
			return c.Send(raw)
		}
	}
	app.Get("/_dev/dev.js", file("text/javascript; charset=utf-8", devScript))
	app.Get("/_dev/dev.css", file("text/css; charset=utf-8", devStyle))
	app.Get("/_screens", s.screens)
	app.Get("/_screens/:lang/:kind/:name/:state", s.screen)
}

// devGrantStates are the states in which a grant's page is shown.
var devGrantStates = []sandbox.GrantState{sandbox.Pending, sandbox.Scanned, sandbox.Approved, sandbox.Denied, sandbox.Expired}

var devPhoneKinds = []string{"type", "ask", "approved", "denied", "expired", "answered", "other-phone"}

type screenList struct {
	Title string
	Links []screenLink
}

type screenLink struct{ Lang, Name, Href string }

var screensPage = template.Must(template.New("screens").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Every screen</title><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/_dev/dev.css"><script src="/_dev/dev.js" defer></script></head>
<body class="dev-list"><h1>Every screen, in every state and language</h1>
{{range .}}<h2>{{.Title}}</h2><ul>{{range .Links}}<li><a href="{{.Href}}"><span>{{.Lang}}</span> {{.Name}}</a></li>{{end}}</ul>
{{end}}</body></html>`))

// screens lists everything that can be looked at, live states too.
func (s *Server) screens(c *fiber.Ctx) error {
	pages := s.site()
	var finished, grants, phones, failures screenList
	finished.Title, grants.Title, phones.Title, failures.Title = "Pages", "The live QR page", "The phone", "Errors"
	for _, path := range pages.Paths() {
		lang, name, ok := strings.Cut(path[1:], "/")
		if ok && pages.HasLang(lang) {
			finished.Links = append(finished.Links, screenLink{lang, "/" + name, path})
		}
	}
	for _, lang := range pages.Languages() {
		for _, run := range sandbox.Scenarios() {
			for _, st := range run.States {
				if _, ok := run.CodeState(st.Name); !ok || st.Screen != sandbox.QR || len(st.Phone) == 0 {
					continue
				}
				for _, state := range devGrantStates {
					grants.Links = append(grants.Links, screenLink{lang, run.ID + "/" + st.Name + ": " + string(state), "/_screens/" + lang + "/grant/" + run.ID + "." + st.Name + "/" + string(state)})
				}
			}
		}
		for _, kind := range devPhoneKinds {
			phones.Links = append(phones.Links, screenLink{lang, kind, "/_screens/" + lang + "/phone/" + kind + "/-"})
		}
		for _, alert := range []string{"bad-code", "unknown-code", "typing-paused"} {
			phones.Links = append(phones.Links, screenLink{lang, "type: " + alert, "/_screens/" + lang + "/phone/type/" + alert})
		}
		seen := map[string]bool{}
		for _, o := range append(s.outcomes, outcome{status: 500, kind: "internal"}, outcome{status: 503, kind: "stopping"}) {
			if !seen[o.kind] {
				seen[o.kind] = true
				failures.Links = append(failures.Links, screenLink{lang, o.kind, fmt.Sprintf("/_screens/%s/failure/%s/%d", lang, o.kind, o.status)})
			}
		}
	}
	var b bytes.Buffer
	if err := screensPage.Execute(&b, []screenList{finished, grants, phones, failures}); err != nil {
		return err
	}
	return sendPage(c, fiber.StatusOK, b.Bytes())
}

// screen shows one live state, with a grant that exists nowhere.
func (s *Server) screen(c *fiber.Ctx) error {
	lang, name, state := c.Params("lang"), c.Params("name"), c.Params("state")
	if !s.site().HasLang(lang) {
		return errNotFound
	}
	now := s.opt.Now()
	var page []byte
	var err error
	switch c.Params("kind") {
	case "grant":
		run, place, _ := strings.Cut(name, ".")
		g := sandbox.NewGrant("dev", run, lang, now, s.opt.GrantTTL)
		g.Place, g.UserCode, g.State = place, "482913057", sandbox.GrantState(state)
		if g.State == sandbox.Expired {
			g.ExpiresAt = now.Add(-time.Second)
		}
		page, err = s.site().Grant(lang, site.GrantView{Grant: g, Now: now})
	case "phone":
		alert := ""
		if state != "-" {
			alert = state
		}
		g := sandbox.NewGrant("dev", sandbox.Standard, lang, now, s.opt.GrantTTL)
		code := "482913057"
		if name == "type" {
			code = ""
		}
		page, err = s.site().Phone(lang, site.PhoneView{Code: code, Kind: name, Grant: g, Alert: alert})
	case "failure":
		status, _ := strconv.Atoi(state)
		page = s.site().Failure(lang, site.FailureView{Status: status, Kind: name, RequestID: "SAMPLE0000", Back: "/" + lang + "/"})
	default:
		return errNotFound
	}
	if err != nil {
		return err
	}
	return sendPage(c, fiber.StatusOK, page)
}
