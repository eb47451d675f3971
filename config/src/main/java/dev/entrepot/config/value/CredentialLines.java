package dev.entrepot.config.value;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a file that has one credential a line, and collects what is wrong with it: lines by number, never their text. */
final class CredentialLines {

    /** Bytes; some ten thousand users. */
    private static final int MAX_SIZE = 1 << 20;

    private static final int FAULTS_SHOWN = 3;

    /** Takes a line that has something in it. */
    interface Reader {
        /** What is wrong with it; empty when nothing is. */
        String read(String line);
    }

    private CredentialLines() {}

    /** Blank lines, and those that start with {@code #}, are passed over. */
    static void read(Path file, Reader reader, String remedy) throws InvalidValueException {
        List<String> faults = new ArrayList<>();
        int read = 0;
        int number = 0;
        for (String line : content(file).split("\n", -1)) {
            number++;
            String stripped = line.strip();
            if (!stripped.isEmpty() && stripped.charAt(0) != '#') {
                read++;
                String fault = reader.read(stripped);
                if (!fault.isEmpty()) {
                    faults.add("line " + number + ": " + fault);
                }
            }
        }
        if (read == 0) {
            throw new InvalidValueException("'" + file + "' is empty: nobody could pull", remedy);
        }
        if (!faults.isEmpty()) {
            throw new InvalidValueException("'" + file + "': " + joined(faults), remedy);
        }
    }

    private static String joined(List<String> faults) {
        int hidden = faults.size() - FAULTS_SHOWN;
        return String.join(", ", faults.subList(0, Math.min(faults.size(), FAULTS_SHOWN)))
                + (hidden > 0 ? ", and " + hidden + " more" : "");
    }

    private static String content(Path file) throws InvalidValueException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_SIZE + 1);
            if (bytes.length > MAX_SIZE) {
                throw new InvalidValueException("'" + file + "' is longer than 1 MiB", "name the right file");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidValueException("'" + file + "' is not UTF-8 text", "save it as UTF-8");
        } catch (IOException e) {
            throw new InvalidValueException(
                    "'" + file + "' cannot be read", "create it, readable for the user that runs entrepot");
        }
    }
}
