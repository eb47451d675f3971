package dev.entrepot.testkit.real;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.FakeRegistryMain;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@link FakeRegistryMain} as a process of its own, so that what it costs is not measured with the test. */
public final class GeneratedRegistry implements AutoCloseable {

    private final Path output;
    private final ChildProcess process;

    private GeneratedRegistry(Path output, ChildProcess process) {
        this.output = output;
        this.process = process;
    }

    /** Starts one with {@code options} of its command line; returns when its image can be pulled. */
    static GeneratedRegistry start(Path logs, String name, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                FakeRegistryMain.class.getName()));
        command.addAll(List.of(options));
        ChildProcess process = ChildProcess.start(name, logs, command, Map.of());
        GeneratedRegistry registry = new GeneratedRegistry(logs.resolve(name + ".out"), process);
        LoopbackPorts.await(name, process, () -> registry.lines("ready").equals(List.of("true")));
        return registry;
    }

    public String url() {
        return "http://127.0.0.1:" + said("port");
    }

    /** What it said of itself, such as {@code layer.0}. */
    public String said(String key) {
        return lines(key).getFirst();
    }

    /** One line for each answer that has ended, such as {@code GET /v2/demo/manifests/latest -> 200 sent=525}. */
    public List<String> requests() {
        return lines("request");
    }

    private List<String> lines(String key) {
        try {
            return Files.readAllLines(output).stream()
                    .filter(line -> line.startsWith(key + "="))
                    .map(line -> line.substring(key.length() + 1))
                    .toList();
        } catch (IOException e) {
            throw ChildProcess.unreadable(output, e);
        }
    }

    /** Only what it needs: the class path of the test may be a file that the test runner deletes. */
    private static String classPath() {
        return Stream.of(FakeRegistryMain.class, Digest.class)
                .map(GeneratedRegistry::origin)
                .distinct()
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static String origin(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("where " + type + " came from is not a file", e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
