//go:build !race || audit

package server_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/cryptotest"
	"time"

	"napguide/server/sandbox"
	"napguide/server/workshop"
)

// makers are whatever makes something that must not be guessed, and how many random bits each has.
var makers = map[string]struct {
	bits int
	make func() string
}{
	"device_code and session": {128, sandbox.NewSecret},
	"scan_code":               {128, func() string { return aGrant().ScanCode }},
	"trainer key and ticket":  {128, workshop.NewSecret},
	"user_code":               {0, func() string { return aGrant().UserCode }},
	"room code":               {0, workshop.NewCode},
}

func aGrant() sandbox.Grant {
	return sandbox.NewGrant("holder", "standard", "th", time.Now(), time.Minute)
}

func TestCodesComeFromTheSystemsRandomnessAndAreLongEnough(t *testing.T) {
	for name, m := range makers {
		t.Run(name, func(t *testing.T) {
			seen := map[string]bool{}
			for range 1000 {
				s := m.make()
				if m.bits > 0 && seen[s] {
					t.Fatalf("%q came twice", s)
				}
				seen[s] = true
				raw, err := base64.RawURLEncoding.DecodeString(s)
				if hexed, herr := hex.DecodeString(s); herr == nil {
					raw, err = hexed, nil
				}
				if m.bits > 0 && (err != nil || len(raw)*8 < m.bits) {
					t.Fatalf("%q has %d bits, want %d", s, len(raw)*8, m.bits)
				}
			}
			if m.bits == 0 && len(seen) < 990 {
				t.Errorf("only %d of 1,000 differ", len(seen))
			}
			// crypto/rand can be made to repeat itself in a test; another source would not follow.
			cryptotest.SetGlobalRandom(t, 7)
			a := m.make()
			cryptotest.SetGlobalRandom(t, 7)
			if b := m.make(); a != b {
				t.Errorf("it does not come from crypto/rand: %q, %q", a, b)
			}
		})
	}
	if n := len(workshop.NewCode()); n != 6 || sandbox.UserCodeDigits != 9 {
		t.Errorf("codes to type have %d and %d digits", n, sandbox.UserCodeDigits)
	}
}

// secretNames are what secrets and their hashes are called.
var secretNames = regexp.MustCompile(`(?i)^(?:holder|phone|keys?|hash|scan|scancode|secret|holdersecret|phonesecret|ticket|usercode|devicecode)$`)

// Comparing with == tells by its time how much was right. Sizes, and whether something is there at all, may be compared.
func TestSecretsAreComparedInConstantTimeOnly(t *testing.T) {
	files := gotoken.NewFileSet()
	constant := 0
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if slices.Contains([]string{"site", "tutorial", "locale", "live", "upgrade", "testdata"}, filepath.ToSlash(name)) { // these know no secret
			return fs.SkipDir
		}
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		parsed, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				if (n.Op == gotoken.EQL || n.Op == gotoken.NEQ) && (isSecret(n.X) || isSecret(n.Y)) && !isConstant(n.X) && !isConstant(n.Y) {
					where := fmt.Sprintf("%s:%d", filepath.ToSlash(name), files.Position(n.Pos()).Line)
					if !slices.Contains(publicComparisons, enclosing(parsed, n.Pos())) {
						t.Errorf("%s (%s): a secret is compared with %s", where, enclosing(parsed, n.Pos()), n.Op)
					}
				}
			case *ast.CallExpr:
				called := nameOf(n.Fun)
				if called == "ConstantTimeCompare" {
					constant++
				}
				if slices.Contains([]string{"Equal", "Compare", "EqualFold", "DeepEqual", "HasPrefix", "Contains"}, called) && slices.ContainsFunc(n.Args, isSecret) {
					t.Errorf("%s: a secret is compared by %s", files.Position(n.Pos()), called)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if constant < 7 {
		t.Errorf("only %d comparisons in constant time were seen", constant)
	}
}

// publicComparisons are functions that compare what is in memory already with itself: hashes as keys of an index.
var publicComparisons = []string{"reserve", "release"}

func isSecret(e ast.Expr) bool {
	if call, ok := e.(*ast.CallExpr); ok && len(call.Args) == 1 { // string(holder)
		if id, ok := call.Fun.(*ast.Ident); ok && id.Name != "len" {
			return isSecret(call.Args[0])
		}
	}
	return secretNames.MatchString(nameOf(e))
}

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// isConstant tells whether an expression is known to everybody: a literal, nil, a length.
func isConstant(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return e.Name == "nil"
	}
	return false
}

func enclosing(f *ast.File, at gotoken.Pos) string {
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Pos() <= at && at < fn.End() {
			return fn.Name.Name
		}
	}
	return ""
}
