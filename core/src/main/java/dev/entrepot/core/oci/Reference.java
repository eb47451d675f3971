package dev.entrepot.core.oci;

import java.util.regex.Pattern;

/** What a manifest is asked by. Its string form is the one users write. */
public sealed interface Reference {

    Repository repository();

    /** The last path segment of {@code /v2/<name>/manifests/<reference>}. */
    String wireForm();

    /**
     * Reads the last path segment of a manifest request.
     *
     * @throws OciException DIGEST_INVALID or MANIFEST_INVALID (400)
     */
    static Reference parse(Repository repository, String text) {
        if (Digest.looksLikeDigest(text)) {
            return new ByDigest(repository, Digest.parse(text));
        }
        return new ByTag(repository, text);
    }

    /** @param tag distribution-spec: {@code [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}} */
    record ByTag(Repository repository, String tag) implements Reference {

        private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

        public ByTag {
            if (!isValid(tag)) {
                throw new OciException(
                        OciErrorCode.MANIFEST_INVALID.error(
                                "not a tag: letters, digits, '_', '.', '-', at most 128 characters, not starting with '.' or '-'"));
            }
        }

        public static boolean isValid(String tag) {
            return tag.length() <= 128 && TAG.matcher(tag).matches();
        }

        @Override
        public String wireForm() {
            return tag;
        }

        @Override
        public String toString() {
            return repository + ":" + tag;
        }
    }

    record ByDigest(Repository repository, Digest digest) implements Reference {

        @Override
        public String wireForm() {
            return digest.toString();
        }

        @Override
        public String toString() {
            return repository + "@" + digest;
        }
    }
}
