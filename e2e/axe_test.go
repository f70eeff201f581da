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

// axe checks the page as it stands against WCAG 2.2 AA and good practice, and returns one line for each violation.
// It comes in through the debugger, which the page's policy does not concern.
func (p *tab) axe() []string {
	p.t.Helper()
	src, err := axeSource()
	if err != nil {
		p.t.Fatalf("axe-core is missing (`make test` installs it): %v", err)
	}
	if !p.try(`window.axe`) {
		eval[any](p, src+";0")
	}
	out := eval[string](p, `axe.run(document,{resultTypes:["violations"],runOnly:["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}).then(r=>r.violations.flatMap(v=>v.nodes.map(n=>v.id+" ("+v.impact+"): "+v.help+": "+n.target.join(" ")+": "+(n.failureSummary||"").replace(/\s+/g," ").slice(0,300))).join("\n"))`)
	if out == "" {
		return nil
	}
	return strings.Split(out, "\n")
}
