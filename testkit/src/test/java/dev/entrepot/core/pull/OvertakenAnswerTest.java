package dev.entrepot.core.pull;

import static dev.entrepot.core.pull.ManifestWorld.TTL;
import static dev.entrepot.core.pull.ManifestWorld.assertFresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.index.GoneTag;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.pull.ManifestAnswer.How;
import dev.entrepot.testkit.blob.Gate;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An answer about a tag that comes after the answer to a later question. */
class OvertakenAnswerTest {

    private static final ManifestAnswer NOT_FOUND = new ManifestAnswer.Unknown(Lookup.Refusal.NOT_FOUND);

    @RegisterExtension
    private final ManifestWorld world = new ManifestWorld();

    private final Reference.ByTag tag = ManifestWorld.tag("3");
    private final Gate answer = new Gate();
    private Manifest manifest;
    private Instant asked = Instant.EPOCH;

    @BeforeEach
    void aTagThatIsDueToBeChecked() {
        manifest = world.known(tag, "one");
        world.time.advance(TTL);
        asked = world.time.instant();
    }

    /** The question is out, and a second has passed. */
    private Future<ManifestAnswer> ask() throws InterruptedException {
        world.source.holdAnswersAt(answer);
        Future<ManifestAnswer> client =
                world.threads.start(1, () -> world.get(tag)).getFirst();
        answer.awaitArrival();
        world.time.advance(Duration.ofSeconds(1));
        return client;
    }

    /** A second later. */
    private ManifestAnswer answered(Future<ManifestAnswer> client) throws Exception {
        world.time.advance(Duration.ofSeconds(1));
        answer.open();
        return Threads.await(client);
    }

    private TagEntry seen(Instant when) throws IOException {
        TagEntry seen = world.entry(tag).confirmed(manifest.digest(), when);
        world.records.putTag(tag, seen);
        world.index.tags().put(tag, seen);
        return seen;
    }

    @Test
    void aTagThatWasSeenMeanwhileIsNotForgottenForALate404() throws Exception {
        world.source.forget(tag);
        Future<ManifestAnswer> client = ask();
        TagEntry seen = seen(world.time.instant());

        assertThat(answered(client)).isEqualTo(NOT_FOUND);

        assertThat(world.records.tagRecord(tag)).isEqualTo(Lookup.found(seen));
        assertThat(world.entry(tag)).isEqualTo(seen);
    }

    @Test
    void aTagThatWasGoneMeanwhileIsNotBackForALateConfirmation() throws Exception {
        Future<ManifestAnswer> client = ask();
        GoneTag gone = new GoneTag(world.time.instant());
        world.records.putTag(tag, gone);
        world.index.tags().remove(tag);

        assertFresh(answered(client), manifest, How.REVALIDATED);

        assertThat(world.records.tagRecord(tag)).isEqualTo(Lookup.found(gone));
        assertThat(world.index.tags().find(tag)).isEqualTo(Lookup.absent());
    }

    @Test
    void aTagIsGoneSinceItWasAskedForAndNotSinceTheAnswer() throws Exception {
        world.source.forget(tag);

        assertThat(answered(ask())).isEqualTo(NOT_FOUND);

        assertThat(world.records.tagRecord(tag)).isEqualTo(Lookup.found(new GoneTag(asked)));
    }

    @Test
    void aTagWasSeenWhenItWasAskedForAndNotWhenTheAnswerCame() throws Exception {
        assertFresh(answered(ask()), manifest, How.REVALIDATED);

        assertThat(world.entry(tag).checked()).isEqualTo(asked);
    }

    @Test
    void aRecordFromAClockThatWasAheadDoesNotKeepADeletedTag() throws Exception {
        world.source.forget(tag);
        Future<ManifestAnswer> client = ask();
        seen(world.time.instant().plus(Duration.ofDays(1)));

        assertThat(answered(client)).isEqualTo(NOT_FOUND);

        assertThat(world.records.tagRecord(tag)).isEqualTo(Lookup.found(new GoneTag(asked)));
    }
}
