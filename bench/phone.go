package main

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
)

// phoneCommand opens pages as an old phone does: a processor six times slower, over a poor line.
type phoneCommand struct {
	Times int     `default:"5"`
	Slow  float64 `default:"6" help:"How many times slower the processor is."`
}

// slowed is how an old phone fares with a page.
type slowed struct {
	Paint, Blocked float64 // first contentful paint; what long tasks took above 50 ms each until the page was quiet: ms
	Press          float64 // from a press to the frame that answers it, ms
	Bytes          float64
	spent          spent
}

// spent is what a page takes of the processor on the browser's main thread, in ms, until it is quiet.
type spent struct{ all, script, style, layout float64 }

// Long tasks come to an observer only; a press is on what the page answers by script, else on anything that is no link away.
const slowedJS = `(async()=>{
	await new Promise(r=>setTimeout(r,1500));
	const paint=performance.getEntriesByName("first-contentful-paint")[0], page=performance.getEntriesByType("navigation")[0];
	const rest=performance.getEntriesByType("resource").filter(e=>["link","script","css","img","other"].includes(e.initiatorType)&&e.startTime<page.loadEventStart);
	let blocked=0;
	new PerformanceObserver(list=>list.getEntries().forEach(e=>{if(e.startTime>=paint.startTime) blocked+=Math.max(0,e.duration-50)})).observe({type:"longtask",buffered:true});
	await new Promise(r=>setTimeout(r,100));
	const what=document.querySelector(WHAT);
	let press=-1;
	if(what){
		what.scrollIntoView({block:"center"});
		await new Promise(r=>setTimeout(r,600));
		what.addEventListener("click",e=>{if(what.matches("a,[type=submit],button:not([type=button])")) e.preventDefault()});
		const began=performance.now();
		what.click();
		await new Promise(r=>requestAnimationFrame(()=>setTimeout(r,0)));
		press=performance.now()-began;
	}
	return {Paint:paint?paint.startTime:1e6, Blocked:blocked, Press:press, Bytes:page.transferSize+rest.reduce((n,e)=>n+e.transferSize,0)};
})()`

// onPhone are the pages and what is pressed there.
var onPhone = []struct{ path, press string }{
	{"/th/", "main summary, main button, main a"},
	{"/th/guide/start", "main button, main a"},
	{"/th/practice/standard/qr", "main button, main a"},
	{"/d", "main a, main button"},
	{"/th/quiz", "main label"},
	{"/th/workshop", "main summary, main button"},
}

func (c phoneCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Minute)
	defer cancel()
	guide, dir, stop, err := packedGuide(ctx)
	if err != nil {
		return err
	}
	defer stop()
	browser, closeBrowser, err := openBrowser(ctx, dir)
	if err != nil {
		return err
	}
	defer closeBrowser()
	seat, err := seatIn(ctx, guide.url)
	if err != nil {
		return err
	}
	pages := append(onPhone[:len(onPhone):len(onPhone)], struct{ path, press string }{seat, "main button, main summary, main a"})
	t := newTable()
	for _, page := range pages {
		var paint, blocked, press []float64
		var kb float64
		for range c.Times {
			s, err := c.open(browser, guide.url+page.path, page.press)
			if err != nil {
				return fmt.Errorf("%s: %w", page.path, err)
			}
			paint, blocked, press, kb = append(paint, s.Paint), append(blocked, s.Blocked), append(press, s.Press), s.Bytes/1024
		}
		quick, err := phoneCommand{Slow: 1}.open(browser, guide.url+page.path, page.press)
		if err != nil {
			return fmt.Errorf("%s: %w", page.path, err)
		}
		a, b, p := median(paint), median(blocked), median(press)
		name := page.path
		if name == seat {
			name = "/j/{room}"
		}
		t.row(name, fmt.Sprintf("text after %.2f s; then blocked %.0f ms; a press answered after %.0f ms; %.1f KB with their heads", a/1000, b, p, kb),
			"1.8 s, 100 ms, 100 ms, 20 KB", a <= 1800 && b <= 100 && p <= 100 && kb <= 20)
		t.note(name+", its main thread on this machine", fmt.Sprintf("%.0f ms of processor: script %.0f, style %.0f, layout %.0f", quick.spent.all, quick.spent.script, quick.spent.style, quick.spent.layout))
	}
	return nil
}

// seatIn opens a room and is the address at which phones join it.
func seatIn(ctx context.Context, base string) (string, error) {
	room, err := fullRoom(ctx, &guide{url: base}, 0)
	if err != nil {
		return "", err
	}
	return "/j/" + room.id, nil
}

// slowDown is the command by which Chromium's processor is slowed.
var slowDown = cdp.Command[slowParams, cdp.Empty]{Method: "Emulation.setCPUThrottlingRate"}

type slowParams struct {
	Rate float64 `json:"rate"`
}

// phoneSize is the command by which Chromium's window becomes a phone's.
var phoneSize = cdp.Command[sizeParams, cdp.Empty]{Method: "Emulation.setDeviceMetricsOverride"}

type sizeParams struct {
	Width  int     `json:"width"`
	Height int     `json:"height"`
	Scale  float64 `json:"deviceScaleFactor"`
	Mobile bool    `json:"mobile"`
}

// open opens a page in a browser that knows nothing of the site, and presses something there.
func (c phoneCommand) open(browser context.Context, address, press string) (s slowed, err error) {
	tab, closeTab := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	defer closeTab()
	slow := func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, t, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks}); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, t, poorLine, lineParams{Latency: 400, Download: 50 << 10, Upload: 50 << 10}); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, t, phoneSize, sizeParams{390, 844, 2, true}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, slowDown, slowParams{c.Slow})
		return err
	}
	if err = chromedp.Do(tab, chromedp.Func(slow), chromedp.Navigate(address)); err != nil {
		return s, err
	}
	if s, err = chromedp.Run(tab, chromedp.Evaluate[slowed]("const WHAT="+fmt.Sprintf("%q", press)+";"+slowedJS, chromedp.EvalAwaitPromise)); err != nil {
		return s, err
	}
	count := func(ctx context.Context, t *chromedp.Target) error {
		res, err := cdp.Call(ctx, t, performance.GetMetrics, cdp.Empty{})
		for _, m := range res.Metrics {
			switch m.Name {
			case "TaskDuration":
				s.spent.all = m.Value * 1000
			case "ScriptDuration":
				s.spent.script = m.Value * 1000
			case "RecalcStyleDuration":
				s.spent.style = m.Value * 1000
			case "LayoutDuration":
				s.spent.layout = m.Value * 1000
			}
		}
		return err
	}
	return s, chromedp.Do(tab, chromedp.Func(count))
}
