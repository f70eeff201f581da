package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"

	"napguide/server/tutorial"
)

func TestTheCommandLineSpeaksTheSystemsLanguageOrTheOneAskedFor(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		chosen  string
		environ map[string]string
		system  string
		want    string
	}{
		{"", nil, "", english},
		{"", map[string]string{"LANG": "th_TH.UTF-8"}, "", thai},
		{"", map[string]string{"LANG": "th_TH.UTF-8", "LC_ALL": "C.UTF-8"}, "", english},
		{"", map[string]string{"LC_ALL": "th", "LANG": "en_US.UTF-8"}, "", thai},
		{"", map[string]string{"LC_MESSAGES": "th_TH", "LANG": "en_US.UTF-8"}, "", thai},
		{"", nil, "th", thai},
		{"", map[string]string{"LANG": "en_US.UTF-8"}, "th", english},
		{"en", map[string]string{"LANG": "th_TH.UTF-8"}, "th", english},
		{"th", map[string]string{"LANG": "C"}, "", thai},
	} {
		if got := newSpeech(v.chosen, func(name string) string { return v.environ[name] }, v.system).lang; got != v.want {
			t.Errorf("%+v: it speaks %s", v, got)
		}
	}
	dir := ownCopy(t, map[string]string{"th/help.md": "id: help→id: hepl", "en/summary - Copy.md": "---\n", "th/guide/start.md~": "x"})
	_, stdout, _ := end(t, "check", "--lang", "th", "--content", dir)
	for _, want := range []string{`th/help.md:2: id คือ "hepl" แต่ไฟล์ชื่อ "help"; เขียน id: help`, `en/summary - Copy.md:1: ไฟล์นี้เป็นสำเนาของ "summary.md"; ลบออก`, "พบข้อผิดพลาด "} {
		if !strings.Contains(stdout, want) {
			t.Errorf("check does not say %q:\n%s", want, stdout)
		}
	}
	if _, _, stderr := end(t, "--lang", "th", "--content", dir); !strings.Contains(stderr, `th/help.md:2: id คือ "hepl"`) {
		t.Errorf("the start says %s", stderr)
	}
	if _, _, stderr := end(t, "--lang", "th", "--grant-ttl", "9h"); !strings.Contains(stderr, `--grant-ttl "9h0m0s": โค้ดฝึกมีอายุ`) {
		t.Errorf("the start says %s", stderr)
	}
	if _, stdout, _ := end(t, "check", "--lang", "en", "--content", dir); !strings.Contains(stdout, `the id is "hepl"`) {
		t.Errorf("in English check says %s", stdout)
	}
}

// Whatever a fault or a refused start may say stands in words/th.txt.
func TestEveryMessageOfTheCommandLineHasItsThai(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for _, p := range phrases() {
		said[p.english.String()] = true
	}
	verb := regexp.MustCompile(`%[qsdUvw]|%%`)
	// Broken inside, wrapped by a line that is worded, or for programmers only.
	inside := regexp.MustCompile(`^(?:site|locale|values come|tutorial)\b|^this program was built|^faults were found|^%[sw]|links to .*needs the program|^guide: |^Practise`)
	speaks := []string{"fault", "report", "wrongFlag", "Errorf", "New"}
	for _, dir := range []string{".", "../../server/tutorial", "../../server/locale", "../../server/site"} {
		files, _ := filepath.Glob(dir + "/*.go")
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			parsed, err := parser.ParseFile(set, file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			look := func(e ast.Expr) {
				ast.Inspect(e, func(n ast.Node) bool {
					l, ok := n.(*ast.BasicLit)
					if !ok || l.Kind != token.STRING {
						return true
					}
					text, _ := strconv.Unquote(l.Value)
					if !strings.Contains(strings.TrimSpace(text), " ") || inside.MatchString(text) {
						return true
					}
					if whole := verb.ReplaceAllString(text, "x"); (speech{thai}).sentence(whole) != whole {
						return true
					}
					for _, part := range verb.Split(text, -1) {
						part = strings.TrimSpace(strings.Trim(strings.TrimSpace(part), ":;,"))
						if strings.Contains(part, " ") && !strings.Contains(thaiWords, part) {
							t.Errorf("%s:%d: words/th.txt has nothing for %q", file, set.Position(l.Pos()).Line, text)
							break
						}
					}
					return true
				})
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					name := ""
					switch fn := n.Fun.(type) {
					case *ast.Ident:
						name = fn.Name
					case *ast.SelectorExpr:
						name = fn.Sel.Name
					}
					if slices.Contains(speaks, name) {
						for _, a := range n.Args {
							look(a)
						}
					}
				case *ast.KeyValueExpr:
					if key, ok := n.Key.(*ast.Ident); ok && (key.Name == "Msg" || key.Name == "Mend") {
						look(n.Value)
					}
				}
				return true
			})
		}
	}
	if len(said) < 100 {
		t.Errorf("only %d phrases are there", len(said))
	}
}

func TestThaiFillsInWhatEnglishDid(t *testing.T) {
	t.Parallel()
	words := speech{thai}
	for message, want := range map[string]string{
		`order is 2, but 3 in th/guide/start.md`:             "order คือ 2 แต่ใน th/guide/start.md คือ 3",
		`the key "x" is unknown`:                             `ไม่มีรายการชื่อ "x"`,
		`--addr "x": cannot listen there: permission denied`: `--addr "x": เปิดรับที่นั่นไม่ได้: ระบบไม่อนุญาต`,
		"something that nobody has translated":               "something that nobody has translated",
	} {
		if got := words.say(message); got != want {
			t.Errorf("%q is said as %q", message, got)
		}
	}
	holes := regexp.MustCompile(`\{\d?\}`)
	for pair := range strings.SplitSeq(thaiWords, "\n\n") {
		lines := strings.Split(strings.TrimSpace(pair), "\n")
		if len(lines) == 2 && !strings.HasPrefix(lines[0], "#") && len(holes.FindAllString(lines[0], -1)) != len(holes.FindAllString(lines[1], -1)) {
			t.Errorf("not the same is filled in: %q", lines)
		}
	}
	f := tutorial.Faults{{File: "a.md", Line: 3, Msg: "home.title: empty", Mend: ""}}
	if got := words.faults(f)[0].Msg; got != "home.title: ว่างอยู่" {
		t.Errorf("a fault of a word is said as %q", got)
	}
}

func TestATerminalsCodeIsBlackOnWhiteWhateverTheTerminalsColours(t *testing.T) {
	t.Parallel()
	code, err := qrcode.New("http://192.168.1.20:3000/", qrcode.Low)
	if err != nil {
		t.Fatal(err)
	}
	want := code.Bitmap()
	lines := strings.Split(strings.TrimSuffix(blackOnWhite(want), "\n"), "\n")
	for i, line := range lines {
		inner, ok := strings.CutPrefix(line, "\x1b[30;107m")
		inner, closed := strings.CutSuffix(inner, "\x1b[0m")
		row := []rune(inner)
		if !ok || !closed || len(row) != len(want) {
			t.Fatalf("line %d: %q", i, line)
		}
		for x, r := range row {
			upper, lower := r == '█' || r == '▀', r == '█' || r == '▄'
			if upper != want[2*i][x] || 2*i+1 < len(want) && lower != want[2*i+1][x] {
				t.Fatalf("the module at %d, %d is wrong", x, 2*i)
			}
		}
	}
	if len(lines) != (len(want)+1)/2 {
		t.Errorf("%d lines", len(lines))
	}
	var out bytes.Buffer
	if showsCodes(&out) {
		t.Error("a file is taken for a terminal")
	}
}
