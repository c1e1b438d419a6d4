// control-plane is every process of a Kubernetes control plane in one binary, chosen by the name that it is
// started under (a link) or by its first argument. One link step instead of nine, and the packages that all
// of them share are stored once.
package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	_ "time/tzdata" // CronJob time zones, on machines without a zone database

	"go.etcd.io/etcd/server/v3/etcdmain"
	genericapiserver "k8s.io/apiserver/pkg/server"
	_ "k8s.io/client-go/plugin/pkg/client/auth"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	metricsserver "sigs.k8s.io/metrics-server/cmd/metrics-server/app"
)

// A program ends the process itself when it has something better to say than 0.
type program func(args []string)

// servers outlive a command, so they are tied to the process that started them.
var servers = map[string]program{
	"etcd":                    func([]string) { etcdmain.Main(os.Args) },
	"kube-apiserver":          func([]string) { os.Exit(cli.Run(apiserver.NewAPIServerCommand())) },
	"kube-controller-manager": func([]string) { os.Exit(cli.Run(controllermanager.NewControllerManagerCommand())) },
	"kube-scheduler":          func([]string) { os.Exit(cli.Run(scheduler.NewSchedulerCommand())) },
	"metrics-server": func([]string) {
		os.Exit(cli.Run(metricsserver.NewMetricsServerCommand(genericapiserver.SetupSignalHandler())))
	},
	"kwok":    runKwok,
	"kubelet": runKubelet,
	"tether":  runTethered,
}

var commands = map[string]program{
	"kubectl": runKubectl,
	"pki":     runPki,
}

func main() {
	name := filepath.Base(os.Args[0])
	if _, known := find(name); !known && len(os.Args) > 1 {
		os.Args = os.Args[1:]
		name = os.Args[0]
	}
	run, known := find(name)
	if !known {
		names := append(slices.Collect(maps.Keys(servers)), slices.Collect(maps.Keys(commands))...)
		slices.Sort(names)
		fmt.Fprintf(os.Stderr, "usage: control-plane %s [flags]\n", strings.Join(names, "|"))
		os.Exit(2)
	}
	if _, server := servers[name]; server && os.Getenv("CONTROL_PLANE_TETHER") == "stdin" && name != "tether" {
		endWithStarter()
	}
	run(os.Args[1:])
}

func find(name string) (program, bool) {
	if run, ok := servers[name]; ok {
		return run, true
	}
	run, ok := commands[name]
	return run, ok
}

func runKubectl([]string) {
	if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
		util.CheckErr(err)
	}
}
