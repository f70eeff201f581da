package server

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// waitingKey makes the secrets of browsers that were refused a number. Each says since when its browser waits, so that
// those who have waited can be told from a flood, which asks as a new browser every time, without keeping anything of either.
type waitingKey [32]byte

func newWaitingKey() (k waitingKey) {
	rand.Read(k[:])
	return k
}

// waitingLength is 16 random bytes, the time in seconds, and half a MAC of both and the room.
const waitingLength = 16 + 4 + 16

// begin makes the secret of a browser that begins to wait for a number of a room.
func (k waitingKey) begin(room string, now time.Time) string {
	b := make([]byte, 16, waitingLength)
	rand.Read(b)
	b = binary.BigEndian.AppendUint32(b, uint32(now.Unix())) // #nosec G115 -- until 2106
	return base64.RawURLEncoding.EncodeToString(append(b, k.mac(room, b)...))
}

// since is when a browser began to wait for a number of the room; false where its secret does not say so.
func (k waitingKey) since(room, secret string) (time.Time, bool) {
	b, err := base64.RawURLEncoding.DecodeString(secret)
	if err != nil || len(b) != waitingLength || !hmac.Equal(b[20:], k.mac(room, b[:20])) {
		return time.Time{}, false
	}
	return time.Unix(int64(binary.BigEndian.Uint32(b[16:20])), 0), true
}

func (k waitingKey) mac(room string, of []byte) []byte {
	h := hmac.New(sha256.New, k[:])
	h.Write([]byte(room))
	h.Write(of)
	return h.Sum(nil)[:16]
}
