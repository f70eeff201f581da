package tutorial_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Who answers wrongly is sent to look again: what is right must be written there, not only near by.
func TestWhereAQuestionSendsOneToLookAgainItsAnswerIsWritten(t *testing.T) {
	answers := map[string]string{ // by question: words of the right answer
		"address": "dmis.nhso.go.th", "after-slip": "แจ้ง Admin", "blue-button": "ปุ่มสีฟ้า", "expired-code": "เปิดหน้า NAPPLUS ใหม่",
		"no-password": "ไม่ต้องกรอก", "other-host": ".go.th", "pink-button": "ปุ่มสีชมพูที่มุมขวาบน", "relayed-code": "อย่าสแกน",
		"scan-in-app": "เปิดแอป ThaID แล้วสแกนในแอป", "second-time": "หยุด", "shared-computer": "ออกจากระบบ", "thaid-icon": "เลื่อนหน้าลงมาด้านล่าง",
		"whose-menus": "ตามสิทธิ์",
	}
	const root = "../../content/th/"
	read := func(path string) string {
		t.Helper()
		raw, err := os.ReadFile(root + path)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	files, err := filepath.Glob(root + "quiz/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no questions: %v", err)
	}
	step := regexp.MustCompile(`(?m)^step: /(\w+)[/#]([\w-]+)$`)
	for _, path := range files {
		id := strings.TrimSuffix(filepath.Base(path), ".md")
		to := step.FindStringSubmatch(read("quiz/" + id + ".md"))
		if to == nil || answers[id] == "" {
			t.Errorf("%s: leads to %q, and its answer is %q", id, to, answers[id])
			continue
		}
		text := ""
		if to[1] == "help" {
			_, text, _ = strings.Cut(read("help.md"), "{#"+to[2]+"}")
			text, _, _ = strings.Cut(text, "\n## ")
		} else {
			_, text, _ = strings.Cut(read(to[1]+"/"+to[2]+".md"), "\n---\n")
		}
		if !strings.Contains(text, answers[id]) {
			t.Errorf("%s: %s does not say %q", id, to[0], answers[id])
		}
	}
}
