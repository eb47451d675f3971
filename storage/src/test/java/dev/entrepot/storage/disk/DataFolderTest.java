package dev.entrepot.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFolderTest {

    @TempDir
    Path root;

    @Test
    void aNewFolderIsAnOciImageLayout() throws IOException {
        try (DataFolder data = DataFolder.open(root.resolve("new"))) {
            assertThat(data.root().resolve("oci-layout")).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
            assertThat(data.root().resolve("blobs/sha256")).isDirectory();
        }
    }

    @Test
    void aFolderCanBeOpenedAgainOnceItIsClosed() throws IOException {
        DataFolder.open(root).close();
        DataFolder.open(root).close();

        assertThat(root.resolve("ingest")).isEmptyDirectory();
    }

    @Test
    void anOciLayoutWrittenByOthersIsAccepted() throws IOException {
        Files.writeString(root.resolve("oci-layout"), "{ \"imageLayoutVersion\" : \"1.0.0\" }\n");

        DataFolder.open(root).close();
    }

    /** As a power cut may leave it: a start that never comes up again would lose everything that is there. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\0\0\0\0\0\0\0", "{\"imageLayoutVersion\":\"1"})
    void aMutilatedOciLayoutIsWrittenAgain(String mutilated) throws IOException {
        Files.writeString(root.resolve("oci-layout"), mutilated);

        DataFolder.open(root).close();

        assertThat(root.resolve("oci-layout")).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    @Test
    void aLayoutOfAnotherVersionIsRefused() throws IOException {
        Files.writeString(root.resolve("oci-layout"), "{\"imageLayoutVersion\":\"2.0.0\"}");

        assertThatIOException().isThrownBy(() -> DataFolder.open(root)).withMessageContaining("2.0.0");
    }

    @Test
    void aFolderIsOwnedOnceWithinAProcessToo() throws IOException {
        try (DataFolder data = DataFolder.open(root)) {
            assertThatExceptionOfType(DataFolderInUseException.class).isThrownBy(() -> DataFolder.open(data.root()));
        }
    }

    @Test
    void aSecondProcessIsToldWhoOwnsTheFolder() throws IOException, InterruptedException {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = owner.inputReader()) {
            assertThat(said.readLine()).isEqualTo("owned");

            assertThatExceptionOfType(DataFolderInUseException.class)
                    .isThrownBy(() -> DataFolder.open(root))
                    .withMessageContaining(root.toString())
                    .withMessageContaining("pid " + owner.pid())
                    .returns(root, DataFolderInUseException::folder);
        } finally {
            owner.destroyForcibly().waitFor();
        }
        DataFolder.open(root).close();
    }

    /** Owns a folder until it is killed. */
    static final class Owner {

        private Owner() {}

        public static void main(String[] arguments) throws IOException {
            try (DataFolder data = DataFolder.open(Path.of(arguments[0]))) {
                System.out.println("owned");
                assertThat(System.in.read()).as("killed before").isNegative();
                assertThat(data.root()).exists();
            }
        }
    }

    @Test
    void startingDoesNotLookAtTheBlobs() throws IOException {
        Path blobs = Files.createDirectories(root.resolve("blobs/sha256"));
        for (int i = 0; i < 10_000; i++) {
            Files.createFile(blobs.resolve(String.format("%064x", i)));
        }
        FaultyFiles files = new FaultyFiles();

        DataFolder.open(root, files).close();

        assertThat(files.operations())
                .filteredOn(operation -> operation.contains("blobs"))
                .allMatch(operation -> operation.startsWith("createFolders ") || operation.startsWith("forceFolder "))
                .hasSize(3);
    }
}
