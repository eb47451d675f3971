package dev.entrepot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.testkit.real.CommandResult;
import dev.entrepot.testkit.real.Lab;
import dev.entrepot.testkit.real.RealEntrepot;
import dev.entrepot.testkit.real.RealRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The conformance suite itself, where somebody has installed it (CONTRIBUTING.md): it pushes to a real registry and reads
 * through entrepot. What it deletes is left out, as a cache keeps what it has.
 */
class ConformanceSuiteIT {

    /** The lines of everything that reads. */
    private static final Pattern READS = Pattern.compile(
            "\\s*(?<test>OCI Conformance Test/(?:.*/)?(?:ping|get-missing|blob-head|blob-get|range [0-9-]+|tag-list|referrers"
                    + "|(?:head|pull)/manifest-[a-z-]+)): (?<result>[A-Za-z]+)");

    /** docker-registry 2.8 refuses to take these, so nobody can read them, or does not list them. */
    private static final Pattern NOT_UPSTREAM = Pattern.compile(
            ".*/(?:sha512|non-distributable-layers)/.*|.*/(?:artifacts-with|index-with|missing)-subject/referrers");

    @RegisterExtension
    static final Lab lab = new Lab("conformance", "docker-registry");

    @Test
    void everythingTheRegistryTookIsReadAsTheSuiteWantsIt() throws IOException {
        RealRegistry upstream = lab.registry("upstream");
        RealEntrepot entrepot = lab.entrepot(EntrepotYaml.upTest(upstream.url(), "0s"));
        Path folder = lab.folder("suite");
        Path configuration = Files.writeString(folder.resolve("suite.yaml"), """
                registry: %s
                tls: disabled
                resultsDir: %s
                apis:
                  blobs: {delete: false}
                  manifests: {delete: false}
                  tags: {delete: false}
                """.formatted(
                        lab.splitter(entrepot, upstream).authority(), folder));

        CommandResult run =
                CommandResult.run(List.of("conformance"), Map.of("OCI_CONFIGURATION", configuration.toString()));

        List<String> failed = run.out()
                .lines()
                .map(READS::matcher)
                .filter(line -> line.matches() && line.group("result").equals("FAIL"))
                .map(line -> line.group("test"))
                .filter(test -> !NOT_UPSTREAM.matcher(test).matches())
                .toList();
        assertThat(failed).as(run.out()).isEmpty();
        assertThat(run.out().lines().filter(line -> READS.matcher(line).matches() && line.endsWith(": Pass")))
                .as(run.toString())
                .hasSizeGreaterThan(100);
    }
}
