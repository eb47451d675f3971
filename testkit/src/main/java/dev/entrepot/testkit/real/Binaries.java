package dev.entrepot.testkit.real;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Which programs this machine has. */
public final class Binaries {

    /** Where Debian keeps daemons; not on every user's PATH. */
    private static final List<String> ALSO = List.of("/usr/sbin", "/sbin", "/usr/local/sbin");

    private Binaries() {}

    /** Skips what runs, and says so in one line, unless all of {@code names} are installed. */
    public static void require(String who, String... names) {
        List<String> missing =
                Stream.of(names).filter(name -> !isInstalled(name)).toList();
        if (!missing.isEmpty()) {
            skip(who, "not installed: " + String.join(", ", missing));
        }
    }

    /** Skips what runs unless this process may mount, which containerd must to unpack an image. */
    public static void requireMounts(String who) {
        if (CommandResult.run("unshare", "--mount", "true").exitCode() != 0) {
            skip(who, "needs to mount, so root and CAP_SYS_ADMIN");
        }
    }

    public static boolean isInstalled(String name) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator, -1)), ALSO.stream())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    @SuppressWarnings("SystemOut") // Surefire prints only how many were skipped, not why.
    static void skip(String who, String why) {
        String line = "not run: " + who + ", " + why;
        System.out.println(line);
        Assumptions.abort(line);
    }
}
