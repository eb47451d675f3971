package dev.entrepot.proxy.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/**
 * What containerd's own configuration says of where its {@code hosts.toml} are. It is for pulls of Kubernetes; {@code ctr}
 * and nerdctl are told by an option, and Docker has a folder of its own.
 */
public final class ContainerdConfig {

    /** Since containerd 2.0, and before. */
    private static final List<String> IMAGE_PLUGINS =
            List.of("io.containerd.cri.v1.images", "io.containerd.grpc.v1.cri", "cri");

    private ContainerdConfig() {}

    /**
     * Whether containerd looks into {@code folder}.
     *
     * @param file its {@code config.toml}
     * @return empty where there is no such file
     */
    public static List<Remark> check(Path file, Path folder) {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try {
            return List.of(check(file, Toml.parse(file), folder));
        } catch (IOException e) {
            return List.of(Remark.note(file + " cannot be read, so whether containerd looks into " + folder
                    + " is not known: " + e.getMessage()));
        }
    }

    private static Remark check(Path file, TomlParseResult config, Path folder) {
        if (config.hasErrors()) {
            TomlParseError first = config.errors().getFirst();
            return Remark.bad(file + ":" + first.position().line() + ":"
                    + first.position().column() + ": " + first.getMessage() + "; containerd does not start with it");
        }
        List<String> paths = IMAGE_PLUGINS.stream()
                .map(plugin -> config.get(List.of("plugins", plugin, "registry", "config_path")))
                .filter(Objects::nonNull)
                .flatMap(path -> Stream.of(path.toString().split(":", -1)))
                .filter(path -> !path.isEmpty())
                .toList();
        if (paths.isEmpty()) {
            return Remark.note(
                    file + " says no config_path: containerd 1.x then reads no hosts.toml for Kubernetes; set it by"
                            + " [plugins.\"io.containerd.grpc.v1.cri\".registry] config_path = \"" + folder + "\"");
        }
        boolean isOneOfThem =
                paths.stream().anyMatch(path -> path.replaceAll("/+$", "").equals(folder.toString()));
        return isOneOfThem
                ? Remark.good(file + " names " + folder)
                : Remark.bad(file + " says config_path = \"" + String.join(":", paths)
                        + "\": containerd does not look into " + folder + "; change the one or the other (--dir)");
    }
}
