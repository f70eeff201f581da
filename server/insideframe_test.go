//go:build !race

package server_test

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Where a press within a simulated screen may lead: to a part of its page, a state of a run, a step or the guide's end, its code, or a slide.
var practiceAddress = regexp.MustCompile(`^(#|\?phone#|/(th|en)/(practice/|guide/|g/|present/|summary$))`)

// realInside lists what is real within the frames of simulated screens and phones, and what is pretended outside of them.
// What one decides stands within them, or beside them, and leads on in the practice alike.
// A practising phone's own page is one frame, whose head and foot name the language alone.
func (p shown) realInside() (faults []string) {
	var walk func(n *html.Node, inside bool)
	walk = func(n *html.Node, inside bool) {
		if n.Type == html.ElementNode {
			if attr(n, "data-page") == "phone" {
				return
			}
			classes := strings.Fields(attr(n, "class"))
			is := func(class string) bool { return slices.Contains(classes, class) }
			inside = inside || is("sim") || is("phone") || is("choices")
			shown := "<" + n.Data + ` class="` + attr(n, "class") + `"> ` + attr(n, "href") + attr(n, "action")
			switch {
			case inside && n.Data == "a" && (!practiceAddress.MatchString(attr(n, "href")) || attr(n, "target") != ""),
				inside && n.Data == "form" && !practiceAddress.MatchString(attr(n, "action")),
				inside && (n.Data == "pre" || n.Data == "kbd" || n.Data == "template" || is("unit")):
				faults = append(faults, "has something real within a simulated screen: "+shown)
			case !inside && attr(n, "data-action") != "":
				faults = append(faults, "has something pretended outside of a simulated screen: "+shown)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, inside)
		}
	}
	walk(p.doc, false)
	return faults
}
