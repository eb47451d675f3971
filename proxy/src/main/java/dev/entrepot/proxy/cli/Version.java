package dev.entrepot.proxy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine;

/** What was built, as Maven wrote it down. */
final class Version implements CommandLine.IVersionProvider {

    private static final String UNKNOWN = "unknown";

    static String current() {
        Properties build = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("/dev/entrepot/build.properties")) {
            if (in == null) {
                return UNKNOWN;
            }
            build.load(in);
            return build.getProperty("version", UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "entrepot " + current() + " (Java " + Runtime.version() + ", " + System.getProperty("os.arch") + ")"
        };
    }
}
