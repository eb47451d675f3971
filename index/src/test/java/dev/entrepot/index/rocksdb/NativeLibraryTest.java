package dev.entrepot.index.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeLibraryTest {

    private final InputStream library = new ByteArrayInputStream(new byte[] {1, 2, 3});
    private final List<Path> seen = new ArrayList<>();

    @Test
    void nothingIsLeftOfItOnceItIsLoaded() throws IOException {
        NativeLibrary.unpacked(library, "library.so", folder -> {
            seen.add(folder);
            assertThat(folder.resolve("library.so")).hasBinaryContent(new byte[] {1, 2, 3});
        });

        assertThat(seen).hasSize(1).allSatisfy(folder -> assertThat(folder).doesNotExist());
    }

    @Test
    void nothingIsLeftOfItWhereItCannotBeLoaded() {
        assertThatThrownBy(() -> NativeLibrary.unpacked(library, "library.so", folder -> {
                    seen.add(folder);
                    throw new UnsatisfiedLinkError("no exec");
                }))
                .isInstanceOf(UnsatisfiedLinkError.class)
                .hasMessage("no exec");

        assertThat(seen).hasSize(1).allSatisfy(folder -> assertThat(folder).doesNotExist());
    }
}
