package dev.entrepot.config.value;

/** A version of TLS that may still be spoken (RFC 8996 retired those before). */
public enum TlsVersion {
    TLS_1_2("1.2"),
    TLS_1_3("1.3");

    private final String text;

    TlsVersion(String text) {
        this.text = text;
    }

    public static TlsVersion parse(String text) throws InvalidValueException {
        for (TlsVersion version : values()) {
            if (version.text.equals(text)) {
                return version;
            }
        }
        throw new InvalidValueException("'" + text + "' is not a version of TLS to be spoken", "write 1.2 or 1.3");
    }

    /** As it is written in a configuration. */
    @Override
    public String toString() {
        return text;
    }
}
