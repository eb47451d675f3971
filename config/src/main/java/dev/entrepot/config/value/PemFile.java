package dev.entrepot.config.value;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a file in PEM (RFC 7468). */
final class PemFile {

    /** Bytes. A bundle of all the web's authorities has 220,000. */
    private static final int MAX_SIZE = 4 << 20;

    private PemFile() {}

    static byte[] read(Path file) throws InvalidValueException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_SIZE + 1);
            if (bytes.length <= MAX_SIZE) {
                return bytes;
            }
            throw new InvalidValueException("'" + file + "' is too long", "name a file in PEM");
        } catch (IOException e) {
            throw new InvalidValueException(
                    "'" + file + "' cannot be read", "create it, readable for the user that runs entrepot");
        }
    }
}
