package e2e

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Who has joined goes along with the class, even if the trainer moves it before the phone has heard a word of the room.
func TestAClassThatMovesWhileAPhoneJoinsTakesItAlong(t *testing.T) {
	t.Parallel()
	guide := commonSite(t)
	r := openRoom(t, guide)
	phone := mobile.open(t, guide.url)
	phone.expect(`request failed: .* inspector`)
	streams := func(blocked bool) {
		phone.do("the way of the event stream", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{{URLPattern: "*://*:*/workshop/*/events*", Block: blocked}}})
			return err
		}))
	}
	streams(true)
	r.join(phone)
	r.lead("start")
	streams(false)
	phone.arrive("/th/guide/start")
}
