package dev.entrepot.testkit.real;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts real programs for one test and ends them after it. Register it as a static field:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final Lab lab = new Lab("containerd", "docker-registry");
 * }</pre>
 *
 * <p>Data lies in a temporary folder that goes with the test; logs stay in {@code target/real/<class>.<method>}, and
 * their last lines are printed when the test failed. Tests that share a lab must not run in parallel.
 */
public final class Lab implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {

    private static final int TAIL = 40;

    private final String[] binaries;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private Path scratch = Path.of("");
    private Path logs = Path.of("");

    /** Skips the whole class unless all of {@code binaries} are installed. */
    public Lab(String... binaries) {
        this.binaries = binaries.clone();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        String who = context.getRequiredTestClass().getSimpleName();
        Binaries.require(who, "setpriv", "unshare");
        Binaries.require(who, binaries);
        if (List.of(binaries).contains("containerd")) {
            Binaries.requireMounts(who);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        String test = context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName() + invocation(context);
        // Short, because the path of a socket has at most 107 bytes.
        scratch = Files.createTempDirectory("lab");
        logs = Path.of("target", "real", test).toAbsolutePath();
        delete(logs);
        Files.createDirectories(logs);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        List<Exception> failures = new ArrayList<>();
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                failures.add(e);
            }
        }
        if (context.getExecutionException().isPresent()) {
            printLogs();
        }
        delete(scratch);
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    /** A new folder that goes with the test. */
    public Path folder(String name) {
        try {
            return Files.createDirectory(scratch.resolve(name));
        } catch (IOException e) {
            throw ChildProcess.unreadable(scratch.resolve(name), e);
        }
    }

    /** What the programs of this test have written so far. */
    public Path logs() {
        return logs;
    }

    /** Builds images in a folder that goes with the test. */
    public OciImages images() {
        return OciImages.in(folder("images"));
    }

    /** An empty registry, running. */
    public RealRegistry registry(String name) {
        return closing(RealRegistry.open(folder(name), logs, name));
    }

    /** An empty registry that only answers {@code credentials}, {@code user:password}. */
    public RealRegistry guardedRegistry(String name, String credentials) {
        return closing(RealRegistry.guarded(folder(name), logs, name, credentials));
    }

    /** A registry with one generated image, in a process of its own; see {@code FakeRegistryMain} for the options. */
    public GeneratedRegistry generatedRegistry(String name, String... options) {
        return closing(GeneratedRegistry.start(logs, name, options));
    }

    /** An S3 server with an empty bucket, in a process of its own. */
    public RealS3 s3() {
        return closing(RealS3.open(folder("s3"), logs));
    }

    /** A fresh node. */
    public RealContainerd containerd(String name) {
        return closing(RealContainerd.start(folder(name), logs, name));
    }

    /** entrepot with an empty cache, answering; {@code configuration} without {@code listen} and {@code data}. */
    public RealEntrepot entrepot(String configuration) {
        return entrepot("entrepot", configuration);
    }

    /** One of several. */
    public RealEntrepot entrepot(String name, String configuration) {
        return closing(RealEntrepot.start(folder(name), logs, name, configuration));
    }

    /** The same with its data on a disk of its own. */
    public RealEntrepot entrepot(SmallDisk disk, String configuration) {
        return closing(
                RealEntrepot.start(folder("entrepot"), disk.folder().resolve("data"), logs, "entrepot", configuration));
    }

    /** A disk of its own, of this size. */
    public SmallDisk disk(int mebibytes) {
        return disk("disk", mebibytes);
    }

    /** One of several. */
    public SmallDisk disk(String name, int mebibytes) {
        return closing(SmallDisk.mount(folder(name), mebibytes));
    }

    /** The same over TLS, with a certificate by {@code authority}, in PEM, which {@code configuration} names. */
    public RealEntrepot secureEntrepot(Path authority, String configuration) {
        return closing(RealEntrepot.startSecure(folder("entrepot"), logs, authority, configuration));
    }

    /** A line to a port, without limits at first. */
    public ThrottledTcp lineTo(int port) {
        return closing(ThrottledTcp.to(port));
    }

    /** One address for both, by the method of a request. */
    public MethodSplitter splitter(RealEntrepot reads, RealRegistry writes) {
        return closing(MethodSplitter.start(reads.url(), writes.url()));
    }

    public Skopeo skopeo() {
        return new Skopeo(folder("skopeo"));
    }

    public Buildah buildah() {
        return new Buildah(folder("buildah"));
    }

    public Podman podman() {
        return new Podman(folder("podman"));
    }

    private <T extends AutoCloseable> T closing(T fixture) {
        open.push(fixture);
        return fixture;
    }

    @SuppressWarnings("SystemOut") // For whoever reads the build's output.
    private void printLogs() throws IOException {
        try (Stream<Path> files = Files.list(logs)) {
            for (Path file : files.sorted().toList()) {
                List<String> lines = Files.readAllLines(file);
                System.out.println("---- " + file + ", last lines of " + lines.size());
                lines.stream().skip(Math.max(0, lines.size() - TAIL)).forEach(System.out::println);
            }
        }
    }

    /** Which of a parameterized test's runs this is, such as {@code -1}; empty for others. */
    private static String invocation(ExtensionContext context) {
        String name = context.getDisplayName();
        return name.startsWith("[") ? "-" + name.substring(1, name.indexOf(']')) : "";
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
