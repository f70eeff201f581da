// Command bench measures the site and prints what came of it, one command a question, in its own folder:
//
//	go run . room       300 participants, through a whole class
//	go run . save       from a save to what the open page shows, with --dev
//	go run . start      exec to the first page, size, memory
//	go run . pages      pages a second beside nginx and net/http
//	go run . firstview  pages in a browser over a poor line
//	go run . streams    10,000 waiting computers, broadcasts, approvals
//	go run . growth     one more room, participant, grant; a million expired grants
//	go run . codes      from how far away a code is read, by three decoders
//	go run . lesson     what a class of 300 costs, and a laptop that falls asleep
//	go run . phone      an old phone: text, blocking, a press
//	go run . all        all of them into RESULTS.md, and asleep where it is asked for: a laptop for ten minutes
//	go run . cluster    three NATS servers and three guides, and kill -9 among them
//
// What is measured runs as a child process on a free loopback port, so that it shares the machine's cores with the load
// but not a heap. Nothing but loopback is ever talked to, and every run ends by itself.
package main

import (
	"context"
	"time"

	"github.com/alecthomas/kong"
)

type commands struct {
	All     allCommand       `cmd:"" help:"All of them, one after another, written down as tables."`
	Room    roomCommand      `cmd:"" help:"A class of up to 500 participants."`
	Hall    hallCommand      `cmd:"" help:"One room of 5,000: joining, a step, the console."`
	Lesson  lessonCommand    `cmd:"" help:"What a class of 300 costs in processor time, and a laptop that falls asleep."`
	Cluster clusterCommand   `cmd:"" help:"Three NATS servers and three guides: figures, and what people see when one is killed."`
	Pages   pagesCommand     `cmd:"" help:"Pages a second beside nginx and net/http, a core each for server and client."`
	Streams streamsCommand   `cmd:"" help:"Memory, beats, gone clients, broadcasts and approvals with 10,000 event streams open."`
	Bare    bareCommand      `cmd:"" hidden:"" help:"A child: a bare loop of writes."`
	Codes   codesCommand     `cmd:"" help:"From how far away practice codes are read, beside plain ones, by three decoders."`
	Start   startCommand     `cmd:"" help:"Exec to the first page, size of the program, memory when idle."`
	First   firstViewCommand `cmd:"" name:"firstview" help:"Chromium at 400 ms and 50 KB/s: when the text can be read, cold and warm."`
	Phone   phoneCommand     `cmd:"" help:"Chromium slowed six times at 400 ms and 50 KB/s: text, blocking, a press."`
	Save    saveCommand      `cmd:"" help:"From a save to what the open page shows, with --dev, in Chromium."`
	Growth  growthCommand    `cmd:"" help:"What one more room, participant and grant costs, and what is left of a million grants."`
	Grow    growCommand      `cmd:"" hidden:"" help:"A child: more and more of one kind."`
	Churn   churnCommand     `cmd:"" hidden:"" help:"A child: grants that come and go."`
	Load    loadCommand      `cmd:"" hidden:"" help:"A child: a client on one core."`
	Plain   plainCommand     `cmd:"" hidden:"" help:"A child: net/http that sends one answer."`
	Nats    natsCommand      `cmd:"" hidden:"" help:"A child: one NATS server of a cluster."`
	Serve   serveCommand     `cmd:"" hidden:"" help:"The child: the whole site, with its store in a folder."`
}

type roomCommand struct {
	People int `default:"300" help:"Participants, at most 500."`
}

func (c roomCommand) Run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	return loadRoom(ctx, min(c.People, 500))
}

type serveCommand struct {
	Dir string        `arg:"" help:"The folder of the store."`
	TLS bool          `name:"tls" help:"With a certificate of its own."`
	TTL time.Duration `default:"10m" help:"How long a code lasts."`

	Seats int `default:"500" help:"How many people a room takes."`
}

func (c serveCommand) Run() error { return c.serve() }

func main() {
	run := kong.Parse(&commands{}, kong.Name("bench"), kong.Description("Measures the site. Loopback only; every run ends by itself."))
	run.FatalIfErrorf(run.Run())
}
