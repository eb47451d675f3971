package dev.entrepot.proxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.entrepot.core.oci.Digest;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AccessLogTest {

    private static final String HEX = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final Logger logger = (Logger) LoggerFactory.getLogger("entrepot.access");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final EmbeddedChannel connection = new EmbeddedChannel();
    private final RouteParser routes = new RouteParser(new UpstreamNames(Map.of("ghcr.io", "ghcr.io"), "ghcr.io"));

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        connection.close();
    }

    private Account account(String target, String agent) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
        request.headers().set(HttpHeaderNames.USER_AGENT, agent);
        request.headers().set(HttpHeaderNames.AUTHORIZATION, "Basic c2VjcmV0");
        Account account = new Account(connection, request, 7);
        account.asked(routes.parse(target));
        return account;
    }

    private String line(Account account) {
        account.ended(Answered.Ending.DONE);
        new AccessLog().write(account);
        return lines.list.getLast().getFormattedMessage();
    }

    @Test
    void aHitIsOneLineOfKeysAndValues() {
        Account account = account("/v2/org/app/blobs/sha256:" + HEX + "?ns=ghcr.io", "containerd/2.0");
        account.user("bob");
        account.cacheStatus(CacheStatus.HIT);
        account.source(BodySource.DISK);
        account.begun(200);
        account.sent(123);

        assertThat(line(account))
                .matches(
                        "id=embedded-7 client=embedded user=\"bob\" method=GET route=blob upstream=ghcr\\.io repository=org/app"
                                + " reference=sha256:" + HEX + " status=200 cache=hit source=disk bytes=123"
                                + " first_micros=\\d+ micros=\\d+ end=done agent=\"containerd/2\\.0\"");
    }

    @Test
    void aManifestIsNamedByItsTag() {
        assertThat(line(account("/v2/org/app/manifests/v1", "x")))
                .contains(" route=manifest upstream=ghcr.io repository=org/app reference=v1 ");
    }

    @Test
    void whatATagNamesIsSaid() {
        Account account = account("/v2/org/app/manifests/v1", "x");
        account.digest(Digest.parse("sha256:" + HEX));

        assertThat(line(account)).contains(" reference=v1 digest=sha256:" + HEX + " status=");
    }

    @Test
    void whatWasNotAnsweredAtOnceSaysWhatItWasMadeOf() {
        Account account = account("/v2/org/app/manifests/v1", "x");
        account.trace();

        assertThat(line(account)).matches(".* agent=\"x\" phases=\"route=\\d+\\.\\d\"");
    }

    @Test
    void aClientThatLeftBeforeTheAnswerHasNoStatusAndNoFirstByte() {
        assertThat(line(account("/v2/org/app/manifests/v1", "x")))
                .contains(" status=0 ")
                .contains(" first_micros=-1 ");
    }

    @Test
    void noHeaderButTheUserAgentIsInIt() {
        assertThat(line(account("/v2/", "x"))).doesNotContain("c2VjcmV0");
    }

    @Test
    void aQueryIsNotInIt() {
        assertThat(line(account("/v2/Bad/manifests/v1?token=secret", "x")))
                .contains(" target=\"/v2/Bad/manifests/v1\" ")
                .doesNotContain("secret");
    }

    @Test
    void whatAClientWritesNeverBreaksTheLine() {
        assertThat(line(account("/v1/x", "a\" status=200\tid=1 \u00e9\\")))
                .endsWith("agent=\"a\\u0022 status=200\\u0009id=1 \\u00e9\\u005c\"");
    }

    @Test
    void aLongTextIsCut() {
        assertThat(line(account("/v1/x", "a".repeat(5000)))).endsWith("a".repeat(256) + "…\"");
    }
}
