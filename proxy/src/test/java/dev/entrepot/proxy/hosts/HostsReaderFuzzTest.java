package dev.entrepot.proxy.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A {@code hosts.toml} that somebody wrote by hand. */
class HostsReaderFuzzTest {

    private static final Path FILE = Path.of("/etc/containerd/certs.d/docker.io/hosts.toml");

    @FuzzTest
    void everyFileIsReadOrItIsSaidWhereItIsWrong(byte[] input) {
        try {
            for (NamedHost host : HostsReader.read(FILE, new String(input, StandardCharsets.UTF_8))
                    .hosts()) {
                assertThat(host.base().getScheme()).isNotEmpty();
                assertThat(host.capabilities()).isSubsetOf("pull", "resolve", "push", "referrers");
                assertThat(host.tls().authorities()).allMatch(Path::isAbsolute);
            }
        } catch (HostsReader.IgnoredFileException e) {
            assertThat(e.getMessage()).startsWith(FILE + ":");
        }
    }
}
