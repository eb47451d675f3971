package dev.entrepot.proxy.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What would have to change so that pulls of some registries go through entrepot. */
public final class HostsPlan {

    private HostsPlan() {}

    /**
     * @param registries as images name them
     * @return empty where all is as it shall be
     * @throws IOException when a file that is there cannot be read
     */
    public static List<HostsChange> of(HostsFolder folder, Collection<String> registries, HostsToml wanted)
            throws IOException {
        List<HostsChange> changes = new ArrayList<>();
        for (String registry : registries) {
            Path file = folder.fileFor(registry);
            String before = Files.exists(file) ? Files.readString(file) : "";
            if (!before.equals(wanted.text())) {
                changes.add(new HostsChange(file, before, wanted.text()));
            }
        }
        return changes;
    }
}
