package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	texttemplate "text/template"
)

// offlinePage stands in for a page that needs the server, while there is no network.
func (s *Site) offlinePage(lang string) page {
	b := s.titled(lang, "/offline", "error/offline", "", "error.offline.title", "error.offline.text")
	b.NoIndex = true
	p := &errorPage{base: b, Practice: b.Href("/practice/")}
	p.Heading, p.Text = b.failureWords("offline")
	return p
}

// serviceWorker is the worker that knows these paths.
func (s *Site) serviceWorker(paths []string) ([]byte, error) {
	source, err := templateFiles.ReadFile("templates/sw.js")
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	t, err := texttemplate.New("sw.js").Parse(string(source))
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	pages, assets := []string{}, []string{}
	version := sha256.New()
	version.Write(source)
	langs := s.Languages()
	if s.opt.Dev {
		paths, langs = nil, []string{}
	}
	for _, path := range paths {
		f := s.files[path]
		if err := f.Make(); err != nil {
			return nil, err
		}
		version.Write(f.Raw())
		switch {
		case strings.HasPrefix(path, "/assets/") && strings.HasSuffix(path, ".png"): // for desktops and chats, not for pages
		case strings.HasPrefix(path, "/assets/"):
			assets = append(assets, path)
		case IsKit(path): // the trainer's kit knows their rooms
		case strings.HasPrefix(f.ContentType, "text/html"):
			pages = append(pages, path)
		}
	}
	slices.Sort(pages)
	list := func(names []string) string {
		b, _ := json.Marshal(names) // strings always marshal
		return string(b)
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]string{
		"Version": hex.EncodeToString(version.Sum(nil)[:6]), "Pages": list(pages), "Assets": list(assets), "Langs": list(langs),
	})
	return b.Bytes(), err
}
