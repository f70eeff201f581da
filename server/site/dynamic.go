package site

import (
	"html/template"
	"time"

	"napguide/server/network"
	"napguide/server/sandbox"
)

// GrantView is a grant as its holder sees it at a time.
type GrantView struct {
	Grant sandbox.Grant
	Now   time.Time
	At    network.Address // what the QR code carries
}

// Grant renders the live QR page, /{lang}/g/{id}: the page of the run's QR code with the real code in it, and once the
// phone has answered, the page to which the answer leads, so that a reload loses nothing.
func (s *Site) Grant(lang string, v GrantView) ([]byte, error) {
	run, st := s.runOf(v.Grant)
	grant := &v
	if m, ok := run.After(st, v.Grant.At(v.Now)); ok {
		st, _ = run.State(m.To.State)
		grant = nil
	}
	path := "/g/" + v.Grant.ID
	if run.Guided {
		if step := s.stepAt(lang, st.Name); step != nil {
			return s.render("step", s.stepPage(lang, step, path, grant))
		}
	}
	return s.render("run", s.runPage(lang, run, st, path, grant))
}

// PhoneView is a page of the real phone.
type PhoneView struct {
	Code  string        // as in the address
	Kind  string        // home, type, ask, approved, denied, expired, answered
	Grant sandbox.Grant // but for type
	Alert string        // with type: the kind of failure to tell above the form
	Left  int           // with home and ask: seconds until the code expires
	// Remind says, with type and ask, what this phone was not shown again: on the real day the app comes first.
	Remind bool
}

type phonePage struct {
	base
	Code, Kind, Reference     string
	Open                      bool // the grant can still be answered
	Remind                    bool
	OpenApp                   string // address behind the drawn app
	Left                      int
	device                    string // the phone that the code is for
	Alert                     string
	AlertTitle, AlertText     template.HTML
	OutcomeTitle, OutcomeText template.HTML
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
		_, st := s.runOf(v.Grant)
		p.device = st.Device
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
	case v.Kind != "type" && v.Kind != "home" && !p.Open:
		p.OutcomeTitle, p.OutcomeText = b.html("device."+v.Kind+".title"), b.html("device."+v.Kind+".text")
	}
	return s.render("device", p)
}

// FailureView is an error as a person sees it.
type FailureView struct {
	Status    int
	Kind      string // which words; see the messages under "error."
	RequestID string // to quote to whoever runs the site
	Back      string // an address to go back to, or ""
	Host      string // the foreign name under which this site was asked for, or ""
	Flag      string // what admits it
	Again     Again  // what may be tried again
}

// Again is a request that may work in a moment: a page to load, or a form to send, once more.
type Again struct {
	Address string // "": nothing
	IsForm  bool
	Fields  []Field
}

// Field is one field of a form.
type Field struct{ Name, Value string }

type errorPage struct {
	base
	Heading, Text   template.HTML
	RequestID, Back string
	Host, Flag      string
	Practice        string // where to go on meanwhile
	Again           Again
}

// Failure renders an error page. It never fails: its last resort was rendered before the first request.
func (s *Site) Failure(lang string, v FailureView) []byte {
	raw, err := s.failure(lang, v)
	if err != nil {
		return s.fallback[lang]
	}
	return raw
}

func (s *Site) failure(lang string, v FailureView) ([]byte, error) {
	title := "error." + v.Kind + ".title"
	b := s.titled(lang, "/", "error/"+v.Kind, "", title, title)
	b.NoIndex = true
	p := &errorPage{base: b, RequestID: v.RequestID, Back: v.Back, Host: v.Host, Flag: v.Flag, Again: v.Again}
	p.Heading, p.Text = b.failureWords(v.Kind)
	return s.render("error", p)
}

// failureWords are the words of a kind of failure.
func (b base) failureWords(kind string) (title, text template.HTML) {
	return b.html("error." + kind + ".title"), b.html("error." + kind + ".text")
}

// FailureText is the same words for an answer in JSON.
func (s *Site) FailureText(lang, kind string) (title, text string) {
	p := s.opt.Catalog.Printer(lang)
	title, err := p.T("error." + kind + ".title")
	if err == nil {
		text, err = p.T("error." + kind + ".text")
	}
	if err != nil {
		return s.FailureText(lang, "internal")
	}
	return title, text
}
