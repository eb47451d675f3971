package dev.entrepot.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Lookup.Found;
import dev.entrepot.core.blob.Lookup.Unreachable;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.credential.Credential;
import dev.entrepot.proxy.upstream.credential.CredentialSource;
import dev.entrepot.proxy.upstream.http.ConnectionSettings;
import dev.entrepot.proxy.upstream.http.Connections;
import dev.entrepot.proxy.upstream.http.Origin;
import dev.entrepot.proxy.upstream.http.Timeouts;
import dev.entrepot.proxy.upstream.http.UpstreamClient;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.limit.UpstreamLimits;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.ResourceLeakDetector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Event loops, a client, and registries made with it; all closed after the test. Every buffer is watched. */
final class UpstreamFixture implements AfterEachCallback {

    static final String NAME = "fake.example";
    static final Timeouts PATIENT = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10));

    /** For tests that wait for a limit to be hit. */
    static final Timeouts HASTY = new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(150), Duration.ofMillis(150));

    private final EventLoopGroup loops;
    private final UpstreamClient client;
    private final List<UpstreamRegistry> registries = new ArrayList<>();

    UpstreamFixture() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        client = new UpstreamClient(loops, "1.2.3");
    }

    UpstreamRegistry at(String url) {
        return at(url, PATIENT, 8);
    }

    UpstreamRegistry as(String user, String password, String url) {
        return as(new Credential.Password(user, password), url);
    }

    UpstreamRegistry as(Credential credential, String url) {
        return with(CredentialSource.fixed(Origin.of(URI.create(url)).authority(), credential), url);
    }

    UpstreamRegistry with(CredentialSource credentials, String url) {
        return with(endpoint(url).with(credentials));
    }

    UpstreamRegistry at(String url, Timeouts timeouts) {
        return at(url, timeouts, 8);
    }

    UpstreamRegistry at(String url, Timeouts timeouts, int maxConnections) {
        return with(endpoint(url).with(ConnectionSettings.of(timeouts, maxConnections)));
    }

    /** Patient, with 8 connections, and asking once: tests count requests. */
    static UpstreamEndpoint endpoint(String... urls) {
        URI[] uris = Stream.of(urls).map(URI::create).toArray(URI[]::new);
        return UpstreamEndpoint.of(NAME, uris)
                .with(ConnectionSettings.of(PATIENT, 8))
                .with(UpstreamLimits.NONE);
    }

    UpstreamRegistry with(UpstreamEndpoint endpoint) {
        return with(endpoint, UpstreamObserver.NOOP);
    }

    UpstreamRegistry with(UpstreamEndpoint endpoint, UpstreamObserver observer) {
        UpstreamRegistry registry = new UpstreamRegistry(endpoint, client, observer, Watch.NOOP);
        registries.add(registry);
        return registry;
    }

    Connections connections(ConnectionSettings settings, Origin own) {
        return client.connections(settings, Set.of(own));
    }

    static Repository repository(String path) {
        return new Repository(NAME, path);
    }

    static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }

    static <T> T found(Lookup<T> answer) {
        assertThat(answer).isInstanceOf(Found.class);
        return ((Found<T>) answer).value();
    }

    static UpstreamException trouble(Lookup<?> answer) {
        Throwable cause = cause(answer);
        assertThat(cause).isInstanceOf(UpstreamException.class);
        return (UpstreamException) cause;
    }

    static Throwable cause(Lookup<?> answer) {
        assertThat(answer).isInstanceOf(Unreachable.class);
        return ((Unreachable<?>) answer).cause();
    }

    /** Reads to the end and closes. */
    static byte[] bytes(RemoteBlob blob) throws IOException {
        try (blob) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (ByteBuffer next = blob.next(); next != null; next = blob.next()) {
                byte[] piece = new byte[next.remaining()];
                next.get(piece);
                all.writeBytes(piece);
            }
            return all.toByteArray();
        }
    }

    static byte[] bytes(Lookup<RemoteBlob> answer) throws IOException {
        return bytes(found(answer));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        registries.forEach(UpstreamRegistry::close);
        client.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
