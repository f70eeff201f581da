package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestAnotherNameInTheSitesFileIsToldOnceWithHowManyPlacesStillHaveTheOldOne renames each thing that the site's file names.
func TestAnotherNameInTheSitesFileIsToldOnceWithHowManyPlacesStillHaveTheOldOne(t *testing.T) {
	t.Parallel()
	for what, v := range map[string]struct{ from, to, says string }{
		"the app":      {`= "ThaID"`, `= "DigiD"`, `site.toml:9: app is "DigiD", and N places in N files still say "ThaID"; have your editor find "ThaID" in all files`},
		"the system":   {`= "NAP" `, `= "SAP" `, `site.toml:6: system is "SAP", and N places in N files still say "NAP"; `},
		"the page":     {`portal    = "NAPPLUS"`, `portal = "Door"`, `site.toml:7: portal is "Door", and N places in N files still say "NAPPLUS"; `},
		"the register": {`= "OSS"`, `= "OSS 2"`, `site.toml:8: register is "OSS 2", and N places in N files still say "OSS"; `},
		"the passcode": {`th = "รหัส 8 หลัก"`, `th = "รหัสลับ 8 หลัก"`, `site.toml:11: passcode is "รหัสลับ 8 หลัก", and N places in N files still say "รหัส 8 หลัก"; `},
		"a host":       {`https://dmis.nhso.go.th/`, `https://door.example/`, `site.toml:17: hosts does not have "dmis.nhso.go.th", and N places in N files still say "dmis.nhso.go.th"; `},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			dir := ownCopy(t, nil)
			write(t, filepath.Join(dir, "site.toml"), v.from+"→"+v.to)
			if what == "a host" {
				write(t, filepath.Join(dir, "site.toml"), `["dmis.nhso.go.th", "iam.nhso.go.th"→["door.example"`)
				everywhere(t, filepath.Join(dir, "th/screens"), "dmis.nhso.go.th", "door.example")
				everywhere(t, filepath.Join(dir, "th/screens"), "iam.nhso.go.th", "key.example")
			}
			code, stdout, _ := end(t, "check", "--content", dir, "--lang", "en")
			lines := strings.Split(strings.TrimSpace(regexp.MustCompile(`\d+ (places|files)`).ReplaceAllString(stdout, "N $1")), "\n")
			told := 0
			for _, line := range lines {
				if strings.Contains(line, "/"+v.says) {
					told++
				}
			}
			if code == exitOK || told != 1 || len(lines) > 10 {
				t.Errorf("code %d, told %d times in %d lines: %s", code, told, len(lines), stdout)
			}
			if code, stdout, _ := end(t, "check", "--content", dir, "--lang", "th"); code == exitOK || strings.Contains(stdout, "still say") || !strings.Contains(stdout, "แห่ง ใน ") {
				t.Errorf("in Thai: %s", stdout)
			}
		})
	}
}

// everywhere writes one word in another's place in all files of a folder, as editors do.
func everywhere(t *testing.T, dir, from, to string) {
	t.Helper()
	if err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Base(name) == readmeName {
			return err
		}
		raw, err := os.ReadFile(name)
		if err == nil && strings.Contains(string(raw), from) {
			err = os.WriteFile(name, []byte(strings.ReplaceAll(string(raw), from, to)), 0o600)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// TestANameThatIsReplacedEverywherePassesAndOneLeftPlaceIsOne follows what check says to do.
func TestANameThatIsReplacedEverywherePassesAndOneLeftPlaceIsOne(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, nil)
	everywhere(t, dir, "ThaID", "DigiD")
	end(t, "check", "--content", dir, "--record")
	if code, stdout, _ := end(t, "check", "--content", dir, "--lang", "en"); code != exitOK {
		t.Fatalf("replaced everywhere: %s", stdout)
	}
	write(t, filepath.Join(dir, "th/about.md"), "DigiD→ThaID")
	end(t, "check", "--content", dir, "--record")
	if _, stdout, _ := end(t, "check", "--content", dir, "--lang", "en"); !strings.Contains(stdout, `site.toml:9: app is "DigiD", and 1 place still says "ThaID"`) {
		t.Errorf("one place left: %s", stdout)
	}
	write(t, filepath.Join(dir, "th/about.md"), "ThaID→\"ThaID\"")
	end(t, "check", "--content", dir, "--record")
	if code, stdout, _ := end(t, "check", "--content", dir, "--lang", "en"); code != exitOK {
		t.Errorf("the other app, between quotation marks: %s", stdout)
	}
	write(t, filepath.Join(dir, "site.toml"), `app       = "DigiD"→app = "Pass"`)
	if _, stdout, _ := end(t, "check", "--content", dir, "--lang", "en"); !strings.Contains(stdout, `site.toml:9: app is "Pass", and no page says so; `) || !strings.HasSuffix(stdout, "\n1 fault\n") {
		t.Errorf("a name that the program never knew: %s", stdout)
	}
}

// TestWhatIsCountedIsSaidInTheSingularToo holds every count of the command line to its grammar.
func TestWhatIsCountedIsSaidInTheSingularToo(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{1: "1 place waits for a translation", 2: "2 places wait for a translation"} {
		if got := waitFor(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	plural := regexp.MustCompile(`(?:Sprintf|sayf|say|Fprintf)\([^"\n]*"[^"\n]*%d [a-z]+s\b`)
	for _, name := range sources {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range plural.FindAllString(string(raw), -1) {
			if !strings.HasSuffix(name, "_test.go") && !strings.HasSuffix(found, " ms") && !strings.HasSuffix(found, "%d files") && !strings.HasSuffix(found, "%d messages") {
				t.Errorf("%s: %q counts without a singular; use counted", name, found)
			}
		}
	}
}
