package main

import (
	"regexp"
	"strings"
	"testing"
)

// TestAfterAScreenHasChangedCheckListsEveryPlaceWhoseWordsPromiseTheOldOne changes one thing of a screen at a time.
func TestAfterAScreenHasChangedCheckListsEveryPlaceWhoseWordsPromiseTheOldOne(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		name    string
		changes map[string]string
		msg     string
		files   []string // where the words stand, each at least once
		least   int
	}{
		{"another colour", map[string]string{"th/screens/napplus.md": "{.pink .top-right}→{.green .top-right}"},
			`promise a button that is "(ชมพู|pink)"`, []string{"th/guide/start.md", "en/guide/start.md", "th/quiz/pink-button.md", "th/scenarios/expired.md", "en/screens/napplus.md"}, 12},
		{"another colour, of which the interface speaks", map[string]string{"th/screens/error.md": "(go-back){.blue}→(go-back){.grey}"},
			`promise a button that is "(ฟ้า|blue)"`, []string{"th/stuck/error-page.md", "site.toml", "th/summary.md", "en/quiz/blue-button.md"}, 12},
		{"another place", map[string]string{"th/screens/napplus.md": "{.pink .top-right}→{.pink .top-left}"},
			`promise the button at "(ขวาบน|top right)"`, []string{"th/guide/start.md", "en/guide/start.md", "en/quiz/pink-button.md"}, 5},
		{"another label", map[string]string{"th/screens/napplus.md": "โดยให้เลือกวิธี ThaiID เท่านั้น](→ด้วยแอป](", "en/screens/napplus.md": "โดยให้เลือกวิธี ThaiID เท่านั้น](→ด้วยแอป]("},
			`quote "เข้าสู่ระบบผ่าน OSS สปสช. โดยให้เลือกวิธี ThaiID เท่านั้น"`, []string{"th/guide/start.md", "en/guide/start.md"}, 2},
		{"another host", map[string]string{
			"th/screens/napplus.md": "https://dmis.nhso.go.th/→https://nap.nhso.go.th/", "th/screens/error.md": "https://dmis.nhso.go.th/→https://nap.nhso.go.th/",
			"th/screens/dashboard.md": "https://dmis.nhso.go.th/→https://nap.nhso.go.th/",
			"site.toml":               "hosts     = [\"dmis.nhso.go.th\"→hosts     = [\"nap.nhso.go.th\""},
			`name the host "dmis.nhso.go.th"`, []string{"th/help.md", "en/help.md"}, 4},
	} {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			dir := ownCopy(t, v.changes)
			if v.name == "another host" {
				write(t, dir+"/site.toml", "live      = \"https://dmis→live      = \"https://nap")
			}
			_, stdout, _ := end(t, "check", "--content", dir, "--lang", "en")
			found := regexp.MustCompile(`(?m)^.*\.(md|toml):[0-9]+: the words `+v.msg+`.*$`).FindAllString(stdout, -1)
			if len(found) < v.least {
				t.Errorf("%d places are listed:\n%s", len(found), stdout)
			}
			all := strings.Join(found, "\n")
			for _, file := range v.files {
				if !strings.Contains(all, file+":") {
					t.Errorf("nothing is said of %s:\n%s", file, stdout)
				}
			}
			_, thai, _ := end(t, "check", "--content", dir, "--lang", "th")
			if strings.Contains(thai, "the words") {
				t.Errorf("not said in Thai:\n%s", thai)
			}
		})
	}
}

// TestWordsThatKeepTheirPromisesAreLeftAlone has what looks like a promise and is none.
func TestWordsThatKeepTheirPromisesAreLeftAlone(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, map[string]string{"th/about.md": "\n---\n→\n---\nกรอบสีเหลืองคือหน้าจอจำลอง เลือก \"ThaID\" แล้วคลิกปุ่มสีฟ้า ดู dmis.nhso.go.th กับ dmis.nhso.go.th.nap.example และไฟล์ unit.toml\n\n"})
	end(t, "check", "--content", dir, "--record")
	if _, stdout, _ := end(t, "check", "--content", dir, "--lang", "en"); stdout != "no fault\n" {
		t.Error(stdout)
	}
}
