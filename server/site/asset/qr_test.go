package asset

import (
	"strings"
	"testing"
)

// Modules with the margin, by what a code carries: the fewest that hold it at any level.
func TestACodeHasTheFewestModulesThatHoldWhatItCarries(t *testing.T) {
	scan := strings.Repeat("A2", 13)
	for address, want := range map[string]int{
		"http://192.168.1.20:3000/d/" + scan:                33,
		"https://guide.hospital.example/d/" + scan:          33,
		"https://thaid.practice.hospital.example/d/" + scan: 33, // 68 letters: at level M it would be 37
	} {
		size, path, err := AddressQR(address)
		if err != nil || size != want {
			t.Errorf("%s: %d modules, want %d: %v", address, size, want, err)
		}
		if outer := "M2 2v1h7v-1"; !strings.HasPrefix(path, outer) {
			t.Errorf("%s: the outline begins %.20q, want %q: a margin of two modules and a finder", address, path, outer)
		}
	}
}

// A page's path stays as it is, and costs more only where it stands.
func TestAPagesPathStaysAsItIs(t *testing.T) {
	for address, same := range map[string]string{
		"https://guide.hospital.example/th/":          "HTTPS://GUIDE.HOSPITAL.EXAMPLE/th/",
		"https://guide.hospital.example/Practice/th/": "HTTPS://GUIDE.HOSPITAL.EXAMPLE/Practice/th/",
	} {
		_, path, err := PageQR(address)
		if err != nil {
			t.Fatal(err)
		}
		if _, want, _ := QR(same); path != want {
			t.Errorf("%s is not drawn as %s", address, same)
		}
	}
	if size, _, err := PageQR("https://guide.hospital.example/th/"); err != nil || size != 29 {
		t.Errorf("%d modules, want 29: %v", size, err)
	}
}

// Of the levels that a code's modules have room for, the highest.
func TestACodeBearsAsMuchDamageAsItsModulesAllow(t *testing.T) {
	low, err := largestModules("HTTP://10.0.0.5/TH/") // 19 letters: 25 fit at L, 20 at M
	if err != nil {
		t.Fatal(err)
	}
	if got := low.Level; got != 1 {
		t.Errorf("level %d, want M", got)
	}
	full, err := largestModules("HTTP://10.0.0.5:8080/TH/") // 24 letters
	if err != nil {
		t.Fatal(err)
	}
	if full.VersionNumber != low.VersionNumber || full.Level != 0 {
		t.Errorf("version %d level %d, want %d and L", full.VersionNumber, full.Level, low.VersionNumber)
	}
}
