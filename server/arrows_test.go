//go:build !race

package server_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows is which of our own packages each may import; see the design. cmd/guide may import everything.
var arrows = map[string][]string{
	"napguide/server":                {"napguide/server/web", "napguide/server/sse", "napguide/server/presence", "napguide/server/devtools", "napguide/server/site", "napguide/server/site/asset", "napguide/server/tutorial", "napguide/server/locale", "napguide/server/sandbox", "napguide/server/workshop", "napguide/server/codes", "napguide/server/store", "napguide/server/live", "napguide/server/logs", "napguide/server/network", "napguide/server/doctor"},
	"napguide/server/devtools":       {"napguide/server/web", "napguide/server/sse", "napguide/server/presence", "napguide/server/site", "napguide/server/site/asset", "napguide/server/tutorial", "napguide/server/store", "napguide/server/sandbox", "napguide/server/workshop", "napguide/server/network", "napguide/server/doctor", "napguide/server/live"},
	"napguide/server/presence":       {"napguide/server/web", "napguide/server/workshop", "napguide/server/network"},
	"napguide/server/sse":            {"napguide/server/web"},
	"napguide/server/web":            {"napguide/server/memo", "napguide/server/site", "napguide/server/site/asset", "napguide/server/sandbox", "napguide/server/network", "napguide/server/logs"},
	"napguide/server/site":           {"napguide/server/memo", "napguide/server/site/asset", "napguide/server/tutorial", "napguide/server/locale", "napguide/server/sandbox", "napguide/server/workshop", "napguide/server/codes", "napguide/server/network", "napguide/server/doctor", "napguide/server/signs"},
	"napguide/server/site/asset":     {"napguide/server/memo"},
	"napguide/server/doctor":         {"napguide/server/network"},
	"napguide/server/store":          {"napguide/server/sandbox", "napguide/server/workshop", "napguide/server/logs"},
	"napguide/server/tutorial":       {"napguide/server/sandbox", "napguide/server/signs"},
	"napguide/server/upgrade":        {"napguide/content", "napguide/server/tutorial", "napguide/server/locale"},
	"napguide/server/upgrade/record": {"napguide/server/tutorial", "napguide/server/upgrade"},
	"napguide/server/locale":         {"napguide/server/memo", "napguide/server/signs"},
	"napguide/server/memo":           {},
	"napguide/server/signs":          {},
	"napguide/server/sandbox":        {"napguide/server/codes"},
	"napguide/server/workshop":       {"napguide/server/codes"},
	"napguide/server/codes":          {},
	"napguide/server/live":           {},
	"napguide/server/logs":           {},
	"napguide/server/network":        {},
	"napguide/content":               {},
	"napguide/locales":               {},
	"napguide/static":                {},
	"napguide/internal/recipe":       {}, // for tests
}

// overHTTP are the packages that know Fiber.
var overHTTP = []string{"napguide/server", "napguide/server/web", "napguide/server/sse", "napguide/server/devtools"}

// outside is which modules of others each package may need, all in all. A package that is not named may need any.
var outside = map[string][]string{
	"napguide/server/codes":    {},
	"napguide/server/memo":     {},
	"napguide/server/signs":    {},
	"napguide/server/sandbox":  {"napguide/server/codes"},
	"napguide/server/workshop": {"napguide/server/codes"},
	"napguide/server/live":     {},
	"napguide/server/logs":     {},
	"napguide/server/network":  {"golang.org/x/net/idna", "golang.org/x/sys", "golang.org/x/text"},
	"napguide/content":         {},
	"napguide/locales":         {},
	"napguide/internal/recipe": {}, // for tests
	"napguide/static":          {},
	"napguide/server/tutorial": {"napguide/server/sandbox", "napguide/server/codes", "napguide/server/signs", "github.com/yuin/goldmark", "go.abhg.dev/goldmark", "gopkg.in/yaml.v3", "github.com/BurntSushi/toml", "github.com/pelletier/go-toml"},
	"napguide/server/locale":   {"napguide/server/memo", "napguide/server/signs", "github.com/nicksnyder/go-i18n", "github.com/BurntSushi/toml", "golang.org/x/text"},
}

func TestPackagesImportOnlyWhatTheDesignAllows(t *testing.T) {
	all := list(t, "{{.ImportPath}}\t{{join .Imports \" \"}}", "napguide/...")
	for _, line := range all {
		name, imports, _ := strings.Cut(line, "\t")
		for i := range strings.FieldsSeq(imports) {
			if strings.HasPrefix(i, "napguide/") && !mayImport(name, i) {
				t.Errorf("%s imports %s", name, i)
			}
			if strings.HasPrefix(i, "github.com/gofiber/") && !slices.Contains(overHTTP, name) {
				t.Errorf("%s imports Fiber; only %v do", name, overHTTP)
			}
			if strings.HasPrefix(i, "github.com/nats-io/") && name != "napguide/server/store" {
				t.Errorf("%s imports NATS; only store does", name)
			}
		}
	}
}

func mayImport(name, other string) bool {
	allowed, listed := arrows[name]
	switch {
	case strings.HasPrefix(name, "napguide/cmd/"):
		return true
	case !listed:
		return false // a new package needs a line here, and in the design
	}
	return slices.Contains(allowed, other)
}

func TestPurePackagesNeedNothingElse(t *testing.T) {
	written := list(t, "{{.ImportPath}}", "napguide/...")
	for name, modules := range outside {
		if !slices.Contains(written, name) {
			continue // a later issue's
		}
		for _, dep := range list(t, "{{if not .Standard}}{{.ImportPath}}{{end}}", "-deps", name) {
			ours := strings.HasPrefix(dep, "napguide/")
			ok := slices.ContainsFunc(modules, func(m string) bool { return strings.HasPrefix(dep, m) })
			if !ours && !ok {
				t.Errorf("%s needs %s", name, dep)
			}
		}
	}
}

func list(t *testing.T, format string, args ...string) []string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list", "-f", format}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list %v: %v", args, err)
	}
	return slices.DeleteFunc(strings.Split(string(out), "\n"), func(line string) bool { return line == "" })
}
