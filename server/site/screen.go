package site

import (
	"html/template"
	"slices"
	"strings"
	"unicode"

	"napguide/server/locale"
	"napguide/server/sandbox"
	"napguide/server/tutorial"
)

// drawing is a simulated screen as its look's template takes it.
type drawing struct {
	Look           string
	Title          *part   // the screen's heading; nil without one
	Sub            *part   // the small line right below it
	Bar            []press // what stands in the head, beside the heading
	Upper, Lower   []part  // above and below the fold
	Folds, Coached bool    // there is a fold; the coach mark stands at something in the head
	Noted          bool    // a translation gives the gist
	Judged         bool    // the address is to be judged: only what leads on is drawn
}

// part is a block of a drawing. Its Lang is an attribute where its words are not in the page's language.
type part struct {
	Kind    string // tutorial's; of a list "menus" on a dashboard, of one drawn form "form"
	Text    template.HTML
	Lang    template.HTMLAttr
	Icon    template.HTML
	Presses []press
	Inner   []part
	Opens   bool
	First   bool // of those below the fold: where one is led to
}

// press is something on a screen that one can press, with where it leads.
type press struct {
	*link
	Text   template.HTML
	Lang   template.HTMLAttr
	Fields []template.HTML // of a drawn form
	Button template.HTML
	Colour string
	Place  string // class of its position
	Icon   template.HTML
	Aim    bool // what the step asks one to press
	App    bool // the app's own icon
	Coach  template.HTML
}

// Look is how the state's screen is drawn; "" for a situation of its own.
func (f frame) Look() string {
	if s := f.shown(); s != nil {
		return s.Look
	}
	return ""
}

// Drawing lays the state's screen out.
func (f frame) Drawing() *drawing {
	s := f.shown()
	if s == nil {
		return nil
	}
	d := &drawing{Look: s.Look, Judged: f.Judged()}
	to, pointed := &d.Upper, false
	for _, b := range s.Blocks {
		p := f.part(b)
		for i := range p.Presses { // of those that do the same the first is pointed at
			if x := &p.Presses[i]; x.Aim && x.link != nil && pointed {
				plain := *x.link
				plain.Spot, plain.Described, x.Aim, x.Coach, x.link = "", "", false, "", &plain
			} else {
				pointed = pointed || x.Aim
			}
		}
		switch {
		case b.Kind == tutorial.HeadingBlock && d.Title == nil && s.Look != tutorial.Message:
			d.Title = &p
			continue
		case b.Kind == tutorial.TextBlock && d.Title != nil && d.Sub == nil && len(d.Upper) == 0 && len(d.Bar) == 0 && !d.Folds && s.Look != tutorial.SignIn:
			d.Sub = &p
			continue
		case b.Kind == tutorial.FoldBlock:
			d.Folds, to = true, &d.Lower
			continue
		case b.Kind == tutorial.NoticeBlock && d.Judged, b.Kind == tutorial.TextBlock && f.asked() != "":
			continue // the run asked for it: nothing guesses why it was done
		case len(b.Presses) > 0:
			var drawn []press
			for i, x := range p.Presses {
				if x.link != nil && (!d.Judged || x.Fields == nil && f.leadsOn(s, b, b.Presses[i].Action)) {
					drawn = append(drawn, x)
				}
			}
			if p.Presses = drawn; len(drawn) == 0 {
				continue
			}
			if strings.HasPrefix(b.Presses[0].Position, "top-") {
				d.Bar = append(d.Bar, p.Presses...)
				d.Coached = d.Coached || p.Presses[0].Coach != ""
				continue
			}
		}
		d.Noted = d.Noted || b.Kind == tutorial.GistBlock
		p.First = d.Folds && len(d.Lower) == 0
		*to = append(*to, p)
	}
	return d
}

// Judged tells whether the state asks one to judge the address of the page.
func (f frame) Judged() bool { return f.State.Judged }

// Apart tells whether what one may decide stands beside the simulated page; below an address that is to be judged it is part of that.
func (f frame) Apart() bool {
	return f.Look() != "" && !f.Judged() && slices.ContainsFunc(f.State.Moves, func(m sandbox.Move) bool { return m.Choice })
}

// Aside tells whether the guide has something to say beside the simulated page: that, or that it is an example.
func (f frame) Aside() bool { return f.Apart() || f.State.Sample }

// leadsOn tells whether something of a screen whose address is to be judged is drawn: what its step asks to press, or what
// stands by itself.
func (f frame) leadsOn(s *tutorial.Screen, b tutorial.Block, action string) bool {
	if b.Kind != tutorial.ListBlock {
		return true
	}
	for _, step := range f.site.opt.Guides[f.Lang].Steps {
		if st, _ := f.site.Runs().Guided().State(step.State); string(st.Screen) == s.ID {
			return step.Action == action
		}
	}
	return action == b.Presses[0].Action
}

// part words a block and finds where its presses lead.
func (f frame) part(b tutorial.Block) part {
	p := part{Kind: string(b.Kind), Opens: b.Opens}
	if b.Kind == tutorial.ListBlock && f.Look() == tutorial.Dashboard {
		p.Kind = "menus"
	}
	p.Text, p.Lang = f.quoted(b.Text)
	if b.Kind == tutorial.GistBlock { // said by us, not by the page
		p.Text = f.html("sim.gist") + " " + p.Text
	}
	if b.Icon != "" {
		p.Icon = f.site.icons[b.Icon]
	}
	for _, x := range b.Presses {
		p.Presses = append(p.Presses, f.press(x))
	}
	if len(p.Presses) == 1 && p.Presses[0].Fields != nil {
		p.Kind = "form"
	}
	for _, inner := range b.Inner {
		p.Inner = append(p.Inner, f.part(inner))
	}
	return p
}

// press is something to press with where it leads; without a link where nothing answers it.
func (f frame) press(x tutorial.Press) press {
	p := press{link: f.pressed(x.Action), App: x.Icon == "app"}
	p.Aim = f.Coached(x.Action)
	if p.Aim && p.link != nil {
		p.Coach = f.coach
	}
	if x.Icon != "" {
		p.Icon = f.site.icons[x.Icon]
	}
	if p.Colour = x.Colour; x.Position != "" {
		p.Place = " at-" + x.Position
	}
	if len(x.Form) == 0 {
		p.Text, p.Lang = f.quoted(x.Text)
		return p
	}
	_, p.Lang = f.quoted(strings.Join(x.Form, " "))
	for i, field := range x.Form {
		text, _ := f.quoted(field)
		if i+1 < len(x.Form) {
			p.Fields = append(p.Fields, text)
		} else {
			p.Button = text
		}
	}
	if p.Fields == nil {
		p.Fields = []template.HTML{}
	}
	return p
}

// pressed is where something on the screen leads: as the run's state says.
func (f frame) pressed(action string) *link {
	if f.Judged() {
		action = string(f.State.Moves[0].Action)
	}
	return f.Go(action)
}

// quoted marks up a text of a screen, which is quoted in the source language where a translation leaves it so.
func (f frame) quoted(s string) (template.HTML, template.HTMLAttr) {
	lang := f.Lang
	var attribute template.HTMLAttr
	if lang != locale.Source && mostlyThai(s) {
		lang, attribute = locale.Source, ` lang="`+locale.Source+`"`
	}
	lines := strings.Split(s, "\n")
	if len(lines) == 1 {
		return locale.Phrases(lang, s), attribute
	}
	var out []string
	for _, line := range lines {
		marked := string(locale.Phrases(lang, line))
		if !strings.Contains(line, "|") {
			marked = `<span class="phrase">` + marked + `</span>`
		}
		out = append(out, marked)
	}
	return template.HTML(strings.Join(out, "<br>")), attribute // #nosec G203 -- Phrases escapes
}

// mostlyThai tells whether more letters of a text are Thai than not.
func mostlyThai(s string) bool {
	thai, other := 0, 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Thai, r):
			thai++
		case unicode.IsLetter(r):
			other++
		}
	}
	return thai > other
}
