package server

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"napguide/server/site"
	"napguide/server/sse"
	"napguide/server/store"
	"napguide/server/web"
	"napguide/server/workshop"
)

// seatChange is the data of a "seat" event: all that a participant's page needs to know.
type seatChange struct {
	State  string `json:"state"` // open, ended, gone
	Number int    `json:"number,omitempty"`
	Mode   string `json:"mode,omitempty"`
	Moves  int    `json:"moves"`          // grows with each step, run or event for everybody, and with the end
	Href   string `json:"href,omitempty"` // where the room is
	Title  string `json:"title,omitempty"`
	Frozen bool   `json:"frozen,omitempty"`
	Called bool   `json:"called,omitempty"`
	Seen   bool   `json:"seen,omitempty"`  // the trainer has seen the call
	Held   string `json:"held,omitempty"`  // what stands below the number that one holds up
	Rest   string `json:"rest,omitempty"`  // what to say to whose call ended as the trainer put all hands down
	Did    bool   `json:"did,omitempty"`   // the participant is done with the step and waits for the others
	Along  string `json:"along,omitempty"` // the page on which one is signed in, for a participant who has not signed in
	Late   string `json:"late,omitempty"`  // what it says then in the place of praise
	Scan   string `json:"scan,omitempty"`  // where one signs in, with Late
	Yet    string `json:"yet,omitempty"`   // the heading with Late
	Stay   string `json:"stay,omitempty"`  // what to say on Scan, from where nobody is called away to Href
	Asked  bool   `json:"asked,omitempty"` // Href leads to a question, of the trainer's or the last one
	Event  bool   `json:"event,omitempty"` // Href leads to something that happens to everybody, or to a run from what happened there before, and the participant has not come to it yet
	Back   bool   `json:"back,omitempty"`  // that was taken back: each is where they were
	At     string `json:"at,omitempty"`    // the page of what happens to everybody
	What   string `json:"what,omitempty"`  // says that the trainer lets it happen, as heading of At
	Go     string `json:"go,omitempty"`    // what the way to Href is called
	Note   string `json:"note,omitempty"`  // what to say to who is elsewhere, or waits
	Soon   string `json:"soon,omitempty"`  // what goes on with it where the page will go to Href by itself
	Mark   string `json:"mark"`            // changes when the participant's own page reads otherwise

	Question int              `json:"question,omitempty"` // the number of the trainer's question, with Replies
	Replies  []site.SeatReply `json:"replies,omitempty"`  // what one may answer to it
	Given    string           `json:"given,omitempty"`    // which one has
	Change   string           `json:"change,omitempty"`   // what the way to another is called, once one has
	Large    string           `json:"large,omitempty"`    // with a call that was made small: what shows it large again
	Timer    *seatTimer       `json:"timer,omitempty"`
}

// seatTimer is what the wall counts down from, in seconds, and what it says: meanwhile, and when nothing is left to count.
type seatTimer struct {
	Left float64 `json:"left"`
	Say  string  `json:"say"`
	Over string  `json:"over"`
}

// roomEvents is the event stream of a room: a participant's, or as=trainer, as=wall; as=check is the kit's.
func (s *Server) roomEvents(c *fiber.Ctx) error {
	lang := c.Query("lang")
	if !s.site().HasLang(lang) {
		lang = s.reader(c)
	}
	switch c.Query("as") {
	case "check":
		return s.checkEvents(c)
	case "trainer", "wall":
		return s.classEvents(c, c.Query("as") == "wall")
	}
	id, ok := workshop.ParseCode(c.Params("room"))
	if !ok {
		return web.ErrNotFound
	}
	secret := s.cookies.Secret(c, web.SeatCookie)
	seat, err := s.ownSeat(id, secret)
	if err != nil {
		// Said as an event and not as an error, so that the page knows that its number is gone.
		e := sse.Event{Name: "seat", Data: web.Marshal(seatChange{State: "gone"})}
		return sse.Send(c, web.RetryLate, &e)
	}
	n, holder := seat.Number, workshop.Hash(secret)
	s.present.SeatOpen(id, seat, s.proxies.Client(c.Context()))
	return s.streams.Open(c, sse.Source{
		Topic: roomTopic(id), Session: "seat " + secret, Client: s.proxies.Client(c.Context()),
		Subscribe: func(_ string, fn func()) func() {
			a, b := s.opt.Hub.Subscribe(roomTopic(id), fn), s.opt.Hub.Subscribe(seatTopic(id, n), fn)
			return func() { a(); b() }
		},
		Read:     func() (sse.Event, error) { return s.seatEvent(id, n, holder, lang) },
		InMemory: true,
	})
}

// seatEvent reads the room and the number, both from memory; holder is the hash of the secret that the number must have.
func (s *Server) seatEvent(id string, n int, holder []byte, lang string) (sse.Event, error) {
	r, err := s.opt.Store.Room(id)
	seat, serr := s.opt.Store.Seat(id, n)
	if errors.Is(err, store.ErrNoRoom) || errors.Is(serr, store.ErrNoSeat) || serr == nil && !seat.IsOf(holder) {
		return sse.Event{Name: "seat", Data: web.Marshal(seatChange{State: "gone"}), Version: "gone"}, nil
	}
	if err := errors.Join(err, serr); err != nil {
		return sse.Event{}, err
	}
	s.present.SeatFollows(id, seat)
	r = r.Within(s.course())
	change, err := s.changeFor(r, seat, lang)
	if err != nil {
		return sse.Event{}, err
	}
	data := web.Marshal(change)
	version := string(data)
	if !r.Timer.IsZero() { // each hears it once, and counts by itself
		version += r.Timer.String() + r.TimerHeld.String()
		if change.Timer, err = s.seatTimer(r, lang); err != nil {
			return sse.Event{}, err
		}
		data = web.Marshal(change)
	}
	return sse.Event{Name: "seat", Data: data, Version: version}, nil
}

// seatTimer is what a participant's page is told of the time that is left; in a pause it has nothing to count.
func (s *Server) seatTimer(r workshop.Room, lang string) (*seatTimer, error) {
	say, err := s.site().Say(lang, "room.left")
	if err != nil {
		return nil, err
	}
	over, err := s.site().Say(lang, "wall.time-up")
	left := roomView(r).TimerLeft(s.opt.Now())
	if left.IsHeld {
		return &seatTimer{Say: say, Over: say + " " + left.Text}, err
	}
	return &seatTimer{Left: left.Seconds, Say: say, Over: over}, err
}

// changeFor is what a participant's page needs to know now, but for the time that is left.
func (s *Server) changeFor(r workshop.Room, seat workshop.Seat, lang string) (seatChange, error) {
	view := roomView(r)
	title, err := s.site().RoomTitle(lang, view)
	if err != nil {
		return seatChange{}, err
	}
	change := seatChange{
		State: "open", Number: seat.Number, Mode: string(r.Mode), Moves: r.Moves, Href: s.site().RoomHref(lang, view), Title: title,
		Event: r.Event != "" && !r.HasMet(seat) || r.IsAtPastEvent(seat), Back: r.IsBack(), Frozen: r.Frozen, Called: r.IsCalledBy(seat), Seen: r.IsCalledBy(seat) && !seat.Noticed.IsZero(),
		Mark: string(seat.Ready) + " " + string(seat.Outcome) + " " + r.Code,
	}
	if r.Event != "" {
		change.At = "practice/" + string(r.Event)
		if change.What, err = s.site().Say(lang, "room.event-made", "Event", title); err != nil {
			return seatChange{}, err
		}
	}
	if q := r.Question; q.Kind != "" {
		change.Mark += " " + strconv.Itoa(q.Number) + seat.ReplyIn(q)
	}
	if r.HasLowered(seat, s.opt.Now()) {
		title, terr := s.site().Say(lang, "error.hands-rest.title")
		text, err := s.site().Say(lang, "error.hands-rest.text")
		if err := errors.Join(terr, err); err != nil {
			return seatChange{}, err
		}
		change.Rest = title + " " + text
	}
	if r.IsEnded() {
		change.State = "ended"
	}
	err = s.noteFor(r, seat, lang, &change)
	return change, err
}

// noteFor says what the trainer wants of a participant: an answer, to come along, to come back, or to wait for the others.
func (s *Server) noteFor(r workshop.Room, seat workshop.Seat, lang string, change *seatChange) (err error) {
	c, kind, title := s.course(), "elsewhere", change.Title
	step := slices.Index(c.Steps, r.Step)
	led := r.Mode == workshop.Lead && r.Run == "" && r.Event == "" && step >= 0
	if !seat.HasSignedIn(c) {
		change.Along = "guide/" + c.Goal
		late := "room.ahead"
		if led && r.Step == c.Goal && !r.IsEnded() {
			late = "room.along"
		}
		change.Scan = s.site().RoomHref(lang, site.Room{Mode: string(workshop.Lead), Step: c.SignsIn()})
		for message, to := range map[string]*string{late: &change.Late, "room.unscanned": &change.Yet} {
			if *to, err = s.site().Say(lang, message); err != nil {
				return err
			}
		}
		if late == "room.along" {
			change.Title = change.Yet
		}
	}
	switch {
	case r.IsEnded():
		kind, change.Href = "ended", "/j/"+r.ID
		change.Asked = r.TakesOutcomes(s.opt.Now()) && seat.Outcome == workshop.Unreported
		change.Did = !change.Asked
	case r.Question.Kind != "" && seat.ReplyIn(r.Question) == "":
		kind, change.Href, change.Asked = "asked", "/j/"+r.ID, true
		if title, err = s.site().QuestionTitle(lang, r.Question.Kind); err != nil {
			return err
		}
	case (r.Run != "" || r.Event != "") && r.IsDone(seat, c):
		kind, change.Did = "did-run", true
	case led && r.WentPast(seat, c):
		kind, change.Href = "ahead", change.Scan
	case led && step < slices.Index(c.Steps, r.From): // the class has gone back, and does again what one has done
	case led && r.IsDone(seat, c) && seat.At.Step() != "": // who is still in a practice is told where the class is
		kind, change.Did = "did", true
		if r.Step == c.Goal && seat.At.Step() == c.Goal { // where to have come is to have done it, and the page has the way on
			kind = "did-next"
		} else if name, err := s.site().StepName(lang, r.Step); err != nil {
			return err
		} else if name != "" {
			kind, title = "did-step", name // the page may be the next one already
		}
	case led && r.Step == c.Goal && seat.At.Step() == c.SignsIn() && !seat.HasSignedIn(c):
		// Who is in the middle of it, was late, or has gone back to scan: doing it is the way to the others.
		name, err := s.site().StepName(lang, r.Step)
		if err != nil {
			return err
		}
		if change.Stay, err = s.site().Say(lang, "room.scan-first", "Title", cmp.Or(name, title)); err != nil {
			return err
		}
	}
	if change.Called {
		held := "room.called"
		if change.Seen {
			held = "room.coming"
		}
		for message, to := range map[string]*string{held: &change.Held, "room.large": &change.Large} {
			if *to, err = s.site().Say(lang, message); err != nil {
				return err
			}
		}
		if kind == "asked" { // the number covers the question
			asked, _, err := s.site().RoomNote(lang, "called-asked", title)
			if err != nil {
				return err
			}
			change.Held += " · " + asked
		}
	}
	if change.Note, change.Go, err = s.site().RoomNote(lang, kind, title); err != nil {
		return err
	}
	if kind == "elsewhere" && !change.Called { // who calls stays where the trainer finds them
		if change.Soon, err = s.site().Say(lang, "room.soon"); err != nil {
			return err
		}
	}
	if r.IsEnded() && change.Did {
		change.Go, err = s.site().Say(lang, "room.home")
		return err
	}
	return s.offerReplies(r, seat, lang, change)
}

// offerReplies are the answers to the trainer's question, for as long as that is open. Once one has arrived it says so, and that it
// can be changed.
func (s *Server) offerReplies(r workshop.Room, seat workshop.Seat, lang string, change *seatChange) (err error) {
	if r.Question.Kind == "" || r.IsEnded() {
		return nil
	}
	change.Question = r.Question.Number
	if change.Replies, err = s.site().SeatReplies(lang, r.Question.Kind); err != nil {
		return err
	}
	if change.Given = seat.ReplyIn(r.Question); change.Given == "" {
		return nil
	}
	if change.Change, err = s.site().Say(lang, "room.change"); err != nil {
		return err
	}
	thanks, err := s.site().Say(lang, "room.sent")
	if err != nil {
		return err
	}
	for _, a := range change.Replies {
		if a.Value == change.Given {
			thanks += " " + a.Label
		}
	}
	change.Title, change.Note = thanks, thanks
	if change.Stay != "" {
		change.Stay = thanks
	}
	return nil
}

// lookAgainAfter is how often a console looks for who has become slow: no key changes when time passes. Once the class has
// been moved and had the time to follow, it looks for who has not.
const lookAgainAfter = 10 * time.Second

// classEvents tells the console, or the wall, that its page is to be fetched again.
func (s *Server) classEvents(c *fiber.Ctx, wall bool) error {
	r, err := s.roomForTrainer(c)
	if err != nil {
		return err
	}
	id, secret, from := r.ID, s.cookies.Secret(c, web.TrainerCookie), s.visitIn(c, r.ID)
	s.present.TrainerOpen(id, s.proxies.Client(c.Context()))
	return s.streams.Open(c, sse.Source{
		Topic: classTopic(id), Session: "trainer " + secret, Client: s.proxies.Client(c.Context()),
		Subscribe: func(topic string, fn func()) func() { return s.opt.Hub.Subscribe(topic, atMostEvery(classPause, fn)) },
		Read: func() (sse.Event, error) {
			now := s.opt.Now()
			r, err := s.opt.Store.Room(id)
			if errors.Is(err, store.ErrNoRoom) {
				return pageEvent(pageChange{Version: "gone"}, time.Time{}), nil
			}
			if err != nil {
				return sse.Event{}, err
			}
			r = r.Within(s.course())
			seats := s.opt.Store.Seats(id)
			s.present.TrainerOpen(id, web.Client{})
			r.LastActive = time.Time{} // not seen, so not a change
			if wall {
				return pageEvent(pageChange{Version: version(s.wallView(r, from)), Picture: site.WallPicture(roomView(r)) + " " + r.Step + r.Run}, now.Add(lookAgainAfter)), nil
			}
			board := workshop.NewBoard(r, seats, s.present.LastSeen(id, seats), s.course(), now)
			again := now.Add(lookAgainAfter)
			if by := r.MovedBy(); by.After(now) && by.Before(again) {
				again = by
			}
			return pageEvent(pageChange{Version: version([]any{r, board, s.floodView(r, seats), s.addressFor(from), s.opt.Network.Now().All()})}, again), nil
		},
	})
}

// classPause keeps three hundred joins at once from being looked at three hundred times.
const classPause = 100 * time.Millisecond

// atMostEvery calls fn at once, and again at the end of the pause if it was asked for meanwhile.
func atMostEvery(pause time.Duration, fn func()) func() {
	var mu sync.Mutex
	var resting, asked bool
	var rest func()
	rest = func() {
		mu.Lock()
		again := asked
		resting, asked = again, false
		mu.Unlock()
		if again {
			fn()
			time.AfterFunc(pause, rest)
		}
	}
	return func() {
		mu.Lock()
		first := !resting
		resting, asked = true, !first
		mu.Unlock()
		if first {
			fn()
			time.AfterFunc(pause, rest)
		}
	}
}
