package e2e

import (
	"os"
	"strings"
	"sync"
)

var axeSource = sync.OnceValues(func() (string, error) {
	b, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	return string(b), err
})

// What of axe is asked for: WCAG 2.2 AA and good practice; of these, all but the contrast; what words may change; what depends
// on the colours; what depends on the width.
const (
	axeAll     = `runOnly:["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]`
	axeShapes  = axeAll + `,rules:{"color-contrast":{enabled:false}}`
	axeWords   = `runOnly:{type:"rule",values:["document-title","html-has-lang","html-lang-valid","valid-lang","link-name","button-name","image-alt","svg-img-alt","role-img-alt","label","empty-heading","summary-name","select-name","aria-command-name","aria-input-field-name","link-in-text-block"]}`
	axeColours = `runOnly:{type:"rule",values:["color-contrast","link-in-text-block"]}`
	axeNarrow  = `runOnly:{type:"rule",values:["target-size","region","scrollable-region-focusable","aria-hidden-focus","landmark-unique","page-has-heading-one","label","button-name","link-name"]}`
)

// axe checks the page as it stands and returns one line for each violation.
func (p *tab) axe() []string { p.t.Helper(); return p.axeOn(axeAll) }

// axeOn looks for some of it in the parts of the page that fit the selectors, without any in the whole page. It comes in
// through the debugger, which the page's policy does not concern.
func (p *tab) axeOn(what string, parts ...string) []string {
	p.t.Helper()
	where := "document"
	if len(parts) > 0 {
		where = `{include:["` + strings.Join(parts, `","`) + `"].map(e=>[e])}`
	}
	src, err := axeSource()
	if err != nil {
		p.t.Fatalf("axe-core is missing (`make test` installs it): %v", err)
	}
	run := `window.axe?axe.run(` + where + `,{resultTypes:["violations"],preload:false,` + what + `}).then(r=>r.violations.flatMap(v=>v.nodes.map(n=>v.id+" ("+v.impact+"): "+v.help+": "+n.target.join(" ")+": "+(n.failureSummary||"").replace(/\s+/g," ").slice(0,300))).join("\n")):null`
	for {
		out := eval[*string](p, run)
		switch {
		case out == nil: // a page that has not seen axe yet, also one that has just come by itself
			eval[any](p, src+";0")
		case *out == "":
			return nil
		default:
			return strings.Split(*out, "\n")
		}
	}
}
