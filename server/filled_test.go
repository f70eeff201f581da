//go:build !race

package server_test

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// filledButtons lists what stands out on each screen of a page as the one thing to press: a filled button of the site's, or
// the pink or blue one of a simulated screen. What is folded away or hidden does not count. The page is a screen, and so is
// each view of the drawn phone: one of them is shown, and while its scanner is, the code beside it has no button.
func filledButtons(t *testing.T, page []byte) [][]string {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	out := make([][]string, 1)
	var walk func(n *html.Node, screen int)
	walk = func(n *html.Node, screen int) {
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		_, hidden := attr["hidden"]
		if hidden || slices.Contains([]string{"template", "dialog", "noscript", "details"}, n.Data) {
			return
		}
		instead := n.Data == "p" && slices.Contains(strings.Fields(attr["class"]), "unless") // of what follows it: both are never seen
		if strings.HasPrefix(attr["id"], "phone-") || instead {
			screen, out = len(out), append(out, nil)
		}
		if n.Data == "a" || n.Data == "button" {
			for class := range strings.FieldsSeq(attr["class"]) {
				if slices.Contains([]string{"strong", "go", "back", "pink", "blue"}, class) {
					out[screen] = append(out[screen], class+": "+attr["href"]+attr["data-action"])
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, screen)
		}
	}
	walk(doc, 0)
	return out
}

// No page in any state, the trainer's included, offers two things to press at once.
func TestNoScreenOffersMoreThanOneFilledButton(t *testing.T) {
	t.Parallel()
	w := start(t, setup{dev: true})
	look := func(name, page string) {
		t.Helper()
		for _, got := range filledButtons(t, []byte(page)) {
			if len(got) > 1 {
				t.Errorf("%s has %d filled buttons on a screen: %q", name, len(got), got)
			}
		}
	}
	for path, bodies := range everyScreen(t, w, "th") { // a path that has several states has a page of each
		for i, page := range strings.Split(bodies, "<!doctype html>")[1:] {
			look(path+", state "+strconv.Itoa(i+1), page)
		}
	}
	pages, err := realSite()
	if err != nil {
		t.Fatal(err)
	}
	steps, _, runs := pages.Course()
	kept := ""
	for _, done := range append(slices.Clone(steps), runs...) {
		name := "guide/" + done
		if slices.Contains(runs, done) {
			name = "practice/" + done + "/dashboard"
		}
		kept = strings.TrimPrefix(kept+":"+name, ":")
		b := w.browser()
		b.header["Cookie"] = "guide-progress=" + kept
		for _, path := range []string{"", "summary", "practice/", "finish"} {
			look("/th/"+path+" after "+name, b.get("/th/"+path).want(t, http.StatusOK).body)
		}
	}
}
