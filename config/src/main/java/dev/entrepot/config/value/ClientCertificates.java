package dev.entrepot.config.value;

import java.util.Locale;

/** Whether clients must show a certificate. */
public enum ClientCertificates {
    OPTIONAL,
    REQUIRED;

    private final String text = name().toLowerCase(Locale.ROOT);

    public static ClientCertificates parse(String text) throws InvalidValueException {
        for (ClientCertificates value : values()) {
            if (value.text.equals(text)) {
                return value;
            }
        }
        throw new InvalidValueException(
                "'" + text + "' is neither optional nor required", "write optional or required");
    }

    /** As it is written in a configuration. */
    @Override
    public String toString() {
        return text;
    }
}
