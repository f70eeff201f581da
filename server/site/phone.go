package site

import (
	"html/template"

	"napguide/server/tutorial"
)

// phoneDrawing is the guide's phone in one language, for the on-screen phone and for the real phone's page.
type phoneDrawing struct {
	Apps                                                 []app // of its home screen
	Passcode, Scanner, Question, Done, Declined, Expired phoneView
	Keys                                                 []struct{} // of the passcode: one for each digit
}

// app is one icon of a home screen.
type app struct {
	Does  string
	Text  template.HTML
	Icon  template.HTML
	Right bool // the app that scans the code
}

// phoneView is one view of a phone, marked up.
type phoneView struct {
	Title         template.HTML
	Texts, Shared []template.HTML
	words, called map[string]template.HTML
}

// Words are those of what is pressed for an action, with what it is called in the real app.
func (v phoneView) Words(action string) template.HTML { return v.words[action] }

// Called is the same without the real app's word behind a translation, where there is no room for it.
func (v phoneView) Called(action string) template.HTML { return v.called[action] }

// Phone is the phone beside the state's code.
func (f frame) Phone() *phoneDrawing { return f.drawnPhone(f.State.Device) }

// drawnPhone words a phone of the guide.
func (b base) drawnPhone(id string) *phoneDrawing {
	p := b.site.opt.Guides[b.Lang].Phone(id)
	view := func(name string) phoneView {
		from := p.Views[name]
		v := phoneView{Title: b.phrases(from.Title), words: map[string]template.HTML{}, called: map[string]template.HTML{}}
		for _, s := range from.Texts {
			v.Texts = append(v.Texts, b.phrases(s))
		}
		for _, s := range from.Shared {
			v.Shared = append(v.Shared, b.phrases(s))
		}
		for _, x := range from.Presses {
			v.called[x.Action] = b.phrases(x.Text)
			v.words[x.Action] = v.called[x.Action]
			if x.Real != "" {
				v.words[x.Action] += b.text(" (" + x.Real + ")")
			}
		}
		return v
	}
	d := &phoneDrawing{
		Passcode: view(tutorial.PasscodeView), Scanner: view(tutorial.ScannerView), Question: view(tutorial.QuestionView),
		Done: view(tutorial.DoneView), Declined: view(tutorial.DeclinedView), Expired: view(tutorial.ExpiredView),
		Keys: make([]struct{}, p.Digits),
	}
	for _, x := range p.Views[tutorial.HomeView].Presses {
		d.Apps = append(d.Apps, app{Does: x.Action, Text: b.phrases(x.Text), Icon: b.site.icons[x.Icon], Right: x.Action == openApp})
	}
	return d
}

// openApp is the press that opens the app which scans the code.
const openApp = "open-app"

// drawnApp is an app of the home screen with where it leads.
type drawnApp struct {
	app
	*link
}

// Apps are the apps of the on-screen phone's home screen.
func (f frame) Apps() (out []drawnApp) {
	for _, a := range f.Phone().Apps {
		if l := f.PhoneGo(a.Does); l != nil {
			out = append(out, drawnApp{a, l})
		}
	}
	return out
}
