package main

import (
	"crypto/tls"
	"flag"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// The kubelet port of every fake node. exec and logs are answered here, from files that a test puts down; the
// rest (metrics, attach, port-forward) goes to kwok, whose exec loses exit codes and never ends standard input.
type kubelet struct {
	scripts string // <namespace>/<pod>/<container>, an executable that receives the command as its arguments
	logs    string // <namespace>/<pod>/<container>.log and .previous.log, in the format of the container runtimes
}

func runKubelet(args []string) {
	flags := flag.NewFlagSet("kubelet", flag.ExitOnError)
	listen := flags.String("listen", "127.0.0.1:10250", "address to serve on")
	kwok := flags.String("kwok", "", "https URL of kwok's own server")
	certificate := flags.String("tls-cert-file", "", "serving certificate")
	key := flags.String("tls-private-key-file", "", "its key")
	front := kubelet{}
	flags.StringVar(&front.scripts, "scripts", "", "folder of exec scripts")
	flags.StringVar(&front.logs, "logs", "", "folder of container logs")
	_ = flags.Parse(args) // ExitOnError

	target, err := url.Parse(*kwok)
	if err != nil {
		log.Fatal(err)
	}
	rest := httputil.NewSingleHostReverseProxy(target)
	rest.Transport = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} // our own child, on loopback
	rest.FlushInterval = -1

	mux := http.NewServeMux()
	mux.Handle("/", rest)
	mux.HandleFunc("/exec/{namespace}/{pod}/{container}", front.serveExec)
	mux.HandleFunc("/containerLogs/{namespace}/{pod}/{container}", front.serveLogs)
	server := &http.Server{
		Addr:    *listen,
		Handler: mux,
		// Upgraded streams need HTTP/1.1.
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
	}
	log.Fatal(server.ListenAndServeTLS(*certificate, *key))
}

// findFile looks for the file of a container. A pod of a controller has a name nobody knows beforehand, so
// every shorter name that ends before a dash stands for it too: web-5d8f7-x2x9k, web-5d8f7, web.
func findFile(folder string, request *http.Request, suffix string) (string, bool) {
	namespace, pod, container := request.PathValue("namespace"), request.PathValue("pod"), request.PathValue("container")
	for _, part := range []string{namespace, pod, container} {
		if part == "" || strings.ContainsAny(part, "/\\") || strings.HasPrefix(part, ".") {
			return "", false
		}
	}
	for name := pod; name != ""; name = name[:max(strings.LastIndex(name, "-"), 0)] {
		path := filepath.Join(folder, namespace, name, container+suffix)
		if _, err := os.Stat(path); err == nil {
			return path, true
		}
	}
	return "", false
}
