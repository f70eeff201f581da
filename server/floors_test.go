//go:build !race

package server_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	source "go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// natural is the one circle that is meant: a page's base is of a site, and a site renders what has a base. Everywhere else no
// file uses, directly or through others, a file that uses it.
var natural = map[string][]string{"napguide/server/site": {"base.go", "site.go"}}

func TestFilesOfAPackageUseOneAnotherDownwardsOnly(t *testing.T) {
	exports := exportData(t)
	for _, name := range list(t, "{{.ImportPath}}", "napguide/server/...", "napguide/cmd/...") {
		uses := fileUses(t, name, exports)
		for _, circle := range circles(uses) {
			if slices.Equal(circle, natural[name]) {
				continue
			}
			t.Errorf("%s: these files use one another in a circle: %s", name, strings.Join(circle, " "))
			for _, from := range circle {
				for to, what := range uses[from] {
					if slices.Contains(circle, to) {
						t.Logf("  %s uses %s: %s", from, to, strings.Join(what, " "))
					}
				}
			}
		}
	}
}

// exportData is where the compiler keeps what each package exports, by its path.
func exportData(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, line := range list(t, "{{.ImportPath}}\t{{.Export}}", "-export", "-deps", "napguide/server/...", "napguide/cmd/...") {
		name, file, _ := strings.Cut(line, "\t")
		out[name] = file
	}
	return out
}

// fileUses is what each file of a package uses of its other files: file → other file → names.
func fileUses(t *testing.T, name string, exports map[string]string) map[string]map[string][]string {
	t.Helper()
	fset := source.NewFileSet()
	var files []*ast.File
	for _, path := range list(t, "{{range .GoFiles}}{{$.Dir}}/{{.}}\n{{end}}", name) {
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })}
	pkg, err := config.Check(name, fset, files, info)
	if err != nil {
		t.Fatal(err)
	}
	uses := map[string]map[string][]string{}
	for id, obj := range info.Uses {
		from, to := filepath.Base(fset.Position(id.Pos()).Filename), filepath.Base(fset.Position(obj.Pos()).Filename)
		if obj.Pkg() != pkg || from == to {
			continue
		}
		if uses[from] == nil {
			uses[from] = map[string][]string{}
		}
		if !slices.Contains(uses[from][to], id.Name) {
			uses[from][to] = append(uses[from][to], id.Name)
		}
	}
	return uses
}

// circles are the sets of files that reach one another.
func circles(uses map[string]map[string][]string) (out [][]string) {
	reach := map[string]map[string]bool{}
	for file := range uses {
		seen := map[string]bool{}
		for next := []string{file}; len(next) > 0; {
			at := next[0]
			next = next[1:]
			for to := range uses[at] {
				if !seen[to] {
					seen[to] = true
					next = append(next, to)
				}
			}
		}
		reach[file] = seen
	}
	done := map[string]bool{}
	for _, file := range slices.Sorted(maps.Keys(reach)) {
		if !reach[file][file] || done[file] {
			continue
		}
		var circle []string
		for other := range reach[file] {
			if reach[other][file] {
				circle, done[other] = append(circle, other), true
			}
		}
		slices.Sort(circle)
		out = append(out, circle)
	}
	return out
}
