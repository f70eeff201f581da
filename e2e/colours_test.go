package e2e

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// media makes the page believe what a person has set in the system; pairs of a feature and its value.
func (p *tab) media(features ...string) {
	p.t.Helper()
	var list []*emulation.MediaFeature
	for i := 0; i+1 < len(features); i += 2 {
		list = append(list, &emulation.MediaFeature{Name: features[i], Value: features[i+1]})
	}
	p.do("setting "+features[0], chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: list})
		return err
	}))
}

// Whoever has their system force its colours still shows a phone a code that it can read, and sees where the focus is
// and what is chosen.
func TestUnderForcedColoursTheCodeIsReadAndFocusAndChoiceAreSeen(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, scheme := range []string{"dark", "light"} {
		p := pc.atTheCode(t, site)
		p.media("forced-colors", "active", "prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
		eval[any](p, `void document.querySelector(".qr").scrollIntoView({block:"center",behavior:"instant"})`)
		if got := p.camera(); !scanURL.MatchString(got) {
			t.Errorf("%s: the code carries %q", scheme, got)
		}
		p.tabTo(".phone [data-action=open-app]") // it looks for a focus mark at each stop
		p.press(".phone [data-action=open-app]")
		p.press("#phone-passcode [data-key]")
		for _, sel := range []string{".comfort [aria-pressed=true]", ".lang [aria-current]", ".dots8 .on"} {
			same := eval[bool](p, js("same-look", sel))
			if same {
				t.Errorf("%s: %s looks like what is not chosen", scheme, sel)
			}
		}
	}
}

func TestWhoAsksForLessMotionGetsNone(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	for _, calm := range []bool{false, true} {
		d := pc
		d.calm = calm
		p := d.atTheCode(t, site)
		p.press(".phone [data-action=open-app]")
		p.press("#phone-passcode [data-action=passcode]")
		p.waitFor("#phone-scanner")
		moving := eval[int](p, `document.getAnimations().length`)
		if calm != (moving == 0) {
			t.Errorf("less motion wished: %v; %d things move", calm, moving)
		}
	}
}
