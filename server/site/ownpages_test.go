package site

import (
	"html"
	"strings"
	"testing"
)

// A genuine page of the sign-in that somebody else sent is a trap all the same: whoever judges addresses has opened them.
func TestAPageThatIsJudgedWasOpenedByOneselfAndOneThatIsSentIsNeverRight(t *testing.T) {
	s := shippedSite(t)
	own := map[string][2]string{"th": {"คุณเปิดหน้านี้เอง", "ถ้าคนอื่นส่งมา"}, "en": {"you opened it yourself", "somebody s"}}
	for _, lang := range s.Languages() {
		judged, genuine := 0, 0
		for _, run := range s.Runs().All() {
			for _, st := range run.States {
				if st.Link == nil {
					continue
				}
				page := plainPage(t, s, "/"+lang+"/practice/"+run.ID+"/"+st.Name)
				if judged++; !strings.Contains(page, own[lang][0]) {
					t.Errorf("%s %s/%s does not say who opened the page", lang, run.ID, st.Name)
				}
				if st.Link.Genuine && !st.Judged {
					if genuine++; !strings.Contains(page, own[lang][1]) {
						t.Errorf("%s %s/%s does not say what holds for a page that is sent", lang, run.ID, st.Name)
					}
				}
			}
		}
		if judged < 12 || genuine < 6 {
			t.Errorf("%s: %d pages with an address, %d of them the result of a genuine one", lang, judged, genuine)
		}
	}
}

func TestAStepSaysFirstWhatOneDoesWhilePractising(t *testing.T) {
	s := shippedSite(t)
	joined := func(text string) string { return strings.ReplaceAll(text, " ", "") } // phrases are parted by marks alone
	differ := 0
	for _, lang := range s.Languages() {
		for _, step := range s.opt.Guides[lang].Steps {
			if step.Practice == "" {
				continue
			}
			differ++
			page := html.UnescapeString(plainPage(t, s, "/"+lang+"/guide/"+step.ID))
			_, after, said := strings.Cut(joined(page), joined(plain(step.Practice)))
			label, title := strings.Index(after, joined(map[string]string{"th": "ตอนเข้าจริง", "en": "At the real login"}[lang])), strings.Index(after, joined(plain(step.Title)))
			if !said || label < 0 || title < label {
				t.Errorf("%s %s: it says what one does now: %v; after it the label of the real login at %d, the title at %d", lang, step.ID, said, label, title)
			}
		}
	}
	if differ < 4 {
		t.Errorf("%d steps differ from the real login", differ)
	}
}
