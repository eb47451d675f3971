package dev.entrepot.proxy.hosts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A {@code config_path} of containerd, and where in it a registry's settings lie (containerd, hostPaths). */
public record HostsFolder(Path root) {

    private static final String FILE = "hosts.toml";

    /** The folder that counts is the first one that exists, with {@code hosts.toml} in it or not. */
    Optional<Path> found(String registry) {
        return candidates(registry).stream()
                .map(root::resolve)
                .filter(Files::isDirectory)
                .findFirst();
    }

    /** Of a folder there is, if it is the registry's own. */
    Path fileFor(String registry) {
        List<String> own = candidates(registry).subList(0, candidates(registry).size() - 1);
        String folder = own.stream()
                .filter(name -> Files.isDirectory(root.resolve(name)))
                .findFirst()
                .orElse(own.getLast());
        return root.resolve(folder).resolve(FILE);
    }

    static Path fileIn(Path folder) {
        return folder.resolve(FILE);
    }

    /** In containerd's order. */
    private static List<String> candidates(String registry) {
        int colon = registry.lastIndexOf(':');
        return colon < 0
                ? List.of(registry, "_default")
                : List.of(
                        registry.substring(0, colon) + "_" + registry.substring(colon + 1) + "_", registry, "_default");
    }
}
