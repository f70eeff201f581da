package web

import (
	"strings"
	"testing"
	"time"
)

func TestPlainPathsOnlyAreGivenBack(t *testing.T) {
	for path, want := range map[string]bool{
		"/": true, "/th/": true, "/th/g/A-b_c": true, "/d/482913057": true,
		"": false, "th": false, "//evil.example": false, "/th//x": false, `/\evil.example`: false, "/th/%0d": false,
		"/th/\r\nX: y": false, "/" + strings.Repeat("a", 300): false,
	} {
		if got := IsPlainPath(path); got != want {
			t.Errorf("plainPath(%q) = %v", path, got)
		}
	}
}

func TestAHostIsReadWithoutItsPort(t *testing.T) {
	for in, want := range map[string]string{
		"localhost": "localhost", "localhost:3000": "localhost", "192.168.1.2:80": "192.168.1.2", "[::1]:3000": "::1", "[::1]": "::1", "[::1": "", "": "",
	} {
		if got := string(Hostname([]byte(in))); got != want {
			t.Errorf("hostname(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEachKindOfFailureAndEachNetworkHasLinesOfItsOwn(t *testing.T) {
	now := time.Now()
	b := newLogLimiter(func() time.Time { return now })
	spend := func(kind, address string, times int) (lines int) {
		for range times {
			if may, _ := b.spend(kind, ClientOf(address)); may {
				lines++
			}
		}
		return lines
	}
	if n := spend("method", "203.0.113.7", 1000); n != maxLinesAddress {
		t.Errorf("one address has %d lines", n)
	}
	phones := 0
	for _, phone := range []string{"2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::3"} {
		phones += spend("method", phone, 1000)
	}
	if phones != maxLinesAddress {
		t.Errorf("the addresses of one network have %d lines", phones)
	}
	if n := spend("method", "203.0.113.8", 1000) + spend("method", "203.0.113.9", 1000); n != maxLines-2*maxLinesAddress {
		t.Errorf("what is left for others is %d lines", n)
	}
	if n := spend("foreign-host", "203.0.113.7", 1); n != 1 {
		t.Error("another kind has none")
	}
	now = now.Add(time.Minute)
	if may, left := b.spend("method", ClientOf("203.0.113.7")); !may || left < 1000 {
		t.Errorf("a minute later: %v, %d were left out", may, left)
	}
	if _, left := b.spend("method", ClientOf("203.0.113.7")); left != 0 {
		t.Errorf("it is said twice that %d were left out", left)
	}
}
