package asset

// Variants is a file in every encoding. Gzip and Brotli have nil Bytes where they would be no smaller than Raw.
type Variants struct{ Raw, Gzip, Brotli Body }

// Variants is the file's bytes as they stand now.
func (f *File) Variants() *Variants {
	return &Variants{*f.body(plainly), *f.body(gzipped), *f.body(brotlied)}
}
