//go:build !race || audit

package server_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// What the privacy page says of cookies is what there is: their names, what each keeps, and for how long.
func TestTheCookiesAreThoseOfThePrivacyPage(t *testing.T) {
	public := baseURL()
	public.Scheme, public.Host = "https", "guide.example.org"
	w := start(t, setup{public: public})
	day := 24 * time.Hour
	ages := map[string]time.Duration{"guide-sid": 0, "guide-lang": 365 * day, "guide-progress": 365 * day, "guide-app": 365 * day, "guide-seat": 2 * day, "guide-trainer": 2 * day} // 0: until the browser is closed
	for _, secure := range []bool{false, true} {
		b := w.browser()
		var jar = map[string]*http.Cookie{}
		note := func(a answer) answer {
			t.Helper()
			for _, c := range a.Cookies() {
				jar[c.Name] = c
			}
			var kept []string
			for name, c := range jar {
				kept = append(kept, name+"="+c.Value)
			}
			b.header["Cookie"] = strings.Join(kept, "; ")
			return a
		}
		b.http.Jar = nil
		if secure {
			b.header["Host"], b.header["Origin"] = public.Host, public.String()
		}
		note(b.get("/th/?lang=th").want(t, 302))
		note(b.get("/progress?page=guide/start").want(t, 204))
		note(b.post("/th/practice/standard/grant", "").want(t, 307)) // the cookie comes on the way
		made := note(b.post("/th/practice/standard/grant", "").want(t, 303))
		g, err := w.store.Grant(t.Context(), strings.TrimPrefix(made.Header.Get("Location"), "/th/g/"))
		if err != nil {
			t.Fatal(err)
		}
		note(b.post("/d/"+g.ScanCode+"/approve", "").want(t, 303))
		note(b.get("/th/workshop").want(t, 200))
		console := note(b.post("/workshop", "lang=th").want(t, 303)).Header.Get("Location")
		id := regexp.MustCompile(`\d{6}`).FindString(console)
		note(b.get("/j/"+id).want(t, 200))
		note(b.post("/workshop/"+id+"/join", "").want(t, 303))
		if note(b.get("/")).Header.Get("Location") != "/th/" || !strings.Contains(b.get("/th/").body, "data-resume") {
			t.Error("the cookies are not read again")
		}
		note(b.get(console).want(t, 200))
		note(b.get("/j/"+id).want(t, 200))

		var names []string
		for name, c := range jar {
			plain, isHost := strings.CutPrefix(name, "__Host-")
			names = append(names, plain)
			if isHost != secure || c.Secure != secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
				t.Errorf("https %v: %s", secure, c.Raw)
			}
			age := time.Duration(c.MaxAge) * time.Second
			if !c.Expires.IsZero() { // a browser whose clock is a year ahead of ours would drop it
				t.Errorf("%s is good until a time of day: %s", name, c.Raw)
			}
			if want, known := ages[plain]; !known || age != want {
				t.Errorf("%s lasts %s, want %s", name, age, want)
			}
		}
		slices.Sort(names)
		if len(names) != len(ages) {
			t.Errorf("https %v: cookies %v", secure, names)
		}
	}
	for lang, words := range map[string][]string{
		"th": {"หนึ่งปี", "สองวัน", "เมื่อปิดเบราว์เซอร์", "24 ชั่วโมง", "ที่อยู่ IP", "__Host-"},
		"en": {"one year", "two days", "when the browser is closed", "24 hours", "IP address", "__Host-"},
	} {
		page := regexp.MustCompile(`</?span[^>]*>`).ReplaceAllString(w.browser().get("/"+lang+"/privacy").want(t, 200).body, "")
		for name := range ages {
			if !strings.Contains(page, fmt.Sprintf("<code>%s</code>", name)) {
				t.Errorf("/%s/privacy does not name the cookie %s", lang, name)
			}
		}
		for _, m := range regexp.MustCompile(`<code>([\w-]+)</code>`).FindAllStringSubmatch(page, -1) {
			if _, known := ages[m[1]]; !known && m[1] != "__Host-" {
				t.Errorf("/%s/privacy names %s, which is no cookie", lang, m[1])
			}
		}
		for _, word := range words {
			if !strings.Contains(page, word) {
				t.Errorf("/%s/privacy does not say %q", lang, word)
			}
		}
	}
}

// What the scripts keep in the browser is what the privacy page says: a key that it does not tell of is told of here.
func TestWhatTheScriptsKeepStandsOnThePrivacyPage(t *testing.T) {
	said := map[string][2]string{
		"progress": {"ฝึกขั้นไหนแล้ว", "Which steps you have practised"},
		"clear":    {"ขั้นนี้เข้าใจไหม", "Was this step clear?"},
		"judged":   {"ดูที่อยู่เว็บ", "run on addresses"},
		"size":     {"ขนาดตัวอักษร", "size of the text"},
		"theme":    {"สีของหน้า", "the colours"},
		"keys":     {"ปุ่มลัด", "shortcuts are off"},
		"speaks":   {"ค่ะ/ครับ", "ready messages"},
		"quiz":     {"พากลับไปที่คำถาม", "leads back to the quiz"},
		"room":     {"จำหมายเลขของคุณ", "remember your number"},
	}
	w := start(t, setup{})
	var pages [2]string
	for i, lang := range []string{"th", "en"} {
		pages[i] = plainText(w.browser().get("/"+lang+"/privacy").want(t, 200).body)
		if quiz := []string{"ทดสอบความเข้าใจ", "the quiz"}[i]; !strings.Contains(pages[i], quiz) { // within progress
			t.Errorf("%s does not tell of the quiz", lang)
		}
	}
	scripts, err := filepath.Glob("../static/js/*.js")
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]bool{}
	for _, script := range scripts {
		raw, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range regexp.MustCompile(`"nap\.(\w+)`).FindAllStringSubmatch(string(raw), -1) {
			met[key[1]] = true
			words, known := said[key[1]]
			for i := range pages {
				if !known || !strings.Contains(pages[i], words[i]) {
					t.Errorf("%s keeps %q, of which a privacy page says nothing", filepath.Base(script), key[1])
				}
			}
		}
	}
	if len(met) != len(said) {
		t.Errorf("kept is %v", met)
	}
}
