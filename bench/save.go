package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// saveCommand measures how soon the page that a writer has open shows what was saved (guide serve --dev).
type saveCommand struct {
	Times int `default:"11" help:"Saves of each file."`
}

// saves are what a writer changes, and a page that shows it. MARK stands for words that are new each time.
var saves = []struct{ what, file, old, new, page string }{
	{"a step", "th/guide/start.md", "\ntitle: ", "\ntitle: MARK ", "/th/guide/start"},
	{"a screen", "th/screens/napplus.md", "# NAPPLUS\n", "# NAPPLUS MARK\n", "/th/practice/standard/napplus"},
	{"a run", "th/scenarios/relayed-code.md", "> [!chat] ", "> [!chat] MARK ", "/th/practice/relayed-code/chat"},
	{"site.toml", "site.toml", "th = \"ฝึกเข้า NAP ", "th = \"MARK ฝึกเข้า NAP ", "/th/help"},
	{"a word of a button", "locales/active.th.toml", "\nguide = \"", "\nguide = \"MARK ", "/th/guide/start"},
}

func (c saveCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 9*time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "guide-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file, err := buildGuide(ctx, dir)
	if err != nil {
		return err
	}
	content := filepath.Join(dir, "content")
	if out, err := exec.CommandContext(ctx, file, "init", content).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	guide, err := startProgram(ctx, -1, file, "--data", "", "--content", content, "--dev")
	if err != nil {
		return err
	}
	defer guide.stop()
	browser, closeBrowser, err := openBrowser(ctx, dir)
	if err != nil {
		return err
	}
	defer closeBrowser()
	t := newTable()
	for i, s := range saves {
		name := filepath.Join(content, filepath.FromSlash(s.file))
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if !strings.Contains(string(raw), s.old) {
			return fmt.Errorf("%s has no %q", s.file, s.old)
		}
		tab, closeTab := chromedp.NewContext(browser)
		shown := make(chan string, 99)
		if err := chromedp.Do(tab, tells(shown), chromedp.Navigate(guide.url+s.page), chromedp.Sleep(500*time.Millisecond)); err != nil { // until its stream is open
			closeTab()
			return err
		}
		var took []time.Duration
		for n := range c.Times {
			mark := fmt.Sprintf("Saved%d%03d", i, n)
			began := time.Now()
			if err := os.WriteFile(name, []byte(strings.Replace(string(raw), s.old, strings.Replace(s.new, "MARK", mark, 1), 1)), 0o600); err != nil {
				return err
			}
			if err := shows(shown, mark); err != nil {
				return fmt.Errorf("%s: %w", s.what, err)
			}
			took = append(took, time.Since(began))
			time.Sleep(300 * time.Millisecond) // the page opens its stream again
		}
		closeTab()
		p50 := quantileMS(took, .5)
		t.row("a save of "+s.what+" to the open page", fmt.Sprintf("median %.0f ms, best %.0f, worst %.0f of %d", p50, quantileMS(took, 0), quantileMS(took, 1), len(took)), "under 300 ms", p50 < 300)
	}
	return nil
}

// tells has every document of a tab tell its words to the channel once they are drawn. A tab that is asked instead may answer
// for a document that goes.
func tells(shown chan<- string) chromedp.Action[chromedp.Void] {
	const told = `addEventListener("DOMContentLoaded", () => requestAnimationFrame(() => setTimeout(() => shownNow(document.body.innerText))))`
	return chromedp.Steps(
		chromedp.ExposeFunc("shownNow", func(_ context.Context, words string) (bool, error) {
			shown <- words
			return true, nil
		}),
		chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: told})
			return err
		}),
	)
}

// shows waits until a document with some words is drawn.
func shows(shown <-chan string, words string) error {
	for late := time.After(20 * time.Second); ; {
		select {
		case now := <-shown:
			if strings.Contains(now, words) {
				return nil
			}
		case <-late:
			return errors.New("the page did not change")
		}
	}
}
