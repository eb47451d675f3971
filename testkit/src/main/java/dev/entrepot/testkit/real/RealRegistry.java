package dev.entrepot.testkit.real;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Debian's {@code docker-registry} with storage of its own, filled by skopeo. It may be stopped and started again on
 * the same port, and its access log says what was asked of it.
 */
public final class RealRegistry implements AutoCloseable {

    private static final String MARK = "/v2/?mark=";

    private final Path folder;
    private final Path logs;
    private final String name;
    private final int port = LoopbackPorts.free();
    private final Optional<String> credentials;
    private final HttpClient client = HttpClient.newHttpClient();
    private Optional<ChildProcess> process = Optional.empty();
    private int marks;
    private int forgotten;

    private RealRegistry(Path folder, Path logs, String name, Optional<String> credentials) {
        this.folder = folder;
        this.logs = logs;
        this.name = name;
        this.credentials = credentials;
    }

    static RealRegistry open(Path folder, Path logs, String name) {
        return new RealRegistry(folder, logs, name, Optional.empty()).configured("");
    }

    /** One that answers nobody but {@code credentials}, {@code user:password}, by Basic authentication. */
    static RealRegistry guarded(Path folder, Path logs, String name, String credentials) {
        Binaries.require(name, "htpasswd");
        String[] words = credentials.split(":", 2);
        String line = CommandResult.run("htpasswd", "-Bbn", words[0], words[1])
                .orThrow()
                .out();
        Path file = folder.resolve("htpasswd");
        try {
            Files.writeString(file, line.strip() + "\n");
        } catch (IOException e) {
            throw ChildProcess.unreadable(file, e);
        }
        return new RealRegistry(folder, logs, name, Optional.of(credentials)).configured("""
                auth:
                  htpasswd: {realm: test, path: %s}
                """.formatted(file));
    }

    private RealRegistry configured(String more) {
        try {
            Files.writeString(folder.resolve("config.yml"), """
                    version: 0.1
                    log: {level: warn}
                    storage:
                      filesystem: {rootdirectory: %s}
                    http: {addr: "127.0.0.1:%d", secret: none, relativeurls: true}
                    %s""".formatted(folder.resolve("data"), port, more));
        } catch (IOException e) {
            throw ChildProcess.unreadable(folder, e);
        }
        start();
        return this;
    }

    public int port() {
        return port;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Starts it where it was stopped: same port, same content. */
    public void start() {
        List<String> command =
                List.of("docker-registry", "serve", folder.resolve("config.yml").toString());
        ChildProcess started = ChildProcess.start(name, logs, command, Map.of("OTEL_TRACES_EXPORTER", "none"));
        process = Optional.of(started);
        LoopbackPorts.await(name, started, () -> LoopbackPorts.accepts(port));
    }

    /** From here on its port refuses connections. */
    public void stop() {
        process.ifPresent(ChildProcess::close);
        process = Optional.empty();
    }

    /** Its port accepts connections, and nothing is answered. */
    public void hang() {
        process.orElseThrow().hang();
    }

    public void wake() {
        process.orElseThrow().wake();
    }

    /** Puts an image, byte for byte and with all its platforms, under the image's tag; not part of {@link #requests}. */
    public void push(OciImage image, String repository) {
        copy(image, repository, "--all", "--preserve-digests");
    }

    /** Puts an image of one platform as Docker's schema 2, so with another manifest and another digest. */
    public void pushAsDockerSchema2(OciImage image, String repository) {
        copy(image, repository, "--format", "v2s2");
    }

    /** The same image with its layers compressed by zstd, so with other layers and another digest. */
    public void pushAsZstd(OciImage image, String repository) {
        copy(image, repository, "--format", "oci", "--dest-compress-format", "zstd");
    }

    /** @param options of {@code skopeo copy} */
    public void copy(OciImage image, String repository, String... options) {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy", "copy", "--quiet"));
        command.addAll(List.of(options));
        command.add("--dest-tls-verify=false");
        credentials.ifPresent(secret -> command.add("--dest-creds=" + secret));
        command.add("oci:" + image.layout() + ":" + image.tag());
        command.add("docker://127.0.0.1:" + port + "/" + repository + ":" + image.tag());
        CommandResult.run(command, Map.of()).orThrow();
        forget();
    }

    /** What has been asked since the last {@link #forget}, in the order in which it ended. */
    public List<LoggedRequest> requests() {
        List<LoggedRequest> all = settledLog();
        return all.stream()
                .skip(forgotten)
                .filter(request -> !request.target().startsWith(MARK))
                .toList();
    }

    public void forget() {
        forgotten = settledLog().size();
    }

    /** The log up to now. A client may see the end of an answer before the log does: a request of our own flushes it. */
    private List<LoggedRequest> settledLog() {
        if (process.isPresent()) {
            String mark = MARK + ++marks;
            ask(mark);
            LoopbackPorts.await(
                    "the log of " + name,
                    process.get(),
                    () -> log().stream().anyMatch(request -> request.target().equals(mark)));
        }
        return log();
    }

    private void ask(String target) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + target)).build();
        try {
            client.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            throw new IllegalStateException(name + " does not answer", e);
        } catch (InterruptedException e) {
            throw ChildProcess.interrupted(e);
        }
    }

    private List<LoggedRequest> log() {
        Path file = logs.resolve(name + ".out");
        try {
            return Files.readAllLines(file).stream()
                    .flatMap(line -> LoggedRequest.parse(line).stream())
                    .toList();
        } catch (IOException e) {
            throw ChildProcess.unreadable(file, e);
        }
    }

    @Override
    public void close() {
        stop();
        client.close();
    }
}
