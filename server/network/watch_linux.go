package network

import "golang.org/x/sys/unix"

// watch opens what Linux tells of its cards, addresses and routes. changed tells whether any of them may have changed
// since it was last called; it allocates nothing. Where the system tells nothing, changed is always true.
func watch() (changed func() bool, stop func()) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_ROUTE)
	if err != nil {
		return always()
	}
	groups := uint32(0)
	for _, group := range []int{unix.RTNLGRP_LINK, unix.RTNLGRP_IPV4_IFADDR, unix.RTNLGRP_IPV6_IFADDR, unix.RTNLGRP_IPV4_ROUTE, unix.RTNLGRP_IPV6_ROUTE} {
		groups |= 1 << (group - 1)
	}
	if err := unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: groups}); err != nil {
		unix.Close(fd)
		return always()
	}
	start := make([]byte, 1) // that there is a message is all that counts: the kernel drops its rest
	changed = func() (told bool) {
		for {
			switch _, err := unix.Read(fd, start); err {
			case nil, unix.ENOBUFS: // ENOBUFS: more was told than the kernel keeps
				told = true
			case unix.EINTR:
			case unix.EAGAIN:
				return told
			default:
				return true
			}
		}
	}
	return changed, func() { unix.Close(fd) }
}
