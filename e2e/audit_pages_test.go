//go:build audit

package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	vnu        = "../.ci/audit/node_modules/vnu-jar/build/dist/vnu.jar"
	lighthouse = "../.ci/audit/node_modules/.bin/lighthouse"
)

// TestAuditPagesMarkup has the Nu HTML checker read every page in every state, as the program sends it, and its style
// sheets.
func TestAuditPagesMarkup(t *testing.T) {
	site := startForWriters(t)
	dir := t.TempDir()
	names := map[string]string{}
	sheets := map[string]bool{}
	save := func(name, ext, body string) {
		file := filepath.Join(dir, fmt.Sprintf("%04d.%s", len(names), ext))
		names[file] = name
		if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sheet := regexp.MustCompile(`href="(/assets/[^"]*\.css)"`)
	for _, at := range places(site) {
		if at.body == "" {
			continue // made in the browser, of a page that is read too
		}
		save(at.name, "html", at.body)
		for _, m := range sheet.FindAllStringSubmatch(at.body, -1) {
			sheets[m[1]] = true
		}
	}
	pages := len(names)
	for path := range sheets {
		_, _, body := site.get(path)
		save(path, "css", body)
	}
	faults := map[string][]string{}
	for _, kind := range []string{"html", "css"} {
		out, _ := exec.Command("java", "-Xmx512m", "-jar", vnu, "--format", "json", "--exit-zero-always", "--skip-non-"+kind, dir).CombinedOutput()
		var report struct {
			Messages []struct{ Type, URL, Message, Extract string }
		}
		if err := json.Unmarshal(out, &report); err != nil {
			t.Fatalf("the checker answers %v: %s", err, tail(string(out), 2000))
		}
		for _, m := range report.Messages {
			if m.Type == "info" {
				continue
			}
			what := m.Message + "  …" + strings.Join(strings.Fields(m.Extract), " ") + "…"
			faults[what] = append(faults[what], names[strings.TrimPrefix(m.URL, "file:")])
		}
	}
	t.Logf("%d pages in their states and %d style sheets: %d faults", pages, len(sheets), len(faults))
	for what, where := range faults {
		slices.Sort(where)
		t.Errorf("%d pages, such as %s: %s", len(where), where[0], what)
	}
}

// TestAuditPagesLighthouse measures the pages that everybody comes through: the first, a step, the QR code. Since a
// busy machine spoils single figures, two of at most four measurements must be good.
func TestAuditPagesLighthouse(t *testing.T) {
	site := start(t)
	site.stop()
	site.file = func() (string, error) { return build("guide-as-shipped") } // the race detector takes the processor from the browser
	site.run()
	for _, path := range []string{"/th/", "/th/guide/start", "/th/practice/standard/qr", "/en/"} {
		good, bad := 0, [][]string{}
		for good < 2 && len(bad) < 3 {
			if faults := measure(t, site, path); len(faults) > 0 {
				bad = append(bad, faults)
			} else {
				good++
			}
		}
		if good < 2 {
			for _, fault := range slices.Concat(bad...) {
				t.Errorf("%s: %s", path, fault)
			}
		}
	}
}

// measure runs Lighthouse on a page, as a mobile device of the middle sort, and tells what falls short.
func measure(t *testing.T, site *program, path string) (faults []string) {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal(err)
	}
	if status, _, _ := site.get(path); status != http.StatusOK {
		t.Fatalf("%s answers %d", path, status)
	}
	file := filepath.Join(t.TempDir(), "report.json")
	cmd := exec.Command(lighthouse, site.url+path, "--quiet", "--output=json", "--output-path="+file,
		"--only-categories=performance,accessibility,best-practices",
		"--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync")
	cmd.Env = append(os.Environ(), "CHROME_PATH="+chromium)
	if out, err := cmd.CombinedOutput(); err != nil {
		return []string{fmt.Sprintf("lighthouse: %v: %s", err, tail(string(out), 2000))}
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Categories map[string]struct {
			Score     float64
			AuditRefs []struct {
				ID     string
				Weight float64
			}
		}
		Audits map[string]struct {
			Title, DisplayValue string
			Score               *float64
		}
	}
	if err := json.Unmarshal(raw, &report); err != nil {
		t.Fatal(err)
	}
	score := func(category string) int { return int(report.Categories[category].Score*100 + .5) }
	shown := func(audit string) string { return report.Audits[audit].DisplayValue }
	t.Logf("%-26s performance %d, accessibility %d, best practices %d; first paint %s, largest paint %s, blocked %s, shift %s", path,
		score("performance"), score("accessibility"), score("best-practices"),
		shown("first-contentful-paint"), shown("largest-contentful-paint"), shown("total-blocking-time"), shown("cumulative-layout-shift"))
	for category, least := range map[string]int{"performance": 98, "accessibility": 100, "best-practices": 100} {
		if score(category) >= least {
			continue
		}
		faults = append(faults, fmt.Sprintf("%s is %d, less than %d", category, score(category), least))
		for _, ref := range report.Categories[category].AuditRefs {
			if a := report.Audits[ref.ID]; ref.Weight > 0 && a.Score != nil && *a.Score < .9 {
				faults = append(faults, fmt.Sprintf("%s: %s %s (%.2f)", category, a.Title, a.DisplayValue, *a.Score))
			}
		}
	}
	return faults
}
