package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/minio/highwayhash"
)

// JetStream's file store keeps a stream as blocks of records. Where a record is damaged it cuts the block there and goes
// on without what came after (nats-server issue 7549), so the blocks are read here before it opens them, and nothing is
// written. A record, as nats-server 2.15 writes it (filestore.go, writeMsgRecordLocked), little-endian:
//
//	length 4 (top bit: it has headers) · sequence 8 · time 8 · subject's length 2 · subject · [headers' length 4 · headers] · value · hash 8
//
// The hash leaves the lengths out, so they are checked by what they lead to.
const (
	recordHead   = 22
	recordHash   = 8
	hasHeaders   = 1 << 31
	isErased     = 1 << 63 // of a sequence: the record was overwritten
	isTombstone  = 1 << 62 // of a sequence: that record was deleted
	largestValue = 1 << 20

	headersBegin = "NATS/1.0\r\n"
	headersEnd   = "\r\n\r\n"
	operation    = "\r\nKV-Operation: " // DEL or PURGE: the key was deleted
)

// readBlocks reads what the files of both buckets hold.
func readBlocks(files string) copied {
	c := newCopied()
	for _, name := range []string{grantBucket, roomBucket} {
		msgs := filepath.Join(files, "$G", "streams", streamName(name), "msgs")
		blocks, err := os.ReadDir(msgs)
		if err != nil && !os.IsNotExist(err) {
			c.faults = append(c.faults, fault{file: msgs})
		}
		numbers := map[int]string{}
		for _, b := range blocks {
			if number, err := strconv.Atoi(strings.TrimSuffix(b.Name(), ".blk")); err == nil && strings.HasSuffix(b.Name(), ".blk") {
				numbers[number] = filepath.Join(msgs, b.Name())
			}
		}
		scan := blockScan{copied: &c, bucket: name}
		order := make([]int, 0, len(numbers))
		for number := range numbers {
			order = append(order, number)
		}
		slices.Sort(order)
		for i, number := range order {
			raw, err := os.ReadFile(numbers[number])
			if err != nil {
				c.faults = append(c.faults, fault{file: numbers[number], bucket: name, after: scan.last})
				continue
			}
			scan.read(numbers[number], number, raw, i == len(order)-1)
		}
		c.found = c.found || len(order) > 0
	}
	return c
}

// blockScan reads the blocks of one stream in their order.
type blockScan struct {
	*copied
	bucket string
	last   uint64 // sequence of the last record that was read
}

// read takes a block's records in, and goes on after a damaged part at the next record whose hash is right.
func (b *blockScan) read(file string, number int, raw []byte, lastBlock bool) {
	key := sha256.Sum256(fmt.Appendf(nil, "%s-%d", streamName(b.bucket), number))
	for at := 0; at < len(raw); {
		r, size := b.record(raw[at:], key[:])
		if size > 0 {
			at += size
			b.take(file, r)
			continue
		}
		from := at
		for at++; at < len(raw) && size == 0; at++ {
			if r, size = b.record(raw[at:], key[:]); size > 0 {
				break
			}
		}
		f := fault{file: file, bucket: b.bucket, after: b.last, entry: b.keyIn(raw[from:at])}
		if size > 0 && !r.tombstone {
			f.before = r.sequence
		}
		f.atEnd = at >= len(raw) && lastBlock
		b.faults = append(b.faults, f)
	}
}

// take adds a record to what was found, and notes one that stands where a newer one should.
func (b *blockScan) take(file string, r blockRecord) {
	switch {
	case r.tombstone:
		b.deleted[b.bucket+" "+strconv.FormatUint(r.sequence, 10)] = true
		b.heads[b.bucket] = max(b.heads[b.bucket], r.sequence)
		return
	case r.sequence == 0 || r.erased:
		return
	case r.sequence <= b.last: // a block that stands in another's place
		b.faults = append(b.faults, fault{file: file, bucket: b.bucket, after: r.sequence - 1, before: r.sequence + 1, entry: r.Key})
	}
	b.last = max(b.last, r.sequence)
	r.Bucket, r.Revision = b.bucket, r.sequence
	b.add(r.record)
}

// blockRecord is a record as it stands in a file of JetStream. An erased one has been deleted; a tombstone is the mark of that.
type blockRecord struct {
	record
	sequence  uint64
	erased    bool
	tombstone bool
}

// record reads the record at the beginning of raw; its size is 0 where none stands there whole.
func (b *blockScan) record(raw []byte, key []byte) (r blockRecord, size int) {
	le := binary.LittleEndian
	if len(raw) < recordHead+recordHash {
		return r, 0
	}
	length := le.Uint32(raw)
	headers := length&hasHeaders != 0
	length &^= hasHeaders
	subject := int(le.Uint16(raw[20:]))
	fixed := recordHead + recordHash
	if headers {
		fixed += 4
	}
	if int64(length) > int64(len(raw)) || length > largestValue || int(length) < fixed+subject {
		return r, 0
	}
	size = int(length)
	r.sequence, r.At = le.Uint64(raw[4:]), int64(le.Uint64(raw[12:])) // #nosec G115 -- as JetStream wrote it
	r.erased, r.tombstone = r.sequence&isErased != 0, r.sequence&isTombstone != 0
	r.sequence &^= isErased | isTombstone
	name := string(raw[recordHead : recordHead+subject])
	body := raw[recordHead+subject : size-recordHash]
	if headers {
		n := int64(le.Uint32(body))
		body = body[4:]
		if n > int64(len(body)) {
			return r, 0
		}
		head := body[:n]
		if !bytes.HasPrefix(head, []byte(headersBegin)) || bytes.Index(head, []byte(headersEnd)) != len(head)-len(headersEnd) {
			return r, 0
		}
		r.Deleted = bytes.Contains(head, []byte(operation))
		r.Value = string(body[n:])
	} else {
		r.Value = string(body)
	}
	var ours bool
	r.Key, ours = strings.CutPrefix(name, "$KV."+b.bucket+".")
	if !ours && !r.tombstone && !r.erased {
		return r, 0
	}
	hash, err := highwayhash.NewDigest64(key)
	if err != nil {
		return r, 0
	}
	for _, part := range [][]byte{raw[4:20], []byte(name), body} {
		_, _ = hash.Write(part) // a hash takes everything
	}
	if !bytes.Equal(hash.Sum(nil), raw[size-recordHash:size]) {
		return r, 0
	}
	return r, size
}

// keyIn finds whose record a damaged part was, if that can still be read and it was one only.
func (b *blockScan) keyIn(raw []byte) string {
	prefix := []byte("$KV." + b.bucket + ".")
	at := bytes.Index(raw, prefix)
	if at < 2 || bytes.Count(raw, prefix) > 1 {
		return ""
	}
	subject := raw[at:]
	subject = subject[:min(len(subject), int(binary.LittleEndian.Uint16(raw[at-2:])))] // what follows may look like a key
	return keyAt(bytes.TrimPrefix(subject, prefix))
}

// keyAt is the key that a text begins with.
func keyAt(text []byte) string {
	end := bytes.IndexFunc(text, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '.' || r == '-' || r == '_')
	})
	if end < 0 {
		end = len(text)
	}
	return string(text[:end])
}
