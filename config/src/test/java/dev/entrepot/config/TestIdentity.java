package dev.entrepot.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** A certificate and its key in PEM, made by the JDK's own tool. */
record TestIdentity(String certificate, String key) {

    private static final char[] PASSWORD = "changeit".toCharArray();

    /** What {@link #create} leaves beside them. */
    static final String KEYSTORE = "identity.p12";

    static TestIdentity create(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = directory.resolve(KEYSTORE);
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "me",
                        "-dname",
                        "CN=me",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return new TestIdentity(
                pem("CERTIFICATE", keys.getCertificate("me").getEncoded()),
                pem("PRIVATE KEY", keys.getKey("me", PASSWORD).getEncoded()));
    }

    private static String pem(String label, byte[] bytes) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
