package e2e

import (
	"strings"
	"testing"
)

// A network's name and password stand on the wall in one line each, as far as they may be long, and nothing is cut off.
func TestALongNetworkNameStandsOnTheWallInOneLine(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	for _, c := range [][2]string{{"OPD", "napnapnap"}, {"RPH-Meeting-Room-Building3-5GHz0", "Password-of-32-characters-0000000"}, {"ห้องประชุม", strings.Repeat("Abcd-1234", 7)}} {
		r.trainer.press(`.at-door details:has(#wifi):not([open]) summary`)
		eval[bool](r.trainer, `["wifi","pass"].every(id=>{document.getElementById(id).value="";return true})`)
		r.trainer.typeInto("#wifi", c[0])
		r.trainer.typeInto("#pass", c[1])
		r.trainer.press(`.at-door form[action$="/wifi"] button`)
		r.board.wait(c[0], `[...document.querySelectorAll(".wall-qr.wifi p b")].some(b=>b.textContent===`+quote(c[0])+`)`)
		for _, size := range [][2]int64{{1280, 720}, {1920, 1080}} {
			r.board.become(wall.sized(size[0], size[1]))
			for _, fault := range eval[[]string](r.board, `[...document.querySelectorAll(".wall-qr.wifi p b")].flatMap(b=>{
				const r=document.createRange(); r.selectNodeContents(b);
				const box=b.closest("p").getBoundingClientRect(), text=r.getBoundingClientRect(), lines=new Set([...r.getClientRects()].map(l=>Math.round(l.top))).size;
				return [b.textContent.length<=32&&lines>1?"in "+lines+" lines":"", text.left<box.left-1||text.right>box.right+1?"wider than its place":"", box.bottom>innerHeight?"below the wall":"", parseFloat(getComputedStyle(b).fontSize)<innerWidth/1920*26?"too small":""].filter(s=>s).map(s=>b.textContent+" is "+s);
			})`) {
				t.Errorf("at %dx%d %s", size[0], size[1], fault)
			}
		}
	}
}

// A place of the greatest length is cut off nowhere: not in the report, not in what it offers to paste, not on paper.
func TestALongPlaceFitsTheReport(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	place := string([]rune(strings.Repeat("ห้องประชุมเฉลิมพระเกียรติ ", 5))[:99]) + "จ"
	r.trainer.visit("/th/workshop/" + r.id + "/report")
	r.trainer.typeInto("#place", place)
	r.trainer.send(`form[action$="/place"] button`)
	for _, size := range [][2]int64{{1366, 768}, {360, 640}} {
		r.trainer.become(pc.sized(size[0], size[1]))
		if got := r.trainer.text(".a4 .eyebrow"); !strings.Contains(got, place) || !strings.Contains(r.trainer.text(".a4 pre"), place) {
			t.Errorf("at %dx%d the report says %q", size[0], size[1], got)
		}
		if wide := eval[int](r.trainer, `Math.max(...[...document.querySelectorAll(".a4, .a4 .eyebrow, .a4 pre")].map(e=>e.scrollWidth-e.clientWidth),document.documentElement.scrollWidth-innerWidth)`); wide > 0 {
			t.Errorf("at %dx%d something is %d px too wide", size[0], size[1], wide)
		}
	}
	for _, on := range papers {
		if got := len(pdfPage.FindAll(r.trainer.print(on), -1)); got != 1 {
			t.Errorf("the report on %s has %d pages", on.name, got)
		}
	}
}
