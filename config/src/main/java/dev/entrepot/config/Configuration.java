package dev.entrepot.config;

import dev.entrepot.config.bind.Key;
import dev.entrepot.config.value.ByteSize;
import dev.entrepot.config.value.HostPort;
import dev.entrepot.config.value.HostPortOrOff;
import dev.entrepot.config.value.IpRange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a user can decide.
 *
 * @param data resolved against the working directory
 * @param defaultUpstream a name in {@code upstreams}, also where an alias was written
 * @param upstreams by name, the well-known ones first
 */
public record Configuration(
        @Key(
                description = "Address and port to listen on. Port 0 takes any free one. Beyond loopback, say under "
                        + "`clients` who may ask, which is required once an upstream has credentials. Plain HTTP, or with "
                        + "`tls` HTTPS alone.",
                byDefault = "127.0.0.1:5000")
        HostPort listen,

        @Key(description = "TLS on `listen`, which then answers nothing else.", reloaded = true)
        Optional<TlsConfig> tls,

        @Key(
                description = "Where `/livez`, `/readyz`, `/metrics`, `/status` and `entrepot purge` are answered, or "
                        + "`off`. It asks nobody who they are: keep it on loopback, or behind a firewall.",
                byDefault = "127.0.0.1:5001")
        HostPortOrOff admin,

        @Key(
                description =
                        "How long answers under way may take to end after SIGTERM; then they are cut. Keep it a few "
                                + "seconds below the time after which the service manager kills.",
                byDefault = "20s")
        Duration drainLimit,

        @Key(
                description =
                        "A pull that took longer, or failed, is told of in one line of the log with what took how "
                                + "long, such as the upstream's answer or the disk. What its bytes take at 8 MiB/s is not counted.",
                byDefault = "5s",
                reloaded = true)
        Duration slowPull,

        @Key(
                description = "Folder for blobs and records, created when missing. One process owns it.",
                byDefault = "./entrepot-data")
        Path data,

        @Key(
                description =
                        "How much disk blobs may take. What is worth least goes before 95 % of it are taken, down "
                                + "to 85 %; never what is pinned.",
                byDefault = "50GiB")
        ByteSize capacity,

        @Key(
                description = "What is left free on the file system of `data`, whoever fills it: where it leaves less "
                        + "than `capacity`, that is the capacity.",
                byDefault = "1GiB")
        ByteSize minFree,

        @Key(
                description = "How much memory the index may take for blocks, filters and buffers together. More helps "
                        + "lookups of what was not asked for lately, from some millions of blobs on.",
                byDefault = "16MiB")
        ByteSize indexCache,

        @Key(
                description = "Where a request goes that names no registry: a name or an alias of an upstream.",
                byDefault = "docker.io",
                reloaded = true)
        String defaultUpstream,

        @Key(
                description = "The registries behind this proxy, by the name clients know them by: a host, with a port "
                        + "if it needs one. What stands here is added to the well-known registries below, or changes "
                        + "one of them key by key.",
                reloaded = true)
        Map<String, UpstreamConfig> upstreams,

        @Key(description = "Who may ask.", reloaded = true) ClientsConfig clients,

        @Key(
                description = "The tier that outlasts this machine: a bucket of any store that speaks S3. Without "
                        + "`name` there is none.")
        BucketConfig bucket,

        @Key(
                description =
                        "How much each upstream is asked while the index or the disk is down. Beyond that clients "
                                + "wait for 10 s at most, and then get a 503.",
                reloaded = true)
        DegradedConfig degraded,

        @Key(description = "Traces of pulls, by OpenTelemetry.")
        TracingConfig tracing) {

    public Configuration {
        upstreams = Collections.unmodifiableMap(new LinkedHashMap<>(upstreams));
        String canonical = hosts(upstreams).get(defaultUpstream);
        if (canonical == null) {
            throw new IllegalArgumentException("default-upstream '" + defaultUpstream + "' is not an upstream");
        }
        defaultUpstream = canonical;
    }

    /** What is in force after {@code read} was taken over while this was: what needs a restart stays. */
    public Configuration reloadedBy(Configuration read) {
        return new Configuration(
                listen,
                read.tls,
                admin,
                drainLimit,
                read.slowPull,
                data,
                capacity,
                minFree,
                indexCache,
                read.defaultUpstream,
                read.upstreams,
                read.clients,
                bucket,
                read.degraded,
                tracing);
    }

    /** Every host clients may name, to the name of its upstream. Made anew by each call. */
    public Map<String, String> hosts() {
        return hosts(upstreams);
    }

    /** The addresses that may ask; empty for any. */
    public List<IpRange> clientAddresses() {
        boolean isExposed = upstreams.values().stream().anyMatch(UpstreamConfig::hasCredentials);
        boolean areKnown = clients.needsLogin()
                || tls.map(TlsConfig::needsClientCertificate).orElse(false);
        return clients.allow().isEmpty() && !areKnown && isExposed
                ? List.of(IpRange.LOOPBACK_IPV4, IpRange.LOOPBACK_IPV6)
                : clients.allow();
    }

    private static Map<String, String> hosts(Map<String, UpstreamConfig> upstreams) {
        Map<String, String> hosts = new LinkedHashMap<>();
        upstreams.forEach((name, upstream) -> upstream.aliases().forEach(alias -> hosts.put(alias, name)));
        upstreams.keySet().forEach(name -> hosts.put(name, name));
        return hosts;
    }
}
