package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// twice presses a place two times, as one does who is used to double clicks; meanwhile waits for what the first does. To the page the
// second comes so long after the first, however busy the machine is: its clock is held at each press.
func (p *tab) twice(sel string, between time.Duration, meanwhile func()) {
	p.t.Helper()
	p.waitFor(sel)
	at := eval[spot](p, `(b=>{b.scrollIntoView({block:"nearest",behavior:"instant"});const r=b.getBoundingClientRect();return {X:r.x+r.width/2,Y:r.y+r.height/2}})(`+visibleJS+`(`+quote(sel)+`)[0])`)
	press := func(n int, now string) {
		eval[bool](p, `!addEventListener("mouseup",(e)=>{window.lastTap={x:e.clientX,y:e.clientY};const now=window.lastPress=`+now+`;performance.now=()=>now;setTimeout(()=>{delete performance.now})},{capture:true,once:true})`)
		if p.dev.touch {
			p.do("tapping", chromedp.TapXY(at.X, at.Y))
			return
		}
		p.do("clicking",
			chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, at.X, at.Y, chromedp.ButtonLeft, chromedp.ClickCount(n)),
			chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, at.X, at.Y, chromedp.ButtonLeft, chromedp.ClickCount(n)))
	}
	press(1, "performance.now()")
	meanwhile()
	press(2, fmt.Sprint("lastPress+", between.Milliseconds()))
}

// Whoever presses twice where one press does it, gets what one press does: on the console nothing is passed over or taken
// back, and a call stays a call.
func TestInAClassADoublePressDoesWhatOnePressDoes(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r, one := openRoom(t, guide).withoutWall(), mobile.sized(320, 568).open(t, guide.url)
	r.join(one)
	one.visit("/th/guide/start")
	// The console has been drawn anew when the second press comes, and to the page it is still a double click.
	const slow = 420 * time.Millisecond
	r.trainer.twice("form[data-key=next] button", slow, func() { r.trainer.waitFor(".drive-steps li:not(:first-child).current") })
	r.trainer.twice("form[data-key=freeze] button", slow, func() { r.trainer.waitFor(".paused") })
	time.Sleep(700 * time.Millisecond) // what a second press did would show by now
	if !r.trainer.sees(".drive-steps li:nth-child(2).current") || !r.trainer.sees(".paused") {
		t.Error("a double click on the console passes a step over, or takes back what it did")
	}
	r.trainer.press("form[data-key=freeze] button")
	r.trainer.waitGone(".paused")

	one.waitFor(".room-bar [data-call]")
	one.twice(".room-bar [data-call]", 200*time.Millisecond, func() {
		one.waitFor(".room-called")
		if !eval[bool](one, `((r)=>r.left<lastTap.x&&lastTap.x<r.right&&r.top<lastTap.y&&lastTap.y<r.bottom)(document.querySelector("[data-uncall]").getBoundingClientRect())`) {
			t.Error("what takes the call back does not lie where it was called: the double tap proves nothing")
		}
	})
	r.trainer.waitFor(`.waits li[data-key="1"]`)
	time.Sleep(300 * time.Millisecond)
	if !one.sees(".room-called") {
		t.Error("a double tap on the call takes it back")
	}
	one.press("[data-uncall]")
	one.waitGone(".room-called")
}
