// Package asset makes the files that pages are sent as and load: each in every encoding with its ETag (file.go), style sheets
// and scripts joined for each kind of page (bundles.go, assets.go), QR codes as paths (qr.go).
package asset
