// Command guide serves a site on which people practise a login.
package main

import (
	"context"
	"os"
	"runtime"
)

func main() {
	runtime.MemProfileRate = 0 // nobody can ask for that profile
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}
