package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"strings"
	"testing"
	"time"
)

// playful takes numbers in a room that it never uses.
func playful(t *testing.T, guide *program, id string, numbers int) {
	t.Helper()
	for n := range numbers {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			path := map[string]string{http.MethodGet: "/j/" + id, http.MethodPost: "/workshop/" + id + "/join"}[method]
			req, err := http.NewRequest(method, guide.url+path, strings.NewReader(""))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Origin", guide.url)
			res, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			io.Copy(io.Discard, res.Body)
			res.Body.Close()
			if res.StatusCode >= 400 {
				t.Fatalf("number %d: %s", n, res.Status)
			}
		}
	}
}

// Somebody plays with the room: the console says so in a line, and one press each helps. Who is in the room notices nothing.
func TestTheTrainerEndsAFloodWithOnePressEach(t *testing.T) {
	t.Parallel()
	for _, dev := range someOf(1, pc, pc.withoutScript()) {
		t.Run(map[bool]string{false: "with script", true: "without script"}[dev.noScript], func(t *testing.T) {
			guide := start(t)
			trainer, person := dev.named("trainer").open(t, guide.url), mobile.named("person").open(t, guide.url)
			trainer.visit("/th/workshop")
			trainer.press("#open form button")
			trainer.arriveAt(`^/th/workshop/\d{6}/trainer$`)
			id := regexp.MustCompile(`\d{6}`).FindString(trainer.path())
			person.visit("/j/" + id)
			person.press(`form[action$="/join"] button`)
			person.waitFor(".bignumber")
			playful(t, guide, id, 20)

			twenty := `((document.querySelector("#c-flood p")||{}).textContent||"").includes("20 หมายเลข")`
			for end := time.Now().Add(patience); dev.noScript && !trainer.try(twenty) && time.Now().Before(end); {
				time.Sleep(time.Second)
				trainer.reload() // without script a page shows what is new when it is asked for again
			}
			trainer.wait("a line on twenty numbers", twenty)
			if said := trainer.text("#c-flood p"); !strings.Contains(said, trainer.text(`form[action$="/free-idle"] button`)) {
				t.Errorf("the line is %q", said)
			}
			trainer.snap(fmt.Sprintf("flood-%v", dev.noScript))
			trainer.press(`form[action$="/free-idle"] button`)
			trainer.wait("a word on how many", `[...document.querySelectorAll("p.sent,.at-door [role=status]")].some(e=>e.textContent.includes("เอาออกแล้ว 20 หมายเลข"))`)
			trainer.waitGone("#c-flood p")
			trainer.wait("one number", `document.querySelector(".console-here b").textContent==="1"`)

			person.press(`form.call button`)
			person.wait("the call to be taken", `!!document.querySelector(".calling")`)
			if dev.noScript {
				trainer.reload()
			}
			trainer.press(`form[action$="/answer"]:has(input[value=all]) button`)
			trainer.waitGone(".waits")
			person.waitGone(".calling")
			person.wait("a word on hands that rest", `document.querySelector("#hub [role=status]")?.textContent.includes("พัก")&&!document.querySelector("form.call")`)

			trainer.press(`form[action$="/lock"]:has(input[value=yes]) button`)
			trainer.wait("a closed door", `!!document.querySelector('form[action$="/lock"] input[value=no]')`)
			late := mobile.named("late").open(t, guide.url).expect("answer 403", "console error")
			late.visit("/j/" + id)
			late.wait("a word on a closed door", `document.body.dataset.page==="room/locked"`)
			person.reload()
			person.waitFor(".bignumber")
		})
	}
}
