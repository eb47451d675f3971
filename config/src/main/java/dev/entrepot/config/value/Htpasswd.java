package dev.entrepot.config.value;

import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The users of an Apache password file. Of its hashes, bcrypt and {@code {SHA}} are known: MD5 and crypt are broken by
 * anyone who finds the file.
 *
 * @param users from the name to the hash, as the file has it
 */
public record Htpasswd(Path file, Map<String, String> users) {

    /** Before the base64 of a SHA-1. */
    public static final String SHA1 = "{SHA}";

    /** Each step doubles the work; this one takes seconds. */
    private static final int MAX_COST = 15;

    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$[./A-Za-z0-9]{53}");
    private static final String REMEDY = "write each user with: htpasswd -B <file> <user>";

    public Htpasswd {
        users = Map.copyOf(users);
    }

    /** Reads the file. */
    public static Htpasswd read(Path file) throws InvalidValueException {
        Map<String, String> users = new LinkedHashMap<>();
        CredentialLines.read(file, line -> add(line, users), REMEDY);
        return new Htpasswd(file, users);
    }

    private static String add(String line, Map<String, String> users) {
        int colon = line.indexOf(':');
        if (colon <= 0) {
            return "not user:hash";
        }
        String hash = line.substring(colon + 1);
        if (users.putIfAbsent(line.substring(0, colon), hash) != null) {
            return "a user for the second time";
        }
        return fault(hash);
    }

    private static String fault(String hash) {
        Matcher bcrypt = BCRYPT.matcher(hash);
        if (bcrypt.matches()) {
            int cost = Integer.parseInt(bcrypt.group(1));
            return cost >= 4 && cost <= MAX_COST ? "" : "a bcrypt cost not from 4 to " + MAX_COST;
        }
        if (hash.startsWith(SHA1)) {
            return isSha1(hash.substring(SHA1.length())) ? "" : "a damaged hash";
        }
        return hash.startsWith("$apr1$") ? "an MD5 hash, too weak" : "no bcrypt hash";
    }

    private static boolean isSha1(String base64) {
        try {
            return Base64.getDecoder().decode(base64).length == 20;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The file, as the configuration names it. */
    @Override
    public String toString() {
        return file.toString();
    }
}
