package main

import (
	"fmt"
	"net"

	"github.com/skip2/go-qrcode"

	"napguide/server/locale"
	"napguide/server/network"
	"napguide/server/site"
)

// sourceOf is the one source of addresses for what listens on a port.
func sourceOf(ln net.Listener, options network.Options) *network.Source {
	options.Listening = ln.Addr().(*net.TCPAddr).AddrPort()
	return network.New(options)
}

// printAddresses tells where the site is, with a QR code for phones when there is an address that they can open.
func printAddresses(w terminal, now *network.View, words *locale.Printer, data string) {
	if w.isTerminal {
		printWelcome(w, now, data)
		return
	}
	fmt.Fprintln(w, w.words.sayf("listening on %s/", now.Local.Base))
	for _, a := range now.All() {
		if a.Type != network.Configured {
			what, _ := site.AddressWords(words, a) // a test holds that no word is missing
			fmt.Fprintln(w, w.words.sayf("on the LAN:  %s/ (%s)", a.Base, what))
		}
	}
	printBest(w, now.Best())
}

// printWelcome tells a person three things: where the trainer goes, where phones go, and how it ends.
func printWelcome(w terminal, now *network.View, data string) {
	fmt.Fprintln(w, w.words.sayf("The trainer's page: %s (version %s)", now.Local.Base+"/"+w.words.among([]string{thai, english})+"/workshop", thisBuild().Version))
	best := now.Best()
	if best.Reach {
		fmt.Fprintln(w, w.words.sayf("phones open: %s/", best.Base))
	} else {
		fmt.Fprintln(w, w.words.say(noPhones))
	}
	if data == "" {
		fmt.Fprintln(w, w.words.say("To stop, press Ctrl+C or close this window. The rooms are gone then."))
	} else {
		fmt.Fprintln(w, w.words.sayf("To stop, press Ctrl+C or close this window. The rooms stay in %s", data))
	}
	if best.Reach && w.showsCodes {
		printCode(w, best)
	}
}

// noPhones is said where the site is open on this machine only.
const noPhones = "No phone can open this address. Connect this machine to the phones' Wi-Fi and listen on all addresses (--addr :3000), or give --public-url."

// printCode draws the QR code of an address.
func printCode(w terminal, at network.Address) {
	if code, err := qrcode.New(at.Base+"/", qrcode.Low); err == nil {
		fmt.Fprint(w, blackOnWhite(code.Bitmap()))
	}
}

// printBest tells by which address phones come.
func printBest(w terminal, best network.Address) {
	if !best.Reach {
		fmt.Fprintln(w, w.words.say(noPhones))
		return
	}
	fmt.Fprintln(w, w.words.sayf("phones open: %s/", best.Base))
	if !w.showsCodes {
		fmt.Fprintln(w, w.words.say("No QR code can be shown here: type the address into the phone."))
		return
	}
	printCode(w, best)
}

// printChange tells that phones come by another address than before.
func printChange(w terminal, best network.Address) {
	fmt.Fprintln(w, "\n"+w.words.say("The network has changed."))
	printBest(w, best)
}
