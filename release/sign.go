package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"aead.dev/minisign"
)

// signing is with what a release is signed. Without keys nothing is.
type signing struct {
	certificate, certificatePass string // PKCS#12, for Windows
	timestamps                   string // an RFC 3161 service; "": the signature ends with the certificate
	key, keyPass                 string // minisign's
}

// signingFromEnvironment reads RELEASE_SIGN_….
func signingFromEnvironment() signing {
	return signing{
		os.Getenv("RELEASE_SIGN_PKCS12"), os.Getenv("RELEASE_SIGN_PKCS12_PASS"), os.Getenv("RELEASE_SIGN_TIMESTAMPS"),
		os.Getenv("RELEASE_SIGN_MINISIGN"), os.Getenv("RELEASE_SIGN_MINISIGN_PASS"),
	}
}

// program signs a program for Windows, in place.
func (s signing) program(file string, at time.Time) error {
	if s.certificate == "" {
		return nil
	}
	pass := filepath.Join(filepath.Dir(file), "pass") // not among the arguments, which everybody on the machine may read
	if err := os.WriteFile(pass, []byte(s.certificatePass), 0o600); err != nil {
		return err
	}
	defer os.Remove(pass)
	signed := file + ".signed"
	args := []string{"sign", "-pkcs12", s.certificate, "-readpass", pass, "-h", "sha256", "-n", "Practise the NAP login with ThaID"}
	if s.timestamps != "" {
		args = append(args, "-ts", s.timestamps)
	} else {
		args = append(args, "-time", strconv.FormatInt(at.Unix(), 10))
	}
	if _, err := output("", "osslsigncode", append(args, "-in", file, "-out", signed)...); err != nil {
		return err
	}
	return os.Rename(signed, file)
}

// sums signs SHA256SUMS, and with it everything that it lists.
func (s signing) sums(dist, version string) error {
	if s.key == "" {
		return nil
	}
	raw, err := os.ReadFile(s.key)
	if err != nil {
		return err
	}
	var key minisign.PrivateKey
	if minisign.IsEncrypted(raw) {
		key, err = minisign.DecryptKey(s.keyPass, raw)
	} else {
		err = key.UnmarshalText(raw)
	}
	if err != nil {
		return fmt.Errorf("RELEASE_SIGN_MINISIGN: %w", err)
	}
	sums := filepath.Join(dist, "SHA256SUMS")
	text, err := os.ReadFile(sums)
	if err != nil {
		return err
	}
	signature := minisign.SignWithComments(key, text, "nap-guide "+version, "signature of SHA256SUMS")
	public, ok := key.Public().(minisign.PublicKey)
	if !ok || !minisign.Verify(public, text, signature) {
		return errors.New("the signature cannot be verified")
	}
	return os.WriteFile(sums+".minisig", signature, 0o644)
}
