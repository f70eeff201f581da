package e2e

import (
	"os"
	"testing"
)

// The README's picture shows a code that a phone reads. GUIDE_README=practice.png go test -run Readme . draws it anew.
func TestThePictureOfTheReadmeShowsACodeThatIsRead(t *testing.T) {
	t.Parallel()
	site := commonSite(t)
	p := pc.open(t, site.url)
	p.visit("/th/guide/scan-qr")
	p.showCode()
	p.camera()
	if file := os.Getenv("GUIDE_README"); file != "" {
		if err := os.WriteFile(file, p.picture(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
