package dev.entrepot.config.value;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of bearer tokens, one a line: {@code token}, or {@code name:token}.
 *
 * @param names from the token to what the log calls its bearer
 */
public record AccessTokens(Path file, Map<String, String> names) {

    private static final String UNNAMED = "token";
    private static final int MIN_LENGTH = 20;

    /** A token as RFC 6750, section 2.1, allows it, which has no colon. */
    private static final Pattern LINE = Pattern.compile("(?:([^:\\s]+):)?([A-Za-z0-9._~+/-]+=*)");

    private static final String REMEDY = "write token or name:token into each line; openssl rand -hex 32 makes a token";

    public AccessTokens {
        names = Map.copyOf(names);
    }

    /** Reads the file. */
    public static AccessTokens read(Path file) throws InvalidValueException {
        Map<String, String> names = new LinkedHashMap<>();
        CredentialLines.read(file, line -> add(line, names), REMEDY);
        return new AccessTokens(file, names);
    }

    private static String add(String line, Map<String, String> names) {
        Matcher form = LINE.matcher(line);
        if (!form.matches()) {
            return "not a token";
        }
        String token = form.group(2);
        if (token.length() < MIN_LENGTH) {
            return "less than " + MIN_LENGTH + " characters";
        }
        String name = form.group(1) == null ? UNNAMED : form.group(1);
        return names.putIfAbsent(token, name) == null ? "" : "a token for the second time";
    }

    /** The file, as the configuration names it. */
    @Override
    public String toString() {
        return file.toString();
    }
}
