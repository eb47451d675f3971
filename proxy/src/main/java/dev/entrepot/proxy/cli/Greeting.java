package dev.entrepot.proxy.cli;

import dev.entrepot.config.Configuration;
import java.io.PrintWriter;
import java.net.InetSocketAddress;

/** What a user sees first: where it listens, and how containerd is pointed at it. */
record Greeting(InetSocketAddress address, Configuration configuration) {

    void print(PrintWriter out) {
        String url = "http://" + host() + ":" + address.getPort();
        out.println("entrepot " + Version.current() + " listens on " + url + ", keeps its blobs in "
                + configuration.data() + ", asks " + configuration.defaultUpstream() + " by default");
        out.println("containerd:  mkdir -p /etc/containerd/certs.d/_default && printf '[host.\"" + url
                + "\"]\\n  capabilities = [\"pull\", \"resolve\"]\\n' > /etc/containerd/certs.d/_default/hosts.toml");
        out.flush();
    }

    private String host() {
        String host = address.getAddress().getHostAddress();
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
}
