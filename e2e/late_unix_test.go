//go:build !windows

package e2e

import (
	"syscall"
	"testing"
)

// The server hangs just when the trainer presses: the console says so, and what was pressed does not happen once the server
// is back.
func TestWhatATrainerPressedInVainDoesNotHappenLater(t *testing.T) {
	t.Parallel()
	guide := start(t)
	r := openRoom(t, guide)
	const freeze = "form[data-key=freeze] button"
	signal := func(s syscall.Signal) {
		t.Helper()
		if err := guide.cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
	}
	signal(syscall.SIGSTOP)
	t.Cleanup(func() { guide.cmd.Process.Signal(syscall.SIGCONT) })
	r.trainer.expect("net::ERR_", "409")
	r.trainer.press(freeze)
	r.trainer.wait("a word that the server is not reached", `!document.querySelector("[data-lost]").hidden`)
	r.trainer.wait("a word that nothing was done", `document.querySelector("[data-lost]").textContent===document.querySelector("[data-gone]").dataset.gone`)
	signal(syscall.SIGCONT)
	r.lead("start") // what is pressed now is carried out
	r.board.waitFor("[data-wall=step]")
	if r.board.sees(".wall-paused") || r.trainer.sees(".paused") {
		t.Error("the press that was in vain has frozen the class")
	}
	r.trainer.press(freeze)
	r.board.waitFor(".wall-paused")
}
