package dev.entrepot.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigOverridesTest {

    private final Workplace workplace;

    ConfigOverridesTest(@TempDir Path directory) {
        workplace = new Workplace(directory).yaml("listen: 127.0.0.1:1\ndata: /file\ndefault-upstream: quay.io\n");
    }

    @Test
    void theEnvironmentOverridesListen() throws Exception {
        assertThat(workplace
                        .env("ENTREPOT_LISTEN", "127.0.0.1:2")
                        .load()
                        .listen()
                        .port())
                .isEqualTo(2);
    }

    @Test
    void theEnvironmentOverridesData() throws Exception {
        assertThat(workplace.env("ENTREPOT_DATA", "/env").load().data()).isEqualTo(Path.of("/env"));
    }

    @Test
    void theEnvironmentOverridesTheDefaultUpstream() throws Exception {
        assertThat(workplace.env("ENTREPOT_DEFAULT_UPSTREAM", "gcr.io").load().defaultUpstream())
                .isEqualTo("gcr.io");
    }

    @Test
    void aFlagOverridesTheEnvironment() throws Exception {
        workplace.env("ENTREPOT_LISTEN", "127.0.0.1:2").flag("listen", "127.0.0.1:3");

        assertThat(workplace.load().listen().port()).isEqualTo(3);
    }

    @Test
    void anOverrideLeavesTheOtherKeysAlone() throws Exception {
        assertThat(workplace.flag("listen", "127.0.0.1:3").load().data()).isEqualTo(Path.of("/file"));
    }

    @Test
    void anEmptyVariableIsNotSet() throws Exception {
        assertThat(workplace.env("ENTREPOT_LISTEN", "").load().listen().port()).isEqualTo(1);
    }

    @Test
    void variablesThatKubernetesSetsForAServiceAreNotOurs() {
        workplace
                .env("ENTREPOT_PORT", "tcp://10.0.0.1:5000")
                .env("ENTREPOT_SERVICE_HOST", "10.0.0.1")
                .env("ENTREPOT_PORT_5000_TCP_ADDR", "10.0.0.1");

        assertThat(workplace.errors()).isEmpty();
    }

    @Test
    void aVariableThatIsNearlyOursIsAnError() {
        assertThat(workplace.env("ENTREPOT_LISTN", "127.0.0.1:2").errors())
                .containsExactly("env ENTREPOT_LISTN: unknown variable; did you mean 'ENTREPOT_LISTEN'?");
    }

    @Test
    void aBadVariableIsNamed() {
        assertThat(workplace.env("ENTREPOT_LISTEN", "5000").errors())
                .containsExactly("env ENTREPOT_LISTEN: listen: '5000' is not a host and a port; "
                        + "write host:port, such as 127.0.0.1:5000 or [::1]:5000");
    }

    @Test
    void aBadFlagIsNamed() {
        assertThat(workplace.flag("listen", ":5000").errors())
                .containsExactly("flag --listen: listen: ':5000' is not a host and a port; "
                        + "write 0.0.0.0:5000 to listen on every address");
    }

    @Test
    void anEmptyFlagIsAnError() {
        assertThat(workplace.flag("data", "").errors())
                .containsExactly("flag --data: data: is empty; give it a path, such as ./entrepot-data");
    }

    @Test
    void aFlagThatIsNoKeyIsAnError() {
        assertThat(workplace.flag("lisen", "x").errors())
                .containsExactly("flag --lisen: lisen: unknown key; did you mean 'listen'?");
    }

    @Test
    void anOverrideIsTakenAsItIs() throws Exception {
        assertThat(workplace.env("ENTREPOT_DATA", "/mnt/${X}").load().data()).isEqualTo(Path.of("/mnt/${X}"));
    }
}
