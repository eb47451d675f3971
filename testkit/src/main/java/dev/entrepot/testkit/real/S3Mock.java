package dev.entrepot.testkit.real;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * Adobe's S3Mock, an S3 server that has nothing in common with the one in {@code testkit.bucket}, in a container by
 * Testcontainers on podman. It takes half a minute to start, so one serves a whole class: register it as a static field.
 *
 * <p>Its jar is what the system property {@code s3mock.jar} says. Skips the class where there is no podman.
 */
public final class S3Mock implements BeforeAllCallback, AfterAllCallback {

    private static final String IMAGE = "localhost/entrepot/s3mock:1";
    private static final int PORT = 9090;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private int port;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        String who = context.getRequiredTestClass().getSimpleName();
        Binaries.require(who, "podman", "runc", "jq", "setpriv", "iptables");
        if (!"true".equals(System.getenv("TESTCONTAINERS_RYUK_DISABLED"))) {
            Binaries.skip(who, "TESTCONTAINERS_RYUK_DISABLED=true is not set, as the build does");
        }
        Optional<Path> jar =
                Optional.ofNullable(System.getProperty("s3mock.jar")).map(Path::of);
        if (jar.isEmpty()) {
            Binaries.skip(who, "no system property s3mock.jar, as the build sets");
        }
        start(who, jar.orElseThrow());
    }

    private void start(String who, Path jar) throws IOException {
        Path folder = Files.createTempDirectory("pod");
        open.push(() -> CommandResult.run("rm", "-rf", folder.toString()));
        Path logs = Path.of("target", "real", who).toAbsolutePath();
        Files.createDirectories(logs);
        PodmanEngine engine = PodmanEngine.start(folder, logs);
        open.push(engine);
        JavaImage.build(engine, folder.resolve("image"), jar, IMAGE);
        CommandResult tried = engine.podman("run", "--rm", IMAGE, "/jdk/bin/java", "-version");
        if (!tried.succeeded()) {
            Binaries.skip(who, "podman cannot run a container: " + tried.err().strip());
        }
        PodmanStrategy.use(engine);
        GenericContainer<?> container = container();
        open.push(container);
        container.start();
    }

    private GenericContainer<?> container() {
        port = LoopbackPorts.free();
        return new GenericContainer<>(DockerImageName.parse(IMAGE))
                .withImagePullPolicy(image -> false)
                .withExposedPorts(PORT)
                .withCreateContainerCmdModifier(command -> onLoopback(Objects.requireNonNull(command.getHostConfig())))
                .withCommand("/jdk/bin/java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", "/program.jar")
                .waitingFor(Wait.forHttp("/").forPort(PORT).withStartupTimeout(Duration.ofMinutes(3)));
    }

    private void onLoopback(HostConfig config) {
        config.withPortBindings(new PortBinding(Ports.Binding.bindIpAndPort("127.0.0.1", port), ExposedPort.tcp(PORT)));
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
