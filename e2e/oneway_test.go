package e2e

import (
	"strings"
	"testing"
)

func TestACodeIsScannedInOneWayAtATime(t *testing.T) {
	t.Parallel()
	reached, alone := startNamed(t, lanName), start(t, "--public-url", "")
	for _, dev := range []device{pc, pc.withoutScript()} {
		p := dev.atTheCode(t, reached)
		p.waitGone(".phone")
		if got := p.text(".qr-side h2"); !strings.Contains(got, "กล้อง") || strings.Contains(got, "จำลอง") {
			t.Errorf("where phones can come the code says %q", got)
		}
		p.press(".no-phone")
		p.waitFor("#phone-home")
		p.waitGone(".no-phone")
		if got := p.text(".qr-side h2"); strings.Contains(got, "กล้อง") || !strings.Contains(got, "จำลอง") {
			t.Errorf("beside the drawn phone the code says %q", got)
		}
		p.drillOnScreen()
		p.press("#phone-consent [data-action=allow]")
		p.arrive("/th/practice/standard/dashboard")
	}
	if p := pc.withoutScript().atTheCode(t, alone); strings.Contains(p.text("main"), "ด้วยกล้อง") || p.sees(".no-phone") || !p.sees("#phone-home") {
		t.Error("where no phone can come the code asks for a camera, or the drawn phone is not there")
	}
}
