//go:build audit

package e2e

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// theChromium is this machine's.
func theChromium(t *testing.T, before string) (engine, error) {
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if file, err := exec.LookPath(name); err == nil {
			return startChromium(t, file, nil, before)
		}
	}
	return nil, fmt.Errorf("there is no Chromium: `make setup` brings one")
}

// remote is an engine that is driven by WebDriver's commands, over whichever wire.
type remote struct {
	do    func(command, method, path string, params any) (json.RawMessage, error)
	stop  func()
	print bool                          // whether it can say what it prints
	shape func(width, height int) error // makes the page's own area smaller than its window can be; nil: it cannot
	heard func() (string, error)        // what a screen reader is given of the page, paragraph by paragraph; nil: not told
}

func (r *remote) visit(address string) error {
	_, err := r.do("WebDriver:Navigate", http.MethodPost, "/url", map[string]any{"url": address})
	return err
}

func (r *remote) run(script string) (json.RawMessage, error) {
	return r.do("WebDriver:ExecuteScript", http.MethodPost, "/execute/sync", map[string]any{"script": "return (" + script + ")", "args": []any{}})
}

func (r *remote) size(width, height int) error {
	if r.shape != nil {
		return r.shape(width, height)
	}
	for range 2 { // the second time for what the window's own frame takes
		raw, err := r.run("[outerWidth-innerWidth,outerHeight-innerHeight]")
		var frame [2]int
		if err == nil {
			err = json.Unmarshal(raw, &frame)
		}
		if err != nil {
			return err
		}
		if _, err := r.do("WebDriver:SetWindowRect", http.MethodPost, "/window/rect", map[string]any{"width": width + frame[0], "height": height + frame[1]}); err != nil {
			return err
		}
	}
	return nil
}

func (r *remote) bytesOf(raw json.RawMessage, err error) ([]byte, error) {
	var text string
	if err == nil {
		err = json.Unmarshal(raw, &text)
	}
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(text)
}

func (r *remote) picture() ([]byte, error) {
	return r.bytesOf(r.do("WebDriver:TakeScreenshot", http.MethodGet, "/screenshot", map[string]any{"full": false}))
}

func (r *remote) pdf() ([]byte, error) {
	if !r.print {
		return nil, errCannotPrint
	}
	return r.bytesOf(r.do("WebDriver:Print", http.MethodPost, "/print", map[string]any{}))
}

func (r *remote) faults() []string { return nil }
func (r *remote) close()           { r.stop() }

// firefox is Debian's, driven by Marionette, its own wire for WebDriver's commands.
func firefox(t *testing.T, _ string) (engine, error) {
	port := freePort(t, "127.0.0.1")
	profile := t.TempDir()
	prefs := fmt.Sprintf("user_pref(\"marionette.port\", %s);\nuser_pref(\"intl.accept_languages\", \"th-TH,th\");\nuser_pref(\"app.update.enabled\", false);\nuser_pref(\"network.captive-portal-service.enabled\", false);\nuser_pref(\"network.connectivity-service.enabled\", false);\n", port)
	if err := os.WriteFile(filepath.Join(profile, "user.js"), []byte(prefs), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.Command("firefox-esr", "--headless", "--no-remote", "--marionette", "--remote-allow-system-access", "--profile", profile)
	cmd.Env = append(os.Environ(), "HOME="+profile)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	stop := func() { cmd.Process.Kill(); cmd.Wait() }
	var conn net.Conn
	var err error
	for end := time.Now().Add(patience); ; time.Sleep(200 * time.Millisecond) {
		if conn, err = net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			break
		}
		if time.Now().After(end) {
			stop()
			return nil, err
		}
	}
	in := bufio.NewReader(conn)
	read := func() ([]byte, error) {
		length, err := in.ReadString(':')
		if err != nil {
			return nil, err
		}
		n, err := strconv.Atoi(strings.TrimSuffix(length, ":"))
		if err != nil {
			return nil, err
		}
		raw := make([]byte, n)
		_, err = io.ReadFull(in, raw)
		return raw, err
	}
	if _, err := read(); err != nil { // its greeting
		stop()
		return nil, err
	}
	id := 0
	do := func(command, _, _ string, params any) (json.RawMessage, error) {
		id++
		raw, err := json.Marshal([]any{0, id, command, params})
		if err != nil {
			return nil, err
		}
		conn.SetDeadline(time.Now().Add(patience))
		if _, err := fmt.Fprintf(conn, "%d:%s", len(raw), raw); err != nil {
			return nil, err
		}
		if raw, err = read(); err != nil {
			return nil, err
		}
		var answer [4]json.RawMessage
		if err := json.Unmarshal(raw, &answer); err != nil {
			return nil, err
		}
		if string(answer[2]) != "null" {
			return nil, fmt.Errorf("%s: %s", command, answer[2])
		}
		var value struct {
			Value json.RawMessage `json:"value"`
		}
		if json.Unmarshal(answer[3], &value) == nil && value.Value != nil {
			return value.Value, nil
		}
		return answer[3], nil
	}
	if _, err := do("WebDriver:NewSession", "", "", map[string]any{}); err != nil {
		stop()
		return nil, err
	}
	within := func(script string, args ...any) (json.RawMessage, error) { // in the browser's own window, not in the page
		if _, err := do("Marionette:SetContext", "", "", map[string]any{"value": "chrome"}); err != nil {
			return nil, err
		}
		raw, err := do("WebDriver:ExecuteAsyncScript", "", "", map[string]any{"script": "const done = arguments[arguments.length - 1];" + script, "args": append([]any{}, args...)})
		if _, back := do("Marionette:SetContext", "", "", map[string]any{"value": "content"}); err == nil {
			err = back
		}
		return raw, err
	}
	// A window of Firefox is never narrower than 450 px. Its page can be: so its own tools for narrow screens do it too.
	shape := func(width, height int) error {
		if _, err := do("WebDriver:SetWindowRect", "", "", map[string]any{"width": 1500, "height": 1100}); err != nil {
			return err
		}
		_, err := within(`const style = gBrowser.selectedBrowser.style;
			for (const [side, px] of [["width", arguments[0]], ["height", arguments[1]]])
				for (const name of [side, "min-" + side, "max-" + side]) style.setProperty(name, px + "px", "important");
			done(null);`, width, height)
		return err
	}
	heard := func() (string, error) {
		raw, err := within(`const service = Cc["@mozilla.org/accessibilityService;1"].getService(Ci.nsIAccessibilityService), end = Date.now() + 60000;
			const look = () => {
				const out = [], walk = (a) => {
					try { out.push(a.name || "", a.QueryInterface(Ci.nsIAccessibleText).getText(0, -1)); } catch (e) { /* it has no text of its own */ }
					for (let i = 0; i < a.childCount; i++) walk(a.getChildAt(i));
				};
				try { walk(service.getAccessibleFor(gBrowser.selectedBrowser)); } catch (e) { /* not there yet */ }
				if (out.join("").length > 500 || Date.now() > end) done(out.join("\n")); else setTimeout(look, 300);
			};
			look();`)
		var text string
		if err == nil {
			err = json.Unmarshal(raw, &text)
		}
		return text, err
	}
	return &remote{do: do, stop: func() { conn.Close(); stop() }, print: true, shape: shape, heard: heard}, nil
}

// webkit is WebKitGTK's small browser on a screen of its own, driven by WebDriver.
func webkit(t *testing.T, _ string) (engine, error) {
	found, err := filepath.Glob("/usr/lib/*/webkit2gtk-4*/MiniBrowser")
	if err != nil || len(found) == 0 {
		return nil, fmt.Errorf("no MiniBrowser of WebKitGTK (make audit-setup): %w", err)
	}
	display := ":" + freePort(t, "127.0.0.1")[1:]
	server := exec.Command("Xvfb", display, "-screen", "0", "1600x1200x24", "-nolisten", "tcp")
	if err := server.Start(); err != nil {
		return nil, err
	}
	port := freePort(t, "127.0.0.1")
	driver := exec.Command("WebKitWebDriver", "--host=127.0.0.1", "--port="+port)
	driver.Env = append(os.Environ(), "DISPLAY="+display, "HOME="+t.TempDir(), "LANG=C.UTF-8", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1", "LIBGL_ALWAYS_SOFTWARE=1")
	if err := driver.Start(); err != nil {
		return nil, err
	}
	base := "http://127.0.0.1:" + port + "/session"
	session := ""
	do := func(command, method, path string, params any) (json.RawMessage, error) {
		var body io.Reader
		if method == http.MethodPost {
			raw, err := json.Marshal(params)
			if err != nil {
				return nil, err
			}
			body = bytes.NewReader(raw)
		}
		req, err := http.NewRequest(method, base+session+path, body)
		if err != nil {
			return nil, err
		}
		res, err := (&http.Client{Timeout: patience}).Do(req)
		if err != nil {
			return nil, err
		}
		defer res.Body.Close()
		var answer struct {
			Value json.RawMessage `json:"value"`
		}
		if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
			return nil, err
		}
		if res.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("%s: %s", command, answer.Value)
		}
		return answer.Value, nil
	}
	stop := func() {
		if session != "" {
			do("end", http.MethodDelete, "", nil)
		}
		for _, cmd := range []*exec.Cmd{driver, server} {
			cmd.Process.Kill()
			cmd.Wait()
		}
	}
	var raw json.RawMessage
	for end := time.Now().Add(patience); ; time.Sleep(300 * time.Millisecond) {
		raw, err = do("a session", http.MethodPost, "", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{"webkitgtk:browserOptions": map[string]any{"binary": found[len(found)-1], "args": []string{"--automation"}}}}})
		if err == nil || time.Now().After(end) {
			break
		}
	}
	var made struct {
		SessionID string `json:"sessionId"`
	}
	if err == nil {
		err = json.Unmarshal(raw, &made)
	}
	if err != nil {
		stop()
		return nil, err
	}
	session = "/" + made.SessionID
	return &remote{do: do, stop: stop}, nil
}

// TestAuditEngines makes the journey in each engine, and takes pictures of every kind of page in it: GUIDE_SCREENS/engines.
func TestAuditEngines(t *testing.T) {
	for _, e := range []struct {
		name     string
		make     maker
		searches bool // Chromium's old headless builds find no word at all
	}{
		{"chromium-80", oldChromium("../.ci/audit/node_modules/chromium-80"), false},
		{"chromium-92", oldChromium("node_modules/chromium-92"), false},
		{"chromium-109", oldChromium("../.ci/audit/node_modules/chromium-109"), false},
		{"chromium", theChromium, true},
		{"firefox", firefox, true},
		{"webkit", webkit, true},
	} {
		t.Run(e.name, func(t *testing.T) {
			t.Run("journey", func(t *testing.T) { walkEverywhere(t, e.make, "") })
			t.Run("words", func(t *testing.T) { findWords(t, e.make, e.searches) })
			t.Run("pictures", func(t *testing.T) { takePictures(t, e.make, e.name) })
		})
	}
}

// findWords looks for words that are kept on one line, as Ctrl+F does, copies them, and hears them where the engine tells.
func findWords(t *testing.T, of maker, searches bool) {
	site := start(t)
	s := of.open(t, site.url, "reader", 1366, 768, "")
	for path, words := range map[string][]string{"/th/guide/start": {"ปุ่มสีชมพู", "สีชมพู"}, "/th/guide/scan-qr": {"คิวอาร์โค้ด"}, "/th/guide/choose-thaid": {"รหัสผ่าน"}} {
		s.open(path)
		said := ""
		if r, ok := s.engine.(*remote); ok && r.heard != nil {
			var err error
			if said, err = r.heard(); err != nil {
				t.Fatal(err)
			}
			if at := unseen.FindStringIndex(said); at != nil {
				t.Errorf("%s: heard: %+q", path, said[max(0, at[0]-60):min(len(said), at[1]+60)])
			}
		}
		raw, err := s.run(js("copied"))
		var copied string
		if err == nil {
			err = json.Unmarshal(raw, &copied)
		}
		if err != nil {
			t.Fatal(err)
		}
		if at := unseen.FindStringIndex(copied); at != nil {
			t.Errorf("%s: copied: %+q", path, copied[max(0, at[0]-60):min(len(copied), at[1]+60)])
		}
		for _, word := range words {
			if !strings.Contains(copied, word) {
				t.Errorf("%s: copied, there is no %s", path, word)
			}
			if said != "" && !strings.Contains(said, word) {
				t.Errorf("%s: heard, there is no %s", path, word)
			}
			if !searches {
				continue
			}
			// Firefox leaves the mark at the end out of what it selects, in whatever text.
			s.is("finding "+word, fmt.Sprintf(`(word=>{getSelection().removeAllRanges();if(!window.find(word,false,false,true))return false;const g=getSelection().getRangeAt(0),rest=/^[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*/.exec((g.endContainer.data||"").slice(g.endOffset))[0];const found=getSelection().toString();return found===word||found+rest===word})(%q)`, word))
		}
	}
}

func takePictures(t *testing.T, of maker, name string) {
	dir := os.Getenv("GUIDE_SCREENS")
	if dir == "" {
		dir = t.TempDir()
	}
	dir = filepath.Join(dir, "engines", name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	site := start(t)
	s := of.open(t, site.url, name, 1366, 768, "")
	s.open("/th/workshop")
	s.press(`form[action$="/workshop"] button`)
	s.arrive("/workshop/[0-9]+/trainer")
	id := strings.ReplaceAll(s.text(".console-code .mono"), " ", "")
	s.open("/j/" + id)
	s.press(`form[action$="/join"] button`)
	s.is("given a number", seen(".bignumber"))
	pages := map[string]string{"console": "/th/workshop/" + id + "/trainer", "wall": "/th/workshop/" + id + "/screen", "report": "/th/workshop/" + id + "/report", "seat": "/j/" + id,
		"phone": "/d", "type": "/d/app", "not-found": "/th/nonesuch", "chat": "/th/practice/relayed-code/chat", "code": "/th/practice/standard/qr"}
	for _, path := range []string{"home", "stuck", "prepare", "summary", "help", "quiz", "finish", "print", "launch", "privacy", "workshop", "practice/", "present/", "present/scan-qr", "present/choose-thaid", "present/summary",
		"guide/start", "guide/choose-thaid", "guide/scan-qr", "guide/signed-in", "guide/cannot-sign-in"} {
		pages[strings.Trim(strings.ReplaceAll(path, "/", "-"), "-")] = "/th/" + strings.TrimPrefix(path, "home")
	}
	for _, window := range [][2]int{{1366, 768}, {390, 844}} {
		if err := s.size(window[0], window[1]); err != nil {
			t.Fatal(err)
		}
		for page, path := range pages {
			s.open(path)
			time.Sleep(500 * time.Millisecond) // what comes by script
			shot, err := s.picture()
			if err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d.png", page, window[0])), shot, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
