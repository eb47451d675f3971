package dev.entrepot.config.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A YAML file as settings. */
public final class YamlFile {

    /** Bytes. A hundred times the longest configuration anyone writes; it keeps {@code /dev/zero} out of memory. */
    static final int MAX_SIZE = 1 << 20;

    private final Path path;
    private final String label;
    private final Problems problems;

    /** @param label how errors name the file */
    public YamlFile(Path path, String label, Problems problems) {
        this.path = path;
        this.label = label;
        this.problems = problems;
    }

    /**
     * Empty when the file cannot be read as YAML at all; with other errors, what is left of it.
     *
     * @param secretKeys the last parts of keys whose lines no error may show
     */
    public Optional<Setting.Mapping> read(Set<String> secretKeys) {
        return bytes().flatMap(this::decode)
                .flatMap(text -> new YamlReader(label, text, new Excerpt(text, secretKeys), problems).read());
    }

    private Optional<byte[]> bytes() {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_SIZE + 1);
            if (bytes.length > MAX_SIZE) {
                report("is longer than 1 MiB", "name the configuration file, not another one");
                return Optional.empty();
            }
            return Optional.of(bytes);
        } catch (NoSuchFileException e) {
            report("no such file", "correct the path, or start without a configuration: every key has a default");
        } catch (AccessDeniedException e) {
            report("permission denied", "let the user that runs entrepot read it");
        } catch (IOException e) {
            report("cannot be read: " + Texts.oneLine(String.valueOf(e.getMessage())), "name a readable file");
        }
        return Optional.empty();
    }

    private Optional<String> decode(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            report("is not UTF-8 text", "save it as UTF-8");
            return Optional.empty();
        }
    }

    private void report(String message, String remedy) {
        problems.add(new ConfigError(new Origin.OfFile(label), "", message, remedy, List.of()));
    }
}
