package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatEditorsAddAndNobodySeesChangesNothing saves a guide as other editors do.
func TestWhatEditorsAddAndNobodySeesChangesNothing(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, nil)
	change := func(file string, to func(string) string) {
		t.Helper()
		name := filepath.Join(dir, filepath.FromSlash(file))
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		write(t, name, to(string(raw)))
	}
	change("th/scenarios/guide.md", func(s string) string { return strings.ReplaceAll(s, "\n- ", "\n* ") })
	change("th/scenarios/standard.md", func(s string) string { return strings.ReplaceAll(s, "\n- ", "\n-\t") })
	for _, file := range []string{"th/screens/napplus.md", "th/guide/start.md", "th/phones/thaid.md", "site.toml"} {
		change(file, func(s string) string { return strings.ReplaceAll(s, "\n", " \t\n") })
	}
	change("th/quiz/address.md", func(s string) string { return "\ufeff" + strings.ReplaceAll(s, "\n", "\r\n") })
	end(t, "check", "--content", dir, "--record")
	if code, stdout, _ := end(t, "check", "--content", dir, "--lang", "en"); code != exitOK || stdout != "no fault\n" {
		t.Errorf("code %d: %s", code, stdout)
	}
}

// TestSlipsOfNamesAndNumbersAreToldWithWhatToDo makes those that need more than one file to be seen.
func TestSlipsOfNamesAndNumbersAreToldWithWhatToDo(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, nil)
	raw, err := os.ReadFile(filepath.Join(dir, "th/stuck/no-app.md"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "th/stuck/หน้าใหม่.md"), string(raw))
	write(t, filepath.Join(dir, "th/phones/thaid.md"), "digits=8→digits=6")
	_, stdout, _ := end(t, "check", "--content", dir, "--lang", "en")
	for _, want := range []string{
		`th/stuck/หน้าใหม่.md:1: the file's name "หน้าใหม่" has other characters than a to z, 0 to 9 and -; rename the file, such as to new-page.md`,
		`site.toml:11: passcode is "รหัส 8 หลัก", but the phone's has 6 digits; write the number that {#passcode digits=} has in phones/`,
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("nothing says %q: %s", want, stdout)
		}
	}
}
