package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/chromedp/chromedp"
)

// lanName and lanAddress are a computer's name and address on a local network, by which the browser finds this machine,
// whatever cards it has. Unlike 127.0.0.1 they are not to be trusted over plain http, so there is no service worker,
// clipboard or wake lock.
const (
	lanName    = "training-pc"
	lanAddress = "192.168.77.7"
)

// onThisMachine replaces them by an address that this machine has.
var onThisMachine = strings.NewReplacer(lanName+":", "127.0.0.1:", lanAddress+":", "127.0.0.1:")

// fontSet is what a machine has of fonts: these families and no other.
type fontSet struct {
	name     string
	families []string // the first is what every generic name means
	shows    string   // the language in which make test looks at it; "" for all
}

// fontSets are the machines that the layout is proved on. The first is what all tests see, whatever this machine has.
var fontSets = []fontSet{
	{"noto", []string{"Noto Sans", "Noto Sans Thai"}, ""},         // Linux and Android
	{"narrow", []string{"Loma"}, "th"},                            // Latin and Thai in one small face
	{"wide", []string{"Waree"}, ""},                               // Latin as wide as Verdana's and DejaVu's
	{"strange", []string{"DejaVu Sans", "Tlwg Typewriter"}, "en"}, // no face of the style sheet's stack
}

// chromium is one running browser with a profile of its own.
type chromium struct {
	start func() (context.Context, error)
	close func()
}

var (
	chromiums   = map[string]*chromium{}
	chromiumsMu sync.Mutex
)

// browserFor is the one Chromium for all devices of that kind. Most are served by the headless shell, which takes half of
// the processor's time; in it a tab in the back is never hidden, so a device whose tabs hide has the whole Chromium.
func browserFor(d device) (context.Context, error) {
	name, program := "shell", "chromium-headless-shell"
	if d.hides {
		name, program = "whole", ""
	}
	set := fontSets[0]
	for _, s := range fontSets {
		if s.name == d.fonts {
			set = s
		}
	}
	name += "-" + set.name
	chromiumsMu.Lock()
	c := chromiums[name]
	if c == nil {
		c = &chromium{close: func() {}}
		c.start = sync.OnceValues(func() (context.Context, error) { return c.launch(name, program, set) })
		chromiums[name] = c
	}
	chromiumsMu.Unlock()
	return c.start()
}

// closeBrowsers ends every Chromium that a test has started.
func closeBrowsers() {
	chromiumsMu.Lock()
	defer chromiumsMu.Unlock()
	for _, c := range chromiums {
		c.close()
	}
}

// resolver is where every browser of the tests finds hosts: nothing but this machine's addresses can be reached.
const resolver = "MAP " + lanName + " 127.0.0.1, MAP " + lanAddress + " 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"

// launch starts the browser.
func (c *chromium) launch(name, program string, set fontSet) (context.Context, error) {
	fonts, err := fontsOf(set)
	if err != nil {
		return nil, err
	}
	// What chromedp would switch off to make background tabs behave like foreground ones stays on.
	flags := append(chromedp.DefaultExecAllocatorOptions[:len(chromedp.DefaultExecAllocatorOptions):len(chromedp.DefaultExecAllocatorOptions)],
		chromedp.Flag("disable-background-timer-throttling", false),
		chromedp.Flag("disable-renderer-backgrounding", false),
		chromedp.Flag("disable-backgrounding-occluded-windows", false),
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("host-resolver-rules", resolver),
		chromedp.Flag("font-render-hinting", "none"),
		chromedp.Flag("js-flags", "--no-turbofan --min-semi-space-size=16"), // a page lives too short for what they cost: a sixth of the processor's time
		chromedp.Flag("renderer-process-limit", "1"),                        // one for each device: none for the blank page before its first, and none in reserve
		chromedp.Env("FONTCONFIG_FILE="+fonts),
		chromedp.UserDataDir(filepath.Join(scratch, "profile-"+name)),
	)
	if file, err := exec.LookPath(program); err == nil { // elsewhere than on Debian there may be the whole Chromium only
		flags = append(flags, chromedp.ExecPath(file))
	}
	alloc, closeAlloc := chromedp.NewExecAllocator(context.Background(), flags...)
	ctx, closeTab := chromedp.NewContext(alloc)
	c.close = func() { closeTab(); closeAlloc() }
	if err := chromedp.Do(ctx); err != nil {
		return nil, fmt.Errorf("no Chromium to drive (`make test` installs one): %w", err)
	}
	return ctx, nil
}

// fontsOf writes a fontconfig that knows the set alone, and returns the file's name.
func fontsOf(set fontSet) (string, error) {
	dir := filepath.Join(scratch, "fonts-"+set.name)
	if err := os.MkdirAll(filepath.Join(dir, "faces"), 0o755); err != nil {
		return "", err
	}
	list, err := exec.Command("fc-list", "--format", "%{file}\t%{family[0]}\n").Output()
	if err != nil {
		return "", fmt.Errorf("fc-list is missing (`make test` installs it): %w", err)
	}
	found := map[string]bool{}
	for line := range strings.Lines(string(list)) {
		file, family, _ := strings.Cut(strings.TrimSpace(line), "\t")
		for _, want := range set.families {
			if family != want {
				continue
			}
			found[want] = true
			link := filepath.Join(dir, "faces", filepath.Base(file))
			if err := os.Symlink(file, link); err != nil && !os.IsExist(err) {
				return "", err
			}
		}
	}
	for _, want := range set.families {
		if !found[want] {
			return "", fmt.Errorf("the font %s is missing (`make test` installs it)", want)
		}
	}
	file := filepath.Join(dir, "fonts.conf")
	text := `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>` + filepath.Join(dir, "faces") + `</dir>
  <cachedir>` + filepath.Join(dir, "cache") + `</cachedir>
`
	for _, generic := range []string{"sans-serif", "system-ui", "monospace", "serif"} {
		text += "  <alias><family>" + generic + "</family><prefer><family>" + set.families[0] + "</family></prefer></alias>\n"
	}
	return file, os.WriteFile(file, []byte(text+"</fontconfig>\n"), 0o644)
}
