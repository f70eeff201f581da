package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// paper is a way to print: sizes in inches.
type paper struct {
	name          string
	width, height float64
	margin        float64
	ownSize       bool // the page's own size and margins count, as in a browser's print window
}

var papers = []paper{
	{"A4 as the page wants it", 8.27, 11.69, 0, true},
	{"A4 with wide margins", 8.27, 11.69, 0.5, false},
	{"Letter", 8.5, 11, 0.4, false},
}

// print is the page as a PDF.
func (p *tab) print(on paper) []byte {
	p.t.Helper()
	var out []byte
	p.do("printing", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		params := page.PrintToPDFParams{PaperWidth: on.width, PaperHeight: on.height, PreferCSSPageSize: &on.ownSize}
		if !on.ownSize {
			params.MarginTop, params.MarginBottom, params.MarginLeft, params.MarginRight = &on.margin, &on.margin, &on.margin, &on.margin
		}
		res, err := cdp.Call(ctx, t, page.PrintToPDF, params)
		out = res.Data
		return err
	}))
	if !bytes.HasPrefix(out, []byte("%PDF-")) {
		p.t.Fatalf("%s: %s does not print", p.dev.name, p.path())
	}
	return out
}

// The objects of pages stand uncompressed in the PDF files that Chromium writes.
var (
	pdfPage = regexp.MustCompile(`/Type\s*/Page\b`)
	pdfBox  = regexp.MustCompile(`/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)`)
)

func TestTheRecordAndTheSheetPrintOnOnePage(t *testing.T) {
	t.Parallel()
	inEachLanguage(t, func(t *testing.T, lang string) {
		// The longest address that is likely to stand beside the QR code.
		site := start(t, "--public-url", "https://practise-nap-login.hospital-with-a-long-name.example.go.th")
		devices := someOf(2, pc, pc.withoutScript().named("computer without script"), mobile, pc.inDark().named("dark computer"))
		if lang != languages[0] {
			devices = someOf(1, devices...)
		}
		for _, dev := range devices {
			p := dev.open(t, site.url)
			kinds := papers
			if dev.name != pc.name {
				kinds = papers[:1]
			}
			for _, path := range []string{"/finish", "/print"} {
				p.visit("/" + lang + path)
				for _, on := range kinds {
					pdf := p.print(on)
					if got := len(pdfPage.FindAll(pdf, -1)); got != 1 {
						t.Errorf("%s%s on %s from the %s has %d pages", lang, path, on.name, dev.name, got)
					}
					box := pdfBox.FindSubmatch(pdf)
					if on.ownSize && (box == nil || !strings.HasPrefix(string(box[1]), "59") || !strings.HasPrefix(string(box[2]), "84")) {
						t.Errorf("%s%s is not A4: %q", lang, path, box)
					}
				}
			}
		}
	})
}

// On a phone the record, which one came for, begins on the first screen, above what is asked and how to print it; on a computer
// those stand beside it.
func TestTheRecordBeginsOnTheFirstScreen(t *testing.T) {
	t.Parallel()
	p := mobile.withCalm().open(t, commonSite(t).url)
	for _, lang := range []string{"th", "en"} {
		p.visit("/" + lang + "/finish")
		for _, d := range []device{mobile, mobile.sized(360, 640), pc.sized(1366, 768)} {
			p.become(d.withCalm())
			if !p.try(`(b=>b(".record .pen").bottom<=innerHeight&&(innerWidth<600?b(".record").bottom<=b(".sheet-side").top:b(".record").right<=b(".sheet-side").left))(s=>document.querySelector(s).getBoundingClientRect())`) {
				t.Errorf("%s, %d wide: the record begins below the first screen, or beside or below the rest", lang, d.width)
			}
		}
	}
}

func TestTheCodeOnPaperLeadsToThisSite(t *testing.T) {
	t.Parallel()
	const public = "http://nap.hospital.example:8080"
	site := start(t, "--public-url", public)
	for _, path := range []string{"/th/print", "/en/finish"} {
		p := pc.open(t, site.url)
		p.visit(path)
		p.waitFor(".sheet svg[role=img]")
		code, err := decodeQR(p.whole())
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		got, err := url.Parse(code) // scheme and host may be in capitals, which a code holds in less room
		if want := public + path[:4]; err != nil || got.Scheme+"://"+strings.ToLower(got.Host)+got.Path != want {
			t.Errorf("the code on %s carries %q (%v), not %s", path, code, err, want)
		}
	}
}

// What has been practised is told by the browser alone, and the date in the era of the language.
func TestTheRecordShowsWhatThisBrowserHasPractised(t *testing.T) {
	t.Parallel()
	inOneLanguage(t, "th", func(t *testing.T, lang string) {
		site := commonSite(t)
		p := asNurse(lang).open(t, site.url)
		p.visit("/" + lang + "/finish")
		if got := eval[int](p, `document.querySelectorAll(".practised").length`); got != 0 {
			t.Errorf("%d lines are ticked before anything was practised", got)
		}
		eval[bool](p, `(localStorage.setItem("nap.progress",JSON.stringify({steps:["start","scan-qr"],scenarios:["standard"],quiz:{score:7,of:10}})),true)`)
		p.reload()
		p.waitFor(".record .practised")
		if got := eval[string](p, `[...document.querySelectorAll(".practised")].map(e=>e.dataset.tick).join(" ")`); got != "start scan-qr standard" {
			t.Errorf("ticked are %q", got)
		}
		if got := p.text("[data-quiz-score]"); !strings.Contains(got, "7") || !strings.Contains(got, "10") {
			t.Errorf("the score is %q", got)
		}
		now := time.Now().Year()
		if lang == "th" {
			now += 543
		}
		p.wait("the date", `document.querySelector("[data-date]").textContent`)
		if got := p.text("[data-date]"); !strings.HasSuffix(got, fmt.Sprint(" ", now)) {
			t.Errorf("the date is %q", got)
		}
		p.waitFor("main a.button.strong[href='/" + lang + "/launch']")
		if p.sees(".record a, .record input, .record button") {
			t.Error("the record has something to press or to fill in")
		}
	})
}

func TestTheRecordWithoutScriptIsALineForThePen(t *testing.T) {
	t.Parallel()
	p := pc.withoutScript().open(t, commonSite(t).url)
	p.visit("/th/finish")
	if got := eval[string](p, `document.querySelector("[data-date]").textContent`); got != "" {
		t.Errorf("a date without script: %q", got)
	}
	if boxes := eval[int](p, visibleJS+`(".record .box").length`); boxes < 10 {
		t.Errorf("%d boxes to tick by pen", boxes)
	}
	p.waitGone("[data-print]")
}

// On paper there is nothing to press but what stands in a picture of a screen.
func TestPaperShowsNothingToPress(t *testing.T) {
	t.Parallel()
	p := pc.open(t, commonSite(t).url)
	for _, path := range []string{"/th/", "/th/guide/start", "/th/guide/choose-thaid", "/th/guide/scan-qr", "/th/guide/signed-in", "/th/practice/", "/th/practice/with-hints/napplus", "/th/practice/standard/dashboard", "/th/practice/relayed-code/chat", "/th/quiz", "/th/launch", "/th/stuck", "/th/help", "/th/summary", "/th/prepare", "/th/finish", "/th/print"} {
		p.visit(path)
		p.onMedium("print")
		for _, fault := range eval[[]string](p, `[...document.querySelectorAll("button,.button,.cue,summary")].filter(e=>e.getClientRects().length&&getComputedStyle(e).visibility==="visible"&&!e.closest(".view > :not(.cue):not(.signin), .signin > .lower, .topic, .told")).map(e=>e.textContent.trim().replace(/\s+/g," "))`) {
			t.Errorf("%s: %q is printed", path, fault)
		}
		p.onMedium("")
	}
}
