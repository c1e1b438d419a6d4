// Verifies an EKS token as the API server does, with aws-iam-authenticator's own verifier. STS is played by the HTTP
// transport: it checks the signature against the one secret that it knows.
//
//	verifier CLUSTER PARTITION REGION < TOKEN
//
// Prints the ARN of the token's bearer, or the verifier's error and exits with 1.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"sort"
	"strings"

	"sigs.k8s.io/aws-iam-authenticator/pkg/token"
)

const secret = "test-secret"

func main() {
	http.DefaultTransport = fakeSTS{}
	text, err := io.ReadAll(os.Stdin)
	if err == nil {
		var identity *token.Identity
		identity, err = token.NewVerifier(os.Args[1], os.Args[2], os.Args[3]).Verify(string(text))
		if err == nil {
			fmt.Println(identity.ARN)
			return
		}
	}
	fmt.Println(err)
	os.Exit(1)
}

type fakeSTS struct{}

func (fakeSTS) RoundTrip(request *http.Request) (*http.Response, error) {
	status, body := 403, "SignatureDoesNotMatch"
	if request.URL.Query().Get("X-Amz-Signature") == signatureOf(request) {
		role := "arn:aws:sts::111122223333:assumed-role/daily-morning/run"
		status, body = 200, fmt.Sprintf(`{"GetCallerIdentityResponse":{"GetCallerIdentityResult":{
			"Account":"111122223333","Arn":%q,"UserId":"AROA:run"},"ResponseMetadata":{"RequestId":"1"}}}`, role)
	}
	return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Request: request}, nil
}

// Signature version 4 of a request whose query carries the rest of it:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
func signatureOf(request *http.Request) string {
	query := request.URL.Query()
	query.Del("X-Amz-Signature")
	names := strings.Split(query.Get("X-Amz-SignedHeaders"), ";")
	headers := ""
	for _, name := range names {
		value := request.Header.Get(name)
		if name == "host" {
			value = request.URL.Host
		}
		headers += name + ":" + value + "\n"
	}
	nothing := sha256.Sum256(nil)
	canonical := strings.Join([]string{"GET", "/", canonicalQuery(query), headers, strings.Join(names, ";"), hex.EncodeToString(nothing[:])}, "\n")
	digest := sha256.Sum256([]byte(canonical))
	scope := strings.SplitN(query.Get("X-Amz-Credential"), "/", 2)[1]
	text := strings.Join([]string{"AWS4-HMAC-SHA256", query.Get("X-Amz-Date"), scope, hex.EncodeToString(digest[:])}, "\n")
	key := []byte("AWS4" + secret)
	for _, part := range strings.Split(scope, "/") {
		key = sign(key, part)
	}
	return hex.EncodeToString(sign(key, text))
}

func canonicalQuery(query url.Values) string {
	var pairs []string
	for name := range query {
		value := strings.ReplaceAll(url.QueryEscape(query.Get(name)), "+", "%20")
		pairs = append(pairs, name+"="+value)
	}
	sort.Strings(pairs)
	return strings.Join(pairs, "&")
}

func sign(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}
