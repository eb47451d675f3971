package dev.entrepot.proxy.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A file to be written.
 *
 * @param before empty where there is none
 */
public record HostsChange(Path file, String before, String after) {

    /** Whether somebody else wrote what is there: it is kept beside the new one. */
    public boolean isOfOthers() {
        return !before.isEmpty() && !before.startsWith(HostsToml.OURS);
    }

    public List<String> diff() {
        return LineDiff.of(before.lines().toList(), after.lines().toList());
    }

    /** Where what somebody else wrote is kept; containerd does not read it. */
    public Path kept() {
        return file.resolveSibling(file.getFileName() + ".before-entrepot");
    }

    /** Whole or not at all, since containerd may be reading it. */
    public void write() throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (isOfOthers()) {
            Files.copy(file, kept(), StandardCopyOption.REPLACE_EXISTING);
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, after);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
