package e2e

import (
	"os"
	"testing"
)

// TestPictureOfTheReadme makes practice.png when asked to: GUIDE_README=practice.png go test -run Readme ./e2e
func TestPictureOfTheReadme(t *testing.T) {
	file := os.Getenv("GUIDE_README")
	if file == "" {
		t.Skip("GUIDE_README names no file")
	}
	site := start(t)
	p := pc.open(t, site.url)
	p.visit("/th/guide/scan-qr")
	p.showCode()
	if err := os.WriteFile(file, p.picture(), 0o644); err != nil {
		t.Fatal(err)
	}
}
