package dev.entrepot.testkit.real;

import dev.entrepot.core.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gaul.s3proxy.Main;

/**
 * An S3 server (s3proxy) as a process of its own, with one empty bucket in a folder. It may be stopped, hung, and started
 * again on the same port with what it had.
 */
public final class RealS3 implements AutoCloseable {

    public static final String BUCKET = "cache";
    private static final String ACCESS_KEY = "somebody";
    private static final String SECRET_KEY = "a-secret-that-nobody-shall-see";

    private final Path folder;
    private final Path logs;
    private final int port = LoopbackPorts.free();
    private Optional<ChildProcess> process = Optional.empty();

    private RealS3(Path folder, Path logs) {
        this.folder = folder;
        this.logs = logs;
    }

    static RealS3 open(Path folder, Path logs) {
        RealS3 store = new RealS3(folder, logs);
        try {
            Files.createDirectories(folder.resolve("buckets").resolve(BUCKET));
            Files.writeString(folder.resolve("s3proxy.properties"), """
                    s3proxy.endpoint=http://127.0.0.1:%d
                    s3proxy.authorization=aws-v4
                    s3proxy.identity=%s
                    s3proxy.credential=%s
                    s3proxy.ignore-unknown-headers=true
                    jclouds.provider=filesystem-nio2
                    jclouds.filesystem.basedir=%s
                    """.formatted(
                            store.port, ACCESS_KEY, SECRET_KEY, folder.resolve("buckets")));
        } catch (IOException e) {
            throw ChildProcess.unreadable(folder, e);
        }
        store.start();
        return store;
    }

    /** Starts it where it was stopped: same port, same content. */
    public void start() {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--properties",
                folder.resolve("s3proxy.properties").toString());
        ChildProcess started = ChildProcess.start("s3", logs, command, Map.of());
        process = Optional.of(started);
        LoopbackPorts.await("s3", started, () -> LoopbackPorts.accepts(port));
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

    public int port() {
        return port;
    }

    /** The section {@code bucket} of a configuration, reached through {@code port}; {@code more} are further keys. */
    public static String yaml(int port, String more) {
        return """
                bucket:
                  name: %s
                  endpoint: http://127.0.0.1:%d
                  access-key-id: %s
                  secret-access-key: %s
                %s""".formatted(BUCKET, port, ACCESS_KEY, SECRET_KEY, more.indent(2));
    }

    /** Digests of the blobs in the bucket, by its files. */
    public List<Digest> blobs() {
        Path blobs = folder.resolve("buckets").resolve(BUCKET).resolve("blobs/sha256");
        if (!Files.exists(blobs)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(blobs)) {
            // Others are its own, of what is arriving.
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.length() == 64)
                    .map(name -> Digest.parse("sha256:" + name))
                    .toList();
        } catch (IOException e) {
            throw ChildProcess.unreadable(blobs, e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
