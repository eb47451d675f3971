package dev.entrepot.e2e;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.DigestAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What lies under {@code blobs/} of a data folder, read as anybody could who copied it. */
final class StoredBlobs {

    private StoredBlobs() {}

    /** The names of all blobs, after hashing every one of them. */
    static Set<Digest> verified(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("blobs"))) {
            return files.filter(Files::isRegularFile).map(StoredBlobs::checked).collect(Collectors.toSet());
        }
    }

    private static Digest checked(Path file) {
        int parts = file.getNameCount();
        Digest named = Digest.parse(file.getName(parts - 2) + ":" + file.getName(parts - 1));
        Digest actual = hash(file, named.algorithm());
        if (!actual.equals(named)) {
            throw new AssertionError(named + " is stored with the bytes of " + actual);
        }
        return named;
    }

    private static Digest hash(Path file, DigestAlgorithm algorithm) {
        MessageDigest hash = algorithm.newMessageDigest();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                hash.update(buffer, 0, length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Digest(algorithm, HexFormat.of().formatHex(hash.digest()));
    }
}
