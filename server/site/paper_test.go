package site

import (
	"net/url"
	"strings"
	"testing"
)

// siteAt is the shipped site with a configured address.
func siteAt(t *testing.T, base string) *Site {
	t.Helper()
	o := shippedSite(t).opt
	if base != "" {
		o.PublicURL, _ = url.Parse(base)
	}
	s, err := Build(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Paper outlives a network's addresses, and goes where that network is not.
func TestPaperCarriesOnlyAnAddressThatEverybodyCanOpenTomorrow(t *testing.T) {
	for base, carried := range map[string]bool{
		"": false, "http://192.168.1.7:3000": false, "http://training-pc.local": false, "http://localhost:3000": false,
		"https://practise.example.go.th": true,
	} {
		s := siteAt(t, base)
		for _, path := range []string{"/th/print", "/en/print", "/th/finish", "/en/finish"} {
			_, page, _ := strings.Cut(pageOf(t, s, path), "<main")
			_, host, _ := strings.Cut(base, "//")
			if strings.Contains(page, "site-code") != carried || base != "" && strings.Contains(page, host) != carried {
				t.Errorf("at %q, %s carries the address: %v", base, path, !carried)
			}
			if strings.HasSuffix(path, "/print") && strings.Contains(page, `class="note"`) == carried {
				t.Errorf("at %q, %s says that it has no code: %v", base, path, carried)
			}
		}
	}
}
