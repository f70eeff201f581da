package site

import (
	"html/template"
	"strings"
	"time"
	"unicode/utf8"

	"napguide/server/network"
	"napguide/server/sandbox"
	"napguide/server/workshop"
)

// WallView is the projector's page.
type WallView struct {
	Room Room
	workshop.Heads
	Replied        int             // have answered the question that is asked now
	Came, SignedIn int             // with an ended room
	Until          *Until          // when what came of it can no longer be told; nil where it cannot be
	At             network.Address // what the QR code carries
	Picture        string          // join, step, run, ask, end; set by Wall
	Now            time.Time
	Steady         time.Time // the same where no clock was set since the program began: what presses are held against
}

type wallPage struct {
	*presentPage
	WallView
	JoinAt string
	Join   *qrPicture
	Wifi   *qrPicture
	Title  template.HTML
	Sub    template.HTML
	Tell   template.HTML // how long answers are taken after the class, and where
	Events string
	Timer  *Countdown
	Millis int64 // WallView.Steady, in milliseconds

	LiveAt string // the real login's address, as one types it
	Public string // this site's address, where everybody can open it
}

// Wall renders /{lang}/workshop/{code}/screen.
func (s *Site) Wall(lang string, v WallView) ([]byte, error) {
	v.Picture = WallPicture(v.Room)
	b := s.newRoomBase(lang, "/workshop/"+v.Room.ID+"/screen", "room/screen", "workshop", "wall.title")
	pp := &presentPage{frame: frame{base: b}}
	if step := s.opt.Guides[lang].Step(v.Room.Step); step != nil && v.Picture == "step" {
		pp = s.presentStepPage(lang, step)
		b.DocTitle = pp.DocTitle // a simulated screen is to be seen: the title begins with "practice"
		b.fault, b.device, pp.base = pp.fault, pp.device, b
	}
	p := &wallPage{
		presentPage: pp, WallView: v, Timer: v.Room.TimerLeft(v.Now), Millis: v.Steady.UnixMilli(),
		JoinAt: v.At.Typed + "/j", Join: b.addressQR(v.At.Base + "/j/" + v.Room.JoinPath), Events: "/workshop/" + v.Room.ID + "/events?as=wall&lang=" + lang,
	}
	if v.Room.WifiName != "" {
		p.Wifi = b.qr(wifiCode(v.Room.WifiName, v.Room.WifiPass))
	}
	switch v.Picture {
	case "locked":
		p.Title, p.Sub = b.html("wall.locked"), b.html("wall.locked-text")
	case "end":
		p.Title, p.Sub, p.LiveAt = b.html("wall.end"), b.html("grant.real"), b.liveAt()
		if v.Until != nil {
			p.Tell = b.html("wall.end-tell", "Time", b.untilText(v.Until))
		}
		if v.At.IsPublic() {
			p.Public = v.At.Typed
		}
	case "ask":
		p.Title, p.Sub = b.html("room.ask-"+v.Room.Question), b.html("wall.ask-"+v.Room.Question)
	case "run":
		p.Title, p.Sub = b.text(noted(s.RoomTitle(lang, v.Room))(b.fault)), b.html("wall.free-text")
		if v.Room.Event != "" {
			p.Sub = b.html("wall.event-text")
		} else if v.Room.Run != "" {
			c := s.scenario(lang, v.Room.Run)
			p.Title, p.Sub = b.phrases(c.Title), b.text(c.Summary)
		}
	}
	return s.render("room-wall", p)
}

// FirstView is what the phone shows at first: what everybody's own shows as they come to the step.
func (p *wallPage) FirstView() sandbox.View { return sandbox.PhoneHome }

// wallSettings is what the wall's script is told.
type wallSettings struct {
	Room   string   `json:"room"`
	Events string   `json:"events"`
	Step   string   `json:"step"`  // the room's
	Steps  []string `json:"steps"` // in their order
	roomTurns
}

// Settings are what the wall's script is told.
func (p *wallPage) Settings() (template.HTMLAttr, error) {
	steps := p.site.stepIDs()
	turns, err := p.wordsOf(turnsOf(p.Room, steps))
	if err != nil {
		return "", err
	}
	return settings(wallSettings{p.Room.ID, p.Events, p.Room.Step, steps, turns})
}

// WifiSize is how large a network's name or password stands on the wall, so that it fits one line; a network's name has 32
// bytes at most.
func (p *wallPage) WifiSize(text string) string {
	switch n := utf8.RuneCountInString(text); {
	case n <= 12:
		return "short"
	case n <= 20:
		return "medium"
	case n <= 32:
		return "long"
	}
	return "over"
}

// wifiCode is what a phone's camera understands as a network to join.
func wifiCode(name, pass string) string {
	escape := strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`, `:`, `\:`, `"`, `\"`).Replace
	if pass == "" {
		return "WIFI:T:nopass;S:" + escape(name) + ";;"
	}
	return "WIFI:T:WPA;S:" + escape(name) + ";P:" + escape(pass) + ";;"
}
