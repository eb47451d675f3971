package dev.entrepot.testkit.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** skopeo, which checks every digest of what it copies. */
public final class Skopeo {

    private final Path folder;
    private int copies;

    Skopeo(Path folder) {
        this.folder = folder;
    }

    /** Copies {@code 127.0.0.1:5000/up.test/app:1} to a new OCI layout, or fails the test with what skopeo said. */
    public Path copy(String reference, String... options) {
        Path target = folder.resolve("copy-" + ++copies);
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy", "copy"));
        command.addAll(List.of(options));
        command.addAll(List.of("--src-tls-verify=false", "docker://" + reference, "oci:" + target + ":copy"));
        CommandResult.run(command, Map.of()).orThrow();
        return target;
    }

    /** A manifest as it came. */
    public String raw(String reference) {
        String[] command = {"skopeo", "inspect", "--raw", "--tls-verify=false", "docker://" + reference};
        return CommandResult.run(command).orThrow().out();
    }

    /** The names of the blobs in an OCI layout, sorted. */
    public static List<String> blobs(Path layout) {
        Path blobs = layout.resolve("blobs/sha256");
        try (Stream<Path> files = Files.list(blobs)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw ChildProcess.unreadable(blobs, e);
        }
    }
}
