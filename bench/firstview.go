package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// firstViewCommand opens pages in Chromium over a poor line, for the first time and again.
type firstViewCommand struct {
	Times int `default:"5"`
}

// seen is what the browser tells of one opening of a page.
type seen struct {
	Paint    float64 // first contentful paint, ms after the navigation began
	Requests int     // until the page was complete
	Bytes    float64 // of them over the wire, heads included
	Shift    float64
}

const seenJS = `(async()=>{
	await new Promise(r=>setTimeout(r,300));
	const paint=performance.getEntriesByName("first-contentful-paint")[0], page=performance.getEntriesByType("navigation")[0];
	const rest=performance.getEntriesByType("resource").filter(e=>["link","script","css","img","other"].includes(e.initiatorType)&&e.startTime<page.loadEventStart);
	let shift=0;
	const watch=new PerformanceObserver(list=>list.getEntries().forEach(e=>{if(!e.hadRecentInput) shift+=e.value}));
	watch.observe({type:"layout-shift",buffered:true});
	await new Promise(r=>setTimeout(r,50));
	return {Paint:paint?paint.startTime:1e6, Requests:1+rest.length, Bytes:page.transferSize+rest.reduce((n,e)=>n+e.transferSize,0), Shift:shift};
})()`

func (c firstViewCommand) Run() error {
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
	t := newTable()
	for _, path := range []string{"/th/", "/th/guide/start", "/th/guide/scan-qr", "/th/practice/standard/qr", "/th/stuck", "/th/quiz", "/th/present/scan-qr", "/th/workshop", "/th/help", "/th/launch", "/th/practice/", "/th/finish", "/th/practice/relayed-code/chat", "/d"} {
		var cold, warm []float64
		var first seen
		for range c.Times {
			a, b, err := twice(browser, guide.url+path)
			if err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			cold, warm, first = append(cold, a.Paint), append(warm, b.Paint), a
		}
		a, b := median(cold), median(warm)
		t.row(path, fmt.Sprintf("text after %.2f s, again after %.2f s; %d requests, %.1f KB with their heads; layout shift %.4f", a/1000, b/1000, first.Requests, first.Bytes/1024, first.Shift),
			"1.5 s and 0.5 s, at most 4 requests", a <= 1500 && b <= 500 && first.Requests <= 4 && first.Shift < .0005)
	}
	return nil
}

// openBrowser starts a Chromium that talks to loopback only, with an empty profile below a folder.
func openBrowser(ctx context.Context, dir string) (browser context.Context, closeBrowser func(), err error) {
	flags := append(chromedp.DefaultExecAllocatorOptions[:len(chromedp.DefaultExecAllocatorOptions):len(chromedp.DefaultExecAllocatorOptions)],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.UserDataDir(filepath.Join(dir, "profile")),
	)
	alloc, closeAlloc := chromedp.NewExecAllocator(ctx, flags...)
	browser, closeContext := chromedp.NewContext(alloc)
	closeAll := func() { closeContext(); closeAlloc() }
	if err := chromedp.Do(browser); err != nil {
		closeAll()
		return nil, nil, fmt.Errorf("no Chromium to drive: %w", err)
	}
	return browser, closeAll, nil
}

// poorLine is the command for which older versions of Chromium have no other.
var poorLine = cdp.Command[lineParams, cdp.Empty]{Method: "Network.emulateNetworkConditions"}

type lineParams struct {
	Offline  bool    `json:"offline"`
	Latency  float64 `json:"latency"`            // ms
	Download float64 `json:"downloadThroughput"` // bytes a second
	Upload   float64 `json:"uploadThroughput"`
}

// twice opens a page in a browser that knows nothing of the site, and once more.
func twice(browser context.Context, address string) (cold, warm seen, err error) {
	tab, closeTab := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	defer closeTab()
	line := func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, poorLine, lineParams{Latency: 400, Download: 50 << 10, Upload: 50 << 10})
		return err
	}
	if err = chromedp.Do(tab, chromedp.Func(line)); err != nil {
		return cold, warm, err
	}
	for _, into := range []*seen{&cold, &warm} {
		if err = chromedp.Do(tab, chromedp.Navigate(address)); err != nil {
			return cold, warm, err
		}
		if *into, err = chromedp.Run(tab, chromedp.Evaluate[seen](seenJS, chromedp.EvalAwaitPromise)); err != nil {
			return cold, warm, err
		}
	}
	return cold, warm, nil
}

// builtGuide is a guide as it is shipped, with a store in memory, and a folder that goes with it.
func builtGuide(ctx context.Context, flags ...string) (guide *program, dir string, stop func(), err error) {
	if dir, err = os.MkdirTemp("", "guide-bench-"); err != nil {
		return nil, "", nil, err
	}
	stop = func() {
		if guide != nil {
			guide.stop()
		}
		os.RemoveAll(dir)
	}
	file, err := buildGuide(ctx, dir)
	if err == nil {
		guide, err = startProgram(ctx, -1, file, append([]string{"--data", ""}, flags...)...)
	}
	if err != nil {
		stop()
		return nil, "", nil, err
	}
	return guide, dir, stop, nil
}

// packedGuide is one whose pages are all as dense as they get.
func packedGuide(ctx context.Context) (guide *program, dir string, stop func(), err error) {
	guide, dir, stop, err = builtGuide(ctx)
	if err != nil {
		return nil, "", nil, err
	}
	if err := packed(ctx, guide); err != nil {
		stop()
		return nil, "", nil, err
	}
	return guide, dir, stop, nil
}
