package dev.entrepot.config.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that held a JSON object when the configuration was read, and is read again by those who use it. */
public record JsonFile(Path path) {

    private static final JsonFactory JSON = new JsonFactory();

    /** What is wrong is said by its line, never by its text, which may be a password. */
    public static JsonFile check(Path path) throws InvalidValueException {
        if (!Files.isRegularFile(path)) {
            throw unreadable(path);
        }
        try (InputStream in = Files.newInputStream(path);
                JsonParser parser = JSON.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidValueException(
                        "'" + path + "' is not a JSON object", "name a file as docker login writes it");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw new InvalidValueException("'" + path + "' goes on after its JSON object", "remove what follows");
            }
        } catch (JsonProcessingException e) {
            throw new InvalidValueException(
                    "'" + path + "' is not JSON, see its line "
                            + e.getLocation().getLineNr(),
                    "write it as docker login does");
        } catch (CharConversionException e) {
            throw new InvalidValueException("'" + path + "' is not UTF-8 text", "save it as UTF-8");
        } catch (IOException e) {
            throw unreadable(path);
        }
        return new JsonFile(path);
    }

    private static InvalidValueException unreadable(Path path) {
        return new InvalidValueException(
                "'" + path + "' cannot be read", "create it, readable for the user that runs entrepot");
    }

    /** As it is written in a configuration. */
    @Override
    public String toString() {
        return path.toString();
    }
}
