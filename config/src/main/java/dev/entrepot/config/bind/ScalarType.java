package dev.entrepot.config.bind;

import dev.entrepot.config.value.AccessTokens;
import dev.entrepot.config.value.BaseUrl;
import dev.entrepot.config.value.ByteSize;
import dev.entrepot.config.value.ClientCertificates;
import dev.entrepot.config.value.ConditionalWrites;
import dev.entrepot.config.value.Durations;
import dev.entrepot.config.value.Encryption;
import dev.entrepot.config.value.HostPort;
import dev.entrepot.config.value.HostPortOrOff;
import dev.entrepot.config.value.Htpasswd;
import dev.entrepot.config.value.InvalidValueException;
import dev.entrepot.config.value.IpRange;
import dev.entrepot.config.value.JsonFile;
import dev.entrepot.config.value.KeyStoreFile;
import dev.entrepot.config.value.PemCertificates;
import dev.entrepot.config.value.PemKey;
import dev.entrepot.config.value.Secret;
import dev.entrepot.config.value.TlsVersion;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A type that one text can be read as.
 *
 * @param title with its article, as errors say it
 * @param example a text it can be read from
 */
public record ScalarType<T>(Class<T> type, String title, String example, Parser<T> parser) {

    /** Reads a text that is not empty. */
    @FunctionalInterface
    interface Parser<T> {
        T parse(String text, Key key, Path workingDirectory) throws InvalidValueException;
    }

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,9}");

    private static final List<ScalarType<?>> ALL = List.of(
            of(String.class, "a text", "docker.io", (text, key, directory) -> text),
            of(Secret.class, "a secret", "${TOKEN}", (text, key, directory) -> new Secret(text)),
            of(Boolean.class, "true or false", "true", (text, key, directory) -> parseBoolean(text)),
            of(Integer.class, "a whole number", "64", (text, key, directory) -> parseInteger(text, key)),
            of(Duration.class, "a duration", "5m", (text, key, directory) -> Durations.parse(text)),
            of(ByteSize.class, "a size", "50GiB", (text, key, directory) -> ByteSize.parse(text)),
            of(HostPort.class, "a host and a port", "127.0.0.1:5000", (text, key, directory) -> HostPort.parse(text)),
            of(
                    HostPortOrOff.class,
                    "a host and a port, or off",
                    "127.0.0.1:5001",
                    (text, key, directory) -> HostPortOrOff.parse(text)),
            of(
                    PemCertificates.class,
                    "a file of certificates",
                    "/etc/ssl/private-ca.pem",
                    (text, key, directory) -> PemCertificates.read(parsePath(text, directory))),
            of(
                    JsonFile.class,
                    "a JSON file",
                    "/etc/entrepot/docker-config.json",
                    (text, key, directory) -> JsonFile.check(parsePath(text, directory))),
            of(
                    PemKey.class,
                    "a file with a private key",
                    "/etc/entrepot/client-key.pem",
                    (text, key, directory) -> PemKey.read(parsePath(text, directory))),
            of(URI.class, "a URL", "https://registry.example.com", (text, key, directory) -> BaseUrl.parse(text)),
            of(IpRange.class, "a range of addresses", "10.0.0.0/8", (text, key, directory) -> IpRange.parse(text)),
            of(Encryption.class, "none, s3 or kms", "kms", (text, key, directory) -> Encryption.parse(text)),
            of(
                    ConditionalWrites.class,
                    "auto, on or off",
                    "auto",
                    (text, key, directory) -> ConditionalWrites.parse(text)),
            of(Path.class, "a path", "./entrepot-data", (text, key, directory) -> parsePath(text, directory)),
            of(
                    KeyStoreFile.class,
                    "a file in PKCS#12",
                    "/etc/entrepot/tls.p12",
                    (text, key, directory) -> KeyStoreFile.read(parsePath(text, directory))),
            of(TlsVersion.class, "a version of TLS", "1.2", (text, key, directory) -> TlsVersion.parse(text)),
            of(
                    ClientCertificates.class,
                    "optional or required",
                    "required",
                    (text, key, directory) -> ClientCertificates.parse(text)),
            of(
                    Htpasswd.class,
                    "a password file",
                    "/etc/entrepot/htpasswd",
                    (text, key, directory) -> Htpasswd.read(parsePath(text, directory))),
            of(
                    AccessTokens.class,
                    "a file of tokens",
                    "/etc/entrepot/tokens",
                    (text, key, directory) -> AccessTokens.read(parsePath(text, directory))));

    private static final Set<Class<?>> FILES = Set.of(
            Path.class,
            Htpasswd.class,
            AccessTokens.class,
            PemCertificates.class,
            PemKey.class,
            KeyStoreFile.class,
            JsonFile.class);

    static Optional<ScalarType<?>> of(Class<?> type) {
        Class<?> boxed = type == int.class ? Integer.class : type == boolean.class ? Boolean.class : type;
        return ALL.stream().filter(known -> known.type == boxed).findFirst();
    }

    private static <T> ScalarType<T> of(Class<T> type, String title, String example, Parser<T> parser) {
        return new ScalarType<>(type, title, example, parser);
    }

    public boolean isSecret() {
        return type == Secret.class;
    }

    /** Whether it is written as the name of a file, from which some are read at once. */
    boolean isFile() {
        return FILES.contains(type);
    }

    /** For the documentation: without the article. */
    public String noun() {
        return title.startsWith("a ") ? title.substring(2) : title;
    }

    /** A text that is read as the same value. */
    public static String write(Object value) {
        return value instanceof Duration duration ? Durations.format(duration) : value.toString();
    }

    private static Boolean parseBoolean(String text) throws InvalidValueException {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidValueException("'" + text + "' is not true or false", "write true or false");
        };
    }

    private static Integer parseInteger(String text, Key key) throws InvalidValueException {
        if (!INTEGER.matcher(text).matches()) {
            throw new InvalidValueException("'" + text + "' is not a whole number", "write digits only, such as 64");
        }
        int number = Integer.parseInt(text);
        if (number < key.min()) {
            throw new InvalidValueException(number + " is too small", "write at least " + key.min());
        }
        if (number > key.max()) {
            throw new InvalidValueException(number + " is too large", "write at most " + key.max());
        }
        return number;
    }

    static Path parsePath(String text, Path workingDirectory) throws InvalidValueException {
        if (text.equals("~") || text.startsWith("~/")) {
            throw new InvalidValueException("'~' is not expanded", "write ${HOME}" + text.substring(1));
        }
        try {
            return workingDirectory.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new InvalidValueException("'" + text + "' is not a path", "remove characters a path cannot have");
        }
    }
}
