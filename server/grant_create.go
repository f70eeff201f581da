package server

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/presence"
	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/site/asset"
	"napguide/server/store"
	"napguide/server/web"
)

// snapshot is a grant as its holder's script sees it.
type snapshot struct {
	ID        string `json:"id"`
	Page      string `json:"page"`   // the grant's own page
	Events    string `json:"events"` // its event stream
	State     string `json:"state"`
	ExpiresIn int    `json:"expires_in"` // seconds
	UserCode  string `json:"user_code"`  // as shown: 482 913 057
	Reference string `json:"reference"`
	QR        qrCode `json:"qr"`
	More      bool   `json:"more"`    // whether its time can be lengthened
	TypeAt    string `json:"type_at"` // where the digits are typed
	Reach     bool   `json:"reach"`   // whether a phone can open that at all
}

// qrCode is an SVG path of the dark modules in a square of size units.
type qrCode struct {
	Size int    `json:"size"`
	Path string `json:"path"`
}

// makeGrant begins a simulated sign-in for the computer that asks. The form may name a grant that the new one replaces,
// so that a page which renews its code does not use up its limit.
func (s *Server) makeGrant(c *fiber.Ctx, lang string) error {
	scenario := c.Params("scenario")
	run, _ := s.site().Runs().Find(scenario)
	form, err := web.ReadForm(c, "replaces", "place")
	if err != nil {
		return err
	}
	code, ok := run.CodeState(form["place"])
	if !ok {
		return errChanged
	}
	if !web.WantsJSON(c.Context()) {
		if done, err := s.cookies.Prove(c, web.SessionCookie, web.UntilClosed); done {
			return err
		}
	}
	secret := s.cookies.EnsureSession(c)
	if old := form["replaces"]; old != "" {
		if err := s.replace(old, secret); err != nil {
			return err
		}
	}
	g := sandbox.NewGrant(secret, scenario, lang, s.opt.Now(), code.TTL(s.opt.GrantTTL))
	g.Place = code.Name
	g, err = s.createGrant(c, s.shares.codes, g, store.Limits{PerHolder: web.MaxOpenSession, All: s.opt.MaxOpen})
	if err != nil {
		return err
	}
	s.countGrant(g, "made")
	page := "/" + lang + "/g/" + g.ID
	if !web.WantsJSON(c.Context()) {
		return web.SeeOther(c, page)
	}
	at := s.addressFor(s.visitOf(c))
	size, path, err := asset.AddressQR(site.ScanURL(at, g))
	if err != nil {
		return err
	}
	now := s.opt.Now()
	return web.SendJSON(c, fiber.StatusCreated, snapshot{
		ID: g.ID, Page: page, Events: "/sandbox/events?grant=" + g.ID + "&lang=" + lang,
		State: string(g.At(now)), ExpiresIn: secondsUntil(g.ExpiresAt, now),
		UserCode: sandbox.FormatUserCode(g.UserCode), Reference: g.Reference, QR: qrCode{size, path}, More: g.Extends(code, now),
		TypeAt: site.TypeAt(at), Reach: at.Reach,
	})
}

// replace expires the holder's own unanswered grant. One that is gone, answered or somebody else's stays as it is.
func (s *Server) replace(id, secret string) error {
	renewed := false
	g, err := s.opt.Store.UpdateGrant(s.life, id, func(g sandbox.Grant) (sandbox.Grant, error) {
		renewed = g.HeldBy(secret) && g.At(s.opt.Now()) != sandbox.Approved && g.At(s.opt.Now()) != sandbox.Denied
		if state := g.At(s.opt.Now()); g.HeldBy(secret) && (state == sandbox.Pending || state == sandbox.Scanned) {
			g.State = sandbox.Expired
		}
		return g, nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if renewed {
		s.made.Drop(id)
	}
	if err == nil && renewed {
		s.countGrant(g, "renewed")
	}
	return err
}

// createGrant makes a practice code out of the client's share. Beyond it, and where all codes are taken, what nobody has
// looked at gives way first; only then is it refused. Who has a number in a room has a share of their own beside.
func (s *Server) createGrant(c *fiber.Ctx, rate *web.Share[web.Client], g sandbox.Grant, limits store.Limits) (sandbox.Grant, error) {
	from := s.proxies.Client(c.Context())
	seated := false
	if !rate.Take(from) {
		if seated = s.seatTakes(c, s.shares.seatCodes); !seated {
			return g, web.ShareSpent("codes-share", rate.Wait(from))
		}
	}
	for !seated && s.made.Count(from) >= web.MaxOpenClient {
		if gone, err := s.giveWay(&from); err != nil {
			return g, err
		} else if !gone {
			if seated = s.seatTakes(c, s.shares.seatCodes); !seated {
				return g, web.ShareSpent("codes-share", int(presence.LookedFor/time.Second))
			}
		}
	}
	made, err := s.opt.Store.CreateGrant(s.life, g, limits)
	for errors.Is(err, store.ErrTooManyOpen) && limits.All == s.opt.MaxOpen { // a program takes nothing from people
		gone, gerr := s.giveWay(nil)
		if gerr != nil || !gone {
			return made, err
		}
		made, err = s.opt.Store.CreateGrant(s.life, g, limits)
	}
	if err == nil {
		s.made.Add(made.ID, from)
		s.opt.Store.Broadcast(toldOrigin, made.ID+" "+from.String())
	}
	return made, err
}

// giveWay discards the code that was used least, of a client if one is named; it is false where all are in use.
func (s *Server) giveWay(of *web.Client) (bool, error) {
	for {
		id, ok := s.made.TakeUnused(of)
		if !ok {
			return false, nil
		}
		if gone, err := s.opt.Store.DiscardGrant(s.life, id); gone || err != nil {
			return gone, err
		}
	}
}

// secondsUntil rounds up, so that a countdown ends when the grant does.
func secondsUntil(end, now time.Time) int {
	return max(0, int((end.Sub(now)+time.Second-1)/time.Second))
}
