package dev.entrepot.proxy.cli;

import dev.entrepot.config.Configuration;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.Optional;

/** What a user sees first: where it listens, and how containerd is pointed at it. */
record Greeting(InetSocketAddress address, Optional<InetSocketAddress> admin, Configuration configuration) {

    void print(PrintWriter out) {
        String url = url(configuration.tls().isPresent() ? "https" : "http", address);
        String where = address.getAddress().isAnyLocalAddress() ? "every address, such as " + url : url;
        out.println("entrepot " + Version.current() + " listens on " + where + ", keeps its blobs in "
                + configuration.data() + ", asks " + configuration.defaultUpstream() + " by default");
        out.println("containerd:  mkdir -p /etc/containerd/certs.d/_default && printf '[host.\"" + url
                + "\"]\\n  capabilities = [\"pull\", \"resolve\"]\\n' > /etc/containerd/certs.d/_default/hosts.toml");
        admin.ifPresent(
                at -> out.println("administrators:  " + url("http", at) + "/status /readyz /metrics, entrepot status"));
        out.flush();
    }

    private static String url(String scheme, InetSocketAddress address) {
        boolean isEverywhere = address.getAddress().isAnyLocalAddress();
        String host = isEverywhere ? "127.0.0.1" : address.getAddress().getHostAddress();
        return scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
