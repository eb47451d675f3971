package dev.entrepot.testkit.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** podman with storage and configuration of its own; unpacks to plain folders, so needs no mounts. */
public final class Podman {

    private final Path folder;
    private final Map<String, String> environment;

    Podman(Path folder) {
        this.folder = folder;
        this.environment = Map.of(
                "CONTAINERS_REGISTRIES_CONF", folder.resolve("registries.conf").toString());
        write("policy.json", "{\"default\":[{\"type\":\"insecureAcceptAnything\"}]}");
        write("registries.conf", "unqualified-search-registries = []\n");
    }

    /** Sends pulls of {@code registryHost} to {@code location}, such as {@code 127.0.0.1:5000/up.test}. */
    public void mirror(String registryHost, String location) {
        write("registries.conf", """
                unqualified-search-registries = []
                [[registry]]
                prefix = "%1$s"
                location = "%1$s"
                [[registry.mirror]]
                location = "%2$s"
                insecure = true
                """.formatted(registryHost, location));
    }

    /** Pulls and unpacks an image, or fails the test with what podman said. */
    public void pull(String reference, String... options) {
        tryPull(reference, options).orThrow();
    }

    public CommandResult tryPull(String reference, String... options) {
        List<String> words = new ArrayList<>(List.of("pull", "--tls-verify=false"));
        words.addAll(List.of("--signature-policy", folder.resolve("policy.json").toString()));
        words.addAll(List.of(options));
        words.add(reference);
        return podman(words.toArray(String[]::new));
    }

    /** Path to SHA-256, of files of an unpacked image. */
    public Map<String, String> checksums(String reference, List<String> paths) {
        String root = podman("image", "mount", reference).orThrow().out().strip();
        List<String> command = new ArrayList<>(List.of("sh", "-euc", "cd \"$0\"; exec sha256sum \"$@\"", root));
        command.addAll(paths);
        return RealContainerd.parse(CommandResult.run(command, Map.of()).orThrow());
    }

    private CommandResult podman(String... words) {
        List<String> command = new ArrayList<>(List.of("podman", "--storage-driver", "vfs"));
        command.addAll(List.of("--root", folder.resolve("root").toString()));
        command.addAll(List.of("--runroot", folder.resolve("run").toString()));
        command.addAll(List.of("--tmpdir", folder.resolve("tmp").toString()));
        command.addAll(List.of("--events-backend", "none", "--cgroup-manager", "cgroupfs"));
        command.addAll(List.of(words));
        return CommandResult.run(command, environment);
    }

    private void write(String name, String content) {
        try {
            Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw ChildProcess.unreadable(folder, e);
        }
    }
}
