package dev.entrepot.proxy.upstream.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.testkit.blob.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFileTest {

    private final ManualTime time = new ManualTime();
    private final Path directory;
    private final PasswordFile source;

    PasswordFileTest(@TempDir Path directory) {
        this.directory = directory;
        this.source = new PasswordFile("ghcr.io", "me", new ChangingFile(file(), time.nanoTime()));
    }

    private Path file() {
        return directory.resolve("password");
    }

    private Optional<Credential> find(@Nullable Credential refused) throws CredentialException {
        return source.find("ghcr.io", refused, Deadline.after(Duration.ofSeconds(20)));
    }

    private static Credential password(String password) {
        return new Credential.Password("me", password);
    }

    @Test
    void itIsTheFilesTextLessOneLineEnd() throws IOException {
        Files.writeString(file(), "s3cret\n\n");

        assertThat(find(null)).contains(password("s3cret\n"));
    }

    @Test
    void aRotatedPasswordIsSeenASecondLater() throws IOException {
        Files.writeString(file(), "old");
        find(null);
        Files.writeString(file(), "longer");

        assertThat(find(null)).contains(password("old"));
        time.advance(Duration.ofSeconds(1));
        assertThat(find(null)).contains(password("longer"));
    }

    @Test
    void aRefusedPasswordIsLookedForAtOnce() throws IOException {
        Files.writeString(file(), "old");
        find(null);
        assertThat(find(password("old"))).isEmpty();

        Files.writeString(file(), "newer");

        assertThat(find(password("old"))).contains(password("newer"));
    }

    @Test
    void anAtomicReplacementOfTheSameLengthIsSeen() throws IOException {
        Files.writeString(file(), "one");
        find(null);
        Path next = Files.writeString(directory.resolve("next"), "two");
        Files.setLastModifiedTime(next, Files.getLastModifiedTime(file()));
        Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE);

        assertThat(find(password("one"))).contains(password("two"));
    }

    @Test
    void whileItCannotBeReadTheLastOneIsGood() throws IOException {
        Files.writeString(file(), "old");
        find(null);
        Files.delete(file());
        time.advance(Duration.ofSeconds(1));

        assertThat(find(null)).contains(password("old"));
    }

    @Test
    void oneThatNeverCouldBeReadIsTrouble() {
        assertThatThrownBy(() -> find(null)).isInstanceOf(CredentialException.class);
    }

    @Test
    void itIsForOneHostOnly() throws IOException {
        Files.writeString(file(), "s3cret");
        PasswordFile other = new PasswordFile("ghcr.io", "me", new ChangingFile(file(), time.nanoTime()));

        assertThat(other.find("evil.example", null, Deadline.after(Duration.ofSeconds(1))))
                .isEmpty();
    }
}
