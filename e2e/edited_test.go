package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// follower is a browser without a screen: it keeps cookies and stays where an answer leads.
type follower struct {
	t    *testing.T
	at   string
	http *http.Client
}

// tags part words, which may wrap anywhere.
var tags = regexp.MustCompile(`<[^>]*>`)

func (p *program) follower() *follower {
	jar, _ := cookiejar.New(nil)
	return &follower{p.t, p.url, &http.Client{Jar: jar}}
}

func (v *follower) ask(method, path string, form url.Values, accept string) (status int, at, body string) {
	v.t.Helper()
	request, err := http.NewRequest(method, v.at+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	request.Header.Set("Accept", accept)
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := v.http.Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	defer response.Body.Close()
	raw, _ := io.ReadAll(response.Body)
	return response.StatusCode, response.Request.URL.Path, tags.ReplaceAllString(string(raw), "")
}

// While the program is off, somebody edits away what a class and a code stand on. When it is back the class waits in its
// room, whose number still holds, and the code's page says what happened.
func TestAClassAndACodeWhoseRunIsEditedAwayAcrossARestartFindWords(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "content")
	if err := os.CopyFS(dir, os.DirFS("../content")); err != nil {
		t.Fatal(err)
	}
	p := start(t, "--content", dir)
	trainer, nurse := p.follower(), p.follower()
	trainer.ask("GET", "/th/workshop", nil, "text/html")
	_, at, _ := trainer.ask("POST", "/workshop", url.Values{"lang": {"th"}, "base": {""}}, "text/html")
	room := regexp.MustCompile(`\d{6}`).FindString(at)
	if room == "" {
		t.Fatalf("the room's console is at %q", at)
	}
	nurse.ask("GET", "/j/"+room, nil, "text/html")
	nurse.ask("POST", "/workshop/"+room+"/join", nil, "text/html")
	if status, _, body := trainer.ask("POST", "/workshop/"+room+"/start", url.Values{"lang": {"th"}, "run": {"relayed-code"}}, "text/html"); status != http.StatusOK {
		t.Fatalf("%d %s", status, tail(body, 200))
	}
	var made struct{ ID string }
	status, _, body := nurse.ask("POST", "/th/practice/relayed-code/grant", url.Values{"place": {"chat-code"}}, "application/json")
	if err := json.Unmarshal([]byte(body), &made); err != nil || status != http.StatusCreated {
		t.Fatalf("%d %s", status, tail(body, 300))
	}

	p.kill()
	for _, lang := range []string{"th", "en"} {
		for _, run := range []string{"surprise", "relayed-code"} {
			if err := os.Remove(filepath.Join(dir, lang, "scenarios", run+".md")); err != nil {
				t.Fatal(err)
			}
		}
	}
	facts := filepath.Join(dir, "site.toml")
	raw, err := os.ReadFile(facts)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(facts, []byte(strings.Replace(string(raw), `"lookalike", "relayed-code"`, `"lookalike"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	p.run()

	if status, _, body := nurse.ask("GET", "/j/"+room, nil, "text/html"); status != http.StatusOK || !strings.Contains(body, "รอวิทยากรเริ่ม") {
		t.Errorf("the class does not wait: %d %s", status, tail(body, 300))
	}
	if status, _, _ := trainer.ask("GET", "/th/workshop/"+room+"/trainer", nil, "text/html"); status != http.StatusOK {
		t.Errorf("the console: %d", status)
	}
	if status, _, body := nurse.ask("GET", "/th/g/"+made.ID, nil, "text/html"); status != http.StatusNotFound || !strings.Contains(body, "เพิ่งเปลี่ยน") {
		t.Errorf("the code's page: %d %s", status, tail(body, 300))
	}
}
