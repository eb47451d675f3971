package dev.entrepot.testkit.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A containerd of its own, so a node of a cluster: content, snapshots and mounts are nobody else's. Images are pulled
 * as {@code hosts.toml} files say, and unpacked by the overlayfs snapshotter where the kernel allows it.
 */
public final class RealContainerd implements AutoCloseable {

    /** Nothing listens there, so that a pull which passes the mirror by fails. */
    private static final String NOWHERE = "http://127.0.0.1:1";

    private final Path folder;
    private final ChildProcess process;
    private final String snapshotter;
    private int mounts;

    private RealContainerd(Path folder, ChildProcess process) {
        this.folder = folder;
        this.process = process;
        LoopbackPorts.await("containerd", process, () -> ctr("version").succeeded());
        this.snapshotter = isUsable("overlayfs") ? "overlayfs" : "native";
    }

    static RealContainerd start(Path folder, Path logs, String name) {
        Path config = folder.resolve("config.toml");
        try {
            Files.writeString(config, """
                    version = 2
                    root = "%1$s/root"
                    state = "%1$s/state"
                    disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.snapshotter.v1.devmapper"]
                    [grpc]
                      address = "%1$s/sock"
                    """.formatted(folder));
        } catch (IOException e) {
            throw ChildProcess.unreadable(config, e);
        }
        // A mount namespace of its own: whatever it had mounted when it was killed is gone with it.
        List<String> command = List.of("unshare", "--mount", "containerd", "--config", config.toString());
        return new RealContainerd(folder, ChildProcess.start(name, logs, command, Map.of()));
    }

    /** Sends pulls of {@code registryHost} to {@code mirror} alone. */
    public void mirror(String registryHost, String mirror) {
        hostsToml(registryHost, """
                server = "%s"
                [host."%s"]
                  capabilities = ["pull", "resolve"]
                """.formatted(NOWHERE, mirror));
    }

    /** Writes {@code hosts.toml} for a registry; read at every pull. */
    public void hostsToml(String registryHost, String content) {
        Path file = hosts().resolve(registryHost).resolve("hosts.toml");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw ChildProcess.unreadable(file, e);
        }
    }

    /** The folder in which it looks for {@code hosts.toml}. */
    public Path hosts() {
        return folder.resolve("certs.d");
    }

    /** Pulls and unpacks an image, or fails the test with what {@code ctr} said. */
    public void pull(String reference, String... options) {
        tryPull(reference, options).orThrow();
    }

    public CommandResult tryPull(String reference, String... options) {
        List<String> words = new ArrayList<>(List.of("images", "pull", "--snapshotter", snapshotter));
        words.add("--hosts-dir=" + hosts());
        words.addAll(List.of(options));
        words.add(reference);
        return ctr(words.toArray(String[]::new));
    }

    /** The digest that an image's name stands for here. */
    public String digestOf(String reference) {
        return ctr("images", "ls", "name==" + reference)
                .orThrow()
                .out()
                .lines()
                .skip(1)
                .map(line -> line.split("\\s+", 4)[2])
                .findFirst()
                .orElseThrow(() -> new AssertionError("containerd does not hold " + reference));
    }

    /** Path to SHA-256, of files of an unpacked image as a container would see them. */
    public Map<String, String> checksums(String reference, List<String> paths) {
        Path target = folder.resolve("mount-" + ++mounts);
        List<String> command = new ArrayList<>(List.of(
                "unshare", "--mount", "sh", "-euc", """
                mkdir "$3"
                ctr --address "$1" images mount --snapshotter "$2" "$4" "$3" >/dev/null
                cd "$3"
                shift 4
                exec sha256sum "$@"
                """, "sh", socket(), snapshotter, target.toString(), reference));
        command.addAll(paths);
        return parse(CommandResult.run(command, Map.of()).orThrow());
    }

    /** Reads lines of {@code sha256sum}. */
    static Map<String, String> parse(CommandResult sums) {
        Map<String, String> checksums = new TreeMap<>();
        sums.out().lines().forEach(line -> checksums.put(line.substring(66), line.substring(0, 64)));
        return checksums;
    }

    public String snapshotter() {
        return snapshotter;
    }

    private boolean isUsable(String plugin) {
        return ctr("plugins", "ls", "id==" + plugin).orThrow().out().contains(" ok");
    }

    private CommandResult ctr(String... words) {
        List<String> command = new ArrayList<>(List.of("ctr", "--address", socket()));
        command.addAll(List.of(words));
        return CommandResult.run(command, Map.of());
    }

    private String socket() {
        return folder.resolve("sock").toString();
    }

    @Override
    public void close() {
        process.close();
    }
}
