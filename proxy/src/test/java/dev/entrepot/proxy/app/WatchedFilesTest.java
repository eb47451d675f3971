package dev.entrepot.proxy.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFilesTest {

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("entrepot.yaml"), "one");
    }

    private WatchedFiles watched() {
        return new WatchedFiles(Set.of(file));
    }

    @Test
    void nothingHasChangedAtFirst() {
        assertThat(watched().haveChanged()).isFalse();
    }

    @Test
    void aChangeIsSeenOnceItHasSettled() throws IOException {
        WatchedFiles files = watched();
        Files.writeString(file, "two and more");

        assertThat(files.haveChanged()).as("somebody may still be writing").isFalse();
        assertThat(files.haveChanged()).isTrue();
    }

    @Test
    void whileAFileGrowsItHasNotSettled() throws IOException {
        WatchedFiles files = watched();
        Files.writeString(file, "two");
        files.haveChanged();
        Files.writeString(file, "two and more");

        assertThat(files.haveChanged()).isFalse();
        assertThat(files.haveChanged()).isTrue();
    }

    @Test
    void aChangeCountsUntilItIsForgotten() throws IOException {
        WatchedFiles files = watched();
        Files.writeString(file, "two and more");
        files.haveChanged();
        files.haveChanged();
        assertThat(files.haveChanged()).isTrue();

        files.forgetChanges();

        assertThat(files.haveChanged()).isFalse();
    }

    @Test
    void aFileOfTheSameSizeAndTimeIsAnotherFile() throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        WatchedFiles files = watched();
        Path other = Files.writeString(folder.resolve("other"), "two");
        Files.setLastModifiedTime(other, time);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        files.haveChanged();

        assertThat(files.haveChanged()).isTrue();
    }

    /** A mounted ConfigMap: file -> ..data/file, ..data -> a folder that is replaced as a whole. */
    @Test
    void aMountOfKubernetesIsFollowedThroughItsSymlinks() throws IOException {
        Path first = Files.createDirectory(folder.resolve("..2026_1"));
        Path second = Files.createDirectory(folder.resolve("..2026_2"));
        Files.writeString(first.resolve("htpasswd"), "one");
        Files.writeString(second.resolve("htpasswd"), "two");
        Path data = Files.createSymbolicLink(folder.resolve("..data"), first.getFileName());
        Path mounted = Files.createSymbolicLink(folder.resolve("htpasswd"), Path.of("..data", "htpasswd"));
        WatchedFiles files = new WatchedFiles(Set.of(mounted));

        Path swapped = Files.createSymbolicLink(folder.resolve("..data_tmp"), second.getFileName());
        Files.move(swapped, data, StandardCopyOption.ATOMIC_MOVE);
        files.haveChanged();

        assertThat(files.haveChanged()).isTrue();
    }

    @Test
    void aFileThatComesAndOneThatGoesAreChanges() throws IOException {
        WatchedFiles files = new WatchedFiles(Set.of(folder.resolve("later")));
        Files.writeString(folder.resolve("later"), "x");
        files.haveChanged();
        assertThat(files.haveChanged()).isTrue();
        files.forgetChanges();

        Files.delete(folder.resolve("later"));
        files.haveChanged();
        assertThat(files.haveChanged()).isTrue();
    }

    @Test
    void aFolderNeverChanges() throws IOException {
        WatchedFiles files = new WatchedFiles(Set.of(folder));
        Files.writeString(folder.resolve("new"), "x");
        files.haveChanged();

        assertThat(files.haveChanged()).isFalse();
    }

    @Test
    void aFileThatChangedWhileTheConfigurationWasReadCountsAsChanged() throws IOException {
        WatchedFiles files = watched();
        files.forgetChanges();
        Files.writeString(file, "changed while it was read");
        files.watch(Set.of(file, folder.resolve("new")));
        files.haveChanged();

        assertThat(files.haveChanged()).isTrue();
    }

    @Test
    void aFileThatIsNoLongerNamedDoesNotCount() throws IOException {
        WatchedFiles files = watched();
        files.watch(Set.of(folder.resolve("other")));
        Files.writeString(file, "two and more");
        files.haveChanged();

        assertThat(files.haveChanged()).isFalse();
    }
}
