// Revad runs the services of Reva that a site needs to share files over OCM,
// all in one process, on free ports of the loopback interface.
//
//	revad serve FOLDER SECONDS [PORT...]  opens its ports, at none of those that
//	    are named, and tells them; serves once a line comes on standard input and
//	    until that ends, then removes FOLDER; a login lasts for SECONDS
//	revad share < REQUEST  makes a share that Reva's HTTP interfaces cannot
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "revad: %s\n", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	switch {
	case len(arguments) >= 3 && arguments[0] == "serve":
		return serve(settings{Folder: arguments[1], TokenLife: arguments[2]}, arguments[3:])
	case len(arguments) == 1 && arguments[0] == "share":
		return share(os.Stdin, os.Stdout)
	default:
		return fmt.Errorf("usage: revad serve FOLDER SECONDS [PORT...] | revad share")
	}
}
