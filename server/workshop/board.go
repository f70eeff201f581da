package workshop

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Board is the class at a moment, for the trainer.
type Board struct {
	Heads
	Ready   map[Ready]int
	Steps   map[string]StepCount
	Runs    map[string]int // how many have done which run
	Turns   []Count        // wrong turns, the commonest first
	Calls   []Wait         // who asks for the trainer, the longest first
	Slow    []Wait         // who is late: behind the class, at a step far longer than the rest, or one of the last at it; who calls is not told twice
	Away    int            // how many are not where the class is: behind it, or still under way
	Missing []int          // who of them had the time to come, while the class still has time and nobody is late
	Stays   []int          // who would be missing, but chose to stay
	Replies map[string]int // to the question that is asked now, or was just asked
}

// StepCount is how many are at a step, how many have done it, and the numbers that have left it without: they went on with the
// room. Who calls is not told twice. CameLate are those of Passed whose first step it was, though not the first of all: they have done
// none before it.
type StepCount struct {
	At, Done         int
	Passed, CameLate []int
}

// Count is how often something happened, and to how many participants.
type Count struct {
	What          string
	Times, People int
}

// Wait is a participant who has waited since a time.
type Wait struct {
	Number int
	At     Place
	Since  time.Time
	IsSeen bool  // a call: the trainer has said so
	Stays  bool  // is not where the class is by choice
	Event  Event // what happens to everybody, for who is at that and not at the run in which it happens
}

const (
	slowAtLeast = 90 * time.Second // below this nobody is slow
	slowTimes   = 3                // times the median of those who have left the step
	slowFew     = 3                // that many must have left it before they are a measure; else twice slowAtLeast is
)

// NewBoard works the board out. Who is no longer here is counted in no place and waits for nothing.
func NewBoard(r Room, seats []Seat, seen Seen, c Course, now time.Time) Board {
	b := Board{
		Heads: CountHeads(r, seats, seen, c, now), Ready: map[Ready]int{},
		Steps: map[string]StepCount{}, Runs: map[string]int{}, Turns: turns(seats), Replies: countReplies(r.Question, seats),
	}
	for _, step := range c.Steps {
		b.Steps[step] = StepCount{}
	}
	spent, hasTime := timesByStep(seats), r.HasTime(c, now)
	for _, s := range seats {
		if r.IsCalledBy(s) {
			b.Calls = append(b.Calls, Wait{Number: s.Number, At: s.At, Since: s.Called, IsSeen: !s.Noticed.IsZero(), Event: r.eventAt(s)})
		}
		if !s.IsHere(seen, now) {
			continue
		}
		b.Ready[s.Ready]++
		if n, ok := b.Steps[s.At.Step()]; ok {
			n.At++
			b.Steps[s.At.Step()] = n
		}
		for step, n := range b.Steps {
			switch {
			case s.HasDone(step, c):
				n.Done++
			case step == r.Step && r.Mode == Lead && r.Run == "": // where the class is it may still be done
			case s.hasPassed(step, c) && !r.IsCalledBy(s):
				n.Passed = append(n.Passed, s.Number)
				if s.cameLateTo(step, c) {
					n.CameLate = append(n.CameLate, s.Number)
				}
			}
			b.Steps[step] = n
		}
		for _, run := range s.Done {
			b.Runs[run]++
		}
		since := later(s.Joined, s.AtSince)
		behind := r.IsBehind(s, c)
		if behind {
			b.Away++
		}
		hadTime := now.Sub(since) >= followIn
		missing := hadTime && behind && !r.IsUnderWay(s, c, now)
		last := hadTime && r.waits() && b.MostAreDone() && !behind && !r.isAhead(s, c) && !r.IsDone(s, c) && !now.Before(r.MovedBy())
		step := s.At.Step()
		long := step != "" && !s.HasDone(step, c) && !r.isAhead(s, c) && isSlow(now.Sub(later(since, r.Moved)), spent[step], c.planned(step))
		switch {
		case r.IsCalledBy(s):
		case hasTime && missing && s.Stays:
			b.Stays = append(b.Stays, s.Number)
		case hasTime && missing:
			b.Missing = append(b.Missing, s.Number)
		case !hasTime && (missing || last || long):
			b.Slow = append(b.Slow, Wait{Number: s.Number, At: s.At, Since: since, Stays: behind && s.Stays, Event: r.eventAt(s)})
		}
	}
	slices.Sort(b.Missing)
	slices.Sort(b.Stays)
	for _, n := range b.Steps {
		slices.Sort(n.Passed)
		slices.Sort(n.CameLate)
	}
	for _, waits := range [][]Wait{b.Calls, b.Slow} {
		slices.SortFunc(waits, func(a, b Wait) int { return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Number, b.Number)) })
	}
	return b
}

// isSlow tells whether somebody has been at a step far longer than the others were, and than it is to take.
func isSlow(stay time.Duration, others []int, planned time.Duration) bool {
	limit := 2 * slowAtLeast
	if len(others) >= slowFew {
		limit = max(slowAtLeast, slowTimes*time.Duration(median(others))*time.Second)
	}
	return stay > max(limit, planned)
}

// timesByStep is the seconds that each participant spent at each step that they have left.
func timesByStep(seats []Seat) map[string][]int {
	out := map[string][]int{}
	for _, s := range seats {
		for step, seconds := range s.Spent {
			out[step] = append(out[step], seconds)
		}
	}
	return out
}

// median of at least one number; the lower middle of an even count.
func median(n []int) int {
	n = slices.Sorted(slices.Values(n))
	return n[(len(n)-1)/2]
}

// turns counts mistakes. One that fewer than three people made is not told.
func turns(seats []Seat) []Count {
	byTurn := map[string]Count{}
	for _, s := range seats {
		for what, times := range s.Turns {
			c := byTurn[what]
			byTurn[what] = Count{what, c.Times + times, c.People + 1}
		}
	}
	maps.DeleteFunc(byTurn, func(_ string, c Count) bool { return c.People < fewest })
	return slices.SortedFunc(maps.Values(byTurn), func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(b.Times, a.Times), cmp.Compare(a.What, b.What))
	})
}

// Figures is a class afterwards.
type Figures struct {
	Came, SignedIn int // came to the class; have scanned and allowed a practice code
	Readiness      Readiness
	Steps          []StepFigure
	Runs           []RunFigure
	Turns          []Count
	Minutes        int // from opening to the end, or to the last action; at least one
	Result         Result
}

// StepFigure is one step. Median is in seconds, over those who did it; 0 where fewer than three did, of whom it would tell.
type StepFigure struct {
	Step         string
	Done, Median int
}

// RunFigure is how many did a practice run to its end.
type RunFigure struct {
	Run  string
	Done int
}

// NewFigures works the figures of a class out, over those who took part.
func NewFigures(r Room, seats []Seat, c Course, now time.Time) Figures {
	seats = slices.DeleteFunc(slices.Clone(seats), func(s Seat) bool { return !s.TookPart() })
	end := r.Ended
	if end.IsZero() {
		end = now
	}
	f := Figures{Came: len(seats), Result: resultOf(r, seats, c), Turns: turns(seats), Minutes: max(1, int(end.Sub(r.Opened).Round(time.Minute)/time.Minute))}
	ready := map[Ready]int{}
	for i, s := range seats {
		ready[s.Ready]++
		if s.HasSignedIn(c) {
			f.SignedIn++
		}
		seats[i] = s.leave(end) // who is still there counts too
	}
	f.Readiness = readinessOf(ready)
	for _, step := range c.Steps {
		sf := StepFigure{Step: step}
		var times []int
		for _, s := range seats {
			if s.HasDone(step, c) {
				sf.Done++
				if spent, was := s.Spent[step]; was {
					times = append(times, spent)
				}
			}
		}
		if len(times) >= fewest {
			sf.Median = median(times)
		}
		f.Steps = append(f.Steps, sf)
	}
	for _, run := range c.Runs {
		rf := RunFigure{Run: run}
		for _, s := range seats {
			if s.HasRun(run) {
				rf.Done++
			}
		}
		f.Runs = append(f.Runs, rf)
	}
	return f
}
