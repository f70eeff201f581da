package e2e

import "testing"

// Who has joined goes along with the class, even if the trainer moves it before the phone has heard a word of the room.
func TestAClassThatMovesWhileAPhoneJoinsTakesItAlong(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide).withoutWall()
	phone := mobile.open(t, guide.url)
	phone.expect(`request failed: .* inspector`)
	const streams = "*://*:*/workshop/*/events*"
	phone.blocks(streams, true)
	r.join(phone)
	r.lead("start")
	phone.blocks(streams, false)
	phone.arrive("/th/guide/start")
}
