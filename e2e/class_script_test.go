package e2e

import "testing"

// Only who is in a class loads what follows it, with its style; where that does not come, the page is as it is for everybody. The
// strip is never seen without its style.
func TestOnlyWhoIsInAClassLoadsWhatFollowsIt(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone := mobile.open(t, guide.url)
	loaded := `performance.getEntriesByType("resource").some(e=>/joined\.(js|css)$/.test(e.name))`
	phone.before(`new MutationObserver(()=>{const bar=document.querySelector(".room-bar");if(bar&&!window.styled)window.styled=getComputedStyle(bar).position}).observe(document,{childList:true,subtree:true})`)
	whole := `document.readyState==="complete"&&performance.getEntriesByType("resource").some(e=>/later\.js$/.test(e.name))`
	for _, path := range []string{"/th/guide/start", "/th/quiz"} {
		phone.visit(path)
		phone.wait("the whole page", whole+"&&!"+loaded)
		phone.wait("the page's head", seen(".top"))
	}
	r.join(phone)
	for _, path := range []string{"/th/guide/start", "/th/quiz"} {
		phone.visit(path)
		phone.wait("the class's strip in the place of the page's head", loaded+`&&!!document.querySelector(".room-bar:not([hidden])")&&!`+seen(".top"))
		if !phone.try(`styled==="fixed"`) {
			t.Errorf("%s: the strip came before its style", path)
		}
	}
	phone.expect(`joined\.css`)
	phone.blocks("*://*:*/assets/*/joined.css", true)
	phone.visit("/th/guide/choose-thaid")
	phone.wait("the strip, as it is", `!!document.querySelector(".room-bar:not([hidden])")`)
	phone.blocks("*://*:*/assets/*/joined.css", false)
	phone.expect(`joined\.js`)
	phone.blocks("*://*:*/assets/*/joined.js", true)
	phone.visit("/th/guide/choose-thaid")
	phone.wait("the page's head", whole+"&&"+seen(".top"))
}
