package site

import (
	"html/template"
	"strconv"
	"time"

	"napguide/server/doctor"
	"napguide/server/locale"
)

// FindingWords says what was found on a machine, with the signs of phrases taken out.
func FindingWords(p *locale.Printer, f doctor.Finding) (string, error) {
	values, err := findingValues(p, f)
	if err != nil {
		return "", err
	}
	return p.T(f.Message(), values...)
}

// findingValues are what a finding's message may name.
func findingValues(p *locale.Printer, f doctor.Finding) ([]any, error) {
	what := ""
	if f.Address.Base != "" {
		var err error
		if what, err = AddressWords(p, f.Address); err != nil {
			return nil, err
		}
	}
	return []any{
		"Address", f.Address.Typed, "What", what, "Port", f.Port, "Free", megabytes(f.Free),
		"Date", p.Date(f.Time), "Time", clockTime(f.Time), "Text", f.Text,
	}, nil
}

// clockTime is the time of day in Thailand: 09:05.
func clockTime(t time.Time) string { return locale.Thailand(t).Format("15:04") }

// megabytes is a number of bytes in MB, or in GB from ten of them on.
func megabytes(n uint64) string {
	const mb, gb = 1 << 20, 1 << 30
	if n >= 10*gb {
		return strconv.FormatUint(n/gb, 10) + " GB"
	}
	return strconv.FormatUint(n/mb, 10) + " MB"
}

// machinePage is /{lang}/workshop/machine: what was found on the machine on which the program runs.
type machinePage struct {
	base
	Findings []machineFinding
	Worst    doctor.Verdict
}

type machineFinding struct {
	Verdict doctor.Verdict
	Text    template.HTML
}

// Machine renders it.
func (s *Site) Machine(lang string, found []doctor.Finding) ([]byte, error) {
	b := s.titled(lang, "/workshop/machine", "workshop", "workshop", "doctor.title", "doctor.lead")
	b.NoIndex = true
	p := &machinePage{base: b, Worst: doctor.Worst(found)}
	for _, f := range found {
		values := noted(findingValues(b.p, f))(b.fault)
		p.Findings = append(p.Findings, machineFinding{f.Verdict, b.html(f.Message(), values...)})
	}
	return s.render("machine", p)
}
