package site

import (
	"html/template"
)

// Grant renders the live QR page, /{lang}/g/{id}: the page of the run's QR code with the real code in it, and once the
// phone has answered, the page to which the answer leads, so that a reload loses nothing.
func (s *Site) Grant(lang string, v GrantView) ([]byte, error) {
	p := s.grantPage(lang, v)
	p.common().setStrip(v.Strip)
	if v.Drawn {
		p.common().ask(OnDrawnPhone)
	}
	if _, ok := p.(*stepPage); ok {
		return s.render("step", p)
	}
	return s.render("run", p)
}

// GrantPlace is the name of the page that Grant shows.
func (s *Site) GrantPlace(lang string, v GrantView) string { return s.grantPage(lang, v).common().Name }

func (s *Site) grantPage(lang string, v GrantView) page {
	run, st := s.runOf(v.Grant)
	grant := &v
	if m, ok := run.After(st, v.Grant.At(v.Now)); ok {
		st, _ = run.State(m.To.State)
		grant = nil
	}
	path := "/g/" + v.Grant.ID
	if run.Guided {
		if step := s.stepAt(lang, st.Name); step != nil {
			return s.stepPage(lang, step, path, grant)
		}
	}
	return s.runPage(lang, run, st, path, grant)
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
	Wait    int // seconds until it may work; 0: not told
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
	Wait            template.HTML // when that may work
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
	switch wait := v.Again.Wait; {
	case wait > 90:
		p.Wait = b.html("error.wait-minutes", "N", (wait+59)/60)
	case wait > 0:
		p.Wait = b.html("error.wait-seconds", "N", wait)
	}
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
