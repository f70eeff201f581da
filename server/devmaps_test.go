//go:build !race || audit

package server_test

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestTheMapOfEveryRunInEveryLanguageIsAPictureAmongTheScreens(t *testing.T) {
	w := start(t, setup{dev: true})
	b := w.browser()
	list := b.get("/_screens").want(t, http.StatusOK).body
	pictures := regexp.MustCompile(`<a href="(/(th|en)/workshop/maps)#([\w-]+)">[^<]+</a></figcaption>\s*<img src="(/_screens/(th|en)/map/([\w-]+)/-)" alt="`).FindAllStringSubmatch(list, -1)
	runs := strings.Count(b.get("/en/workshop/maps").want(t, http.StatusOK).body, `<section class="section map"`)
	if runs < 2 || len(pictures) != 2*runs {
		t.Fatalf("%d pictures of %d runs in two languages", len(pictures), runs)
	}
	for _, m := range pictures {
		if m[2] != m[5] || m[3] != m[6] || !strings.Contains(b.get(m[1]).want(t, http.StatusOK).body, `id="`+m[3]+`"`) {
			t.Errorf("the picture %s leads to %s#%s", m[4], m[1], m[3])
		}
		a := b.get(m[4]).want(t, http.StatusOK)
		if kind := a.Header.Get("Content-Type"); kind != "image/svg+xml" || !strings.Contains(a.body, `lang="`+m[2]+`"`) {
			t.Errorf("%s: %s", m[4], kind)
		}
		for d := xml.NewDecoder(strings.NewReader(a.body)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s is no SVG: %v", m[4], err)
			}
		}
	}
	b.get("/_screens/th/map/nonesuch/-").want(t, http.StatusNotFound)
}
