package dev.entrepot.config.value;

/** Who encrypts the objects of a bucket. */
public enum Encryption {
    /** By whatever the bucket does by itself. */
    NONE,
    /** By keys of the store's own. */
    S3,
    /** By a key of the key management service. */
    KMS;

    public static Encryption parse(String text) throws InvalidValueException {
        return Words.parse(text, values());
    }

    /** As it is written in a configuration. */
    @Override
    public String toString() {
        return Words.text(this);
    }
}
