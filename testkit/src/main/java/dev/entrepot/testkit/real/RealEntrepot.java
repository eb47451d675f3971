package dev.entrepot.testkit.real;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * entrepot as its users run it: the launcher {@code ./entrepot}, on the JDK of the test, with the packaged build. It may
 * be killed and started again with the same port and data.
 */
public final class RealEntrepot implements AutoCloseable {

    private static final Path LAUNCHER = launcher();

    /** With one answer. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path folder;
    private final Path data;
    private final Path logs;
    private final String name;
    private final int port = LoopbackPorts.free();
    private final int adminPort = LoopbackPorts.free();
    private final Optional<Path> authority;
    private final HttpClient client;
    private Optional<ChildProcess> process = Optional.empty();

    private RealEntrepot(Path folder, Path data, Path logs, String name, Optional<Path> authority) {
        this.folder = folder;
        this.authority = authority;
        this.client = authority.map(Authorities::client).orElseGet(HttpClient::newHttpClient);
        this.data = data;
        this.logs = logs;
        this.name = name;
    }

    /** Starts one with {@code configuration}, the YAML besides {@code listen}, {@code admin} and {@code data}. */
    static RealEntrepot start(Path folder, Path logs, String name, String configuration) {
        return start(folder, folder.resolve("data"), logs, name, configuration);
    }

    static RealEntrepot start(Path folder, Path data, Path logs, String name, String configuration) {
        return start(new RealEntrepot(folder, data, logs, name, Optional.empty()), configuration);
    }

    /** The same with a section {@code tls} in its configuration, whose certificate is by {@code authority}, in PEM. */
    static RealEntrepot startSecure(Path folder, Path logs, Path authority, String configuration) {
        Path data = folder.resolve("data");
        return start(new RealEntrepot(folder, data, logs, "entrepot", Optional.of(authority)), configuration);
    }

    private static RealEntrepot start(RealEntrepot entrepot, String configuration) {
        entrepot.configure(configuration);
        entrepot.start();
        return entrepot;
    }

    /** Takes effect with the next {@link #start()}. */
    public void configure(String configuration) {
        Path file = folder.resolve("entrepot.yaml");
        try {
            Files.writeString(file, """
                    listen: 127.0.0.1:%d
                    admin: 127.0.0.1:%d
                    data: %s
                    %s""".formatted(port, adminPort, data(), configuration));
        } catch (IOException e) {
            throw ChildProcess.unreadable(file, e);
        }
    }

    /** Starts it and returns when it answers. */
    public void start() {
        ChildProcess started = ChildProcess.start(name, logs, command("serve"), environment());
        process = Optional.of(started);
        LoopbackPorts.await(name, started, this::answers);
    }

    /** Runs another command with the same configuration. */
    public CommandResult run(String... words) {
        return CommandResult.run(command(words), environment());
    }

    private List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--config", folder.resolve("entrepot.yaml").toString()));
        return command;
    }

    private static Map<String, String> environment() {
        return Map.of("ENTREPOT_JAVA", System.getProperty("java.home"), "ENTREPOT_NO_BUILD", "1");
    }

    /** SIGKILL: what is not on the disk is lost. */
    public void kill9() {
        process.orElseThrow().kill();
        process = Optional.empty();
    }

    /** SIGTERM, and waits until it has drained; its exit status. */
    public int stop() {
        ChildProcess stopping = process.orElseThrow();
        process = Optional.empty();
        stopping.close();
        return stopping.exitStatus();
    }

    /** @param name as {@code kill} has it, such as {@code -HUP} */
    public void signal(String name) {
        CommandResult.run("kill", name, Long.toString(pid()));
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.orElseThrow().pid();
    }

    public int adminPort() {
        return adminPort;
    }

    /** {@code http://127.0.0.1:<port>}, or {@code https}. */
    public String url() {
        return (authority.isPresent() ? "https://" : "http://") + authority();
    }

    /** {@code 127.0.0.1:<port>}. */
    public String authority() {
        return "127.0.0.1:" + port;
    }

    public Path data() {
        return data;
    }

    /** Memory now resident, in KiB. */
    public long rssKiB() {
        return status("VmRSS:");
    }

    /** The most memory that was ever resident since the start, in KiB. */
    public long peakRssKiB() {
        return status("VmHWM:");
    }

    /** What its admin port says. */
    public String admin(String target) {
        URI asked = URI.create("http://127.0.0.1:" + adminPort + target);
        return new String(send(HttpRequest.newBuilder(asked)).body(), StandardCharsets.UTF_8);
    }

    public HttpResponse<byte[]> get(String target, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + target));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        HttpRequest asked = request.timeout(PATIENCE).build();
        try {
            return client.send(asked, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError("GET " + asked.uri(), e);
        } catch (InterruptedException e) {
            throw ChildProcess.interrupted(e);
        }
    }

    private boolean answers() {
        return LoopbackPorts.accepts(port) && get("/v2/").statusCode() < 500;
    }

    private long status(String key) {
        Path file = Path.of("/proc", Long.toString(pid()), "status");
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw ChildProcess.unreadable(file, e);
        }
    }

    private static Path launcher() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path launcher = folder.resolve("entrepot");
            if (Files.isRegularFile(launcher) && Files.isExecutable(launcher)) {
                return launcher;
            }
        }
        throw new IllegalStateException("no launcher above " + Path.of("").toAbsolutePath());
    }

    @Override
    public void close() {
        process.ifPresent(ChildProcess::close);
        process = Optional.empty();
        client.close();
    }
}
