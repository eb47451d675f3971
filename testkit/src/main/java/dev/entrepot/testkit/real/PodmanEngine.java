package dev.entrepot.testkit.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** podman's service for Testcontainers, with images and containers of its own. */
final class PodmanEngine implements AutoCloseable {

    private final Path folder;
    private final Path socket;
    private final ChildProcess service;

    private PodmanEngine(Path folder, Path logs) {
        this.folder = folder;
        this.socket = folder.resolve("socket");
        configure();
        List<String> words = command("system", "service", "--time", "0", "unix://" + socket);
        this.service = ChildProcess.start("podman", logs, words, environment());
        LoopbackPorts.await("podman", service, () -> Files.exists(socket));
    }

    /** @param folder of its own, with a short path */
    static PodmanEngine start(Path folder, Path logs) {
        return new PodmanEngine(folder, logs);
    }

    /** Where the kernel does not let limits be raised, not even by root, no container starts that asks for it. */
    private void configure() {
        Path runtime = folder.resolve("runtime");
        try {
            Files.writeString(runtime, """
                    #!/bin/sh
                    case " $* " in *" create "*)
                        bundle=.
                        for word in "$@"; do
                            [ "${before-}" != --bundle ] || bundle=$word
                            before=$word
                        done
                        jq 'del(.process.rlimits)' "$bundle/config.json" >"$bundle/config.new"
                        mv "$bundle/config.new" "$bundle/config.json" ;;
                    esac
                    exec runc "$@"
                    """);
            Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwx------"));
            Files.writeString(folder.resolve("containers.conf"), """
                    [containers]
                    default_ulimits = []
                    [engine]
                    cgroup_manager = "cgroupfs"
                    events_logger = "none"
                    runtime = "unlimited"
                    [engine.runtimes]
                    unlimited = ["%s"]
                    """.formatted(runtime));
        } catch (IOException e) {
            throw ChildProcess.unreadable(folder, e);
        }
    }

    String socketUrl() {
        return "unix://" + socket;
    }

    CommandResult podman(String... words) {
        return CommandResult.run(command(words), environment());
    }

    /** Makes an image of what lies in {@code root}. */
    void load(Path root, String name) {
        List<String> command = new ArrayList<>(List.of("sh", "-euc", "tar -C \"$0\" -c . | \"$@\"", root.toString()));
        command.addAll(command("import", "--quiet", "-", name));
        CommandResult.run(command, environment()).orThrow();
    }

    private List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of("podman", "--storage-driver", "vfs"));
        command.addAll(List.of("--root", folder.resolve("root").toString()));
        command.addAll(List.of("--runroot", folder.resolve("run").toString()));
        command.addAll(List.of("--tmpdir", folder.resolve("tmp").toString()));
        command.addAll(List.of(words));
        return command;
    }

    private Map<String, String> environment() {
        return Map.of("CONTAINERS_CONF", folder.resolve("containers.conf").toString());
    }

    @Override
    public void close() {
        service.close();
    }
}
