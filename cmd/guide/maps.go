package main

import (
	"fmt"
	"os"
	"path/filepath"

	"napguide/server/site"
	"napguide/server/tutorial"
)

// drawMaps writes a picture of every run in every language, RUN.LANG.svg, over those of before. Runs with faults are drawn
// too, as far as they can be read. It returns how many there are; its error names the flag.
func (s source) drawMaps(dir string) (drawn int, err error) {
	catalog, err := s.catalog()
	if err != nil {
		return 0, nil // told as a fault
	}
	if err := os.MkdirAll(dir, 0o755); err != nil { // #nosec G301 -- the writer's own folder; others may look at it
		return 0, wrongFlag("map", dir, "the folder cannot be made: "+cause(err))
	}
	guides, _ := tutorial.Read(s.markdown(), s.options())
	catalog = catalog.With(tutorial.Words(guides))
	for _, lang := range catalog.Languages() {
		g := guides[lang]
		for _, run := range g.Runs.All() {
			picture, err := site.Map(g, catalog.Printer(lang), run)
			if err != nil {
				return drawn, err
			}
			file := filepath.Join(dir, fmt.Sprintf("%s.%s.svg", filepath.Base(run.ID), lang))
			if err := os.WriteFile(file, []byte(picture), 0o644); err != nil { // #nosec G306 -- as above
				return drawn, wrongFlag("map", dir, "a map cannot be written: "+cause(err))
			}
			drawn++
		}
	}
	return drawn, nil
}
