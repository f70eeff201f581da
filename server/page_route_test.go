//go:build !race || audit

package server

import "testing"

func TestPagesOfEveryLanguageAreOneRoute(t *testing.T) {
	for path, want := range map[string]string{
		"/th/guide/find": "/:lang/guide", "/fil/guide/find": "/:lang/guide", "/pt-BR/guide/find": "/:lang/guide", "/es-419/quiz": "/:lang/quiz",
		"/th/": "/th", "/robots.txt": "/robots.txt", "/assets/site.css": "/assets",
	} {
		if got := pageRoute(path, true, 200); got != want {
			t.Errorf("%s counts as %s, want %s", path, got, want)
		}
	}
}
