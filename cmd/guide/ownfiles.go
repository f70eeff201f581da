package main

import (
	"errors"
	"log/slog"
	"strings"

	"napguide/server/locale"
	"napguide/server/site"
	"napguide/server/tutorial"
)

// material is what a site is built from: its content, its interface words and the unit's details.
type material struct {
	from    source
	unit    string // a file, or ""
	guides  map[string]*tutorial.Guide
	catalog *locale.Catalog
	details *site.Unit

	contentBeside, unitBeside bool
	faults                    []string // of files beside the program, which are left out for them
}

func (m *material) readContent() (err error) {
	m.guides, m.catalog, err = m.from.load()
	return err
}

func (m *material) readDetails() (err error) {
	name := m.unit
	if m.unitBeside {
		name = unitName
	}
	m.details, err = readUnit(name, m.unit, m.catalog.Languages()...)
	if err != nil && m.unitBeside {
		m.note(err)
		m.unit, m.details, err = "", nil, nil
	}
	return err
}

// withoutContent goes on with what is inside the program, for what is wrong with the folder beside it.
func (m *material) withoutContent(why error) error {
	m.note(why)
	m.from, m.contentBeside = source{}, false
	return m.readContent()
}

func (m *material) note(err error) {
	m.faults = append(m.faults, strings.Split(err.Error(), "\n")...)
}

// build makes the site. Where the folder beside the program does not make one, what is inside the program does.
func (m *material) build(render func(*material) (*site.Site, error)) (*site.Site, error) {
	pages, err := render(m)
	if err == nil || !m.contentBeside {
		return pages, err
	}
	if err := m.withoutContent(err); err != nil {
		return nil, err
	}
	return render(m)
}

// again builds from the files as they are now.
func (m *material) again(render func(*material) (*site.Site, error)) (*site.Site, error) {
	edited := &material{from: m.from, unit: m.unit}
	if err := edited.readContent(); err != nil {
		return nil, err
	}
	if err := edited.readDetails(); err != nil {
		return nil, err
	}
	return render(edited)
}

// tell logs the faults of files beside the program.
func (m *material) tell(log *slog.Logger) {
	for _, fault := range m.faults {
		log.Warn("a file beside the program has a fault and is not used", "fault", fault)
	}
}

// faultsIn are the faults of files beside the program, in a language.
func (m *material) faultsIn(lang string) (out []string) {
	for _, fault := range m.faults {
		out = append(out, speech{lang}.error(errors.New(fault)).Error())
	}
	return out
}
