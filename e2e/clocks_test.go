package e2e

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"napguide/server/locale"
)

// withClock is a device that thinks another time, stands elsewhere and speaks with another calendar.
func (p *tab) withClock(ahead time.Duration, zone, lang string) *tab {
	p.t.Helper()
	p.do("setting the clock", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: js("wrong-clock", ahead.Milliseconds())}); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, t, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: zone}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, emulation.SetLocaleOverride, emulation.SetLocaleOverrideParams{Locale: lang})
		return err
	}))
	return p
}

// shown is a time such as 1:07 in seconds.
func shown(t *testing.T, text string) time.Duration {
	t.Helper()
	m := regexp.MustCompile(`^(\d+):(\d\d)$`).FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		t.Fatalf("%q is no time", text)
	}
	minutes, _ := strconv.Atoi(m[1])
	seconds, _ := strconv.Atoi(m[2])
	return time.Duration(minutes)*time.Minute + time.Duration(seconds)*time.Second
}

func TestTimesAreRightWhateverTheDevicesClockAndCalendar(t *testing.T) {
	t.Parallel()
	guide := start(t, "--grant-ttl", "60s")
	type clock struct {
		name, zone, lang string
		ahead            time.Duration
	}
	for _, dev := range someOf(2,
		clock{"seven minutes ahead", "Asia/Bangkok", "th-TH-u-ca-buddhist-nu-thai", 7 * time.Minute},
		clock{"two years behind", "Pacific/Kiritimati", "ar-EG", -2 * 366 * 24 * time.Hour},
		clock{"a year ahead, elsewhere", "America/Los_Angeles", "en-US-u-ca-buddhist", 366 * 24 * time.Hour},
	) {
		t.Run(dev.name, func(t *testing.T) {
			p := pc.named(dev.name).open(t, guide.url).withClock(dev.ahead, dev.zone, dev.lang)

			for lang, months := range map[string]string{"th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม", "en": "January February March April May June July August September October November December"} {
				before := locale.Thailand(time.Now())
				p.visit("/" + lang + "/finish")
				p.wait("the date", `document.querySelector("[data-date]").textContent`)
				got := p.text("[data-date]")
				now, year := locale.Thailand(time.Now()), map[string]int{"th": 543}[lang]
				date := func(d time.Time) string {
					return fmt.Sprintf("%d %s %d", d.Day(), strings.Fields(months)[d.Month()-1], d.Year()+year)
				}
				if got != date(now) && got != date(before) { // midnight may have come in between
					t.Errorf("the record in %s is of %q, not %q", lang, got, date(now))
				}
			}

			asked := time.Now()
			p.visit("/th/practice/standard/qr")
			p.state("pending")
			p.waitFor("[data-left]")
			left := shown(t, p.text("[data-left]"))
			if spent := time.Since(asked); left > time.Minute || left < time.Minute-spent-2*time.Second {
				t.Errorf("a code of one minute has %v left after %v", left, spent)
			}

			r := room{trainer: p}
			p.visit("/th/workshop")
			p.press("#open form button")
			p.arriveAt(`^/th/workshop/\d{6}/trainer$`)
			opened := time.Now()
			r.lead("start")
			eval[bool](p, `new Promise(r=>setTimeout(r,2100,true))`)
			pace := shown(t, p.text(".pace [data-for]"))
			if most := time.Since(opened) + 2*time.Second; pace < time.Second || pace > most {
				t.Errorf("the step has lasted %v, and was begun at most %v ago", pace, most)
			}
			clock := shown(t, p.text("[data-clock]")) // hours and minutes, read as minutes and seconds
			now := locale.Thailand(time.Now())
			if off := (clock - time.Duration(now.Hour())*time.Minute - time.Duration(now.Minute())*time.Second).Abs(); off > time.Second && off < 24*time.Minute-2*time.Second {
				t.Errorf("the console's clock shows %s, and it is %s", p.text("[data-clock]"), now.Format("15:04"))
			}
		})
	}
}

// In sleep a browser's count of time may stand still. Whoever wakes up asks the server what time has passed.
func TestAComputerThatWakesUpAsksWhatTimeHasPassed(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	p := pc.open(t, guide.url).withClock(0, "Asia/Bangkok", "th-TH")
	const sleep, fetched = `(window.ahead+=600000,true)`, `performance.getEntriesByType("resource").filter(e=>e.name.endsWith("/trainer")).length`
	p.visit("/th/practice/standard/qr")
	p.state("pending")
	before := eval[int](p, `window.streams`)
	p.wait("the code's stream to be opened anew", fmt.Sprintf(`%s&&window.streams>%d`, sleep, before)) // it may sleep before its first look at the clock
	p.state("pending")

	p.visit("/th/workshop")
	p.press("#open form button")
	p.arriveAt(`^/th/workshop/\d{6}/trainer$`)
	p.wait("the console's stream", `window.streams>0`)
	eval[bool](p, `new Promise(r=>setTimeout(r,1500,true))`)
	before = eval[int](p, fetched)
	p.wait("the console to be fetched anew", fmt.Sprintf(`%s&&%s>%d`, sleep, fetched, before))
}
