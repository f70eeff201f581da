package site

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// filledButtons lists what stands out on a page as the one thing to press: a filled button of the site's, or the pink or
// blue one of a simulated screen. What is folded away or hidden does not count.
func filledButtons(t *testing.T, page []byte) []string {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		_, hidden := attr["hidden"]
		if hidden || slices.Contains([]string{"template", "dialog", "noscript", "details"}, n.Data) {
			return
		}
		if n.Data == "a" || n.Data == "button" {
			for class := range strings.FieldsSeq(attr["class"]) {
				if slices.Contains([]string{"strong", "go", "back", "pink", "blue"}, class) {
					out = append(out, class+": "+attr["href"]+attr["data-action"])
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	return out
}

func TestNoPageOffersMoreThanOneFilledButton(t *testing.T) {
	s := shippedSite(t)
	look := func(name string, page []byte) {
		t.Helper()
		if got := filledButtons(t, page); len(got) > 1 {
			t.Errorf("%s has %d filled buttons: %q", name, len(got), got)
		}
	}
	for _, path := range s.Paths() {
		f, _ := s.File(path)
		if !strings.HasPrefix(f.ContentType, "text/html") {
			continue
		}
		look(path, f.Raw())
		for _, reached := range [][]string{{"guide/start"}, theGuide, append(slices.Clone(theGuide), "practice/with-hints/dashboard")} {
			if raw, ok, err := s.WithProgress(path, s.ReadProgress(strings.Join(reached, progressMark))); err != nil {
				t.Fatal(err)
			} else if ok {
				look(path+" after "+reached[len(reached)-1], raw)
			}
		}
	}
	for _, lang := range s.Languages() {
		g := s.opt.Guides[lang]
		for about, answers := range map[string]map[string]string{"all right": answersTo(g), "one wrong": answersTo(g, "address"), "none": {}} {
			raw, err := s.Quiz(lang, answers)
			if err != nil {
				t.Fatal(err)
			}
			look("the quiz in "+lang+", "+about, raw)
		}
	}
}
