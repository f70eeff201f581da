package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	browsernet "github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/skip2/go-qrcode"

	"napguide/server/network"
	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/site/asset"
	"napguide/server/workshop"
)

// place is where codes stand.
type place struct {
	name          string
	screen        bool    // it has pixels, with gaps between them
	width, height int     // of the window
	scale         float64 // how much larger the picture is than the window, for paper
	open          []string
	code          string // the drawing of the code
	make          func(base string) (text string, draw func(string) (int, string, error))
	ours, plain   pictures
}

// picture is what stands around a code, in grey, with the code's box.
type picture struct {
	*image.Gray
	text       string
	modules    int
	x, y, side float64
}

type pictures []picture

// sizes are how many modules the codes have.
func (p pictures) sizes() string {
	least, most := p[0].modules, p[0].modules
	for _, one := range p {
		least, most = min(least, one.modules), max(most, one.modules)
	}
	if least == most {
		return fmt.Sprint(most)
	}
	return fmt.Sprintf("%d to %d", least, most)
}

// The addresses that codes carry: two networks' and two sites', of which one is long.
var codeBases = []string{"http://192.168.1.20:3000", "http://10.31.4.118:3000", "https://guide.hospital.example", "https://thaid.practice.hospital.example"}

// codePlaces opens pages step by step; a step is an expression that is tried until it is true.
var codePlaces = []place{
	{
		name: "computer", screen: true, width: 1366, height: 768, scale: 1,
		open: []string{"location.assign('/th/practice/standard/qr'), true", "document.querySelector('.qr:not(.faint) svg path')", "document.querySelector('.qr svg').scrollIntoView({block:'center'}), true"},
		code: ".qr svg",
		make: func(base string) (string, func(string) (int, string, error)) {
			return site.ScanURL(network.Address{Base: base}, sandbox.NewGrant("", "", "th", time.Now(), time.Minute)), asset.AddressQR
		},
	},
	{
		name: "wall", screen: true, width: 1280, height: 720, scale: 1,
		open: []string{"location.assign('/th/workshop'), true", "document.querySelector('form[action=\"/workshop\"]')", "document.querySelector('form[action=\"/workshop\"]').submit(), true", "/trainer/.test(location.pathname)", "location.assign(location.pathname.replace('/trainer','/screen')), true", "document.querySelector('.wall-qr.room svg path')"},
		code: ".wall-qr.room svg",
		make: func(base string) (string, func(string) (int, string, error)) {
			return base + "/j/" + workshop.New(workshop.NewCode(), "", "", time.Now()).JoinPath(), asset.AddressQR
		},
	},
	{
		name: "printed sheet", width: 794, height: 1123, scale: 4,
		open: []string{"location.assign('/th/print'), true", "document.querySelector('.site-code svg path')", "document.querySelector('.site-code svg').scrollIntoView({block:'center'}), true"},
		code: ".site-code svg",
		make: func(base string) (string, func(string) (int, string, error)) { return base + "/th/", asset.PageQR },
	},
}

// places draws all codes: the site's own, and plain ones in their stead.
func (c codesCommand) places(ctx context.Context) ([]place, error) {
	guide, dir, stop, err := builtGuide(ctx, "--public-url", codeBases[2])
	if err != nil {
		return nil, err
	}
	defer stop()
	browser, closeBrowser, err := openBrowser(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer closeBrowser()
	var all []place
	for _, p := range codePlaces {
		if c.Only != "" && c.Only != p.name {
			continue
		}
		if err := p.drawAll(browser, guide.url, c.Codes); err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		all = append(all, p)
	}
	return all, nil
}

// printed is the command by which Chromium draws a page as on paper.
var printed = cdp.Command[mediaParams, cdp.Empty]{Method: "Emulation.setEmulatedMedia"}

type mediaParams struct {
	Media string `json:"media"`
}

func (p *place) drawAll(browser context.Context, base string, codes int) error {
	tab, closeTab := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	defer closeTab()
	media := mediaParams{}
	if !p.screen {
		media.Media = "print"
	}
	window := func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, browsernet.Enable, browsernet.EnableParams{}); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, t, phoneSize, sizeParams{p.width, p.height, 1, false}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, printed, media)
		return err
	}
	if err := chromedp.Do(tab, chromedp.Func(window), chromedp.Navigate(base+"/healthz")); err != nil {
		return err
	}
	for _, step := range p.open {
		if err := await(tab, step); err != nil {
			return err
		}
	}
	// From now on nothing comes that would draw the page anew.
	if err := chromedp.Do(tab, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, poorLine, lineParams{Offline: true})
		return err
	})); err != nil {
		return err
	}
	for i := range codes {
		text, draw := p.make(codeBases[i%len(codeBases)])
		size, path, err := draw(text)
		if err != nil {
			return err
		}
		ours, err := p.draw(tab, text, size, path)
		if err != nil {
			return err
		}
		if size, path, err = plainCode(strings.ToLower(text)); err != nil {
			return err
		}
		plain, err := p.draw(tab, text, size, path)
		if err != nil {
			return err
		}
		p.ours, p.plain = append(p.ours, ours), append(p.plain, plain)
	}
	return nil
}

// await tries an expression until it is true.
func await(tab context.Context, expression string) error {
	for range 200 {
		ok, err := chromedp.Run(tab, chromedp.Evaluate[bool]("document.readyState==='complete'&&!!("+expression+")"))
		if err == nil && ok {
			return nil
		}
		if tab.Err() != nil {
			return tab.Err()
		}
		time.Sleep(50 * time.Millisecond) // also where the page is just being left
	}
	return fmt.Errorf("never true: %s", expression)
}

// plainCode is a code as libraries draw it.
func plainCode(text string) (size int, path string, err error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return 0, "", err
	}
	var b strings.Builder
	for y, row := range code.Bitmap() {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	return len(code.Bitmap()), b.String(), nil
}

// errRedrawn says that the page has drawn its own code again under the camera, as a wall does where something changed.
var errRedrawn = errors.New("the page was drawn anew")

// draw puts a code into its box on the page, and takes a picture of what is there and a quarter of it around.
func (p *place) draw(tab context.Context, text string, size int, path string) (out picture, err error) {
	for range 5 {
		if out, err = p.drawOnce(tab, text, size, path); !errors.Is(err, errRedrawn) {
			break
		}
	}
	return out, err
}

func (p *place) drawOnce(tab context.Context, text string, size int, path string) (out picture, err error) {
	quoted, err := json.Marshal([]any{p.code, size, path})
	if err != nil {
		return out, err
	}
	box, err := chromedp.Run(tab, chromedp.Evaluate[struct{ X, Y, Side float64 }](`(([code,size,path])=>{
		const svg=document.querySelector(code);
		svg.setAttribute("viewBox","0 0 "+size+" "+size);
		svg.querySelector("path").setAttribute("d",path);
		const r=svg.getBoundingClientRect();
		return {X:r.left,Y:r.top,Side:r.width};
	})(`+string(quoted)+`)`))
	if err != nil {
		return out, err
	}
	around := box.Side / 4
	left, top := max(0, box.X-around), max(0, box.Y-around)
	right, bottom := min(float64(p.width), box.X+box.Side+around), min(float64(p.height), box.Y+box.Side+around)
	var shot []byte
	take := func(ctx context.Context, t *chromedp.Target) error {
		res, err := cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{
			Format: page.CaptureScreenshotFormatPng, Clip: &page.Viewport{X: left, Y: top, Width: right - left, Height: bottom - top, Scale: p.scale},
		})
		shot = res.Data
		return err
	}
	if err := chromedp.Do(tab, chromedp.Func(take)); err != nil {
		return out, err
	}
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return out, err
	}
	grey := image.NewGray(img.Bounds())
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			grey.Set(x, y, img.At(x, y))
		}
	}
	same, err := chromedp.Run(tab, chromedp.Evaluate[bool](`(([code,,path])=>document.querySelector(code+" path").getAttribute("d")===path)(`+string(quoted)+`)`))
	if err != nil {
		return out, err
	}
	if !same {
		return out, errRedrawn
	}
	return picture{grey, text, size, (box.X - left) * p.scale, (box.Y - top) * p.scale, box.Side * p.scale}, nil
}
