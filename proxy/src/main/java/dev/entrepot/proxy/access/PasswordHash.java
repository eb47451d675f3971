package dev.entrepot.proxy.access;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import dev.entrepot.config.value.Htpasswd;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/** Compares passwords with the hashes of an {@link Htpasswd}. */
final class PasswordHash {

    /** A password of more than 72 bytes counts up to there, as for {@code htpasswd}. */
    private static final BCrypt.Verifyer BCRYPT =
            BCrypt.verifyer(BCrypt.Version.VERSION_2Y, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2Y));

    private PasswordHash() {}

    /** Takes as long as the hash was made to take: a quarter of a second at bcrypt's cost of 12. */
    static boolean matches(byte[] password, String hash) {
        if (hash.startsWith(Htpasswd.SHA1)) {
            byte[] wanted = Base64.getDecoder().decode(hash.substring(Htpasswd.SHA1.length()));
            return MessageDigest.isEqual(Digests.sha1(password), wanted);
        }
        return BCRYPT.verify(password, hash.getBytes(StandardCharsets.US_ASCII)).verified;
    }
}
