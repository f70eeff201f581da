package e2e

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Where the phone's browser can read codes itself, the drawn app's scanner opens the code on the computer, as it is drawn there,
// and no other.
func TestTheDrawnAppsScannerOpensTheCodeOnTheComputer(t *testing.T) {
	t.Parallel()
	site := startTrusted(t) // a browser gives its camera to an address that it trusts alone
	computer, phone := pc.atTheCode(t, site), mobile.open(t, site.url)
	phone.do("giving it a camera", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: js("reads-codes")})
		return err
	}))
	phone.visit("/d")
	phone.openApp()
	phone.press("[data-scanner-open]")
	phone.waitFor(".scanner video")
	code := computer.decoded()
	for _, foreign := range []string{strings.Replace(code, "127.0.0.1", "127.0.0.2", 1), strings.Replace(code, "/D/", "/TH/", 1), "words"} {
		phone.see("")
		phone.try(`document.querySelector(".scanner [role=status]").textContent=""`)
		phone.see(foreign)
		phone.wait("that code to be refused", `document.querySelector(".scanner [role=status]").textContent.includes("ไม่ใช่โค้ดฝึก")`)
	}
	phone.see(code)
	phone.arriveAt("^/d/[^/]+/app$")
	phone.asked(computer)
	phone.press("form.allow button")
	computer.arrive(dashboard)
}

// see holds the phone before a code that says this.
func (p *tab) see(text string) {
	p.t.Helper()
	eval[string](p, "window.seen="+quote(text))
}
