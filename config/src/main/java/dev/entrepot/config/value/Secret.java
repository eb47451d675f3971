package dev.entrepot.config.value;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A text that no log, no error and no printed configuration ever shows. */
public final class Secret {

    /** What stands in a secret's place. */
    public static final String MASK = "****";

    private final String text;
    private final @Nullable Path file;

    public Secret(String text) {
        this(text, null);
    }

    private Secret(String text, @Nullable Path file) {
        this.text = text;
        this.file = file;
    }

    /** The same, with the file it was read from, for those who read it again. */
    public Secret from(Path read) {
        return new Secret(text, read);
    }

    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** The text itself, for the one place that sends it. */
    public String reveal() {
        return text;
    }

    /** By its text, wherever that came from. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
