package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"k8s.io/cri-client/pkg/logs"
)

// serveLogs reads the container's file as a kubelet does: tail, since, limit and timestamps are the real code.
// A container without a file has logged nothing; a previous container without one has never been.
func (k kubelet) serveLogs(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	suffix := ".log"
	if query.Get("previous") == "true" {
		suffix = ".previous.log"
	}
	path, found := findFile(k.logs, r, suffix)
	if !found && suffix == ".log" {
		return
	}
	if !found {
		message := fmt.Sprintf("previous terminated container %q in pod %q not found", r.PathValue("container"), r.PathValue("pod"))
		http.Error(w, message, http.StatusBadRequest)
		return
	}
	options, err := logOptions(query, time.Now())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	out := &sent{ResponseWriter: w}
	if err := logs.ReadLogs(r.Context(), path, "", options, nil, out, out); err != nil && !out.any {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// follow is not served: a fake container's log does not grow.
func logOptions(query url.Values, now time.Time) (*logs.LogOptions, error) {
	options := &logs.LogOptions{Timestamp: query.Get("timestamps") == "true"}
	var sinceSeconds *int64
	for name, field := range map[string]**int64{
		"tailLines": &options.TailLines, "limitBytes": &options.LimitBytes, "sinceSeconds": &sinceSeconds,
	} {
		if !query.Has(name) {
			continue
		}
		value, err := strconv.ParseInt(query.Get(name), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		*field = &value
	}
	if sinceSeconds != nil {
		options.Since = now.Add(-time.Duration(*sinceSeconds) * time.Second)
	}
	if since := query.Get("sinceTime"); since != "" {
		at, err := time.Parse(time.RFC3339, since)
		if err != nil {
			return nil, fmt.Errorf("sinceTime: %w", err)
		}
		options.Since = at
	}
	return options, nil
}

// sent remembers whether a byte has gone out, after which no status can be sent any more.
type sent struct {
	http.ResponseWriter
	any bool
}

var _ io.Writer = (*sent)(nil)

func (s *sent) Write(p []byte) (int, error) {
	s.any = true
	return s.ResponseWriter.Write(p)
}
