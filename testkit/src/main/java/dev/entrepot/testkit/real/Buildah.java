package dev.entrepot.testkit.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** buildah with storage of its own; what it builds from is unpacked to plain folders. */
public final class Buildah {

    private final Path folder;

    Buildah(Path folder) {
        this.folder = folder;
        try {
            Files.writeString(policy(), "{\"default\":[{\"type\":\"insecureAcceptAnything\"}]}");
        } catch (IOException e) {
            throw ChildProcess.unreadable(policy(), e);
        }
    }

    /** Begins a build from an image, or fails the test with what buildah said; the name of the container. */
    public String from(String reference, String... options) {
        List<String> words = new ArrayList<>(List.of("from", "--quiet", "--pull-always", "--tls-verify=false"));
        words.addAll(List.of("--signature-policy", policy().toString()));
        words.addAll(List.of(options));
        words.add(reference);
        return buildah(words).out().strip();
    }

    /** Path to SHA-256, of files of what {@link #from} began. */
    public Map<String, String> checksums(String container, List<String> paths) {
        String root = buildah(List.of("mount", container)).out().strip();
        List<String> command = new ArrayList<>(List.of("sh", "-euc", "cd \"$0\"; exec sha256sum \"$@\"", root));
        command.addAll(paths);
        return RealContainerd.parse(CommandResult.run(command, Map.of()).orThrow());
    }

    private CommandResult buildah(List<String> words) {
        List<String> command = new ArrayList<>(List.of("buildah", "--storage-driver", "vfs"));
        command.addAll(List.of("--root", folder.resolve("root").toString()));
        command.addAll(List.of("--runroot", folder.resolve("run").toString()));
        command.addAll(words);
        return CommandResult.run(command, Map.of("BUILDAH_ISOLATION", "chroot")).orThrow();
    }

    private Path policy() {
        return folder.resolve("policy.json");
    }
}
