package dev.entrepot.proxy.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerdConfigTest {

    private static final Path CERTS = Path.of("/etc/containerd/certs.d");

    @TempDir
    private Path folder = Path.of("");

    private Remark check(String toml) throws IOException {
        Path file = Files.writeString(folder.resolve("config.toml"), toml);
        return ContainerdConfig.check(file, CERTS).getFirst();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[plugins.'io.containerd.cri.v1.images'.registry]\nconfig_path = '/etc/containerd/certs.d'",
                "[plugins.'io.containerd.grpc.v1.cri'.registry]\nconfig_path = '/etc/docker/certs.d:/etc/containerd/certs.d/'",
                "[plugins.cri.registry]\nconfig_path = '/etc/containerd/certs.d'",
            })
    void theFolderIsFoundInEachVersionAndAmongSeveral(String toml) throws IOException {
        assertThat(check(toml).kind()).isEqualTo(Remark.Kind.GOOD);
    }

    @Test
    void anotherFolderIsBad() throws IOException {
        Remark remark = check("[plugins.'io.containerd.cri.v1.images'.registry]\nconfig_path = '/etc/other'");

        assertThat(remark.kind()).isEqualTo(Remark.Kind.BAD);
        assertThat(remark.text()).contains("/etc/other").contains("--dir");
    }

    @ParameterizedTest
    @ValueSource(strings = {"version = 2", "[plugins.'io.containerd.grpc.v1.cri'.registry]\nconfig_path = ''"})
    void withoutAConfigPathItIsSaidHowToSetIt(String toml) throws IOException {
        Remark remark = check(toml);

        assertThat(remark.kind()).isEqualTo(Remark.Kind.NOTE);
        assertThat(remark.text()).contains("config_path = \"" + CERTS + "\"");
    }

    @Test
    void aMistakeIsNamedWithItsPlace() throws IOException {
        assertThat(check("version = \n").kind()).isEqualTo(Remark.Kind.BAD);
        assertThat(check("version = \n").text()).contains("config.toml:1:");
    }

    @Test
    void whereThereIsNoneNothingIsSaid() {
        assertThat(ContainerdConfig.check(folder.resolve("none.toml"), CERTS)).isEqualTo(List.of());
    }
}
