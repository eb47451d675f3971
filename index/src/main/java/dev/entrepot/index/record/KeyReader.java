package dev.entrepot.index.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.OciException;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import java.util.Arrays;

/** Reads a key from front to back; whatever does not fit is a {@link RecordFormatException}. */
final class KeyReader {

    private final byte[] key;
    private int at;

    KeyReader(byte[] key) {
        this.key = key;
    }

    Repository repository() throws RecordFormatException {
        String upstream = text(zero());
        String path = text(zero());
        try {
            return new Repository(upstream, path);
        } catch (OciException | IllegalArgumentException e) {
            throw new RecordFormatException("a key names no repository: " + upstream + "/" + path, e);
        }
    }

    void skipRepository() throws RecordFormatException {
        at = zero() + 1;
        at = zero() + 1;
    }

    Reference.ByTag tag(Repository repository) throws RecordFormatException {
        String tag = text(key.length);
        try {
            return new Reference.ByTag(repository, tag);
        } catch (OciException | IllegalArgumentException e) {
            throw new RecordFormatException("a key ends in no tag: " + tag, e);
        }
    }

    Digest digest() throws RecordFormatException {
        return digest(Arrays.copyOfRange(key, at, key.length));
    }

    static Digest digest(byte[] bytes) throws RecordFormatException {
        try {
            return DigestBytes.read(bytes);
        } catch (IllegalArgumentException e) {
            throw new RecordFormatException("a key ends in no digest", e);
        }
    }

    /** Up to {@code end}, and steps over the byte there. */
    private String text(int end) {
        String text = new String(key, at, end - at, UTF_8);
        at = end + 1;
        return text;
    }

    private int zero() throws RecordFormatException {
        for (int i = at; i < key.length; i++) {
            if (key[i] == 0) {
                return i;
            }
        }
        throw new RecordFormatException("a key of " + key.length + " bytes names no repository");
    }
}
