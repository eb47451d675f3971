package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.ManifestWorld.ALPINE;
import static dev.entrepot.core.pull.ManifestWorld.MAX_STALE;
import static dev.entrepot.core.pull.ManifestWorld.TTL;
import static dev.entrepot.core.pull.ManifestWorld.assertFresh;
import static dev.entrepot.core.pull.ManifestWorld.assertStale;
import static dev.entrepot.core.pull.ManifestWorld.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.pull.ManifestAnswer.How;
import dev.entrepot.testkit.blob.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tags while the upstream cannot be asked. */
class StaleTagTest {

    @RegisterExtension
    private final ManifestWorld world = new ManifestWorld();

    private final Reference.ByTag tag = ManifestWorld.tag("3");
    private final Reference.ByTag another = ManifestWorld.tag("4");

    @Test
    void aTagPastItsTimeIsStaleWithItsAge() {
        Manifest manifest = world.known(tag, "one");
        world.source.goDown(new IOException("down"));
        world.time.advance(TTL);

        assertStale(world.get(tag), manifest, TTL);

        assertThat(world.askedSince(1)).containsExactly("head " + tag);
        assertThat(world.entry(tag).checked()).isEqualTo(world.time.instant().minus(TTL));
    }

    @Test
    void aTagWithinItsTimeIsFreshThoughTheUpstreamIsDown() {
        Manifest manifest = world.known(tag, "one");
        world.source.goDown(new IOException("down"));

        assertFresh(world.get(tag), manifest, How.HIT);
    }

    @Test
    void aTagIsStaleUpToALimitAndUnavailableAfterIt() {
        Manifest manifest = world.known(tag, "one");
        world.source.goDown(new IOException("down"));
        world.time.advance(MAX_STALE);
        assertStale(world.get(tag), manifest, MAX_STALE);

        world.time.advance(Duration.ofNanos(1));

        assertThat(world.get(tag))
                .isInstanceOfSatisfying(
                        ManifestAnswer.Unavailable.class,
                        down -> assertThat(down.missing()).containsExactly(Dependency.UPSTREAM));
    }

    @Test
    void aNewTagIsUnavailable() {
        world.source.goDown(new IOException("down"));

        assertThat(world.get(tag)).isInstanceOf(ManifestAnswer.Unavailable.class);
        assertThat(world.source.asked()).containsExactly("get " + tag);
    }

    @Test
    void whatTheUpstreamSaysOfTheTagIsNotEnoughWhenItDoesNotGiveTheManifest() {
        Manifest before = world.known(tag, "one");
        world.time.advance(TTL);
        Manifest after = world.serve(tag, "two");
        world.source.unreachable(named(ALPINE, after), new IOException("429"));

        assertStale(world.get(tag), before, TTL);

        assertThat(world.askedSince(1)).containsExactly("head " + tag, "get " + named(ALPINE, after));
        assertThat(world.entry(tag).digest()).isEqualTo(before.digest());
    }

    @Test
    void aTroubledUpstreamKeepsNobodyWaiting() {
        Manifest one = world.known(tag, "one");
        Manifest two = world.known(another, "two");
        world.source.goDown(new IOException("down"));
        world.time.advance(TTL);
        world.get(tag);
        int already = world.source.asked().size();

        assertStale(world.get(another), two, TTL);
        assertStale(world.get(tag), one, TTL);

        assertThat(world.askedSince(already)).isEmpty();
        assertThat(world.inBackground()).isEqualTo(2);
    }

    @Test
    void inTheBackgroundATroubledUpstreamIsAskedOnce() {
        world.known(tag, "one");
        world.source.goDown(new IOException("down"));
        world.time.advance(TTL);
        world.get(tag);
        int already = world.source.asked().size();

        world.get(tag);
        world.runBackground();

        assertThat(world.askedSince(already)).containsExactly("head " + tag);
    }

    @Test
    void manyStaleAnswersShareOneQuestionInTheBackground() throws Exception {
        world.known(tag, "one");
        world.source.goDown(new IOException("down"));
        world.time.advance(TTL);
        world.get(tag);
        int already = world.source.asked().size();
        Gate answer = new Gate();
        world.source.holdAnswersAt(answer);
        world.get(tag);

        Future<?> asking = world.threads.start(() -> {
            world.runBackground();
            return true;
        });
        answer.awaitArrival();
        for (int i = 0; i < 10; i++) {
            world.get(tag);
        }
        world.runBackground();
        answer.open();
        assertThat(Threads.await(asking)).isEqualTo(true);

        assertThat(world.askedSince(already)).containsExactly("head " + tag);
    }

    @Test
    void anUpstreamThatIsBackIsNoticedInTheBackground() {
        Manifest manifest = world.known(tag, "one");
        world.source.goDown(new IOException("down"));
        world.time.advance(TTL);
        world.get(tag);
        world.source.comeBack();
        assertStale(world.get(tag), manifest, TTL);

        world.runBackground();

        assertFresh(world.get(tag), manifest, How.HIT);
        assertThat(world.entry(tag).checked()).isEqualTo(world.time.instant());
    }

    @Test
    void aBackgroundThatTakesNoMoreKeepsNobodyFromAStaleAnswer() {
        Manifest manifest = world.known(tag, "one");
        world.source.goDown(new IOException("down"));
        world.time.advance(TTL);
        world.get(tag);
        world.rejectBackground();

        assertStale(world.get(tag), manifest, TTL);
    }

    @Test
    void whatTheRegistryDeniedIsNotStaleWhenItGoesDownThereafter() {
        world.known(tag, "one");
        world.known(another, "two");
        world.time.advance(TTL);
        world.source.deny(tag);
        world.get(tag);
        world.source.goDown(new IOException("down"));
        world.get(another);

        assertThat(world.get(tag)).isEqualTo(new ManifestAnswer.Unknown(Lookup.Refusal.DENIED));
    }

    @Test
    void afterARestartATagIsStaleFromDisk() {
        Manifest manifest = world.known(tag, "one");
        world.restart();
        world.source.goDown(new IOException("down"));
        world.time.advance(TTL);

        assertStale(world.get(tag), manifest, TTL);
    }

    @Test
    void withTheIndexDownAsWellATagIsStaleFromItsRecordFile() {
        Manifest manifest = world.known(tag, "one");
        world.restart();
        world.index.failWith(new IOException("down"));
        world.source.goDown(new IOException("down"));
        world.time.advance(TTL);

        assertStale(world.get(tag), manifest, TTL);
    }

    @Test
    void withTheIndexDownATagWithinItsTimeIsFreshFromItsRecordFile() {
        Manifest manifest = world.known(tag, "one");
        world.restart();
        world.index.failWith(new IOException("down"));

        assertFresh(world.get(tag), manifest, How.HIT);
        assertThat(world.source.asked()).hasSize(1);
    }

    @Test
    void fiftyAtOnceAreStaleAfterOneQuestion() throws Exception {
        world.known(tag, "one");
        world.source.goDown(new IOException("down"));
        world.time.advance(TTL);
        Gate answer = new Gate();
        world.source.holdAnswersAt(answer);

        List<Future<ManifestAnswer>> clients = world.threads.start(50, () -> world.get(tag));
        answer.awaitArrival();
        answer.open();

        assertThat(Threads.await(clients)).hasSize(50).allMatch(ManifestAnswer.Stale.class::isInstance);
        assertThat(world.askedSince(1)).containsExactly("head " + tag);
    }
}
