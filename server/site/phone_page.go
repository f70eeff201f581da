package site

import (
	"html/template"

	"napguide/server/sandbox"
)

// PhoneView is a page of the real phone.
type PhoneView struct {
	Code  string        // as in the address
	Typed bool          // the code was found by its digits
	Kind  string        // home, type, ask, approved, denied, expired, answered, drawn (answered on the drawn phone of the computer)
	Grant sandbox.Grant // but for type
	Alert string        // with type: the kind of failure to tell above the form
	Left  int           // with home and ask: seconds until the code expires
	// Remind says, with type and ask, what this phone was not shown again: on the real day the app comes first.
	Remind bool
}

// TypedQuery is behind the address of a phone's page whose code was typed: another one is typed too.
const TypedQuery = "?typed"

type phonePage struct {
	base
	Code, Kind, Reference     string
	Open                      bool // the grant can still be answered
	Remind                    bool
	Typed                     string        // TypedQuery, or ""
	Task                      template.HTML // what the run asks for where that is not the rule; "" elsewhere
	Waits                     bool          // the task is to wait until the code runs out
	OpenApp                   string        // address behind the drawn app
	Left                      int
	Alert                     string
	AlertTitle, AlertText     template.HTML
	OutcomeTitle, OutcomeText template.HTML
	Told                      template.HTML // what the run says of the answer instead: a warning of having allowed, or that one was asked to decline
}

// Phone renders /d, /d/{code} and what stands behind their drawn app.
func (s *Site) Phone(lang string, v PhoneView) ([]byte, error) {
	path := "/d"
	if v.Code != "" {
		path += "/" + v.Code
	}
	openApp, here := path+"/app", path
	if v.Kind != "home" { // another language of the same page
		here = openApp
	}
	title, _ := s.opt.Catalog.Printer(lang).T("device.title") // render tells that it is missing
	b := s.newBase(lang, here, "phone", "device", title, title, true)
	p := &phonePage{base: b, Code: v.Code, Kind: v.Kind, Reference: v.Grant.Reference, Left: v.Left, Alert: v.Alert, Remind: v.Remind, OpenApp: openApp}
	if v.Kind != "type" {
		run, st := s.runOf(v.Grant)
		p.device = st.Device
		p.Task, p.Waits = b.task(run, st), toldToWait(st)
	}
	if v.Typed {
		p.Typed = TypedQuery
		p.OpenApp += TypedQuery
		p.ask(TypedQuery[1:])
	}
	p.Open = v.Kind == "ask" || v.Kind == "home" && v.Code != ""
	switch {
	case v.Kind == "type" && v.Alert != "":
		p.AlertTitle, p.AlertText = b.failureWords(v.Alert)
	case v.Kind == "approved" || v.Kind == "denied" || v.Kind == "expired":
		drawn := p.Phone()
		view := map[string]phoneView{"approved": drawn.Done, "denied": drawn.Declined, "expired": drawn.Expired}[v.Kind]
		p.OutcomeTitle = view.Title
		for _, text := range view.Texts {
			p.OutcomeText += text + " "
		}
		run, st := s.runOf(v.Grant)
		if to, wrong := s.allowWarns(run, st); wrong && v.Kind == "approved" {
			words := s.wordsOf(lang, run, to).Words(to.Base)
			p.OutcomeTitle, p.Told = b.phrases(words.Title), words.Text
		}
		if m, _ := run.After(st, v.Grant.State); m.Why != "" && (v.Kind == "denied" && declines(run, st) || v.Kind != "expired" && st.Short()) {
			p.OutcomeText, p.Told = "", s.wordsOf(lang, run, st).Why(m.Why)
		}
		if st.Relayed && v.Kind != "approved" { // it was no slip, and nobody is to scan it once more
			p.OutcomeText = b.html("device.theirs-" + v.Kind)
		} else if st.Short() && v.Kind == "expired" { // no other code comes by itself
			p.OutcomeText = b.html("device.short-expired")
		}
	case v.Kind != "type" && v.Kind != "home" && !p.Open:
		p.OutcomeTitle, p.OutcomeText = b.html("device."+v.Kind+".title"), b.html("device."+v.Kind+".text")
	}
	return s.render("device", p)
}

// Phone is the phone that the grant's code is for; on the page that asks for a code, the guide's first.
func (p *phonePage) Phone() *phoneDrawing { return p.drawnPhone(p.device) }
