package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// pkiRequest is what `control-plane pki` reads, as JSON, from standard input. For every name it writes
// <directory>/<name>.crt and .key; for a signing key .key and .pub. An authority that is there already is kept,
// so that a certificate can be added to a cluster that runs.
type pkiRequest struct {
	Directory    string               `json:"directory"`
	Authorities  []string             `json:"authorities"`
	SigningKeys  []string             `json:"signingKeys"`
	Certificates []certificateRequest `json:"certificates"`
}

type certificateRequest struct {
	Name          string   `json:"name"`
	Authority     string   `json:"authority"`
	Usage         string   `json:"usage"` // "client" or "server"
	CommonName    string   `json:"commonName"`
	Organizations []string `json:"organizations"`
	Hosts         []string `json:"hosts"` // DNS names and IP addresses, mixed
}

type identity struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

func runPki([]string) {
	var request pkiRequest
	decoder := json.NewDecoder(os.Stdin)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&request)
	if err == nil {
		err = issueAll(request)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pki:", err)
		os.Exit(1)
	}
}

func issueAll(request pkiRequest) error {
	if err := os.MkdirAll(request.Directory, 0o700); err != nil {
		return err
	}
	authorities := map[string]identity{}
	for _, name := range request.Authorities {
		authority, err := loadOrCreateAuthority(request.Directory, name)
		if err != nil {
			return err
		}
		authorities[name] = authority
	}
	for _, name := range request.SigningKeys {
		if err := createSigningKey(request.Directory, name); err != nil {
			return err
		}
	}
	for _, certificate := range request.Certificates {
		authority, ok := authorities[certificate.Authority]
		if !ok {
			return fmt.Errorf("%s: no authority %q", certificate.Name, certificate.Authority)
		}
		if err := issue(request.Directory, certificate, authority); err != nil {
			return err
		}
	}
	return nil
}

func loadOrCreateAuthority(directory, name string) (identity, error) {
	path := filepath.Join(directory, name)
	if _, err := os.Stat(path + ".key"); err == nil {
		return load(path)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return identity{}, err
	}
	template, err := blank(name, nil)
	if err != nil {
		return identity{}, err
	}
	template.IsCA = true
	template.BasicConstraintsValid = true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature
	if err := sign(path, template, key, identity{template, key}); err != nil {
		return identity{}, err
	}
	return load(path)
}

func load(path string) (identity, error) {
	certificatePem, err := os.ReadFile(path + ".crt")
	if err != nil {
		return identity{}, err
	}
	keyPem, err := os.ReadFile(path + ".key")
	if err != nil {
		return identity{}, err
	}
	certificateBlock, _ := pem.Decode(certificatePem)
	keyBlock, _ := pem.Decode(keyPem)
	if certificateBlock == nil || keyBlock == nil {
		return identity{}, fmt.Errorf("%s: no PEM", path)
	}
	certificate, err := x509.ParseCertificate(certificateBlock.Bytes)
	if err != nil {
		return identity{}, err
	}
	key, err := x509.ParseECPrivateKey(keyBlock.Bytes)
	return identity{certificate, key}, err
}

func issue(directory string, request certificateRequest, authority identity) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template, err := blank(request.CommonName, request.Organizations)
	if err != nil {
		return err
	}
	template.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	if request.Usage == "server" {
		template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	}
	for _, host := range request.Hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	return sign(filepath.Join(directory, request.Name), template, key, authority)
}

func blank(commonName string, organizations []string) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: commonName, Organization: organizations},
		NotBefore:    time.Now().Add(-time.Hour), // a restored archive may meet a clock that is a little behind
		NotAfter:     time.Now().AddDate(10, 0, 0),
	}, nil
}

func sign(path string, template *x509.Certificate, key *ecdsa.PrivateKey, authority identity) error {
	der, err := x509.CreateCertificate(rand.Reader, template, authority.certificate, key.Public(), authority.key)
	if err != nil {
		return err
	}
	keyDer, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	if err := writePem(path+".crt", "CERTIFICATE", der); err != nil {
		return err
	}
	return writePem(path+".key", "EC PRIVATE KEY", keyDer)
}

func createSigningKey(directory, name string) error {
	path := filepath.Join(directory, name)
	if _, err := os.Stat(path + ".key"); err == nil {
		return nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	privateDer, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	publicDer, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	if err := writePem(path+".pub", "PUBLIC KEY", publicDer); err != nil {
		return err
	}
	return writePem(path+".key", "EC PRIVATE KEY", privateDer)
}

func writePem(path, kind string, der []byte) error {
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
}
