package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestAWritersFolderMayBeReplacedRenamedAndMadeAnew(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, nil)
	p := launch(t, "--addr", "127.0.0.1:0", "--data", "", "--content", dir, "--dev")
	res := p.browser().do("GET", "/_dev/events", nil)
	defer res.Body.Close()
	saw := follow(t, res)
	saw("the start", func(s devState) bool { return s.Edit == 0 })
	edits := 0
	edit := func(what string) {
		t.Helper()
		write(t, filepath.Join(dir, "th/help.md"), "ปิดเน็ต→ปิดเน็ตก่อน")
		saw(what, func(s devState) bool {
			ok := s.Edit > edits && len(s.Faults) == 0
			edits = max(edits, s.Edit)
			return ok
		})
	}
	// Away, as while a folder is unpacked or synchronised: it is named, and is no fault of the program.
	if err := os.Rename(dir, dir+".away"); err != nil {
		t.Fatal(err)
	}
	saw("that the folder is away", func(s devState) bool {
		return len(s.Faults) == 1 && strings.Contains(s.Faults[0].Msg, "is not there") && !strings.Contains(s.Faults[0].Mend, "report")
	})
	if err := os.Rename(dir+".away", dir); err != nil {
		t.Fatal(err)
	}
	saw("that it is back", func(s devState) bool { ok := len(s.Faults) == 0; edits = s.Edit; return ok })
	edit("an edit after it was back")
	// Another folder in its place.
	if err := os.CopyFS(dir+".next", os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir, dir+".old"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir+".next", dir); err != nil {
		t.Fatal(err)
	}
	saw("the folder in its place", func(s devState) bool {
		ok := s.Edit > edits && len(s.Faults) == 0
		edits = max(edits, s.Edit)
		return ok
	})
	edit("an edit in the folder in its place")
	// A folder below it.
	guide := filepath.Join(dir, "th", "stuck")
	if err := os.CopyFS(guide+"2", os.DirFS(guide)); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(guide); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(guide+"2", guide); err != nil {
		t.Fatal(err)
	}
	saw("the folder below", func(s devState) bool {
		ok := s.Edit > edits && len(s.Faults) == 0
		edits = max(edits, s.Edit)
		return ok
	})
	write(t, filepath.Join(guide, "no-app.md"), "order: →order: 9")
	saw("a fault in it", func(s devState) bool { return len(s.Faults) > 0 })
}

func TestEachFaultOfAUnitsFileHasItsOwnLineAndLanguage(t *testing.T) {
	t.Parallel()
	unit := filepath.Join(t.TempDir(), "unit.toml")
	if err := os.WriteFile(unit, []byte("phone = { th = \"โทร\", en = \"call\" }\n\n[admin]\nth = \"คุณสมศรี\"\nen = \"Mr Smith\"\nfr = \"x\"\n\n[hours]\nth = \"\"\nen = \"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, stdout, _ := end(t, "check", "--unit", unit)
	var got []string
	for line := range strings.Lines(stdout) {
		if _, rest, found := strings.Cut(line, "unit.toml:"); found {
			msg, _, _ := strings.Cut(rest, ";")
			got = append(got, msg)
		}
	}
	want := []string{
		"1: phone (en) is no number to dial", "1: phone (th) is no number to dial", "4: admin (th) looks like a person's name", "5: admin (en) looks like a person's name",
		`6: admin: there is no language "fr"`, "9: hours (th) is empty", "10: hours (en) is empty",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
