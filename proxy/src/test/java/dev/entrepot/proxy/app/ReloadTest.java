package dev.entrepot.proxy.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.entrepot.config.ConfigLoader;
import dev.entrepot.config.Configuration;
import dev.entrepot.proxy.edge.TestTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Reading the configuration again: what is put in force, and what the log says. */
class ReloadTest {

    private static final Logger LOG = (Logger) LoggerFactory.getLogger(Reload.class);
    private static final String TOKEN = "0123456789abcdef0123";

    @TempDir
    private Path folder = Path.of("");

    private final List<Configuration> applied = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        LOG.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        LOG.detachAppender(log);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private Reload started(String yaml) throws Exception {
        write("entrepot.yaml", yaml);
        ConfigSource source = () -> new ConfigLoader(Map.of(), folder).read(Optional.empty(), Map.of());
        return new Reload(source, source.read(), applied::add);
    }

    private List<String> logged(Level level) {
        return log.list.stream()
                .filter(event -> event.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void whatChangedIsAppliedAndNamed() throws Exception {
        Reload reload = started("");
        write("entrepot.yaml", "default-upstream: quay.io\nclients: {allow: [10.0.0.0/8]}");
        reload.now();

        assertThat(applied)
                .singleElement()
                .satisfies(configuration ->
                        assertThat(configuration.defaultUpstream()).isEqualTo("quay.io"));
        assertThat(logged(Level.INFO)).containsExactly("reloaded: default-upstream, clients.allow");
    }

    @Test
    void aKeystoreThatIsReplacedIsReadWithoutBeingTold() throws Exception {
        TestTls tls = new TestTls();
        tls.writeKeystoreTo(folder);
        Reload reload = started("tls: {" + TestTls.KEYSTORE + "}");
        tls.renew("renewed");
        tls.writeKeystoreTo(folder);

        reload.ifChanged();
        assertThat(applied).as("somebody may still be writing").isEmpty();
        reload.ifChanged();

        assertThat(applied)
                .singleElement()
                .satisfies(configuration ->
                        assertThat(configuration.tls().orElseThrow().identity()).hasToString("CN=renewed"));
        assertThat(logged(Level.INFO)).containsExactly("reloaded: tls.keystore");
    }

    @Test
    void whereNothingChangedNothingIsApplied() throws Exception {
        Reload reload = started("default-upstream: quay.io");
        reload.now();

        assertThat(applied).isEmpty();
        assertThat(logged(Level.INFO)).containsExactly("reloaded: nothing changed");
    }

    @Test
    void anErrorLeavesAllAsItWasAndEveryOneIsLogged() throws Exception {
        Reload reload = started("");
        write("entrepot.yaml", "default-upstream: quay.io\ncolour: blue\nclients: {allow: [x]}");
        reload.now();

        assertThat(applied).isEmpty();
        assertThat(logged(Level.ERROR))
                .hasSize(3)
                .first()
                .isEqualTo("not reloaded, what was in force stays so: the configuration has errors");
        assertThat(logged(Level.ERROR).get(1)).startsWith("entrepot.yaml:2: colour: unknown key");
        assertThat(logged(Level.ERROR).get(2)).startsWith("entrepot.yaml:3: clients.allow[0]: 'x' is not");
    }

    @Test
    void whatAnErrorHeldUpIsAppliedWhenItIsMended() throws Exception {
        Reload reload = started("");
        write("entrepot.yaml", "default-upstream: quay.io\ncolour: blue");
        reload.now();
        write("entrepot.yaml", "default-upstream: quay.io\n");
        reload.ifChanged();
        reload.ifChanged();

        assertThat(applied).hasSize(1);
    }

    @Test
    void whatCannotBeReloadedIsSaidEachTime() throws Exception {
        Reload reload = started("listen: 127.0.0.1:1");
        write("entrepot.yaml", "listen: 127.0.0.1:2\ndata: elsewhere");
        reload.now();
        reload.now();

        assertThat(applied).isEmpty();
        assertThat(logged(Level.WARN))
                .containsExactly(
                        "takes effect with the next start only: listen, data",
                        "takes effect with the next start only: listen, data");
    }

    @Test
    void whatIsAsItWasStartedWithNeedsNoNextStart() throws Exception {
        Reload reload = started("listen: 127.0.0.1:1");
        write("entrepot.yaml", "listen: 127.0.0.1:2");
        reload.now();
        write("entrepot.yaml", "listen: 127.0.0.1:1");
        reload.now();

        assertThat(logged(Level.WARN)).hasSize(1);
    }

    @Test
    void aFileThatTheConfigurationNamesIsWatched() throws Exception {
        write("tokens", TOKEN);
        Reload reload = started("clients: {tokens-file: tokens}");
        write("tokens", TOKEN + "\nnode:" + TOKEN + "ef\n");
        reload.ifChanged();
        reload.ifChanged();

        assertThat(applied).hasSize(1);
        assertThat(logged(Level.INFO)).containsExactly("reloaded: clients.tokens-file");
    }

    @Test
    void aMissingFileThatAnErrorNamedIsWatchedToo() throws Exception {
        Reload reload = started("");
        write("entrepot.yaml", "clients: {tokens-file: tokens}");
        reload.now();
        assertThat(applied).isEmpty();
        write("tokens", TOKEN);
        reload.ifChanged();
        reload.ifChanged();

        assertThat(applied).hasSize(1);
    }

    @Test
    void aConfigurationFileThatComesLaterIsNoticed() throws Exception {
        ConfigSource source = () -> new ConfigLoader(Map.of(), folder).read(Optional.empty(), Map.of());
        Reload reload = new Reload(source, source.read(), applied::add);
        write("entrepot.yaml", "default-upstream: quay.io");
        reload.ifChanged();
        reload.ifChanged();

        assertThat(applied).hasSize(1);
    }

    @Test
    void aSecretThatChangedIsNamedAndNotShown() throws Exception {
        String yaml = "upstreams: {docker.io: {username: me, password: %s}}";
        Reload reload = started(yaml.formatted("old-one"));
        write("entrepot.yaml", yaml.formatted("new-one"));
        reload.now();

        assertThat(logged(Level.INFO)).containsExactly("reloaded: upstreams.docker.io.password");
    }
}
