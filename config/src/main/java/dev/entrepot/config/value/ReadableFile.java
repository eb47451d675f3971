package dev.entrepot.config.value;

import java.nio.file.Files;
import java.nio.file.Path;

/** A file that could be read when the configuration was, and is read again by those who use it. */
public record ReadableFile(Path path) {

    public static ReadableFile check(Path path) throws InvalidValueException {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new InvalidValueException(
                    "'" + path + "' cannot be read", "create it, readable for the user that runs entrepot");
        }
        return new ReadableFile(path);
    }

    /** As it is written in a configuration. */
    @Override
    public String toString() {
        return path.toString();
    }
}
