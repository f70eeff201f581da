package e2e

import "testing"

func TestADoubleClickOnTheLauncherOpensOneTabAndAnswersNothing(t *testing.T) {
	t.Parallel()
	p := pc.open(t, commonSite(t).url)
	p.visit("/th/launch")
	p.waitFor("[data-launch]")
	got := eval[[]bool](p, `(async()=>{
		const click=(s,detail)=>{const e=new MouseEvent("click",{bubbles:true,cancelable:true,detail});const d=document.querySelector(s);
			let opened=false;addEventListener("click",(late)=>{opened=!late.defaultPrevented;late.preventDefault()},{once:true});
			d.dispatchEvent(e);return opened};
		const out=[click("[data-launch]",1),click("[data-launch]",2)];
		const answer=document.querySelector("[data-show=in]");
		const e=new MouseEvent("click",{bubbles:true,cancelable:true,detail:2});answer.dispatchEvent(e);
		out.push(!!document.querySelector(".outcome-yes.show"));
		answer.dispatchEvent(new MouseEvent("click",{bubbles:true,cancelable:true,detail:0}));
		out.push(!!document.querySelector(".outcome-yes.show"));
		return out})()`)
	if len(got) != 4 || !got[0] || got[1] || got[2] || !got[3] {
		t.Errorf("the first press opens, the second opens nothing and answers nothing, a keyboard's answers: %v", got)
	}
	p.waitFor("#after.asked")
	if !p.sees(".there .picture") { // whoever looks back from the real page looks for what to press there
		t.Error("the pictures of what is to be pressed are gone once the real page is open")
	}
}
