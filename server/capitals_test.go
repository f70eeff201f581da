package server_test

import (
	"net/http"
	"testing"
)

// What a printed sheet's code opens: an address in capitals, which makes the code small.
func TestALanguageInCapitalsIsThatLanguage(t *testing.T) {
	b := start(t, setup{}).browser()
	for _, path := range []string{"/TH/", "/EN/", "/TH/?from=paper"} {
		if res := b.get(path); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	for _, path := range []string{"/XX/", "/Th/", "/TH/HELP"} {
		if res := b.get(path); res.StatusCode == http.StatusOK {
			t.Errorf("%s: %d, and it is no address of ours", path, res.StatusCode)
		}
	}
}
