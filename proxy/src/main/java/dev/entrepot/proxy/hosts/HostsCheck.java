package dev.entrepot.proxy.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether pulls of a registry go through entrepot, seen from the node. */
public final class HostsCheck {

    private static final String REMEDY = "; write it with: entrepot hosts";

    private final HostsFolder folder;
    private final Optional<CheckedImage> image;

    /** @param image asked for, at the mirror of its registry */
    public HostsCheck(HostsFolder folder, Optional<CheckedImage> image) {
        this.folder = folder;
        this.image = image;
    }

    /** @param registry as images name it */
    public List<Remark> of(String registry) {
        Optional<Path> found = folder.found(registry);
        if (found.isEmpty()) {
            return List.of(Remark.bad("no folder for it, nor _default, in " + folder.root()
                    + ": containerd goes to the registry itself" + REMEDY));
        }
        Path file = HostsFolder.fileIn(found.get());
        if (!Files.isRegularFile(file)) {
            return List.of(Remark.bad(found.get() + " has no hosts.toml, and containerd looks no further" + REMEDY));
        }
        try {
            return asked(registry, file, HostsReader.read(file));
        } catch (HostsReader.IgnoredFileException e) {
            return List.of(
                    Remark.bad(e.getMessage() + "; containerd ignores the whole file and goes to the registry itself"));
        } catch (IOException e) {
            return List.of(Remark.bad(file + " cannot be read: " + e.getMessage()));
        }
    }

    private List<Remark> asked(String registry, Path file, HostsReader.Read read) {
        if (read.hosts().isEmpty()) {
            return List.of(Remark.bad(file + " names no host" + REMEDY));
        }
        List<Remark> remarks = new ArrayList<>();
        remarks.add(Remark.good(file + " is read"));
        remarks.addAll(SettingsCheck.of(read));
        NamedHost first = read.hosts().getFirst();
        if (HostFiles.check(first).isEmpty()) {
            remarks.addAll(EndpointCheck.of(
                    first, registry, image.filter(named -> named.registry().equals(registry))));
        }
        if (read.hosts().size() > 1) {
            remarks.add(Remark.note("after it: "
                    + String.join(
                            ", ",
                            read.hosts().stream().skip(1).map(NamedHost::name).toList())));
        }
        return remarks;
    }
}
