package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"napguide/locales"
	"napguide/server/doctor"
	"napguide/server/locale"
	"napguide/server/network"
	"napguide/server/site"
)

// doctorCommand is the flags of "guide doctor"; they are those of "guide serve".
type doctorCommand struct {
	Addr      string `default:"${addr}" env:"GUIDE_ADDR" placeholder:"HOST:PORT" help:"Where the guide is to listen (${default})."`
	PublicURL string `env:"GUIDE_PUBLIC_URL" placeholder:"URL" help:"The site's address as phones open it."`
	Data      string `default:"guide-data" env:"GUIDE_DATA" placeholder:"DIR" help:"Folder of the embedded store (${default})."`
	Content   string `env:"GUIDE_CONTENT" hidden:""`
	Unit      string `env:"GUIDE_UNIT" hidden:""`
}

// Run tells what a trainer needs to know before the class. The code is not 0 where the class cannot begin so.
func (cmd *doctorCommand) Run(ctx context.Context, stdout output, words speech) error {
	m, err := cmd.machine(ctx, words)
	if err != nil {
		return err
	}
	catalog, err := locale.Load(locales.FS)
	if err != nil {
		return err
	}
	printer := catalog.Printer(words.among(catalog.Languages()))
	say := func(text string, fault error) string {
		err = cmp.Or(err, fault)
		return text
	}
	found := doctor.Examine(m)
	fmt.Fprintln(stdout, say(printer.T("doctor.title"))+" · "+thisBuild().Version)
	for _, f := range found {
		mark := f.Verdict
		if mark == doctor.Unknown { // what cannot be known is worth a look
			mark = doctor.Look
		}
		fmt.Fprintln(stdout, say(printer.T("doctor.mark-"+string(mark)))+": "+say(site.FindingWords(printer, f)))
	}
	worst := doctor.Worst(found)
	fmt.Fprintln(stdout, say(printer.T("doctor.worst-"+string(worst))))
	if err == nil && worst == doctor.Bad {
		return errFaults
	}
	return err
}

// machine looks at everything.
func (cmd *doctorCommand) machine(ctx context.Context, words speech) (doctor.Machine, error) {
	serve := serveCommand{Addr: cmd.Addr, PublicURL: cmd.PublicURL, Data: dataBeside(cmd.Data), Content: cmd.Content, Unit: cmd.Unit,
		GrantTTL: time.Minute, MaxCodes: 1000, MaxSeats: 100}
	public, err := serve.check()
	if err != nil {
		return doctor.Machine{}, err
	}
	host, port, err := net.SplitHostPort(cmd.Addr)
	if err != nil {
		return doctor.Machine{}, wrongFlag("addr", cmd.Addr, "an address looks like :3000 or 192.168.1.7:3000")
	}
	var files []string
	if own, err := serve.read(); err != nil {
		files = strings.Split(words.error(err).Error(), "\n")
	} else {
		files = own.faultsIn(words.lang)
	}
	m := machineOf(serve.Data, port, files)
	m.Now = time.Now()
	m.PortIs = doctor.PortFree
	ln, err := listen(ctx, cmd.Addr)
	switch {
	case err == nil:
		ln.Close()
	case isKind(err, "port-forbidden"):
		m.PortIs = doctor.PortForbidden
	case isKind(err, "port-used"):
		m.PortIs = doctor.PortUsed
	default:
		return doctor.Machine{}, err
	}
	if base, running := findRunning(ctx, serve.Data, localBases(cmd.Addr)...); running {
		m.PortIs, m.Running = doctor.PortOurs, true
		if u, err := url.Parse(base); err == nil && u.Port() != "" {
			m.Port, port = u.Port(), u.Port()
		}
		m.Arrived = askArrival(ctx, serve.Data)
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return doctor.Machine{}, wrongFlag("addr", cmd.Addr, "an address looks like :3000 or 192.168.1.7:3000")
	}
	listening := netip.AddrPortFrom(netip.IPv4Unspecified(), uint16(number))
	if at, err := netip.ParseAddr(host); err == nil {
		listening = netip.AddrPortFrom(at, uint16(number))
	} else if host == "localhost" {
		listening = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(number))
	}
	m.View = network.New(network.Options{Listening: listening, Public: public}).Now()
	return m, nil
}

// askArrival asks a running guide when the last other machine came.
func askArrival(ctx context.Context, data string) time.Time {
	var a arrival
	_, admin := readAddress(data)
	if body, _ := ask(ctx, admin, "arrival"); json.Unmarshal(body, &a) != nil {
		return time.Time{}
	}
	return a.Last
}
