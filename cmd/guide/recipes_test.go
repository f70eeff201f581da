package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"napguide/internal/recipe"
)

// secondSystem is a made-up login, as a folder of content.
const secondSystem = "../../server/testdata/stores"

// recipes are those of content/README.md, by number.
func recipes(t *testing.T) map[string]recipe.Recipe {
	t.Helper()
	raw, err := os.ReadFile("../../content/README.md")
	if err != nil {
		t.Fatal(err)
	}
	list, err := recipe.Read(string(raw))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]recipe.Recipe{}
	for _, r := range list {
		out[r.Number] = r
	}
	return out
}

// cooked is a content folder after a recipe.
func cooked(t *testing.T, r recipe.Recipe) (dir string, flags []string) {
	t.Helper()
	dir = ownCopy(t, nil)
	if r.Number == "9" {
		dir = filepath.Join(t.TempDir(), "stores")
		if err := os.CopyFS(dir, os.DirFS(secondSystem)); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Apply(dir); err != nil {
		t.Fatal(err)
	}
	if unit := filepath.Join(dir, "unit.toml"); r.Number == "7" {
		flags = []string{"--unit", unit}
	}
	return dir, flags
}

// TestEachRecipeForWritersPassesTheCheckAndItsLikelySlipsAreTold holds the README to what the program does, and to what check
// says, with file, line and what to do.
func TestEachRecipeForWritersPassesTheCheckAndItsLikelySlipsAreTold(t *testing.T) {
	t.Parallel()
	all := recipes(t)
	if len(all) != 9 {
		t.Fatalf("there are %d recipes", len(all))
	}
	for number, r := range all {
		t.Run(r.Title, func(t *testing.T) {
			t.Parallel()
			dir, flags := cooked(t, r)
			end(t, "check", "--content", dir, "--record")
			code, stdout, _ := end(t, append([]string{"check", "--content", dir, "--lang", "en"}, flags...)...)
			waits := strings.Contains(stdout, "places wait for a translation")
			if code != exitOK || !strings.HasSuffix(stdout, "no fault\n") || waits != (number == "8") {
				t.Errorf("code %d: %s", code, stdout)
			}
			tellsOf(t, r, dir, flags, slips(number, false)...)
		})
	}
}

// slip is what people get wrong in a recipe, and what check says of it: one of its lines begins with at, and has says.
type slip struct {
	recipe         string
	in, find, with string // find "" stands for: the file is not there
	at, says       string
	alone          bool // tried without the recipe's other slips, which it would hide or meet
}

// slips are those of a recipe.
func slips(number string, alone bool) []slip {
	return slices.DeleteFunc([]slip{
		{"1", "th/guide/start.md", "มุมซ้ายบน", "มุมขวาบน", "th/guide/start.md:6: ", `the words promise the button at "ขวาบน", and no screen shows it there`, false},
		{"1", "th/guide/start.md", `"เข้าใช้งานด้วย ThaID"`, `"เข้าสู่ระบบผ่าน OSS สปสช."`, "th/guide/start.md:15: ", `and no screen shows it; quote what stands on the screen now`, false},
		{"1", "th/screens/napplus.md", "{.pink .top-left}", "{.pinkish .top-left}", "th/screens/napplus.md:12: ", `there is no colour or position "pinkish"; the nearest is "pink"`, true},
		{"1", "th/screens/napplus.md", "(sign-in-oss){", "(sign-in-oss) {", "th/screens/napplus.md:12: ", `something else stands beside what is to be pressed`, true},
		{"2", "th/screens/napplus.md", "> **ประกาศ**", "> ประกาศ", "th/screens/napplus.md:15: ", `a notice has no bold first line`, false},
		{"2", "en/screens/napplus.md", "\n[User name", "\n> **ประกาศ**\n>\n> ปิด\n\n[User name", "en/screens/napplus.md:24: ", `this part of the screen is another one than line`, true},
		{"3", "th/screens/sso.md", "- [ ] staff-card: บัตรเจ้าหน้าที่ใช้กับ NAP ไม่ได้ ให้เลือกไอคอน ThaID\n", "", "th/scenarios/declined.md:12: ", `shows the action "staff-card", and this state does not answer it`, false},
		{"3", "en/screens/sso.md", "- [Staff card](staff-card)\n", "", "en/screens/sso.md:17: ", `this part of the screen is another one than line`, false},
		{"3", "th/screens/sso.md", "{.icon-card}", "{.icon-cart}", "th/screens/sso.md:18: ", `there is no icon "cart"; the nearest is "card"`, false},
		{"4", "th/scenarios/guide.md", "- sign-in-oss -> terms", "- sign-in-oss -> sso", "th/scenarios/guide.md:14: ", `nothing leads to the state "terms"`, false},
		{"4", "th/guide/terms.md", "", "", "th/scenarios/guide.md:14: ", `no step stands at the state "terms" of the guided run`, true},
		{"4", "th/guide/choose-thaid.md", "order: 3", "order: 2", "th/guide/terms.md:3: ", `order 2 is taken by another page`, false},
		{"4", "th/summary.md", "summary: ขั้นตอน", "summary: สี่ขั้นตอน", "th/summary.md:4: ", `counts other steps than the guide has, which is 5`, false},
		{"5", "th/scenarios/left-open.md", "-> napplus:", "-> naplus:", "th/scenarios/left-open.md:14: ", `there is no state "naplus"; did you mean "napplus"?`, false},
		{"5", "th/scenarios/left-open.md", ": งานจะเป็นชื่อของเขา ออกจากระบบให้เขาก่อน", "", "th/scenarios/left-open.md:15: ", `"go-on" leads nowhere and explains nothing`, false},
		{"5", "th/scenarios/left-open.md", `[ทำงานต่อเลย](go-on "ทำงานต่อในชื่อคนอื่น")`, "go-on", "th/scenarios/left-open.md:15: ", `nothing shows the action "go-on"`, true},
		{"6", "th/guide/sign-out.md", "action: sign-out", "action: sign-off", "th/guide/sign-out.md:11: ", `the state "leave" has no action "sign-off"; did you mean "sign-out"?`, false},
		{"6", "th/guide/sign-out.md", "state: leave", "state: dashboard", "th/guide/sign-out.md:10: ", `stands at the state "dashboard" too`, true},
		{"7", "unit.toml", `{ th = "งานทะเบียนผู้ใช้ระบบ", en = "User registration desk" }`, `"คุณสมศรี"`, "unit.toml:1: ", `admin looks like a person's name`, false},
		{"7", "unit.toml", `phone = "1234"`, `phone = "ring twice"`, "unit.toml:2: ", `phone is no number`, true},
		{"7", "unit.toml", `line = `, `boss = `, "unit.toml:4: ", `the key "boss" is unknown`, true},
		{"8", "locales/active.lo.toml", "", "", "lo:1: ", `there is no language "lo"; add its interface words`, true},
		{"8", "locales/active.lo.toml", "{{.Language}}", "{Language}", "locales/active.lo.toml:6: ", `has the placeholders`, false},
		{"9", "th/screens/gate.md", "address: https://stores.kite.example/enter", "address: https://stores.kite.com/enter", "th/screens/gate.md:4: ", `which somebody could own`, true},
		{"9", "site.toml", `"https://stores.kite.example/enter"`, `"https://id.kite.example/enter"`, "site.toml:11: ", `live leads to`, true},
		{"9", "th/summary.md", "ปุ่มสีเขียว", "ปุ่มสีฟ้า", "th/summary.md:6: ", `the words promise a button that is`, false},
	}, func(v slip) bool { return v.recipe != number || v.alone != alone })
}

// tellsOf makes slips in what a recipe made, and looks whether check tells each where it is, with what to do.
func tellsOf(t *testing.T, r recipe.Recipe, dir string, flags []string, slips ...slip) {
	t.Helper()
	for _, v := range slips {
		if file := filepath.Join(dir, v.in); v.find != "" {
			write(t, file, v.find+"→"+v.with)
		} else if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(r.Text, "`"+v.says) && !strings.Contains(r.Text, v.says+"`") {
			t.Errorf("recipe %s does not tell that check says %q", r.Number, v.says)
		}
	}
	code, stdout, _ := end(t, append([]string{"check", "--content", dir, "--lang", "en"}, flags...)...)
	for _, v := range slips {
		found := false
		for line := range strings.Lines(stdout) {
			_, below, _ := strings.Cut(line, filepath.Base(dir)+"/")
			found = found || strings.HasPrefix(below, v.at) && strings.Contains(below, v.says) && strings.Contains(below, "; ")
		}
		if code == exitOK || !found {
			t.Errorf("code %d, nothing says %q at %s:\n%s", code, v.says, v.at, stdout)
		}
	}
}
