package dev.entrepot.proxy.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says when files are no longer what they were. Looks at them and watches no folder: what Kubernetes mounts is a symlink
 * to a symlink to a folder that is replaced as a whole, and a watched folder would be the wrong one after that.
 */
final class WatchedFiles {

    /**
     * What one look tells of a file.
     *
     * @param key the inode: another file may have the same time and size
     */
    private record Look(
            @Nullable FileTime modified,
            long size,
            @Nullable Object key,
            boolean isReadable) {

        static final Look ABSENT = new Look(null, 0, null, false);

        /** A folder's time changes with everything in it, and nobody reads one. */
        static final Look FOLDER = new Look(null, 0, null, true);
    }

    private Map<Path, Look> known;
    private Map<Path, Look> last;

    WatchedFiles(Set<Path> files) {
        this.known = look(files);
        this.last = known;
    }

    /** Whether one changed and then stayed so from one call to the next: before that somebody may still be writing. */
    boolean haveChanged() {
        Map<Path, Look> now = look(known.keySet());
        boolean isSettled = now.equals(last);
        last = now;
        return isSettled && !now.equals(known);
    }

    /** Starts anew with these, as they are; to be called before they are read, so that nothing later goes unseen. */
    void forgetChanges() {
        known = look(known.keySet());
        last = known;
    }

    /** Adds and removes files; those that stay count as changed if they were. */
    void watch(Set<Path> files) {
        Map<Path, Look> next = look(files);
        next.replaceAll((file, look) -> known.getOrDefault(file, look));
        known = next;
        last = known;
    }

    private static Map<Path, Look> look(Set<Path> files) {
        Map<Path, Look> looks = new LinkedHashMap<>();
        files.forEach(file -> looks.put(file, look(file)));
        return looks;
    }

    private static Look look(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isDirectory()
                    ? Look.FOLDER
                    : new Look(
                            attributes.lastModifiedTime(),
                            attributes.size(),
                            attributes.fileKey(),
                            Files.isReadable(file));
        } catch (IOException e) {
            return Look.ABSENT;
        }
    }
}
