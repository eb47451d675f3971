package dev.entrepot.testkit.real;

import java.net.URI;
import java.util.Optional;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/** Leads Testcontainers, which finds it as a service, to the {@link PodmanEngine} that a test has started. */
public final class PodmanStrategy extends DockerClientProviderStrategy {

    private static volatile Optional<URI> socket = Optional.empty();

    static void use(PodmanEngine engine) {
        socket = Optional.of(URI.create(engine.socketUrl()));
    }

    @Override
    protected boolean isApplicable() {
        return socket.isPresent();
    }

    /** Before all others. */
    @Override
    protected int getPriority() {
        return Integer.MAX_VALUE;
    }

    @Override
    protected boolean isPersistable() {
        return false;
    }

    @Override
    public TransportConfig getTransportConfig() {
        return TransportConfig.builder().dockerHost(socket.orElseThrow()).build();
    }

    /** Also where the test itself runs in a container. */
    @Override
    public synchronized String getDockerHostIpAddress() {
        return "127.0.0.1";
    }

    @Override
    public String getDescription() {
        return "podman, started by the test";
    }
}
