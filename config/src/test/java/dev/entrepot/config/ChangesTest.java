package dev.entrepot.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangesTest {

    private final Workplace workplace;

    ChangesTest(@TempDir Path directory) {
        workplace = new Workplace(directory);
    }

    private Changes between(String before, String after) throws ConfigException {
        Configuration old = workplace.yaml(before).load();
        return Changes.between(old, workplace.yaml(after).load());
    }

    @Test
    void nothingChangedWhenTheSameIsReadTwice() throws Exception {
        String yaml = "upstreams: {docker.io: {username: me, password: secret}}\nclients: {allow: [10.0.0.0/8]}";

        assertThat(between(yaml, "# moved\n" + yaml).isEmpty()).isTrue();
    }

    @Test
    void eachKeyIsNamedWithItsPath() throws Exception {
        assertThat(between(
                                "upstreams: {docker.io: {tag-ttl: 1m}}",
                                "default-upstream: quay.io\nupstreams: {docker.io: {tag-ttl: 2m}}\nclients: {allow: ['::1']}")
                        .reloaded())
                .containsExactly("default-upstream", "upstreams.docker.io.tag-ttl", "clients.allow");
    }

    @Test
    void anUpstreamThatCameOrWentIsOneKey() throws Exception {
        assertThat(between("upstreams: {a.io: {url: 'http://a'}}", "upstreams: {b.io: {url: 'http://b'}}")
                        .reloaded())
                .containsExactly("upstreams.a.io", "upstreams.b.io");
    }

    @Test
    void aChangedPasswordIsNamedAndNotShown() throws Exception {
        assertThat(between(
                        "upstreams: {docker.io: {username: me, password: old}}",
                        "upstreams: {docker.io: {username: me, password: new}}"))
                .isEqualTo(new Changes(List.of("upstreams.docker.io.password"), List.of()));
    }

    @Test
    void whatTheSameFileSaysOfUsersIsCompared() throws Exception {
        String yaml = "clients: {tokens-file: tokens}";
        Configuration old = workplace.file("tokens", "a".repeat(20)).yaml(yaml).load();
        Configuration now = workplace.file("tokens", "b".repeat(20)).load();

        assertThat(Changes.between(old, now).reloaded()).containsExactly("clients.tokens-file");
    }

    @Test
    void whereItListensAndWhatItKeepsWaitForTheNextStart() throws Exception {
        assertThat(between("", "listen: 127.0.0.1:1\ndata: elsewhere").afterRestart())
                .containsExactly("listen", "data");
    }
}
